// Asking a community to verify a status of a household, its decision with a last day, and the end. What is verified
// lowers prices (terms.ts) and makes crews carry (runs). Invariants: one waiting question a household and kind; nobody
// decides for themselves, their home, or what they wrote down; every approval has an end; only who asked and those who
// verify see a status, and the audit names neither its kind nor a word of the decision.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { statusNames } from '@shared/pickups/reliefs'
import { verifiers } from '@shared/pickups/roles'
import {
  MAX_STATUS_DAYS,
  verifyStateNames,
  type HouseholdStatus,
  type StatusRow,
  type statuses,
  type statusesDesk,
  type VerifyState,
} from '@shared/pickups/statuses-contract'
import { addDays, dayOf, showDay, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { seal, unseal } from '../field-cipher'
import { defineJob } from '../jobs'
import { notify } from '../notices/notices'
import { readCountedPage } from '../paging'
import { refuseOwnCase } from '../people/conflicts'
import { householdLabels, requireHousehold } from '../people/households'
import { fullNames, placeNames } from '../people/people'
import { mayActFor } from '../people/proxies'
import { settingsOf } from '../places/places'
import { defineReview, type Opening } from '../reviews/reviews'
import { carryHelpUntil } from './statuses-held'
import { HouseholdStatuses, type StatusRecord } from './statuses.model'

const SYSTEM: Actor = { kind: 'system', name: 'pickups' }
const PAGE = '/pickups/help'
/** Kept with what its own asker took back; nothing that the community said. */
const OWN_WISH = '申请人撤回'

type Said = { personName: string; note: string }
const saidOf = (record: StatusRecord): Said => JSON.parse(unseal(record.sealed, record._id)) as Said
const sealedOf = (id: string, said: Said): string => seal(JSON.stringify(said), id)

const stateOf = ({ state, until }: StatusRecord): VerifyState =>
  state === 'approved' && until !== undefined && until < dayOf(now()) ? 'lapsed' : state
const isLive = (record: StatusRecord): boolean => ['waiting', 'approved'].includes(stateOf(record))

function viewOf(record: StatusRecord, allowed: HouseholdStatus['allowed']): HouseholdStatus {
  const state = stateOf(record)
  return {
    id: record._id,
    householdId: record.householdId,
    kind: record.kind,
    kindText: statusNames[record.kind],
    state,
    stateText: verifyStateNames[state],
    personName: saidOf(record).personName,
    askedAt: record.askedAt.toISOString(),
    until: record.until ?? null,
    reason: record.reason ?? null,
    allowed,
  }
}

const ownView = (record: StatusRecord): HouseholdStatus => {
  const view = viewOf(record, isLive(record) ? ['withdraw'] : [])
  return view.reason === OWN_WISH ? { ...view, reason: null } : view
}

/** @throws DomainError PICKUP_NOT_YOURS */
export async function myStatuses(
  actor: PersonActor,
  { householdId }: ParsedOf<typeof statuses.mine>,
): Promise<OutputOf<typeof statuses.mine>> {
  if (!(await mayActFor(actor, householdId))) throw new DomainError('PICKUP_NOT_YOURS')
  const mine = await HouseholdStatuses.find({ askedBy: actor.personId, householdId })
    .sort({ _id: -1 })
    .limit(50)
    .lean<StatusRecord[]>()
  return { items: mine.map(ownView), carryHelpUntil: await carryHelpUntil(householdId, dayOf(now())) }
}

/**
 * By a member, somebody who acts for the household, or a clerk of its community. @throws DomainError NOT_FOUND,
 * PICKUP_NOT_YOURS, PICKUP_STATUS_WAITING
 */
export async function askForStatus(
  actor: PersonActor,
  { id, householdId, kind, personName, note = '' }: ParsedOf<typeof statuses.ask>,
): Promise<HouseholdStatus> {
  const household = await requireHousehold(householdId)
  const isClerk = holdsRole(actor, verifiers, household.placePath)
  const isOwn = await mayActFor(actor, householdId)
  if (!isOwn && !isClerk) throw new DomainError('PICKUP_NOT_YOURS')
  const { settings } = await settingsOf(household.placePath)
  const record: StatusRecord = {
    _id: id,
    householdId,
    placePath: household.placePath,
    kind,
    state: 'waiting',
    sealed: sealedOf(id, { personName, note }),
    askedBy: actor.personId,
    askedAt: now(),
  }
  try {
    await transaction(async (tx) => {
      await tx.on(HouseholdStatuses).insert(record)
      await statusReview.open(tx, actor, openingOf(record, settings.office.statusWorkingDays))
      if (!isOwn)
        await audit(tx, actor, {
          action: 'pickups.askForStatus',
          subject: `statuses/${id}`,
          placePath: record.placePath,
          details: { householdId },
        })
    })
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('PICKUP_STATUS_WAITING') : error
  }
  return ownView(record)
}

/** Who asked takes it back, or needs it no more. @throws DomainError NOT_FOUND, WRONG_STATE */
export async function withdrawStatus(
  actor: PersonActor,
  { id }: ParsedOf<typeof statuses.withdraw>,
): Promise<HouseholdStatus> {
  return transaction(async (tx) => {
    const before = await tx.on(HouseholdStatuses).findOne({ _id: id, askedBy: actor.personId })
    if (!before) throw new DomainError('NOT_FOUND')
    if (!isLive(before)) throw new DomainError('WRONG_STATE')
    return ownView(await close(tx, before, before.state === 'waiting' ? 'withdrawn' : 'ended', actor, OWN_WISH))
  })
}

async function close(
  tx: Tx,
  before: StatusRecord,
  state: 'withdrawn' | 'ended',
  actor: Actor,
  reason: string,
): Promise<StatusRecord> {
  const change = { state, reason, decidedBy: actorId(actor), decidedAt: now() }
  const after = await tx
    .on(HouseholdStatuses)
    .findOneAndUpdate({ _id: before._id, state: before.state }, { $set: change } as UpdateQuery<StatusRecord>)
  if (!after) throw new DomainError('WRONG_STATE')
  if (before.state === 'waiting') await statusReview.withdraw(tx, actor, before._id, reason)
  return after
}

/** Those of the actor's places, newest first. */
export async function listStatuses(
  actor: Actor,
  { state, kind, householdId, ...page }: ParsedOf<typeof statusesDesk.list>,
): Promise<OutputOf<typeof statusesDesk.list>> {
  const filter = {
    placePath: { $in: scopeOf(actor, verifiers) },
    ...(state ? { state } : {}),
    ...(kind ? { kind } : {}),
    ...(householdId ? { householdId } : {}),
  }
  const { rows, ...rest } = await readCountedPage(HouseholdStatuses, { _id: -1 }, filter, page)
  await auditRead(actor, {
    action: 'pickups.readStatuses',
    subject: 'statuses',
    details: { rows: rows.map(({ _id, householdId }) => ({ id: _id, householdId })) },
  })
  return { items: await deskRows(rows), ...rest }
}

async function deskRows(rows: readonly StatusRecord[]): Promise<StatusRow[]> {
  const [labels, names, places] = await Promise.all([
    householdLabels(
      rows.map(({ householdId }) => householdId),
      true,
    ),
    fullNames(rows.flatMap(({ askedBy, decidedBy }) => [askedBy, ...(decidedBy ? [decidedBy] : [])])),
    placeNames(rows.map(({ placePath }) => placePath.at(-1) ?? '')),
  ])
  return rows.map((record) => {
    const state = stateOf(record)
    return {
      ...viewOf(record, state === 'waiting' ? ['decide'] : state === 'approved' ? ['end'] : []),
      placeName: places.get(record.placePath.at(-1) ?? '') ?? '',
      addressText: labels.get(record.householdId) ?? '',
      note: saidOf(record).note,
      askedBy: names.get(record.askedBy) ?? '',
      decidedBy: record.decidedBy ? (names.get(record.decidedBy) ?? '系统') : null,
    }
  })
}

const rowOf = async (record: StatusRecord): Promise<StatusRow> => (await deskRows([record]))[0] as StatusRow

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE, INPUT_INVALID for a day that can't be its last */
export async function decideStatus(
  actor: Actor,
  { id, approved, until, reason }: ParsedOf<typeof statusesDesk.decide>,
): Promise<StatusRow> {
  const today = dayOf(now())
  if (approved && (!until || until < today || until > addDays(today, MAX_STATUS_DAYS)))
    throw invalid('until', '请写明到期日：从今天起，最长三年')
  await statusReview.decide(actor, {
    subjectId: id,
    outcome: approved ? 'approved' : 'refused',
    reason,
    given: { until: approved ? until : undefined },
  })
  const record = await HouseholdStatuses.findById(id).lean<StatusRecord>()
  if (!record) throw new DomainError('NOT_FOUND')
  return rowOf(record)
}

/** It holds no longer. @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export async function endStatus(actor: Actor, { id, reason }: ParsedOf<typeof statusesDesk.end>): Promise<StatusRow> {
  const found = await HouseholdStatuses.findById(id).lean<StatusRecord>()
  if (!found || !holdsRole(actor, verifiers, found.placePath)) throw new DomainError('NOT_FOUND')
  const ended = await transaction(async (tx) => {
    const before = await tx.on(HouseholdStatuses).findOne({ _id: id })
    if (!before || stateOf(before) !== 'approved') throw new DomainError('WRONG_STATE')
    await refuseOwnCase(tx, actor, { householdIds: [before.householdId] })
    const after = await close(tx, before, 'ended', actor, reason)
    await notify(tx, before.askedBy, `statuses/${id}/ended`, {
      kind: 'household',
      title: `${statusNames[before.kind]}已终止`,
      text: reason,
      link: PAGE,
    })
    await audit(tx, actor, {
      action: 'pickups.endStatus',
      subject: `statuses/${id}`,
      placePath: before.placePath,
      details: { householdId: before.householdId },
    })
    return after
  })
  return rowOf(ended)
}

/** The line that staff read names neither the household nor the status. */
const openingOf = (record: StatusRecord, workingDays: number): Opening => ({
  subjectId: record._id,
  placePath: record.placePath,
  headline: '有一户申请核实帮扶上门或减免',
  due: { workingDays },
  author: record.askedBy,
  householdIds: [record.householdId],
  at: record.askedAt,
})

const statusReview = defineReview<{ until: Day | undefined }, null>({
  name: 'householdStatus',
  title: '帮扶与减免核实',
  verb: '核实',
  deciders: verifiers,
  tells: ['communityWorker'],
  noticeKind: 'household',
  deskLink: ({ subjectId }) => `/statuses?open=${subjectId}`,
  askers: async (tx, { subjectId }) => {
    const record = await tx.on(HouseholdStatuses).findOne({ _id: subjectId })
    return record ? [record.askedBy] : []
  },
  askerLink: () => PAGE,
  tellsLate: true,
  isObjection: false,
  freshDecider: false,
  answered: (_review, outcome, reason) => ({
    title: outcome === 'approved' ? '社区核实通过了' : '社区核实没有通过',
    text: reason,
  }),
  apply: async (tx, { actor, outcome, reason, review, given: { until } }) => {
    const change = { state: outcome, reason, decidedBy: actorId(actor), decidedAt: now(), ...(until ? { until } : {}) }
    const record = await tx
      .on(HouseholdStatuses)
      .findOneAndUpdate({ _id: review.subjectId, state: 'waiting' }, { $set: change } as UpdateQuery<StatusRecord>)
    if (!record) throw new DomainError('WRONG_STATE')
    return { details: { householdId: record.householdId, until: until ?? null } }
  },
  present: async () => null,
  backlog: async (id) => {
    const found = await HouseholdStatuses.find({ state: 'waiting', ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<StatusRecord[]>()
    return Promise.all(
      found.map(async (record) =>
        openingOf(record, (await settingsOf(record.placePath)).settings.office.statusWorkingDays),
      ),
    )
  },
  audit: {
    action: 'pickups.decideStatus',
    subject: ({ subjectId }) => `statuses/${subjectId}`,
    withoutReason: true,
  },
})

const SOON_DAYS = 14

/** Every day: who asked is told two weeks before a status ends, once. */
export const tellStatusesEnding = defineJob({
  name: 'pickups.tellStatusesEnding',
  title: '帮扶与减免到期提醒',
  every: 'day',
  lookBack: 1,
  run: async (day) => {
    const soon = {
      state: 'approved' as const,
      until: { $gte: day, $lte: addDays(day, SOON_DAYS) },
      endTold: { $ne: true },
    }
    const found = await HouseholdStatuses.find(soon).limit(500).lean<StatusRecord[]>()
    for (const { _id } of found)
      await transaction(async (tx) => {
        const told = await tx
          .on(HouseholdStatuses)
          .findOneAndUpdate({ _id, ...soon }, { $set: { endTold: true } } as UpdateQuery<StatusRecord>)
        if (told)
          await notify(tx, told.askedBy, `statuses/${_id}/ending`, {
            kind: 'household',
            title: `${statusNames[told.kind]}快到期了`,
            text: `到${showDay(told.until ?? day)}为止。还需要的，请再申请一次，由社区核实。`,
            link: PAGE,
          })
      })
    return { told: found.length }
  },
})

/** A merged household's statuses go along; of two waiting questions of a kind one is enough. */
export async function mergeStatuses(tx: Tx, fromId: string, intoId: string): Promise<void> {
  for (const record of await tx.on(HouseholdStatuses).find({ householdId: fromId })) {
    const isTwin =
      record.state === 'waiting' &&
      (await tx.on(HouseholdStatuses).findOne({ householdId: intoId, kind: record.kind, state: 'waiting' })) !== null
    if (isTwin) await close(tx, record, 'withdrawn', SYSTEM, '住户合并，另有一份相同的申请')
    await tx.on(HouseholdStatuses).updateOne({ _id: record._id }, { $set: { householdId: intoId } })
  }
}

/** Nobody lives there any more: who comes next has nothing of it. */
export async function endStatusesOfVacated(tx: Tx, householdId: string): Promise<void> {
  for (const record of await tx.on(HouseholdStatuses).find({ householdId, state: { $in: ['waiting', 'approved'] } }))
    await close(tx, record, record.state === 'waiting' ? 'withdrawn' : 'ended', SYSTEM, '住户已搬离')
}

/** What somebody has asked for, readable. */
export const exportStatuses = async (personId: string): Promise<unknown> =>
  (await HouseholdStatuses.find({ askedBy: personId }).sort({ _id: 1 }).limit(500).lean<StatusRecord[]>()).map(
    (record) => ({ ...ownView(record), note: saidOf(record).note, allowed: undefined }),
  )

/** What somebody has asked for ends, and its words go. */
export async function eraseStatuses(tx: Tx, personId: string): Promise<void> {
  for (const record of await tx.on(HouseholdStatuses).find({ askedBy: personId })) {
    if (record.state === 'waiting' || record.state === 'approved')
      await close(tx, record, record.state === 'waiting' ? 'withdrawn' : 'ended', SYSTEM, '账号已注销')
    await tx.on(HouseholdStatuses).updateOne({ _id: record._id }, {
      $set: { askedBy: 'erased', sealed: sealedOf(record._id, { personName: '已注销', note: '' }) },
    } as UpdateQuery<StatusRecord>)
  }
}
