// The tree of places as its staff keep it. Names and shape belong to the subdistrict and the city; a community keeps
// the facts (households, position, management). Nothing is deleted: a place is archived with a reason and may be
// restored. Invariants: nothing active stands below something archived; codes and names stay unique (indexes).
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { placesDesk } from '@shared/places/desk-contract'
import type { PlaceRow } from '@shared/places/desk-rows'
import { canStandBelow, mayWithPlace, readerRoles, type PlaceRight } from '@shared/places/rules'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { onlyPage, readCountedPage } from '../paging'
import { managingCompanies } from './companies'
import { placesByIds, requirePlace } from './places'
import { Places, Sites, type Place } from './places.model'
import { toPoint } from './positions'
import { presentPlace, presentPlaces } from './present'
import { matchesTyped, namedBy, nameKeyOf } from './search-keys'

type Page = OutputOf<typeof placesDesk.tree>

/** Children of a place, by name; without a parent the places the actor answers for. */
export async function listChildren(actor: Actor, input: ParsedOf<typeof placesDesk.tree>): Promise<Page> {
  if (input.parentId === undefined) {
    const roots = await placesByIds(scopeOf(actor, readerRoles))
    const widestFirst = roots.sort((a, b) => a.path.length - b.path.length)
    return onlyPage(await presentPlaces(actor, widestFirst), input)
  }
  await requireRight(actor, 'read', input.parentId)
  const status = input.archived === true || input.archived === 'true' ? {} : { status: 'active' as const }
  const { rows, ...page } = await readCountedPage(Places, { name: 1 }, { parentId: input.parentId, ...status }, input)
  return { items: await presentPlaces(actor, rows), ...page }
}

/** Places in the actor's scope whose name, pinyin initials or code contain `q`. */
export async function searchPlaces(actor: Actor, input: ParsedOf<typeof placesDesk.search>): Promise<Page> {
  const filter = {
    path: { $in: scopeOf(actor, readerRoles) },
    searchKeys: matchesTyped(input.q),
    ...(input.kind ? { kind: input.kind } : {}),
    status: 'active' as const,
  }
  const { rows, ...page } = await readCountedPage(Places, { _id: 1 }, filter, input)
  return { items: await presentPlaces(actor, rows), ...page }
}

/** Compounds and villages in use at or below these places, whose name contains what was typed, if anything was. */
export const compoundsNamed = (placeIds: readonly string[], typed: string, limit: number): Promise<Place[]> =>
  Places.find({
    path: { $in: [...placeIds] },
    kind: { $in: ['compound', 'village'] },
    status: 'active',
    ...(typed ? { searchKeys: matchesTyped(typed) } : {}),
  })
    .limit(limit)
    .lean<Place[]>()
    .exec()

export async function getPlace(actor: Actor, id: string): Promise<PlaceRow> {
  return presentPlace(actor, await requireRight(actor, 'read', id))
}

/**
 * The place, when the actor has the right there. Outside the actor's scope it does not exist.
 * @throws DomainError NOT_FOUND, NOT_ALLOWED (may read but not this)
 */
export async function requireRight(actor: Actor, right: PlaceRight, id: string, tx?: Tx): Promise<Place> {
  const place = await requirePlace(id, tx)
  if (mayWithPlace(actor, right, place.path)) return place
  throw new DomainError(mayWithPlace(actor, 'read', place.path) ? 'NOT_ALLOWED' : 'NOT_FOUND')
}

/** Marks that something new relies on this place being in use. @throws DomainError PLACE_ARCHIVED */
export async function relyOn(tx: Tx, placeId: string): Promise<void> {
  const { matched } = await tx.on(Places).updateOne({ _id: placeId, status: 'active' }, { $inc: { touches: 1 } })
  if (matched === 0) throw new DomainError('PLACE_ARCHIVED')
}

/**
 * The same for what was prepared before the transaction by where the place stood then: a move at this very moment
 * writes the place as well, so one of the two runs again and sees the other. @throws DomainError CHANGED_MEANWHILE when
 * it was moved or closed since
 */
export async function relyOnAt(tx: Tx, { _id, path }: Pick<Place, '_id' | 'path'>): Promise<void> {
  const { matched } = await tx
    .on(Places)
    .updateOne({ _id, path: [...path], status: 'active' }, { $inc: { touches: 1 } })
  if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
}

/**
 * @throws DomainError NOT_FOUND, NOT_ALLOWED, PLACE_PARENT_WRONG, PLACE_CODE_TAKEN, PLACE_NAME_TAKEN, PLACE_ARCHIVED
 */
