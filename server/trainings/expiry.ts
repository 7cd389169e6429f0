// Guides are told two weeks before their training ends, so that it blocks no shift unawares.
import { addDays, showDay, type Day } from '@shared/time'
import { WARN_DAYS, hasQualified } from '@shared/trainings/rules'
import { trainingKindNames } from '@shared/trainings/vocabulary'
import { transaction } from '../db'
import { defineJob } from '../jobs'
import { notify } from '../notices/notices'
import { Attendances, type AttendanceRecord } from './trainings.model'

/** Tells whose qualification ends two weeks after a day and who has no later one; again tells nobody twice. */
export async function warnExpiring(day: Day): Promise<{ told: number }> {
  const last = addDays(day, WARN_DAYS)
  const ending = await Attendances.find({ validUntil: last }).lean<AttendanceRecord[]>()
  let told = 0
  for (const { _id, personId, kind } of ending) {
    const own = await Attendances.find({ personId, kind }).lean<AttendanceRecord[]>()
    if (!hasQualified(own, last) || hasQualified(own, addDays(last, 1))) continue
    const text = `您的“${trainingKindNames[kind]}”培训${showDay(last)}到期，过后不能再上岗，请在到期前再参加一次。`
    const words = { kind: 'shift', title: '培训快到期了', text, link: '/trainings/mine' } as const
    await transaction((tx) => notify(tx, personId, `trainings/${_id}/ends/${last}`, words))
    told += 1
  }
  return { told }
}

export const expiryJob = defineJob({
  name: 'trainings.warnExpiring',
  title: '培训到期前提醒',
  every: 'day',
  at: '08:00',
  lookBack: 3,
  run: async (day) => warnExpiring(day),
})
