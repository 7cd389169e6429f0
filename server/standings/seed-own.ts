// What the demo city has set for the kinds that are not ranked without it: rules of its own, in force before the first
// list, one version that waits for a second person, and months of 分类企业 that were declared and checked.
import { addMonths, instantAt, monthOf, type Day, type Month } from '@shared/time'
import { defaultStandingRules, offeredFormulas } from '@shared/standings/standing-rules'
import { asOf, now } from '../clock'
import { seedId } from '../ids'
import { seedOrganisationId } from '../organisations/seed-ids'
import { seedActor, seedPersonId } from '../people/seed-ids'
import { seedNumber } from '../places/seed-ids'
import { EnterpriseMonths, type EnterpriseMonthRecord } from './enterprises.model'
import { decideRules, listRules, proposeRules } from './rules'

const MONTHS = 9

/** In force from the first month that hangs. */
export async function seedOwnRules(first: Month): Promise<void> {
  const rules = {
    ...defaultStandingRules,
    weights: { ...defaultStandingRules.weights, street: offeredFormulas.street },
    company: offeredFormulas.company,
    enterprise: offeredFormulas.enterprise,
  }
  const proposal = {
    version: 2,
    from: first,
    rules,
    reason: '沿街商铺、物业公司和分类企业也参加排名，先用系统给出的分值',
  }
  await asOf(instantAt(`${first}-08`, '10:00'), () => proposeRules(seedActor('city-1-xu'), proposal))
  await asOf(instantAt(`${first}-10`, '15:30'), () =>
    decideRules(seedActor('city-4-lu'), { version: 2, outcome: 'inForce', reason: '同意，试行半年再看' }),
  )
}

/** Waits for a second person. */
export async function seedProposedRules(): Promise<void> {
  const { current, nextFrom } = await listRules(seedActor('city-1-xu'))
  await proposeRules(seedActor('city-1-xu'), {
    version: 3,
    from: nextFrom,
    rules: { ...current, sample: { ...defaultStandingRules.sample, bags: 120 } },
    reason: '每个小区多看二十袋，范围能窄一些',
  })
}

/** What is recycled of a hundred tonnes, and how far what is declared lies above what is verified, in percent. */
const ENTERPRISES: readonly [key: string, tonnes: number, rate: number, over: number][] = [
  ['sorter-1', 420, 41, 2],
  ['sorter-2', 300, 38, 9],
  ['sorter-3', 260, 29, 3],
  ['sorter-4', 180, 33, 27],
  ['hauler-2', 350, 37, 4],
]

/** Declared on the first and checked on the second day of the next month; the newest one waits. */
export async function seedEnterprises(area: string, today: Day): Promise<void> {
  const newest = addMonths(monthOf(today), -1)
  const records = Array.from({ length: MONTHS }, (_unused, ago) => addMonths(newest, -ago)).flatMap((month, ago) =>
    ENTERPRISES.map(([key, tonnes, rate, over], at): EnterpriseMonthRecord => {
      const handled = tonnes * 1_000 + seedNumber(`handled:${key}:${month}`, 40_000)
      const verified = Math.round((handled * (rate * 10 + seedNumber(`rate:${key}:${month}`, 20) - 10)) / 1_000)
      const next = addMonths(month, 1)
      const isRefused = key === 'sorter-2' && ago === 4
      const checkedAt = instantAt(`${next}-02`, '10:20')
      return {
        _id: seedId(`standing-enterprise:${key}:${month}`),
        area,
        organisationId: seedOrganisationId(key),
        month,
        handled,
        declared: Math.round((verified * (100 + over)) / 100),
        declaredBy: seedPersonId(at % 2 === 0 ? 'city-1-xu' : 'city-4-lu'),
        declaredAt: instantAt(`${next}-01`, '00:00') > now() ? now() : instantAt(`${next}-01`, '00:00'),
        check:
          checkedAt > now() || (ago === 0 && at > 2)
            ? null
            : {
                verified: isRefused ? null : verified,
                penalties: 0,
                note: isRefused ? '两次上门都不让看地磅记录' : '核对了地磅记录和再生资源的销售单据',
                by: seedPersonId(at % 2 === 0 ? 'city-4-lu' : 'city-1-xu'),
                at: checkedAt,
              },
      }
    }),
  )
  await EnterpriseMonths.insertMany(records)
}
