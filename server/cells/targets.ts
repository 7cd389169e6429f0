// What an area wants to reach in a year, and how far it is. Holding counts, not having been titled once: a title that
// was revoked or has ended is none.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import { leads, readers } from '@shared/cells/roles'
import type { CellKind } from '@shared/cells/table-words'
import type { cellFigures } from '@shared/cells/tables-contract'
import { heldStates } from '@shared/cells/vocabulary'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { dayOf, type Day } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { newId } from '../ids'
import { placesByIds, requirePlace } from '../places/places'
import { Applications } from './applications.model'
import { CellTargets, type TargetDocument } from './tables.model'

type Counted = { kind: CellKind; count: number }

const countsBy = (filter: object): Promise<Counted[]> =>
  Applications.aggregate<{ _id: CellKind; count: number }>([
    { $match: filter },
    { $group: { _id: '$kind', count: { $sum: 1 } } },
  ]).then((rows) => rows.map(({ _id, count }) => ({ kind: _id, count })))

const sumOf = (rows: readonly Counted[], kind: CellKind | 'all'): number =>
  rows.reduce((sum, row) => sum + (kind === 'all' || row.kind === kind ? row.count : 0), 0)

async function countsOf(placeId: string, day: Day): Promise<{ held: Counted[]; underway: Counted[] }> {
  return {
    held: await countsBy({
      placePath: placeId,
      state: { $in: [...heldStates] },
      'title.from': { $lte: day },
      'title.until': { $gte: day },
    }),
    underway: await countsBy({ placePath: placeId, isOver: false, title: { $exists: false } }),
  }
}

export async function listTargets(
  actor: Actor,
  { year }: ParsedOf<typeof cellFigures.targets>,
): Promise<OutputOf<typeof cellFigures.targets>> {
  const own = scopeOf(actor, readers)
  const above = actor.kind === 'person' ? actor.grants.flatMap(({ placePath }) => placePath) : []
  const found = await CellTargets.find({ year, $or: [{ placePath: { $in: own } }, { placeId: { $in: above } }] })
    .sort({ placeId: 1, wanted: -1, _id: 1 })
    .limit(500)
    .lean<TargetDocument[]>()
  const mine = scopeOf(actor, leads)
  const places = await placesByIds([...new Set([...found.map(({ placeId }) => placeId), ...mine])])
  const names = new Map(places.map(({ _id, name }) => [_id, name]))
  const [today, last] = [dayOf(now()), `${year}-12-31`]
  const day = today < last ? today : last
  const counts = new Map<string, Awaited<ReturnType<typeof countsOf>>>()
  for (const placeId of new Set(found.map((one) => one.placeId))) counts.set(placeId, await countsOf(placeId, day))
  return {
    items: found.map(({ placeId, kind, wanted, note, version }) => ({
      placeId,
      placeName: names.get(placeId) ?? '',
      kind: kind === 'all' ? null : kind,
      wanted,
      note,
      version,
      held: sumOf(counts.get(placeId)?.held ?? [], kind),
      underway: sumOf(counts.get(placeId)?.underway ?? [], kind),
    })),
    places: mine.map((id) => ({ id, name: names.get(id) ?? '' })),
  }
}

/** @throws DomainError NOT_FOUND, CHANGED_MEANWHILE */
export async function setTarget(
  actor: Actor,
  { year, placeId, kind, wanted, note, version }: ParsedOf<typeof cellFigures.setTarget>,
): Promise<{ version: number }> {
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, leads, place.path)) throw new DomainError('NOT_FOUND')
  return transaction(async (tx) => {
    const key = { placeId, year, kind: kind ?? ('all' as const) }
    const had = await tx.on(CellTargets).findOne(key)
    if ((had?.version ?? 0) !== version) throw new DomainError('CHANGED_MEANWHILE')
    const next = version + 1
    const fields = { wanted, note, version: next, updatedAt: now(), updatedBy: actorId(actor) }
    if (wanted === 0) await tx.on(CellTargets).deleteOne({ ...key, version })
    else if (had) await tx.on(CellTargets).updateOne({ ...key, version }, { $set: fields })
    else await tx.on(CellTargets).insert({ _id: newId(), ...key, placePath: place.path, ...fields })
    await audit(tx, actor, {
      action: 'cells.setTarget',
      subject: `cellTargets/${placeId}`,
      placePath: place.path,
      details: { year, kind: key.kind, wanted },
    })
    return { version: wanted === 0 ? 0 : next }
  })
}
