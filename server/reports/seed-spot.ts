// What people of the demo city have reported from the spot: the last days in every state, through the operations, so
// that numbers, notices and questions are what they would be; and three months behind them, as they were closed, which
// the lists read.
import sharp from 'sharp'
import { categories, environmentCategories, type ReportCategory } from '@shared/reports/categories'
import { reportNumber } from '@shared/reports/complaints'
import { dueAtOf, dueOnOf } from '@shared/reviews/rules'
import { addDays, addMinutes, dayOf, instantAt, type Clock, type Day } from '@shared/time'
import { asOf, now } from '../clock'
import { insertInBulk } from '../db'
import { seal } from '../field-cipher'
import { uploadFile } from '../files/files'
import { seedId } from '../ids'
import { actingAs, seedActor, seedHousehold, seedHouseholds } from '../people/seed-ids'
import { workCalendar } from '../places/places'
import { seedNumber, seedPlaces } from '../places/seed-ids'
import { ComplaintDays, Complaints, type ComplaintRecord } from './complaints.model'
import { addReportPhotos, confirmReport, fileReport, handleReport, reopenReport, withdrawReport } from './reports'

const WALL = '<rect width="480" height="360" fill="#dfe7e4"/><rect y="270" width="480" height="90" fill="#b5c6c1"/>'
const BIN =
  '<rect x="150" y="130" width="90" height="140" rx="8" fill="#4d6b63"/><rect x="250" y="130" width="90" height="140" rx="8" fill="#2a9488"/>'
const SPILL =
  '<g fill="#6b5b4a"><circle cx="165" cy="120" r="24"/><circle cx="205" cy="108" r="28"/><circle cx="232" cy="122" r="20"/></g><g fill="#8a7a66"><circle cx="130" cy="268" r="22"/><circle cx="372" cy="272" r="18"/></g>'

/** A drawn picture, put in by the same door as any photo. */
async function aPhoto(personId: string, key: string, what: 'spilled' | 'mended'): Promise<string> {
  const id = seedId(`report:photo:${key}`)
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360">${WALL}${BIN}${what === 'spilled' ? SPILL : ''}</svg>`
  const bytes = await sharp(Buffer.from(drawing)).jpeg({ quality: 70 }).toBuffer()
  const purpose = what === 'spilled' ? 'report' : 'reportDone'
  await uploadFile(actingAs(personId), { id, purpose }, { bytes, filename: `${key}.jpg` })
  return id
}

type Spec = {
  key: string
  category: ReportCategory
  /** Household label and number, whose first member reports it. */
  by: [label: string, index: number] | 'resident-2-li'
  minutesAgo: number
  spot: string
  text?: string
  plate?: string
  isAnonymous?: boolean
  hasPhoto?: boolean
}

const HOUR = 60
const DAY = 24 * HOUR
const HOME = 'liuwan/1/1'
const NEXT = 'liuwan/1/2'

const specs: readonly Spec[] = [
  { key: 'full', category: 'overflow', by: 'resident-2-li', minutesAgo: 35, spot: '东门口', hasPhoto: true },
  { key: 'full-too', category: 'overflow', by: [HOME, 2], minutesAgo: 20, spot: '东门口', text: '袋子都放到地上了' },
  {
    key: 'stairs',
    category: 'blocked',
    by: [NEXT, 3],
    minutesAgo: 7 * HOUR,
    spot: '3栋2单元楼道',
    text: '旧沙发横在楼梯口',
    hasPhoto: true,
  },
  {
    key: 'lorry',
    category: 'mixed',
    by: [HOME, 4],
    minutesAgo: 20 * HOUR,
    spot: '北门',
    plate: '川A3K7',
    text: '绿桶和灰桶倒进同一辆车',
    isAnonymous: true,
  },
  { key: 'heap', category: 'dumping', by: 'resident-2-li', minutesAgo: 2 * DAY, spot: '围墙外', hasPhoto: true },
  { key: 'basin', category: 'damaged', by: [NEXT, 4], minutesAgo: 3 * DAY, spot: '西门投放点', text: '洗手池不出水' },
  {
    key: 'wardrobe',
    category: 'bulky',
    by: 'resident-2-li',
    minutesAgo: 6 * DAY,
    spot: '5栋楼下',
    text: '旧衣柜放了好几天',
  },
  { key: 'wrong', category: 'other', by: [NEXT, 5], minutesAgo: 4 * DAY, spot: '广场', text: '路灯不亮' },
  { key: 'road', category: 'other', by: [HOME, 5], minutesAgo: 5 * DAY, spot: '大门外', text: '人行道的砖松了' },
  {
    key: 'away',
    category: 'service',
    by: [NEXT, 6],
    minutesAgo: 1 * DAY,
    spot: '东门投放点',
    text: '写着有人值守，去了两次都没有人',
    isAnonymous: true,
  },
]

