// Contests and gifts over HTTP: a contest from one tap to its answer, who may not decide, deadlines; gifts with their
// monthly limit, to whom they may go, and the fund's public page.
import { accountFor } from '@shared/ledger/accounts'
import { ledger } from '@shared/ledger/contract'
import { earning } from '@shared/ledger/earning-contract'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { gifts } from '@shared/ledger/gifts-contract'
import { households } from '@shared/people/household-contract'
import { placesDesk } from '@shared/places/desk-contract'
import { AuditRows } from '@server/audit'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { reviewsLate } from '@server/reviews/reviews-jobs'
import { Contests } from '@server/ledger/contests.model'
import { balanceOf, post } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Memberships } from '@server/people/households.model'
import { forgetActors } from '@server/people/sessions'
import {
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  setClock,
  signInAs,
  useApp,
  type Signed,
} from '../support/app'
import {
  aContestable,
  aContestableEntry,
  aContestedRule,
  shanghai,
  staffAbove,
  toldTo as told,
  useContestClock,
  type Contestable,
} from '../support/contests'
import { useDatabase } from '../support/database'
import { anEarning } from '../ledger/posts'

useDatabase()
const app = useApp({ features: features.filter((feature) => ['ledger', 'places', 'people'].includes(feature.name)) })
let world: Contestable
let home: Contestable['home']
let account: string
let neighbour: Contestable['home']
let wang: Signed
let zhao: Signed
let officer: Signed
let maker: Signed
let crew: Signed

beforeAll(async () => {
  world = await aContestable()
  ;({ home, account, officer } = world)
  neighbour = await aHousehold({ place: world.place })
  wang = await aResident({ name: '王秀英', household: home })
  zhao = await aResident({ name: '赵邻居', household: neighbour })
  maker = await staffAbove(world.place, 'city', 'cityOfficer', '徐岩')
  crew = await staffAbove(world.place, 'district', 'subdistrictOfficer', '张强')
  await Memberships.updateMany({}, { $set: { since: new Date('2026-01-01T00:00:00Z') } })
  await aContestedRule(maker.personId)
})
useContestClock()

/** Posted by the crew. */
const anEntry = (points = 20): Promise<string> => aContestableEntry(world, points, { by: crew.personId })

