// What facts earn: the rule in force on the day, who may earn (I12), the rule's caps and what is left of the month's
// budget (I11, I15). A feature prepares before its transaction, adds what was prepared to its post, notes what was
// posted and closes it afterwards.
import {
  budgetMonthOf,
  issuerOf,
  limitsFor,
  pointsFor,
  ruleIdOf,
  ruleOn,
  type EarningRule,
  type Fact,
  type Occasion,
} from '@shared/ledger/earning'
import type { SourceKey } from '@shared/ledger/earning-sources'
import type { Account } from '@shared/ledger/accounts'
import type { Post, Posted, Posting, Trimmed } from '@shared/ledger/entries'
import { DomainError } from '@shared/errors'
import { addMonths, dayOf, monthOf, type Day } from '@shared/time'
import { now } from '../clock'
import { isDuplicateKey } from '../db'
import { goesToThemselves } from '../people/conflicts'
import { ownBudgets, reconcileBudget, type BudgetOwner, type Reservation } from './budgets'
import { EarningRules, type RuleRecord } from './earning.model'

/** Versions that have begun by a day; what `ruleOn` needs. */
const begunBy = (keys: readonly SourceKey[], day: Day): Promise<RuleRecord[]> =>
  EarningRules.find({ key: { $in: [...keys] }, status: { $in: ['active', 'ended'] }, validFrom: { $lte: day } })
    .lean<RuleRecord[]>()
    .exec()

/** The rules of several sources that hold on a day; a source without one earns nothing. */
export async function rulesOn(keys: readonly SourceKey[], day: Day): Promise<Map<SourceKey, EarningRule>> {
  const versions = await begunBy(keys, day)
  return new Map(
    keys.flatMap((key) => {
      const rule = ruleOn(
        versions.filter((each) => each.key === key),
        day,
      )
      return rule ? [[key, rule] as const] : []
    }),
  )
}

/** The rule of one source on each of some days, read at once. */
export async function rulesOnDays(key: SourceKey, days: readonly Day[]): Promise<Map<Day, EarningRule | null>> {
  const last = days.reduce((latest, day) => (day > latest ? day : latest), '')
  const versions = days.length > 0 ? await begunBy([key], last) : []
  return new Map(days.map((day) => [day, ruleOn(versions, day)]))
}

export type EarningAsk = {
  source: SourceKey
  facts: readonly Fact[]
  /** Does the area give points at all (its switch)? */
  switchedOn: boolean
  /** When it happened: its day chooses the rule and counts for the caps. */
  at: Date
  /** The instant of the post, whose month's budget is drawn on; that of the act unless it is corrected later. */
  postedAt?: Date | undefined
  /** Who gets the points; null: nobody is known. */
  account: Account | null
  /** Whose act it was, where that is known. */
  earnerId?: string | undefined
  /** The household it comes from, where a person of it gets the points. */
  householdId?: string | undefined
  /** The person who weighed, counted or checked it; null for a machine. */
  verifierId: string | null
  /** The time slot of the act, "2026-11-22T19:00". */
  window?: string | undefined
}

export type PreparedEarning = {
  rule: EarningRule | null
  /** Points of each fact by the rule, in their order; all 0 where nothing is earned. */
  points: readonly number[]
  asked: number
  /** Would the verifier earn for themselves or their own household? Then nothing is earned. */
  own: boolean
  /** The issuer's and the member's postings. */
  postings: readonly Posting[]
  /** Caps, budget and the rule's version for the post. */
  post: Pick<Post, 'ruleVersion' | 'limits' | 'budget'>
  /** For `details` of the post: what a trial of another rule needs. */
  details: Readonly<Record<string, unknown>>
  /** Inside the transaction: what was posted; the last attempt counts. */
  note: (posted: Posted | null) => void
  /** After it, once: `unknown` keeps what was set aside until the reconciliation. */
  close: (outcome: 'committed' | 'undone' | 'unknown') => void
}

export type Worth = Pick<PreparedEarning, 'rule' | 'points' | 'asked' | 'postings' | 'post' | 'details'>

