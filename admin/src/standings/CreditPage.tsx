// 企业环保信用等级: proposed, confirmed by a second person and told, objected to by the enterprise in writing, decided by a
// third, and published by itself once the days are over.
import { Button, Drawer, Form, Input, Select, Space, Tag } from 'antd'
import { useState } from 'react'
import { creditGradeNames, creditGrades, creditStatuses, creditStatusNames } from '@shared/standings/credit'
import type { CreditGrade, CreditStatus } from '@shared/standings/credit'
import { credit, type CreditRow } from '@shared/standings/credit-contract'
import { objectionStatusNames } from '@shared/standings/vocabulary'
import { dayOf, showDay } from '@shared/time'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { Page } from '@/ui/Page'
import { PaperButton } from '@/ui/PaperButton'
import { askReason } from '@/ui/reason'

const FILTERS = ['status'] as const
const gradeOptions = creditGrades.map((value) => ({ value, label: creditGradeNames[value] }))

export function CreditPage() {
  const [{ status }, setFilters] = useFilters(FILTERS)
  const list = useList(credit.list, status ? { status: status as CreditStatus } : {})
  const mayRate = useMay(credit.rate)
  const [open, setOpen] = useState<CreditRow | 'new' | null>(null)
  const close = (): void => setOpen(null)
  const year = list.items.find((row) => row.status === 'published')?.year
  return (
    <Page
      title="企业环保信用"
      hint="一人提出、另一人核定并告知企业；异议期满自动公布。和红黑榜互不影响。"
      actions={
        <>
          {mayRate && year && (
            <PaperButton route={credit.notice} input={{ year }}>
              给价格主管部门的函（{year}年）
            </PaperButton>
          )}
          <a href="/lists/credit" target="_blank" rel="noreferrer">
            打开公布页
          </a>
          {mayRate && (
            <Button type="primary" onClick={() => setOpen('new')}>
              提出等级
            </Button>
          )}
        </>
      }
    >
      <div className="filters">
        <Select
          aria-label="状态"
          allowClear
          placeholder="全部状态"
          style={{ width: 180 }}
          value={status}
          options={creditStatuses.map((value) => ({ value, label: creditStatusNames[value] }))}
          onChange={(value: string | undefined) => setFilters({ status: value })}
        />
      </div>
      <ListTable<CreditRow>
        list={list}
        rowKey={(row) => row.id}
        empty={status ? '没有这一状态的' : '还没有评过等级'}
        columns={[
          { title: '企业', render: (_value, row) => <span className="wrap">{row.name}</span> },
          { title: '年度', render: (_value, row) => `${row.year}年` },
          { title: '等级', render: (_value, row) => creditGradeNames[row.grade] },
          { title: '依据', render: (_value, row) => <span className="wrap">{row.basis}</span> },
          { title: '状态', render: (_value, row) => <Status row={row} /> },
          { title: '提出', sort: 'ratedAt', render: (_value, row) => row.ratedBy },
          { title: '核定', render: (_value, row) => row.confirmedBy ?? '—' },
          { title: '异议', render: (_value, row) => <Objection row={row} /> },
          { title: '办理', render: (_value, row) => <Actions row={row} onDecide={setOpen} /> },
        ]}
      />
      <Drawer
        open={open !== null}
        onClose={close}
        size="large"
        title={open === 'new' || open === null ? '提出一家企业的等级' : `裁定${open.name}的异议`}
        destroyOnHidden
      >
        {open === 'new' && <Rate onDone={close} />}
        {open !== null && open !== 'new' && <Decide row={open} onDone={close} />}
      </Drawer>
    </Page>
  )
}

function Status({ row: { status, objectUntil, publishedOn } }: { row: CreditRow }) {
  return (
    <>
      <Tag color={status === 'published' ? 'green' : status === 'refused' ? undefined : 'blue'}>
        {creditStatusNames[status]}
      </Tag>
      {status === 'told' && objectUntil && <div className="faint">到{showDay(objectUntil)}</div>}
      {publishedOn && <div className="faint">{showDay(publishedOn)}</div>}
    </>
  )
}

function Objection({ row: { objection } }: { row: CreditRow }) {
  if (!objection) return <>—</>
  return (
    <span className="wrap">
      <Tag color={objection.status === 'open' ? 'blue' : undefined}>{objectionStatusNames[objection.status]}</Tag>
      {objection.text}
      {objection.answer && <span className="faint"> 裁定：{objection.answer}</span>}
    </span>
  )
}

