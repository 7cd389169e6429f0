// The calendar of the lists whatever happens to its servers: one list a month, no gap, no second notice.
//   A  two servers do what is due at the same moment: the month is closed, later published
//   B  one of the two is killed in front of each single write; the other one, and a later run, finish
//   C  every job of every feature at once on both, one killed at moments that are drawn
//   D  a month that is closed or published is run again, as if no run had ever been; one that is not over is refused
//   E  no server for two months: each month has its list afterwards
// What comes out is compared with what a single server makes undisturbed, document by document.
// `npm run faults -- jobs [--kills=6] [--seed=…] [--only=…]`, a part alone: closing, publishing, every, again.
// Prints a table; exits 1 on any deviation. It runs a mongod of its own.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { createInterface } from 'node:readline'
import mongoose from 'mongoose'
import { setClock } from '@server/clock'
import { connectDatabase, disconnectDatabase } from '@server/db'
import { features } from '@server/features'
import { runDueJobs, runJob, type Job } from '@server/jobs'
import { JobRuns } from '@server/long-work'
import { deliverNotice } from '@server/notices/notices'
import { Notices } from '@server/notices/notices.model'
import { deliverOutbox } from '@server/outbox'
import { closeStandings, publishStandings } from '@server/standings/standings-jobs'
import { Entries, Inputs, Runs, Versions } from '@server/standings/standings.model'
import { canonical } from '@shared/canonical'
import { addMinutes, instantAt } from '@shared/time'
import { drawsOf, numberOf, runFaults, type Table } from '../support/faults'
import { aMongod } from '../support/faults-mongod'
import { aStandingWorld } from '../support/standings'

const KILLS = numberOf('kills', 6)
/** One part alone, for a machine that is busy. */
const ONLY = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length)
const isWanted = (part: string): boolean => ONLY === undefined || ONLY === part
const CHILD = path.join(__dirname, '../support/faults-jobs-child.ts')
const DAYS = ['2026-09-10', '2026-09-24', '2026-10-08', '2026-10-22', '2026-11-05', '2026-11-12', '2026-11-26']
const CLOSING = instantAt('2026-12-03', '06:30')
const PUBLISHING = instantAt('2026-12-11', '09:30')
/** Longer than the lease of a run, so that what a dead server held is free. */
const LATER_MINUTES = 10

type Documents = Record<string, unknown>
type Snapshot = Map<string, Documents[]>

const collections = async () => (await mongoose.connection.db?.collections()) ?? []
async function snapshot(): Promise<Snapshot> {
  const taken: Snapshot = new Map()
  for (const each of await collections()) taken.set(each.collectionName, await each.find({}).toArray())
  return taken
}
async function restore(taken: Snapshot): Promise<void> {
  for (const each of await collections()) {
    await each.deleteMany({})
    const rows = taken.get(each.collectionName) ?? []
    if (rows.length > 0) await each.insertMany(rows)
  }
}

/** All that hangs on the lists and who was told, as one hash; instants of the clock's later runs stay out. */
async function outcome(): Promise<string> {
  await deliverOutbox({ notice: deliverNotice })
  const kept = [
    ...(await Runs.find({}).sort({ _id: 1 }).lean()),
    ...(await Entries.find({}).sort({ _id: 1 }).lean()),
    ...(await Inputs.find({}, { head: 0 }).sort({ _id: 1 }).lean()),
    ...(await Versions.find({}, { publishedAt: 0 }).sort({ _id: 1 }).lean()),
    ...(await Notices.find({}, { personId: 1, title: 1, text: 1 }).sort({ _id: 1 }).lean()),
  ]
  return createHash('sha256')
    .update(canonical(JSON.parse(JSON.stringify(kept))))
    .digest('hex')
    .slice(0, 12)
}

type Second = { go: () => void; over: Promise<{ writes: number; wasKilled: boolean }> }

/** Another server, ready to begin. */
async function secondServer(uri: string, at: Date, names: string, killAt: number): Promise<Second> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, uri, at.toISOString(), names, String(killAt)], {
    cwd: path.join(__dirname, '../..'),
    env: { ...process.env, LOG_LEVEL: 'silent' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  let writes = 0
  const ready = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line === 'ready') resolve()
      else if (line.startsWith('writes ')) writes = Number(line.slice(7))
    })
    child.once('exit', (code) => reject(new Error(`the second server ended with ${code ?? 'a signal'}`)))
  })
  const over = new Promise<{ writes: number; wasKilled: boolean }>((resolve) => {
    child.once('exit', (_code, signal) => resolve({ writes, wasKilled: signal === 'SIGKILL' }))
  })
  await ready
  return { go: () => void child.stdin.write('go\n'), over }
}

type Stage = { title: string; at: Date; jobs: readonly Job[]; names: string }

const all = features.flatMap(({ jobs = [] }) => jobs)
const closing: Stage = { title: '关账', at: CLOSING, jobs: [closeStandings], names: closeStandings.name }
const publishing: Stage = { title: '公布', at: PUBLISHING, jobs: [publishStandings], names: publishStandings.name }

/** Both at once, and what is left when the lease of a dead one is over. */
async function together(uri: string, { at, jobs, names }: Stage, killAt: number) {
  setClock(at)
  const second = await secondServer(uri, at, names, killAt)
  second.go()
  await runDueJobs(jobs)
  const ended = await second.over
  setClock(addMinutes(at, LATER_MINUTES))
  await runDueJobs(jobs)
  return ended
}

