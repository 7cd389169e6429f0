// Routes of the ledger at the community desk and on paper: a household's points for printing, a contest written down
// for someone without a phone, the chain of daily seals, and tables to take away. Whoever acts for a household is
// named.
import { countedPageOf, listInput, route, text } from '../contract'
import { Id } from '../ids'
import { Day, Instant, Month } from '../time'
import { Points, units } from '../units'
import type { Role } from '../actors'
import * as z from '../z'
import { AccountStart, EntryId, ledgerReaders, pointsReaders, StatementLine } from './contract'
import { RuleSource, RuleStatus } from './earning-contract'
import { ContestStatus, ContestView } from './contests-contract'

/** Who serves people without a phone. */
export const pointDesks = ['communityWorker', 'subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]

const Expiring = z.object({ points: Points, on: Day })

/** A household's points of a month, as they are read at the desk and printed. */
export const HouseholdPoints = z.object({
  title: z.string(),
  householdId: Id,
  householdLabel: z.string(),
  account: z.string(),
  month: Month,
  /** Available at the beginning and at the end of the month (of this month: after its last line so far). */
  opening: Points,
  closing: Points,
  /** Now. */
  available: Points,
  held: Points,
  debt: Points,
  expiring: z.array(Expiring),
  carbonText: z.string(),
  /** The month's lines, the newest first; `leftOut` earlier ones did not fit. */
  lines: z.array(StatementLine),
  leftOut: z.int(),
  /** Whom it can be printed for besides the holder of the card; `since` they belong to the household. */
  members: z.array(z.object({ personId: Id, name: z.string(), since: Day })),
  /** Printed for a member: it begins on the day they joined. Null: for the card, from the beginning. */
  since: Day.nullable(),
  printedBy: z.string(),
  printedAt: Instant,
  hotline: z.string(),
  howToContest: z.string(),
})
export type HouseholdPoints = z.infer<typeof HouseholdPoints>

export const sealChecks = ['agreed', 'differs', 'unknown'] as const
/** One sealed day. */
export const SealView = z.object({
  day: Day,
  entries: z.int(),
  sealedAt: Instant,
  hash: z.string(),
  /** The hash of the day before; '' for the first. */
  previous: z.string(),
  /** What came into and went out of members' accounts that day. */
  totals: z.array(z.object({ unit: z.enum(units), in: z.int(), out: z.int() })),
  check: z.enum(sealChecks),
  checkText: z.string(),
})
export type SealView = z.infer<typeof SealView>

const SheetFormat = z.enum(['csv', 'xlsx'])

export const ledgerDesk = {
  householdPoints: route({
    method: 'GET',
    path: '/api/ledger/desk/households/:householdId/points',
    may: pointDesks,
    input: z.strictObject({ householdId: Id, month: Month, personId: Id.optional() }),
    output: HouseholdPoints,
    errors: ['NOT_FOUND'],
    summary: '住户积分明细（查看留痕）；给某个成员的，只有其加入以后的',
  }),
  pointsPaper: route({
    method: 'GET',
    path: '/api/ledger/desk/households/:householdId/paper',
    may: pointDesks,
    input: z.strictObject({ householdId: Id, month: Month, personId: Id.optional() }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'PAPER_GLYPH_MISSING'],
    summary: '住户积分明细（打印，留痕）；给某个成员的，只有其加入以后的',
  }),
  contestAtDesk: route({
    method: 'POST',
    path: '/api/ledger/desk/households/:householdId/contests',
    may: pointDesks,
    /** `how` the household told it. */
    input: z.strictObject({
      id: Id,
      householdId: Id,
      entryId: EntryId,
      reason: text(300).optional(),
      how: z.enum(['spoken', 'paper']),
    }),
    output: ContestView,
    errors: [
      'NOT_FOUND',
      'LEDGER_CONTEST_CLOSED',
      'LEDGER_ALREADY_CONTESTED',
      'LEDGER_NOT_CONTESTABLE',
      'LEDGER_ALREADY_REVERSED',
    ],
    limit: { count: 120, seconds: 3600 },
    summary: '代没有手机的住户对一笔明细提出异议，经办人留名',
  }),
  seals: route({
    method: 'GET',
    path: '/api/ledger/desk/seals',
    may: pointsReaders,
    input: z.strictObject(listInput('-id', 'id')),
    output: countedPageOf(SealView).extend({ checkedAt: Instant.nullable() }),
    summary: '每日封存的链：笔数、合计、校验值、上一日的校验值、最近一次核对的结果',
  }),
  exportContests: route({
    method: 'GET',
    path: '/api/ledger/desk/contests-export',
    may: ledgerReaders,
    stepUp: true,
    input: z.strictObject({ format: SheetFormat, status: ContestStatus.optional() }),
    output: z.any(),
    answer: 'file',
    errors: ['INPUT_INVALID'],
    summary: '导出积分异议（留痕）',
  }),
  exportRules: route({
    method: 'GET',
    path: '/api/ledger/desk/rules-export',
    may: pointsReaders,
    input: z.strictObject({ format: SheetFormat, status: RuleStatus.optional(), source: RuleSource.optional() }),
    output: z.any(),
    answer: 'file',
    errors: ['INPUT_INVALID'],
    summary: '导出积分规则，每个版本的每个计分项一行',
  }),
  exportAccounts: route({
    method: 'GET',
    path: '/api/ledger/desk/accounts-export',
    may: ledgerReaders,
    stepUp: true,
    input: z.strictObject({ format: SheetFormat, starts: AccountStart.optional() }),
    output: z.any(),
    answer: 'file',
    errors: ['INPUT_INVALID'],
    summary: '导出账户余额（留痕）',
  }),
} as const
