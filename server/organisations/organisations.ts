// The register of organisations. One belongs to a place, whose staff keep it; forms may choose any of the city's.
// Nothing is deleted: an organisation ends with a reason, its people with it, and may be reopened.
// Invariants: one that something relies on can't end; whoever relies on one touches it in their own transaction
// (`relyOnOrganisation`), which this writes too, so the later of the two runs again.
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { OrganisationRow, organisations } from '@shared/organisations/contract'
import { mayWithOrganisation, organisationReaders } from '@shared/organisations/rules'
import type { OrganisationKind } from '@shared/organisations/vocabulary'
import { dayOf } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { readCountedPage, type PageInput } from '../paging'
import { placesByIds, requirePlace } from '../places/places'
import { matchesTyped, namedBy, nameKeyOf } from '../places/search-keys'
import { relyOn } from '../places/tree'
import { closeAffiliations, peopleCounts } from './affiliations'
import { organisationNames } from './names'
import { Organisations, type Organisation } from './organisations.model'

/** How many things rely on an organisation and forbid that it ends; each feature counts its own. */
export type UsesOfOrganisation = (tx: Tx, organisationId: string) => Promise<number>
/** Moves what names one organisation to another; returns how much that was. */
export type MoveOfOrganisation = (tx: Tx, fromId: string, intoId: string) => Promise<number>
let uses: readonly UsesOfOrganisation[] = []
let moves: readonly MoveOfOrganisation[] = []

/** Told at start: what relies on organisations in each feature, and how it moves from one to another. */
export function configureOrganisations(given: {
  uses: readonly UsesOfOrganisation[]
  moves: readonly MoveOfOrganisation[]
}): void {
  uses = given.uses
  moves = given.moves
}

/** What names one organisation names the other. Returns how much that was. */
export async function moveUses(tx: Tx, fromId: string, intoId: string): Promise<number> {
  let moved = 0
  for (const move of moves) moved += await move(tx, fromId, intoId)
  return moved
}

const NAMES = 20

type ListInput = Omit<ParsedOf<typeof organisations.list>, keyof PageInput> & PageInput

/** Those of the actor's area, newest first. */
export async function listOrganisations(actor: Actor, input: ListInput): Promise<OutputOf<typeof organisations.list>> {
  const filter: QueryFilter<Organisation> = {
    placePath: { $in: scopeOf(actor, organisationReaders) },
    ...(input.placeId ? { $and: [{ placePath: input.placeId }] } : {}),
    ...(input.q ? { searchKeys: matchesTyped(input.q) } : {}),
    ...(input.kind ? { kinds: input.kind } : {}),
    ...(input.standing ? { standing: input.standing } : {}),
  }
  const { rows, ...page } = await readCountedPage(Organisations, { createdAt: -1 }, filter, input)
  return { items: await present(actor, rows), ...page }
}

/** Active ones of the whole city by name, for choosing one. */
export async function findOrganisations(input: {
  q?: string | undefined
  kind?: OrganisationKind | undefined
}): Promise<{ items: { id: string; name: string }[] }> {
  const filter = {
    standing: 'active' as const,
    ...(input.q ? { searchKeys: matchesTyped(input.q) } : {}),
    ...(input.kind ? { kinds: input.kind } : {}),
  }
  const found = await Organisations.find(filter).sort({ name: 1, _id: 1 }).limit(NAMES).lean<Organisation[]>()
  return { items: found.map(({ _id, name }) => ({ id: _id, name })) }
}

export async function getOrganisation(actor: Actor, id: string): Promise<OrganisationRow> {
  return asRow(actor, await requireOrganisation(actor, 'read', id))
}

async function present(actor: Actor, found: readonly Organisation[], tx?: Tx): Promise<OrganisationRow[]> {
  const places = new Map(
    (
      await placesByIds(
        found.map(({ placeId }) => placeId),
        tx,
      )
    ).map((place) => [place._id, place.name]),
  )
  const people = await peopleCounts(
    found.map(({ _id }) => _id),
    dayOf(now()),
    tx,
  )
  const others = await organisationNames(
    found.flatMap(({ mergedInto }) => mergedInto ?? []),
    tx,
  )
  return found.map((organisation) => ({
    id: organisation._id,
    name: organisation.name,
    kinds: organisation.kinds,
    creditCode: organisation.creditCode ?? null,
    placeId: organisation.placeId,
    placeName: places.get(organisation.placeId) ?? '',
    phone: organisation.phone ?? null,
    standing: organisation.standing,
    endedOn: organisation.endedOn ?? null,
    mergedInto: organisation.mergedInto
      ? { id: organisation.mergedInto, name: others.get(organisation.mergedInto) ?? '' }
      : null,
    people: people.get(organisation._id) ?? 0,
    revision: organisation.revision,
    mayKeep: mayWithOrganisation(actor, 'keep', organisation.placePath),
  }))
}

