// Lists of the demo city: six months that hang and one that is previewed, closed by the real run from the
// inspections of the demo, each on its day; with an objection that waits, decided ones, replies, a correction and
// what has been mended.
import { PHOTO_PURPOSE } from '@shared/standings/photos-contract'
import { addDays, addMonths, dayOf, instantAt, type Day, type Month } from '@shared/time'
import { asOf, now } from '../clock'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { uploadFile } from '../files/files'
import { seedCleanLook, seedPhotosAt } from '../inspections/seed-look'
import { latestSlot } from '../job-slots'
import { seedActor } from '../people/seed-ids'
import { requireArea } from './rules'
import { settleMending } from './mending'
import { decideObjection, objectAtDesk, sideAt } from './objections'
import { decideCorrection, proposeCorrection } from './corrections'
import { showPhoto } from './photos'
import { publishDue } from './publishing'
import { replyTo } from './replies'
import { closeMonth } from './run'
import { closeStandings } from './standings-jobs'
import { keptInputs } from './inputs'
import { seedAwards, seedCredit, seedEnterprises, seedOwnRules, seedProposedRules } from './seed-own'
import { Entries, Runs, runIdOf, type EntryRecord, type RunRecord } from './standings.model'

const HANGING = 6
/** A preview that began so many days ago: there is time left to object. */
const PREVIEW_DAYS = 2

const company = { kind: 'system', name: 'standings' } as const

/** Called once, after inspections. */
export async function seedStandings({ today, progress }: SeedContext): Promise<void> {
  const newest = latestSlot(closeStandings, now())
  const area = await requireArea()
  await seedOwnRules(addMonths(newest, -HANGING))
  await seedEnterprises(area._id, today)
  await seedCredit(area._id, today)
  await seedAwards(area._id, today)
  for (let ago = HANGING; ago >= 1; ago -= 1) await hangMonth(area._id, addMonths(newest, -ago), ago)
  await previewMonth(newest, today)
  await seedProposedRules()
  await lookAgain(area._id, newest)
  await photographed(area._id, newest)
  await asOf(now(), () => settleMending(area._id, today))
  const lists = await Runs.countDocuments({ status: 'published' })
  const entries = await Entries.countDocuments({ outcome: { $in: ['red', 'black'] } })
  progress(`红黑榜已公布 ${lists} 期、预览 1 期，上榜 ${entries}条`)
}

const closingDay = (period: Month): Day => `${addMonths(period, 1)}-03`

/** One month from its closing to where it hangs, each step on its day. */
async function hangMonth(area: string, period: Month, ago: number): Promise<void> {
  const place = await requireArea()
  await asOf(instantAt(closingDay(period), '06:00'), () => closeMonth(place, period))
  const run = await Runs.findById(runIdOf(area, period)).lean<RunRecord>()
  if (!run?.objectUntil) return
  if (ago === 2) await heard(run, addDays(closingDay(period), 1))
  const hangs = addDays(run.objectUntil, 1)
  await asOf(instantAt(hangs, '09:00'), () => publishDue(area, hangs))
  const listed = await Entries.find({ runId: run._id, outcome: { $in: ['red', 'black'] } })
    .sort({ order: 1 })
    .lean<EntryRecord[]>()
  await asOf(instantAt(addDays(hangs, 2), '10:30'), () => answered(listed, ago))
  if (ago === 3) await asOf(instantAt(addDays(hangs, 6), '15:00'), () => corrected(run))
}

const WORKERS = ['community-1-wu', 'community-2-zheng', 'community-3-he'] as const

/** An objection that stays without effect; the person who decides it has not inspected. */
async function heard(run: RunRecord, day: Day): Promise<void> {
  const listed = await Entries.find({ runId: run._id, outcome: { $in: ['black', 'check', 'ranked'] } })
    .sort({ order: 1 })
    .lean<EntryRecord[]>()
  const found = listed.flatMap((entry) => {
    const worker = WORKERS.map(seedActor).find((each) => sideAt(each, entry.placePath) === 'community')
    return worker ? [{ entry, worker }] : []
  })
  if (!found[0]) return
  const { entry, worker } = found[0]
  const id = seedId(`standing-objection:${run.period}`)
  await asOf(instantAt(day, '10:00'), () =>
    objectAtDesk(worker, {
      id,
      period: run.period,
      placeId: entry.placeId,
      text: '检查那天清运车晚到了一小时，桶满不是小区的原因',
    }),
  )
  await asOf(instantAt(addDays(day, 2), '15:20'), () =>
    decideObjection(seedActor('city-4-lu'), {
      id,
      outcome: 'kept',
      amendments: [],
      reason: '三个月里另外几次检查也有满溢，去掉那一次结果不变，维持原结果',
    }),
  )
}

