// What the pages of the lists share: a result with its words, a score with its interval, and lists that come whole.
import { Tag } from 'antd'
import type { UseQueryResult } from '@tanstack/react-query'
import { showScored } from '@shared/standings/registered'
import {
  mendingNames,
  outcomeNames,
  type ListKind,
  type MendingState,
  type Outcome,
} from '@shared/standings/vocabulary'
import type { OutputOf } from '@shared/contract'
import type { standingsDesk } from '@shared/standings/desk-contract'
import { longMonth, showDay } from '@shared/time'
import type { ApiError } from '@/lib/api'

const outcomeColours: Readonly<Record<Outcome, string | undefined>> = {
  red: 'red',
  black: '#2b302e',
  check: 'orange',
  ranked: undefined,
  thin: undefined,
  out: undefined,
}

export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  return <Tag color={outcomeColours[outcome]}>{outcomeNames[outcome]}</Tag>
}

export function MendingTag({ state }: { state: MendingState | null }) {
  if (!state) return null
  return <Tag color={state === 'due' ? 'orange' : 'green'}>{mendingNames[state]}</Tag>
}

type Scored = { score: number | null; low: number | null; high: number | null }

/** "52.4（41.0～59.8）"; without a range where no visits stand behind it. */
export const scoreText = ({ score, low, high }: Scored, kind: ListKind = 'compound'): string =>
  score === null || low === null || high === null ? '—' : showScored({ kind, score, low, high })

export type Evidence = Pick<OutputOf<typeof standingsDesk.entry>, 'sample' | 'checks'>

/** What a decision may leave out: visits, and an enterprise's months that were checked. */
export const evidenceChoices = ({ sample, checks }: Evidence): { value: string; label: string }[] =>
  [
    ...sample.map(({ day, onSite, ...each }) => ({ ...each, label: `${showDay(day)}，现场${onSite}分` })),
    ...checks.map(({ month, ...each }) => ({ ...each, label: `${longMonth(month)}的核查` })),
  ].flatMap(({ visit, label, isLeftOut }) => (isLeftOut ? [] : [{ value: visit, label }]))

/** A list that is answered whole, for the table of lists. */
export const wholeList = <T,>(query: UseQueryResult<unknown, ApiError>, items: readonly T[]) => ({
  items: [...items],
  isLoading: query.isLoading,
  isFetching: query.isFetching,
  error: query.error,
  hasMore: false,
  more: () => undefined,
  reload: () => void query.refetch(),
})
