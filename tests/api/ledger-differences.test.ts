// A contested line that paid too little: the worker pays the difference, once, with its reason; who may not; two
// decisions at once; what the resident, the desk and the paper then read; and the books stay clean.
import { accountFor } from '@shared/ledger/accounts'
import { ledger } from '@shared/ledger/contract'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { partitionOf } from '@shared/partition'
import { AuditRows } from '@server/audit'
import { transaction } from '@server/db'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { Contests } from '@server/ledger/contests.model'
import { Entries } from '@server/ledger/entries.model'
import { balanceOf, post, reverse } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { Households, Memberships } from '@server/people/households.model'
import {
  addMember,
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
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
let account: string
let wang: Signed
let officer: Signed
let maker: Signed
let crew: Signed

useContestClock()
beforeEach(async () => {
  world = await aContestable()
  ;({ account, officer } = world)
  wang = await aResident({ name: '王秀英', household: world.home })
  maker = await staffAbove(world.place, 'city', 'cityOfficer', '徐岩')
  crew = await staffAbove(world.place, 'district', 'subdistrictOfficer', '张强')
  await Memberships.updateMany({}, { $set: { since: new Date('2026-01-01T00:00:00Z') } })
})
beforeAll(async () => {
  await aContestedRule((await aResident()).personId)
})

async function aContest(points = 8): Promise<{ id: string; entryId: string }> {
  const entryId = await aContestableEntry(world, points, { by: crew.personId })
  const { id } = await app
    .as(wang)
    .call(ledgerContests.contest, { id: newId(), entryId, account, reason: '交了两捆，只记了一捆' })
  return { id, entryId }
}
const decide = (who: Signed, id: string, points: number | undefined = 12, reason = '漏记一捆，按价目补记') =>
  app.as(who).call(ledgerContests.decideLedgerContest, {
    id,
    outcome: 'added',
    ...(points === undefined ? {} : { points }),
    reason,
  })
const lines = async (limit = 2) => (await app.as(wang).call(ledger.statement, { account, limit })).items
const clean = async () => expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])

