// Beside the four lists: grades of enterprises' environmental credit, award programmes, what the page draws, and the
// kinds that an area ranks by choice; over real HTTP and the real database.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import mongoose from 'mongoose'
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { JobRuns } from '@server/long-work'
import { transaction } from '@server/db'
import { deliverNotice } from '@server/notices/notices'
import { Notices } from '@server/notices/notices.model'
import { deliverOutbox } from '@server/outbox'
import { eraseNominations, exportNominations } from '@server/standings/awards-call'
import { Nominees, Programmes } from '@server/standings/awards.model'
import { writeBackup } from '@server/platform/backup'
import { restoreBackup } from '@server/platform/restore'
import { phoneIndexOf } from '@server/people/people'
import { recomputed } from '@server/standings/publishing'
import { callAwards, closeStandings, publishStandings } from '@server/standings/standings-jobs'
import { awards } from '@shared/standings/awards-contract'
import { standings } from '@shared/standings/contract'
import { credit } from '@shared/standings/credit-contract'
import { standingPhotos } from '@shared/standings/photos-contract'
import { files } from '@shared/files/contract'
import { standingsDesk } from '@shared/standings/desk-contract'
import { enterprises } from '@shared/standings/enterprise-contract'
import { defaultStandingRules, offeredFormulas } from '@shared/standings/standing-rules'
import { instantAt } from '@shared/time'
import {
  aHousehold,
  ancestorOf,
  aPlace,
  aResident,
  aStaff,
  expectError,
  signInAs,
  useApp,
  type Signed,
} from '../support/app'
import { databaseUri, useDatabase } from '../support/database'
import { aPicture } from '../support/inspections'
import { elsewhere } from '../support/scratch-database'
import {
  aFinding,
  anOrganisation,
  aStandingWorld,
  aVisit,
  located,
  VISIT_DAYS,
  type StandingWorld,
} from '../support/standings'

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
  // everybody who lives in the city is told once, by two servers at once and by a run again
  const household = await aHousehold({ place: world.good })
  const residents = [
    await aResident({ household }),
    await aResident({ household: await aHousehold({ place: world.bad }) }),
  ]
  await Promise.all([runJob(callAwards, '2026-12-12'), runJob(callAwards, '2026-12-12')])
  await forgetRuns()
  await Programmes.updateOne({ _id: programme.id }, { $set: { toldOn: null, toldAfter: '' } })
  await runJob(callAwards, '2026-12-12')
  await deliverOutbox({ notice: deliverNotice })
  for (const { personId } of residents)
    expect((await Notices.find({ personId }).lean()).map(({ title }) => title)).toEqual(['2026年绿色小区评选开始征集'])
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
  // told late, they have their week all the same
  await Programmes.updateOne({ _id: programme.id }, { $set: { toldOn: '2026-12-14' } })
  await expectError((await officer()).call(awards.decide, decide(0)), 'AWARD_TOO_EARLY')
  await Programmes.updateOne({ _id: programme.id }, { $set: { toldOn: '2026-12-12' } })
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

test('photos beside an entry: only a covered copy of one’s own hangs, three at most, until it is taken away', async () => {
  at('2026-12-12')
  const keeper = await aStaff('cityOfficer', world.city._id)
  const desk = await as(keeper)
  const findingId = await aFinding(world.bad, { day: '2026-11-12', photoIds: [newId()] })
  const entry = { period: '2026-11', placeId: world.bad._id }
  const { findings } = await desk.call(standingPhotos.list, entry)
  expect(findings.map(({ id }) => id)).toEqual([findingId])
  const covered = async (purpose = 'standingPhoto') => {
    const id = newId()
    await (await as(keeper)).upload(files.upload, { id, purpose }, await aPicture())
    return id
  }
  const show = { ...entry, findingId, caption: '桶边满溢', areCovered: true as const }
  await expectError((await as(world.officer)).call(standingPhotos.list, entry), 'NOT_ALLOWED')
  for (const [wrong, code] of [
    [{ ...show, id: await covered('inspection') }, 'NOT_FOUND'],
    [{ ...show, id: newId() }, 'NOT_FOUND'],
    [{ ...show, id: await covered(), findingId: newId() }, 'NOT_FOUND'],
    [{ ...show, id: await covered(), placeId: world.middle._id }, 'STANDING_NOT_LISTED'],
  ] as const)
    await expectError(desk.call(standingPhotos.show, wrong), code)
  const ids = [await covered(), await covered(), await covered()]
  const open = async (id = '') => (await app.anonymous().raw('GET', `/api/files/${id}`)).status
  expect(await open(ids[0])).toBe(401)
  for (const id of ids) await desk.call(standingPhotos.show, { ...show, id })
  await desk.call(standingPhotos.show, { ...show, id: ids[0] ?? '' })
  await expectError(desk.call(standingPhotos.show, { ...show, id: await covered() }), 'STANDING_PHOTOS_FULL')
  expect(await open(ids[0])).toBe(200)
  expect(await read('/lists')).toContain(`<img src="/api/files/${ids[0]}?size=thumb" alt="桶边满溢"`)
  const gone = { id: ids[0] ?? '', reason: '看得出是谁' }
  await desk.call(standingPhotos.hide, gone)
  await expectError(desk.call(standingPhotos.hide, gone), 'WRONG_STATE')
  expect([await open(ids[0]), await open(ids[1])]).toEqual([401, 200])
  expect(await read('/lists')).not.toContain(ids[0])
})

