// Kitchens as operations of handovers need them: the one that somebody acts for, its contract and its hauler's licences
// on a day, and what these say against a handover.
import { DomainError } from '@shared/errors'
import { coversOn, holdsOn, warningsFor } from '@shared/manifests/rules'
import type { WarningKind, WasteKind } from '@shared/manifests/vocabulary'
import type { Day } from '@shared/time'
import type { Tx } from '../db'
import {
  Contracts,
  Licences,
  Producers,
  type ContractRecord,
  type LicenceRecord,
  type ProducerRecord,
} from './register.model'

/** The organisations that are the kitchen's side: its own, and the mall's whose contract covers it. */
export const organisationsOf = ({ organisationId, umbrellaOrganisationId }: ProducerRecord): string[] => [
  ...new Set([organisationId, ...(umbrellaOrganisationId ? [umbrellaOrganisationId] : [])]),
]

/** @throws DomainError NOT_FOUND */
export async function requireProducer(id: string, tx?: Tx): Promise<ProducerRecord> {
  const found = tx ? await tx.on(Producers).findOne({ _id: id }) : await Producers.findById(id).lean<ProducerRecord>()
  if (!found) throw new DomainError('NOT_FOUND')
  return found
}

/** A kitchen of an organisation, or of its tenants. @throws DomainError NOT_FOUND */
export async function ownKitchen(id: string, organisationId: string, tx?: Tx): Promise<ProducerRecord> {
  const producer = await requireProducer(id, tx)
  if (producer.standing !== 'active' || !organisationsOf(producer).includes(organisationId))
    throw new DomainError('NOT_FOUND')
  return producer
}

/** Contracts of kitchens and of their umbrellas, by kitchen; the last to end first. */
export async function contractsOf(
  producers: readonly Pick<ProducerRecord, '_id' | 'umbrellaId'>[],
  tx?: Tx,
): Promise<Map<string, ContractRecord[]>> {
  const ids = [...new Set(producers.flatMap(({ _id, umbrellaId }) => (umbrellaId ? [_id, umbrellaId] : [_id])))]
  const filter = { producerId: { $in: ids } }
  const found = tx
    ? await tx.on(Contracts).find(filter, { sort: { to: -1 } })
    : await Contracts.find(filter).sort({ to: -1 }).lean<ContractRecord[]>()
  return new Map(
    producers.map(({ _id, umbrellaId }) => [
      _id,
      found.filter(({ producerId, isUmbrella }) => producerId === _id || (isUmbrella && producerId === umbrellaId)),
    ]),
  )
}

export const licencesOf = (haulerIds: readonly string[], tx?: Tx): Promise<LicenceRecord[]> => {
  const filter = { organisationId: { $in: [...new Set(haulerIds)] } }
  return tx ? tx.on(Licences).find(filter) : Licences.find(filter).lean<LicenceRecord[]>().exec()
}

/** The contract that holds on a day, for a kind where one is named. */
export const contractOn = (
  contracts: readonly ContractRecord[],
  day: Day,
  kind?: WasteKind,
): ContractRecord | undefined =>
  contracts.find((contract) => (kind ? coversOn(contract, kind, day) : holdsOn(contract, day))) ??
  (kind ? contracts.find((contract) => holdsOn(contract, day)) : undefined)

/** What speaks against a handover on its day, by the contracts and licences of that day. */
export async function warningsOf(
  tx: Tx,
  producer: ProducerRecord,
  event: { haulerId: string; kind: WasteKind; day: Day },
): Promise<WarningKind[]> {
  const contracts = (await contractsOf([producer], tx)).get(producer._id) ?? []
  return warningsFor(event, contracts, await licencesOf([event.haulerId], tx))
}

/** Whoever hands over or collects writes the kitchen: two sides at once find each other. */
export async function touchProducer(tx: Tx, id: string, day: Day | null): Promise<void> {
  const set = day ? { $max: { lastHandedOn: day } } : {}
  await tx.on(Producers).updateOne({ _id: id }, { $inc: { touches: 1 }, ...set })
}