function Actions({ row, onDecide }: { row: CreditRow; onDecide: (row: CreditRow) => void }) {
  const confirm = useWrite(credit.confirm, '已办理')
  const object = useWrite(credit.object, '异议已录入，三个工作日内裁定')
  const ask = async (outcome: 'told' | 'refused', title: string): Promise<void> => {
    const reason = await askReason(title, title, outcome === 'refused')
    if (reason) confirm.mutate({ id: row.id, outcome, reason })
  }
  const enter = async (): Promise<void> => {
    const text = await askReason('照企业的书面异议录入', '录入异议')
    if (text) object.mutate({ id: row.id, text })
  }
  return (
    <Space wrap>
      {row.allowed.includes('confirm') && (
        <>
          <Button
            size="small"
            type="primary"
            loading={confirm.isPending}
            onClick={() => void ask('told', '核定并告知企业')}
          >
            核定
          </Button>
          <Button size="small" loading={confirm.isPending} onClick={() => void ask('refused', '不予核定')}>
            不予核定
          </Button>
        </>
      )}
      {row.allowed.includes('letter') && (
        <PaperButton size="small" route={credit.letter} input={{ id: row.id }}>
          告知书
        </PaperButton>
      )}
      {row.allowed.includes('object') && (
        <Button size="small" loading={object.isPending} onClick={() => void enter()}>
          录入异议
        </Button>
      )}
      {row.allowed.includes('decide') && (
        <Button size="small" type="primary" onClick={() => onDecide(row)}>
          裁定异议
        </Button>
      )}
    </Space>
  )
}

function Rate({ onDone }: { onDone: () => void }) {
  const rate = useWrite(credit.rate, '已提出，等另一个人核定')
  const [id] = useState(newId)
  return (
    <Form<{ organisationId: string; year: string; grade: CreditGrade; basis: string }>
      layout="vertical"
      initialValues={{ year: dayOf(new Date()).slice(0, 4) }}
      onFinish={(fields) => rate.mutate({ id, ...fields }, { onSuccess: onDone })}
    >
      <Form.Item name="organisationId" label="企业" rules={[{ required: true, message: '请选择企业' }]}>
        <OrganisationSelect label="企业" />
      </Form.Item>
      <Form.Item
        name="year"
        label="年度"
        rules={[{ required: true, pattern: /^20\d{2}$/, message: '请写成 2026 的样子' }]}
      >
        <Input style={{ width: 120 }} />
      </Form.Item>
      <Form.Item name="grade" label="等级" rules={[{ required: true, message: '请选择等级' }]}>
        <Select style={{ width: 240 }} options={gradeOptions} />
      </Form.Item>
      <Form.Item
        name="basis"
        label="依据（会写进告知书）"
        rules={[{ required: true, min: 4, whitespace: true, message: '请写明依据，至少4个字' }]}
      >
        <Input.TextArea maxLength={500} showCount rows={4} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={rate.isPending}>
        提出，等另一个人核定
      </Button>
    </Form>
  )
}

function Decide({ row, onDone }: { row: CreditRow; onDone: () => void }) {
  const decide = useWrite(credit.decide, '已裁定')
  const better = gradeOptions.slice(0, creditGrades.indexOf(row.grade))
  return (
    <Form<{ outcome: 'upheld' | 'kept'; grade?: CreditGrade; reason: string }>
      layout="vertical"
      initialValues={{ outcome: 'kept' }}
      onFinish={({ grade, ...fields }) =>
        decide.mutate(
          { id: row.id, ...fields, ...(fields.outcome === 'upheld' && grade ? { grade } : {}) },
          { onSuccess: onDone },
        )
      }
    >
      <p>{row.objection?.text}</p>
      <p className="faint">现在的等级：{creditGradeNames[row.grade]}。裁定只会不变或变好。</p>
      <Form.Item name="outcome" label="裁定">
        <Select
          style={{ width: 240 }}
          options={[
            { value: 'kept', label: '维持原等级' },
            ...(better.length > 0 ? [{ value: 'upheld', label: '异议成立' }] : []),
          ]}
        />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(before, after) => before.outcome !== after.outcome}>
        {({ getFieldValue }) =>
          getFieldValue('outcome') === 'upheld' && (
            <Form.Item name="grade" label="改为" rules={[{ required: true, message: '请选择等级' }]}>
              <Select style={{ width: 240 }} options={better} />
            </Form.Item>
          )
        }
      </Form.Item>
      <Form.Item
        name="reason"
        label="理由"
        rules={[{ required: true, min: 4, whitespace: true, message: '请写明理由，至少4个字' }]}
      >
        <Input.TextArea maxLength={300} showCount rows={3} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={decide.isPending}>
        裁定
      </Button>
    </Form>
  )
}
