// Words of the published lists: which tables there are, what became of a place, and who may do what.
import type { Role } from '../actors'

/**
 * 小区; 行政村、居: the community level of the tree; streets with shops. Companies and enterprises come from the register.
 * All but the first two are ranked only where the area has set how.
 */
export const listKinds = ['compound', 'community', 'street', 'company', 'enterprise'] as const
export type ListKind = (typeof listKinds)[number]
export const listKindNames: Readonly<Record<ListKind, string>> = {
  compound: '居民小区',
  community: '行政村、居',
  street: '沿街商铺',
  company: '物业公司',
  enterprise: '分类企业',
}
/** The head of the column with the place's name. */
export const placeColumnNames: Readonly<Record<ListKind, string>> = {
  compound: '小区',
  community: '行政村',
  street: '路段',
  company: '公司',
  enterprise: '企业',
}
/** Scored from drawn visits, and therefore with a range that the score may lie in. */
export const visitedKinds = ['compound', 'community', 'street'] as const satisfies readonly ListKind[]
export const isVisitedKind = (kind: ListKind): kind is (typeof visitedKinds)[number] =>
  (visitedKinds as readonly ListKind[]).includes(kind)

export const listColours = ['red', 'black'] as const
export type ListColour = (typeof listColours)[number]
/** A table of companies names all that have a score, by their rank. */
export const tableColours = [...listColours, 'league'] as const
export type TableColour = (typeof tableColours)[number]
/** Never the colour alone: in some cities red means worst. */
export const colourNames: Readonly<Record<TableColour, string>> = { red: '红榜', black: '黑榜', league: '排名' }
export const colourWords: Readonly<Record<TableColour, string>> = { red: '表扬', black: '待整改', league: '看成效' }

/**
 * `check` buys extra visits and names nobody; `thin`: too little was looked at; `out`: not ranked for another reason
 * (too few households, too new, no longer there).
 */
export const outcomes = ['red', 'black', 'check', 'ranked', 'thin', 'out'] as const
export type Outcome = (typeof outcomes)[number]
export const outcomeNames: Readonly<Record<Outcome, string>> = {
  red: '红榜（表扬）',
  black: '黑榜（待整改）',
  check: '待加查',
  ranked: '未上榜',
  thin: '样本不足',
  out: '不参加排名',
}

/** Steps of a month's list, in order. */
export const runStatuses = ['gathered', 'computed', 'preview', 'published'] as const
export type RunStatus = (typeof runStatuses)[number]
export const runStatusNames: Readonly<Record<RunStatus, string>> = {
  gathered: '已关账，计算中',
  computed: '已算出，通知中',
  preview: '预览与异议',
  published: '已公布',
}

/** Who spoke: of the community, or of the property company. */
export const replySides = ['community', 'company'] as const
export type ReplySide = (typeof replySides)[number]
export const replySideNames: Readonly<Record<ReplySide, string>> = { community: '社区回应', company: '物业公司回应' }

/** What an enterprise says is its own. */
export const replyNameOf = (side: ReplySide, kind: ListKind): string =>
  side === 'company' && kind === 'enterprise' ? '企业回应' : replySideNames[side]

export const objectionStatuses = ['open', 'upheld', 'kept', 'withdrawn'] as const
export type ObjectionStatus = (typeof objectionStatuses)[number]
export const objectionStatusNames: Readonly<Record<ObjectionStatus, string>> = {
  open: '待裁定',
  upheld: '异议成立',
  kept: '维持原结果',
  withdrawn: '已撤回',
}

/** What has become of an entry of the black list since it was published. */
export const mendingStates = ['due', 'fixed', 'left'] as const
export type MendingState = (typeof mendingStates)[number]
export const mendingNames: Readonly<Record<MendingState, string>> = {
  due: '整改中',
  fixed: '已整改',
  left: '已退出黑榜',
}

export const ruleStatuses = ['proposed', 'inForce', 'refused'] as const
export type RuleStatus = (typeof ruleStatuses)[number]
export const ruleStatusNames: Readonly<Record<RuleStatus, string>> = {
  proposed: '待第二人批准',
  inForce: '已批准',
  refused: '未批准',
}

export const correctionStatuses = ['proposed', 'done', 'refused'] as const
export type CorrectionStatus = (typeof correctionStatuses)[number]

/** See their own places in a preview, answer for them, and object. */
export const concerned = ['communityWorker', 'propertyManager'] as const satisfies readonly Role[]
/** Decide objections. */
export const judges = ['subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
/** Correct what is published, and set the rules. */
export const keepers = ['cityOfficer', 'administrator'] as const satisfies readonly Role[]
export const readers = [
  'communityWorker',
  'propertyManager',
  'subdistrictOfficer',
  'cityOfficer',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]
/** Send links to property companies. */
export const forwarders = ['communityWorker', 'subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]
/** 城市管理 keeps the months of 分类企业. */
export const enterpriseKeepers = ['cityOfficer'] as const satisfies readonly Role[]
export const enterpriseReaders = ['cityOfficer', 'auditor', 'administrator'] as const satisfies readonly Role[]
export const awardKeepers = ['cityOfficer'] as const satisfies readonly Role[]
export const awardNominators = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
] as const satisfies readonly Role[]
export const awardReaders = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'auditor',
  'administrator',
] as const satisfies readonly Role[]