describe('a contest', () => {
  it('is opened in one tap, answered by somebody who had no part in it, and told', async () => {
    const entryId = await anEntry()
    const opened = await app.as(wang).call(ledgerContests.contest, { id: newId(), entryId, account })
    expect(opened).toMatchObject({
      status: 'open',
      points: 20,
      reason: '',
      dueOn: '2026-11-11',
      statusText: '待答复',
      decision: null,
    })
    expect(opened.line).toMatch(/^11月4日 上门回收/)
    expect(opened.subject).toMatch(/^pickups\//)
    await expectError(
      app.as(wang).call(ledgerContests.contest, { id: newId(), entryId, account }),
      'LEDGER_ALREADY_CONTESTED',
    )
    const [line] = (await app.as(wang).call(ledger.statement, { account, limit: 1 })).items
    expect(line).toMatchObject({
      contest: { id: opened.id, status: 'open', text: '已提异议，11月11日 周三前答复' },
      allowed: [],
    })
    expect(await told(officer.personId)).toContain('有一条积分异议待答复')

    await expectError(
      app.as(crew).call(ledgerContests.decideLedgerContest, { id: opened.id, outcome: 'kept', reason: '我称的没错' }),
      'DECIDES_OWN_CASE',
    )
    await expectError(
      app.as(maker).call(ledgerContests.decideLedgerContest, { id: opened.id, outcome: 'kept', reason: '规则没错' }),
      'DECIDES_OWN_CASE',
    )
    await expectError(
      app.as(zhao).call(ledgerContests.decideLedgerContest, { id: opened.id, outcome: 'kept', reason: '不行' }),
      'NOT_ALLOWED',
    )
    const shown = await app.as(officer).call(ledgerContests.deskContest, { id: opened.id })
    expect(shown).toMatchObject({
      contest: { allowed: ['decide'], late: false, ruleVersion: 'pickup-recyclable@v1' },
      entry: { id: entryId, kind: 'earn' },
    })
    const decided = await app
      .as(officer)
      .call(ledgerContests.decideLedgerContest, { id: opened.id, outcome: 'reversed', reason: '重量登记错了' })
    expect(decided).toMatchObject({
      status: 'reversed',
      decidedBy: '冯主任',
      decision: { outcome: 'reversed', reason: '重量登记错了' },
      allowed: [],
    })
    await expectError(
      app.as(officer).call(ledgerContests.decideLedgerContest, { id: opened.id, outcome: 'kept', reason: '又改了' }),
      'WRONG_STATE',
    )
    expect((await balanceOf(account))?.points).toBe(0)
    const lines = (await app.as(wang).call(ledger.statement, { account, limit: 2 })).items
    expect(lines).toMatchObject([
      { kind: 'reverse', points: -20, text: expect.stringContaining('冲正：异议成立：重量登记错了') },
      { reversed: true, contest: { status: 'reversed', text: '异议成立，已冲正：重量登记错了' } },
    ])
    expect(await told(wang.personId)).toContain('异议成立，已冲正')
    expect((await app.as(wang).call(ledgerContests.myContests, {})).items).toMatchObject([
      { id: opened.id, status: 'reversed', statusText: '成立，已冲正' },
    ])
    expect(
      (await AuditRows.find({ subject: `ledgerContests/${opened.id}` }).lean()).map((row) => row.action).sort(),
    ).toEqual(['ledger.decideContest', 'ledger.readContest'])
  })

  it('can be kept, with its reason; the line stays as it is', async () => {
    const entryId = await anEntry(8)
    const { id } = await app
      .as(wang)
      .call(ledgerContests.contest, { id: newId(), entryId, account, reason: '我记得是10千克' })
    await app.as(officer).call(ledgerContests.decideLedgerContest, { id, outcome: 'kept', reason: '照片与登记一致' })
    expect((await balanceOf(account))?.points).toBe(8)
    expect((await app.as(wang).call(ledger.statement, { account, limit: 1 })).items[0]).toMatchObject({
      reversed: false,
      contest: { status: 'kept', text: '异议未成立：照片与登记一致' },
      allowed: [],
    })
  })

  it('is open to those whose points they are, also under the name of a household that was merged since', async () => {
    const twin = await aHousehold({ place: world.place })
    const li = await aResident({ name: '李有福', household: twin })
    await Memberships.updateMany({ personId: li.personId }, { $set: { since: new Date('2026-01-01T00:00:00Z') } })
    const own = { ...world, home: twin, account: accountFor({ householdId: twin._id }) }
    const entryId = await aContestableEntry(own, 20, { by: crew.personId })
    const worker = await staffAbove(world.place, 'community', 'communityWorker', '吴静')
    await app.as(worker).call(households.merge, { id: twin._id, intoId: home._id, reason: '同一户登记了两次' })
    forgetActors()
    const asked = { id: newId(), entryId, reason: '少记了' }
    await expectError(app.as(zhao).call(ledgerContests.contest, { ...asked, account: own.account }), 'NOT_FOUND')
    expect(await app.as(li).call(ledgerContests.contest, { ...asked, account: own.account })).toMatchObject({
      status: 'open',
      account,
    })
    const again = await aContestableEntry(own, 20, { by: crew.personId })
    await expectError(
      app.as(li).call(ledgerContests.contest, { ...asked, id: newId(), account }),
      'LEDGER_ALREADY_CONTESTED',
    )
    expect(
      await app.as(wang).call(ledgerContests.contest, { id: newId(), entryId: again, account, reason: '' }),
    ).toMatchObject({ status: 'open' })
  })

  it('two at once about one entry: one is kept', async () => {
    const entryId = await anEntry(1)
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4].map(() => app.as(wang).call(ledgerContests.contest, { id: newId(), entryId, account })),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    expect(await Contests.countDocuments({ entryId })).toBe(1)
  })

  it('is refused for strangers, unknown entries, what can’t be contested, and after seven days', async () => {
    const entryId = await anEntry(5)
    await expectError(app.as(zhao).call(ledgerContests.contest, { id: newId(), entryId, account }), 'NOT_FOUND')
    await expectError(
      app
        .as(zhao)
        .call(ledgerContests.contest, { id: newId(), entryId, account: accountFor({ householdId: neighbour._id }) }),
      'NOT_FOUND',
    )
    await expectError(
      app.as(wang).call(ledgerContests.contest, { id: newId(), entryId: '1:nothing', account }),
      'NOT_FOUND',
    )
    setClock(shanghai('2026-11-11T10:01'))
    const later = app.as(await signInAs(wang.personId))
    await expectError(later.call(ledgerContests.contest, { id: newId(), entryId, account }), 'LEDGER_CONTEST_CLOSED')
  })

  it('is late after its day, and seen by staff of the area alone', async () => {
    const entryId = await anEntry(3)
    const { id } = await app.as(wang).call(ledgerContests.contest, { id: newId(), entryId, account })
    const elsewhere = await aStaff('subdistrictOfficer', (await ancestorOf(await aPlace(), 'subdistrict'))._id)
    await expectError(app.as(elsewhere).call(ledgerContests.deskContest, { id }), 'NOT_FOUND')
    await expectError(
      app.as(elsewhere).call(ledgerContests.decideLedgerContest, { id, outcome: 'kept', reason: '不认识' }),
      'NOT_FOUND',
    )
    setClock(shanghai('2026-11-12T10:00'))
    const { items } = await app
      .as(await signInAs(officer.personId))
      .call(ledgerContests.deskContests, { status: 'open' })
    expect(items.find((item) => item.id === id)).toMatchObject({ late: true, dueOn: '2026-11-11' })
    for (const slot of ['2026-11-12T09', '2026-11-12T10']) await runJob(reviewsLate, slot)
    expect((await told(maker.personId)).filter((title) => title === '积分异议答复超期')).toHaveLength(items.length)
    expect(await told(wang.personId)).toContain('对不起，答复迟了')
    expect((await app.as(await signInAs(elsewhere.personId)).call(ledgerContests.deskContests, {})).items).toEqual([])
  })
})

