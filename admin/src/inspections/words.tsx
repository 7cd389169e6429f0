// What the pages of inspections share: choices of their filters, colours of states, photos that are sent as they are
// chosen.
import { App, Button, Tag, Upload } from 'antd'
import { useState } from 'react'
import { files } from '@shared/files/contract'
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
import { ApiError, upload } from '@/lib/api'
import { shortTime } from '@/lib/format'
import { newId } from '@/lib/ids'
import { describeError } from '@/lib/query'
import { Photos } from '@/ui/Photos'

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

type PhotosProps = {
  value?: string[]
  onChange?: (ids: string[]) => void
  label?: string
  /** How one is sent, where not as a person who is signed in; such photos are counted and not shown. */
  send?: (id: string, file: File) => Promise<unknown>
}

const asPerson = (id: string, file: File): Promise<unknown> => upload(files.upload, { id, purpose: 'inspection' }, file)

export function PhotosField({ value = [], onChange, label = '照片', send: sendOne }: PhotosProps) {
  const [busy, setBusy] = useState(false)
  const { message } = App.useApp()
  const send = async (file: File): Promise<void> => {
    setBusy(true)
    const id = newId()
    await (sendOne ?? asPerson)(id, file).then(
      () => onChange?.([...value, id]),
      (error: unknown) =>
        void message.error(error instanceof ApiError ? describeError(error) : '照片没有传上去，请重试'),
    )
    setBusy(false)
  }
  return (
    <>
      {sendOne ? value.length > 0 && <p>已上传{value.length}张</p> : <Photos ids={value} label={label} />}
      {value.length < MOST_PHOTOS && (
        <Upload
          accept="image/jpeg,image/png,image/webp"
          showUploadList={false}
          beforeUpload={(file) => {
            void send(file)
            return false
          }}
        >
          <Button loading={busy}>{value.length === 0 ? '选择照片' : '再加一张'}</Button>
        </Upload>
      )}
      {value.length > 0 && <Button onClick={() => onChange?.([])}>去掉照片</Button>}
    </>
  )
}
