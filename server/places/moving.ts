// A place gets another parent: decided one level above both, within the city and the order of levels. The tree changes
// in one transaction; whatever lives there follows in portions, whose count can be read meanwhile. Entries, bookings
// that are over and everything else that records where it happened keep their path.
// Invariant: the tree is whole at every moment; a move that was cut off is taken up again and ends in the same state.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { placesDesk } from '@shared/places/desk-contract'
import type { PlaceRow } from '@shared/places/desk-rows'
import { moveRefusal } from '@shared/places/rules'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { newId } from '../ids'
import { abovePath, living, type Living } from '../living'
import { putOut, type OutboxRow } from '../outbox'
import { placeById } from './places'
import { PlaceMoves, Places, Sites, type PlaceMove } from './places.model'
import { namesOn, presentPlace } from './present'
import { namingTaken, relyOn, requireFreeNames, requireParentRight, requireRight } from './tree'

const PORTION = 500
const SHOWN = 20
/**
 * Requests under way when a place moves may still write its old path: by then the longest of them is over, and
 * everything follows once more.
 */
const AGAIN_MS = 3 * 60_000

type Settings = { livesAt: readonly Living[]; blocksMove: readonly ((tx: Tx, placeId: string) => Promise<number>)[] }
const own: readonly Living[] = [living(Sites)]
let settings: Settings = { livesAt: [], blocksMove: [] }

/** Told at start: which documents of each feature follow a place, and what forbids moving it to another district. */
export function configurePlaces(given: Settings): void {
  settings = given
}

/**
 * @throws DomainError NOT_FOUND, NOT_ALLOWED (one level above both is needed), PLACE_MOVE_WRONG, PLACE_MOVE_BUSY
 * (things under way belong to the district), PLACE_NAME_TAKEN, PLACE_ARCHIVED, CHANGED_MEANWHILE
 */
export async function movePlace(actor: Actor, input: ParsedOf<typeof placesDesk.move>): Promise<PlaceRow> {
  const seen = await requireRight(actor, 'shape', input.id)
  const target = await requireRight(actor, 'shape', input.parentId)
  const refusal = moveRefusal(seen, target)
  if (refusal) throw new DomainError(refusal)
  return namingTaken(() =>
    transaction(async (tx) => {
      const place = await requireParentRight(actor, input.id, tx)
      const parent = await requireRight(actor, 'shape', input.parentId, tx)
      if (moveRefusal(place, parent)) throw new DomainError('CHANGED_MEANWHILE')
      if (place.status !== 'active') throw new DomainError('PLACE_ARCHIVED')
      if (place.path[1] !== parent.path[1]) await requireNothingUnderWay(tx, place._id)
      await relyOn(tx, parent._id)
      await requireFreeNames(tx, { ...place, parentId: parent._id })
      const path = [...parent.path, place._id]
      const after = await tx
        .on(Places)
        .findOneAndUpdate(
          { _id: place._id, revision: input.revision, status: 'active' },
          { $set: { parentId: parent._id, path, updatedAt: now() }, $inc: { revision: 1, touches: 1 } },
        )
      if (!after) throw new DomainError('CHANGED_MEANWHILE')
      const below = await tx
        .on(Places)
        .updateMany(
          { path: place._id, _id: { $ne: place._id } },
          { $set: abovePath('path', path), $inc: { touches: 1 } },
        )
      const move: PlaceMove = {
        _id: newId(),
        placeId: place._id,
        from: place.path,
        to: path,
        reason: input.reason,
        movedBy: actorId(actor),
        movedAt: now(),
        status: 'running',
        done: 0,
        below,
      }
      await tx.on(PlaceMoves).insert(move)
      await putOut(tx, 'followMove', move._id, { moveId: move._id, placeId: place._id })
      await putOut(
        tx,
        'followMove',
        `${move._id}/again`,
        { moveId: move._id, placeId: place._id },
        new Date(now().getTime() + AGAIN_MS),
      )
      await audit(tx, actor, {
        action: 'places.move',
        subject: `places/${place._id}`,
        placePath: path,
        reason: input.reason,
        details: { from: place.path, to: path, below },
      })
      return presentPlace(actor, after, tx)
    }),
  )
}

/**
 * New work touches the place document in its transaction (`relyOnAt`), and so does this move: MongoDB then aborts one
 * of the two, which runs again.
 */
async function requireNothingUnderWay(tx: Tx, placeId: string): Promise<void> {
  let count = 0
  for (const blocksMove of settings.blocksMove) count += await blocksMove(tx, placeId)
  if (count > 0) throw new DomainError('PLACE_MOVE_BUSY', { count })
}

/** Outbox: brings everything that lives at a moved place to the path that holds now. */
export async function followMove(row: OutboxRow): Promise<void> {
  const { moveId, placeId } = row.payload as { moveId: string; placeId: string }
  for (const collection of [...own, ...settings.livesAt]) {
    for (;;) {
      const place = await placeById(placeId)
      const done = place ? await collection.follow(place.path, PORTION) : 0
      if (done === 0) break
      await PlaceMoves.updateOne({ _id: moveId }, { $inc: { done } })
    }
  }
  await PlaceMoves.updateOne({ _id: moveId, status: 'running' }, { $set: { status: 'finished', finishedAt: now() } })
}

/** The latest moves of a place, with how far what lives there has followed. @throws DomainError NOT_FOUND */
export async function listMoves(actor: Actor, { id }: { id: string }): Promise<OutputOf<typeof placesDesk.moves>> {
  await requireRight(actor, 'read', id)
  const moves = await PlaceMoves.find({ placeId: id }).sort({ movedAt: -1 }).limit(SHOWN).lean<PlaceMove[]>()
  const names = await namesOn(moves.flatMap((move) => [move.from, move.to]))
  const text = (path: readonly string[]): string[] => path.slice(0, -1).map((each) => names.get(each) ?? '')
  return {
    items: moves.map((move) => ({
      id: move._id,
      from: text(move.from),
      to: text(move.to),
      reason: move.reason,
      movedAt: move.movedAt.toISOString(),
      status: move.status,
      done: move.done,
      finishedAt: move.finishedAt?.toISOString() ?? null,
    })),
  }
}
