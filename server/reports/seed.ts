// What people of the demo city complain about: one that waits and was handed on to the dispatcher, one answered, one
// taken up again. Through the operations, so that numbers, days and notices are what they would be.
import { seedId } from '../ids'
import type { SeedContext } from '../feature'
import { actingAs, seedActor, seedHousehold, seedHouseholds } from '../people/seed-ids'
import { answerComplaint, fileComplaint, noteComplaint, reopenComplaint } from './complaints'
import { seedSpot } from './seed-spot'

/** Called once, after runs. */
export async function seedReports({ progress }: SeedContext): Promise<void> {
  const missed = seedId('complaint:missed')
  await fileComplaint(seedActor('field-01-sun'), {
    id: missed,
    about: 'pickup',
    placeId: seedHousehold('liuwan/1/2', 0).place.id,
    // the pickup of the day before, which nobody came for
    bookingId: seedId('booking:cast:liuwan/1/2:0:-1'),
    text: '昨天约的旧家电一直没有人来收，东西在楼道里放了一天，请尽快安排。',
  })
  await noteComplaint(seedActor('community-1-wu'), {
    id: missed,
    noteId: seedId('complaint:missed:note'),
    text: '住户说下午都在家，请看一下补收排在哪一天。',
    to: 'dispatcher',
  })
  const fee = seedId('complaint:fee')
  await fileComplaint(actingAs(neighbourIn('liuwan/1/2')), {
    id: fee,
    about: 'fee',
    placeId: seedHousehold('liuwan/1/2', 0).place.id,
    text: '上门时说六楼没有电梯要加搬运费，预约的时候没有看到这一条。',
  })
  await answerComplaint(seedActor('community-1-wu'), {
    id: fee,
    outcome: 'notUpheld',
    text: '价目里写明五层以上没有电梯的加收搬运费，预约确认页上也有这一项，已当面向您说明。',
  })
  const hours = seedId('complaint:hours')
  const person = actingAs(neighbourIn('liuwan/1/1'))
  await fileComplaint(person, {
    id: hours,
    about: 'staff',
    placeId: seedHousehold('liuwan/1/1', 0).place.id,
    text: '公告栏写的开放时间和实际的不一样，白跑了两趟。',
  })
  await answerComplaint(seedActor('community-1-wu'), {
    id: hours,
    outcome: 'partly',
    text: '公告栏上是旧的时间，已经换成新的。',
  })
  await reopenComplaint(person, { id: hours, text: '今天去看，北门那一块还没有换。' })
  progress(`投诉 3件，随手拍 ${await seedSpot()}件`)
}

/** Of the first household there with a member who is nobody of the cast. */
function neighbourIn(label: string): string {
  const found = seedHouseholds().find(
    ({ place, members, demoKey }) => place.label === label && members.length > 0 && !demoKey,
  )
  if (!found?.members[0]) throw new Error(`nobody lives in ${label}`)
  return found.members[0]
}
