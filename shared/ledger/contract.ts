// Routes of the points and carbon ledger: what a person sees of their accounts, the public carbon factors, and the
// console's view.
import { countedPageOf, line, listInput, pageInput, pageOf, queryInt, route } from '../contract'
import { Day, Instant } from '../time'
import { CarbonGrams, Fen, Points, units } from '../units'
import type { Role } from '../actors'
import * as z from '../z'
import { entryKinds } from './entries'

/** Staff who may read accounts of their area; auditors read everything, a system administrator nobody's points. */
export const ledgerReaders = [
  'communityWorker',
  'subdistrictOfficer',
  'cityOfficer',
  'auditor',
] as const satisfies readonly Role[]
/** Reads what is no household's: rules, checks, seals, sums. */
export const pointsReaders = [...ledgerReaders, 'administrator'] as const satisfies readonly Role[]
/** Who may publish carbon factors. */
export const factorPublishers = ['cityOfficer'] as const satisfies readonly Role[]

export const AccountId = z
  .string()
  .max(90)
  .regex(/^[a-z]+(:[\w.-]{1,64}){0,2}$/, '账户格式不对')
/** How accounts begin: "household:", "household:01J". */
export const AccountStart = z
  .string()
  .max(90)
  .regex(/^[a-z]+(:[\w.-]{1,64}){0,2}:?$/, '账户开头格式不对')
/** "<partition>:<cause>" */
export const EntryId = z
  .string()
  .max(170)
  .regex(/^\d{1,4}:[^\u0000-\u001f]{1,160}$/, '流水编号格式不对')

export const EntryKind = z.enum(entryKinds)
export const StatementAction = z.enum(['contest'])

/** One line of a statement in plain words. */
export const StatementLine = z.object({
  entryId: z.string(),
  seq: z.int(),
  kind: EntryKind,
  day: Day,
  /** "19:12", only for the person whose act it was. */
  clock: z.string().nullable(),
  /** "11月3日 19:12 大件上门 纸板 12.5千克 +25(价目 v1)" */
  text: z.string(),
  points: Points,
  fen: Fen,
  carbonGrams: CarbonGrams,
  pointsAfter: Points,
  /** "pickups/<id>" */
  subject: z.string(),
  reversed: z.boolean(),
  reverses: z.string().nullable(),
  /** The contested line whose difference this one pays. */
  adds: z.string().nullable(),
  contestUntil: Instant.nullable(),
  /** Where a limit or the month's budget gave less than the rule: "本应 30分,每户每天最多20分,记20分". */
  trimmed: z.object({ asked: Points, granted: Points, text: z.string() }).nullable(),
  contest: z
    .object({ id: z.string(), status: z.enum(['open', 'kept', 'reversed', 'added']), text: z.string() })
    .nullable(),
  allowed: z.array(StatementAction),
})
export type StatementLine = z.infer<typeof StatementLine>

export const AccountSummary = z.object({
  account: z.string(),
  name: z.string(),
  available: Points,
  held: Points,
  debt: Points,
  totalEarned: Points,
  /** The lot that expires first. */
  expiringNext: z.object({ points: Points, on: Day }).nullable(),
  /** The three lots that expire next. */
  expiring: z.array(z.object({ points: Points, on: Day })),
  /** Positive: to be paid out to them; negative: they owe it. */
  fen: Fen,
  carbonGrams: CarbonGrams,
  carbonText: z.string(),
})
export type AccountSummary = z.infer<typeof AccountSummary>

export const Factor = z.object({
  material: z.string(),
  materialName: z.string(),
  gramsPerKg: z.int(),
  low: z.int().nullable(),
  high: z.int().nullable(),
  baseline: z.string(),
  source: z.string(),
  sourceEdition: z.string(),
  sourcePlace: z.string(),
  note: z.string(),
  edition: z.string(),
  validFrom: Day,
  validTo: Day.nullable(),
})
export const FactorChange = z.object({
  edition: z.string(),
  on: Day,
  material: z.string(),
  materialName: z.string(),
  from: z.int().nullable(),
  to: z.int(),
  text: z.string(),
})

/** A posting as the console shows it. */
export const PostingView = z.object({
  account: z.string(),
  accountName: z.string(),
  unit: z.enum(units),
  amount: z.int(),
})
export const EntryView = z.object({
  id: z.string(),
  kind: EntryKind,
  kindName: z.string(),
  day: Day,
  /** To the minute only for auditors, and for what is no one person's act. */
  at: Instant.nullable(),
  recordedAt: Instant.nullable(),
  by: z.string(),
  /** Who that is, in words. */
  byName: z.string(),
  subject: z.string(),
  text: z.string(),
  ruleVersion: z.string().nullable(),
  factorVersion: z.string().nullable(),
  reverses: z.string().nullable(),
  reversedBy: z.string().nullable(),
  /** The contested entry whose difference this one pays. */
  adds: z.string().nullable(),
  postings: z.array(PostingView),
  effects: z.array(
    z.object({
      account: z.string(),
      accountName: z.string(),
      seq: z.int(),
      points: Points,
      fen: Fen,
      carbonGrams: CarbonGrams,
      held: Points,
      debt: Points,
      lots: z.array(z.object({ expiresOn: Day, change: Points })),
    }),
  ),
  hash: z.string(),
})
export type EntryView = z.infer<typeof EntryView>

