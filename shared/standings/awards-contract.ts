// 评优 at the desk, its call and its results for everybody, and the papers that follow from it.
import { countedPageOf, line, listInput, route, text } from '../contract'
import { Id } from '../ids'
import { publicLine } from '../personal-text'
import { MobilePhone } from '../phones'
import { Day, Instant } from '../time'
import * as z from '../z'
import { awardKinds, nomineeStatuses } from './awards'
import { awardKeepers, awardNominators, awardReaders } from './vocabulary'

const ProgrammeRow = z.object({
  id: Id,
  kind: z.enum(awardKinds),
  year: z.string(),
  title: z.string(),
  /** How many may be awarded in the year, and how many of these to one employer or subdistrict. */
  target: z.int(),
  mostOfGroup: z.int(),
  /** 以奖代补 for each, in fen; 0 for none. */
  fen: z.int(),
  feeRelief: z.string(),
  callOn: Day,
  nominateUntil: Day,
  nominated: z.int(),
  awarded: z.int(),
  /** When all households had been told of the call; nobody is awarded within the week after it. */
  toldOn: Day.nullable(),
  allowed: z.array(z.enum(['nominate', 'decide', 'payout'])),
})
export type ProgrammeRow = z.infer<typeof ProgrammeRow>

const NomineeRow = z.object({
  id: Id,
  name: z.string(),
  /** Employer of a person, subdistrict of a place; what the cap counts by. */
  group: z.string(),
  merits: z.string(),
  status: z.enum(nomineeStatuses),
  nominatedBy: z.string(),
  nominatedAt: Instant,
  decidedBy: z.string().nullable(),
  reason: z.string(),
  mayDecide: z.boolean(),
})
export type NomineeRow = z.infer<typeof NomineeRow>

const Year = z.string().regex(/^20\d{2}$/, '请写成 2026 的样子')

export const awards = {
  page: route({
    method: 'GET',
    path: '/lists/awards',
    may: 'anyone',
    answer: 'page',
    input: z.strictObject({}),
    output: z.string(),
    summary: '评优的征集和结果公布页',
  }),
  list: route({
    method: 'GET',
    path: '/api/standings/awards',
    may: awardReaders,
    input: z.strictObject(listInput('-callOn', 'callOn')),
    output: countedPageOf(ProgrammeRow),
    summary: '评优项目',
  }),
  create: route({
    method: 'POST',
    path: '/api/standings/awards',
    may: awardKeepers,
    input: z.strictObject({
      id: Id,
      kind: z.enum(awardKinds),
      year: Year,
      title: publicLine(60, 4),
      target: z.int().min(1).max(1_000),
      /** Percent of the target. */
      groupShare: z.int().min(1).max(100),
      fen: z.int().min(0).max(10_000_000),
      feeRelief: publicLine(100),
      callOn: Day,
      nominateUntil: Day,
    }),
    output: ProgrammeRow,
    errors: ['INPUT_INVALID', 'AWARD_HAD', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '设一个评优项目：年度目标、名额上限、奖补，征集不少于7天',
  }),
  nominees: route({
    method: 'GET',
    path: '/api/standings/awards/:id/nominees',
    may: awardReaders,
    input: z.strictObject({ id: Id, ...listInput('nominatedAt', '-nominatedAt') }),
    output: countedPageOf(NomineeRow),
    errors: ['NOT_FOUND'],
    summary: '一个评优项目的推荐（推荐人看自己推荐的，市级看全部）',
  }),
  nominate: route({
    method: 'POST',
    path: '/api/standings/awards/:id/nominees',
    may: awardNominators,
    /** `subjectId`: the organisation or place; `name` with `employerId`, and `phone` where it is known: a person. */
    input: z.strictObject({
      id: Id,
      nomineeId: Id,
      subjectId: Id.optional(),
      name: line(20, 2).optional(),
      employerId: Id.optional(),
      /** Of a person, so that it stands among their own data. Kept as nothing but whose it is. */
      phone: MobilePhone.optional(),
      merits: text(500, 4),
    }),
    output: NomineeRow,
    errors: ['NOT_FOUND', 'INPUT_INVALID', 'AWARD_CLOSED', 'AWARD_NOMINEE_HAD', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '推荐',
  }),
  decide: route({
    method: 'POST',
    path: '/api/standings/nominees/:id/decide',
    may: awardKeepers,
    stepUp: true,
    input: z.strictObject({ id: Id, outcome: z.enum(['awarded', 'refused']), reason: line(200, 2) }),
    output: NomineeRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'DECIDES_OWN_CASE', 'AWARD_TOO_EARLY', 'AWARD_FULL', 'AWARD_GROUP_FULL'],
    summary: '评审一个推荐（不得由推荐人评审，征集期满以后）',
  }),
  payout: route({
    method: 'GET',
    path: '/api/standings/awards/:id/payout',
    may: awardKeepers,
    answer: 'file',
    media: ['application/pdf'],
    input: z.strictObject({ id: Id }),
    output: z.object({}),
    errors: ['NOT_FOUND'],
    summary: '以奖代补发放表（PDF）',
  }),
  companySheet: route({
    method: 'GET',
    path: '/api/standings/companies/:id/sheet',
    may: awardKeepers,
    answer: 'file',
    media: ['application/pdf'],
    input: z.strictObject({ id: Id, year: Year }),
    output: z.object({}),
    errors: ['NOT_FOUND'],
    summary: '一家物业公司一年的情况表，给住建部门考核用（PDF）',
  }),
} as const
