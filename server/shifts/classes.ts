// A school class at a shift, in the order of the story: booked by a teacher for their school, called off, counted by
// the teacher and by the lead, settled when both say the same. Invariants: no pupil is named; nobody confirms their own
// count as the other; a class takes nobody's place, fills no minimum and stands on no certificate of volunteers.
import { holdsRole, scopeOf, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { allowedActions, decide } from '@shared/machine'
import {
  CLASS_PAPER_KIND,
  classFacts,
  classMachine,
  classMinutes,
  MOST_CLASSES,
  teachers,
  type ClassFacts,
  type ClassRelation,
} from '@shared/shifts/classes'
import type { ClassVisit, shiftsClasses } from '@shared/shifts/classes-contract'
import { bookRefusal, leadsShift, shiftReaders } from '@shared/shifts/rules'
import { addDays, clockOf, dayOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { actingFor, listMine } from '../organisations/acting'
import { goesToThemselves } from '../people/conflicts'
import { fullNames } from '../people/people'
import { drawNumber } from './check-page'
import { ShiftClasses, type ClassCount, type ShiftClass } from './classes.model'
import { nameOfSite, placesOfShifts, requireShift } from './present'
import { touch } from './shifts'
import { Shifts, type ShiftRecord } from './shifts.model'

const MOST_SHOWN = 50
const LINK = '/shifts/classes'

const factsOf = (one: ShiftClass): ClassFacts =>
  classFacts(one, { byTeacher: one.byTeacher?.pupils ?? null, byLead: one.byLead?.pupils ?? null }, now())

/** Who the actor is to a class; a teacher is never the lead of their own. */
function relationsOf(actor: PersonActor, one: ShiftClass, shift: ShiftRecord): ClassRelation[] {
  if (one.teacherId === actor.personId) return ['teacher']
  return leadsShift(actor, shift) ? ['lead'] : []
}

async function present(actor: PersonActor, found: readonly ShiftClass[], tx?: Tx): Promise<ClassVisit[]> {
  const ids = { _id: { $in: found.map(({ shiftId }) => shiftId) } }
  const shifts = tx ? await tx.on(Shifts).find(ids) : await Shifts.find(ids).lean<ShiftRecord[]>()
  const places = await placesOfShifts(
    found.map(({ siteId }) => siteId),
    tx,
  )
  return found.flatMap((one) => {
    const shift = shifts.find(({ _id }) => _id === one.shiftId)
    if (!shift) return []
    const actions = allowedActions(classMachine, one.state, relationsOf(actor, one, shift), factsOf(one))
    return [
      {
        id: one._id,
        shiftId: one.shiftId,
        name: nameOfSite(places, one),
        day: one.day,
        from: clockOf(one.startsAt),
        to: clockOf(one.endsAt),
        school: one.school,
        className: one.className,
        teacher: one.teacher,
        pupils: one.pupils,
        byTeacher: one.byTeacher?.pupils ?? null,
        byLead: one.byLead?.pupils ?? null,
        state: one.state,
        minutes: one.minutes,
        certificate: one.certificate ?? null,
        allowed: [
          ...(actions.includes('cancel') ? (['cancel'] as const) : []),
          ...(actions.includes('count') ? (['count'] as const) : []),
          ...(one.certificate ? (['paper'] as const) : []),
        ],
      },
    ]
  })
}

async function presentOne(actor: PersonActor, one: ShiftClass, tx: Tx): Promise<ClassVisit> {
  const [shown] = await present(actor, [one], tx)
  if (!shown) throw new Error('a class without its shift')
  return shown
}

/** One's own, and where else a class could go. */
export async function listClasses(actor: PersonActor): Promise<OutputOf<typeof shiftsClasses.mine>> {
  const { personId } = actor
  const own = await ShiftClasses.find({ teacherId: personId })
    .sort({ startsAt: -1, _id: -1 })
    .limit(MOST_SHOWN)
    .lean<ShiftClass[]>()
  const today = dayOf(now())
  const shifts = await Shifts.find({
    placePath: { $in: scopeOf(actor, teachers) },
    day: { $gte: today, $lte: addDays(today, 13) },
    status: 'planned',
    startsAt: { $gt: now() },
  })
    .sort({ day: 1, from: 1, _id: 1 })
    .limit(400)
    .lean<ShiftRecord[]>()
  const taken = new Set<string>(
    await ShiftClasses.distinct('shiftId', {
      shiftId: { $in: shifts.map(({ _id }) => _id) },
      state: { $in: ['booked', 'confirmed'] },
    }).exec(),
  )
  const free = shifts.filter(({ _id }) => !taken.has(_id)).slice(0, MOST_SHOWN)
  const places = await placesOfShifts(free.map(({ siteId }) => siteId))
  const schools = await schoolsOf(actor)
  return {
    items: await present(actor, own),
    schools,
    offers: free.map((shift) => ({
      shiftId: shift._id,
      name: nameOfSite(places, shift),
      day: shift.day,
      from: shift.from,
      to: shift.to,
    })),
  }
}

/** Schools that one acts for today. */
async function schoolsOf(actor: PersonActor): Promise<{ id: string; name: string }[]> {
  const { items } = await listMine(actor)
  const own = items.filter(({ kinds, role }) => kinds.includes('school') && (role === 'teacher' || role === 'head'))
  return own.map(({ id, name }) => ({ id, name }))
}

/**
 * Books a class; the same id again is answered the same. @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS,
 * CLASS_TAKEN, CLASS_TOO_MANY, SHIFT_CANCELLED, SHIFT_OVER, IDEMPOTENCY_KEY_REUSED
 */
export async function bookClass(actor: PersonActor, input: ParsedOf<typeof shiftsClasses.book>): Promise<ClassVisit> {
  const { id, classId, organisationId, className, pupils } = input
  const { personId } = actor
  const book = (): Promise<ClassVisit> =>
    transaction(async (tx) => {
      const had = await tx.on(ShiftClasses).findOne({ _id: classId })
      if (had && (had.teacherId !== personId || had.shiftId !== id)) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (had) return presentOne(actor, had, tx)
      const shift = await touch(tx, id)
      if (!holdsRole(actor, teachers, shift.placePath)) throw new DomainError('NOT_FOUND')
      const school = await actingFor(actor, organisationId, ['teacher', 'head'], tx)
      if (!school.kinds.includes('school')) throw new DomainError('ORGANISATION_NOT_YOURS')
      const refusal = bookRefusal(shift, now())
      if (refusal) throw new DomainError(refusal)
      const ahead = await tx.on(ShiftClasses).count({ teacherId: personId, state: 'booked', startsAt: { $gt: now() } })
      if (ahead >= MOST_CLASSES) throw new DomainError('CLASS_TOO_MANY')
      const one: ShiftClass = {
        _id: classId,
        shiftId: id,
        siteId: shift.siteId,
        placeId: shift.placeId,
        placePath: shift.placePath,
        day: shift.day,
        startsAt: shift.startsAt,
        endsAt: shift.endsAt,
        organisationId,
        school: school.name,
        className,
        teacherId: personId,
        teacher: (await fullNames([personId])).get(personId) ?? '',
        pupils,
        state: 'booked',
        minutes: 0,
        createdAt: now(),
      }
      await tx.on(ShiftClasses).insert(one)
      if (shift.leadId)
        await notify(tx, shift.leadId, `shiftClasses/${classId}/booked`, {
          kind: 'shift',
          title: '有一个班级要来',
          text: `${school.name}${className}${pupils}人来您带的这一班，老师同行。结束后请报一下来了几人。`,
          link: `/shifts/lead?id=${id}`,
        })
      return presentOne(actor, one, tx)
    })
  try {
    return await book()
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('CLASS_TAKEN') : error
  }
}

async function classIn(tx: Tx, actor: PersonActor, id: string) {
  const one = await tx.on(ShiftClasses).findOne({ _id: id })
  const shift = one && (await requireShift(one.shiftId, tx))
  if (!one || !shift) throw new DomainError('NOT_FOUND')
  const relations = relationsOf(actor, one, shift)
  if (relations.length === 0 && !holdsRole(actor, shiftReaders, one.placePath)) throw new DomainError('NOT_FOUND')
  return { one, shift, relations }
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE, SHIFT_TOO_LATE_TO_CANCEL */
export function cancelClass(actor: PersonActor, { id }: ParsedOf<typeof shiftsClasses.cancel>): Promise<ClassVisit> {
  return transaction(async (tx) => {
    const { one, shift, relations } = await classIn(tx, actor, id)
    if (one.state === 'cancelled' && relations.includes('teacher')) return presentOne(actor, one, tx)
    const step = decide(classMachine, one.state, 'cancel', relations, factsOf(one))
    if (!step.ok) throw new DomainError(step.code)
    const gone = await tx.on(ShiftClasses).findOneAndUpdate({ _id: id, state: 'booked' }, {
      $set: { state: step.to, endedAt: now() },
    } as UpdateQuery<ShiftClass>)
    if (!gone) throw new DomainError('WRONG_STATE')
    if (shift.leadId)
      await notify(tx, shift.leadId, `shiftClasses/${id}/cancelled`, {
        kind: 'shift',
        title: '班级不来了',
        text: `${one.school}${one.className}取消了这一班的预约。`,
        link: `/shifts/lead?id=${shift._id}`,
      })
    return presentOne(actor, gone, tx)
  })
}

/**
 * How many came, by the teacher or by the lead; said again it replaces their own word, until both say the same.
 * @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE, CLASS_NOT_YET, SHIFT_OVER, DECIDES_OWN_CASE for a lead who
 * is the teacher's other account or home
 */
export function countClass(
  actor: PersonActor,
  { id, pupils }: ParsedOf<typeof shiftsClasses.count>,
): Promise<ClassVisit> {
  return transaction(async (tx) => {
    const { one, shift, relations } = await classIn(tx, actor, id)
    const isTeacher = relations.includes('teacher')
    const mine = isTeacher ? one.byTeacher : one.byLead
    if (one.state === 'confirmed' && relations.length > 0 && mine?.pupils === pupils) return presentOne(actor, one, tx)
    const step = decide(classMachine, one.state, 'count', relations, factsOf(one))
    if (!step.ok) throw new DomainError(step.code)
    if (!isTeacher && (await goesToThemselves(actor.personId, { personIds: [one.teacherId] }, tx)))
      throw new DomainError('DECIDES_OWN_CASE')
    const said: ClassCount = { pupils, by: actorId(actor), at: now() }
    const counted: ShiftClass = { ...one, ...(isTeacher ? { byTeacher: said } : { byLead: said }) }
    const settled = decide(classMachine, step.to, 'settle', ['system'], factsOf(counted))
    const minutes = settled.ok ? classMinutes(shift, pupils) : 0
    const after = await tx.on(ShiftClasses).findOneAndUpdate({ _id: id, state: 'booked' }, {
      $set: {
        ...(isTeacher ? { byTeacher: said } : { byLead: said }),
        ...(settled.ok ? { state: settled.to, minutes } : {}),
        ...(settled.ok && minutes > 0 ? { certificate: drawNumber(CLASS_PAPER_KIND) } : {}),
      },
    } as UpdateQuery<ShiftClass>)
    if (!after) throw new DomainError('WRONG_STATE')
    if (!isTeacher)
      await notify(tx, one.teacherId, `shiftClasses/${id}/counted/${said.at.getTime()}`, {
        kind: 'shift',
        title: settled.ok ? '班级人数核实了' : '组长报了人数',
        text: settled.ok
          ? `${one.className}来了${pupils}人，可以下载实践证明。`
          : `组长报${pupils}人${one.byTeacher ? `，您报${one.byTeacher.pupils}人，请和组长对一下` : '，请您也报一下'}。`,
        link: LINK,
      })
    await audit(tx, actor, {
      action: 'shifts.countClass',
      subject: `shifts/${shift._id}`,
      placePath: one.placePath,
      details: { classId: id, pupils, as: isTeacher ? 'teacher' : 'lead' },
    })
    return presentOne(actor, after, tx)
  })
}

/** The class of a shift, for who leads or keeps it. @throws DomainError NOT_FOUND */
export async function showClassOfShift(
  actor: PersonActor,
  { id }: ParsedOf<typeof shiftsClasses.ofShift>,
): Promise<OutputOf<typeof shiftsClasses.ofShift>> {
  const shift = await requireShift(id)
  if (!leadsShift(actor, shift) && !holdsRole(actor, shiftReaders, shift.placePath)) throw new DomainError('NOT_FOUND')
  const found = await ShiftClasses.find({ shiftId: id, state: { $in: ['booked', 'confirmed'] } }).lean<ShiftClass[]>()
  return { item: (await present(actor, found))[0] ?? null }
}

/** A shift was called off: so is its class, and its teacher is told. */
export async function callOffClass(tx: Tx, shiftId: string, said: string, reason: string): Promise<void> {
  const one = await tx
    .on(ShiftClasses)
    .findOneAndUpdate({ shiftId, state: 'booked' }, { $set: { state: 'calledOff', endedAt: now() } })
  if (!one) return
  await notify(tx, one.teacherId, `shiftClasses/${one._id}/calledOff`, {
    kind: 'shift',
    title: '班次取消了，班级不用来了',
    text: `${one.className}预约的${said}取消，原因：${reason}。`,
    link: LINK,
  })
}

/** How many classes came stays with the school; who took them goes. What is still to come is called off. */
export async function eraseClasses(tx: Tx, personId: string, nobody: string): Promise<void> {
  await tx
    .on(ShiftClasses)
    .updateMany(
      { teacherId: personId, state: 'booked', startsAt: { $gt: now() } },
      { $set: { state: 'cancelled', endedAt: now() } },
    )
  await tx.on(ShiftClasses).updateMany({ teacherId: personId }, { $set: { teacherId: nobody, teacher: '' } })
  for (const said of ['byTeacher.by', 'byLead.by'])
    await tx
      .on(ShiftClasses)
      .updateMany({ [said]: personId } as object, { $set: { [said]: nobody } } as UpdateQuery<ShiftClass>)
}

export const exportClasses = async (personId: string): Promise<unknown> =>
  (await ShiftClasses.find({ teacherId: personId }).sort({ startsAt: 1 }).lean<ShiftClass[]>()).map(
    ({ day, school, className, pupils, state, byTeacher, minutes }) => ({
      day,
      school,
      className,
      pupils,
      state,
      came: byTeacher?.pupils ?? null,
      minutes,
    }),
  )

/** Classes still to come or to be counted: their school can't end before. */
export const classesOf = (tx: Tx, organisationId: string): Promise<number> =>
  tx.on(ShiftClasses).count({ organisationId, state: 'booked' })

/** They go along when a school that was registered twice becomes part of the other. */
export const moveClasses = (tx: Tx, fromId: string, intoId: string): Promise<number> =>
  tx.on(ShiftClasses).updateMany({ organisationId: fromId }, { $set: { organisationId: intoId } })
