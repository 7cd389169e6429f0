// How handovers and kitchens are shown to either side and to staff: names of organisations, people masked, what may be
// done next.
import type { Actor } from '@shared/actors'
import { allowedOnHandover, type HandoverAction, type HandoverRelation } from '@shared/manifests/machine'
import type { Correction, Handover, Producer, Said } from '@shared/manifests/contract'
import { holdsOn, mayKeepManifests, warningsFor } from '@shared/manifests/rules'
import type { Day } from '@shared/time'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { organisationNames } from '../organisations/names'
import { isDayOf } from './finding'
import { contentOf, differs, hashToConfirm, holds } from './content'
import { presentCorrections } from './corrections-shown'
import { contractOn, contractsOf, licencesOf } from './kitchens'
import {
  Corrections,
  Trips,
  type CorrectionRecord,
  type HandoverRecord,
  type StoredSaid,
  type TripRecord,
} from './manifests.model'
import { sideOf } from './parties'
import { fullName, iso, namesOf, presentSignatures, type Names } from './names-shown'
import { Producers, type ProducerRecord } from './register.model'
import { factsOf } from './facts'

const said = (words: StoredSaid | null): Said | null => words && { ...words, at: words.at.toISOString() }

/** What a side does by pressing a key on the handover itself; the rest has routes of its own. */
const shown: readonly HandoverAction[] = ['hand', 'collect', 'confirm', 'refuse', 'sayNothing', 'withdraw', 'callOff']

/** @param organisationId for whom it is shown; null for staff */
export async function presentHandovers(
  records: readonly HandoverRecord[],
  organisationId: string | null,
  tx?: Tx,
): Promise<Handover[]> {
  if (records.length === 0) return []
  const ids = records.map(({ _id }) => _id)
  const producers = await producersById(
    records.map(({ producerId }) => producerId),
    tx,
  )
  const trips = await tripsById(
    records.flatMap(({ tripId }) => tripId ?? []),
    tx,
  )
  const open = { ofId: { $in: ids }, state: 'open' as const }
  const corrections = tx ? await tx.on(Corrections).find(open) : await Corrections.find(open).lean<CorrectionRecord[]>()
  const names = await namesOf(
    records.flatMap(({ haulerId, organisationIds }) => [haulerId, ...organisationIds]),
    records.flatMap(({ signatures }) => signatures),
    tx,
  )
  const presented = await presentCorrections(corrections, organisationId, tx)
  return records.map((record) =>
    one(record, {
      organisationId,
      producer: producers.get(record.producerId),
      trip: trips.get(record.tripId ?? '') ?? null,
      names,
      corrections: presented.filter(({ ofId }) => ofId === record._id),
    }),
  )
}

/** For staff of its place: what may be called off is told to those who may. */
export async function presentToStaff(record: HandoverRecord, actor: Actor, tx?: Tx): Promise<Handover> {
  const shownToAll = await presentHandover(record, null, tx)
  const may = record.state === 'planned' && mayKeepManifests(actor, record.placePath)
  return { ...shownToAll, allowed: may ? ['callOff'] : [] }
}

export async function presentHandover(
  record: HandoverRecord,
  organisationId: string | null,
  tx?: Tx,
): Promise<Handover> {
  const [found] = await presentHandovers([record], organisationId, tx)
  if (!found) throw new Error('a handover without its row')
  return found
}

export async function producersById(ids: readonly string[], tx?: Tx): Promise<Map<string, ProducerRecord>> {
  const filter = { _id: { $in: [...new Set(ids)] } }
  const found = tx ? await tx.on(Producers).find(filter) : await Producers.find(filter).lean<ProducerRecord[]>()
  return new Map(found.map((producer) => [producer._id, producer]))
}

async function tripsById(ids: readonly string[], tx?: Tx): Promise<Map<string, TripRecord>> {
  if (ids.length === 0) return new Map()
  const filter = { _id: { $in: [...new Set(ids)] } }
  const found = tx ? await tx.on(Trips).find(filter) : await Trips.find(filter).lean<TripRecord[]>()
  return new Map(found.map((trip) => [trip._id, trip]))
}

type About = {
  organisationId: string | null
  producer: ProducerRecord | undefined
  trip: TripRecord | null
  names: Names
  corrections: Correction[]
}

