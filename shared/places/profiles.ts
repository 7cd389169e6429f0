// Region profiles: what differs between cities, as data. Category schemes with names and colours for town and country,
// and the defaults of an area's rules. A `note` says where the published source leaves something open and the city has
// to confirm it. Sources: GB/T 19095-2019 (four categories and their colours), 河南省城市生活垃圾分类管理办法 (省政府令第209号, 2022-03-01
// 起施行), and the published 无废城市 plans of 许昌, 安阳 and 偃师.
import type { AreaSettings } from './settings'
import { featureSwitches } from './settings'
import type { Stream } from './vocabulary'

export const profileKeys = ['xuchang', 'anyang', 'yanshi'] as const
export type ProfileKey = (typeof profileKeys)[number]

export type Category = {
  /** Stable key; answers of the guide and logs at the bin refer to it. */
  key: string
  name: string
  /** Other names residents know it by. */
  aka: readonly string[]
  colourName: string
  /** Screen colour, at least 4.5:1 against white; never shown without the name. */
  colour: string
  /** The national stream it counts as in figures. */
  stream: Stream
  /** Who makes this split: the household, or the collector afterwards. */
  splitBy: 'household' | 'collector'
  /** For a collector's split: the household's category that it comes out of. */
  within?: string
}

export type Scheme = { title: string; categories: readonly Category[]; source: string; note?: string }

export type Profile = {
  key: ProfileKey
  name: string
  /** Counts changes of this data, so that decisions can name what they were made under. */
  edition: number
  urban: Scheme
  rural: Scheme
  settings: AreaSettings
  mechanisms: readonly string[]
  notes: readonly string[]
}

const BLUE = { colourName: '蓝色', colour: '#1565C0' }
const GREEN = { colourName: '绿色', colour: '#2E7D32' }
const RED = { colourName: '红色', colour: '#C62828' }
const GREY = { colourName: '灰色', colour: '#4B4F52' }
const BROWN = { colourName: '棕色', colour: '#795548' }

const byHousehold = (
  key: string,
  name: string,
  aka: readonly string[],
  colour: typeof BLUE,
  stream: Stream,
): Category => ({ key, name, aka, ...colour, stream, splitBy: 'household' })
const byCollector = (
  within: string,
  key: string,
  name: string,
  aka: readonly string[],
  colour: typeof BLUE,
  stream: Stream,
): Category => ({ key, name, aka, ...colour, stream, splitBy: 'collector', within })

const urbanFour: Scheme = {
  title: '城镇四分类',
  categories: [
    byHousehold('recyclable', '可回收物', [], BLUE, 'recyclable'),
    byHousehold('food', '厨余垃圾', ['餐厨垃圾', '湿垃圾'], GREEN, 'food'),
    byHousehold('hazardous', '有害垃圾', [], RED, 'hazardous'),
    byHousehold('residual', '其他垃圾', ['干垃圾'], GREY, 'residual'),
  ],
  source: 'GB/T 19095-2019《生活垃圾分类标志》；河南省政府令第209号（2022-03-01 起施行）',
}

const xuchangRural: Scheme = {
  title: '农村大类粗分',
  categories: [
    byHousehold('kelan', '可烂垃圾', ['会烂垃圾', '易腐垃圾'], GREEN, 'food'),
    byHousehold('kehuishou', '可回收物', ['能卖的'], BLUE, 'recyclable'),
    byHousehold('youhai', '有害垃圾', [], RED, 'hazardous'),
    byHousehold('qita', '其他垃圾', ['不可烂垃圾'], GREY, 'residual'),
  ],
  source: '许昌市“无废城市”建设实施方案：可烂垃圾与其他分开，可回收物、有害垃圾另放',
  note: '灰土等惰性垃圾的去处由各镇确定，请市里确认。',
}

const anyangRural: Scheme = {
  title: '农村五分类',
  categories: [
    byHousehold('yifulan', '易腐烂垃圾', ['可烂垃圾'], GREEN, 'food'),
    byHousehold('feiyifulan', '非易腐烂垃圾', ['灰土、砖瓦等'], BROWN, 'residual'),
    byHousehold('kehuishou', '可回收垃圾', ['能卖的'], BLUE, 'recyclable'),
    byHousehold('youhai', '有害垃圾', [], RED, 'hazardous'),
    byHousehold('qitabukehuishou', '其它不可回收垃圾', [], GREY, 'residual'),
  ],
  source: '安阳市“无废城市”建设实施方案：农村生活垃圾五分类',
  note: '“非易腐烂”与“其它不可回收”的界线、两类的桶色，方案没有写明，请市里确认。',
}

