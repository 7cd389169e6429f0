// Who has taught whom, for features that keep teachers and judges apart.
import type { Day } from '@shared/time'
import { Attendances, TrainingSessions, type AttendanceRecord } from './trainings.model'

/** Whether somebody was the lecturer of a session that one of these people attended since a day. */
export async function hasTrained(lecturerId: string, personIds: readonly string[], since: Day): Promise<boolean> {
  const attended = await Attendances.find(
    { personId: { $in: [...personIds] }, on: { $gte: since } },
    { sessionId: 1 },
  ).lean<Pick<AttendanceRecord, 'sessionId'>[]>()
  if (attended.length === 0) return false
  const sessions = attended.map(({ sessionId }) => sessionId)
  return (await TrainingSessions.exists({ _id: { $in: sessions }, lecturerIds: lecturerId })) !== null
}
