// What was attended instead of something that is owed: it is counted there, and earns no points. And what is on soon.
import { countedMinutes, type Counted } from '@shared/shifts/hours'
import { qualifies } from '@shared/trainings/rules'
import type { Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import type { Tx } from '../db'
import { placeNames } from '../people/people'
import { Attendances, TrainingSessions, type AttendanceRecord, type SessionRecord } from './trainings.model'

/** The most that one session counts: half a day. */
const MOST_MINUTES = 240
const MOST_SHOWN = 20

export type AttendedSession = {
  id: string
  title: string
  day: Day
  startsAt: Date
  endsAt: Date
  /** False: a test is still to be passed, or was not. */
  counts: boolean
  counted: Counted
}

/** Sessions that a person attended in some days and that are over, with their minutes; the earliest first. */
export async function attendedBy(
  personId: string,
  { from, to }: { from: Day; to: Day },
  tx?: Tx,
): Promise<AttendedSession[]> {
  const filter = { personId, on: { $gte: from, $lte: to } }
  const own = tx ? await tx.on(Attendances).find(filter) : await Attendances.find(filter).lean<AttendanceRecord[]>()
  const ids = { _id: { $in: own.map(({ sessionId }) => sessionId) } }
  const sessions = tx
    ? await tx.on(TrainingSessions).find(ids)
    : await TrainingSessions.find(ids).lean<SessionRecord[]>()
  return own
    .flatMap((attendance): AttendedSession[] => {
      const session = sessions.find(({ _id }) => _id === attendance.sessionId)
      if (!session || session.endsAt > now()) return []
      const { title, startsAt, endsAt } = session
      // who was written on a paper list was there when it began
      const came = attendance.how === 'code' ? attendance.at : startsAt
      const counted = countedMinutes({ startsAt, endsAt, maxMinutes: MOST_MINUTES }, { in: came, out: null })
      const counts = qualifies(attendance.result, session.isTested)
      return [{ id: attendance._id, title, day: attendance.on, startsAt, endsAt, counts, counted }]
    })
    .sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}

/** These attendances earn no points: what they had earned goes back with the next run. Again changes nothing. */
export const keepApart = (tx: Tx, ids: readonly string[]): Promise<unknown> =>
  tx.on(Attendances).updateMany({ _id: { $in: [...ids] }, isApart: { $exists: false } }, {
    $set: { isApart: true, pointsDue: true },
  } as UpdateQuery<AttendanceRecord>)

export type ComingSession = { id: string; title: string; place: string; startsAt: Date; endsAt: Date }

/**
 * Sessions that are still to come and have room, the next first: those of an area, and those of the places above it.
 * @param path from the city to the area
 */
export async function comingSessions(path: readonly string[], until: Date): Promise<ComingSession[]> {
  const at = now()
  const found = await TrainingSessions.find({
    placePath: path[0] ?? '',
    $or: [{ placePath: path.at(-1) ?? '' }, { placeId: { $in: [...path] } }],
    startsAt: { $gt: at, $lte: until },
    status: 'planned',
    $expr: { $lt: ['$signedIn', '$capacity'] },
  })
    .sort({ startsAt: 1, _id: 1 })
    .limit(MOST_SHOWN)
    .lean<SessionRecord[]>()
  const names = await placeNames(found.map(({ placeId }) => placeId))
  return found.map(({ _id, title, room, placeId, startsAt, endsAt }) => ({
    id: _id,
    title,
    place: [names.get(placeId) ?? '', room].filter(Boolean).join(' '),
    startsAt,
    endsAt,
  }))
}
