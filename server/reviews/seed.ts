// Links of the demo city: a household without an account may answer in its own case. Through the operation; nobody has
// the link, which is shown once.
import { seedId } from '../ids'
import { seedActor } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { sendReviewLink } from './reviews-links'
import { Reviews, type ReviewRecord } from './reviews.model'

/** Called once, after what the others have asked is taken in. */
export async function seedReviews(): Promise<void> {
  const officer = seedActor('subdistrict-1-feng')
  const open = await Reviews.find({
    status: 'open',
    placePath: seedPlace('liuwan').id,
    'householdIds.0': { $exists: true },
    kind: { $in: ['pickupContest', 'rewardDispute', 'complaint'] },
  })
    .sort({ _id: 1 })
    .limit(2)
    .lean<ReviewRecord[]>()
  for (const [index, { kind, subjectId, householdIds }] of open.entries()) {
    const [household = ''] = householdIds
    const party = { kind: 'household' as const, id: household }
    await sendReviewLink(officer, { id: seedId(`link:${index}`), kind, subjectId, party, days: 7 + index * 7 })
  }
}
