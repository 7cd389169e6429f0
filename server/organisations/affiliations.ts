// The questions that other features ask about who belongs to which organisation: at a day, within the last days, and
// who is there. Days are Shanghai calendar days; a span has both its first and its last day in it.
import type { Actor } from '@shared/actors'
import { covers, coversWithin, type Span } from '@shared/organisations/rules'
import type { AffiliationRole } from '@shared/organisations/vocabulary'
import { addDays, type Day } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { actorId } from '../audit'
import { now } from '../clock'
import type { Tx } from '../db'
import { organisationNames } from './names'
import {
  Affiliations,
  Organisations,
  type Affiliation,
  type AffiliationSpan,
  type Organisation,
} from './organisations.model'

export type Belonging = { organisationId: string; personId: string; role: AffiliationRole } & Span

const read = (filter: QueryFilter<Affiliation>, tx?: Tx): Promise<Affiliation[]> =>
  tx ? tx.on(Affiliations).find(filter) : Affiliations.find(filter).lean<Affiliation[]>().exec()

/** A filter for documents with a span that shares a day with this one. */
export const sharing = ({ from, until }: Span) => ({
  $elemMatch: {
    ...(until === null ? {} : { from: { $lte: until } }),
    $or: [{ until: null }, { until: { $gte: from } }],
  },
})

const belongingsIn = (found: readonly Affiliation[], fits: (span: Span) => boolean): Belonging[] =>
  found.flatMap(({ organisationId, personId, spans }) =>
    spans.filter(fits).map(({ role, from, until }) => ({ organisationId, personId, role, from, until })),
  )

/** Where a person belongs on a day. @public for inspections, site scores and cells */
export async function affiliationsAt(personId: string, day: Day, tx?: Tx): Promise<Belonging[]> {
  const found = await read({ personId, spans: sharing({ from: day, until: day }) }, tx)
  return belongingsIn(found, (span) => covers(span, day))
}

/** Who belongs to an organisation on a day. @public for links to a company, cells and site scores */
export async function peopleOf(organisationId: string, day: Day, tx?: Tx): Promise<Belonging[]> {
  const found = await read({ organisationId, spans: sharing({ from: day, until: day }) }, tx)
  return belongingsIn(found, (span) => covers(span, day))
}

/**
 * Whether a person belonged to any of these organisations on `day` or within so many days before it. @public for who
 * may not inspect or assess whom
 */
export async function wasAffiliatedWithin(
  personId: string,
  organisationIds: readonly string[],
  days: number,
  day: Day,
  tx?: Tx,
): Promise<boolean> {
  const found = await read(
    {
      personId,
      organisationId: { $in: [...organisationIds] },
      spans: sharing({ from: addDays(day, -days), until: day }),
    },
    tx,
  )
  return belongingsIn(found, (span) => coversWithin(span, day, days)).length > 0
}

/** Of these people, those who on a day belong to another hauler than this one, and not to it. */
export async function crewOfAnother(
  personIds: readonly string[],
  haulerId: string,
  day: Day,
  tx?: Tx,
): Promise<string[]> {
  const here = sharing({ from: day, until: day })
  const belongings = belongingsIn(await read({ personId: { $in: [...personIds] }, spans: here }, tx), (span) =>
    covers(span, day),
  )
  const filter = { _id: { $in: belongings.map(({ organisationId }) => organisationId) }, kinds: 'hauler' as const }
  const found = tx ? await tx.on(Organisations).find(filter) : await Organisations.find(filter).lean<Organisation[]>()
  const haulers = new Set(found.map(({ _id }) => _id))
  const own = new Set(belongings.filter((each) => each.organisationId === haulerId).map(({ personId }) => personId))
  return [
    ...new Set(
      belongings
        .filter(({ organisationId, personId }) => haulers.has(organisationId) && !own.has(personId))
        .map(({ personId }) => personId),
    ),
  ]
}

/** How many people belong to each organisation on a day. */
export async function peopleCounts(
  organisationIds: readonly string[],
  day: Day,
  tx?: Tx,
): Promise<Map<string, number>> {
  const pipeline = [
    { $match: { organisationId: { $in: [...organisationIds] }, spans: sharing({ from: day, until: day }) } },
    { $group: { _id: '$organisationId', count: { $sum: 1 } } },
  ]
  const groups = tx
    ? await tx.on(Affiliations).aggregate<{ _id: string; count: number }>(pipeline)
    : await Affiliations.aggregate<{ _id: string; count: number }>(pipeline)
  return new Map(groups.map(({ _id, count }) => [_id, count]))
}

/**
 * An organisation ends: everybody's time in it ends on its last day, and what was to begin later does not. Returns how
 * many people that concerned.
 */
export async function closeAffiliations(
  tx: Tx,
  actor: Actor,
  organisationId: string,
  lastDay: Day,
  reason: string,
): Promise<number> {
  const open = await tx
    .on(Affiliations)
    .find({ organisationId, spans: sharing({ from: addDays(lastDay, 1), until: null }) })
  const ending = { until: lastDay, endedBy: actorId(actor), endedAt: now(), reason }
  for (const { _id, spans } of open) {
    const kept = spans
      .filter(({ from }) => from <= lastDay)
      .map((span): AffiliationSpan => (span.until === null || span.until > lastDay ? { ...span, ...ending } : span))
    if (kept.length > 0) await tx.on(Affiliations).updateOne({ _id }, { $set: { spans: kept } })
    else await tx.on(Affiliations).deleteOne({ _id })
  }
  return open.length
}

/** A person's copy of where they belong or belonged. */
export async function exportAffiliations(personId: string): Promise<unknown> {
  const found = await read({ personId })
  const names = await organisationNames(found.map(({ organisationId }) => organisationId))
  return found.flatMap(({ organisationId, spans }) =>
    spans.map(({ role, from, until, addedAt, endedAt, reason }) => ({
      organisation: names.get(organisationId) ?? null,
      role,
      from,
      until,
      addedAt: addedAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      reason: reason ?? null,
    })),
  )
}

/** Where an erased person belonged goes with them: they decide nothing any more. */
export async function eraseAffiliations(tx: Tx, personId: string): Promise<void> {
  await tx.on(Affiliations).deleteMany({ personId })
}
