// One stop of a printed sheet: outcome, weights or reason, time. A row is sent under one id for as long as nothing in
// it changes, so that sending it again does nothing twice.
import { App, Button, Checkbox, Input, Radio, Select, Tag, Upload } from 'antd'
import { useRef, useState, type KeyboardEvent } from 'react'
import { files } from '@shared/files/contract'
import { materialsText } from '@shared/ledger/materials'
import { reasonsFor, reasonTexts } from '@shared/pickups/reasons'
import type { Material, StopReason } from '@shared/pickups/schemas'
import { runsCrew, type StopLog } from '@shared/runs/crew-contract'
import { isCollected, isFailure, isOpenStop, stopStatusTexts, UNDO_MINUTES } from '@shared/runs/stop-machine'
import { showFen } from '@shared/units'
import { ApiError, call, upload } from '@/lib/api'
import { newId } from '@/lib/ids'
import { describeError } from '@/lib/query'
import { forgetTyped } from '@/lib/typed'
import { Photos } from '@/ui/Photos'
import { itemsOf, type BoardStop } from './board'
import { boxes, collects, materials, needsReason, readEntry, type Entry, type WeightLine } from './paper-entry'

const BLANK: Entry = {
  action: undefined,
  weights: [{ material: undefined, kilograms: '' }],
  reason: undefined,
  note: '',
  time: '',
  isPaid: false,
  photoIds: [],
}
const said = (error: unknown): string => (error instanceof ApiError ? describeError(error) : '没有成功，请重试')

type Props = { stop: BoardStop; number: number; day: string; by: string; reload: () => Promise<unknown> }
/** What was entered on this page, so that it can be taken back for as long as a crew could. */
type Entered = { at: Date; counts: Date }

export function EntryRow({ stop, number, day, by, reload }: Props) {
  const [entered, setEntered] = useState<Entered | null>(null)
  const isOpen = isOpenStop(stop.status)
  const look = isCollected(stop.status) ? 'done' : isFailure(stop.status) ? 'failed' : ''
  return (
    <li className={`entry-row ${look}`}>
      <div className="entry-what">
        <strong>
          {number}. {stop.addressText}
        </strong>
        <span>{itemsOf(stop)}</span>
        <span className="faint">
          {stop.from}–{stop.to}
          {stop.number && ` · ${stop.number}`}
          {stop.owedFen > 0 && ` · 应收 ${showFen(stop.owedFen)}`}
        </span>
      </div>
      {isOpen ? (
        <OpenRow
          stop={stop}
          day={day}
          by={by}
          onDone={async (counts) => {
            setEntered({ at: new Date(), counts })
            await reload()
          }}
        />
      ) : (
        <Done stop={stop} by={by} entered={entered} reload={reload} />
      )}
    </li>
  )
}

type DoneProps = Pick<Props, 'stop' | 'by' | 'reload'> & { entered: Entered | null }

function Done({ stop, by, entered, reload }: DoneProps) {
  const { message } = App.useApp()
  const mayUndo = entered !== null && Date.now() - entered.at.getTime() < UNDO_MINUTES * 60_000
  const undo = async (): Promise<void> => {
    if (!entered) return
    // as long after what stands on the sheet as it is now after the entry
    const at = new Date(entered.counts.getTime() + Date.now() - entered.at.getTime()).toISOString()
    await call(runsCrew.syncLogs, { rows: [{ id: newId(), stopId: stop.id, action: 'undo', at, by }] }).then(
      ({ results: [result] }) =>
        result?.outcome === 'refused'
          ? void message.error(result.text ?? '没有成功')
          : void message.success('已撤销，可以重新录'),
      (error: unknown) => void message.error(said(error)),
    )
    await reload()
  }
  return (
    <div className="entry-done">
      <Tag color={isCollected(stop.status) ? 'green' : isFailure(stop.status) ? 'orange' : 'default'}>
        {stopStatusTexts[stop.status]}
      </Tag>
      {stop.weights.length > 0 && <span>{materialsText(stop.weights)}</span>}
      {stop.reason && <span>{reasonTexts[stop.reason]}</span>}
      {mayUndo && (
        <Button size="small" onClick={() => void undo()} aria-label={`撤销 ${stop.addressText}`}>
          撤销
        </Button>
      )}
    </div>
  )
}

type OpenProps = Pick<Props, 'stop' | 'day' | 'by'> & { onDone: (counts: Date) => Promise<void> }

