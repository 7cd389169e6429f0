// Trainings of the demo city: the guides' of two months ago, which the guide has passed, and one for volunteers that is
// to come.
import { addDays, instantAt } from '@shared/time'
import { validUntil } from '@shared/trainings/rules'
import type { SeedContext } from '../feature'
import { now } from '../clock'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { Attendances, TrainingSessions, type SessionRecord } from './trainings.model'

/** Called once, after people. */
export async function seedTrainings({ today, progress }: SeedContext): Promise<void> {
  const [past, next] = [addDays(today, -60), addDays(today, 3)]
  const { id: placeId, path: placePath } = seedPlace('liuwan')
  const common = { placeId, placePath, lecturerIds: [seedPersonId('field-11-wei')], version: 0, createdAt: now() }
  const sessions: SessionRecord[] = [
    {
      ...common,
      _id: seedId('training:guide'),
      title: '引导员上岗培训',
      kind: 'guide',
      room: '柳湾街道会议室',
      startsAt: instantAt(past, '14:00'),
      endsAt: instantAt(past, '17:00'),
      capacity: 40,
      signedIn: 1,
      isTested: true,
      validMonths: 12,
      status: 'planned',
    },
    {
      ...common,
      _id: seedId('training:volunteer'),
      title: '晚间桶边督导怎么做',
      kind: 'volunteer',
      room: '柳湾社区活动室',
      startsAt: instantAt(next, '19:00'),
      endsAt: instantAt(next, '20:30'),
      capacity: 60,
      signedIn: 0,
      isTested: false,
      validMonths: null,
      status: 'planned',
    },
  ]
  const personId = seedPersonId('field-03-qin')
  await TrainingSessions.insertMany(sessions)
  await Attendances.insertMany([
    {
      _id: `${seedId('training:guide')}:${personId}`,
      sessionId: seedId('training:guide'),
      personId,
      kind: 'guide',
      on: past,
      at: instantAt(past, '13:50'),
      how: 'code',
      result: 'passed',
      isTested: true,
      validUntil: validUntil(past, 12),
      recordedBy: seedPersonId('field-11-wei'),
      recordedAt: instantAt(past, '17:00'),
    },
  ])
  progress(`培训 ${sessions.length}场`)
}
