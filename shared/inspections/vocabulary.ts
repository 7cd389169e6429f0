// The words of inspections: what is inspected, why somebody goes there, what a form asks, what becomes of a finding.

/** What is inspected. A place of the tree, or an organisation of the register. */
export const targetKinds = ['compound', 'community', 'street', 'company', 'enterprise'] as const
export type TargetKind = (typeof targetKinds)[number]
export const targetKindNames: Readonly<Record<TargetKind, string>> = {
  compound: '小区',
  community: '行政村、居',
  street: '沿街商铺',
  company: '物业公司',
  enterprise: '企事业单位',
}

/** `drawn` counts; all others are 非随机: kept and shown as such, never in a score. */
export const visitKinds = ['drawn', 'complaint', 'reinspection', 'patrol'] as const
export type VisitKind = (typeof visitKinds)[number]
export const visitKindNames: Readonly<Record<VisitKind, string>> = {
  drawn: '双随机抽查',
  complaint: '投诉核查',
  reinspection: '复查',
  patrol: '路长巡查',
}

/** `disputed`: two phones filled in the same line differently, a person has to choose. */
export const visitStates = ['assigned', 'begun', 'disputed', 'finished', 'cancelled'] as const
export type VisitState = (typeof visitStates)[number]
export const visitStateNames: Readonly<Record<VisitState, string>> = {
  assigned: '待检查',
  begun: '检查中',
  disputed: '两机不一致',
  finished: '已完成',
  cancelled: '已取消',
}

/** `deduct`: each finding takes off the points of its phrase. `yesNo`: one finding takes off all. */
export const methods = ['deduct', 'yesNo'] as const
export type Method = (typeof methods)[number]
export const methodNames: Readonly<Record<Method, string>> = { deduct: '按发现扣分', yesNo: '有问题不得分' }

/** `absent`: there is no such thing here (不涉及); the line leaves the sum. */
export const answers = ['ok', 'found', 'absent'] as const
export type Answer = (typeof answers)[number]
export const answerNames: Readonly<Record<Answer, string>> = { ok: '没有问题', found: '有问题', absent: '不涉及' }

export const findingStates = ['open', 'fixed', 'closed', 'withdrawn', 'duplicate', 'outOfScope'] as const
export type FindingState = (typeof findingStates)[number]
export const findingStateNames: Readonly<Record<FindingState, string>> = {
  open: '待整改',
  fixed: '已报整改，待核',
  closed: '已整改',
  withdrawn: '已撤销',
  duplicate: '重复',
  outOfScope: '不属本对象',
}

/** Leave the denominator of the closing rate. */
export const dismissed = ['withdrawn', 'duplicate', 'outOfScope'] as const satisfies readonly FindingState[]

export const visitWays = ['phone', 'paper'] as const
export type VisitWay = (typeof visitWays)[number]

/** How the places of a draw are put into strata. */
export const strataBy = ['subdistrict', 'size'] as const
export type StrataBy = (typeof strataBy)[number]
export const strataByNames: Readonly<Record<StrataBy, string>> = { subdistrict: '按镇街', size: '按户数规模' }

/** Why an inspector may not be drawn for a target. */
export const exclusionReasons = ['subdistrict', 'lastVisits', 'declared', 'near'] as const
export type ExclusionReason = (typeof exclusionReasons)[number]
export const exclusionNames: Readonly<Record<ExclusionReason, string>> = {
  subdistrict: '本镇街人员',
  lastVisits: '最近两次由其检查',
  declared: '申报了利害关系',
  near: '居住或任职于此',
}
