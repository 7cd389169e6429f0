// Words of manifests on the phone. Pure.
import { showKg } from '@shared/manifests/book'
import {
  handoverStateNames,
  refusalReasonNames,
  refusalReasons,
  tripStateNames,
  wasteKindNames,
  type HandoverState,
  type RefusalReason,
  type TripState,
  type WasteKind,
} from '@shared/manifests/vocabulary'

type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info'

export const kindWord = (kind: WasteKind): string => wasteKindNames[kind]

const tones: Readonly<Partial<Record<HandoverState, Tone>>> = {
  planned: 'info',
  handed: 'warn',
  collected: 'warn',
  confirmed: 'good',
  closed: 'good',
  unanswered: 'warn',
  refused: 'bad',
}
export const stateOf = (state: HandoverState): { word: string; tone: Tone } => ({
  word: handoverStateNames[state],
  tone: tones[state] ?? 'neutral',
})

const tripTones: Readonly<Partial<Record<TripState, Tone>>> = {
  open: 'info',
  weighed: 'warn',
  received: 'good',
  partlyRefused: 'warn',
  refused: 'bad',
  closed: 'good',
}
export const tripStateOf = (state: TripState): { word: string; tone: Tone } => ({
  word: tripStateNames[state],
  tone: tripTones[state] ?? 'neutral',
})

/** "3桶，286千克", "3桶，约290千克", "2桶". */
export function weightText(given: { buckets: number | null; grams: number | null; isEstimated: boolean }): string {
  const buckets = given.buckets === null ? '' : `${given.buckets}桶`
  const weight = given.grams === null ? '' : `${given.isEstimated ? '约' : ''}${showKg(given.grams)}千克`
  return [buckets, weight].filter(Boolean).join('，') || '还没有数'
}

/** How full each bucket is, in quarters. */
export const quarterOptions = [
  { value: '4', title: '装满' },
  { value: '3', title: '大半桶' },
  { value: '2', title: '半桶' },
  { value: '1', title: '小半桶' },
] as const

export const reasonOptions = refusalReasons.map((value: RefusalReason) => ({
  value,
  title: refusalReasonNames[value],
}))

/** What somebody typed as kilograms, in grams; null for anything else. */
export function typedGrams(typed: string): number | null {
  const text = typed.trim()
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(text)) return null
  return Math.round(Number(text) * 1000)
}
