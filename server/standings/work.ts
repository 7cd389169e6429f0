// What of the lists waits for staff, beside objections, which come by themselves: entries of a preview that a
// community or a company may still object to, and entries of the black list that are not mended.
import { dayOf, instantAt, longMonth } from '@shared/time'
import { outcomeNames } from '@shared/standings/vocabulary'
import { standingsDesk } from '@shared/standings/desk-contract'
import { now } from '../clock'
import { counted, countsOf, type Item, type WorkRow, type Worker } from '../work'
import { Entries, Runs, type EntryRecord, type RunRecord } from './standings.model'

/** Of the month that can still be objected to: where the actor may object, and nobody has. */
async function previewItems({ places }: Worker, limit: number): Promise<Item[]> {
  const today = dayOf(now())
  const run = await Runs.findOne({ status: 'preview', objectUntil: { $gte: today } })
    .sort({ period: 1 })
    .lean<RunRecord>()
  if (!run?.objectUntil) return []
  const dueAt = instantAt(run.objectUntil, '24:00')
  const found = await Entries.find({
    runId: run._id,
    placePath: { $in: [...places] },
    outcome: { $in: ['red', 'black'] },
  })
    .sort({ order: 1 })
    .limit(limit)
    .lean<EntryRecord[]>()
  return found.map((entry) => ({
    id: entry._id,
    text: `${entry.name}：${longMonth(entry.period)}拟列入${outcomeNames[entry.outcome]}`,
    dueAt,
    link: `/standings?period=${entry.period}&open=${entry.placeId}`,
  }))
}

const MOST = 500

const mendingFilter = ({ places }: Worker) => ({ mending: 'due' as const, placePath: { $in: [...places] } })

export const standingsWork: readonly WorkRow[] = [
  {
    kind: 'standings.preview',
    title: '红黑榜预览待核对',
    may: standingsDesk.object.may,
    count: async (worker) => countsOf(await previewItems(worker, MOST)),
    next: previewItems,
  },
  {
    kind: 'standings.mending',
    title: '黑榜条目待整改',
    may: standingsDesk.object.may,
    count: async (worker) => ({ late: 0, today: 0, later: await counted(Entries, mendingFilter(worker)) }),
    next: async (worker, limit) =>
      (
        await Entries.find(mendingFilter(worker)).sort({ mendingUntil: 1, _id: 1 }).limit(limit).lean<EntryRecord[]>()
      ).map((entry) => ({
        id: entry._id,
        text: `${entry.name}：${longMonth(entry.period)}黑榜，整改后申请复查`,
        dueAt: entry.mendingUntil ? instantAt(entry.mendingUntil, '24:00') : null,
        link: `/standings?period=${entry.period}&open=${entry.placeId}`,
      })),
  },
]
