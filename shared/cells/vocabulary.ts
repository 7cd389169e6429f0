// The words of 无废细胞: the states of an application, of a visit and of what is to be mended, what the public page of a
// certificate says. Kinds of places and what a city calls its steps stand in table-words.ts.

/** What is titled: an organisation, a place that a company or a community looks after, or one's own household. */
export const subjectKinds = ['organisation', 'place', 'household'] as const
export type SubjectKind = (typeof subjectKinds)[number]

/**
 * `lightCheck`, `reReview`: the title holds meanwhile. `declined`: ended without a title; `withdrawn`: by whoever
 * applied.
 */
export const cellStates = [
  'draft',
  'selfAssessed',
  'submitted',
  'returned',
  'preliminaryOk',
  'siteScheduled',
  'siteScored',
  'feedback',
  'rectifying',
  'accepted',
  'publicNotice',
  'underObjection',
  'titled',
  'lightCheck',
  'reReview',
  'renewed',
  'suspended',
  'revoked',
  'expired',
  'declined',
  'withdrawn',
] as const
export type CellState = (typeof cellStates)[number]
export const cellStateNames: Readonly<Record<CellState, string>> = {
  draft: '填写中',
  selfAssessed: '已自评，待提交',
  submitted: '资料审核中',
  returned: '退回补充',
  preliminaryOk: '资料通过，待约现场',
  siteScheduled: '已约现场评估',
  siteScored: '现场已打分',
  feedback: '已反馈',
  rectifying: '整改中',
  accepted: '已验收',
  publicNotice: '公示中',
  underObjection: '公示异议处理中',
  titled: '已命名',
  lightCheck: '年度检查中',
  reReview: '复评中',
  renewed: '已续期',
  suspended: '暂停',
  revoked: '已撤销',
  expired: '已到期',
  declined: '未通过',
  withdrawn: '已撤回',
}

/** Nothing more comes of it: the same subject may apply anew. */
export const overStates = ['revoked', 'expired', 'declined', 'withdrawn'] as const satisfies readonly CellState[]
/** A title holds. */
export const heldStates = ['titled', 'lightCheck', 'reReview', 'renewed'] as const satisfies readonly CellState[]
/** Whether the title stands: its certificate may be shown as one and downloaded. */
export const holdsTitle = (state: CellState): boolean => (heldStates as readonly CellState[]).includes(state)

/** 命名 from 80, 示范 from 90. */
export const titleLevels = ['titled', 'model'] as const
export type TitleLevel = (typeof titleLevels)[number]
export const titleLevelNames: Readonly<Record<TitleLevel, string>> = { titled: '无废细胞', model: '示范无废细胞' }

/** What the public page answers; `unsure`: it can't be looked up now. */
export type CertificateResult = 'valid' | 'suspended' | 'revoked' | 'expired' | 'unknown' | 'unsure'
export const certificateTexts: Readonly<Record<CertificateResult, { title: string; text: string }>> = {
  valid: { title: '有效', text: '这个称号现在有效，请核对下面的名称。' },
  suspended: { title: '暂停', text: '这个称号已暂停，恢复以前不能使用。' },
  revoked: { title: '已撤销', text: '这个称号已被撤销，证书不能再使用。' },
  expired: { title: '已到期', text: '这个称号已过有效期，没有续期，证书不能再使用。' },
  unknown: { title: '查无此证', text: '没有发过这个编号的证书。请对照证书上的编号再查一次。' },
  unsure: { title: '暂时无法核实', text: '系统暂时查不了，请过几分钟再试。没有显示“有效”以前，请不要当作有效。' },
}

/** `site`: two assessors; `third`: one more, for the items that differ too much; `check`: the drawn 20 % of a year. */
export const cellVisitKinds = ['site', 'third', 'check'] as const
export type CellVisitKind = (typeof cellVisitKinds)[number]
export const visitKindNames: Readonly<Record<CellVisitKind, string>> = {
  site: '现场评估',
  third: '第三人复核',
  check: '年度现场抽查',
}
/** `refused`: the applicant asked for another assessor. */
export const visitStates = ['planned', 'begun', 'signed', 'refused', 'cancelled'] as const
export type CellVisitState = (typeof visitStates)[number]
export const visitStateNames: Readonly<Record<CellVisitState, string>> = {
  planned: '待评估',
  begun: '打分中',
  signed: '双方已签字',
  refused: '申请换人',
  cancelled: '已取消',
}

export const visitSlots = ['morning', 'afternoon'] as const
export type VisitSlot = (typeof visitSlots)[number]
export const visitSlotNames: Readonly<Record<VisitSlot, string>> = { morning: '上午', afternoon: '下午' }

/** Why somebody may not assess an applicant. */
export const nearReasons = ['subdistrict', 'organisation', 'trained', 'hauled', 'refused', 'declared', 'own'] as const
export type NearReason = (typeof nearReasons)[number]
export const nearReasonNames: Readonly<Record<NearReason, string>> = {
  subdistrict: '同一个镇街',
  organisation: '24个月内任职或担任顾问',
  trained: '24个月内为其培训',
  hauled: '24个月内由其单位收运',
  refused: '申请单位请求回避',
  declared: '本人申报有利害关系',
  own: '本人参与过这份申请',
}

export const rectificationStates = ['open', 'mended', 'closed'] as const
export type RectificationState = (typeof rectificationStates)[number]
export const rectificationStateNames: Readonly<Record<RectificationState, string>> = {
  open: '待整改',
  mended: '已报整改，待核',
  closed: '已整改',
}
