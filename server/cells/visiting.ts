// Visits arranged: who may be sent and when they are free, a seat in the day of each taken together, called off, and
// the applicant's one request for somebody else. Invariants: two assessors, of another subdistrict and organisation
// than the applicant; their half day is given once (I16); whoever is refused is not sent again.
import type { PersonActor } from '@shared/actors'
import type { CellDetail } from '@shared/cells/application'
import type { cells } from '@shared/cells/contract'
import type { cellsDesk } from '@shared/cells/desk-contract'
import { DUE } from '@shared/cells/dues'
import { leads } from '@shared/cells/roles'
import { visitSlotNames, visitSlots } from '@shared/cells/vocabulary'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { addDays, dayOf, isWorkingDay, showDay, tooFarAhead, type Day } from '@shared/time'
import { holdsRole } from '@shared/actors'
import { actorId } from '../audit'
import { now } from '../clock'
import { reading, transaction, type Tx } from '../db'
import { newId } from '../ids'
import { organisationNames } from '../organisations/names'
import { accountsOfOnePerson } from '../people/conflicts'
import { fullNames } from '../people/people'
import { staffAt, staffBelow } from '../people/roles'
import { workCalendar } from '../places/places'
import { ensureDay, leftIn, viewDays } from '../slots/days'
import { prepareHolder } from '../slots/holders'
import { confirmSeat, freeSeat } from '../slots/seats'
import type { ApplicationDocument } from './applications.model'
import { answerWith, workingDaysOn } from './drafting'
import { siteCodes, thirdNeeded } from './judging'
import { bodyOf, nearReasonsOf } from './nearness'
import { assessorPool, holderOf, seatAsk } from './pool'
import { load, take, type Loaded } from './steps'
import { tellAssessor, tellMembers } from './telling'
import { Visits, type VisitDocument } from './visits.model'

const DAYS_SHOWN = 14

/** Whoever may assess at a path: granted at one of its places, or anywhere in its city. */
async function assessorsFor(path: readonly string[]): Promise<string[]> {
  const [city] = path
  const below = city ? await staffBelow(city, 'assessor') : []
  return [...new Set([...(await staffAt(path, 'assessor')), ...below.map(({ personId }) => personId)])].sort()
}

/** @throws DomainError NOT_FOUND */
export async function listCandidates(
  actor: PersonActor,
  { id, from }: ParsedOf<typeof cellsDesk.assessors>,
): Promise<OutputOf<typeof cellsDesk.assessors>> {
  const { application, visits } = await load(actor, id)
  if (!holdsRole(actor, leads, application.placePath)) throw new DomainError('NOT_FOUND')
  const first = from ?? addDays(dayOf(now()), 1)
  const days = Array.from({ length: DAYS_SHOWN }, (_, ahead) => addDays(first, ahead))
  const people = await assessorsFor(application.placePath)
  const names = await fullNames(people)
  const bodies = new Map<string, string | null>()
  for (const personId of people) bodies.set(personId, await bodyOf(personId))
  const organisations = await organisationNames([...bodies.values()].flatMap((body) => body ?? []))
  const items = []
  for (const personId of people) {
    const views = await viewDays(assessorPool, personId, days)
    const near = await nearReasonsOf(personId, application)
    items.push({
      id: personId,
      name: names.get(personId) ?? '',
      organisation: organisations.get(bodies.get(personId) ?? '') ?? '',
      near: isThirdTwice(application, visits, personId) ? [...near, 'own' as const] : near,
      free: views.flatMap((view) => {
        const slots = visitSlots.filter((slot) => leftIn(view, slot) > 0)
        return slots.length > 0 ? [{ day: view.day, slots }] : []
      }),
    })
  }
  return { items: items.sort((one, other) => one.near.length - other.near.length) }
}

/** Who has scored a site is no third of it. */
const isThirdTwice = ({ state }: ApplicationDocument, visits: readonly VisitDocument[], personId: string): boolean =>
  state === 'siteScored' &&
  visits.some((visit) => visit.state === 'signed' && visit.assessors.some((one) => one.personId === personId))

type Scheduling = ParsedOf<typeof cellsDesk.schedule>

