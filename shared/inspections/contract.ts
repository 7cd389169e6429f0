// Inspections, the phone's side: everything that an inspector needs for a day without a network, and forms that were
// filled in offline. A row is what one phone knows of one visit: only the lines that were touched on it, with the
// version of each that it had seen. Rows may come in any order, any number of times; lines are merged one by one, and
// one that two phones filled in differently is kept twice for a person. Nothing here says how many points a line is
// worth or what the sum is: who scores does not see it before signing.
import { line, pageInput, pageOf, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { scorers } from './roles'
import { answers, findingStates, methods, targetKinds, visitKinds, visitStates, visitWays } from './vocabulary'

export const ROW_FORMAT = 1
/** Rows of one batch. */
export const MOST_ROWS = 20
const MOST_OFFSET_MS = 1e13

export const Target = z.object({
  kind: z.enum(targetKinds),
  id: Id,
  name: z.string(),
  /** From the district down, itself left out. */
  placeNames: z.array(z.string()),
})
export type Target = z.infer<typeof Target>

/** What was found: the coded phrase of a line, where, and the photos; `note` only adds. */
export const FoundOnSite = z.strictObject({
  id: Id,
  phrase: line(24, 1),
  /** "3号楼东侧投放点": the same spot in the same words is the same spot. */
  spot: line(40, 1),
  note: text(200).optional(),
  /** Uploaded before as files with the purpose "inspection". */
  photoIds: z.array(Id).max(6),
  /** 同一问题再次出现: the earlier finding, of the same line and spot. Without it nothing extra is taken off. */
  earlierId: Id.nullable(),
})
export type FoundOnSite = z.infer<typeof FoundOnSite>

export const LineAnswer = z.strictObject({
  code: line(24, 1),
  answer: z.enum(answers),
  note: text(200).optional(),
  /** With `found` at least one, else none. */
  findings: z.array(FoundOnSite).max(20),
})
export type LineAnswer = z.infer<typeof LineAnswer>

/** `looked` is the number fixed before; fewer need a reason. */
export const BagCount = z.strictObject({
  looked: z.int().min(0).max(200),
  correct: z.int().min(0).max(200),
  shortReason: line(100).optional(),
})
export type BagCount = z.infer<typeof BagCount>

/**
 * What a phone has of one visit: the lines that were touched since its last accepted row. `device`: made once on each
 * phone. `seq` counts this phone's rows of this visit up
 * from 1: an older row that arrives later changes nothing. `base`: the version of the visit that this phone had seen
 * when it filled in the lines.
 */
export const FormRow = z.strictObject({
  format: z.literal(ROW_FORMAT),
  id: Id,
  visitId: Id,
  device: Id,
  seq: z.int().min(1),
  base: z.int().min(0),
  /** The phone's clock as shown, and the server's minus it as last learnt; null: never. */
  at: Instant,
  offsetMs: z.int().min(-MOST_OFFSET_MS).max(MOST_OFFSET_MS).nullable(),
  /** When the first line was filled in. */
  beganAt: Instant,
  lines: z.array(LineAnswer).max(40),
  bags: BagCount.nullable(),
  /** Signed: the name as it was written. Null: still at work. */
  signedAs: line(20, 1).nullable(),
})
export type FormRow = z.infer<typeof FormRow>

/** A line as the server has it; `version`: of the visit, when it was changed last. */
const KeptLine = LineAnswer.extend({ version: z.int() })

export const PhoneVisit = z.object({
  id: Id,
  kind: z.enum(visitKinds),
  day: Day,
  /** In the order of the route, from 1; null where nobody drew one. */
  position: z.int().nullable(),
  target: Target.extend({
    households: z.int(),
    location: z.object({ lng: z.number(), lat: z.number() }).nullable(),
  }),
  formId: Id,
  /** How many bags, fixed before; 0: none. */
  bags: z.int(),
  /** A second inspector sees the same place on this day; each fills in a form of their own without talking. */
  isDouble: z.boolean(),
  /** Why, for a visit that nobody drew. */
  reason: z.string().nullable(),
  /** Findings to look at again: closed or reopened on site (`look`). */
  findingIds: z.array(Id),
  state: z.enum(visitStates),
  version: z.int(),
  beganAt: Instant.nullable(),
  lines: z.array(KeptLine),
  counted: BagCount.nullable(),
  /** Lines that two phones filled in differently. */
  contested: z.array(z.string()),
})
export type PhoneVisit = z.infer<typeof PhoneVisit>

/** A form without its points. */
export const PhoneForm = z.object({
  id: Id,
  kind: z.enum(targetKinds),
  title: z.string(),
  lookBackDays: z.int(),
  items: z.array(
    z.object({
      code: z.string(),
      title: z.string(),
      hint: z.string(),
      method: z.enum(methods),
      mayBeAbsent: z.boolean(),
      phrases: z.array(z.object({ code: z.string(), text: z.string(), severity: z.string() })),
    }),
  ),
  /** "尽快清运" with "24小时内". */
  severities: z.array(z.object({ code: z.string(), name: z.string(), due: z.string() })),
})
export type PhoneForm = z.infer<typeof PhoneForm>

export const EarlierFinding = z.object({
  id: Id,
  targetId: Id,
  item: z.string(),
  phrase: z.string(),
  text: z.string(),
  spot: z.string(),
  day: Day,
  state: z.enum(findingStates),
  photoIds: z.array(Id),
})
export type EarlierFinding = z.infer<typeof EarlierFinding>

/**
 * `accepted`: merged. `had`: answered before. `contested`: merged, and some lines are kept twice for a person; nothing
 * more to do on the phone. `refused`: `code` and `text` say what to change; it is not kept.
 */
export const RowOutcome = z.object({
  id: Id,
  outcome: z.enum(['accepted', 'had', 'contested', 'refused']),
  code: z.string().nullable(),
  text: z.string().nullable(),
  /** As it stands now; null where the visit is not theirs. */
  visit: z.object({ id: Id, state: z.enum(visitStates), version: z.int(), contested: z.array(z.string()) }).nullable(),
})
export type RowOutcome = z.infer<typeof RowOutcome>

export const OwnVisit = z.object({
  id: Id,
  kind: z.enum(visitKinds),
  target: Target,
  day: Day,
  state: z.enum(visitStates),
  way: z.enum(visitWays),
  finishedAt: Instant.nullable(),
  findings: z.int(),
})
export type OwnVisit = z.infer<typeof OwnVisit>

export const inspections = {
  pack: route({
    method: 'GET',
    path: '/api/inspections/pack',
    may: scorers,
    /** `day`: today or tomorrow. */
    input: z.strictObject({ day: Day.optional() }),
    /** Own visits of that day and those of before that are not finished; their forms; what was found there before. */
    output: z.object({
      at: Instant,
      day: Day,
      visits: z.array(PhoneVisit),
      forms: z.array(PhoneForm),
      earlier: z.array(EarlierFinding),
    }),
    limit: { count: 60, seconds: 600 },
    summary: '一天的检查离线所需：派给我的、检查表、以前发现的问题',
  }),
  sync: route({
    method: 'POST',
    path: '/api/inspections/rows',
    // whoever lost the role at noon still hands in what they filled in before
    may: 'signedIn',
    keyed: false,
    /** Each a FormRow, read one by one: one that can't be read is refused and keeps none of the others. */
    input: z.strictObject({
      rows: z
        .array(z.object({ id: Id }).loose())
        .min(1)
        .max(MOST_ROWS),
    }),
    output: z.object({ results: z.array(RowOutcome) }),
    summary: '上传离线填写的检查表：逐条回答，重复无害，次序不限',
  }),
  mine: route({
    method: 'GET',
    path: '/api/inspections/mine',
    may: 'signedIn',
    input: z.strictObject(pageInput),
    output: pageOf(OwnVisit),
    summary: '我做过的检查',
  }),
  /** Where somebody may go by themselves: 路长 on their stretch. */
  targets: route({
    method: 'GET',
    path: '/api/inspections/stretch',
    may: ['roadChief'],
    input: z.strictObject({}),
    output: z.object({ items: z.array(Target) }),
    summary: '路长责任路段上的社区、商铺和企事业单位',
  }),
  patrol: route({
    method: 'POST',
    path: '/api/inspections/patrol',
    may: ['roadChief'],
    input: z.strictObject({ id: Id, targetKind: z.enum(targetKinds), targetId: Id }),
    output: PhoneVisit,
    errors: ['NOT_FOUND', 'INSPECTION_TARGET_WRONG', 'INSPECTION_NO_FORM'],
    summary: '路长开始一次巡查（非随机，不计入评分）',
  }),
  /** What a re-inspection says of earlier findings: closed where it is mended, else open again. */
  look: route({
    method: 'POST',
    path: '/api/inspections/looks',
    may: ['inspector'],
    input: z.strictObject({
      findingId: Id,
      visitId: Id,
      isMended: z.boolean(),
      note: text(200),
      photoIds: z.array(Id).min(1).max(6),
    }),
    output: z.object({ findingId: Id, state: z.enum(findingStates) }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'INSPECTION_NOT_YOURS', 'INSPECTION_PHOTO_MISSING'],
    summary: '复查一个问题：已整改或退回再改（要有照片）',
  }),
  declarations: route({
    method: 'GET',
    path: '/api/inspections/declarations',
    may: ['inspector'],
    input: z.strictObject({}),
    output: z.object({ items: z.array(z.object({ id: Id, target: Target, reason: z.string(), at: Instant })) }),
    summary: '我申报的利害关系',
  }),
  declare: route({
    method: 'POST',
    path: '/api/inspections/declarations',
    may: ['inspector'],
    input: z.strictObject({ id: Id, targetKind: z.enum(targetKinds), targetId: Id, reason: line(100, 2) }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'INSPECTION_TARGET_WRONG'],
    summary: '抽签前申报利害关系：不再抽到这个对象',
  }),
} as const
