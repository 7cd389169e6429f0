// One's own case: looked at, answered, worked off at the bins on a trainee's place. Invariants: nobody sees another's;
// only who has said yes takes a place, in time and in the area of the case.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { decide } from '@shared/machine'
import { dayOf, instantAt } from '@shared/time'
import type { MyWorkoff, workoffs } from '@shared/workoffs/contract'
import { workoffMachine } from '@shared/workoffs/machine'
import type { UpdateQuery } from 'mongoose'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { onceInShift, prepareSeat } from '../shifts/shifts'
import { bookTrainee, offersToTrainees } from '../shifts/trainees'
import { comingSessions } from '../trainings/apart'
import { factsOf } from './counting'
import { presentMine } from './present'
import { WorkoffCases, type WorkoffCase } from './workoffs.model'

const MOST = 20

/** The latest first. */
export async function listMine({ personId }: PersonActor): Promise<OutputOf<typeof workoffs.mine>> {
  const found = await WorkoffCases.find({ personId })
    .sort({ referredAt: -1, _id: -1 })
    .limit(MOST)
    .lean<WorkoffCase[]>()
  const items: MyWorkoff[] = []
  for (const one of found) items.push(await presentMine(one))
  return { items }
}

async function ownCase(tx: Tx, { personId }: PersonActor, id: string): Promise<WorkoffCase> {
  const one = await tx.on(WorkoffCases).findOne({ _id: id, personId })
  if (!one) throw new DomainError('NOT_FOUND')
  return one
}

/** Takes part, or rather pays; again changes nothing. @throws DomainError NOT_FOUND, WRONG_STATE, WORKOFF_OVER */
export function answerWorkoff(
  actor: PersonActor,
  { id, answer }: ParsedOf<typeof workoffs.answer>,
): Promise<MyWorkoff> {
  return transaction(async (tx) => {
    const one = await ownCase(tx, actor, id)
    if (answer === 'accept' ? one.state === 'working' : one.returnedWhy === 'declined') return presentMine(one, tx)
    const step = decide(workoffMachine, one.state, answer, ['person'], factsOf(one, one.minutes))
    if (!step.ok) throw new DomainError(step.code)
    const set =
      answer === 'accept'
        ? { acceptedAt: one.acceptedAt ?? now() }
        : { returnedWhy: 'declined', reason: '本人选择缴纳罚款' }
    const after = await tx
      .on(WorkoffCases)
      .findOneAndUpdate({ _id: id, state: one.state }, { $set: { ...set, state: step.to } } as UpdateQuery<WorkoffCase>)
    if (!after) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: answer === 'accept' ? 'workoffs.accept' : 'workoffs.decline',
      subject: `workoffs/${id}`,
      placePath: one.placePath,
    })
    return presentMine(after, tx)
  })
}

/** A case is worked off in its subdistrict. */
const areaOf = ({ placePath }: WorkoffCase): string[] => placePath.slice(0, 3)
const areaId = (one: WorkoffCase): string => areaOf(one).at(-1) ?? one.placeId

/** @throws DomainError NOT_FOUND, WRONG_STATE unless it is being worked off */
export async function listOffers(
  { personId }: PersonActor,
  { id }: ParsedOf<typeof workoffs.offers>,
): Promise<OutputOf<typeof workoffs.offers>> {
  const one = await WorkoffCases.findOne({ _id: id, personId }).lean<WorkoffCase>()
  if (!one) throw new DomainError('NOT_FOUND')
  if (one.state !== 'working') throw new DomainError('WRONG_STATE')
  const sessions = await comingSessions(areaOf(one), instantAt(one.dueOn, '24:00'))
  return {
    shifts: await offersToTrainees(areaId(one), one.dueOn, personId),
    trainings: sessions.map(({ startsAt, endsAt, ...rest }) => ({
      ...rest,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
    })),
  }
}

/**
 * Takes a trainee's place at a shift; sent again it takes nothing more. @throws DomainError NOT_FOUND, WRONG_STATE,
 * WORKOFF_OVER, WORKOFF_NOT_HERE, and what `bookTrainee` says
 */
export async function bookForWorkoff(
  actor: PersonActor,
  { id, shiftId, bookingId }: ParsedOf<typeof workoffs.book>,
): Promise<MyWorkoff> {
  const { personId } = actor
  if (!(await WorkoffCases.exists({ _id: id, personId }))) throw new DomainError('NOT_FOUND')
  await prepareSeat(shiftId, personId)
  return onceInShift(() =>
    transaction(async (tx) => {
      const one = await ownCase(tx, actor, id)
      if (one.bookingIds.includes(bookingId)) return presentMine(one, tx)
      if (one.state !== 'working') throw new DomainError('WRONG_STATE')
      if (factsOf(one, one.minutes).isPast) throw new DomainError('WORKOFF_OVER')
      const { placePath, day } = await bookTrainee(tx, { shiftId, bookingId, personId })
      if (!placePath.includes(areaId(one)) || day > one.dueOn || day < dayOf(now()))
        throw new DomainError('WORKOFF_NOT_HERE')
      const after = await tx.on(WorkoffCases).findOneAndUpdate({ _id: id, state: 'working' }, {
        $addToSet: { bookingIds: bookingId },
      } as UpdateQuery<WorkoffCase>)
      if (!after) throw new DomainError('WRONG_STATE')
      return presentMine(after, tx)
    }),
  )
}
