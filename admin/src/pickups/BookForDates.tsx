// When: the next three free days at once, all others on asking. Choosing a window holds it.
import { Alert, Button, Checkbox, Radio, Space } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { pickups } from '@shared/pickups/contract'
import type { PickupKind } from '@shared/pickups/schemas'
import { useRead } from '@/lib/query'
import { Loaded, Nothing } from '@/ui/states'
import type { Held, Slot } from './book-for'
import { kindOptions } from './words'

type Offer = OutputOf<typeof pickups.freeDates>['next'][number]
type Props = {
  placeId: string
  kind: PickupKind
  onlyBulky: boolean
  held: Held | null
  isTaking: boolean
  onKind: (kind: PickupKind) => void
  onTake: (slot: Slot, elder: boolean) => Promise<boolean>
}

export function BookForDates({ placeId, kind, onlyBulky, held, isTaking, onKind, onTake }: Props) {
  const [isAll, setAll] = useState(false)
  const [elder, setElder] = useState(false)
  const query = useRead(pickups.freeDates, { placeId, kind }, { refetchMs: 30_000 })
  const take = async (slot: Slot): Promise<void> => {
    await onTake(slot, elder)
    await query.refetch()
  }
  return (
    <section className="book-step" aria-label="时间">
      <h4>2 收什么、哪一天</h4>
      <Space wrap style={{ marginBottom: 12 }}>
        <Radio.Group
          optionType="button"
          value={kind}
          options={kindOptions.filter(({ value }) => !onlyBulky || value === 'bulky')}
          onChange={(event) => onKind(event.target.value as PickupKind)}
        />
        <Checkbox checked={elder} onChange={(event) => setElder(event.target.checked)}>
          长者，多留时间（占位 30分钟）
        </Checkbox>
      </Space>
      <Loaded query={query}>
        {({ next, all, note, served, phone }) => (
          <>
            {note && <Alert type="info" title={note} style={{ marginBottom: 12 }} />}
            {next.length === 0 && (
              <Nothing text={served ? '近期已经约满' : `这里还没有开通这项服务${phone ? `，可以打 ${phone}` : ''}`} />
            )}
            <div className="offers">
              {(isAll ? all : next).map((day) => (
                <DayOffers key={day.day} day={day} held={held} isTaking={isTaking} onTake={take} />
              ))}
            </div>
            {all.length > next.length && (
              <Button type="link" onClick={() => setAll(!isAll)}>
                {isAll ? '只看最近三天' : `更多日期（共${all.length}天）`}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}

function DayOffers({
  day,
  held,
  isTaking,
  onTake,
}: {
  day: Offer
  held: Held | null
  isTaking: boolean
  onTake: (slot: Slot) => Promise<void>
}) {
  return (
    <div className="offer">
      <strong>{day.label}</strong>
      {day.note && <span className="faint">{day.note}</span>}
      {day.windows.map((window) => {
        const isHeld = held?.day === day.day && held.slot === window.slot
        return (
          <Button
            key={window.slot}
            type={isHeld ? 'primary' : 'default'}
            aria-pressed={isHeld}
            disabled={isTaking}
            onClick={() =>
              void onTake({ day: day.day, slot: window.slot, label: day.label, from: window.from, to: window.to })
            }
          >
            {window.from}–{window.to}（{isHeld ? '已占住' : `余 ${window.left}`}）
          </Button>
        )
      })}
    </div>
  )
}
