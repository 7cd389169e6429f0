// What becomes of an entry of the black list after it was published: re-inspected clean once it is 已整改, twice and it
// leaves, at the latest after 90 days. A re-inspection never enters a score. Invariant: a state goes forward alone;
// what was written of a day is written once.
import { mendingStates, type MendingState } from '@shared/standings/vocabulary'
import type { Day } from '@shared/time'
import { cleanReinspections } from '../inspections/for-lists'
import { Entries, Runs, type EntryRecord, type RunRecord } from './standings.model'

const STATES: readonly MendingState[] = mendingStates
const MOST = 2_000
/** So many clean re-inspections, and it leaves. */
const LEAVES_AFTER = 2

/** What an entry is on a day, by its clean re-inspections since it was published. */
export function mendingOn(
  { until, clean }: { until: Day; clean: readonly Day[] },
  today: Day,
): { state: MendingState; on: Day | null } {
  const days = [...clean].sort()
  const second = days[LEAVES_AFTER - 1]
  if (second !== undefined) return { state: 'left', on: second }
  if (today > until) return { state: 'left', on: until }
  const [first] = days
  return first === undefined ? { state: 'due', on: null } : { state: 'fixed', on: first }
}

/** Brings the entries that are still on a list up to a day. @returns how many changed */
export async function settleMending(area: string, today: Day): Promise<number> {
  const runs = await Runs.find({ area, status: 'published' }, { publishedOn: 1 }).lean<RunRecord[]>()
  const since = new Map(runs.map(({ _id, publishedOn }) => [_id, publishedOn ?? today]))
  const open = await Entries.find({ runId: { $in: [...since.keys()] }, mending: { $in: ['due', 'fixed'] } })
    .sort({ mendingUntil: 1 })
    .limit(MOST)
    .lean<EntryRecord[]>()
  if (open.length === 0) return 0
  const earliest = [...since.values()].sort()[0] ?? today
  const found = await cleanReinspections({ placeIds: open.map(({ placeId }) => placeId), from: earliest, to: today })
  let changed = 0
  for (const entry of open) {
    const from = since.get(entry.runId) ?? today
    const clean = found.filter(({ place, day }) => place === entry.placeId && day >= from).map(({ day }) => day)
    const { state, on } = mendingOn({ until: entry.mendingUntil ?? today, clean }, today)
    // a state never goes back: what was said in public stays said
    if (STATES.indexOf(state) <= STATES.indexOf(entry.mending as MendingState)) continue
    const { matchedCount } = await Entries.updateOne(
      { _id: entry._id, mending: entry.mending as MendingState },
      { $set: { mending: state, ...(on ? { mendedOn: on } : {}) } },
    )
    changed += matchedCount
  }
  return changed
}