export async function createPlace(actor: Actor, input: ParsedOf<typeof placesDesk.create>): Promise<PlaceRow> {
  return namingTaken(() =>
    transaction(async (tx) => {
      const parent = input.parentId === null ? null : await requireRight(actor, 'shape', input.parentId, tx)
      if (!canStandBelow(input.kind, parent?.kind ?? null)) throw new DomainError('PLACE_PARENT_WRONG')
      if (parent) await relyOn(tx, parent._id)
      else if (!mayMakeCity(actor)) throw new DomainError('NOT_ALLOWED')
      await requireFreeNames(tx, {
        _id: input.id,
        kind: input.kind,
        name: input.name,
        code: input.code ?? undefined,
        parentId: parent?._id ?? null,
      })
      const place: Place = {
        ...freshPlace({
          _id: input.id,
          kind: input.kind,
          name: input.name,
          code: input.code ?? undefined,
          parent,
          rural: input.rural,
        }),
        ...(input.profile ? { profile: input.profile } : {}),
        households: input.households ?? 0,
        ...(input.position ? { location: toPoint(input.position) } : {}),
        ...(await managementFrom(tx, input, null)),
      }
      await tx.on(Places).insert(place)
      await audit(tx, actor, {
        action: 'places.create',
        subject: `places/${place._id}`,
        placePath: place.path,
        details: { kind: place.kind, name: place.name },
      })
      return presentPlace(actor, place, tx)
    }),
  )
}

const mayMakeCity = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && actor.grants.some((grant) => grant.role === 'administrator'))

/** A new place below its parent, with everything that follows from that. */
export function freshPlace(given: {
  _id: string
  kind: Place['kind']
  name: string
  code?: string | undefined
  parent: Pick<Place, '_id' | 'path' | 'rural'> | null
  rural?: boolean | undefined
}): Place {
  const at = now()
  return {
    _id: given._id,
    kind: given.kind,
    ...namedBy(given.name, given.code),
    ...(given.code ? { code: given.code } : {}),
    parentId: given.parent?._id ?? null,
    path: [...(given.parent?.path ?? []), given._id],
    rural: given.kind === 'village' || (given.rural ?? given.parent?.rural ?? false),
    settingsVersion: 0,
    households: 0,
    status: 'active',
    revision: 0,
    createdAt: at,
    updatedAt: at,
  }
}

type ManagementInput = {
  management?: Place['management'] | null
  companyId?: string | null
  substituteName?: string | null
}

