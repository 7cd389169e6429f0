// The ledger at the desk over HTTP: a household's points on paper, a contest written down for somebody without a phone,
// the chain of seals with what the last verification said, tables to take away, and who finds an entry.
import { ledger } from '@shared/ledger/contract'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { partitionOf } from '@shared/partition'
import { placesDesk } from '@shared/places/desk-contract'
import { AuditRows } from '@server/audit'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { ledgerVerify } from '@server/ledger/checks'
import { Contests } from '@server/ledger/contests.model'
import { post } from '@server/ledger/ledger'
import { sealDays, Seals } from '@server/ledger/seals'
import { readSheet } from '@server/sheets'
import {
  addMember,
  aHousehold,
  aPlace,
  aResident,
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

useDatabase()
const app = useApp({ features: features.filter((feature) => ['ledger', 'places'].includes(feature.name)) })
let world: Contestable
let home: Contestable['home']
let account: string
let officer: Signed
let worker: Signed
let colleague: Signed
let auditor: Signed
let stranger: Signed

beforeAll(async () => {
  world = await aContestable()
  ;({ home, account, officer } = world)
  worker = await staffAbove(world.place, 'community', 'communityWorker', '吴静')
  colleague = await staffAbove(world.place, 'subdistrict', 'subdistrictOfficer', '许科长')
  auditor = await staffAbove(world.place, 'city', 'auditor', '高审计')
  stranger = await staffAbove(await aPlace(), 'community', 'communityWorker', '外人')
  await aContestedRule('system:tests')
})
useContestClock()

const anEntry = (points: number, at?: string): Promise<string> => aContestableEntry(world, points, { at })
const wish = (entryId: string, over: object = {}) => ({
  id: newId(),
  householdId: home._id,
  entryId,
  how: 'spoken' as const,
  ...over,
})

describe('points on paper', () => {
  it('have the month’s lines in words without a time of day, the balance before and after, and what ends next', async () => {
    setClock(shanghai('2026-10-20T10:00'))
    await anEntry(7, '2026-10-20T09:00')
    setClock(shanghai('2026-11-04T10:00'))
    await anEntry(20)
    const paper = await app.as(worker).call(ledgerDesk.householdPoints, { householdId: home._id, month: '2026-11' })
    expect(paper).toMatchObject({
      title: '住户积分明细',
      account,
      month: '2026-11',
      opening: 7,
      closing: 27,
      available: 27,
      held: 0,
      debt: 0,
      leftOut: 0,
      printedBy: '吴静',
      expiring: [
        { points: 7, on: '2028-10-31' },
        { points: 20, on: '2028-11-30' },
      ],
      lines: [{ points: 20, pointsAfter: 27, clock: null, allowed: ['contest'] }],
    })
    expect(paper.lines[0]?.text).toMatch(/^11月4日 上门回收 .*\+20/)
    expect(paper.householdLabel).toContain('***')
    const october = await app.as(worker).call(ledgerDesk.householdPoints, { householdId: home._id, month: '2026-10' })
    expect(october).toMatchObject({ opening: 0, closing: 7, lines: [{ points: 7 }] })
    expect(
      await app.as(worker).call(ledgerDesk.householdPoints, { householdId: home._id, month: '2026-09' }),
    ).toMatchObject({ opening: 0, closing: 0, lines: [] })
    expect(
      await AuditRows.countDocuments({
        action: 'ledger.readPoints',
        subject: `households/${home._id}`,
        actorId: worker.personId,
      }),
    ).toBe(3)
  })

  it('of a household without any points are empty, not refused; outside the area there are none', async () => {
    const empty = await aHousehold({
      place: await aPlace({ parent: await ancestorOf({ path: home.placePath } as never, 'community') }),
    })
    expect(
      await app.as(worker).call(ledgerDesk.householdPoints, { householdId: empty._id, month: '2026-11' }),
    ).toMatchObject({ available: 0, lines: [], expiring: [] })
    await expectError(
      app.as(stranger).call(ledgerDesk.householdPoints, { householdId: home._id, month: '2026-11' }),
      'NOT_FOUND',
    )
    await expectError(
      app.as(auditor).call(ledgerDesk.householdPoints, { householdId: home._id, month: '2026-11' }),
      'NOT_ALLOWED',
    )
  })
})

describe('a contest written down at the desk', () => {
  it('names the worker in the contest and in the answer; both sides are told', async () => {
    const entryId = await anEntry(12)
    const opened = await app.as(worker).call(ledgerDesk.contestAtDesk, wish(entryId, { reason: '老人说只交了一捆' }))
    expect(opened).toMatchObject({
      status: 'open',
      points: 12,
      account,
      enteredBy: '吴静',
      reason: '老人说只交了一捆',
      dueOn: '2026-11-11',
    })
    await expectError(app.as(worker).call(ledgerDesk.contestAtDesk, wish(entryId)), 'LEDGER_ALREADY_CONTESTED')
    expect(await told(officer.personId)).toContain('有一条积分异议待答复')
    expect((await app.as(worker).call(ledgerContests.myContests, {})).items).toEqual([])
    const paper = async () =>
      (await app.as(worker).call(ledgerDesk.householdPoints, { householdId: home._id, month: '2026-11' })).lines.find(
        (line) => line.entryId === entryId,
      )
    expect(await paper()).toMatchObject({
      contest: { status: 'open', text: '吴静已代提异议，11月11日 周三前答复' },
      allowed: [],
    })
    const decided = await app
      .as(officer)
      .call(ledgerContests.decideLedgerContest, { id: opened.id, outcome: 'kept', reason: '照片与登记一致' })
    expect(decided).toMatchObject({ status: 'kept', enteredBy: '吴静', decidedBy: '冯主任' })
    expect(await paper()).toMatchObject({
      contest: { status: 'kept', text: '异议未成立：照片与登记一致（吴静代为登记）' },
    })
    expect(await told(worker.personId)).toContain('您代登记的异议未成立')
    expect(
      (
        await AuditRows.find({ subject: `ledgerContests/${opened.id}` })
          .sort({ at: 1 })
          .lean()
      )
        .map((row) => row.action)
        .sort(),
    ).toEqual(['ledger.contestAtDesk', 'ledger.decideContest'])
    expect(await Contests.findById(opened.id).lean()).toMatchObject({ enteredBy: worker.personId, how: 'spoken' })
  })

  it('is not decided by who wrote it down, and members with a phone read of it', async () => {
    const member = await aResident({ name: '孙女' })
    setClock(shanghai('2026-11-01T10:00'))
    await addMember(home._id, member.personId)
    setClock(shanghai('2026-11-04T10:00'))
    const entryId = await anEntry(5)
    const { id } = await app.as(officer).call(ledgerDesk.contestAtDesk, wish(entryId, { how: 'paper' }))
    expect((await app.as(officer).call(ledgerContests.deskContest, { id })).contest).toMatchObject({
      enteredBy: '冯主任',
      allowed: [],
    })
    await expectError(
      app.as(officer).call(ledgerContests.decideLedgerContest, { id, outcome: 'reversed', reason: '我来定' }),
      'DECIDES_OWN_CASE',
    )
    expect((await app.as(colleague).call(ledgerContests.deskContest, { id })).contest.allowed).toEqual(['decide'])
    await app.as(colleague).call(ledgerContests.decideLedgerContest, { id, outcome: 'reversed', reason: '登记错了' })
    expect((await told(member.personId)).sort()).toEqual(['异议成立，已冲正', '社区已代您家提出积分异议'])
  })

  it('is refused outside the area, for another household’s entry, and after seven days', async () => {
    const entryId = await anEntry(3)
    await expectError(app.as(stranger).call(ledgerDesk.contestAtDesk, wish(entryId)), 'NOT_FOUND')
    await expectError(app.as(auditor).call(ledgerDesk.contestAtDesk, wish(entryId)), 'NOT_ALLOWED')
    const other = await aHousehold({
      place: await aPlace({ parent: await ancestorOf({ path: home.placePath } as never, 'community') }),
    })
    await expectError(
      app.as(worker).call(ledgerDesk.contestAtDesk, wish(entryId, { householdId: other._id })),
      'NOT_FOUND',
    )
    setClock(shanghai('2026-11-11T10:01'))
    await expectError(
      app.as(await signInAs(worker.personId)).call(ledgerDesk.contestAtDesk, wish(entryId)),
      'LEDGER_CONTEST_CLOSED',
    )
  })
})

describe('the chain of seals', () => {
  it('is read by cursor with totals, hashes and what the last verification said', async () => {
    setClock(shanghai('2026-11-06T10:00'))
    const reader = await signInAs(auditor.personId)
    await sealDays('2026-11-05')
    const first = await app.as(reader).call(ledgerDesk.seals, { limit: 2 })
    expect(first).toMatchObject({
      checkedAt: null,
      next: expect.any(String),
      total: { count: 17, more: false },
      items: [
        { day: '2026-11-05', entries: 0, check: 'unknown' },
        { day: '2026-11-04', check: 'unknown', checkText: '还没有核对' },
      ],
    })
    expect(first.items[0]?.previous).toBe(first.items[1]?.hash)
    expect(first.items[1]?.totals.find((total) => total.unit === 'points')).toMatchObject({ in: 40, out: 5 })
    await runJob(ledgerVerify, '2026-11-06')
    const rest = await app.as(reader).call(ledgerDesk.seals, { cursor: first.next ?? '', limit: 100 })
    expect(rest.items).toHaveLength(15)
    expect(rest.items.at(-1)).toMatchObject({ day: '2026-10-20', previous: '', check: 'agreed', checkText: '相符' })
    expect(rest).toMatchObject({ next: null, checkedAt: expect.any(String) })
    await Seals.collection.updateOne({ _id: '2026-11-01' as never }, { $set: { entries: 9 } })
    setClock(shanghai('2026-11-07T10:00'))
    const later = await signInAs(auditor.personId)
    await runJob(ledgerVerify, '2026-11-07')
    const { items } = await app.as(later).call(ledgerDesk.seals, {})
    expect(items.filter((seal) => seal.check === 'differs')).toMatchObject([
      { day: '2026-11-01', checkText: expect.stringContaining('校验值不符') },
    ])
    await expectError(app.as(await aResident()).call(ledgerDesk.seals, {}), 'NOT_ALLOWED')
  })
})

describe('tables to take away', () => {
  it.each(['csv', 'xlsx'] as const)(
    'contests, rules and accounts of the area, safe from formulas (%s)',
    async (format) => {
      const entryId = await anEntry(1)
      await app.as(worker).call(ledgerDesk.contestAtDesk, wish(entryId, { reason: '=HYPERLINK("http://x")' }))
      const contests = await readSheet(
        (await app.as(officer).download(ledgerDesk.exportContests, { format, status: 'open' })).body,
      )
      expect(contests.header.slice(4, 6)).toEqual(['居民说', '代登记人'])
      expect(contests.rows[0]).toMatchObject({ formulas: [] })
      expect(contests.rows[0]?.cells.slice(3, 6)).toEqual(['1', '=HYPERLINK("http://x")', '吴静'])
      const { body } = await app.as(stranger).download(ledgerDesk.exportContests, { format })
      await expect(readSheet(body)).rejects.toMatchObject({ code: 'SHEET_EMPTY' })
      const rules = await readSheet((await app.as(officer).download(ledgerDesk.exportRules, { format })).body)
      expect(rules.rows.map((row) => [row.cells[2], row.cells[6], row.cells[7]])).toEqual([
        ['pickup-recyclable@v1', 'paper', '10'],
      ])
      const accounts = await readSheet(
        (await app.as(officer).download(ledgerDesk.exportAccounts, { format, starts: 'household:' })).body,
      )
      expect(accounts.rows.map((row) => row.cells[1])).toEqual([account])
      expect(
        await AuditRows.countDocuments({
          action: { $in: ['ledger.exportContests', 'ledger.exportAccounts'] },
          actorId: officer.personId,
        }),
      ).toBeGreaterThanOrEqual(2)
    },
  )
})

it('a gift to a school elsewhere is found by staff of the giver’s area', async () => {
  const [outcome] = await post([
    {
      cause: `gift:${newId()}`,
      kind: 'gift',
      at: shanghai('2026-11-04T09:00'),
      by: 'system:tests',
      partition: partitionOf(account),
      subject: `ledger/${account}`,
      postings: [
        { account, unit: 'points', amount: -1 },
        { account: `fund:${newId()}`, unit: 'points', amount: 1 },
      ],
      why: { template: 'ledger.given', params: { to: '公益金', note: '' } },
    },
  ])
  if (outcome?.status !== 'posted') throw new Error('not posted')
  expect(outcome.entry.placePath).toEqual([])
  expect((await app.as(worker).call(ledger.deskEntry, { id: outcome.entry._id })).kind).toBe('gift')
  await expectError(app.as(stranger).call(ledger.deskEntry, { id: outcome.entry._id }), 'NOT_FOUND')
})

it('lines can be contested as long as their area says, on the screen, at the desk and in the words on paper', async () => {
  const strict = await aContestable()
  const clerk = await staffAbove(strict.place, 'community', 'communityWorker', '吴静')
  const admin = await staffAbove(strict.place, 'city', 'administrator', '管理员')
  const subdistrict = await ancestorOf(strict.place, 'subdistrict')
  await app.as(admin).call(placesDesk.setSettings, {
    id: subdistrict._id,
    version: 0,
    settings: { points: { contestDays: 3 } },
    reason: '居民议事会商定',
  })
  const entryId = await aContestableEntry(strict, 6)
  const asked = { householdId: strict.home._id, month: '2026-11' }
  const paper = await app.as(clerk).call(ledgerDesk.householdPoints, asked)
  expect(paper.lines[0]).toMatchObject({
    contestUntil: expect.stringMatching(/^2026-11-07T02:0/),
    allowed: ['contest'],
  })
  expect(paper.howToContest).toContain('3天内')
  expect(
    (await app.as(worker).call(ledgerDesk.householdPoints, { householdId: home._id, month: '2026-11' })).howToContest,
  ).toContain('7天内')
  setClock(shanghai('2026-11-07T10:01'))
  const later = app.as(await signInAs(clerk.personId))
  expect((await later.call(ledgerDesk.householdPoints, asked)).lines[0]).toMatchObject({
    contestUntil: null,
    allowed: [],
  })
  await expectError(
    later.call(ledgerDesk.contestAtDesk, wish(entryId, { householdId: strict.home._id })),
    'LEDGER_CONTEST_CLOSED',
  )
  await app.as(await signInAs(admin.personId)).call(placesDesk.setSettings, {
    id: subdistrict._id,
    version: 1,
    settings: { points: { contestDays: 5 } },
    reason: '多留两天',
  })
  expect(await later.call(ledgerDesk.contestAtDesk, wish(entryId, { householdId: strict.home._id }))).toMatchObject({
    status: 'open',
  })
})
