// What farms of the demo city have brought back: some weeks of the shop of the villages' subdistrict, through the
// operation.
import { addDays } from '@shared/time'
import type { FarmThing } from '@shared/farm/vocabulary'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { seedActor } from '../people/seed-ids'
import { sitesTaking } from '../places/sites'
import { seedPlace } from '../places/seed-ids'
import { recordFarmReturn } from './farm'

const RETURNS: readonly [ago: number, thing: FarmThing, amount: number, rewardFen: number, depositFen: number][] = [
  [24, 'bottle', 36, 720, 0],
  [20, 'film', 42_500, 4_250, 0],
  [17, 'bag', 60, 600, 0],
  [12, 'bottle', 18, 0, 1_800],
  [9, 'film', 16_000, 1_600, 0],
  [5, 'bag', 45, 450, 0],
  [2, 'bottle', 27, 540, 0],
  [0, 'film', 8_300, 830, 0],
]

/** Called once, after places and people. */
export async function seedFarm({ today, progress }: SeedContext): Promise<void> {
  const [site] = await sitesTaking('return_to_shop', [seedPlace('huaiyin/2').id], 1)
  if (!site) throw new Error('no shop in 槐荫')
  const worker = seedActor('community-3-he')
  for (const [ago, thing, amount, rewardFen, depositFen] of RETURNS) {
    const id = seedId(`farm:${ago}:${thing}`)
    const fields = { siteId: site._id, day: addDays(today, -ago), thing, amount, rewardFen, depositFen, note: '' }
    await recordFarmReturn(worker, { id, ...fields })
  }
  progress(`农资回收 ${RETURNS.length}次`)
}
