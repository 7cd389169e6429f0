// Who asks to be let into a household in the demo city: one by a card that was found, one by naming the room. Both wait
// for the community of 柳湾, as they would: through the operations.
import { seedId } from '../ids'
import { claimHousehold } from './claims'
import { readableCode } from './household-records'
import { HouseholdCodes } from './households.model'
import { askToJoin } from './join-requests'
import { seedActor, seedHouseholds, type SeedHousehold } from './seed-ids'

/** Called once, after the households are there. */
export async function seedAsking(): Promise<void> {
  const [first, second] = seedHouseholds().filter(isEmptyHere)
  if (!first || !second) throw new Error('nobody can ask')
  const code = await HouseholdCodes.findOne({ householdId: first.id, active: true }).lean()
  if (!code) throw new Error('a household without a card')
  await claimHousehold(seedActor('field-10-jin'), { id: seedId('claim:jin'), code: readableCode(code).typed })
  await askToJoin(seedActor('field-11-wei'), {
    id: seedId('ask:wei'),
    placeId: second.place.id,
    ...second.parts,
    note: '上月搬来，房东没有留下户卡。',
  })
}

const isEmptyHere = ({ members, place }: SeedHousehold): boolean => members.length === 0 && place.label === 'liuwan/1/3'
