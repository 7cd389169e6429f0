// What a person's act earns, and earns anew when it is corrected: the entry before is reversed and the act posted as it
// is now, so that what moves is the difference. A feature keeps what an act has earned beside it (`Earned`), and writes
// that in the same transaction on the round it has seen. Invariant: an act has at most one entry that stands (I3).
import { DomainError } from '@shared/errors'
import type { Fact } from '@shared/ledger/earning'
import type { Why } from '@shared/ledger/entries'
import { accountFor } from '@shared/ledger/accounts'
import { partitionOf } from '@shared/partition'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { grantedOf, prepareEarning, withEarning, type EarningAsk } from './earning'
import { balanceOf, postMany, reverse } from './ledger'

/** What an act has earned by now; `entryId` is null where that is nothing. */
export type Earned = { round: number; facts: Fact[]; points: number; entryId: string | null }

export const sameFacts = (a: readonly Fact[], b: readonly Fact[]): boolean =>
  a.length === b.length && a.every(({ code, amount }) => b.some((each) => each.code === code && each.amount === amount))

export type Act = Pick<EarningAsk, 'source' | 'facts' | 'switchedOn' | 'at' | 'verifierId' | 'window'> & {
  personId: string
  /** "shifts/<booking>": where it can be contested, and the stem of its causes. */
  subject: string
  /** The first compound that it belongs to, for who has no account yet. */
  placeId: string
  placePath: readonly string[]
  /** Without the version of the rule. */
  why: Why
  /** Why it was earned anew, in words; on the reversal. */
  because: string
  /** The page of the phone that shows it, and its title in the notice. */
  told: { title: string; link: string }
}

/**
 * @param before what it has earned so far; null for the first time
 * @param write keeps what it has earned now, on the round of `before`; false when somebody else was first
 */
export async function earnAct(
  act: Act,
  before: Earned | null,
  write: (tx: Tx, earned: Earned) => Promise<boolean>,
): Promise<Earned> {
  const account = accountFor({ personId: act.personId })
  const { personId: earnerId, ...ask } = act
  const prepared = await prepareEarning({ ...ask, account, earnerId, postedAt: now() })
  const round = (before?.round ?? 0) + 1
  return withEarning(prepared, () =>
    transaction(async (tx) => {
      if (before?.entryId) await takeBack(tx, before.entryId, `${act.subject}/unearned/${round}`, act.because)
      const partition = (await balanceOf(account, tx.session))?.partition ?? partitionOf(act.placeId)
      const [posted = null] =
        prepared.postings.length === 0
          ? []
          : await postMany(tx, [
              {
                cause: `${act.subject}/earned/${round}`,
                kind: 'earn',
                at: act.at,
                by: `system:${act.subject.split('/', 1)[0] ?? ''}`,
                partition,
                subject: act.subject,
                placePath: act.placePath,
                postings: prepared.postings,
                why: { ...act.why, params: { ...act.why.params, rule: prepared.rule?.version ?? 0 } },
                details: { ...prepared.details, earnerId },
                ...prepared.post,
              },
            ])
      prepared.note(posted)
      const { points } = posted ? grantedOf(posted, prepared.asked) : { points: 0 }
      const earned: Earned = { round, facts: [...act.facts], points, entryId: posted?.entry._id ?? null }
      if (!(await write(tx, earned))) throw new DomainError('CHANGED_MEANWHILE')
      if (points !== (before?.points ?? 0)) await tell(tx, act, points, before, round)
      return earned
    }),
  )
}

async function tell(tx: Tx, act: Act, points: number, before: Earned | null, round: number): Promise<void> {
  await notify(tx, act.personId, `${act.subject}/earned/${round}`, {
    kind: 'points',
    title: before ? `${act.told.title}有更正` : `${act.told.title}到账`,
    text: before ? `原来${before.points}分，现在${points}分，原因：${act.because}。` : `记了${points}分。`,
    link: act.told.link,
  })
}

/** One that a contest of the ledger has reversed already stays so. */
async function takeBack(tx: Tx, entryId: string, cause: string, reason: string): Promise<void> {
  try {
    await reverse(tx, entryId, { cause, reason, by: 'system:ledger' })
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'LEDGER_ALREADY_REVERSED') throw error
  }
}
