// What waits for a person of staff. A feature hands in one row for each kind of its work: who may do it, how much there
// is and what comes first; here the rows of those who may are asked, each for the places where they may. Nobody counts
// or sees what they may not do: the roles are those of the route that does it, and what is a case of their own is left
// out by the row.
import type { Model, QueryFilter } from 'mongoose'
import { scopeOf, type Actor } from '@shared/actors'
import { MAX_COUNTED, rolesOf, type May, type OutputOf } from '@shared/contract'
import { dayOf, instantAt } from '@shared/time'
import type { WorkGroup, work } from '@shared/work/contract'
import { now } from './clock'
import type { Document } from './db'

/** Whose cases someone may not decide: ids of persons and households. */
export type Near = {
  /** Whom it may not be about, and who may not have asked for it. */
  persons: readonly string[]
  /** Who may not have acted in it. */
  actors: readonly string[]
  households: readonly string[]
}

/** Who asks, and for which places: those at which they hold one of the row's roles. */
export type Worker = { actor: Actor; places: readonly string[]; near: Near }

export type Counts = Record<WorkGroup, number>
/** `link`: a page of the console, under /admin; where it opens one thing, that is its `open`. */
export type Item = { id: string; text: string; dueAt: Date | null; link: string }

export type WorkRow = {
  /** "people.requests" */
  kind: string
  title: string
  /** The right of the route that does it, or the part of its roles whose work it is. */
  may: May
  /** Asked only where there is more than is shown. Each number is read up to 10,000. */
  count: (worker: Worker) => Promise<Counts>
  /** The first ones, the next due first. */
  next: (worker: Worker, limit: number) => Promise<Item[]>
}

const SHOWN = 5

/** Rows with something in them, in the order of the table. */
export async function workOf(actor: Actor, near: Near, rows: readonly WorkRow[]): Promise<OutputOf<typeof work.mine>> {
  const shown = await Promise.all(
    rows.map(async ({ kind, title, may, count, next }) => {
      const worker = { actor, places: scopeOf(actor, rolesOf(may)), near }
      if (worker.places.length === 0) return null
      const items = await next(worker, SHOWN)
      const [first] = items
      if (!first) return null
      const counts = items.length < SHOWN ? countsOf(items) : await count(worker)
      return { kind, title, link: listOf(first.link), counts, items: items.map(shownItem) }
    }),
  )
  return { rows: shown.filter((row) => row !== null) }
}

/** The list that a link opens one thing of. */
const listOf = (link: string): string => link.replace(/([?&])open=[^&]*&?/, '$1').replace(/[?&]$/, '')

const shownItem = (item: Item) => ({
  id: item.id,
  text: item.text,
  link: item.link,
  group: groupOf(item.dueAt),
  // due at midnight is due on the day that ends with it
  dueOn: item.dueAt && dayOf(new Date(item.dueAt.getTime() - 1)),
})

export function groupOf(dueAt: Date | null): WorkGroup {
  if (dueAt === null) return 'later'
  if (dueAt <= now()) return 'late'
  return dueAt <= endOfToday() ? 'today' : 'later'
}

const endOfToday = (): Date => instantAt(dayOf(now()), '24:00')

export function countsOf(items: readonly { dueAt: Date | null }[]): Counts {
  const counts: Counts = { late: 0, today: 0, later: 0 }
  for (const { dueAt } of items) counts[groupOf(dueAt)] += 1
  return counts
}

/** How many there are, read up to 10,000. */
export const counted = <T extends Document>(model: Model<T>, filter: QueryFilter<T>): Promise<number> =>
  model.countDocuments(filter).limit(MAX_COUNTED).exec()

/** Counts by an instant `field`, null for none. The index that serves it ends with the field. */
export async function countsByDue<T extends Document>(
  model: Model<T>,
  filter: QueryFilter<T>,
  field: keyof T & string,
): Promise<Counts> {
  const within = (range: object): Promise<number> => counted(model, { ...filter, [field]: range } as QueryFilter<T>)
  const [at, end] = [now(), endOfToday()]
  const [late, today, dated, undated] = await Promise.all([
    within({ $lte: at }),
    within({ $gt: at, $lte: end }),
    within({ $gt: end }),
    within({ $eq: null }),
  ])
  return { late, today, later: Math.min(MAX_COUNTED, dated + undated) }
}

/**
 * The first by an instant `field`; those without one come last. The index that serves it is { …filter, [field]: 1, _id:
 * 1 }.
 */
export async function firstByDue<T extends Document>(
  model: Model<T>,
  filter: QueryFilter<T>,
  field: keyof T & string,
  limit: number,
): Promise<T[]> {
  const read = async (range: object, count: number): Promise<T[]> =>
    (await model
      .find({ ...filter, [field]: range } as QueryFilter<T>)
      .sort({ [field]: 1, _id: 1 })
      .limit(count)
      .lean()) as T[]
  const dated = await read({ $gt: new Date(0) }, limit)
  return dated.length === limit ? dated : [...dated, ...(await read({ $eq: null }, limit - dated.length))]
}

type Undated<T extends Document> = Pick<WorkRow, 'kind' | 'title' | 'may'> & {
  model: () => Model<T>
  filter: (worker: Worker) => QueryFilter<T> | Promise<QueryFilter<T>>
  /** Which come first; a suffix of the index that serves the filter. */
  sort: Partial<Record<keyof T & string, 1 | -1>>
  items: (records: T[]) => Item[] | Promise<Item[]>
}

/** Work that no day is promised for: what `sort` puts first comes first. */
export function undatedWork<T extends Document>({ model, filter, sort, items, ...row }: Undated<T>): WorkRow {
  return {
    ...row,
    count: async (worker) => ({ late: 0, today: 0, later: await counted(model(), await filter(worker)) }),
    next: async (worker, limit) => {
      const found = await model()
        .find(await filter(worker))
        .sort(sort as Record<string, 1 | -1>)
        .limit(limit)
        .lean()
      return items(found as T[])
    },
  }
}
