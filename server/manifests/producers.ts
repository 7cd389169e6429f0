// The register of producers as staff keep it: who hands over what, how much of it, under which umbrella or with which
// machine of their own. Invariants: one active kitchen of a name in an organisation; one that is under contract or has
// open handovers does not end; a code that was renewed opens nothing any more.
import { randomBytes } from 'node:crypto'
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { escapePattern } from '@shared/escape'
import { codeFrom } from '@shared/manifests/codes'
import type { manifestsDesk, ProducerRow } from '@shared/manifests/desk-contract'
import { manifestReaders, mayKeepManifests } from '@shared/manifests/rules'
import { dayOf } from '@shared/time'
import type { QueryFilter, UpdateQuery } from 'mongoose'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { organisationNames } from '../organisations/names'
import { relyOnOrganisation } from '../organisations/organisations'
import { readCountedPage } from '../paging'
import { placesByIds, requirePlace } from '../places/places'
import { contractOn, contractsOf } from './kitchens'
import { Handovers } from './manifests.model'
import { fullName } from './names-shown'
import { presentProducers, producersById } from './present'
import { Contracts, Producers, type ContractRecord, type ProducerRecord } from './register.model'

type Input = ParsedOf<typeof manifestsDesk.createProducer>
type Fields = Omit<Input, 'id' | 'organisationId'>

export async function presentRows(actor: Actor, producers: readonly ProducerRecord[]): Promise<ProducerRow[]> {
  const today = dayOf(now())
  const [shown, contracts, umbrellas, places] = await Promise.all([
    presentProducers(producers, today),
    contractsOf(producers),
    producersById(producers.flatMap(({ umbrellaId }) => umbrellaId ?? [])),
    placesByIds(producers.map(({ placeId }) => placeId)),
  ])
  const names = await organisationNames([...umbrellas.values()].map(({ organisationId }) => organisationId))
  const placeNames = new Map(places.map(({ _id, name }) => [_id, name]))
  return producers.map((producer, at) => {
    const view = shown[at]
    const contract = contractOn(contracts.get(producer._id) ?? [], today)
    const umbrella = umbrellas.get(producer.umbrellaId ?? '')
    const mayKeep = mayKeepManifests(actor, producer.placePath)
    return {
      id: producer._id,
      organisationId: producer.organisationId,
      organisation: view?.organisation ?? '',
      name: producer.name,
      kind: producer.kind,
      placeId: producer.placeId,
      placeName: placeNames.get(producer.placeId) ?? '',
      address: producer.address,
      seats: producer.seats,
      mealsADay: producer.mealsADay,
      kinds: producer.kinds,
      bucketLitres: producer.bucketLitres,
      usualBuckets: producer.usualBuckets,
      umbrella: umbrella ? { id: umbrella._id, name: fullName(umbrella, names) } : null,
      onSite: producer.onSite,
      pickup: producer.pickup,
      contract: contract
        ? { id: contract._id, haulerId: contract.haulerId, hauler: view?.contract?.hauler ?? '', to: contract.to }
        : null,
      warnings: producer.standing === 'active' ? (view?.warnings ?? []) : [],
      standing: producer.standing,
      lastHandedOn: producer.lastHandedOn,
      code: mayKeep ? producer.code : null,
      revision: producer.revision,
      mayKeep,
    }
  })
}

async function presentRow(actor: Actor, producer: ProducerRecord): Promise<ProducerRow> {
  const [row] = await presentRows(actor, [producer])
  if (!row) throw new Error('a kitchen without its row')
  return row
}

/** Kitchens that a contract covers today, their umbrella's too. */
export async function coveredIds(producers: readonly ProducerRecord[]): Promise<Set<string>> {
  const today = dayOf(now())
  const contracts = await contractsOf(producers)
  return new Set(
    producers.filter(({ _id }) => contractOn(contracts.get(_id) ?? [], today) !== undefined).map(({ _id }) => _id),
  )
}

