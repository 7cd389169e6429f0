// Rate cards of the demo city: one in force over all seeded months, and one of a coming month that waits for its second
// person. The figures are ours: 偃师方案 2022 asks for a metered fee and names no rate.
import { addDays, instantAt, monthOf, type Day } from '@shared/time'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { RateCards, type RateCardDocument } from './bills.model'

const SOURCE = '演示费率，不是任何城市的收费标准'
const TONNE = 1_000_000

export async function seedRates(today: Day): Promise<void> {
  const city = seedPlace('qingchuan')
  const writer = seedPersonId('city-1-xu')
  const card = (key: string, fields: Partial<RateCardDocument>): RateCardDocument => ({
    _id: seedId(`manifest rates ${key}`),
    placeId: city.id,
    placePath: city.path,
    validFrom: `${Number(today.slice(0, 4)) - 1}-01-01`,
    content: {
      baseFen: 2000,
      kinds: [
        {
          kind: 'foodWaste',
          tiers: [
            { upToGrams: 3 * TONNE, fenPerTonne: 8000 },
            { upToGrams: null, fenPerTonne: 12_000 },
          ],
        },
        { kind: 'usedOil', tiers: [{ upToGrams: null, fenPerTonne: 0 }] },
      ],
    },
    source: SOURCE,
    version: 1,
    state: 'published',
    updatedAt: instantAt(addDays(today, -400), '10:00'),
    updatedBy: writer,
    writtenBy: [writer],
    publishedBy: seedPersonId('city-4-lu'),
    ...fields,
  })
  const { publishedBy: _nobody, ...waiting } = card('next', {
    // far enough that it is still to come on whatever day the city begins
    validFrom: `${monthOf(addDays(today, 62))}-01`,
    content: {
      baseFen: 2000,
      kinds: [
        {
          kind: 'foodWaste',
          tiers: [
            { upToGrams: 2 * TONNE, fenPerTonne: 8000 },
            { upToGrams: null, fenPerTonne: 15_000 },
          ],
        },
      ],
    },
    state: 'proposed',
    updatedAt: instantAt(addDays(today, -2), '15:00'),
  })
  await RateCards.insertMany([card('now', {}), waiting])
}