/** What facts earn by a rule, without caps and budget: for showing and for demo data. */
export function worthOf(rule: EarningRule | null, facts: readonly Fact[], account: Account | null): Worth {
  const points = facts.map((fact) => (rule && account ? pointsFor(rule, fact) : 0))
  const asked = points.reduce((sum, each) => sum + each, 0)
  return {
    rule,
    points,
    asked,
    postings:
      rule && account && asked > 0
        ? [
            { account, unit: 'points', amount: asked },
            { account: issuerOf(rule.key), unit: 'points', amount: -asked },
          ]
        : [],
    post: rule ? { ruleVersion: ruleIdOf(rule) } : {},
    details: rule ? { earning: { source: rule.key, facts: facts.map(({ code, amount }) => ({ code, amount })) } } : {},
  }
}

/**
 * Works out what facts earn and sets aside what they need of the month's budget. Outside of any transaction; what was
 * prepared is closed afterwards (`withEarning`).
 * @param owner whose slices of the budget are drawn on; this instance's own
 */
export async function prepareEarning(ask: EarningAsk, owner: BudgetOwner = ownBudgets): Promise<PreparedEarning> {
  const day = dayOf(ask.at)
  const rule = ask.switchedOn ? ((await rulesOn([ask.source], day)).get(ask.source) ?? null) : null
  const own = await isOwn(ask)
  const worth = worthOf(rule, ask.facts, own ? null : ask.account)
  if (!rule || worth.asked === 0) return { ...worth, own, note: () => undefined, close: () => undefined }
  const occasion: Occasion = { day, window: ask.window, earnerId: ask.earnerId }
  const reservation = await owner.reserve(
    { key: rule.key, month: budgetMonthOf(ask.postedAt ?? ask.at), total: rule.budgetPerMonth },
    worth.asked,
  )
  const limits = limitsFor(rule, ask.facts, worth.asked, occasion)
  const post = {
    ...worth.post,
    ...(limits.length > 0 ? { limits } : {}),
    ...(reservation.points < worth.asked ? { budget: { left: reservation.points } } : {}),
  }
  return { ...worth, own, post, ...tracked(reservation, issuerOf(rule.key)) }
}

/** I12: nobody earns for what they verified themselves, nor lets their own household earn. */
async function isOwn({ verifierId, account, earnerId, householdId }: EarningAsk): Promise<boolean> {
  if (verifierId === null || account === null) return false
  const [kind, id] = account.split(':')
  return goesToThemselves(verifierId, {
    personIds: [earnerId, kind === 'person' ? id : null],
    householdIds: [householdId, kind === 'household' ? id : null],
  })
}

function tracked(reservation: Reservation, issuer: Account): Pick<PreparedEarning, 'note' | 'close'> {
  let issued = 0
  return {
    note: (posted) => {
      issued = posted?.status === 'posted' ? issuedBy(posted, issuer) : 0
    },
    close: (outcome) =>
      reservation.settle(outcome === 'committed' ? issued : outcome === 'undone' ? 0 : reservation.points),
  }
}

const issuedBy = ({ entry }: Posted, issuer: Account): number =>
  -entry.postings
    .filter((each) => each.account === issuer && each.unit === 'points')
    .reduce((sum, each) => sum + each.amount, 0)

/** Runs what posts a prepared earning and closes it, whatever happens. */
export async function withEarning<T>(
  prepared: Pick<PreparedEarning, 'close'> | null,
  body: () => Promise<T>,
): Promise<T> {
  try {
    const result = await body()
    prepared?.close('committed')
    return result
  } catch (error) {
    // anything but a refusal may have been written after all
    const isRefusal = (error instanceof DomainError && error.kind !== 'unavailable') || isDuplicateKey(error)
    prepared?.close(isRefusal ? 'undone' : 'unknown')
    throw error
  }
}

/** Points that an entry really issued, and why not more. */
export function grantedOf(
  posted: Pick<Posted, 'entry'> | null,
  asked: number,
): { points: number; trimmed: Trimmed | null } {
  const trimmed = (posted?.entry.details?.['trimmed'] as Trimmed | undefined) ?? null
  return { points: trimmed ? trimmed.granted : asked, trimmed }
}

/**
 * Brings this month's and last month's budgets into line with what has been issued, after entries were posted in bulk.
 */
export async function reconcileBudgetsOf(keys: readonly SourceKey[]): Promise<void> {
  const month = monthOf(dayOf(now()))
  for (const rule of (await rulesOn(keys, dayOf(now()))).values()) {
    for (const each of [addMonths(month, -1), month])
      await reconcileBudget({ key: rule.key, month: each, total: rule.budgetPerMonth })
  }
}
