// 收运协议: which licensed hauler collects what of a kitchen, or of a mall with its tenants, from when until when.
// Invariants: contracts of one kitchen that cover one kind never share a day; a contract is made only with a hauler
// whose licence covers its first day; what is over stays as it was.
import { scopeOf, type Actor } from '@shared/actors'
import { canonical } from '@shared/canonical'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { ContractRow, manifestsDesk } from '@shared/manifests/desk-contract'
import { coversOn, manifestReaders, mayKeepManifests } from '@shared/manifests/rules'
import { dayOf, type Day } from '@shared/time'
import type { QueryFilter, UpdateQuery } from 'mongoose'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { organisationNames } from '../organisations/names'
import { relyOnOrganisation } from '../organisations/organisations'
import { readCountedPage } from '../paging'
import { licencesOf, touchProducer } from './kitchens'
import { fullName } from './names-shown'
import { requireKind } from './parties'
import { producersById } from './present'
import { keptProducer } from './producers'
import { Contracts, type ContractRecord } from './register.model'

const standingOf = ({ from, to }: ContractRecord, today: Day): ContractRow['standing'] =>
  today < from ? 'coming' : today > to ? 'over' : 'current'

async function presentContracts(actor: Actor, contracts: readonly ContractRecord[]): Promise<ContractRow[]> {
  const producers = await producersById(contracts.map(({ producerId }) => producerId))
  const names = await organisationNames([
    ...contracts.map(({ haulerId }) => haulerId),
    ...[...producers.values()].map(({ organisationId }) => organisationId),
  ])
  const today = dayOf(now())
  return contracts.map((contract) => {
    const producer = producers.get(contract.producerId)
    const standing = standingOf(contract, today)
    return {
      id: contract._id,
      number: contract.number,
      producerId: contract.producerId,
      producer: producer ? fullName(producer, names) : '',
      isUmbrella: contract.isUmbrella,
      haulerId: contract.haulerId,
      hauler: names.get(contract.haulerId) ?? '',
      kinds: contract.kinds,
      from: contract.from,
      to: contract.to,
      rateCardId: contract.rateCardId,
      standing,
      endedBecause: contract.endedBecause,
      mayKeep: mayKeepManifests(actor, contract.placePath) && standing !== 'over',
    }
  })
}

async function presentOne(actor: Actor, contract: ContractRecord): Promise<ContractRow> {
  const [row] = await presentContracts(actor, [contract])
  if (!row) throw new Error('a contract without its row')
  return row
}

/** Of the area, the next to end first. */
export async function listContracts(
  actor: Actor,
  { producerId, haulerId, placeId, standing, ...page }: ParsedOf<typeof manifestsDesk.contracts>,
): Promise<OutputOf<typeof manifestsDesk.contracts>> {
  const today = dayOf(now())
  const span = {
    coming: { from: { $gt: today } },
    current: { from: { $lte: today }, to: { $gte: today } },
    over: { to: { $lt: today } },
  }
  const filter = {
    placePath: { $in: scopeOf(actor, manifestReaders) },
    ...(placeId ? { $and: [{ placePath: placeId }] } : {}),
    ...(producerId ? { producerId } : {}),
    ...(haulerId ? { haulerId } : {}),
    ...(standing ? span[standing] : {}),
  } as QueryFilter<ContractRecord>
  const { rows, ...counted } = await readCountedPage(Contracts, { to: 1 }, filter, page)
  return { items: await presentContracts(actor, rows), ...counted }
}

type Input = ParsedOf<typeof manifestsDesk.createContract>

/** The same id again is answered the same. @throws DomainError as the route says */
export async function createContract(actor: Actor, input: Input): Promise<ContractRow> {
  if (input.to < input.from) throw new DomainError('MANIFEST_DAYS_WRONG')
  await requireKind(input.haulerId, 'hauler')
  return presentOne(actor, await transaction((tx) => createIn(tx, actor, input)))
}

type Terms = Omit<Input, 'id'>
const termsOf = ({ number, producerId, isUmbrella, haulerId, kinds, from, to }: Terms): string =>
  canonical([number, producerId, isUmbrella, haulerId, [...new Set(kinds)].sort(), from, to])
/** One that was ended early has another last day by now. */
const isSame = (had: ContractRecord, input: Terms): boolean =>
  termsOf(had) === termsOf(had.endedBecause === null ? input : { ...input, to: had.to })

async function createIn(tx: Tx, actor: Actor, { id, ...input }: Input): Promise<ContractRecord> {
  const producer = await keptProducer(tx, actor, input.producerId)
  const had = await tx.on(Contracts).findOne({ _id: id })
  if (had && !isSame(had, input)) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
  if (had) return had
  if (producer.standing !== 'active') throw new DomainError('WRONG_STATE')
  if (producer.organisationId === input.haulerId) throw new DomainError('MANIFEST_OWN_WASTE')
  const licences = await licencesOf([input.haulerId], tx)
  if (!input.kinds.every((kind) => licences.some((licence) => coversOn(licence, kind, input.from))))
    throw new DomainError('MANIFEST_NO_LICENCE')
  // whoever makes a contract of this kitchen writes it: two at once find each other
  await touchProducer(tx, producer._id, null)
  const shared = { from: { $lte: input.to }, to: { $gte: input.from }, kinds: { $in: input.kinds } }
  if ((await tx.on(Contracts).count({ producerId: producer._id, ...shared })) > 0)
    throw new DomainError('MANIFEST_CONTRACT_OVERLAPS')
  await relyOnOrganisation(tx, input.haulerId, 'hauler')
  const record: ContractRecord = {
    _id: id,
    ...input,
    kinds: [...new Set(input.kinds)],
    placePath: producer.placePath,
    endedBecause: null,
    createdAt: now(),
  }
  await tx.on(Contracts).insert(record)
  await audit(tx, actor, {
    action: 'manifests.createContract',
    subject: `manifestContracts/${id}`,
    placePath: record.placePath,
    details: { number: record.number, haulerId: record.haulerId },
  })
  return record
}

/** Shortened to its last day, today or later. @throws DomainError as the route says */
export async function endContract(
  actor: Actor,
  { id, lastDay, reason }: ParsedOf<typeof manifestsDesk.endContract>,
): Promise<ContractRow> {
  const stored = await transaction(async (tx) => {
    const before = await tx.on(Contracts).findOne({ _id: id })
    if (!before || !mayKeepManifests(actor, before.placePath)) throw new DomainError('NOT_FOUND')
    if (before.to < dayOf(now())) throw new DomainError('WRONG_STATE')
    if (lastDay < before.from || lastDay < dayOf(now()) || lastDay >= before.to)
      throw new DomainError('MANIFEST_DAYS_WRONG')
    const after = await tx.on(Contracts).findOneAndUpdate({ _id: id, to: before.to }, {
      $set: { to: lastDay, endedBecause: reason },
    } as UpdateQuery<ContractRecord>)
    if (!after) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'manifests.endContract',
      subject: `manifestContracts/${id}`,
      placePath: after.placePath,
      reason,
      details: { lastDay },
    })
    return after
  })
  return presentOne(actor, stored)
}