async function alone(uri: string, { at, jobs, names }: Stage): Promise<{ writes: number; result: string }> {
  setClock(at)
  const only = await secondServer(uri, at, names, 0)
  only.go()
  const { writes } = await only.over
  setClock(addMinutes(at, LATER_MINUTES))
  await runDueJobs(jobs)
  return { writes, result: await outcome() }
}

/** A, B for one stage. @returns the world after it, undisturbed */
async function checkStage(table: Table, uri: string, before: Snapshot, stage: Stage): Promise<Snapshot> {
  await restore(before)
  const { writes, result } = await alone(uri, stage)
  const after = await snapshot()
  await restore(before)
  await together(uri, stage, 0)
  table.check(`A ${stage.title}：两台同时，结果和一台的一样`, result, await outcome())
  let killed = 0
  const wrong: number[] = []
  const ready = (killAt: number): Promise<Second> | null =>
    killAt > writes ? null : secondServer(uri, stage.at, stage.names, killAt)
  // a process takes seconds to begin: the next one does so meanwhile, and waits for its word
  let next = ready(1)
  for (let killAt = 1; next; killAt += 1) {
    const second: Second = await next
    await restore(before)
    // by itself, so that it reaches that write; the other one comes when it is dead
    setClock(stage.at)
    second.go()
    next = ready(killAt + 1)
    if ((await second.over).wasKilled) killed += 1
    setClock(addMinutes(stage.at, LATER_MINUTES))
    await runDueJobs(stage.jobs)
    if ((await outcome()) !== result) wrong.push(killAt)
  }
  table.check(
    `B ${stage.title}：在每一次写之前断电`,
    `${writes} 次，不同的：无`,
    `${killed} 次，不同的：${wrong.join('、') || '无'}`,
  )
  return after
}

/** The world after a stage, unchecked. */
async function worldAfter(uri: string, before: Snapshot, stage: Stage): Promise<Snapshot> {
  await restore(before)
  await alone(uri, stage)
  return snapshot()
}

async function checkEveryJob(table: Table, uri: string, before: Snapshot, stage: Stage): Promise<void> {
  const every: Stage = { ...stage, jobs: all, names: 'all' }
  await restore(before)
  const { writes, result } = await alone(uri, every)
  const draw = drawsOf('every')
  const found = new Set<string>()
  for (let kill = 0; kill < KILLS; kill += 1) {
    await restore(before)
    await together(uri, every, 1 + draw.below(writes))
    found.add(await outcome())
  }
  table.check(
    `C 全部 ${all.length} 个任务两台同时，一台断电 ${KILLS} 次`,
    `${result}，未完成的 0`,
    `${[...found].join('、')}，未完成的 ${await JobRuns.countDocuments({ status: { $ne: 'finished' } })}`,
  )
}

async function checkAgain(table: Table, closed: Snapshot, published: Snapshot): Promise<void> {
  for (const [title, world, job, slot, at] of [
    ['关过账的月份', closed, closeStandings, '2026-11', CLOSING],
    ['公布过的月份', published, closeStandings, '2026-11', PUBLISHING],
    ['公布过的一天', published, publishStandings, '2026-12-11', PUBLISHING],
  ] as const) {
    await restore(world)
    setClock(addMinutes(at, LATER_MINUTES))
    const before = await outcome()
    await JobRuns.deleteMany({})
    await runJob(job, slot)
    table.check(`D 再跑一次${title}：什么也不变`, before, await outcome())
  }
  const refused = await runJob(closeStandings, '2026-12').then(
    () => '没有拒绝',
    (error: { code?: string }) => error.code ?? String(error),
  )
  table.check('D 还没有结束的月份', 'JOB_SLOT_NOT_DUE', refused)
}

async function checkGap(table: Table, published: Snapshot): Promise<void> {
  await restore(published)
  setClock(instantAt('2027-02-03', '07:00'))
  await runDueJobs([closeStandings])
  const runs = await Runs.find({}).sort({ period: 1 }).lean()
  table.check('E 停了两个月以后：每个月都有', '2026-11、2026-12、2027-01', runs.map(({ period }) => period).join('、'))
  const twice = await Notices.aggregate<{ _id: unknown }>([
    { $group: { _id: { who: '$personId', title: '$title' }, count: { $sum: 1 } } },
    { $match: { count: { $gt: 1 } } },
  ])
  table.check('E 收到两次的通知', 0, twice.length)
}

runFaults('jobs', async (table, dataDir, ends) => {
  const mongod = await aMongod(dataDir)
  const uri = mongod.uri('faults_jobs')
  ends.push(() => mongod.stop(), disconnectDatabase)
  await connectDatabase(uri)
  setClock(instantAt('2026-12-01', '10:00'))
  await aStandingWorld(DAYS)
  const world = await snapshot()
  const closed = await (isWanted('closing') ? checkStage(table, uri, world, closing) : worldAfter(uri, world, closing))
  if (isWanted('every')) await checkEveryJob(table, uri, world, closing)
  if (!isWanted('publishing') && !isWanted('again')) return setClock()
  const published = await (isWanted('publishing')
    ? checkStage(table, uri, closed, publishing)
    : worldAfter(uri, closed, publishing))
  if (isWanted('again')) {
    await checkAgain(table, closed, published)
    await checkGap(table, published)
  }
  setClock()
})