export async function seedSpot(): Promise<number> {
  const at = now()
  const wu = seedActor('community-1-wu')
  const idOf = (key: string): string => seedId(`report:${key}`)
  const mend = async (key: string, minutesAgo: number, text: string): Promise<unknown> =>
    asOf(addMinutes(at, -minutesAgo), async () =>
      handleReport(wu, {
        id: idOf(key),
        outcome: 'mended',
        text,
        photoIds: [await aPhoto(wu.personId, `${key}:mended:${minutesAgo}`, 'mended')],
      }),
    )
  const history = await seedHistory(dayOf(addMinutes(at, -10 * DAY)))
  for (const spec of [...specs].sort((a, b) => b.minutesAgo - a.minutesAgo)) await fileOne(spec, at)
  await asOf(addMinutes(at, -4 * DAY + 30), () => withdrawReport(actingAs(memberOf([NEXT, 5])), { id: idOf('wrong') }))
  await mend('wardrobe', 5 * DAY, '已联系大件收运，当天运走，地面清扫过。')
  await asOf(addMinutes(at, -4 * DAY), () => confirmReport(seedActor('resident-2-li'), { id: idOf('wardrobe') }))
  await asOf(addMinutes(at, -4 * DAY), () =>
    handleReport(wu, {
      id: idOf('road'),
      outcome: 'outOfScope',
      text: '人行道归市政养护，已经转过去，可打城管热线问进度。',
    }),
  )
  await mend('basin', 2 * DAY, '换了水龙头。')
  await asOf(addMinutes(at, -1 * DAY), () =>
    reopenReport(actingAs(memberOf([NEXT, 4])), { id: idOf('basin'), text: '又漏水了，地上全是水' }),
  )
  await mend('heap', 1 * DAY, '已清走，装了一块提示牌。')
  return specs.length + history
}

function memberOf([label, index]: [string, number]): string {
  const found = seedHouseholds().filter(
    ({ place, members, demoKey }) => place.label === label && members[0] && !demoKey,
  )
  const member = found[index % Math.max(1, found.length)]?.members[0]
  if (!member) throw new Error(`nobody lives in ${label}`)
  return member
}

async function fileOne(spec: Spec, at: Date): Promise<void> {
  const { key, category, by, minutesAgo, spot, text, plate, isAnonymous, hasPhoto } = spec
  const actor = by === 'resident-2-li' ? seedActor(by) : actingAs(memberOf(by))
  const { place } = seedHousehold(by === 'resident-2-li' ? HOME : by[0], 0)
  const seen = addMinutes(at, -minutesAgo)
  await asOf(seen, async () => {
    const id = seedId(`report:${key}`)
    await fileReport(actor, {
      id,
      category,
      placeId: place.id,
      position: { lng: place.at[0], lat: place.at[1] },
      spot,
      seenAt: addMinutes(seen, -3).toISOString(),
      ...(text ? { text } : {}),
      ...(plate ? { plate } : {}),
      ...(isAnonymous ? { isAnonymous } : {}),
    })
    if (hasPhoto) await addReportPhotos(actor, { id, photoIds: [await aPhoto(actor.personId, key, 'spilled')] })
  })
}

const HISTORY_DAYS = 100
const said: Readonly<Partial<Record<ReportCategory, string>>> = {
  overflow: '已清走，加了一班清运。',
  hazardous: '已收走，送到有害垃圾暂存点。',
  blocked: '已搬开，通道可以走了。',
  dumping: '已清走，地面冲过。',
  damaged: '已修好。',
  bulky: '已运走。',
}

/** Three a compound or village over the months before `until`, each closed; one in six too late. */
async function seedHistory(until: Day): Promise<number> {
  const calendar = await workCalendar()
  const counts = new Map<Day, number>()
  const lived = new Map(
    seedHouseholds().flatMap(({ place, members: [first], demoKey }) =>
      first && !demoKey ? [[place.id, first] as const] : [],
    ),
  )
  const records: ComplaintRecord[] = []
  const specsOf = seedPlaces()
    .filter(({ kind, households }) => (kind === 'compound' || kind === 'village') && households > 0)
    .flatMap((place) => [0, 1, 2].map((index) => ({ place, key: `${place.label}:${index}` })))
    .map(({ place, key }) => ({ place, key, day: addDays(until, -1 - seedNumber(`report:day:${key}`, HISTORY_DAYS)) }))
    .sort((a, b) => (a.day < b.day ? -1 : 1))
  for (const { place, key, day } of specsOf) {
    const category = environmentCategories[seedNumber(`report:kind:${key}`, environmentCategories.length)] ?? 'overflow'
    const count = (counts.get(day) ?? 0) + 1
    counts.set(day, count)
    const at = addMinutes(instantAt(day, '08:00' as Clock), seedNumber(`report:at:${key}`, 600))
    const due = dueAtOf(categories[category].due, at, calendar)
    const isLate = seedNumber(`report:late:${key}`, 6) === 0
    const id = seedId(`report:${key}`)
    records.push({
      _id: id,
      number: reportNumber(day, count),
      kind: 'report',
      personId: lived.get(place.id) ?? 'erased',
      category,
      placeId: place.id,
      placePath: place.path,
      spot: '',
      textSealed: seal('', id),
      at,
      seenAt: at,
      isAnonymous: true,
      status: 'closed',
      dueOn: dueOnOf(due),
      dues: [due],
      answers: [
        {
          outcome: 'mended',
          text: said[category] ?? '已处理。',
          by: seedActor('community-1-wu').personId,
          at: isLate ? addMinutes(due, 5 * HOUR) : addMinutes(at, 45 + seedNumber(`report:took:${key}`, 60)),
          photoIds: [],
        },
      ],
      photoIds: [],
      others: 0,
    })
  }
  await insertInBulk(Complaints, records)
  await insertInBulk(
    ComplaintDays,
    [...counts].map(([day, count]) => ({ _id: `report/${day}`, count })),
  )
  return records.length
}
