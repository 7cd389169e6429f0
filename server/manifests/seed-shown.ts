// What the last nights of the demo city look like: every state of a trip and of a handover.
import { addDays, addMinutes, instantAt, type Day } from '@shared/time'
import { seedId } from '../ids'
import { standing } from './content'
import type { HandoverRecord, TripRecord } from './manifests.model'
import { seedProducerId } from './seed-register'

/** Trips of the last days that are not closed yet, by how many days ago and hauler. */
export function shownTrip(back: number, hauler: 0 | 1, sumGrams: number, day: Day): Partial<TripRecord> {
  const open = { closedAt: null }
  const weighedAt = addMinutes(instantAt(day, '20:40'), 230)
  if (back === 1 && hauler === 0) return { ...open, state: 'received', signatures: [] }
  if (back === 1) return { ...open, state: 'weighed', acceptedGrams: null, refusedGrams: null, receivedAt: null }
  const off = (grams: number) => {
    const netGrams = Math.max(0, grams)
    const weighing = {
      id: seedId(`manifest weighing ${hauler} ${day}`),
      grossGrams: 7_400_000 + netGrams,
      tareGrams: 7_400_000,
      netGrams,
      at: weighedAt,
      byDevice: false,
    }
    return { weighing, weighings: [weighing], acceptedGrams: netGrams }
  }
  const opened = { openedAt: addMinutes(weighedAt, 6), outcome: null, reason: null, decidedAt: null }
  if (back === 2 && hauler === 1)
    return { ...open, ...off(sumGrams + 260_000), state: 'received', case: { ...opened, cause: 'gap' }, hasCase: true }
  if (back === 3 && hauler === 0) {
    const { weighing, weighings, acceptedGrams } = off(sumGrams)
    const refusal = {
      reason: 'mixed' as const,
      text: '有一桶混入塑料袋',
      buckets: null,
      photoIds: [],
      at: addMinutes(weighedAt, 6),
    }
    return {
      ...open,
      weighing,
      weighings,
      state: 'partlyRefused',
      acceptedGrams: acceptedGrams - Math.min(acceptedGrams, 96_000),
      refusedGrams: Math.min(acceptedGrams, 96_000),
      refusal,
      signatures: [],
    }
  }
  if (back === 9 && hauler === 1) {
    const at = addMinutes(weighedAt, 6)
    const refusal = { reason: 'hazardous' as const, text: '夹带废灯管，整车退回', buckets: null, photoIds: [], at }
    const openedAt = instantAt(addDays(day, 8), '01:10')
    return {
      ...open,
      state: 'refused',
      weighing: null,
      weighings: [],
      weighedAt: null,
      acceptedGrams: 0,
      refusedGrams: null,
      refusal,
      receivedAt: null,
      signatures: [],
      case: { cause: 'open', openedAt, outcome: null, reason: null, decidedAt: null },
      hasCase: true,
    }
  }
  if (back === 20 && hauler === 0)
    return {
      ...off(sumGrams + 200_000),
      case: {
        ...opened,
        cause: 'gap',
        outcome: 'explained',
        reason: '雨水进了车斗，已核对现场照片',
        decidedAt: instantAt(addDays(day, 3), '10:30'),
      },
    }
  return {}
}

/** One handover of the restaurant of the demo in every state, the last days back. */
export function shownHandover(record: HandoverRecord, back: number): HandoverRecord {
  if (record.kind !== 'foodWaste') return record
  if (back === 1 && record.producerId === seedProducerId('restaurant-1')) {
    const signatures = record.signatures.filter(({ side }) => side === 'hauler')
    return { ...record, saidByProducer: null, signatures, state: 'collected' }
  }
  if (record.producerId !== seedProducerId('diner')) return record
  const bare = {
    saidByHauler: null,
    saidByProducer: null,
    buckets: null,
    litres: null,
    quarters: null,
    grams: null,
    how: null,
    density: null,
    signatures: [],
    at: null,
    signedAt: null,
    isUnattended: false,
  }
  const byKitchen = record.signatures.filter(({ side }) => side === 'producer')
  const kitchenOnly = { ...record, saidByHauler: null, signatures: byKitchen }
  switch (back) {
    case 1:
      return { ...kitchenOnly, ...standing(kitchenOnly), state: 'handed', tripId: null }
    case 3:
      return { ...kitchenOnly, ...standing(kitchenOnly), state: 'unanswered', tripId: null }
    case 5:
      return { ...record, ...bare, state: 'notHappened', tripId: null }
    case 6:
      return {
        ...record,
        buckets: 0,
        grams: 0,
        how: 'scale',
        state: 'refused',
        tripId: null,
        refusal: {
          reason: 'mixed',
          text: '有塑料袋和一次性筷子',
          buckets: 3,
          photoIds: [],
          at: record.at ?? record.createdAt,
        },
      }
    case 7:
      return { ...record, ...bare, state: 'nothing', tripId: null }
    case 8:
      return { ...kitchenOnly, ...standing(kitchenOnly), state: 'cancelled', tripId: null }
    default:
      return record
  }
}