async function refuseDay(day: Day): Promise<void> {
  const today = dayOf(now())
  if (day < today) throw invalid('day', '请选今天或以后的日子')
  const far = tooFarAhead(day, today)
  if (far) throw invalid('day', far)
  if (!isWorkingDay(day, await workCalendar())) throw new DomainError('CELL_ASSESSOR_AWAY')
}

/** @throws DomainError CELL_ASSESSOR_TWICE, CELL_ASSESSOR_NEAR */
async function refuseAssessors({ application, visits }: Loaded, ids: readonly string[]): Promise<void> {
  const wanted = application.state === 'siteScored' ? 1 : 2
  const [first, ...rest] = ids
  const one = first === undefined ? [] : [...(await reading((tx) => accountsOfOnePerson(tx, first)))]
  if (ids.length !== wanted || rest.some((id) => one.includes(id))) throw new DomainError('CELL_ASSESSOR_TWICE')
  const known = await assessorsFor(application.placePath)
  for (const personId of ids) {
    if (!known.includes(personId)) throw invalid('assessorIds', '这位不是评估员')
    // a third alone: `one` is all of their accounts
    if (one.some((account) => isThirdTwice(application, visits, account))) throw new DomainError('CELL_ASSESSOR_TWICE')
    const near = await nearReasonsOf(personId, application)
    if (near.length > 0) throw new DomainError('CELL_ASSESSOR_NEAR', { personId, near })
  }
}

/**
 * Two assessors for a site, or one more where review and site are too far apart. @throws DomainError NOT_FOUND,
 * WRONG_STATE, DECIDES_OWN_CASE, CELL_ASSESSOR_NEAR, CELL_ASSESSOR_TWICE, CELL_ASSESSOR_BUSY, CELL_ASSESSOR_AWAY
 */
export async function scheduleVisit(actor: PersonActor, input: Scheduling): Promise<CellDetail> {
  const { id, visitId, day, slot, assessorIds } = input
  const seen = await load(actor, id)
  const had = seen.visits.find(({ _id }) => _id === visitId)
  if (!had) {
    if (!holdsRole(actor, leads, seen.application.placePath)) throw new DomainError('NOT_FOUND')
    await refuseDay(day)
    await refuseAssessors(seen, assessorIds)
  }
  for (const personId of assessorIds) await ensureDay(assessorPool, personId, day)
  await prepareHolder(holderOf(id))
  return transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    if (loaded.visits.some(({ _id }) => _id === visitId)) return answerWith(tx, actor, loaded, loaded.application)
    const isThird = loaded.application.state === 'siteScored'
    const visit = newVisit(loaded, { visitId, day, slot, assessorIds, by: actorId(actor) })
    const after = await take(tx, actor, loaded, {
      action: isThird ? 'assignThird' : 'schedule',
      what: isThird ? '安排第三位评估员' : '约现场评估',
      set: { dueOn: day },
      details: { day, slot, assessorIds },
      actedBy: assessorIds,
    })
    for (const assessor of visit.assessors) await confirmSeat(tx, assessorPool, seatAsk(visit, assessor))
    await tx.on(Visits).insert(visit)
    await tellScheduled(tx, after, visit)
    return answerWith(tx, actor, { ...loaded, visits: [...loaded.visits, visit] }, after)
  })
}

type NewVisit = Pick<Scheduling, 'visitId' | 'day' | 'slot' | 'assessorIds'> & { by: string }

function newVisit({ application, table }: Loaded, { visitId, day, slot, assessorIds, by }: NewVisit): VisitDocument {
  const isThird = application.state === 'siteScored'
  const at = now()
  const onSite = siteCodes(table, application)
  const codes = isThird ? thirdNeeded(table, application).codes.filter((code) => onSite.includes(code)) : onSite
  return {
    _id: visitId,
    applicationId: application._id,
    placePath: application.placePath,
    kind: isThird ? 'third' : 'site',
    tableId: application.tableId,
    day,
    slot,
    state: 'planned',
    version: 0,
    assessors: assessorIds.map((personId) => ({ personId, seatId: newId(), declaredAt: null, signature: null })),
    codes,
    parts: [],
    createdAt: at,
    history: [{ at, by, what: '安排' }],
  }
}

