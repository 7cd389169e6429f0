// What the demo city has set for the kinds that are not ranked without it: rules of its own, in force before the first
// list, one version that waits for a second person, and months of 分类企业 that were declared and checked.
import { addDays, addMonths, instantAt, monthOf, type Day, type Month } from '@shared/time'
import { defaultStandingRules, offeredFormulas } from '@shared/standings/standing-rules'
import type { CreditGrade } from '@shared/standings/credit'
import { asOf, now } from '../clock'
import { seedId } from '../ids'
import { organisationNames } from '../organisations/names'
import { seedOrganisationId } from '../organisations/seed-ids'
import { seedActor, seedPersonId } from '../people/seed-ids'
import { seal } from '../field-cipher'
import { seedNumber, seedPlace, seedPlaces } from '../places/seed-ids'
import { Nominees, Programmes, type NomineeRecord, type ProgrammeRecord } from './awards.model'
import { CreditRatings, type CreditRecord } from './credit.model'
import { EnterpriseMonths, type EnterpriseMonthRecord } from './enterprises.model'
import { decideRules, listRules, proposeRules } from './rules'

const MONTHS = 9

const seedPlaceName = (label: string): string => seedPlaces().find((place) => place.label === label)?.name ?? ''
const seedPlaceCalled = (name: string): string => seedPlaces().find((place) => place.name === name)?.id ?? ''

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

const CREDIT: readonly [key: string, grade: CreditGrade, basis: string][] = [
  ['factory-2', 'honest', '全年监测达标，污水处理记录完整，没有处罚和投诉查实'],
  ['disposer', 'good', '全年监测达标，一次台账填报迟了，已经补齐'],
  ['factory-1', 'warned', '一次无组织排放超标，已经整改，复测达标'],
  ['factory-3', 'warned', '两次扬尘管控不到位，责令改正后完成'],
]

/** Of last year published, of this year one in every state that there is. */
export async function seedCredit(area: string, today: Day): Promise<void> {
  const year = Number(today.slice(0, 4))
  const names = await organisationNames(CREDIT.map(([key]) => seedOrganisationId(key)))
  const record = ([key, grade, basis]: (typeof CREDIT)[number], of: number, ratedOn: Day): CreditRecord => ({
    _id: seedId(`standing-credit:${key}:${of}`),
    area,
    organisationId: seedOrganisationId(key),
    name: names.get(seedOrganisationId(key)) ?? '',
    year: String(of),
    grade,
    basis,
    status: 'proposed',
    ratedBy: seedPersonId('city-1-xu'),
    ratedAt: instantAt(ratedOn, '10:00'),
    objectUntil: null,
    publishedOn: null,
    objection: null,
  })
  const confirmed = (on: Day) => ({
    by: seedPersonId('city-4-lu'),
    at: instantAt(on, '15:00'),
    reason: '核对了监测和执法记录',
  })
  const before = CREDIT.map((of): CreditRecord => ({
    ...record(of, year - 1, `${year - 1}-12-01`),
    status: 'published',
    confirmed: confirmed(`${year - 1}-12-03`),
    objectUntil: `${year - 1}-12-10`,
    publishedOn: `${year - 1}-12-11`,
  }))
  const [first, second] = CREDIT
  const rated = addDays(today, -5)
  const running = [
    ...(first
      ? [
          {
            ...record(first, year, rated),
            status: 'told' as const,
            confirmed: confirmed(addDays(today, -3)),
            objectUntil: addDays(today, 4),
          },
        ]
      : []),
    ...(second ? [record(second, year, addDays(today, -1))] : []),
  ]
  await CreditRatings.insertMany([...before, ...running])
}

type SeedNominee = [name: string, group: string, merits: string, status: NomineeRecord['status']]

const COMPOUNDS: readonly SeedNominee[] = [
  ['金桂花园', 'liuwan', '两个投放点都有人值守，厨余里几乎看不到袋子', 'awarded'],
  ['紫薇家园', 'liuwan', '楼组长带头，三个月没有混投的问题', 'awarded'],
  ['望湖雅苑', 'zhonglou', '大件垃圾预约清运，楼道里没有堆放', 'awarded'],
  ['和悦花园', 'liuwan', '志愿者每天晚上都在投放点', 'nominated'],
]

/** One programme that was decided, one whose call hangs, one of persons that waits to be decided. */
export async function seedAwards(area: string, today: Day): Promise<void> {
  const by = seedPersonId('city-1-xu')
  const hung = (from: number, until: number) => ({
    callOn: addDays(today, from),
    toldOn: addDays(today, from),
    nominateUntil: addDays(today, until),
  })
  const programme = (key: string, given: Partial<ProgrammeRecord>): ProgrammeRecord => ({
    _id: seedId(`award:${key}`),
    area,
    kind: 'compound',
    year: today.slice(0, 4),
    title: '绿色小区评选',
    target: 10,
    groupShare: 20,
    fen: 500_000,
    feeRelief: '',
    by,
    at: instantAt(addDays(today, -62), '10:00'),
    awarded: 0,
    ...hung(-60, -40),
    toldAfter: '',
    groups: {},
    ...given,
  })
  const places = COMPOUNDS.map(([name, group, merits, status], at): NomineeRecord => ({
    _id: seedId(`award-nominee:${name}`),
    programmeId: seedId('award:compound'),
    subjectId: seedPlaceCalled(name),
    name,
    isSealed: false,
    groupId: seedPlace(group).id,
    groupName: seedPlaceName(group),
    merits,
    status,
    nominatedBy: seedPersonId('subdistrict-1-feng'),
    nominatedAt: instantAt(addDays(today, -50 + at), '10:00'),
    ...(status === 'awarded'
      ? {
          decision: { by, at: instantAt(addDays(today, -38), '15:00'), reason: '随机抽查和推荐材料一致' },
        }
      : {}),
  }))
  const personId = seedId('award-nominee:person')
  const person: NomineeRecord = {
    _id: personId,
    programmeId: seedId('award:person'),
    subjectId: null,
    name: seal('林小满', personId),
    isSealed: true,
    groupId: seedOrganisationId('school'),
    groupName: '清川市柳湾小学',
    merits: '带学生到投放点讲了十二次怎么分',
    status: 'nominated',
    nominatedBy: seedPersonId('community-1-wu'),
    nominatedAt: instantAt(addDays(today, -12), '10:00'),
  }
  const awarded = places.filter(({ status }) => status === 'awarded')
  const groups: Record<string, number> = {}
  for (const { groupId } of awarded) groups[groupId] = (groups[groupId] ?? 0) + 1
  await Programmes.insertMany([
    programme('compound', { awarded: awarded.length, groups }),
    programme('person', {
      kind: 'person',
      title: '垃圾分类积极个人',
      target: 20,
      groupShare: 10,
      fen: 30_000,
      ...hung(-20, -5),
    }),
    programme('unit', {
      kind: 'unit',
      title: '绿色单位创建',
      target: 30,
      fen: 0,
      feeRelief: '评上的减免一个季度的处理费',
      ...hung(-3, 11),
    }),
  ])
  await Nominees.insertMany([...places, person])
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
