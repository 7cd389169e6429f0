// The words of indicator tables.

/** Kinds of places that can become a cell. */
export const cellKinds = [
  'government',
  'school',
  'restaurant',
  'hotel',
  'scenic',
  'mall',
  'compound',
  'village',
  'hospital',
  'courier',
  'market',
  'household',
  'factory',
  'industrialPark',
  'event',
  'shoppingArea',
  'farm',
  'homestay',
  'construction',
  'garage',
] as const
export type CellKind = (typeof cellKinds)[number]
export const cellKindNames: Readonly<Record<CellKind, string>> = {
  government: '无废机关',
  school: '无废学校',
  restaurant: '无废餐饮',
  hotel: '无废酒店',
  scenic: '无废景区',
  mall: '无废商场（超市）',
  compound: '无废社区（小区）',
  village: '无废乡村',
  hospital: '无废医院',
  courier: '无废快递网点',
  market: '无废集贸市场',
  household: '无废家庭',
  factory: '无废工厂',
  industrialPark: '无废园区',
  event: '无废大型活动',
  shoppingArea: '无废商圈',
  farm: '无废农场',
  homestay: '无废民宿',
  construction: '无废工地',
  garage: '无废汽修',
}

export const tableForms = ['full', 'short', 'light'] as const
export type TableForm = (typeof tableForms)[number]
export const tableFormNames: Readonly<Record<TableForm, string>> = { full: '全表', short: '短表', light: '简表' }

/** The common frame: what a full or short table's hundred is made of. The shares are ours. */
export const sectionCodes = ['organisation', 'reduction', 'sorting', 'recovery', 'outreach'] as const
export type SectionCode = (typeof sectionCodes)[number]
export const frame: readonly { code: SectionCode; name: string; max: number }[] = [
  { code: 'organisation', name: '组织与台账', max: 15 },
  { code: 'reduction', name: '源头减量', max: 25 },
  { code: 'sorting', name: '分类与设施', max: 25 },
  { code: 'recovery', name: '资源化与合规去向', max: 20 },
  { code: 'outreach', name: '宣传与参与', max: 15 },
]

export const methodKinds = ['deduct', 'tiers', 'ratio', 'yesNo'] as const
export type MethodKind = (typeof methodKinds)[number]
export const methodKindNames: Readonly<Record<MethodKind, string>> = {
  deduct: '逐处扣分',
  tiers: '分档',
  ratio: '按比例',
  yesNo: '有或没有',
}

export const checkModes = ['document', 'site', 'questionnaire', 'platform'] as const
export type CheckMode = (typeof checkModes)[number]
export const checkModeNames: Readonly<Record<CheckMode, string>> = {
  document: '看材料',
  site: '看现场',
  questionnaire: '问人',
  platform: '平台数据',
}

export const evidenceKinds = ['none', 'photo', 'file', 'either'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

/** Figures of the platform that can fill an item (server/cells/evidence.ts says how each is read). */
export const platformSources = [
  'people',
  'trainedPeople',
  'trainingSessions',
  'volunteerHours',
  'inspectionScore',
  'findingsMended',
  'complaintsClosed',
  'contractDays',
  'handoversClosed',
  'handoversWeighed',
  'logbookDays',
  'oilHandovers',
  'pickupsWeighed',
  'pickupsDone',
  'guidedShifts',
  'correctBags',
  'takingPart',
  'householdMonths',
  'householdPickups',
] as const
export type PlatformSource = (typeof platformSources)[number]

type SourceWords = {
  name: string
  /** Days back from yesterday; 0: as it is today. */
  days: number
  unit: string
  /** A part of a whole; else a value. */
  isShare: boolean
}
export const sourceWords: Readonly<Record<PlatformSource, SourceWords>> = {
  people: { name: '登记的本单位人员', days: 0, unit: '人', isShare: false },
  trainedPeople: { name: '参加过培训的人员', days: 365, unit: '人', isShare: true },
  trainingSessions: { name: '参加培训的场次', days: 365, unit: '场', isShare: false },
  volunteerHours: { name: '本单位人员的志愿督导时长', days: 365, unit: '小时', isShare: false },
  inspectionScore: { name: '现场抽查的平均得分', days: 365, unit: '分', isShare: false },
  findingsMended: { name: '检查问题按期整改', days: 365, unit: '个', isShare: true },
  complaintsClosed: { name: '投诉和随手拍按期办结', days: 365, unit: '件', isShare: true },
  contractDays: { name: '收运协议有效的天数', days: 180, unit: '天', isShare: true },
  handoversClosed: { name: '双方确认的交接', days: 180, unit: '次', isShare: true },
  handoversWeighed: { name: '上秤称重的交接', days: 180, unit: '次', isShare: true },
  logbookDays: { name: '有记录的天数', days: 90, unit: '天', isShare: true },
  oilHandovers: { name: '废油交接', days: 180, unit: '次', isShare: false },
  pickupsWeighed: { name: '预约上门收运的重量', days: 365, unit: '千克', isShare: false },
  pickupsDone: { name: '预约上门按约完成', days: 365, unit: '次', isShare: true },
  guidedShifts: { name: '有人到岗的督导班次', days: 90, unit: '班', isShare: true },
  correctBags: { name: '投放登记分对的袋数', days: 90, unit: '袋', isShare: true },
  householdMonths: { name: '有投放记录的月份', days: 90, unit: '个月', isShare: false },
  householdPickups: { name: '预约上门并收走', days: 365, unit: '次', isShare: false },
  takingPart: { name: '有投放登记的住户', days: 90, unit: '户', isShare: true },
}

/** Words of the steps that cities use; ours is the first. */
export const stepWordSets = [
  { apply: '申报', assess: '评估', accept: '验收', title: '命名' },
  { apply: '申请', assess: '评审', accept: '复核', title: '认定' },
  { apply: '自评', assess: '评估', accept: '推荐', title: '公布' },
] as const