/** "12月3日 周四上午" */
export const whenOf = ({ day, slot }: Pick<VisitDocument, 'day' | 'slot'>): string =>
  `${showDay(day)}${visitSlotNames[slot]}`

async function tellScheduled(tx: Tx, application: ApplicationDocument, visit: VisitDocument): Promise<void> {
  const when = whenOf(visit)
  for (const { personId } of visit.assessors)
    await tellAssessor(tx, personId, `visits/${visit._id}`, {
      title: `派来一次现场评估：${application.subjectName}`,
      text: `${when}。请先申报有没有利害关系，再下载评价表。`,
    })
  await tellMembers(tx, application, `visits/${visit._id}`, {
    title: '现场评估约好了',
    text: `${when}到现场。觉得评估员不合适的，可以请求换一位。`,
  })
}

/** Off: the seats go back. */
export async function endVisit(
  tx: Tx,
  visit: VisitDocument,
  state: 'cancelled' | 'refused',
  act: { by: string; what: string; reason: string },
): Promise<void> {
  const ended = await tx
    .on(Visits)
    .findOneAndUpdate(
      { _id: visit._id, state: { $in: ['planned', 'begun'] } },
      { $set: { state }, $inc: { version: 1 }, $push: { history: { at: now(), ...act } } },
    )
  if (!ended) throw new DomainError('WRONG_STATE')
  const holderKey = holderOf(visit.applicationId)
  for (const { personId, seatId } of visit.assessors)
    await freeSeat(tx, assessorPool, { id: seatId, poolId: personId, day: visit.day, holderKey })
}

/** The visit that is under way or to come. */
export const openVisit = (visits: readonly VisitDocument[]): VisitDocument | undefined =>
  visits.find(({ state }) => state === 'planned' || state === 'begun')

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export function cancelVisit(
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof cellsDesk.cancelVisit>,
): Promise<CellDetail> {
  return transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    const visit = openVisit(loaded.visits)
    const after = await take(tx, actor, loaded, {
      action: 'cancelVisit',
      what: '取消现场评估',
      reason,
      set: { dueOn: await workingDaysOn(DUE.scheduleWorkingDays) },
    })
    if (!visit) throw new DomainError('WRONG_STATE')
    await endVisit(tx, visit, 'cancelled', { by: actorId(actor), what: '取消', reason })
    const words = { title: '现场评估取消了', text: `${whenOf(visit)}不来了：${reason}。会另约日子。` }
    for (const { personId } of visit.assessors) await tellAssessor(tx, personId, `visits/${visit._id}/off`, words)
    await tellMembers(tx, after, `visits/${visit._id}/off`, words)
    return answerWith(tx, actor, await load(actor, id, tx), after)
  })
}

/** Once; somebody else is sent. @throws DomainError CELL_REFUSED_ALREADY, CELL_NOT_ASSESSOR */
export function refuseAssessor(
  actor: PersonActor,
  { id, personId, reason }: ParsedOf<typeof cells.refuseAssessor>,
): Promise<CellDetail> {
  return transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    const visit = openVisit(loaded.visits)
    if (loaded.application.refusals > 0) throw new DomainError('CELL_REFUSED_ALREADY')
    if (visit && !visit.assessors.some((one) => one.personId === personId)) throw new DomainError('CELL_NOT_ASSESSOR')
    const after = await take(tx, actor, loaded, {
      action: 'refuseAssessor',
      what: '请求换评估员',
      reason,
      set: {
        refusals: loaded.application.refusals + 1,
        excluded: [...loaded.application.excluded, personId],
        dueOn: await workingDaysOn(DUE.scheduleWorkingDays),
      },
      details: { personId },
    })
    if (!visit) throw new DomainError('WRONG_STATE')
    await endVisit(tx, visit, 'refused', { by: actor.personId, what: '申请单位请求换人', reason })
    for (const one of visit.assessors)
      await tellAssessor(tx, one.personId, `visits/${visit._id}/off`, {
        title: '现场评估取消了',
        text: `${whenOf(visit)}不去了，申请单位请求换人，会另约日子。`,
      })
    return answerWith(tx, actor, await load(actor, id, tx), after)
  })
}
