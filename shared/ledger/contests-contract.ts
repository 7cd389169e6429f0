// Routes of contests about entries: opened by whoever may see the line, listed and decided by staff.
import { countedPageOf, listInput, pageInput, pageOf, route, text } from '../contract'
import type { Role } from '../actors'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import { Points } from '../units'
import * as z from '../z'
import { AccountId, EntryId, EntryView, ledgerReaders } from './contract'

/** Who decides what residents contest. */
export const contestDeciders = ['subdistrictOfficer', 'cityOfficer'] as const satisfies readonly Role[]

/**
 * Points that one decision may add at most: a choice, well above any single line and below what a slip of the keys
 * makes of it.
 */
export const MOST_DIFFERENCE = 1_000

/** `added`: upheld, the entry stays and the difference was paid beside it. */
export const ContestStatus = z.enum(['open', 'kept', 'reversed', 'added'])
const ContestOutcome = z.enum(['kept', 'reversed', 'added'])
/** A contest as its maker sees it. */
export const ContestView = z.object({
  id: Id,
  entryId: z.string(),
  account: z.string(),
  /** "pickups/<id>": what the entry is about; a weight is corrected there. */
  subject: z.string(),
  /** The line of the statement. */
  line: z.string(),
  points: Points,
  reason: z.string(),
  at: Instant,
  dueOn: Day,
  status: ContestStatus,
  statusText: z.string(),
  decision: z
    .object({
      outcome: ContestOutcome,
      reason: z.string(),
      at: Instant,
      /** The difference, where one was paid. */
      addedPoints: Points.nullable(),
    })
    .nullable(),
  /** The worker who wrote it down at the desk for somebody without a phone. */
  enteredBy: z.string().nullable(),
})
export type ContestView = z.infer<typeof ContestView>
export const DeskContest = ContestView.extend({
  placeName: z.string(),
  late: z.boolean(),
  ruleVersion: z.string().nullable(),
  decidedBy: z.string().nullable(),
  allowed: z.array(z.enum(['decide'])),
})
export type DeskContest = z.infer<typeof DeskContest>

export const ledgerContests = {
  contest: route({
    method: 'POST',
    path: '/api/ledger/contests',
    may: 'signedIn',
    input: z.strictObject({ id: Id, entryId: EntryId, account: AccountId, reason: text(300).optional() }),
    output: ContestView,
    errors: [
      'NOT_FOUND',
      'LEDGER_CONTEST_CLOSED',
      'LEDGER_ALREADY_CONTESTED',
      'LEDGER_NOT_CONTESTABLE',
      'LEDGER_ALREADY_REVERSED',
    ],
    limit: { count: 30, seconds: 3600 },
    summary: '对一笔明细提出异议（原因可不写）',
  }),
  myContests: route({
    method: 'GET',
    path: '/api/ledger/contests',
    may: 'signedIn',
    input: z.strictObject(pageInput),
    output: pageOf(ContestView),
    summary: '我提出的异议，和社区工作人员代我家提交的',
  }),
  deskContests: route({
    method: 'GET',
    path: '/api/ledger/desk/contests',
    may: ledgerReaders,
    input: z.strictObject({ ...listInput('-at', 'at'), status: ContestStatus.optional() }),
    output: countedPageOf(DeskContest),
    summary: '积分异议',
  }),
  deskContest: route({
    method: 'GET',
    path: '/api/ledger/desk/contests/:id',
    may: ledgerReaders,
    input: z.strictObject({ id: Id }),
    output: z.object({ contest: DeskContest, entry: EntryView }),
    errors: ['NOT_FOUND'],
    summary: '一条异议和它的流水（查看留痕）',
  }),
  decideLedgerContest: route({
    method: 'POST',
    path: '/api/ledger/desk/contests/:id/decide',
    may: contestDeciders,
    stepUp: true,
    /** `points`: the difference to be paid, with `added` alone. */
    input: z.strictObject({
      id: Id,
      outcome: ContestOutcome,
      points: z.int().min(1, '至少补1分').max(MOST_DIFFERENCE, '一次最多补1000分').optional(),
      reason: text(200).min(2, '请写明理由'),
    }),
    output: DeskContest,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'NOT_ALLOWED',
      'INPUT_INVALID',
      'DECIDES_OWN_CASE',
      'LEDGER_ALREADY_REVERSED',
      'LEDGER_NOT_REVERSIBLE',
      'LEDGER_NO_DIFFERENCE',
    ],
    summary: '裁定异议：维持、冲正，或补差（少记的积分另补一笔）',
  }),
}
