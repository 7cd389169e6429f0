// Beside the lists: grades of enterprises' environmental credit and award programmes, over real HTTP and the real
// database.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { JobRuns } from '@server/long-work'
import { Nominees, Programmes } from '@server/standings/awards.model'
import { closeStandings, publishStandings } from '@server/standings/standings-jobs'
import { awards } from '@shared/standings/awards-contract'
import { credit } from '@shared/standings/credit-contract'
import { instantAt } from '@shared/time'
import { ancestorOf, aPlace, aStaff, expectError, signInAs, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { anOrganisation, aStandingWorld, VISIT_DAYS, type StandingWorld } from '../support/standings'

useDatabase()
const app = useApp()
const at = (day: string, clock = '10:00'): void => setClock(instantAt(day, clock))

let world: StandingWorld
beforeAll(async () => {
  at('2026-12-01')
  world = await aStandingWorld(VISIT_DAYS)
  at('2026-12-03')
  await runJob(closeStandings, '2026-11')
  await publish('2026-12-11')
})
afterAll(() => setClock())

/** Tokens end as the clock is moved. */
const as = async ({ personId }: Signed) => app.as(await signInAs(personId))

const publish = (day: string) => {
  at(day)
  return runJob(publishStandings, day)
}
/** As if the job had never run: its own record is not what keeps it from doing things twice. */
const forgetRuns = () => JobRuns.deleteMany({})
const read = async (path: string) => (await app.anonymous().raw('GET', path)).body.toString()

test('企业环保信用等级: two people, days to object, never worse, published by itself, a page and two letters', async () => {
  at('2026-12-12')
  const [rater, second, third] = await Promise.all(
    [1, 2, 3].map(async () => as(await aStaff('cityOfficer', world.city._id))),
  )
  if (!rater || !second || !third) throw new Error('three officers')
  const organisationId = await anOrganisation('建欣建材', 'factory', world.city)
  const rating = { id: newId(), organisationId, year: '2026', grade: 'warned' as const, basis: '两次扬尘管控不到位' }
  await expectError(rater.call(credit.rate, { ...rating, year: '2027' }), 'INPUT_INVALID')
  await rater.call(credit.rate, rating)
  await expectError(second.call(credit.rate, { ...rating, id: newId() }), 'CREDIT_HAD')
  const confirm = { id: rating.id, outcome: 'told' as const, reason: '核对了记录' }
  await expectError(rater.call(credit.confirm, confirm), 'DECIDES_OWN_CASE')
  expect(await second.call(credit.confirm, confirm)).toMatchObject({ status: 'told', objectUntil: '2026-12-19' })
  await expectError(second.call(credit.confirm, confirm), 'WRONG_STATE')
  expect((await rater.download(credit.letter, { id: rating.id })).body.length).toBeGreaterThan(500)
  await rater.call(credit.object, { id: rating.id, text: '第二次是隔壁工地的扬尘' })
  await expectError(second.call(credit.object, { id: rating.id, text: '再提一次' }), 'STANDING_OBJECTION_HAD')
  const decide = { id: rating.id, outcome: 'upheld' as const, grade: 'good' as const, reason: '照片核对属实' }
  for (const own of [rater, second]) await expectError(own.call(credit.decide, decide), 'DECIDES_OWN_CASE')
  await expectError(third.call(credit.decide, { ...decide, grade: 'poor' }), 'REVIEW_WORSE')
  await forgetRuns()
  await publish('2026-12-21')
  expect(await read('/lists/credit')).not.toContain('建欣建材')
  expect(await (await as(await aStaff('cityOfficer', world.city._id))).call(credit.decide, decide)).toMatchObject({
    grade: 'good',
    objection: { status: 'upheld', before: 'warned' },
  })
  await publish('2026-12-22')
  const html = await read('/lists/credit')
  for (const words of ['建欣建材', '环保良好（蓝牌）']) expect(html).toContain(words)
  const officer = await as(await aStaff('cityOfficer', world.city._id))
  expect((await officer.download(credit.notice, { year: '2026' })).body.length).toBeGreaterThan(500)
  await expectError(officer.call(credit.object, { id: rating.id, text: '公布以后再提' }), 'STANDING_OBJECTION_HAD')
})

test('评优: called for a week, decided by somebody who did not nominate, never past the target or a group’s share', async () => {
  at('2026-12-12')
  const officer = async () => as(await aStaff('cityOfficer', world.city._id))
  const [keeper, nominator] = [await officer(), await as(world.officer)]
  const programme = {
    id: newId(),
    kind: 'compound' as const,
    year: '2026',
    title: '绿色小区评选',
    target: 2,
    groupShare: 50,
    fen: 500_000,
    feeRelief: '',
    callOn: '2026-12-12',
    nominateUntil: '2026-12-19',
  }
  await expectError(keeper.call(awards.create, { ...programme, nominateUntil: '2026-12-18' }), 'INPUT_INVALID')
  await expectError(keeper.call(awards.create, { ...programme, callOn: '2026-12-11' }), 'INPUT_INVALID')
  await keeper.call(awards.create, programme)
  await expectError(keeper.call(awards.create, { ...programme, id: newId() }), 'AWARD_HAD')
  const ids = [newId(), newId(), newId()]
  const district = await ancestorOf(world.street, 'district')
  const elsewhere = await aPlace({ kind: 'subdistrict', parent: district, name: '另一街道' })
  const far = await aPlace({ kind: 'compound', parent: await aPlace({ kind: 'community', parent: elsewhere }) })
  const nominate = { id: programme.id, merits: '三个月没有混投的问题' }
  for (const [index, place] of [world.good, world.middle].entries())
    await nominator.call(awards.nominate, { ...nominate, nomineeId: ids[index] ?? '', subjectId: place._id })
  await expectError(
    nominator.call(awards.nominate, { ...nominate, nomineeId: newId(), subjectId: world.good._id }),
    'AWARD_NOMINEE_HAD',
  )
  await expectError(
    nominator.call(awards.nominate, { ...nominate, nomineeId: newId(), subjectId: far._id }),
    'NOT_FOUND',
  )
  await keeper.call(awards.nominate, { ...nominate, nomineeId: ids[2] ?? '', subjectId: world.bad._id })
  const decide = (index: number) => ({ id: ids[index] ?? '', outcome: 'awarded' as const, reason: '材料属实' })
  await expectError((await officer()).call(awards.decide, decide(0)), 'AWARD_TOO_EARLY')
  expect(await read('/lists/awards')).toContain('正在征集')
  at('2026-12-20')
  const late = await as(world.officer)
  await expectError(
    late.call(awards.nominate, { ...nominate, nomineeId: newId(), subjectId: world.thin._id }),
    'AWARD_CLOSED',
  )
  expect(await (await officer()).call(awards.decide, decide(0))).toMatchObject({ status: 'awarded' })
  await expectError((await officer()).call(awards.decide, decide(0)), 'WRONG_STATE')
  // the other two are of the same subdistrict, and half of two is one
  await expectError((await officer()).call(awards.decide, decide(1)), 'AWARD_GROUP_FULL')
  expect(
    (await (await officer()).call(awards.nominees, { id: programme.id })).items.map(({ status }) => status),
  ).toEqual(['awarded', 'nominated', 'nominated'])
  expect((await (await officer()).download(awards.payout, { id: programme.id })).body.length).toBeGreaterThan(500)
  expect([
    await Programmes.countDocuments({ awarded: 1 }),
    await Nominees.countDocuments({ status: 'awarded' }),
  ]).toEqual([1, 1])
  expect(await read('/lists/awards')).toContain(world.good.name)
  const sheet = { id: world.companyId, year: '2026' }
  expect((await (await officer()).download(awards.companySheet, sheet)).body.length).toBeGreaterThan(500)
})