const yanshiRural: Scheme = {
  title: '农村二次四分法',
  categories: [
    byHousehold('huilan', '会烂垃圾', ['可烂垃圾'], GREEN, 'food'),
    byHousehold('buhuilan', '不会烂垃圾', [], GREY, 'residual'),
    byHousehold('youhai', '有害垃圾', [], RED, 'hazardous'),
    byCollector('huilan', 'keduifei', '可堆肥', [], GREEN, 'food'),
    byCollector('huilan', 'bukeduifei', '不可堆肥', [], GREY, 'residual'),
    byCollector('buhuilan', 'haomai', '好卖的', ['可回收物'], BLUE, 'recyclable'),
    byCollector('buhuilan', 'buhaomai', '不好卖的', ['其他垃圾'], GREY, 'residual'),
  ],
  source: '偃师区“无废城市”建设实施方案（只写名称“二次四分法”）',
  note: '方案只写了名称；这里按外地通行做法：住户先分会烂、不会烂，保洁员再分可堆肥/不可堆肥、好卖/不好卖。有害垃圾单独存放。请市里确认。',
}

const defaults: AreaSettings = {
  booking: {
    lookAheadDays: 28,
    cutoffClock: '16:00',
    freeCancelUntilClock: '20:00',
    itemsPerBooking: 5,
    openBookingsPerHousehold: 1,
    holdMinutes: 15,
    holdMinutesElder: 30,
    holdMinutesMax: 60,
    missedWithinWorkingDays: 2,
    missedWithinCalendarDays: 5,
    missedOpensAfterMinutes: 60,
    contestDays: 7,
    lateCancelPercent: 50,
    failedVisitPercent: 100,
    revisitWithinWorkingDays: 2,
    contestAnswerWorkingDays: 5,
    cancellationsPerDay: 3,
    promiseCutoffClock: '12:00',
    promiseHours: null,
    freeBulkyPiecesPerYear: 2,
    surchargeAboveFloor: 3,
    feeReminderDays: 7,
    sameDay: 'allowed',
    openTo: 'everyone',
  },
  switches: {
    ...(Object.fromEntries(featureSwitches.map((name) => [name, true])) as AreaSettings['switches']),
    neighbourGifts: false,
  },
  contact: { hotline: '', officeHours: '工作日 08:30–12:00、14:30–17:30' },
  points: { contestWorkingDays: 5, contestDays: 7, giftPointsPerMonth: 200, holdDays: 7 },
  office: { complaintWorkingDays: 5, loadCheckWorkingDays: 5, statusWorkingDays: 5 },
}

export const profiles: Readonly<Record<ProfileKey, Profile>> = {
  xuchang: {
    key: 'xuchang',
    name: '许昌',
    edition: 1,
    urban: urbanFour,
    rural: xuchangRural,
    settings: defaults,
    mechanisms: ['一户一卡一码', '自动积分', '定时定点投放', '宣传引导员', '分类暂存点', '混装混运禁止'],
    notes: ['每户每年免费大件件数、收费方式为系统默认值，请市里确认。'],
  },
  anyang: {
    key: 'anyang',
    name: '安阳',
    edition: 1,
    urban: urbanFour,
    rural: anyangRural,
    settings: defaults,
    mechanisms: ['线上预约、线下回收', '小区大件暂存点与预约清运', '物业公司考核', '两网融合交投点'],
    notes: ['每户每年免费大件件数、收费方式为系统默认值，请市里确认。'],
  },
  yanshi: {
    key: 'yanshi',
    name: '偃师',
    edition: 1,
    urban: urbanFour,
    rural: yanshiRural,
    settings: defaults,
    mechanisms: ['大件垃圾全链条管理', '无废细胞申报、评估、验收', '企业诚信红黑榜', '餐厨垃圾计量'],
    notes: ['农村“二次四分法”的具体分法请市里确认。', '覆盖率目标正文与附件不一致（98% 与 95%），两处都保留出处。'],
  },
}

/** The scheme that holds at a place. */
export const schemeOf = (profile: ProfileKey, rural: boolean): Scheme =>
  rural ? profiles[profile].rural : profiles[profile].urban
