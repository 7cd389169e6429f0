// Words of manifests: who hands over what to whom, in which state that is, and how each is called on screens.

export const wasteKinds = ['foodWaste', 'usedOil'] as const
export type WasteKind = (typeof wasteKinds)[number]
export const wasteKindNames: Readonly<Record<WasteKind, string>> = { foodWaste: '餐厨垃圾', usedOil: '废弃油脂' }

export const producerKinds = [
  'restaurant',
  'canteen',
  'hotel',
  'school',
  'hospital',
  'mall',
  'market',
  'other',
] as const
export type ProducerKind = (typeof producerKinds)[number]
export const producerKindNames: Readonly<Record<ProducerKind, string>> = {
  restaurant: '餐饮店',
  canteen: '单位食堂',
  hotel: '酒店',
  school: '学校食堂',
  hospital: '医院食堂',
  mall: '商场',
  market: '农贸市场',
  other: '其他产生单位',
}

/** How a weight came about: on a scale, or worked out from buckets. */
export const weightHows = ['scale', 'estimate'] as const
export type WeightHow = (typeof weightHows)[number]
export const weightHowNames: Readonly<Record<WeightHow, string>> = { scale: '称', estimate: '估' }

export const sides = ['producer', 'hauler', 'disposer'] as const
export type Side = (typeof sides)[number]
export const sideNames: Readonly<Record<Side, string>> = {
  producer: '产生单位',
  hauler: '收运单位',
  disposer: '处置单位',
}

/** How a side signed: on its phone, by the kitchen's posted code, at a weighbridge that reports, on a slip of paper. */
export const signatureWays = ['phone', 'code', 'device', 'paper'] as const
export type SignatureWay = (typeof signatureWays)[number]
export const signatureWayNames: Readonly<Record<SignatureWay, string>> = {
  phone: '本人确认',
  code: '扫店里的交接码',
  device: '地磅自动上报',
  paper: '在纸质单上签字',
}

export const handoverStates = [
  'planned',
  'handed',
  'collected',
  'confirmed',
  'unanswered',
  'notHappened',
  'nothing',
  'refused',
  'cancelled',
  'closed',
] as const
export type HandoverState = (typeof handoverStates)[number]
export const handoverStateNames: Readonly<Record<HandoverState, string>> = {
  planned: '待收运',
  handed: '已交，等司机确认',
  collected: '已收，等店里确认',
  confirmed: '两边都确认',
  unanswered: '未确认',
  notHappened: '未发生',
  nothing: '当天无产生',
  refused: '拒收',
  cancelled: '已撤回',
  closed: '已办结',
}

export const tripStates = ['open', 'weighed', 'received', 'partlyRefused', 'refused', 'closed', 'cancelled'] as const
export type TripState = (typeof tripStates)[number]
export const tripStateNames: Readonly<Record<TripState, string>> = {
  open: '在路上',
  weighed: '已过磅',
  received: '已接收',
  partlyRefused: '部分拒收',
  refused: '拒收',
  closed: '已办结',
  cancelled: '已取消',
}

export const refusalReasons = ['mixed', 'hazardous', 'tooWet', 'notTheKind', 'full', 'closed', 'other'] as const
export type RefusalReason = (typeof refusalReasons)[number]
export const refusalReasonNames: Readonly<Record<RefusalReason, string>> = {
  mixed: '混入其他垃圾',
  hazardous: '混入有害垃圾',
  tooWet: '水太多',
  notTheKind: '不是合同里的种类',
  full: '装不下了',
  closed: '关门，进不去',
  other: '其他原因',
}

/** What speaks against a handover as it was made; it never stops one. */
export const warningKinds = [
  'noContract',
  'contractExpired',
  'kindNotCovered',
  'otherHauler',
  'licenceMissing',
  'licenceExpired',
] as const
export type WarningKind = (typeof warningKinds)[number]
export const warningNames: Readonly<Record<WarningKind, string>> = {
  noContract: '还没有收运协议',
  contractExpired: '收运协议已到期',
  kindNotCovered: '收运协议里没有这一种',
  otherHauler: '不是协议上的收运单位',
  licenceMissing: '收运单位没有登记经营许可',
  licenceExpired: '收运单位的经营许可已到期',
}

export const tripGaps = ['fits', 'gap', 'estimated'] as const
/** Handovers against the weighbridge: within the limits; beyond them; beyond them, with too much of it estimated. */
export type TripGap = (typeof tripGaps)[number]
export const tripGapNames: Readonly<Record<TripGap, string>> = {
  fits: '对得上',
  gap: '差得多，要核查',
  estimated: '有差，估的较多，只作提示',
}

export const caseCauses = ['gap', 'estimatedThrice', 'open'] as const
export type CaseCause = (typeof caseCauses)[number]
export const caseCauseNames: Readonly<Record<CaseCause, string>> = {
  gap: '交接合计与过磅差得多',
  estimatedThrice: '连续三车估重偏差大',
  open: '七天没有办结',
}
export const caseOutcomes = ['explained', 'corrected', 'violation'] as const
export type CaseOutcome = (typeof caseOutcomes)[number]
export const caseOutcomeNames: Readonly<Record<CaseOutcome, string>> = {
  explained: '原因清楚，予以办结',
  corrected: '已更正，予以办结',
  violation: '属实违规，办结并移交',
}

export const correctionStates = ['open', 'accepted', 'refused', 'withdrawn', 'decided'] as const
export type CorrectionState = (typeof correctionStates)[number]
export const correctionStateNames: Readonly<Record<CorrectionState, string>> = {
  open: '等对方同意',
  accepted: '对方已同意',
  refused: '未改',
  withdrawn: '已撤回',
  decided: '已由工作人员决定',
}