const REPLIES = [
  '已经换了带盖的桶，早晚各加一名保洁员，欢迎再来检查。',
  '谢谢大家，投放点的志愿者每天都在，会继续做好。',
  '业主群里贴出了投放时间，东门的点位已经移到路边。',
]

async function answered(listed: readonly EntryRecord[], ago: number): Promise<void> {
  for (const [at, entry] of listed.slice(0, 2 + (ago % 2)).entries())
    await replyTo(company, entry, {
      id: seedId(`standing-reply:${entry._id}`),
      side: entry.companyId ? 'company' : 'community',
      text:
        entry.kind === 'enterprise'
          ? '地磅记录已经补齐，以后每月把销售单据一起报上来。'
          : (REPLIES[entry.outcome === 'red' ? 1 : at === 0 ? 0 : 2] ?? ''),
    })
}

/** Visits that turned out to be of the neighbouring compound: the entry goes, and a notice says so. */
async function corrected(run: RunRecord): Promise<void> {
  const entry = await Entries.findOne({ runId: run._id, outcome: 'black' }).sort({ order: -1 }).lean<EntryRecord>()
  if (!entry) return
  const { visits } = await keptInputs(run)
  const own = visits.filter(({ place }) => place === entry.placeId)
  const id = seedId(`standing-correction:${run.period}`)
  await proposeCorrection(seedActor('city-1-xu'), {
    id,
    period: run.period,
    version: 1,
    amendments: own.slice(0, Math.max(1, own.length - 2)).map(({ id }) => ({ visit: id, closedInTime: null })),
    reason: '核对照片的定位，几次检查的其实是相邻小区的投放点，这几次不应计入',
  })
  await decideCorrection(seedActor('city-4-lu'), { id, outcome: 'done', reason: '照片和定位都核对过，同意更正' })
}

/** The preview that runs, with an objection that waits. */
async function previewMonth(period: Month, today: Day): Promise<void> {
  const area = await requireArea()
  const began = addDays(today, -PREVIEW_DAYS)
  const day = began > closingDay(period) ? began : closingDay(period)
  const at = instantAt(day, '06:10')
  await asOf(at < now() ? at : now(), () => closeMonth(area, period))
  const worker = seedActor('community-1-wu')
  const scope = worker.grants.map(({ placeId }) => placeId)
  const entry = await Entries.findOne({
    runId: runIdOf(area._id, period),
    placePath: { $in: scope },
    outcome: { $in: ['black', 'check', 'ranked'] },
  })
    .sort({ order: 1 })
    .lean<EntryRecord>()
  if (!entry) return
  await objectAtDesk(worker, {
    id: seedId('standing-objection:waiting'),
    period,
    placeId: entry.placeId,
    text: '有一次检查赶上楼里集中装修，垃圾是装修队放的，已经请他们清走',
  })
}

/**
 * Of the newest list that hangs, the worst compound has a covered photo beside it, and others that wait to be chosen.
 */
async function photographed(area: string, newest: Month): Promise<void> {
  const run = await Runs.findById(runIdOf(area, addMonths(newest, -1))).lean<RunRecord>()
  const entry =
    run &&
    (await Entries.findOne({ runId: run._id, kind: 'compound', outcome: 'black' })
      .sort({ order: 1 })
      .lean<EntryRecord>())
  const photo = entry && (await seedPhotosAt(entry.placeId, run.from, run.to))
  if (!photo) return
  const keeper = seedActor('city-1-xu')
  const id = seedId(`standing-photo:${entry._id}`)
  await uploadFile(keeper, { id, purpose: PHOTO_PURPOSE }, { bytes: photo.covered, filename: 'covered.jpg' })
  await showPhoto(keeper, {
    id,
    period: run.period,
    placeId: entry.placeId,
    findingId: photo.id,
    caption: photo.text.slice(0, 60),
    areCovered: true,
  })
}

/** Of the newest list that hangs, one of the black list has been looked at again and found mended. */
async function lookAgain(area: string, newest: Month): Promise<void> {
  const runId = runIdOf(area, addMonths(newest, -1))
  const entry = await Entries.findOne({ runId, kind: 'compound', mending: 'due' })
    .sort({ order: -1 })
    .lean<EntryRecord>()
  if (entry) await seedCleanLook(entry.placeId, addDays(dayOf(now()), -1))
}