test('whoever was nominated finds it among their own data, and erased leaves a nomination without a name', async () => {
  at('2026-12-12')
  const keeper = await as(await aStaff('cityOfficer', world.city._id))
  const programme = {
    id: newId(),
    kind: 'person' as const,
    year: '2026',
    title: '积极个人评选',
    target: 5,
    groupShare: 100,
    fen: 0,
    feeRelief: '',
    callOn: '2026-12-12',
    nominateUntil: '2026-12-19',
  }
  await keeper.call(awards.create, programme)
  const phone = '13912345678'
  const teacher = await aResident({ person: { phoneIndex: phoneIndexOf(phone), phoneVerifiedAt: new Date() } })
  const employerId = await anOrganisation('柳湾小学', 'school', world.street)
  const nomination = { id: programme.id, name: '林小满', employerId, merits: '讲了十二次怎么分', phone }
  await (await as(world.officer)).call(awards.nominate, { ...nomination, nomineeId: newId() })
  const exported = async () => JSON.stringify(await exportNominations(teacher.personId))
  expect(await exported()).toMatch(/2026年积极个人评选.*柳湾小学.*讲了十二次怎么分/)
  await transaction((tx) => eraseNominations(tx, teacher.personId))
  expect(await exported()).toBe('[]')
  const { items } = await keeper.call(awards.nominees, { id: programme.id })
  expect(items.map(({ name, merits }) => [name, merits])).toEqual([['已注销', '已注销']])
})

test('the page has a sketch with a mark for each listed place, and a script from a file of its own', async () => {
  await located(world.bad, 112.41, 34.72)
  const html = await read('/lists')
  for (const words of ['在哪里', '<svg viewBox="0 0 360', `href="#at-${world.bad._id}"`, `id="at-${world.bad._id}"`])
    expect(html).toContain(words)
  // the other one has no position, and that is said
  expect(html.match(/没有登记位置，不在图上/g)).toHaveLength(1)
  expect(html).toMatch(/data-check="\/lists\/2026-11\/v1\/list\.json" data-hash="[0-9a-f]{64}"/)
  const script = await app.anonymous().raw('GET', '/lists/check.js')
  expect(script.headers['content-type']).toMatch('text/javascript')
})