export const AccountRow = z.object({
  account: z.string(),
  /** Its kind and whose it is: "住户 锦绣花园 4栋1单元***". */
  name: z.string(),
  available: Points,
  held: Points,
  debt: Points,
  totalEarned: Points,
  fen: Fen,
  carbonGrams: CarbonGrams,
  entries: z.int(),
})

/** One run of the ledger's verification. */
export const CheckView = z.object({
  id: z.string(),
  status: z.enum(['running', 'finished', 'failed', 'cancelled']),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
  done: z.int(),
  total: z.int(),
  entries: z.int(),
  accounts: z.int(),
  differences: z.int(),
  findings: z.array(z.object({ where: z.string(), text: z.string() })),
})

const entriesFilter = { account: AccountId, day: Day.optional() }

export const ledger = {
  summaries: route({
    method: 'GET',
    path: '/api/ledger/summaries',
    may: 'signedIn',
    input: z.strictObject({}),
    output: z.object({ accounts: z.array(AccountSummary) }),
    summary: '我的积分与减碳：本人和所在住户',
  }),
  statement: route({
    method: 'GET',
    path: '/api/ledger/statement',
    may: 'signedIn',
    input: z.strictObject({ ...pageInput, account: AccountId.optional() }),
    output: pageOf(StatementLine).extend({ account: z.string() }),
    errors: ['NOT_FOUND'],
    summary: '一个账户的明细，新的在前',
  }),
  factors: route({
    method: 'GET',
    path: '/api/ledger/factors',
    may: 'anyone',
    input: z.strictObject({ day: Day.optional() }),
    output: z.object({ day: Day, roundingNote: z.string(), items: z.array(Factor), changes: z.array(FactorChange) }),
    summary: '减碳系数与变更记录（公开）',
  }),
  publishFactors: route({
    method: 'POST',
    path: '/api/ledger/factors',
    may: factorPublishers,
    stepUp: true,
    input: z.strictObject({
      edition: z.string().regex(/^[\w.-]{1,40}$/, '版本只能用字母、数字、点和横线'),
      validFrom: Day,
      factors: z
        .array(
          z.strictObject({
            material: z.string().regex(/^[a-z_]{2,40}$/),
            gramsPerKg: z.int().min(0).max(100_000),
            low: z.int().min(0).max(1_000_000).nullable(),
            high: z.int().min(0).max(1_000_000).nullable(),
            baseline: line(120, 1),
            source: line(160, 1),
            sourceEdition: line(60),
            sourcePlace: line(160),
            note: line(300),
          }),
        )
        .min(1)
        .max(60),
    }),
    output: z.object({ edition: z.string(), count: z.int() }),
    errors: ['LEDGER_FACTOR_PAST', 'LEDGER_EDITION_EXISTS', 'INPUT_INVALID'],
    summary: '发布一版减碳系数，从明天或以后起生效，不改过去',
  }),
  deskAccounts: route({
    method: 'GET',
    path: '/api/ledger/desk/accounts',
    may: ledgerReaders,
    input: z.strictObject({ ...listInput('id', '-id'), starts: AccountStart.optional() }),
    output: countedPageOf(AccountRow),
    summary: '账户列表，可按账户开头查找',
  }),
  deskEntries: route({
    method: 'GET',
    path: '/api/ledger/desk/entries',
    may: ledgerReaders,
    input: z.strictObject({ ...listInput('-recordedAt', 'recordedAt'), ...entriesFilter }),
    output: countedPageOf(EntryView),
    errors: ['NOT_FOUND'],
    summary: '一个账户的流水；系统账户按日查看',
  }),
  deskEntry: route({
    method: 'GET',
    path: '/api/ledger/desk/entry',
    may: ledgerReaders,
    input: z.strictObject({ id: EntryId }),
    output: EntryView,
    errors: ['NOT_FOUND'],
    summary: '一笔流水和它的记账分录',
  }),
  deskExport: route({
    method: 'GET',
    path: '/api/ledger/desk/export',
    may: ledgerReaders,
    stepUp: true,
    input: z.strictObject(entriesFilter),
    output: z.any(),
    answer: 'file',
    media: ['text/csv'],
    errors: ['NOT_FOUND'],
    summary: '导出一个账户的流水（CSV）',
  }),
  deskChecks: route({
    method: 'GET',
    path: '/api/ledger/desk/checks',
    may: pointsReaders,
    input: z.strictObject({ limit: queryInt(1, 60).optional() }),
    output: z.object({ items: z.array(CheckView) }),
    summary: '账本核对的结果',
  }),
}
