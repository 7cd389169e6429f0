// What the demo city's companies have handed in of the last three months. The figures are invented.
import type { SocialClass } from '@shared/manifests/social-contract'
import { addMonths, instantAt, lastDayOf, monthOf, type Day } from '@shared/time'
import { seedOrganisationId } from '../organisations/seed-ids'
import { seedPersonId } from '../people/seed-ids'
import { SocialReports, type SocialReport } from './social.model'

const TONNE = 1_000_000

/** Tonnes of an ordinary month. */
const ORDINARY: readonly [company: string, of: SocialClass, tonnes: number, note: string][] = [
  ['hauler-1', 'urban', 6840, '焚烧厂过磅单合计'],
  ['hauler-2', 'rural', 1260, '转运站过磅单合计'],
  ['hauler-2', 'construction', 2150, '装修垃圾，分拣中心过磅单合计'],
  ['hauler-1', 'garden', 186, '园林绿化修剪，粉碎点过磅'],
  ['sorter-1', 'laboratory', 0.42, '学校实验室废液，转移联单合计'],
  ['sorter-1', 'garage', 3.6, '汽修门店废机油、废滤芯，转移联单合计'],
  ['disposer', 'sludge', 940, '污水处理厂脱水污泥，接收单合计'],
  ['sorter-4', 'lowValue', 78, '废玻璃、废织物，交售单合计'],
]
/** Per mille of an ordinary month, the last one first. */
const MONTHS = [1000, 965, 1040]
const SUBSIDY_FEN_PER_TONNE = 12_000

export async function seedSocial(today: Day): Promise<void> {
  const reports = MONTHS.flatMap((share, back) => {
    const month = addMonths(monthOf(today), -1 - back)
    return ORDINARY.map(([company, of, tonnes, note]): SocialReport => {
      const organisationId = seedOrganisationId(company)
      const grams = Math.round((tonnes * TONNE * share) / 1000)
      return {
        _id: `${organisationId}:${month}:${of}`,
        organisationId,
        month,
        class: of,
        grams,
        subsidyFen: of === 'lowValue' ? Math.round((grams / TONNE) * SUBSIDY_FEN_PER_TONNE) : null,
        note,
        version: 1,
        by: seedPersonId('city-1-xu'),
        at: instantAt(lastDayOf(month), '16:00'),
      }
    })
  })
  await SocialReports.create(reports)
}
