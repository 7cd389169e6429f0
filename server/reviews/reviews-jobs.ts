// Every hour, for every kind of question: what was asked before this room existed is taken in, and what is late goes up
// to the city, once a round; the person is told.
import { showDue } from '@shared/reviews/rules'
import { instantAt, type Clock } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { transaction } from '../db'
import { defineJob } from '../jobs'
import { notify } from '../notices/notices'
import { staffAt } from '../people/roles'
import { kindNames, kindOf } from './kinds'
import { Reviews, type ReviewRecord } from './reviews.model'
import { takeIn } from './reviews'

/** Takes in the open questions of every feature; those that are here already stay as they are. */
export async function takeInBacklog(): Promise<number> {
  let taken = 0
  for (const name of kindNames())
    for (const opening of await kindOf(name).backlog()) {
      await takeIn(name, opening)
      taken += 1
    }
  return taken
}

export const reviewsLate = defineJob({
  name: 'reviews.escalateLate',
  title: '超期未办的异议、投诉和核查上报',
  formerly: ['reviewsLate'],
  every: 'hour',
  lookBack: 1,
  run: async (slot) => {
    await takeInBacklog()
    const late = await Reviews.find({
      status: 'open',
      dueAt: { $ne: null, $lte: instantOf(slot) },
      escalatedAt: { $exists: false },
    } as object)
      .sort({ dueAt: 1, _id: 1 })
      .limit(500)
      .lean<ReviewRecord[]>()
    let told = 0
    for (const review of late) told += await escalate(review)
    return { late: late.length, told }
  },
})

/** "2026-12-02T10" → the instant at which that hour begins. */
const instantOf = (slot: string): Date => instantAt(slot.slice(0, 10), `${slot.slice(11, 13)}:00` as Clock)

async function escalate(review: ReviewRecord): Promise<number> {
  const kind = kindOf(review.kind)
  const officers = new Set([
    ...(await staffAt(review.placePath, 'subdistrictOfficer')),
    ...(await staffAt(review.placePath, 'cityOfficer')),
  ])
  const cause = `reviews/${review._id}/${review.round}/late`
  return transaction(async (tx) => {
    const { matched } = await tx
      .on(Reviews)
      .updateOne({ _id: review._id, status: 'open', round: review.round, escalatedAt: { $exists: false } }, {
        $set: { escalatedAt: now() },
        $push: { history: { at: now(), action: 'late', by: 'system:reviews', text: '' } },
      } as UpdateQuery<ReviewRecord>)
    if (matched === 0 || !review.dueAt) return 0
    for (const personId of officers)
      await notify(tx, personId, cause, {
        kind: 'work',
        title: `${kind.title}${kind.verb}超期`,
        text: `${review.headline}，应在${showDue(review.dueAt)}前${kind.verb}，已超期，请督促。`,
        link: kind.deskLink(review),
      })
    if (kind.tellsLate)
      for (const personId of await kind.askers(tx, review))
        await notify(tx, personId, `${cause}/sorry`, {
          kind: kind.noticeKind,
          title: `对不起，${kind.verb}迟了`,
          text: `您的${kind.title}还没有${kind.verb}，已经催办并上报，${kind.verb}后马上告诉您。`,
          link: kind.askerLink(review),
        })
    return officers.size
  })
}
