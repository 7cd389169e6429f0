// Points of trainings by the rule of the city: the day after, and again whenever a result is written down anew.
// Invariants: an attendance has at most one entry that stands; it is written on the result that was seen.
import { DomainError } from '@shared/errors'
import { attendanceFacts } from '@shared/trainings/rules'
import { addDays, dayOf, instantAt } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { defineJob } from '../jobs'
import { earnAct, sameFacts } from '../ledger/acts'
import { settingsOf } from '../places/places'
import { Attendances, TrainingSessions, type AttendanceRecord, type SessionRecord } from './trainings.model'

const MOST = 2_000

/** @returns how many have earned, or earn something else by now */
export async function earnTrainings(): Promise<{ earned: number; later: number }> {
  const due = await Attendances.find({ pointsDue: true, on: { $lt: dayOf(now()) } })
    .sort({ on: 1, _id: 1 })
    .limit(MOST)
    .lean<AttendanceRecord[]>()
  const done = { earned: 0, later: 0 }
  for (const attendance of due)
    try {
      if (await earnOne(attendance)) done.earned += 1
    } catch (error) {
      // changed at this moment: its turn comes with the next run
      if (!(error instanceof DomainError)) throw error
      done.later += 1
    }
  return done
}

async function earnOne(attendance: AttendanceRecord): Promise<boolean> {
  const { _id, result, personId, on } = attendance
  const seen = { _id, result, isApart: attendance.isApart ?? { $exists: false as const } }
  const session = await TrainingSessions.findById(attendance.sessionId).lean<SessionRecord>()
  const facts = attendance.isApart ? [] : attendanceFacts(result, attendance.isTested)
  const before = attendance.earned ?? null
  if (!session || sameFacts(facts, before?.facts ?? [])) {
    await Attendances.updateOne(seen, { $unset: { pointsDue: 1 } } as UpdateQuery<AttendanceRecord>)
    return false
  }
  const { settings } = await settingsOf(session.placePath)
  await earnAct(
    {
      source: 'training',
      facts,
      switchedOn: settings.switches.points,
      at: new Date(instantAt(addDays(on, 1), '00:00').getTime() - 1000),
      verifierId: attendance.recordedBy ?? null,
      personId,
      subject: `trainings/${_id}`,
      placeId: session.placeId,
      placePath: session.placePath,
      why: { template: 'training.earned', params: { title: session.title } },
      because: attendance.isApart ? '这次培训另有用途，不计积分' : '培训结果有更正',
      told: { title: '培训积分', link: '/me/points' },
    },
    before,
    async (tx, earned) => {
      const round = before ? { 'earned.round': before.round } : { earned: { $exists: false } }
      const change = { $set: { earned }, $unset: { pointsDue: 1 } } as UpdateQuery<AttendanceRecord>
      return (await tx.on(Attendances).updateOne({ ...seen, ...round } as object, change)).matched > 0
    },
  )
  return true
}

/** Every hour: trainings of yesterday, and results that were written down since. */
export const earnJob = defineJob({
  name: 'trainings.earnPoints',
  title: '培训积分入账',
  every: 'hour',
  lookBack: 1,
  run: async () => earnTrainings(),
})
