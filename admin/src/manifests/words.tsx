// Words of manifests in the console.
import { Tag } from 'antd'
import { estimatedShare, showKg, showShare } from '@shared/manifests/book'
import {
  handoverStateNames,
  handoverStates,
  producerKindNames,
  producerKinds,
  tripGapNames,
  tripGaps,
  tripStateNames,
  tripStates,
  wasteKindNames,
  wasteKinds,
  weightHowNames,
  type HandoverState,
  type TripGap,
  type TripState,
  type WasteKind,
  type WeightHow,
} from '@shared/manifests/vocabulary'

export const kindName = (kind: WasteKind): string => wasteKindNames[kind]
export const kindOptions = wasteKinds.map((value) => ({ value, label: wasteKindNames[value] }))
export const producerKindOptions = producerKinds.map((value) => ({ value, label: producerKindNames[value] }))
export const handoverStateOptions = handoverStates.map((value) => ({ value, label: handoverStateNames[value] }))
export const tripStateOptions = tripStates.map((value) => ({ value, label: tripStateNames[value] }))
export const gapOptions = tripGaps.map((value) => ({ value, label: tripGapNames[value] }))

const handoverColours: Readonly<Partial<Record<HandoverState, string>>> = {
  handed: 'orange',
  collected: 'orange',
  unanswered: 'gold',
  confirmed: 'green',
  closed: 'green',
  refused: 'red',
}
export function HandoverTag({ state }: { state: HandoverState }) {
  return <Tag color={handoverColours[state] ?? 'default'}>{handoverStateNames[state]}</Tag>
}

const tripColours: Readonly<Partial<Record<TripState, string>>> = {
  open: 'blue',
  weighed: 'orange',
  received: 'green',
  closed: 'green',
  partlyRefused: 'gold',
  refused: 'red',
}
export function TripTag({ state }: { state: TripState }) {
  return <Tag color={tripColours[state] ?? 'default'}>{tripStateNames[state]}</Tag>
}
export function GapTag({ gap }: { gap: TripGap | null }) {
  if (gap === null) return <>—</>
  return <Tag color={gap === 'fits' ? 'green' : gap === 'gap' ? 'red' : 'gold'}>{tripGapNames[gap]}</Tag>
}

/** "286千克 称" */
export const weightOf = (grams: number | null, how: WeightHow | null): string =>
  grams === null ? '还没有数' : `${showKg(grams)}千克${how ? ` ${weightHowNames[how]}` : ''}`

export const sumText = (sum: { handovers: number; grams: number; estimatedGrams: number }): string =>
  `${sum.handovers}次，${showKg(sum.grams)}千克，其中估算${showShare(estimatedShare(sum))}`