/** The filter of those that nothing covers today: no contract, no umbrella's, no machine of their own. */
async function uncovered(): Promise<QueryFilter<ProducerRecord>> {
  const today = dayOf(now())
  const current = await Contracts.find({ from: { $lte: today }, to: { $gte: today } }).lean<ContractRecord[]>()
  const umbrellas = current.filter(({ isUmbrella }) => isUmbrella).map(({ producerId }) => producerId)
  return {
    _id: { $nin: current.map(({ producerId }) => producerId) },
    umbrellaId: { $nin: umbrellas },
    onSite: null,
  } as QueryFilter<ProducerRecord>
}

export async function listRegister(
  actor: Actor,
  { q, kind, standing, placeId, uncovered: onlyUncovered, ...page }: ParsedOf<typeof manifestsDesk.producers>,
): Promise<OutputOf<typeof manifestsDesk.producers>> {
  const filter: QueryFilter<ProducerRecord> = {
    placePath: { $in: scopeOf(actor, manifestReaders) },
    ...(placeId ? { $and: [{ placePath: placeId }] } : {}),
    ...(q ? { searchText: { $regex: escapePattern(q) } } : {}),
    ...(kind ? { kind } : {}),
    standing: standing ?? 'active',
    ...(onlyUncovered === 'true' ? await uncovered() : {}),
  } as QueryFilter<ProducerRecord>
  const { rows, ...counted } = await readCountedPage(Producers, { createdAt: -1 }, filter, page)
  return { items: await presentRows(actor, rows), ...counted }
}

/** @throws DomainError NOT_FOUND outside the actor's area */
export async function getProducer(actor: Actor, id: string): Promise<ProducerRow> {
  const producer = await Producers.findById(id).lean<ProducerRecord>()
  if (!producer || !holdsRole(actor, manifestReaders, producer.placePath)) throw new DomainError('NOT_FOUND')
  return presentRow(actor, producer)
}

/** @throws DomainError NOT_FOUND outside the actor's area */
export async function keptProducer(tx: Tx, actor: Actor, id: string): Promise<ProducerRecord> {
  const producer = await tx.on(Producers).findOne({ _id: id })
  if (!producer || !mayKeepManifests(actor, producer.placePath)) throw new DomainError('NOT_FOUND')
  return producer
}

/** Two of one name at once: the index decides. */
async function naming<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('MANIFEST_NAME_TAKEN') : error
  }
}

async function checked(tx: Tx, actor: Actor, id: string, organisationId: string, fields: Fields) {
  const place = await requirePlace(fields.placeId, tx)
  if (!mayKeepManifests(actor, place.path)) throw new DomainError('NOT_FOUND')
  const umbrella = fields.umbrellaId === null ? null : await tx.on(Producers).findOne({ _id: fields.umbrellaId })
  // an umbrella covers its tenants and stands under none itself
  if (fields.umbrellaId !== null && (!umbrella || umbrella.umbrellaId !== null || umbrella._id === id))
    throw new DomainError('NOT_FOUND')
  const taken = { organisationId, name: fields.name, standing: 'active' as const, _id: { $ne: id } }
  if ((await tx.on(Producers).count(taken)) > 0) throw new DomainError('MANIFEST_NAME_TAKEN')
  const names = await organisationNames([organisationId], tx)
  return {
    ...fields,
    kinds: [...new Set(fields.kinds)],
    placePath: place.path,
    umbrellaOrganisationId: umbrella?.organisationId ?? null,
    searchText: `${names.get(organisationId) ?? ''} ${fields.name} ${fields.address}`,
  }
}

export const newKitchenCode = (): string => codeFrom(randomBytes(8))