export async function asRow(actor: Actor, organisation: Organisation, tx?: Tx): Promise<OrganisationRow> {
  const [row] = await present(actor, [organisation], tx)
  if (!row) throw new Error('an organisation without its row')
  return row
}

/** @throws DomainError NOT_FOUND outside the actor's area, NOT_ALLOWED (may read but not keep) */
export async function requireOrganisation(
  actor: Actor,
  right: 'read' | 'keep',
  id: string,
  tx?: Tx,
): Promise<Organisation> {
  const found = tx
    ? await tx.on(Organisations).findOne({ _id: id })
    : await Organisations.findById(id).lean<Organisation>()
  if (!found || !mayWithOrganisation(actor, 'read', found.placePath)) throw new DomainError('NOT_FOUND')
  if (!mayWithOrganisation(actor, right, found.placePath)) throw new DomainError('NOT_ALLOWED')
  return found
}

/**
 * Marks that something relies on an organisation being active, and of a kind where one is named. @throws DomainError
 * ORGANISATION_ENDED
 */
export async function relyOnOrganisation(tx: Tx, id: string, kind?: OrganisationKind): Promise<void> {
  const filter = { _id: id, standing: 'active' as const, ...(kind ? { kinds: kind } : {}) }
  const { matched } = await tx.on(Organisations).updateOne(filter, { $inc: { touches: 1 } })
  if (matched === 0) throw new DomainError('ORGANISATION_ENDED')
}

type Facts = Omit<ParsedOf<typeof organisations.create>, 'id'>

async function checked(
  tx: Tx,
  actor: Actor,
  id: string,
  facts: Facts,
): Promise<Pick<Organisation, 'name' | 'nameKey' | 'kinds' | 'placeId' | 'placePath' | 'searchKeys'>> {
  const place = await requirePlace(facts.placeId, tx)
  if (!mayWithOrganisation(actor, 'keep', place.path)) throw new DomainError('NOT_FOUND')
  await relyOn(tx, place._id)
  await requireFree(tx, id, facts)
  return {
    ...namedBy(facts.name, facts.creditCode ?? undefined),
    kinds: [...new Set(facts.kinds)],
    placeId: place._id,
    placePath: place.path,
  }
}

/** The kind sentence before the index says no. */
async function requireFree(
  tx: Tx,
  id: string,
  { name, creditCode }: { name: string; creditCode?: string | null | undefined },
): Promise<void> {
  const other = { _id: { $ne: id }, standing: 'active' as const }
  if ((await tx.on(Organisations).count({ ...other, nameKey: nameKeyOf(name) })) > 0)
    throw new DomainError('ORGANISATION_NAME_TAKEN')
  if (creditCode && (await tx.on(Organisations).count({ ...other, creditCode })) > 0)
    throw new DomainError('ORGANISATION_CODE_TAKEN')
}

/** Two at once with one name or code: the index decides. */
async function naming<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    throw new DomainError(
      String((error as Error).message).includes('creditCode') ? 'ORGANISATION_CODE_TAKEN' : 'ORGANISATION_NAME_TAKEN',
    )
  }
}

/** @throws DomainError NOT_FOUND, PLACE_ARCHIVED, ORGANISATION_NAME_TAKEN, ORGANISATION_CODE_TAKEN */
export function createOrganisation(
  actor: Actor,
  { id, ...facts }: ParsedOf<typeof organisations.create>,
): Promise<OrganisationRow> {
  return naming(() =>
    transaction(async (tx) => {
      const organisation: Organisation = {
        _id: id,
        ...(await checked(tx, actor, id, facts)),
        ...(facts.creditCode ? { creditCode: facts.creditCode } : {}),
        ...(facts.phone ? { phone: facts.phone } : {}),
        standing: 'active',
        revision: 0,
        createdAt: now(),
      }
      await tx.on(Organisations).insert(organisation)
      await audit(tx, actor, {
        action: 'organisations.create',
        subject: `organisations/${id}`,
        placePath: organisation.placePath,
        details: { name: organisation.name, kinds: organisation.kinds },
      })
      return asRow(actor, organisation, tx)
    }),
  )
}

