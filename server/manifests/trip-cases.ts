// Cases of trips: the sum of the handovers against the weighbridge, three trips in a row that were mostly guessed, a
// trip that is still open after a week. A case is on the trip, never on a kitchen, and changes no weight. It falls away
// by itself when rows that came late make the sum fit. Staff of the hauler's place decide it, and the trip closes.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { manifestsDesk } from '@shared/manifests/desk-contract'
import { decideTrip } from '@shared/manifests/machine'
import { manifestDeciders } from '@shared/manifests/rules'
import type { TripDetail } from '@shared/manifests/trips-contract'
import { caseCauseNames, caseOutcomeNames, type CaseCause, type CaseOutcome } from '@shared/manifests/vocabulary'
import { showDay } from '@shared/time'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { defineReview, type Opening } from '../reviews/reviews'
import { tripFactsOf } from './facts'
import { Trips, type TripRecord } from './manifests.model'
import { signersOf, tellOrganisations } from './telling'
import { closeTrip, storeTrip } from './trip-store'
import { presentTrip } from './trips-shown'

const BY_RULE: Actor = { kind: 'system', name: 'manifests' }
/** Within so many working days. Our choice. */
const CASE_WORKING_DAYS = 5

const openingOf = (trip: TripRecord, cause: CaseCause): Opening => ({
  subjectId: trip._id,
  placePath: trip.placePath,
  headline: `${showDay(trip.day)} ${trip.plate} ${caseCauseNames[cause]}`,
  due: { workingDays: CASE_WORKING_DAYS },
  actedBy: [trip.openedBy, ...trip.signatures.map(({ personId }) => personId)],
  organisationIds: [trip.haulerId, trip.disposerId],
})

const caseReview = defineReview<{ outcome: CaseOutcome }, TripDetail>({
  name: 'manifestTrip',
  title: '车次核查',
  verb: '办理',
  deciders: manifestDeciders,
  tells: ['subdistrictOfficer', 'cityOfficer'],
  noticeKind: 'manifest',
  deskLink: ({ subjectId }) => `/manifest-trips?open=${subjectId}`,
  askers: async (tx, { subjectId }) => {
    const trip = await tx.on(Trips).findOne({ _id: subjectId })
    return trip ? signersOf(trip) : []
  },
  askerLink: ({ subjectId }) => `/manifests/trip?id=${subjectId}`,
  tellsLate: false,
  isObjection: false,
  freshDecider: false,
  answered: (review, outcome, reason) => ({
    title: '车次核查有结论了',
    text: `${review.headline}：${caseOutcomeNames[outcome as CaseOutcome]}。${reason}`,
  }),
  apply: async (tx, { review, reason, given }) => {
    const trip = await tx.on(Trips).findOne({ _id: review.subjectId })
    if (!trip?.case) throw new DomainError('WRONG_STATE')
    const decision = decideTrip(trip.state, 'decide', ['officer'], tripFactsOf(trip))
    if (!decision.ok) throw new DomainError(decision.code)
    await closeTrip(tx, trip, {
      case: { ...trip.case, outcome: given.outcome, reason, decidedAt: now() },
      hasCase: false,
    })
    return { details: { outcome: given.outcome, cause: trip.case.cause } }
  },
  present: async (tx, _actor, { subjectId }) => {
    const trip = await tx.on(Trips).findOne({ _id: subjectId })
    if (!trip) throw new DomainError('NOT_FOUND')
    return presentTrip(trip, null, tx)
  },
  backlog: async (id) => {
    const found = await Trips.find({ hasCase: true, ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<TripRecord[]>()
    return found.flatMap((trip) => (trip.case ? [openingOf(trip, trip.case.cause)] : []))
  },
  audit: { action: 'manifests.decideCase', subject: ({ subjectId }) => `manifestTrips/${subjectId}` },
})

/** Opens one where there is none; one trip has one case. */
export async function openCase(tx: Tx, trip: TripRecord, cause: CaseCause): Promise<TripRecord> {
  if (trip.case) return trip
  const opened = { cause, openedAt: now(), outcome: null, reason: null, decidedAt: null }
  const stored = await storeTrip(tx, trip, { case: opened, hasCase: true })
  await caseReview.open(tx, BY_RULE, openingOf(stored, cause))
  await tellOrganisations(tx, [trip.haulerId, trip.disposerId], `${trip._id}/case`, {
    title: '有一车要核查',
    text: `${showDay(trip.day)} ${trip.plate}：${caseCauseNames[cause]}。司机手机里有没上传的记录，请先上传；其余等工作人员联系。`,
    link: `/manifests/trip?id=${trip._id}`,
  })
  return stored
}

/** Rows that came late have made the sum fit. */
export async function dropCase(tx: Tx, trip: TripRecord): Promise<TripRecord> {
  await caseReview.withdraw(tx, BY_RULE, trip._id, '迟到的交接记录补齐后，合计与过磅对得上')
  return storeTrip(tx, trip, { case: null, hasCase: false })
}

/** A trip that is open for too long: a job found it. */
export const openCaseById = (tripId: string, cause: CaseCause): Promise<boolean> =>
  transaction(async (tx) => {
    const trip = await tx.on(Trips).findOne({ _id: tripId })
    if (!trip || trip.case) return false
    await openCase(tx, trip, cause)
    return true
  })

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export const decideCase = (
  actor: Actor,
  { id, outcome, reason }: ParsedOf<typeof manifestsDesk.decideCase>,
): Promise<TripDetail> => caseReview.decide(actor, { subjectId: id, outcome, reason, given: { outcome } })
