// What the pages of inspections share: choices of their filters, colours of states, photos that are sent as they are
// chosen.
import { Tag } from 'antd'
import type { ComponentProps } from 'react'
import {
  findingStateNames,
  targetKindNames,
  visitKindNames,
  visitStateNames,
  type FindingState,
  type VisitKind,
  type VisitState,
} from '@shared/inspections/vocabulary'
import { addDays, clockOf, dayOf, showDay } from '@shared/time'
import { shortTime } from '@/lib/format'
import { PhotosField as AnyPhotos } from '@/ui/PhotosField'

/** What is due with the end of a day says that day, not the midnight after it. */
export function showDue(iso: string): string {
  const due = new Date(iso)
  return clockOf(due) === '00:00' ? `${showDay(addDays(dayOf(due), -1))} 24:00` : shortTime(iso)
}

const optionsOf = <K extends string>(names: Readonly<Record<K, string>>) =>
  (Object.entries(names) as [K, string][]).map(([value, label]) => ({ value, label }))

export const targetKindOptions = optionsOf(targetKindNames)
export const visitKindOptions = optionsOf(visitKindNames)
export const visitStateOptions = optionsOf(visitStateNames)
export const findingStateOptions = optionsOf(findingStateNames)

const findingColours: Readonly<Record<FindingState, string | undefined>> = {
  open: 'red',
  fixed: 'orange',
  closed: 'green',
  withdrawn: undefined,
  duplicate: undefined,
  outOfScope: undefined,
}
export const FindingTag = ({ state, isLate }: { state: FindingState; isLate: boolean }) => (
  <>
    <Tag color={findingColours[state]}>{findingStateNames[state]}</Tag>
    {isLate && <Tag color="red">逾期</Tag>}
  </>
)

const visitColours: Readonly<Record<VisitState, string | undefined>> = {
  assigned: 'blue',
  begun: 'orange',
  disputed: 'red',
  finished: 'green',
  cancelled: undefined,
}
export const VisitTag = ({ state }: { state: VisitState }) => (
  <Tag color={visitColours[state]}>{visitStateNames[state]}</Tag>
)

/** 非随机 stands beside every visit that does not count. */
export const KindTag = ({ kind }: { kind: VisitKind }) => (
  <span className="wrap">
    {visitKindNames[kind]}
    {kind !== 'drawn' && <Tag style={{ marginInlineStart: 6 }}>非随机</Tag>}
  </span>
)

const MOST_PHOTOS = 6

type PhotosProps = Pick<ComponentProps<typeof AnyPhotos>, 'value' | 'onChange' | 'send'> & { label?: string }

export const PhotosField = ({ label = '照片', ...field }: PhotosProps) => (
  <AnyPhotos purpose="inspection" most={MOST_PHOTOS} label={label} {...field} />
)
