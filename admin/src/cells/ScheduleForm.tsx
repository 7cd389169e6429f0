// Arranging a visit: assessors with their free half days and, where somebody may not go, why. A seat in each one's day
// is taken at once, or nothing.
import { Alert, Button, Form, Select, Tag } from 'antd'
import { useState } from 'react'
import type { CellDetail as Detail } from '@shared/cells/application'
import { cellsDesk, type Candidate } from '@shared/cells/desk-contract'
import { nearReasonNames, visitSlotNames, visitSlots, type VisitSlot } from '@shared/cells/vocabulary'
import { showDay } from '@shared/time'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Loaded } from '@/ui/states'

type Props = { cell: Detail; isThird: boolean; onDone: () => void }

export function ScheduleForm(props: Props) {
  const query = useRead(cellsDesk.assessors, { id: props.cell.id })
  return <Loaded query={query}>{({ items }) => <Choose {...props} candidates={items} />}</Loaded>
}

const keyOf = (day: string, slot: VisitSlot): string => `${day} ${slot}`

function Choose({ cell, isThird, onDone, candidates }: Props & { candidates: readonly Candidate[] }) {
  const wanted = isThird ? 1 : 2
  const [ids, setIds] = useState<readonly string[]>([])
  const [when, setWhen] = useState<string | null>(null)
  const [visitId] = useState(newId)
  const schedule = useWrite(cellsDesk.schedule, '已约好，评估员和申报单位会收到消息')
  const able = candidates.filter(({ near }) => near.length === 0)
  const chosen = able.filter(({ id }) => ids.includes(id))
  const free = freeOfAll(chosen)
  const at = free.find(({ day, slot }) => keyOf(day, slot) === when)
  const send = (): void => {
    if (!at) return
    schedule.mutate({ id: cell.id, visitId, day: at.day, slot: at.slot, assessorIds: [...ids] }, { onSuccess: onDone })
  }
  return (
    <Form layout="vertical" className="cell-schedule">
      {able.length < wanted && (
        <Alert
          type="warning"
          title="可派的评估员不够。请登记更多别的镇街、别的单位的评估员。"
          style={{ marginBottom: 12 }}
        />
      )}
      <Form.Item label={isThird ? '第三位评估员' : '两位评估员（不同的人，都与申报单位无关）'}>
        <Select
          mode="multiple"
          maxCount={wanted}
          aria-label="评估员"
          value={[...ids]}
          onChange={(next: string[]) => {
            setIds(next)
            setWhen(null)
          }}
          options={able.map(({ id, name, organisation }) => ({ value: id, label: `${name} · ${organisation}` }))}
        />
      </Form.Item>
      <Form.Item label="哪个半天（大家都有空的）">
        <Select
          aria-label="哪个半天"
          disabled={chosen.length < wanted}
          placeholder={chosen.length < wanted ? '先选评估员' : '请选择'}
          value={when}
          onChange={setWhen}
          options={free.map(({ day, slot }) => ({
            value: keyOf(day, slot),
            label: `${showDay(day)}${visitSlotNames[slot]}`,
          }))}
        />
      </Form.Item>
      <Button type="primary" disabled={!at} loading={schedule.isPending} onClick={send}>
        约好
      </Button>
      <h4>不能派的</h4>
      <ul className="cell-checks">
        {candidates
          .filter(({ near }) => near.length > 0)
          .map(({ id, name, organisation, near }) => (
            <li key={id}>
              {name} · {organisation}{' '}
              {near.map((one) => (
                <Tag key={one}>{nearReasonNames[one]}</Tag>
              ))}
            </li>
          ))}
      </ul>
    </Form>
  )
}

/** Half days on which everybody chosen is free. */
function freeOfAll(chosen: readonly Candidate[]): { day: string; slot: VisitSlot }[] {
  const [first, ...others] = chosen
  if (!first) return []
  return first.free.flatMap(({ day, slots }) =>
    visitSlots
      .filter((slot) => slots.includes(slot))
      .filter((slot) => others.every(({ free }) => free.some((one) => one.day === day && one.slots.includes(slot))))
      .map((slot) => ({ day, slot })),
  )
}
