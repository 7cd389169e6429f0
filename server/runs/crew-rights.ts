// Who is crew of a run now: put on it by a dispatcher, and still crew in its area. A role that has ended opens nothing,
// also where a run still names the person; then they come off the runs to come, and may send only what they logged
// before.
import { holdsRole, type Actor, type Role } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { defineJob } from '../jobs'
import { newId } from '../ids'
import { notify } from '../notices/notices'
import { crewOfAnother } from '../organisations/affiliations'
import { putOut, type OutboxRow } from '../outbox'
import { personHoldsRole, staffAt, staffBelow } from '../people/roles'
import { leaveRounds, roundsByIds } from '../pickups/rounds'
import { Runs, type RunRecord } from './runs.model'
import { Stops, type StopRecord } from './stops.model'

type Area = Pick<RunRecord, 'placeId' | 'placePath'>

/** Crew of the run's area: granted at a place above it, at it, or in a part of it. */
export const isCrewIn = (actor: Actor, area: Area): boolean =>
  holdsRole(actor, ['crew'], area.placePath) ||
  (actor.kind === 'person' &&
    actor.grants.some((grant) => grant.role === 'crew' && grant.placePath.includes(area.placeId)))

/** The same of a person who is not acting at the moment. */
export const isCrewOf = async (personId: string, area: Area): Promise<boolean> =>
  (await personHoldsRole(personId, ['crew'], area.placePath)) ||
  (await staffBelow(area.placeId, 'crew')).some((each) => each.personId === personId)

/**
 * Who is put on a run may not be registered with another hauler than its round's; who is with none may. @throws
 * DomainError RUN_CREW_OF_ANOTHER
 */
export async function requireOwnCrew(
  tx: Tx,
  run: Pick<RunRecord, 'roundId' | 'day'>,
  personIds: readonly string[],
): Promise<void> {
  const [round] = await roundsByIds([run.roundId])
  if (!round?.organisationId) return
  const others = await crewOfAnother(personIds, round.organisationId, run.day, tx)
  if (others.length > 0) throw new DomainError('RUN_CREW_OF_ANOTHER', { personIds: others })
}

/** On the run, and still crew there. */
export const isOnRun = (actor: Actor, run: Area & Pick<RunRecord, 'crewIds'>): boolean =>
  actor.kind === 'person' && run.crewIds.includes(actor.personId) && isCrewIn(actor, run)

/** Whether somebody is crew of a stop of this booking now. */
export async function isCrewOfBooking(actor: Actor, bookingId: string): Promise<boolean> {
  if (actor.kind !== 'person' || !actor.grants.some((grant) => grant.role === 'crew')) return false
  const stops = await Stops.find({ bookingId, status: { $ne: 'withdrawn' } }, { runId: 1 }).lean<
    Pick<StopRecord, 'runId'>[]
  >()
  const runs = await Runs.find({ _id: { $in: stops.map((stop) => stop.runId) } }).lean<RunRecord[]>()
  return runs.some((run) => isOnRun(actor, run))
}

/** Of these people, those who are crew in the area now. */
export async function stillCrew(personIds: readonly string[], area: Area): Promise<string[]> {
  const found: string[] = []
  for (const personId of personIds) if (await isCrewOf(personId, area)) found.push(personId)
  return found
}

/** A role ends: afterwards the person comes off rounds and runs, as often as the row is delivered. */
export const onRoleEnded = (tx: Tx, personId: string, role: Role): Promise<void> =>
  role === 'crew' ? putOut(tx, 'leaveRuns', `${personId}:${newId()}`, { personId }) : Promise.resolve()

/**
 * Deliverer of outbox rows `leaveRuns`: who is no longer crew somewhere comes off the rounds and runs to come there.
 */
export async function leaveRuns({ payload }: Pick<OutboxRow, 'payload'>): Promise<void> {
  const { personId } = payload as { personId: string }
  await leaveRounds(personId, (round) => isCrewOf(personId, round))
  const runs = await Runs.find({ crewIds: personId, day: { $gte: dayOf(now()) }, status: { $ne: 'finished' } }).lean<
    RunRecord[]
  >()
  for (const run of runs) await takeOff(run)
}

/** Takes off a run whoever is no longer crew there. Returns how many. */
async function takeOff(seen: RunRecord): Promise<number> {
  const crewIds = await stillCrew(seen.crewIds, seen)
  const gone = seen.crewIds.filter((id) => !crewIds.includes(id))
  if (gone.length === 0) return 0
  const dispatchers = await staffAt(seen.placePath, 'dispatcher')
  return transaction(async (tx) => {
    const at = now()
    const run = await tx.on(Runs).findOneAndUpdate(
      { _id: seen._id, version: seen.version },
      {
        $set: {
          crewIds,
          updatedAt: at,
          formerCrew: [
            ...seen.formerCrew.filter((each) => !gone.includes(each.personId)),
            ...gone.map((personId) => ({ personId, until: at })),
          ],
        },
        $inc: { version: 1 },
      },
    )
    // planned or moved at this very moment: the hourly job looks again
    if (!run) return 0
    for (const personId of dispatchers)
      await notify(tx, personId, `runs/${run._id}/left/${run.version}`, {
        kind: 'work',
        title: '班次少了收运员',
        text: `${run.day} ${run.name}有人不再是收运员，已移出班次，请安排人手。`,
        link: `/board?day=${run.day}`,
      })
    return gone.length
  })
}

/** A role may also end by its date: every hour whoever is no longer crew comes off the runs to come. */
export const clearFormerCrew = defineJob({
  name: 'runs.clearFormerCrew',
  title: '不再是收运员的人移出班次',
  formerly: ['clearFormerCrew'],
  every: 'hour',
  lookBack: 1,
  run: async (hour) => {
    const runs = await Runs.find({
      day: { $gte: hour.slice(0, 10) },
      status: { $ne: 'finished' },
      'crewIds.0': { $exists: true },
    } as object).lean<RunRecord[]>()
    let left = 0
    for (const run of runs) left += await takeOff(run)
    return { runs: runs.length, left }
  },
})