function OpenRow({ stop, day, by, onDone }: OpenProps) {
  const [entry, setEntry] = useState<Entry>(BLANK)
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const sent = useRef({ id: newId(), content: '' })
  const change = (part: Partial<Entry>): void => setEntry((before) => ({ ...before, ...part }))
  const choose = (action: Entry['action']): void => change({ action, reason: undefined })
  const save = async (): Promise<void> => {
    const read = readEntry(entry, { day, now: new Date(), owedFen: stop.owedFen })
    if (typeof read === 'string') return setFailure(read)
    if (by === '') return setFailure('请先在上面填单上签名的收运员')
    const content = JSON.stringify([read, by])
    if (sent.current.content !== content) sent.current = { id: newId(), content }
    const row: StopLog = { id: sent.current.id, stopId: stop.id, by, ...read }
    setBusy(true)
    setFailure(null)
    await call(runsCrew.syncLogs, { rows: [row] }).then(
      async ({ results: [result] }) => {
        if (result?.outcome === 'refused') return setFailure(result.text ?? '没有成功')
        const next = nextRow(form.current)
        if (form.current) forgetTyped(form.current)
        await onDone(new Date(read.at))
        next?.querySelector<HTMLElement>('input')?.focus()
      },
      (error: unknown) => setFailure(said(error)),
    )
    setBusy(false)
  }
  const byKey = (event: KeyboardEvent): void => {
    const box = boxes[Number(event.key) - 1]
    if (box && !event.ctrlKey && !event.metaKey && !event.altKey) choose(box.action)
  }
  return (
    <form
      ref={form}
      className="entry-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void save()
      }}
    >
      <div onKeyDown={byKey}>
        <Radio.Group
          aria-label={`${stop.addressText} 的结果`}
          value={entry.action}
          optionType="button"
          onChange={(event) => choose(event.target.value as Entry['action'])}
          options={boxes.map(({ action, label }, index) => ({ value: action, label: `${index + 1} ${label}` }))}
        />
      </div>
      {collects(entry.action) && <Weights lines={entry.weights} onChange={(weights) => change({ weights })} />}
      {collects(entry.action) && stop.owedFen > 0 && (
        <Checkbox checked={entry.isPaid} onChange={(event) => change({ isPaid: event.target.checked })}>
          收到{showFen(stop.owedFen)}
        </Checkbox>
      )}
      {needsReason(entry.action) && <Why entry={entry} change={change} />}
      <div className="entry-line">
        <Input
          value={entry.time}
          onChange={(event) => change({ time: event.target.value })}
          placeholder="时间 9:30"
          aria-label="时间"
          inputMode="numeric"
          maxLength={8}
          style={{ width: 110 }}
        />
        <Input
          value={entry.note}
          onChange={(event) => change({ note: event.target.value })}
          placeholder="单上的其他说明"
          aria-label="说明"
          maxLength={200}
          style={{ width: 220 }}
        />
        <Button htmlType="submit" type="primary" loading={busy}>
          保存这一站
        </Button>
      </div>
      {failure && (
        <div role="alert" className="entry-failure">
          {failure}
        </div>
      )}
    </form>
  )
}

/** The next row that is still to be entered, before this one turns into what was entered. */
const nextRow = (form: HTMLFormElement | null): Element | undefined => {
  const rows = [...document.querySelectorAll('.entry-form')]
  return form ? rows[rows.indexOf(form) + 1] : undefined
}

function Weights({ lines, onChange }: { lines: readonly WeightLine[]; onChange: (lines: WeightLine[]) => void }) {
  const set = (index: number, part: Partial<WeightLine>): void =>
    onChange(lines.map((line, at) => (at === index ? { ...line, ...part } : line)))
  return (
    <div className="entry-line">
      {lines.map((line, index) => (
        <span key={index} className="entry-weight">
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            placeholder="材料"
            aria-label={`第${index + 1}种材料`}
            value={line.material}
            options={materials}
            onChange={(material: Material) => set(index, { material })}
            style={{ width: 150 }}
          />
          <Input
            value={line.kilograms}
            onChange={(event) => set(index, { kilograms: event.target.value })}
            aria-label={`第${index + 1}种的千克数`}
            inputMode="decimal"
            suffix="千克"
            maxLength={8}
            style={{ width: 110 }}
          />
        </span>
      ))}
      {lines.length < 10 && (
        <Button onClick={() => onChange([...lines, { material: undefined, kilograms: '' }])}>再加一种</Button>
      )}
    </div>
  )
}

function Why({ entry, change }: { entry: Entry; change: (part: Partial<Entry>) => void }) {
  const [busy, setBusy] = useState(false)
  const { message } = App.useApp()
  const fitting: readonly StopReason[] =
    entry.action && entry.action in reasonsFor ? reasonsFor[entry.action as keyof typeof reasonsFor] : []
  const send = async (file: File): Promise<void> => {
    setBusy(true)
    await upload(files.upload, { id: newId(), purpose: 'stop' }, file).then(
      ({ id }) => change({ photoIds: [...entry.photoIds, id].slice(-6) }),
      (error: unknown) => void message.error(said(error)),
    )
    setBusy(false)
  }
  return (
    <div className="entry-line">
      <Select
        placeholder="原因"
        aria-label="原因"
        value={entry.reason}
        options={fitting.map((value) => ({ value, label: reasonTexts[value] }))}
        onChange={(reason: StopReason) => change({ reason })}
        style={{ width: 220 }}
      />
      <Upload
        accept="image/jpeg,image/png,image/webp"
        showUploadList={false}
        beforeUpload={(file) => {
          void send(file)
          return false
        }}
      >
        <Button loading={busy}>{entry.photoIds.length > 0 ? '再加一张照片' : '附照片'}</Button>
      </Upload>
      <span className="faint">没有现场照片的，拍下纸单上班组写的这一行。</span>
      <Photos ids={entry.photoIds} label="照片" />
    </div>
  )
}
