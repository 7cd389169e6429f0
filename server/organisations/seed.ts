// The organisations of the demo city, all invented, and which demo persons belong to them. The digits of their credit
// codes name an administrative division that does not exist.
import { creditCheck } from '@shared/organisations/rules'
import type { AffiliationRole, OrganisationKind } from '@shared/organisations/vocabulary'
import { addDays } from '@shared/time'
import { now } from '../clock'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import { namedBy } from '../places/search-keys'
import { seedCompanyIds, seedPlace } from '../places/seed-ids'
import { Affiliations, Organisations, type Affiliation, type Organisation } from './organisations.model'
import { seedOrganisationId } from './seed-ids'

const COMPANIES = ['惠邻', '和家', '清风', '安居乐', '湖城', '众诚', '民安', '瑞景']

type SeedOrganisation = { id: string; name: string; kinds: OrganisationKind[]; place: string; phone: string }

const OTHERS: readonly [key: string, name: string, kinds: OrganisationKind[], place: string][] = [
  ['hauler-1', '清川净畅环境服务有限公司', ['hauler'], 'qingchuan'],
  ['hauler-2', '清川槐荫清运有限公司', ['hauler', 'sortingCompany'], 'huaiyin'],
  ['disposer', '清川绿源有机质处理有限公司', ['disposer'], 'qingchuan'],
  ['assessors', '清川求实评估咨询有限公司', ['assessingBody'], 'qingchuan'],
  ['street-liuwan', '清川市柳湾街道办事处', ['government'], 'liuwan'],
  ['street-zhonglou', '清川市钟楼街道办事处', ['government'], 'zhonglou'],
  ['school', '清川市柳湾小学', ['school', 'canteen'], 'liuwan'],
  ['restaurant-1', '湖畔人家酒楼', ['restaurant'], 'liuwan'],
  ['restaurant-2', '钟楼老面馆', ['restaurant'], 'zhonglou'],
  ['hotel', '清川东湖宾馆', ['hotel', 'restaurant'], 'zhonglou'],
  ['hospital', '清川市第二人民医院', ['hospital', 'canteen'], 'liuwan'],
  ['mall', '清川万汇商场', ['mall'], 'zhonglou'],
  ['shop-liuwan', '柳湾便民店', ['shop'], 'liuwan/1'],
  ['shop-zhonglou', '钟楼小超市', ['shop'], 'zhonglou/1'],
  ['street-huaiyin', '清川市槐荫镇人民政府', ['government'], 'huaiyin'],
  ['sorting-office', '清川市生活垃圾分类办公室', ['government'], 'qingchuan'],
  ['tea-shop', '柳湾路茶点铺', ['restaurant'], 'road/1'],
  ['hardware-shop', '柳湾路五金店', ['shop'], 'road/1'],
  // registered with the city: what is drawn among a district's companies stays as it is
  ['food-hauler-1', '清川洁源餐厨收运有限公司', ['hauler'], 'qingchuan'],
  ['food-hauler-2', '清川青禾环保收运有限公司', ['hauler'], 'qingchuan'],
  ['disposer-2', '清川沃土生物质有限公司', ['disposer'], 'qingchuan'],
  ['diner', '老街坊饭店', ['restaurant'], 'qingchuan'],
  ['tenant-1', '万汇小炒', ['restaurant'], 'qingchuan'],
  ['tenant-2', '万汇老灶火锅', ['restaurant'], 'qingchuan'],
  ['sorter-1', '清川分得清环保服务有限公司', ['sortingCompany'], 'qingchuan'],
  ['sorter-2', '清川众循分拣有限公司', ['sortingCompany'], 'qingchuan'],
  ['sorter-3', '清川洁源分类服务有限公司', ['sortingCompany'], 'qingchuan'],
  ['factory-1', '清川恒达包装材料有限公司', ['factory'], 'qingchuan'],
  ['factory-2', '清川青禾食品有限公司', ['factory'], 'qingchuan'],
  ['factory-3', '清川建欣建材有限公司', ['factory'], 'qingchuan'],
  ['sorter-4', '清川归类再生资源有限公司', ['sortingCompany'], 'qingchuan'],
]