describe('gifts', () => {
  it('go to the compound’s fund or a school up to the month’s limit, and nowhere else', async () => {
    await anEntry(500)
    const district = await ancestorOf({ path: home.placePath } as never, 'district')
    const school = { id: newId(), placeId: district._id, name: '实验小学', active: true }
    await expectError(app.as(officer).call(gifts.saveFund, school), 'NOT_FOUND')
    await app.as(maker).call(gifts.saveFund, school)
    const targets = await app.as(wang).call(gifts.giftTargets, {})
    expect(targets).toMatchObject({
      from: account,
      mostPerMonth: 200,
      givenThisMonth: 0,
      leftThisMonth: 200,
      neighbours: false,
      items: [
        { kind: 'compound', points: 0 },
        { kind: 'school', name: '实验小学公益金' },
      ],
    })
    const fund = targets.items[0]?.account ?? ''
    const before = (await balanceOf(account))?.points ?? 0

    const given = await app
      .as(wang)
      .call(gifts.give, { id: newId(), from: account, to: fund, points: 150, note: '买花苗' })
    expect(given).toMatchObject({ points: 150, leftThisMonth: 50, available: before - 150 })
    await expectError(
      app.as(wang).call(gifts.give, { id: newId(), from: account, to: `fund:${school.id}`, points: 51 }),
      'LEDGER_GIFT_LIMIT',
    )
    await app.as(wang).call(gifts.give, { id: newId(), from: account, to: `fund:${school.id}`, points: 30 })
    await expectError(
      app.as(wang).call(gifts.give, { id: newId(), from: account, to: `fund:${newId()}`, points: 5 }),
      'LEDGER_GIFT_TARGET',
    )
    await expectError(app.as(wang).call(gifts.give, { id: newId(), from: account, points: 5 }), 'LEDGER_GIFT_TARGET')
    await expectError(
      app
        .as(wang)
        .call(gifts.give, { id: newId(), from: accountFor({ householdId: neighbour._id }), to: fund, points: 5 }),
      'NOT_FOUND',
    )
    await expectError(
      app
        .as(zhao)
        .call(gifts.give, { id: newId(), from: accountFor({ householdId: neighbour._id }), to: fund, points: 5 }),
      'LEDGER_INSUFFICIENT',
    )
    const [line] = (await app.as(wang).call(ledger.statement, { account, limit: 2 })).items.slice(1)
    expect(line).toMatchObject({
      kind: 'gift',
      points: -150,
      text: expect.stringMatching(/赠送给.+公益金（买花苗） −150$/),
    })

    const page = await app.anonymous().call(gifts.fund, { id: fund.slice('fund:'.length) })
    expect(page).toMatchObject({
      kind: 'compound',
      points: 150,
      receivedTotal: 150,
      receivedThisMonth: 150,
      gifts: 1,
      months: [{ month: '2026-11', received: 150, used: 0, gifts: 1 }],
    })
    expect(await app.anonymous().call(gifts.fund, { id: school.id })).toMatchObject({
      kind: 'school',
      name: '实验小学公益金',
      points: 30,
    })
    await expectError(app.anonymous().call(gifts.fund, { id: newId() }), 'NOT_FOUND')
    expect((await app.as(maker).call(gifts.deskFunds, {})).items).toMatchObject([
      { id: school.id, placeId: district._id, points: 30, active: true },
    ])

    setClock(shanghai('2026-12-01T10:00'))
    expect(await app.as(await signInAs(wang.personId)).call(gifts.giftTargets, {})).toMatchObject({
      givenThisMonth: 0,
      leftThisMonth: 200,
    })
  })

  it('come from where the points are, unless another account is chosen', async () => {
    const li = await aResident({ household: await aHousehold({ place: home.place }) })
    const own = accountFor({ personId: li.personId })
    expect((await app.as(li).call(gifts.giftTargets, {})).from).not.toBe(own)
    await post([anEarning({ to: own, points: 40 })])
    expect(await app.as(li).call(gifts.giftTargets, {})).toMatchObject({ from: own, available: 40 })
  })

  it('at once never pass the limit', async () => {
    setClock(shanghai('2026-12-02T10:00'))
    const client = app.as(await signInAs(wang.personId))
    const fund = (await client.call(gifts.giftTargets, {})).items[0]?.account ?? ''
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => client.call(gifts.give, { id: newId(), from: account, to: fund, points: 30 })),
    )
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(6)
    expect((await client.call(gifts.giftTargets, {})).givenThisMonth).toBe(180)
  })

  it('to a neighbour only where the area switches it on', async () => {
    setClock(shanghai('2027-01-05T10:00'))
    const client = app.as(await signInAs(wang.personId))
    const gift = { id: newId(), from: account, neighbourCode: neighbour.typed, points: 10 }
    await expectError(client.call(gifts.give, gift), 'LEDGER_GIFT_NEIGHBOUR_OFF')
    const compoundId = home.placePath.at(-1) ?? ''
    const admin = await aStaff('administrator', home.placePath[0] ?? '')
    await app.as(admin).call(placesDesk.setSettings, {
      id: compoundId,
      version: 0,
      settings: { switches: { neighbourGifts: true } },
      reason: '居民议事会同意',
    })
    await expectError(client.call(gifts.give, { ...gift, id: newId(), neighbourCode: home.typed }), 'LEDGER_GIFT_SELF')
    expect(await client.call(gifts.give, { ...gift, id: newId() })).toMatchObject({ points: 10, toName: '邻居' })
    const theirs = (await app.as(await signInAs(zhao.personId)).call(ledger.statement, { limit: 1 })).items[0]
    expect(theirs).toMatchObject({ points: 10, clock: null, text: expect.stringMatching(/收到邻居赠送 \+10$/) })
    expect((await app.anonymous().call(earning.publicAccount, {})).given).toBe(370)
  })

  it('the ledger verifies', async () => {
    expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
  })
})