it('is paid in points beside the line, told with its reason, and stands in the statement, at the desk and in the audit', async () => {
  const { id, entryId } = await aContest()
  expect(await decide(officer, id)).toMatchObject({
    status: 'added',
    statusText: '成立，已补12分',
    decidedBy: '冯主任',
    decision: { outcome: 'added', reason: '漏记一捆，按价目补记', addedPoints: 12 },
    allowed: [],
  })
  expect(await balanceOf(account)).toMatchObject({ points: 20, earned: 20 })
  expect(await lines()).toMatchObject([
    {
      kind: 'compensate',
      points: 12,
      adds: entryId,
      subject: expect.stringMatching(/^pickups\//),
      text: expect.stringContaining('补差：漏记一捆，按价目补记 +12'),
      allowed: ['contest'],
    },
    {
      entryId,
      reversed: false,
      adds: null,
      contest: { id, status: 'added', text: '异议成立，已补12分：漏记一捆，按价目补记' },
      allowed: [],
    },
  ])
  expect((await app.as(wang).call(ledgerContests.myContests, {})).items).toMatchObject([
    { id, status: 'added', statusText: '成立，已补12分', decision: { addedPoints: 12 } },
  ])
  expect(await told(wang.personId)).toContain('异议成立，已补12分')
  const entry = await Entries.findOne({ cause: `ledgerContests/${id}/added` }).lean()
  expect(entry).toMatchObject({
    kind: 'compensate',
    by: officer.personId,
    placePath: world.home.placePath,
    postings: expect.arrayContaining([
      { account: `compensation:${world.place.path[1] ?? ''}`, unit: 'points', amount: -12 },
    ]),
  })
  expect(await app.as(officer).call(ledger.deskEntry, { id: entry?._id ?? '' })).toMatchObject({
    kind: 'compensate',
    adds: entryId,
    text: '补差：漏记一捆，按价目补记',
  })
  expect(
    await AuditRows.findOne({ action: 'ledger.decideContest', subject: `ledgerContests/${id}` }).lean(),
  ).toMatchObject({ reason: '漏记一捆，按价目补记', details: { outcome: 'added', points: 12, entryId } })
  expect(
    (await app.as(officer).call(ledgerContests.deskContests, { status: 'added' })).items.map((item) => item.id),
  ).toEqual([id])
  await clean()
})

it('happens once: repeated with its key it is the same answer, decided again it is refused, and two decisions at once leave one', async () => {
  const { id } = await aContest()
  const key = newId()
  const input = { id, outcome: 'added' as const, points: 12, reason: '漏记一捆' }
  const first = await app.as(officer).call(ledgerContests.decideLedgerContest, input, { key })
  expect(await app.as(officer).call(ledgerContests.decideLedgerContest, input, { key })).toEqual(first)
  await expectError(decide(maker, id), 'WRONG_STATE')
  const raced = await aContest(5)
  const outcomes = await Promise.allSettled([
    decide(officer, raced.id, 7),
    decide(maker, raced.id, 9),
    app.as(maker).call(ledgerContests.decideLedgerContest, { id: raced.id, outcome: 'reversed', reason: '记错了' }),
    decide(officer, raced.id, 7),
  ])
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  const decision = (await Contests.findById(raced.id).lean())?.decision
  expect(
    await Entries.countDocuments({
      cause: { $in: [`ledgerContests/${raced.id}/added`, `ledgerContests/${raced.id}/reversed`] },
    }),
  ).toBe(1)
  expect((await balanceOf(account))?.points).toBe(
    20 + (decision?.outcome === 'reversed' ? 0 : 5 + (decision?.points ?? 0)),
  )
  await clean()
})

it('is not decided by who had a part in it, outside the area, without a figure or beyond the limit, nor by residents', async () => {
  const { id } = await aContest()
  await expectError(decide(crew, id), 'DECIDES_OWN_CASE')
  await expectError(decide(wang, id), 'NOT_ALLOWED')
  const elsewhere = await aStaff('subdistrictOfficer', (await ancestorOf(await aPlace(), 'subdistrict'))._id)
  await expectError(decide(elsewhere, id), 'NOT_FOUND')
  await expectError(decide(await staffAbove(world.place, 'community', 'communityWorker', '吴静'), id), 'NOT_ALLOWED')
  for (const points of [0, -5, 1001, 2.5]) await expectError(decide(officer, id, points), 'INPUT_INVALID')
  await expectError(
    app.as(officer).call(ledgerContests.decideLedgerContest, { id, outcome: 'added', reason: '没写多少' }),
    'INPUT_INVALID',
  )
  await expectError(
    app.as(officer).call(ledgerContests.decideLedgerContest, { id, outcome: 'kept', points: 5, reason: '又补又不补' }),
    'INPUT_INVALID',
  )
  const relative = await staffAbove(world.place, 'subdistrict', 'subdistrictOfficer', '外甥')
  await addMember(world.home._id, relative.personId)
  await expectError(decide(relative, id), 'DECIDES_OWN_CASE')
  expect((await balanceOf(account))?.points).toBe(8)
  expect((await Contests.findById(id).lean())?.status).toBe('open')
})

it('written down at the desk: the worker who wrote it may not, is told the answer, and finds it on the next paper', async () => {
  const entryId = await aContestableEntry(world, 8, { by: crew.personId })
  const clerk = await staffAbove(world.place, 'subdistrict', 'subdistrictOfficer', '许科长')
  const { id } = await app.as(clerk).call(ledgerDesk.contestAtDesk, {
    id: newId(),
    householdId: world.home._id,
    entryId,
    how: 'spoken',
    reason: '少记了',
  })
  await expectError(decide(clerk, id), 'DECIDES_OWN_CASE')
  await decide(officer, id, 4, '少记4分')
  expect(await told(clerk.personId)).toContain('您代登记的异议成立，已补4分')
  const paper = await app.as(clerk).call(ledgerDesk.householdPoints, { householdId: world.home._id, month: '2026-11' })
  expect(paper.lines).toMatchObject([
    { points: 4, adds: entryId },
    { contest: { status: 'added', text: '异议成立，已补4分：少记4分（许科长代为登记）' } },
  ])
})

it('is refused for a fee, and for a line that was taken back meanwhile', async () => {
  const [owed] = await post([
    {
      cause: `fee:${newId()}`,
      kind: 'owe',
      at: shanghai('2026-11-04T09:00'),
      by: 'system:tests',
      partition: partitionOf(account),
      subject: `pickups/${newId()}`,
      placePath: world.home.placePath,
      postings: [
        { account, unit: 'fen', amount: -3000 },
        { account: 'operator:x', unit: 'fen', amount: 3000 },
      ],
      why: { template: 'pickup.fee', params: { service: '大件上门', priceList: '1' } },
    },
  ])
  const fee = await app
    .as(wang)
    .call(ledgerContests.contest, { id: newId(), entryId: owed?.status === 'posted' ? owed.entry._id : '', account })
  await expectError(decide(officer, fee.id), 'LEDGER_NO_DIFFERENCE')
  const { id, entryId } = await aContest()
  await transaction((tx) =>
    reverse(tx, entryId, { cause: `tests/${newId()}`, reason: '预约里已更正', by: 'system:tests' }),
  )
  await expectError(decide(officer, id), 'LEDGER_ALREADY_REVERSED')
  expect(await Contests.countDocuments({ _id: { $in: [id, fee.id] }, status: 'open' })).toBe(2)
  expect((await app.as(officer).call(ledgerContests.deskContest, { id: fee.id })).contest.allowed).toEqual(['decide'])
})

it('of a household that was merged meanwhile goes on to the one that stays', async () => {
  const { id } = await aContest()
  const stays = await aHousehold({ place: world.place })
  await Households.updateOne({ _id: world.home._id }, { $set: { status: 'merged', mergedInto: stays._id } })
  await decide(officer, id, 6)
  expect((await balanceOf(accountFor({ householdId: stays._id })))?.points).toBe(14)
  expect((await balanceOf(account))?.points).toBe(0)
  await clean()
})
