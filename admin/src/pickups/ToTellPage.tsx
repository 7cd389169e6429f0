// What has to be told to people whom no message reaches: by telephone where a number was left, else at the door. How it
// ended is written down.
import { Form, Input, Modal, Radio, Tag } from 'antd'
import { Link } from 'react-router'
import {
  pickupsTelling,
  tellingOutcomeNames,
  tellingWayNames,
  type Telling,
  type TellingOutcome,
} from '@shared/pickups/telling-contract'
import { showDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { ContactButton } from './ContactButton'

const FILTERS = ['done', 'open'] as const

export function ToTellPage() {
  const [{ done, open }, setFilters] = useFilters(FILTERS)
  const list = useList(pickupsTelling.list, done === 'true' ? { done, sort: '-dueAt' } : {})
  const row = list.items.find(({ id }) => id === open)
  return (
    <Page title="待告知" hint="住户没有账号，消息到不了：留了电话的打电话，没有电话的上门或留字条。">
      <div className="filters">
        <Radio.Group
          value={done ?? 'false'}
          optionType="button"
          onChange={({ target }) => setFilters({ done: target.value === 'true' ? 'true' : undefined })}
          options={[
            { value: 'false', label: '还没有告知' },
            { value: 'true', label: '已办' },
          ]}
        />
      </div>
      <ListTable<Telling>
        list={list}
        rowKey={({ id }) => id}
        empty={done === 'true' ? '还没有记录' : '没有要告知的，都办完了'}
        onRow={(each) => setFilters({ open: each.id })}
        columns={[
          {
            title: '怎么告知',
            render: (_value, { way }) => <Tag color={way === 'visit' ? 'orange' : 'blue'}>{tellingWayNames[way]}</Tag>,
          },
          {
            title: '住户',
            render: (_value, each) => (
              <span className="wrap">
                {each.addressText} {each.contactName}
              </span>
            ),
          },
          { title: '什么事', render: (_value, each) => <span className="wrap">{each.title}</span> },
          { title: '最好在', render: (_value, each) => showDay(each.dueOn) },
          { title: '结果', render: (_value, each) => (each.done ? resultOf(each.done) : '—') },
        ]}
      />
      {row && <Tell row={row} onClose={() => setFilters({ open: undefined })} />}
    </Page>
  )
}

const resultOf = ({ outcome, note, by }: NonNullable<Telling['done']>): string =>
  `${tellingOutcomeNames[outcome]}${note ? `：${note}` : ''}（${by}）`

function Tell({ row, onClose }: { row: Telling; onClose: () => void }) {
  const [form] = Form.useForm<{ outcome: TellingOutcome; note?: string }>()
  const end = useWrite(pickupsTelling.done, '已登记')
  const submit = async (): Promise<void> => {
    const { outcome, note } = await form.validateFields()
    await end
      .mutateAsync({ id: row.id, outcome, ...(note?.trim() ? { note: note.trim() } : {}) })
      .then(onClose, () => undefined)
  }
  return (
    <Modal
      open
      title={row.title}
      okText="登记结果"
      cancelText={row.done ? '关闭' : '先不登记'}
      okButtonProps={row.done ? { style: { display: 'none' } } : {}}
      onOk={() => void submit()}
      onCancel={onClose}
      confirmLoading={end.isPending}
    >
      <p>{row.text}</p>
      <p>
        {tellingWayNames[row.way]}：{row.addressText} {row.contactName}{' '}
        <ContactButton bookingId={row.bookingId} reason={`告知：${row.title}`} />
      </p>
      <p>
        <Link to={`/bookings?open=${row.bookingId}`}>查看预约 {row.number}</Link>
      </p>
      {row.done ? (
        <p>
          {resultOf(row.done)}，{fullTime(row.done.at)}
        </p>
      ) : (
        <Form form={form} layout="vertical">
          <Form.Item name="outcome" label="结果" rules={[{ required: true, message: '请选择' }]}>
            <Radio.Group options={Object.entries(tellingOutcomeNames).map(([value, label]) => ({ value, label }))} />
          </Form.Item>
          <Form.Item name="note" label="说明（可以不填）">
            <Input maxLength={100} />
          </Form.Item>
        </Form>
      )}
    </Modal>
  )
}