/** `days` before today, and how many of them until the last day; open without. */
const PEOPLE: readonly [person: string, organisation: string, role: AffiliationRole, since: number, until?: number][] =
  [
    ['property-1-qian', 'company-1', 'contact', 400],
    ['crew-1-zhang', 'hauler-1', 'employee', 700],
    ['crew-2-liu', 'hauler-1', 'employee', 300],
    ['crew-4-gao', 'hauler-1', 'employee', 120],
    ['crew-3-ma', 'hauler-2', 'employee', 500],
    ['field-06-shi', 'hauler-1', 'contact', 700],
    ['field-07-cao', 'disposer', 'contact', 600],
    ['field-15-xie', 'assessors', 'assessor', 200],
    // before that she worked for the restaurant that she may not assess for a while
    ['field-15-xie', 'restaurant-1', 'employee', 900, 210],
    ['subdistrict-1-feng', 'street-liuwan', 'subdistrictOfficer', 1000],
    ['field-09-hua', 'restaurant-1', 'contact', 350],
    ['field-09-hua', 'mall', 'head', 900],
    ['field-09-hua', 'hospital', 'head', 640],
    ['field-09-hua', 'hotel', 'head', 420],
    ['field-09-hua', 'restaurant-2', 'head', 380],
    ['field-10-jin', 'school', 'teacher', 1200],
    ['field-08-yan', 'shop-liuwan', 'head', 800],
    ['field-16-pan', 'shop-zhonglou', 'head', 800],
    ['inspect-1-ding', 'street-liuwan', 'employee', 900],
    ['inspect-2-meng', 'street-liuwan', 'employee', 420],
    ['inspect-3-zou', 'street-zhonglou', 'employee', 1500],
    ['inspect-4-tian', 'street-zhonglou', 'employee', 600],
    ['inspect-5-ren', 'street-huaiyin', 'employee', 2000],
    ['inspect-6-shen', 'sorting-office', 'employee', 700],
    ['inspect-7-yao', 'sorting-office', 'employee', 300],
    ['inspect-8-fan', 'assessors', 'employee', 500],
    ['kitchen-1-luo', 'diner', 'head', 900],
    ['truck-1-ma', 'food-hauler-1', 'employee', 800],
    ['truck-2-bai', 'food-hauler-2', 'employee', 640],
    ['scale-1-gu', 'disposer', 'employee', 520],
    ['scale-2-tan', 'disposer-2', 'employee', 480],
  ]

const idOf = (key: string): string => (key === 'company-1' ? (seedCompanyIds[0] ?? '') : seedOrganisationId(key))

function creditCodeOf(number: number): string {
  const body = `91419902MA9K${String(number).padStart(5, '0')}`
  return body + creditCheck(body)
}

const all = (): SeedOrganisation[] => [
  ...COMPANIES.map((name, index) => ({
    id: seedCompanyIds[index] ?? '',
    name: `清川${name}物业服务有限公司`,
    kinds: ['propertyCompany' as const],
    place: 'qingchuan',
    phone: `0399-55502${String(index + 1).padStart(2, '0')}`,
  })),
  ...OTHERS.map(([key, name, kinds, place], index) => ({
    id: seedOrganisationId(key),
    name,
    kinds,
    place,
    phone: `0399-55503${String(index + 1).padStart(2, '0')}`,
  })),
]

/** Called once, after people. */
export async function seedOrganisations({ today, progress }: SeedContext): Promise<void> {
  const at = now()
  const organisations = all().map(({ id, name, kinds, place, phone }, index): Organisation => {
    const creditCode = creditCodeOf(index + 1)
    const { id: placeId, path } = seedPlace(place)
    return {
      _id: id,
      ...namedBy(name, creditCode),
      kinds,
      creditCode,
      phone,
      placeId,
      placePath: path,
      standing: 'active',
      revision: 0,
      createdAt: new Date(at.getTime() - (100 - index) * 60_000),
    }
  })
  const affiliations = PEOPLE.map(([person, key, role, since, until], index): Affiliation => {
    const [personId, organisationId] = [seedPersonId(person), idOf(key)]
    const span = { id: seedId(`affiliation:${index}`), role, from: addDays(today, -since) }
    const ended = until === undefined ? {} : { endedBy: 'system:seed', endedAt: at, reason: '离职' }
    return {
      _id: `${organisationId}:${personId}`,
      organisationId,
      personId,
      spans: [
        {
          ...span,
          until: until === undefined ? null : addDays(today, -until),
          addedBy: 'system:seed',
          addedAt: at,
          ...ended,
        },
      ],
    }
  })
  await Organisations.insertMany(organisations)
  await Affiliations.insertMany(affiliations)
  progress(`单位 ${organisations.length}个、人员登记${affiliations.length}条`)
}
