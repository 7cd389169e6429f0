// School classes of the demo city: one that came and waits for the lead's count, one that comes in two days.
import { addDays, addMinutes, type Day } from '@shared/time'
import { insertInBulk } from '../db'
import { seedId } from '../ids'
import { seedOrganisationId } from '../organisations/seed-ids'
import { seedPersonId } from '../people/seed-ids'
import { ShiftClasses, type ShiftClass } from './classes.model'
import { EVENING } from './seed-presence'
import { Shifts, type ShiftRecord } from './shifts.model'

export async function seedClasses(today: Day, siteId: string): Promise<void> {
  const teacherId = seedPersonId('field-10-jin')
  const of = async (day: Day, className: string, pupils: number): Promise<ShiftClass[]> => {
    const shift = await Shifts.findOne({ siteId, day, from: { $gte: EVENING } }).lean<ShiftRecord>()
    if (!shift) return []
    const { _id: shiftId, placeId, placePath, startsAt, endsAt } = shift
    return [
      {
        _id: seedId(`shiftClass:${className}`),
        shiftId,
        siteId,
        placeId,
        placePath,
        day,
        startsAt,
        endsAt,
        organisationId: seedOrganisationId('school'),
        school: '清川市柳湾小学',
        className,
        teacherId,
        teacher: '金老师',
        pupils,
        ...(day < today ? { byTeacher: { pupils: pupils - 1, by: teacherId, at: endsAt } } : {}),
        state: 'booked',
        minutes: 0,
        createdAt: addMinutes(startsAt, -5 * 24 * 60),
      },
    ]
  }
  await insertInBulk(ShiftClasses, [
    ...(await of(addDays(today, -2), '四年级2班', 32)),
    ...(await of(addDays(today, 2), '五年级1班', 28)),
  ])
}