/** Who manages the compound, complete or not at all. @throws DomainError INPUT_INVALID */
async function managementFrom(
  tx: Tx,
  input: ManagementInput,
  current: Place | null,
): Promise<Partial<Pick<Place, 'management' | 'companyId' | 'substituteName'>>> {
  const management = input.management === undefined ? current?.management : input.management
  if (!management || management === 'none') return management ? { management } : {}
  if (management === 'substitute') {
    const substituteName =
      input.substituteName ?? (input.substituteName === undefined ? current?.substituteName : undefined)
    if (!substituteName) throw invalid('substituteName', '临时代管要写明由谁代管')
    return { management, substituteName }
  }
  const companyId = input.companyId ?? (input.companyId === undefined ? current?.companyId : undefined)
  if (!companyId) throw invalid('companyId', '请选择物业公司')
  if (!(await managingCompanies().relyOn(tx, companyId))) throw invalid('companyId', '没有这家物业公司，或已停用')
  return { management, companyId }
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, CHANGED_MEANWHILE, PLACE_CODE_TAKEN, PLACE_NAME_TAKEN, PLACE_ARCHIVED */
export async function updatePlace(actor: Actor, input: ParsedOf<typeof placesDesk.update>): Promise<PlaceRow> {
  return namingTaken(() =>
    transaction(async (tx) => {
      const shapes =
        input.name !== undefined || input.code !== undefined || input.profile !== undefined || input.rural !== undefined
      const place = await requireRight(actor, shapes ? 'shape' : 'keepFacts', input.id, tx)
      if (place.status !== 'active') throw new DomainError('PLACE_ARCHIVED')
      const name = input.name ?? place.name
      const code = input.code === undefined ? place.code : (input.code ?? undefined)
      if (shapes) await requireFreeNames(tx, { ...place, name, code })
      const managed = await managementFrom(tx, input, place)
      const set: Partial<Place> = {
        ...namedBy(name, code),
        updatedAt: now(),
        ...managed,
        ...(code ? { code } : {}),
        ...(input.profile ? { profile: input.profile } : {}),
        ...(input.rural === undefined || place.kind === 'village' ? {} : { rural: input.rural }),
        ...(input.households === undefined ? {} : { households: input.households }),
        ...(input.position ? { location: toPoint(input.position) } : {}),
      }
      const gone = {
        code: code === undefined,
        profile: input.profile === null,
        location: input.position === null,
        management: !managed.management,
        companyId: !managed.companyId,
        substituteName: !managed.substituteName,
      }
      const unset = Object.fromEntries(
        Object.entries(gone)
          .filter(([, isGone]) => isGone)
          .map(([field]) => [field, 1]),
      )
      const changed = await tx
        .on(Places)
        .findOneAndUpdate(
          { _id: input.id, revision: input.revision, status: 'active' },
          { $set: set, $unset: unset, $inc: { revision: 1 } },
        )
      if (!changed) throw new DomainError('CHANGED_MEANWHILE')
      const { id: _id, revision: _revision, ...details } = input
      await audit(tx, actor, {
        action: 'places.update',
        subject: `places/${place._id}`,
        placePath: place.path,
        details,
      })
      return presentPlace(actor, changed, tx)
    }),
  )
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, PLACE_HAS_CHILDREN, WRONG_STATE */
export function archivePlace(actor: Actor, { id, reason }: { id: string; reason: string }): Promise<PlaceRow> {
  return transaction(async (tx) => {
    const place = await requireParentRight(actor, id, tx)
    const children = await tx.on(Places).count({ parentId: id, status: 'active' })
    const sites = await tx.on(Sites).count({ placeId: id, status: { $in: ['open', 'suspended'] } })
    if (children + sites > 0) throw new DomainError('PLACE_HAS_CHILDREN', { children, sites })
    const changed = await tx
      .on(Places)
      .findOneAndUpdate(
        { _id: id, status: 'active' },
        { $set: { status: 'archived', updatedAt: now() }, $inc: { revision: 1, touches: 1 } },
      )
    if (!changed) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, { action: 'places.archive', subject: `places/${id}`, placePath: place.path, reason })
    return presentPlace(actor, changed, tx)
  })
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE, PLACE_NAME_TAKEN, PLACE_ARCHIVED (the place above) */
export function restorePlace(actor: Actor, { id, reason }: { id: string; reason: string }): Promise<PlaceRow> {
  return namingTaken(() =>
    transaction(async (tx) => {
      const place = await requireParentRight(actor, id, tx)
      if (place.status !== 'archived') throw new DomainError('WRONG_STATE')
      if (place.parentId) await relyOn(tx, place.parentId)
      await requireFreeNames(tx, place)
      const changed = await tx
        .on(Places)
        .findOneAndUpdate(
          { _id: id, status: 'archived' },
          { $set: { status: 'active', updatedAt: now() }, $inc: { revision: 1 } },
        )
      if (!changed) throw new DomainError('WRONG_STATE')
      await audit(tx, actor, { action: 'places.restore', subject: `places/${id}`, placePath: place.path, reason })
      return presentPlace(actor, changed, tx)
    }),
  )
}

/** Opening, closing and moving a place is decided one level above it. */
export async function requireParentRight(actor: Actor, id: string, tx: Tx): Promise<Place> {
  const place = await requireRight(actor, 'shape', id, tx)
  if (!mayWithPlace(actor, 'shape', place.path.slice(0, -1))) throw new DomainError('NOT_ALLOWED')
  return place
}

/** The kind sentence before the index says no. */
export async function requireFreeNames(
  tx: Tx,
  place: Pick<Place, '_id' | 'kind' | 'name' | 'parentId'> & { code?: string | undefined },
): Promise<void> {
  const other = { _id: { $ne: place._id } }
  if (place.code && (await tx.on(Places).count({ ...other, code: place.code })) > 0)
    throw new DomainError('PLACE_CODE_TAKEN')
  const nameKey = nameKeyOf(place.name)
  const twin = { ...other, parentId: place.parentId, kind: place.kind, nameKey, status: 'active' as const }
  if ((await tx.on(Places).count(twin)) > 0) throw new DomainError('PLACE_NAME_TAKEN')
}

/** Two at once with one name or code: the index decides. */
export async function namingTaken<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    throw new DomainError(String((error as Error).message).includes('code_1') ? 'PLACE_CODE_TAKEN' : 'PLACE_NAME_TAKEN')
  }
}
