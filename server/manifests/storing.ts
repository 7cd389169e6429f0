// Every change of a handover goes through here: the state by the table, what stands by what both sides said, the guard
// on the version that was seen, and what the trip makes of it.
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { decideHandover, type HandoverAction, type HandoverRelation } from '@shared/manifests/machine'
import type { UpdateQuery } from 'mongoose'
import { audit } from '../audit'
import type { Tx } from '../db'
import { factsOf, tripOf } from './facts'
import { Handovers, type HandoverRecord } from './manifests.model'
import { recount } from './trip-state'

const auditActions = {
  hand: 'manifests.hand',
  collect: 'manifests.collect',
  collectByCode: 'manifests.collectByCode',
  confirm: 'manifests.confirm',
  enterSlip: 'manifests.enterSlip',
  refuse: 'manifests.refuse',
  sayNothing: 'manifests.sayNothing',
  withdraw: 'manifests.withdraw',
  callOff: 'manifests.callOff',
  lapse: 'manifests.lapse',
  fallSilent: 'manifests.fallSilent',
  close: 'manifests.close',
  correct: 'manifests.correct',
} as const satisfies Record<HandoverAction, string>

/**
 * Does one thing; `next` is the handover with what was said and signed, in the state that `before` had. What is
 * confirmed and lies on a closed trip is closed with it. @throws DomainError what the table says, CHANGED_MEANWHILE
 */
export async function act(
  tx: Tx,
  actor: Actor,
  {
    before,
    next,
    action,
    by,
    reason,
  }: {
    before: HandoverRecord | null
    next: HandoverRecord
    action: HandoverAction
    by: HandoverRelation
    reason?: string
  },
): Promise<HandoverRecord> {
  const trip = await tripOf(tx, next)
  const decision = decideHandover(before?.state ?? 'planned', action, [by], factsOf(next, by, trip))
  if (!decision.ok) throw new DomainError(decision.code)
  const state = decision.to === 'confirmed' && trip?.state === 'closed' ? 'closed' : decision.to
  const stored = await store(tx, before, { ...next, state })
  if (before?.tripId && before.tripId !== stored.tripId) await recount(tx, before.tripId)
  if (trip) await recount(tx, trip._id)
  await audit(tx, actor, {
    action: auditActions[action],
    subject: `manifestHandovers/${stored._id}`,
    placePath: stored.placePath,
    ...(reason ? { reason } : {}),
    details: { state, as: by, number: stored.number },
  })
  return stored
}

/** @throws DomainError CHANGED_MEANWHILE */
export async function store(tx: Tx, before: HandoverRecord | null, next: HandoverRecord): Promise<HandoverRecord> {
  if (!before) {
    await tx.on(Handovers).insert(next)
    return next
  }
  const { _id, version: _seen, ...set } = next
  const change = { $set: { ...set, version: before.version + 1 } } as UpdateQuery<HandoverRecord>
  const stored = await tx.on(Handovers).findOneAndUpdate({ _id, version: before.version }, change)
  if (!stored) throw new DomainError('CHANGED_MEANWHILE')
  return stored
}
