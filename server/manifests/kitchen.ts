// What a kitchen's people read: their kitchens, the one page of tonight, the records of either side.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { Handover, Kitchen, manifests } from '@shared/manifests/contract'
import { nightOf } from '@shared/manifests/rules'
import type { HandoverState } from '@shared/manifests/vocabulary'
import { monthOf } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { now } from '../clock'
import { readPage } from '../paging'
import { reckonBook } from './book'
import { presentCorrections } from './corrections-shown'
import { ownKitchen } from './kitchens'
import { Corrections, Handovers, type CorrectionRecord, type HandoverRecord } from './manifests.model'
import { actAs, sideOf } from './parties'
import { presentHandover, presentHandovers, presentProducers } from './present'
import { NothingDays, Producers, type ProducerRecord } from './register.model'

const LATEST = 14
const MOST_WAITING = 30
const MOST_PRODUCERS = 300
const waitingStates: readonly HandoverState[] = ['handed', 'collected', 'unanswered']
/** What is nothing on a day: an empty plan says nothing of the kitchen. */
const emptyStates: readonly HandoverState[] = ['planned', 'notHappened', 'cancelled']

/** Of an organisation, tenants of its umbrella too. @throws DomainError ORGANISATION_NOT_YOURS */
export async function listProducers(
  actor: PersonActor,
  { organisationId }: ParsedOf<typeof manifests.producers>,
): Promise<OutputOf<typeof manifests.producers>> {
  await actAs(actor, organisationId)
  const found = await Producers.find({
    $or: [{ organisationId }, { umbrellaOrganisationId: organisationId }],
    standing: 'active',
  })
    .sort({ name: 1, _id: 1 })
    .limit(MOST_PRODUCERS)
    .lean<ProducerRecord[]>()
  return { items: await presentProducers(found) }
}

/** @throws DomainError ORGANISATION_NOT_YOURS, NOT_FOUND */
export async function showKitchen(
  actor: PersonActor,
  { id, organisationId }: ParsedOf<typeof manifests.kitchen>,
): Promise<Kitchen> {
  const acting = await actAs(actor, organisationId)
  const producer = await ownKitchen(id, organisationId)
  const today = nightOf(now())
  const own = (filter: QueryFilter<HandoverRecord>, limit: number): Promise<HandoverRecord[]> =>
    Handovers.find({ producerId: producer._id, ...filter } as QueryFilter<HandoverRecord>)
      .sort({ day: -1, _id: -1 })
      .limit(limit)
      .lean<HandoverRecord[]>()
      .exec()
  const [tonight, waiting, latest, oil, corrections, nothing] = await Promise.all([
    own({ day: today, kind: 'foodWaste', state: { $ne: 'cancelled' } }, 1),
    own({ state: { $in: [...waitingStates] } }, MOST_WAITING),
    own({ day: { $lte: today }, state: { $nin: ['planned', 'cancelled'] } }, LATEST),
    own({ kind: 'usedOil', state: { $nin: [...emptyStates] } }, 1),
    Corrections.find({ organisationIds: organisationId, state: 'open' })
      .sort({ askedAt: -1 })
      .limit(MOST_WAITING)
      .lean<CorrectionRecord[]>(),
    NothingDays.exists({ _id: `${producer._id}:${today}` }),
  ])
  const shown = await presentHandovers([...tonight, ...waiting, ...latest, ...oil], organisationId)
  const find = ({ _id }: HandoverRecord): Handover => {
    const found = shown.find((each) => each.id === _id)
    if (!found) throw new Error('a handover without its row')
    return found
  }
  const [shownProducer] = await presentProducers([producer], today)
  if (!shownProducer) throw new Error('a kitchen without its row')
  const answersForIt = acting.role === 'head' || acting.role === 'contact'
  return {
    today,
    producer: shownProducer,
    next: tonight[0] ? find(tonight[0]) : null,
    isNothing: nothing !== null,
    waiting: waiting.map(find),
    latest: latest.map(find),
    missingDays: [...(await reckonBook(producer, `${monthOf(today)}-01`, today)).missing],
    lastOil: oil[0] ? find(oil[0]) : null,
    corrections: await presentCorrections(corrections, organisationId),
    code: answersForIt ? producer.code : null,
  }
}

/** Of one's organisation on whichever side, newest first. @throws DomainError ORGANISATION_NOT_YOURS */
export async function listHandovers(
  actor: PersonActor,
  { organisationId, producerId, kind, state, from, to, ...page }: ParsedOf<typeof manifests.handovers>,
): Promise<OutputOf<typeof manifests.handovers>> {
  await actAs(actor, organisationId)
  const filter = {
    $or: [{ organisationIds: organisationId }, { haulerId: organisationId }],
    ...(producerId ? { producerId } : {}),
    ...(kind ? { kind } : {}),
    ...(state ? { state } : {}),
    ...(from || to ? { day: { ...(from ? { $gte: from } : {}), ...(to ? { $lte: to } : {}) } } : {}),
  } as QueryFilter<HandoverRecord>
  const { rows, next } = await readPage(Handovers, { day: -1 }, filter, page)
  return { items: await presentHandovers(rows, organisationId), next }
}

/** @throws DomainError ORGANISATION_NOT_YOURS, NOT_FOUND */
export async function getHandover(
  actor: PersonActor,
  { id, organisationId }: ParsedOf<typeof manifests.handover>,
): Promise<Handover> {
  await actAs(actor, organisationId)
  const record = await Handovers.findById(id).lean<HandoverRecord>()
  if (!record || !sideOf(record, organisationId)) throw new DomainError('NOT_FOUND')
  return presentHandover(record, organisationId)
}