/** The same id again is answered the same. @throws DomainError as the route says */
export async function createProducer(actor: Actor, { id, organisationId, ...fields }: Input): Promise<ProducerRow> {
  const stored = await naming(() =>
    transaction(async (tx) => {
      const had = await tx.on(Producers).findOne({ _id: id })
      if (had && had.organisationId !== organisationId) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (had) return keptProducer(tx, actor, id)
      const facts = await checked(tx, actor, id, organisationId, fields)
      await relyOnOrganisation(tx, organisationId)
      const record: ProducerRecord = {
        _id: id,
        organisationId,
        ...facts,
        code: newKitchenCode(),
        standing: 'active',
        touches: 0,
        lastHandedOn: null,
        revision: 0,
        createdAt: now(),
      }
      await tx.on(Producers).insert(record)
      await auditProducer(tx, actor, record, 'manifests.createProducer')
      return record
    }),
  )
  return presentRow(actor, stored)
}

const auditProducer = (
  tx: Tx,
  actor: Actor,
  { _id, placePath, name }: ProducerRecord,
  action: string,
  reason?: string,
): Promise<void> =>
  audit(tx, actor, {
    action,
    subject: `manifestProducers/${_id}`,
    placePath,
    ...(reason ? { reason } : {}),
    details: { name },
  })

/** @throws DomainError CHANGED_MEANWHILE where it was changed since it was seen, WRONG_STATE where it has ended */
async function change(
  tx: Tx,
  before: ProducerRecord,
  revision: number,
  set: Partial<ProducerRecord>,
): Promise<ProducerRecord> {
  if (before.standing !== 'active') throw new DomainError('WRONG_STATE')
  const stored = await tx.on(Producers).findOneAndUpdate({ _id: before._id, revision, standing: 'active' }, {
    $set: set,
    $inc: { revision: 1 },
  } as UpdateQuery<ProducerRecord>)
  if (!stored) throw new DomainError('CHANGED_MEANWHILE')
  return stored
}

/** @throws DomainError as the route says */
export async function updateProducer(
  actor: Actor,
  { id, revision, ...fields }: ParsedOf<typeof manifestsDesk.updateProducer>,
): Promise<ProducerRow> {
  const stored = await naming(() =>
    transaction(async (tx) => {
      const before = await keptProducer(tx, actor, id)
      const set = await checked(tx, actor, id, before.organisationId, fields)
      const after = await change(tx, before, revision, set)
      await auditProducer(tx, actor, after, 'manifests.updateProducer')
      return after
    }),
  )
  return presentRow(actor, stored)
}

/** @throws DomainError MANIFEST_IN_USE while a contract or an open handover names it */
export async function endProducer(
  actor: Actor,
  { id, reason }: ParsedOf<typeof manifestsDesk.endProducer>,
): Promise<ProducerRow> {
  const stored = await transaction(async (tx) => {
    const before = await keptProducer(tx, actor, id)
    const today = dayOf(now())
    const uses =
      (await tx.on(Contracts).count({ producerId: id, to: { $gte: today } })) +
      (await tx.on(Producers).count({ umbrellaId: id, standing: 'active' })) +
      (await tx.on(Handovers).count({
        producerId: id,
        state: { $in: ['handed', 'collected', 'confirmed', 'unanswered'] },
      }))
    if (uses > 0) throw new DomainError('MANIFEST_IN_USE')
    const after = await change(tx, before, before.revision, { standing: 'ended', pickup: null })
    await auditProducer(tx, actor, after, 'manifests.endProducer', reason)
    return after
  })
  return presentRow(actor, stored)
}

/** What hung at the door opens nothing from now on. @throws DomainError as the route says */
export async function renewCode(
  actor: Actor,
  { id, revision, reason }: ParsedOf<typeof manifestsDesk.renewCode>,
): Promise<ProducerRow> {
  const stored = await transaction(async (tx) => {
    const before = await keptProducer(tx, actor, id)
    const after = await change(tx, before, revision, { code: newKitchenCode() })
    await auditProducer(tx, actor, after, 'manifests.renewCode', reason)
    return after
  })
  return presentRow(actor, stored)
}