function one(record: HandoverRecord, { organisationId, producer, trip, names, corrections }: About): Handover {
  const side = organisationId === null ? null : sideOf(record, organisationId)
  const content = contentOf(record)
  return {
    id: record._id,
    number: record.number,
    producerId: record.producerId,
    producer: producer ? fullName(producer, names.organisations) : '',
    producerKind: producer?.kind ?? 'other',
    address: producer?.address ?? '',
    haulerId: record.haulerId,
    hauler: names.organisations.get(record.haulerId) ?? '',
    kind: record.kind,
    day: record.day,
    state: record.state,
    from: record.from,
    to: record.to,
    at: iso(record.at),
    buckets: record.buckets,
    litres: record.litres,
    quarters: record.quarters,
    grams: record.grams,
    how: record.how,
    density: record.density,
    said: { producer: said(record.saidByProducer), hauler: said(record.saidByHauler) },
    differs: differs(record),
    refusal: record.refusal && { ...record.refusal, at: record.refusal.at.toISOString() },
    tripId: trip && trip.haulerId === record.haulerId ? record.tripId : null,
    plate: trip && trip.haulerId === record.haulerId ? trip.plate : null,
    isPaper: record.isPaper,
    isUnattended: record.isUnattended,
    isLate: record.isLate,
    photoIds: record.photoIds,
    warnings: record.warnings,
    signatures: presentSignatures(record.signatures, names, (each) => holds(each, content)),
    corrections,
    hash: hashToConfirm(side ?? 'producer', record),
    version: record.version,
    side,
    allowed: side ? allowedFor(record, side, trip, corrections.length > 0) : [],
  }
}

/** Said on the day of the handover alone. */
const firstWords: readonly HandoverAction[] = ['hand', 'collect', 'refuse']

function allowedFor(
  record: HandoverRecord,
  side: HandoverRelation & ('producer' | 'hauler'),
  trip: TripRecord | null,
  isAsked: boolean,
): Handover['allowed'] {
  // confirming takes over what the other side says, so it agrees by then
  const facts = { ...factsOf(record, side, trip), agrees: !factsOf(record, side, trip).isAlone }
  const isOver = record.at === null && !isDayOf(record.day, now())
  const may = allowedOnHandover(record.state, [side], facts).filter((action) => !isOver || !firstWords.includes(action))
  const asks = may.includes('correct') && !isAsked ? (['askCorrection'] as const) : []
  return [...may.filter((action) => shown.includes(action)), ...asks]
}

/** Kitchens with the contract and the warnings of a day. */
export async function presentProducers(
  producers: readonly ProducerRecord[],
  day: Day = dayOf(now()),
): Promise<Producer[]> {
  const contracts = await contractsOf(producers)
  const current = new Map(
    producers.map((producer) => [producer._id, contractOn(contracts.get(producer._id) ?? [], day)]),
  )
  const haulers = [...current.values()].flatMap((contract) => contract?.haulerId ?? [])
  const names = await organisationNames([...producers.map(({ organisationId }) => organisationId), ...haulers])
  const licences = await licencesOf(haulers)
  return producers.map((producer) => {
    const own = contracts.get(producer._id) ?? []
    const contract = current.get(producer._id)
    const haulerId = contract?.haulerId ?? ''
    const theirs = licences.filter(({ organisationId }) => organisationId === haulerId)
    const isOnSiteAlone = producer.onSite !== null && producer.onSite.since <= day && !contract
    const warnings = isOnSiteAlone
      ? []
      : producer.kinds.flatMap((kind) => warningsFor({ haulerId, kind, day }, own, contract ? theirs : ALWAYS))
    return {
      id: producer._id,
      organisationId: producer.organisationId,
      organisation: names.get(producer.organisationId) ?? '',
      name: producer.name,
      kind: producer.kind,
      address: producer.address,
      kinds: producer.kinds,
      bucketLitres: producer.bucketLitres,
      usualBuckets: producer.usualBuckets,
      onSite: producer.onSite,
      contract:
        contract && holdsOn(contract, day)
          ? {
              haulerId,
              hauler: names.get(haulerId) ?? '',
              kinds: contract.kinds,
              from: contract.from,
              to: contract.to,
              isUmbrella: contract.producerId !== producer._id,
            }
          : null,
      warnings: [...new Set(warnings)],
    }
  })
}

/** Nobody collects: no licence is missed. */
const ALWAYS = [{ kinds: ['foodWaste' as const, 'usedOil' as const], from: '1900-01-01', to: '2199-12-31' }]
