// What waits for a person: which of a list they may decide, and what is open in their area, by when it is due.
import type { QueryFilter } from 'mongoose'
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import { reading, type Tx } from '../db'
import { circleOf, conflictIn } from '../people/conflicts'
import { countsByDue, firstByDue, type Worker, type WorkRow } from '../work'
import { kindNames, kindOf, type ReviewKind } from './kinds'
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
  const circle = await (tx ? circleOf(tx, actor) : reading((own) => circleOf(own, actor)))
  return new Set(open.filter((review) => !conflictIn(circle, ownCaseOf(review))).map(({ subjectId }) => subjectId))
}

/**
 * What waits for answers, a row a kind of question unless its feature lists them: what is open in the actor's area and
 * no case of their own.
 */
export const reviewWork = (): WorkRow[] =>
  kindNames()
    .map(kindOf)
    .filter(({ listedByFeature }) => !listedByFeature)
    .map(rowOf)

function rowOf(kind: ReviewKind): WorkRow {
  const openTo = ({ places, near }: Worker): QueryFilter<ReviewRecord> => ({
    kind: kind.name,
    status: 'open',
    placePath: { $in: [...places] },
    author: { $nin: [...near.persons] },
    personIds: { $nin: [...near.persons] },
    actedBy: { $nin: [...near.actors] },
    'votes.by': { $nin: [...near.actors] },
    householdIds: { $nin: [...near.households] },
  })
  return {
    kind: `reviews.${kind.name}`,
    title: `${kind.title}待${kind.verb}`,
    may: kind.deciders,
    count: (worker) => countsByDue(Reviews, openTo(worker), 'dueAt'),
    next: async (worker, limit) =>
      (await firstByDue(Reviews, openTo(worker), 'dueAt', limit)).map((review) => ({
        id: review.subjectId,
        text: review.headline,
        dueAt: review.dueAt,
        link: kind.deskLink(review),
      })),
  }
}
