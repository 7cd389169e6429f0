// Tonight's logs as one list, out of the rows that wait, were refused or were answered. Pure.
// Invariants: nothing that was tapped is missing from it; an undone log stays in it, and counts for nothing.
import type { DropoffOutcome, DropoffRow, LogRow } from '@shared/dropoffs/contract'
import { scanMark } from '@shared/dropoffs/table'
import type { AnsweredRow } from '@/lib/outbox/answered'
import type { Row } from '@/lib/outbox/rows'
import type { Id } from '@shared/ids'
import type { Shown } from './words'

export type Logged = Pick<LogRow, 'id' | 'scanId' | 'siteId' | 'of' | 'stream' | 'result'> & {
  /** "第12户 厨余 对" */
  label: string
  /** This phone's clock (ISO). */
  at: string
  isLook: boolean
  state: Shown
  /** Why it does not count, or not yet. */
  why: string | null
  /** It has never left the phone: what it says can still be changed. */
  isHere: boolean
  /** Sent with it later on. */
  notes: readonly { text: string; photos: number; isUnsent: boolean }[]
}

type InRow = { row: Row; input: DropoffRow; outcome: DropoffOutcome | null }

const inputOf = (row: Row): DropoffRow => ({ ...row.input, id: row.id }) as DropoffRow

function stateOf({ row, outcome }: InRow): Pick<Logged, 'state' | 'why'> {
  if (row.state === 'refused') return { state: 'refused', why: row.reason?.text ?? '服务没有说明原因' }
  if (!outcome) return { state: 'unsent', why: null }
  return { state: outcome.state ?? (outcome.outcome === 'review' ? 'review' : 'counted'), why: outcome.text }
}

/**
 * @param queued rows that wait or were refused  @param answered rows that the server has answered
 * @returns logs in the order they were tapped
 */
export function bookOf(queued: readonly Row[], answered: readonly AnsweredRow[]): Logged[] {
  const all: InRow[] = [
    ...answered.map((row): InRow => ({
      row,
      input: inputOf(row),
      outcome: row.answer.result as DropoffOutcome | null,
    })),
    ...queued.map((row): InRow => ({ row, input: inputOf(row), outcome: null })),
  ].sort((a, b) => a.row.seq - b.row.seq)
  const undone = new Set(
    all.flatMap(({ row, input }) => (input.kind === 'undo' && row.state !== 'refused' ? input.logId : [])),
  )
  const notes = new Map<Id, Logged['notes'][number][]>()
  for (const { input, outcome } of all)
    if (input.kind === 'note')
      notes.set(input.logId, [
        ...(notes.get(input.logId) ?? []),
        { text: input.note ?? '', photos: input.photoIds?.length ?? 0, isUnsent: outcome === null },
      ])
  return all.flatMap((each): Logged[] => {
    const { row, input } = each
    if (input.kind !== 'log') return []
    const { id, scanId, siteId, of, stream, result, clock, isLook = false } = input
    const isUndone = undone.has(id)
    return [
      {
        ...{ id, scanId, siteId, of, stream, result, label: row.label, at: clock.at, isLook },
        ...(isUndone ? { state: 'undone', why: null } : stateOf(each)),
        isHere: each.outcome === null && row.state === 'waiting' && row.tries === 0,
        notes: notes.get(id) ?? [],
      },
    ]
  })
}

export type Counts = { unsent: number; counted: number; review: number; refused: number; undone: number; bags: number }

export function countsOf(book: readonly Logged[]): Counts {
  const of = (...states: Shown[]) => book.filter(({ state }) => states.includes(state)).length
  return {
    unsent: of('unsent'),
    counted: of('counted'),
    review: of('review', 'waiting'),
    refused: of('refused', 'setAside'),
    undone: of('undone'),
    bags: book.filter(({ state }) => state !== 'undone').length,
  }
}

/** How often a household was logged tonight: scans that the server knew, by their marks, and this phone's own. */
export function timesOf(book: readonly Logged[], ref: string, known: readonly Id[]): number {
  const own = book.filter(({ of, state }) => of.kind === 'ref' && of.ref === ref && state !== 'undone')
  return new Set([...known, ...own.map(({ scanId }) => scanMark(scanId))]).size
}

/** The number that the next household gets in this phone's list. */
export const nextNumber = (book: readonly Logged[]): number => new Set(book.map(({ scanId }) => scanId)).size + 1
