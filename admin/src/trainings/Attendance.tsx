// One session: who was there with what result, entering whoever stands on the paper list, changing or cancelling it.
import { Button, Form, Input, Modal, QRCode, Select, Space } from 'antd'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { people } from '@shared/people/contract'
import { trainings, type TrainingSession } from '@shared/trainings/contract'
import { trainingResultNames, type TrainingResult } from '@shared/trainings/vocabulary'
import { NOBODY_FOUND } from '@/lib/by-phone'
import { call } from '@/lib/api'
import { fullTime } from '@/lib/format'
import { describeError, useList, useRead, useWrite } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { askReason } from '@/ui/reason'
import { SessionForm } from './SessionForm'

type Row = OutputOf<typeof trainings.attendance>['items'][number]
const results = (Object.entries(trainingResultNames) as [TrainingResult, string][]).map(([value, label]) => ({
  value,
  label,
}))

/** Twice as often as the code changes. */
const REFRESH_MS = 15_000

export function Attendance({ session, onDone }: { session: TrainingSession; onDone: () => void }) {
  const [isChanging, setChanging] = useState(false)
  const [isShowing, setShowing] = useState(false)
  const list = useList(trainings.attendance, { id: session.id })
  const record = useWrite(trainings.record, '已登记')
  const cancel = useWrite(trainings.cancel, '已取消')
  const mayEnter = session.allowed.includes('enter')
  const stop = async (): Promise<void> => {
    const reason = await askReason(`取消“${session.title}”？`, '取消这场', true)
    if (reason) cancel.mutate({ id: session.id, reason }, { onSuccess: onDone })
  }
  if (isChanging) return <SessionForm session={session} onDone={onDone} />
  return (
    <>
      <p>
        {fullTime(session.startsAt)} 到 {fullTime(session.endsAt)}，{session.placeName} {session.room}
        {session.lecturers.length > 0 && `，主讲 ${session.lecturers.map(({ name }) => name).join('、')}`}
      </p>
      <Space style={{ marginBottom: 16 }}>
        {session.allowed.includes('change') && <Button onClick={() => setChanging(true)}>修改</Button>}
        {session.allowed.includes('showCode') && session.status === 'planned' && (
          <Button type="primary" onClick={() => setShowing(true)}>
            出示签到码
          </Button>
        )}
        {session.allowed.includes('cancel') && (
          <Button danger onClick={() => void stop()}>
            取消这场
          </Button>
        )}
      </Space>
      <Modal
        open={isShowing}
        onCancel={() => setShowing(false)}
        title={`${session.title}：扫码签到`}
        footer={null}
        destroyOnHidden
      >
        <LiveCode id={session.id} />
      </Modal>
      {mayEnter && <Enter id={session.id} />}
      <ListTable<Row>
        list={list}
        rowKey={(row) => row.personId}
        empty="还没有人到场"
        columns={[
          { title: '姓名', dataIndex: 'name' },
          { title: '签到', render: (_value, row) => `${fullTime(row.at)}（${row.how === 'code' ? '扫码' : '补录'}）` },
          {
            title: '结果',
            render: (_value, row) =>
              mayEnter ? (
                <Select<TrainingResult>
                  size="small"
                  aria-label={`${row.name}的结果`}
                  style={{ width: 100 }}
                  value={row.result}
                  options={results}
                  onChange={(result) => record.mutate({ id: session.id, personId: row.personId, result })}
                />
              ) : (
                trainingResultNames[row.result]
              ),
          },
          { title: '资格到', render: (_value, row) => row.validUntil ?? '—' },
          { title: '登记人', render: (_value, row) => row.recordedBy ?? '本人' },
        ]}
      />
    </>
  )
}

/** Drawn anew before it runs out; one that has run out is never shown. */
function LiveCode({ id }: { id: string }) {
  const code = useRead(trainings.code, { id }, { refetchMs: REFRESH_MS, staleMs: 0 })
  const { data, error } = code
  if (error) return <p role="alert">{describeError(error)}</p>
  const isGood = data !== undefined && Date.parse(data.until) > Date.now()
  return (
    <div style={{ textAlign: 'center' }}>
      <QRCode value={data?.qr ?? '-'} size={360} status={isGood ? 'active' : 'loading'} style={{ margin: '0 auto' }} />
      <p>打开小程序“我的培训”，扫这个码。码每半分钟换一次，拍照转发没有用。</p>
    </div>
  )
}

function Enter({ id }: { id: string }) {
  const [form] = Form.useForm<{ phone: string }>()
  const enter = useWrite(trainings.enter, '已补录')
  const refuse = (text: string): void => form.setFields([{ name: 'phone', errors: [text] }])
  const submit = async (phone: string): Promise<void> => {
    const [person] = (await call(people.findByPhone, { phone })).items
    if (!person) return refuse(NOBODY_FOUND)
    enter.mutate({ id, personId: person.id }, { onSuccess: () => form.resetFields() })
  }
  return (
    <Form<{ phone: string }>
      form={form}
      layout="inline"
      style={{ marginBottom: 16 }}
      onFinish={({ phone }) => void submit(phone.trim()).catch((error: Error) => refuse(error.message))}
    >
      <Form.Item
        label="按签到表补录：本人手机号"
        name="phone"
        rules={[{ required: true, pattern: /^\s*1[3-9]\d{9}\s*$/, message: '请填写11位手机号' }]}
      >
        <Input inputMode="numeric" maxLength={13} style={{ width: 160 }} />
      </Form.Item>
      <Button htmlType="submit" loading={enter.isPending}>
        补录
      </Button>
    </Form>
  )
}
