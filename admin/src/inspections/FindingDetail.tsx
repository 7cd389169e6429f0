// One finding: what was seen, by when, what was said and shown since, and what may be done next.
import { Button, Descriptions, Form, Input, Radio, Space, Timeline } from 'antd'
import { useState } from 'react'
import { inspectionsFindings, type FindingRow } from '@shared/inspections/findings-contract'
import { targetKindNames, type FindingState } from '@shared/inspections/vocabulary'
import { fullTime } from '@/lib/format'
import { useList, useWrite } from '@/lib/query'
import { Photos } from '@/ui/Photos'
import { askReason } from '@/ui/reason'
import { ForwardForm } from './ForwardForm'
import { FindingTag, KindTag, PhotosField, showDue } from './words'

type Doing = 'fix' | 'dismiss' | 'forward' | null

export function FindingDetail({ finding, onOpen }: { finding: FindingRow; onOpen: (id: string) => void }) {
  const [doing, setDoing] = useState<Doing>(null)
  const close = useWrite(inspectionsFindings.close, '已确认整改')
  const reopen = useWrite(inspectionsFindings.reopen, '已退回，会通知责任人')
  const { id, version, allowed, fix, earlierId, company } = finding
  const sendBack = async (): Promise<void> => {
    const note = await askReason('退回再改：哪里没有到位？', '退回')
    if (note) reopen.mutate({ id, version, note })
  }
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'state', label: '状态', children: <FindingTag state={finding.state} isLate={finding.isLate} /> },
          { key: 'due', label: '期限', children: `${showDue(finding.dueAt)}（${finding.severity}）` },
          {
            key: 'where',
            label: targetKindNames[finding.target.kind],
            children: `${finding.target.name}（${finding.target.placeNames.join(' ')}）`,
          },
          { key: 'spot', label: '地点', children: finding.spot },
          { key: 'what', label: '问题', children: `${finding.item}：${finding.text}` },
          ...(finding.note ? [{ key: 'note', label: '补充', children: finding.note }] : []),
          { key: 'kind', label: '检查方式', children: <KindTag kind={finding.visitKind} /> },
          { key: 'who', label: '责任', children: finding.assigned.join('、') || '—' },
        ]}
      />
      {earlierId && (
        <p>
          同一问题再次出现。
          <Button type="link" size="small" onClick={() => onOpen(earlierId)}>
            看上一次的
          </Button>
        </p>
      )}
      <Photos ids={finding.photoIds} label="问题照片" />
      {fix && (
        <section className="section">
          <h4>整改回报</h4>
          <p>
            {fix.by}，{fullTime(fix.at)}：{fix.note}
          </p>
          <Photos ids={fix.photoIds} label="整改后照片" />
        </section>
      )}
      <Space wrap style={{ margin: '16px 0' }}>
        {allowed.includes('fix') && (
          <Button type="primary" onClick={() => setDoing('fix')}>
            报告已整改
          </Button>
        )}
        {allowed.includes('close') && (
          <Button type="primary" loading={close.isPending} onClick={() => close.mutate({ id, version, note: '' })}>
            确认已整改
          </Button>
        )}
        {allowed.includes('reopen') && (
          <Button loading={reopen.isPending} onClick={() => void sendBack()}>
            退回再改
          </Button>
        )}
        {allowed.includes('forward') && company && <Button onClick={() => setDoing('forward')}>转给物业公司</Button>}
        {allowed.includes('dismiss') && <Button onClick={() => setDoing('dismiss')}>撤销、重复或不属本对象</Button>}
      </Space>
      {doing === 'fix' && <FixForm finding={finding} onDone={() => setDoing(null)} />}
      {doing === 'dismiss' && <DismissForm finding={finding} onDone={() => setDoing(null)} />}
      {doing === 'forward' && company && (
        <ForwardForm companyId={company.id} findingIds={[id]} onDone={() => setDoing(null)} />
      )}
      <h4>经过</h4>
      <Timeline
        items={[
          { content: `${finding.day} 检查发现` },
          ...finding.history.map(({ at, by, what, note }) => ({
            content: `${fullTime(at)} ${by} ${what}${note ? `：${note}` : ''}`,
          })),
        ]}
      />
    </>
  )
}

function FixForm({ finding: { id, version }, onDone }: { finding: FindingRow; onDone: () => void }) {
  const fix = useWrite(inspectionsFindings.fix, '已回报，等待核实')
  return (
    <Form<{ note: string; photoIds: string[] }>
      layout="vertical"
      initialValues={{ photoIds: [] }}
      onFinish={(fields) => fix.mutate({ id, version, ...fields }, { onSuccess: onDone })}
    >
      <Form.Item
        label="整改后的照片（核实要看）"
        name="photoIds"
        rules={[{ required: true, type: 'array', min: 1, message: '请拍一张整改后的照片' }]}
      >
        <PhotosField label="整改后照片" />
      </Form.Item>
      <Form.Item
        label="怎么整改的"
        name="note"
        rules={[{ required: true, min: 2, whitespace: true, message: '请写明怎么整改的' }]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
      <Space>
        <Button type="primary" htmlType="submit" loading={fix.isPending}>
          回报已整改
        </Button>
        <Button onClick={onDone}>返回</Button>
      </Space>
    </Form>
  )
}

type Dismiss = { as: Extract<FindingState, 'withdrawn' | 'duplicate' | 'outOfScope'>; ofId?: string; reason: string }

function DismissForm({ finding, onDone }: { finding: FindingRow; onDone: () => void }) {
  const dismiss = useWrite(inspectionsFindings.dismiss, '已处理，留有记录')
  const others = useList(inspectionsFindings.list, { targetId: finding.target.id })
  const [form] = Form.useForm<Dismiss>()
  const as = Form.useWatch('as', form)
  const options = others.items.filter(({ id }) => id !== finding.id)
  return (
    <Form<Dismiss>
      form={form}
      layout="vertical"
      onFinish={({ as: how, ofId, reason }) =>
        dismiss.mutate(
          {
            id: finding.id,
            version: finding.version,
            as: how,
            ofId: how === 'duplicate' ? (ofId ?? null) : null,
            reason,
          },
          { onSuccess: onDone },
        )
      }
    >
      <p>这样处理的问题不再计入整改率；参加检查的人不能处理。</p>
      <Form.Item label="怎么处理" name="as" rules={[{ required: true, message: '请选一种' }]}>
        <Radio.Group
          options={[
            { value: 'withdrawn', label: '撤销（认定有误）' },
            { value: 'duplicate', label: '重复' },
            { value: 'outOfScope', label: '不属本对象' },
          ]}
        />
      </Form.Item>
      {as === 'duplicate' && (
        <Form.Item label="与哪一个重复" name="ofId" rules={[{ required: true, message: '请选是哪一个的重复' }]}>
          <Radio.Group
            className="inspection-stack"
            options={options.map(({ id, day, spot, text }) => ({ value: id, label: `${day} ${spot}：${text}` }))}
          />
        </Form.Item>
      )}
      <Form.Item
        label="理由"
        name="reason"
        rules={[{ required: true, min: 2, whitespace: true, message: '请写明理由，会留痕' }]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
      <Space>
        <Button danger htmlType="submit" loading={dismiss.isPending}>
          确定
        </Button>
        <Button onClick={onDone}>返回</Button>
      </Space>
    </Form>
  )
}
