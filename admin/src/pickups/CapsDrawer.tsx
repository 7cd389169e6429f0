// How many premises a district takes in all on each weekday; a single day can be set apart in the calendar.
import { Button, Drawer, Form } from 'antd'
import type { OutputOf } from '@shared/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { useRead, useWrite } from '@/lib/query'
import { EditForm } from '@/ui/EditForm'
import { Loaded } from '@/ui/states'
import { weekdayOptions } from './words'
import { NumberInput } from '@/ui/NumberInput'

type Caps = OutputOf<typeof pickupsDesk.weekdayCaps>

export function CapsDrawer({ open, placeId, onDone }: { open: boolean; placeId: string; onDone: () => void }) {
  return (
    <Drawer open={open} onClose={onDone} title="每周总量上限" destroyOnHidden>
      <Weekdays placeId={placeId} onDone={onDone} />
    </Drawer>
  )
}

function Weekdays({ placeId, onDone }: { placeId: string; onDone: () => void }) {
  const query = useRead(pickupsDesk.weekdayCaps, { placeId })
  return <Loaded query={query}>{(caps) => <CapsForm caps={caps} placeId={placeId} onDone={onDone} />}</Loaded>
}

function CapsForm({ caps, placeId, onDone }: { caps: Caps; placeId: string; onDone: () => void }) {
  const save = useWrite(pickupsDesk.saveWeekdayCaps, '上限已保存')
  const submit = (fields: { caps: (number | null | undefined)[] }): void =>
    save.mutate(
      { placeId, version: caps.version, caps: weekdayOptions.map((_day, index) => fields.caps[index] ?? null) },
      { onSuccess: onDone },
    )
  return (
    <EditForm<{ caps: (number | null | undefined)[] }>
      version={caps.version}
      labels={{ caps: '每天的上限' }}
      show={{ caps: (values: (number | null)[]) => values.map((each) => each ?? '不限').join('、') }}
      layout="horizontal"
      labelCol={{ span: 6 }}
      initialValues={{ caps: caps.caps }}
      onFinish={submit}
    >
      <p className="faint">所在区县全部线路合计，一天最多收多少户；不填表示不限。由区县一级的调度员设定。</p>
      {weekdayOptions.map(({ label }, index) => (
        <Form.Item key={label} label={label} name={['caps', index]}>
          <NumberInput min={0} max={5000} precision={0} suffix="户" />
        </Form.Item>
      ))}
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        保存
      </Button>
    </EditForm>
  )
}
