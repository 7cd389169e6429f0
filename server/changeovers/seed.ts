// Change-overs of the demo city: one in the compound of most demo residents in five days, one in the next compound that
// has just been.
import { addDays, instantAt } from '@shared/time'
import { asOf } from '../clock'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { seedActor } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { createChangeover } from './changeovers'

/** Called once, after places and people. Residents are told by the job, like any others. */
export async function seedChangeovers({ today, progress }: SeedContext): Promise<void> {
  const officer = seedActor('subdistrict-1-feng')
  const make = (label: string, day: string, buildings: string[], note: string) =>
    createChangeover(officer, {
      id: seedId(`changeover:${label}`),
      placeId: seedPlace(label).id,
      day,
      buildings,
      siteId: seedId(`site:${label}:drop1`),
      note,
    })
  await asOf(instantAt(addDays(today, -20), '10:00'), () =>
    make('liuwan/1/2', addDays(today, -6), [], '撤桶后头两周，每晚有志愿者在投放点帮忙。'),
  )
  await make('liuwan/1/1', addDays(today, 5), ['1栋', '2栋'], '楼层旧桶当天由物业统一收走，请不要再放东西。')
  progress('楼层撤桶 2次')
}