test('what the area has set how to rank: streets, companies and enterprises hang in tables of their own', async () => {
  at('2026-12-12')
  const [first, other] = [await as(world.cityOfficer), await as(await aStaff('cityOfficer', world.city._id))]
  const enterprise = await anOrganisation('分得清环保', 'sortingCompany', world.city)
  const month = { id: newId(), organisationId: enterprise, month: '2026-11', handled: 100_000, declared: 60_000 }
  await expectError(first.call(enterprises.declare, { ...month, month: '2026-12' }), 'INPUT_INVALID')
  await expectError(first.call(enterprises.declare, { ...month, organisationId: world.companyId }), 'NOT_FOUND')
  expect(await first.call(enterprises.declare, month)).toMatchObject({ verified: null, mayCheck: false })
  await expectError(first.call(enterprises.declare, { ...month, id: newId() }), 'ENTERPRISE_MONTH_HAD')
  const check = { id: month.id, verified: 40_000, penalties: 0, note: '核对了地磅记录' }
  await expectError(first.call(enterprises.check, check), 'DECIDES_OWN_CASE')
  await expectError(other.call(enterprises.check, { ...check, verified: 100_001 }), 'INPUT_INVALID')
  await other.call(enterprises.check, check)
  await expectError(other.call(enterprises.check, check), 'WRONG_STATE')
  const road = await aPlace({ kind: 'road', parent: world.street, name: '测试路' })
  for (const [index, day] of VISIT_DAYS.slice(3).entries())
    await aVisit(road, { day, inspector: `inspector-${index % 3}`, onSite: 90, bags: 0, correct: 0 })
  const { current, nextFrom } = await first.call(standingsDesk.rules, {})
  await expectError(
    first.call(standingsDesk.proposeRules, { version: 2, from: nextFrom, rules: current, reason: '什么也没有改' }),
    'STANDING_RULES_SAME',
  )
  const rules = {
    ...defaultStandingRules,
    weights: { ...defaultStandingRules.weights, street: offeredFormulas.street },
    company: offeredFormulas.company,
    companyCompounds: 2,
    enterprise: offeredFormulas.enterprise,
    list: { by: 'quota', names: 2 },
  }
  await first.call(standingsDesk.proposeRules, { version: 2, from: nextFrom, rules, reason: '都参加排名' })
  await other.call(standingsDesk.decideRules, { version: 2, outcome: 'inForce', reason: '同意' })
  at('2027-01-03')
  await runJob(closeStandings, '2026-12')
  const { items } = await (await as(world.cityOfficer)).call(standingsDesk.entries, { period: '2026-12' })
  expect(items.find(({ placeId }) => placeId === enterprise)).toMatchObject({ outcome: 'black', score: 400, rank: 1 })
  const entry = await (
    await as(world.cityOfficer)
  ).call(standingsDesk.entry, { period: '2026-12', placeId: enterprise })
  expect(entry.checks).toMatchObject([{ visit: month.id, month: '2026-11', isLeftOut: false }])
  // one of its two compounds has no visits: its rank would tell the score of the other
  expect(items.find(({ kind }) => kind === 'company')).toMatchObject({ outcome: 'thin', score: null })
  await publish('2027-01-15')
  const { tables } = await app.anonymous().call(standings.list, { period: '2026-12' })
  expect(tables.map(({ kind, colour, rows }) => [kind, colour, rows.length]).slice(4)).toEqual([
    ['street', 'red', 0],
    ['street', 'black', 0],
    ['company', 'league', 0],
    ['enterprise', 'red', 0],
    ['enterprise', 'black', 1],
  ])
  const html = await read('/lists/2026-12')
  for (const words of ['分类企业黑榜', '40.0%', '相差33.3%', '沿街商铺红榜', '物业公司排名', '看成效'])
    expect(html).toContain(words)
  expect(await read('/lists/2026-12/v1/list.csv')).toContain('分得清环保')
})

// I25
test('any closed month comes out the same again: under other rules, from a restored backup, in another process', async () => {
  const address = { period: '2026-11', version: 'v1', file: 'list.json' } as const
  const bytes = (await app.anonymous().download(standings.file, address)).body
  const same = async () => (await Promise.all(['2026-11', '2026-12'].map(recomputed))).map((again) => again?.isSame)
  expect(await same()).toEqual([true, true])
  const root = await mkdtemp(path.join(tmpdir(), 'wufei-standings-'))
  try {
    const client = mongoose.connection.getClient()
    const { folder } = await writeBackup({ client, database: mongoose.connection.name, root, say: () => undefined })
    await elsewhere(databaseUri(), async (uri) => {
      const db = mongoose.connection.db
      if (!db) throw new Error('not connected')
      const fieldKey = Buffer.alloc(32, 7).toString('base64url')
      await restoreBackup({ db, folder, fieldKey, say: () => undefined })
      expect(await same()).toEqual([true, true])
      const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'standings:recompute', '--', '2026-11'], {
        cwd: path.join(__dirname, '../..'),
        env: { ...process.env, MONGODB_URI: uri },
        maxBuffer: 10_000_000,
      })
      expect(stdout).toBe(bytes.toString())
    })
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