/**
 * @throws DomainError NOT_FOUND, NOT_ALLOWED, CHANGED_MEANWHILE, PLACE_ARCHIVED, ORGANISATION_NAME_TAKEN,
 * ORGANISATION_CODE_TAKEN
 */
export function updateOrganisation(
  actor: Actor,
  { id, revision, ...facts }: ParsedOf<typeof organisations.update>,
): Promise<OrganisationRow> {
  return naming(() =>
    transaction(async (tx) => {
      await requireOrganisation(actor, 'keep', id, tx)
      const set = await checked(tx, actor, id, facts)
      const optional = { creditCode: facts.creditCode, phone: facts.phone }
      const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value))
      const gone = Object.fromEntries(
        Object.entries(optional)
          .filter(([, value]) => !value)
          .map(([field]) => [field, 1]),
      )
      const changed = await tx
        .on(Organisations)
        .findOneAndUpdate(
          { _id: id, revision, standing: 'active' },
          { $set: { ...set, ...given }, $unset: gone, $inc: { revision: 1 } },
        )
      if (!changed) throw new DomainError('CHANGED_MEANWHILE')
      await audit(tx, actor, {
        action: 'organisations.update',
        subject: `organisations/${id}`,
        placePath: changed.placePath,
        details: { ...facts },
      })
      return asRow(actor, changed, tx)
    }),
  )
}

/** Ends today; whoever still belongs to it does so until today. @throws DomainError NOT_FOUND, NOT_ALLOWED,
 * ORGANISATION_IN_USE, WRONG_STATE */
export function endOrganisation(
  actor: Actor,
  { id, reason }: ParsedOf<typeof organisations.end>,
): Promise<OrganisationRow> {
  return transaction(async (tx) => {
    const organisation = await requireOrganisation(actor, 'keep', id, tx)
    let used = 0
    for (const count of uses) used += await count(tx, id)
    if (used > 0) throw new DomainError('ORGANISATION_IN_USE', { used })
    const today = dayOf(now())
    const changed = await tx
      .on(Organisations)
      .findOneAndUpdate(
        { _id: id, standing: 'active' },
        { $set: { standing: 'ended', endedOn: today }, $inc: { revision: 1, touches: 1 } },
      )
    if (!changed) throw new DomainError('WRONG_STATE')
    const people = await closeAffiliations(tx, actor, id, today, reason)
    await audit(tx, actor, {
      action: 'organisations.end',
      subject: `organisations/${id}`,
      placePath: organisation.placePath,
      reason,
      details: { people },
    })
    return asRow(actor, changed, tx)
  })
}

/**
 * Its people don't come back with it; one that was merged stays what it is. @throws DomainError NOT_FOUND, NOT_ALLOWED,
 * ORGANISATION_NAME_TAKEN, ORGANISATION_CODE_TAKEN, WRONG_STATE
 */
export function reopenOrganisation(
  actor: Actor,
  { id, reason }: ParsedOf<typeof organisations.reopen>,
): Promise<OrganisationRow> {
  return naming(() =>
    transaction(async (tx) => {
      const organisation = await requireOrganisation(actor, 'keep', id, tx)
      if (organisation.mergedInto) throw new DomainError('WRONG_STATE')
      await requireFree(tx, id, organisation)
      const changed = await tx
        .on(Organisations)
        .findOneAndUpdate(
          { _id: id, standing: 'ended' },
          { $set: { standing: 'active' }, $unset: { endedOn: 1 }, $inc: { revision: 1 } },
        )
      if (!changed) throw new DomainError('WRONG_STATE')
      await audit(tx, actor, {
        action: 'organisations.reopen',
        subject: `organisations/${id}`,
        placePath: organisation.placePath,
        reason,
      })
      return asRow(actor, changed, tx)
    }),
  )
}
