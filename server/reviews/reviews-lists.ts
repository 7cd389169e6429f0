// What waits for a person: which of a list they may decide, and how much is open in their area, by when it is due.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { circleOf, conflictIn } from '../people/conflicts'
import { kindNames, kindOf } from './kinds'
import { Reviews, type ReviewRecord } from './reviews.model'
import { newReview, ownCaseOf } from './reviews'

/**
 * Which of these subjects the actor may decide now: open, in their area, and not a case of their own. Lists and answers
 * read their `allowed` from it.
 */
export async function decidable(
  actor: Actor,
  kindName: string,
  subjectIds: readonly string[],
  tx?: Tx,
): Promise<Set<string>> {
  const kind = kindOf(kindName)
  if (subjectIds.length === 0 || scopeOf(actor, kind.deciders).length === 0) return new Set()
  const filter = { kind: kindName, subjectId: { $in: [...subjectIds] } }
  const kept = tx ? await tx.on(Reviews).find(filter) : await Reviews.find(filter).lean<ReviewRecord[]>()
  const older: ReviewRecord[] = []
  for (const id of subjectIds.filter((each) => !kept.some(({ subjectId }) => subjectId === each)))
    for (const opening of await kind.backlog(id)) older.push(await newReview(kindName, opening, 'system:reviews'))
  const open = [...kept, ...older].filter(
    ({ status, placePath }) => status === 'open' && holdsRole(actor, kind.deciders, placePath),
  )
  if (open.length === 0) return new Set()
  const circle = tx ? await circleOf(tx, actor) : await transaction((own) => circleOf(own, actor))
  return new Set(open.filter((review) => !conflictIn(circle, ownCaseOf(review))).map(({ subjectId }) => subjectId))
}

export type Waiting = {
  kind: string
  title: string
  count: number
  late: number
  next: { subjectId: string; dueAt: string | null; link: string } | null
}

/** Past this many, a count is not read further. */
const MOST_COUNTED = 1_000

/** What is open in the actor's area by kind, the next due first. Counts end at a thousand. @public for work lists */
export async function reviewsWaiting(actor: Actor): Promise<Waiting[]> {
  const found: Waiting[] = []
  for (const name of kindNames()) {
    const kind = kindOf(name)
    const places = scopeOf(actor, kind.deciders)
    if (places.length === 0) continue
    const filter = { kind: name, status: 'open' as const, placePath: { $in: places } }
    const [next] = await Reviews.find(filter).sort({ dueAt: 1, _id: 1 }).limit(1).lean<ReviewRecord[]>()
    if (!next) continue
    found.push({
      kind: name,
      title: kind.title,
      count: await Reviews.countDocuments(filter).limit(MOST_COUNTED),
      late: await Reviews.countDocuments({ ...filter, dueAt: { $lt: now() } } as object).limit(MOST_COUNTED),
      next: { subjectId: next.subjectId, dueAt: next.dueAt?.toISOString() ?? null, link: kind.deskLink(next) },
    })
  }
  return found
}
