// 分类企业 month by month: one person enters what was declared, a second one what was verified, refused or penalised. The
// list of the next closing is made of the months that are checked.
import { Button, Checkbox, Drawer, Form, Input, InputNumber, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { enterprises, type EnterpriseMonth } from '@shared/standings/enterprise-contract'
import { addMonths, dayOf, longMonth, monthOf } from '@shared/time'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { Page } from '@/ui/Page'

const FILTERS = ['waiting'] as const
const tonnes = (kilograms: number): string => `${(kilograms / 1000).toLocaleString('zh-CN')}吨`

export function EnterprisesPage() {
  const [{ waiting }, setFilters] = useFilters(FILTERS)
  const list = useList(enterprises.list, waiting ? { waiting: 'true' as const } : {})
  const mayDeclare = useMay(enterprises.declare)
  const [open, setOpen] = useState<EnterpriseMonth | 'new' | null>(null)
  const close = (): void => setOpen(null)
  return (
    <Page
      title="分类企业"
      hint="分类企业诚实守信红黑榜按这里核查过的月份算。申报和核查由两个人录入；市里定了怎么计分以后才上榜。"
      actions={
        mayDeclare && (
          <Button type="primary" onClick={() => setOpen('new')}>
            录入申报
          </Button>
        )
      }
    >
      <div className="filters">
        <Segmented
          aria-label="看哪些"
          options={[
            { value: '', label: '全部' },
            { value: 'true', label: '待核查' },
          ]}
          value={waiting ?? ''}
          onChange={(value) => setFilters({ waiting: value || undefined })}
        />
      </div>
      <ListTable<EnterpriseMonth>
        list={list}
        rowKey={(row) => row.id}
        empty={waiting ? '没有等核查的申报' : '还没有录入过申报'}
        columns={[
          { title: '企业', render: (_value, row) => <span className="wrap">{row.name}</span> },
          { title: '月份', sort: 'month', render: (_value, row) => longMonth(row.month) },
          { title: '处理', render: (_value, row) => tonnes(row.handled) },
          { title: '申报回收利用', render: (_value, row) => tonnes(row.declared) },
          { title: '核实', render: (_value, row) => <Verified row={row} /> },
          { title: '录入', render: (_value, row) => row.declaredBy },
          {
            title: '核查',
            render: (_value, row) =>
              row.checkedBy ??
              (row.mayCheck ? (
                <Button size="small" type="primary" onClick={() => setOpen(row)}>
                  录入核查
                </Button>
              ) : (
                <span className="faint">等另一个人</span>
              )),
          },
          { title: '说明', render: (_value, row) => <span className="wrap">{row.note || '—'}</span> },
        ]}
      />
      <Drawer
        open={open !== null}
        onClose={close}
        size="large"
        title={open === 'new' || open === null ? '录入一个月的申报' : `${open.name}${longMonth(open.month)}的核查`}
        destroyOnHidden
      >
        {open === 'new' && <Declare onDone={close} />}
        {open !== null && open !== 'new' && <Check row={open} onDone={close} />}
      </Drawer>
    </Page>
  )
}

function Verified({ row }: { row: EnterpriseMonth }) {
  if (!row.checkedBy) return <Tag>待核查</Tag>
  return (
    <>
      {row.verified === null ? <Tag color="red">拒绝核查</Tag> : tonnes(row.verified)}
      {row.penalties > 0 && <Tag color="red">处罚{row.penalties}次</Tag>}
    </>
  )
}

/** People write tonnes; what is kept is whole kilograms. */
const kilograms = (value: number): number => Math.round(value * 1000)
const Tonnes = (props: { value?: number; onChange?: (value: number | null) => void; label: string }) => (
  <InputNumber
    min={0}
    max={100_000}
    precision={3}
    suffix="吨"
    style={{ width: 220 }}
    aria-label={props.label}
    {...(props.value === undefined ? {} : { value: props.value })}
    {...(props.onChange ? { onChange: props.onChange } : {})}
  />
)
const needed = [{ required: true, message: '请填写' }]

function Declare({ onDone }: { onDone: () => void }) {
  const declare = useWrite(enterprises.declare, '已录入，等另一个人核查')
  const [id] = useState(newId)
  const before = addMonths(monthOf(dayOf(new Date())), -1)
  return (
    <Form<{ organisationId: string; month: string; handled: number; declared: number }>
      layout="vertical"
      initialValues={{ month: before }}
      onFinish={({ handled, declared, ...fields }) =>
        declare.mutate(
          { id, ...fields, handled: kilograms(handled), declared: kilograms(declared) },
          { onSuccess: onDone },
        )
      }
    >
      <Form.Item name="organisationId" label="企业" rules={[{ required: true, message: '请选择企业' }]}>
        <OrganisationSelect label="企业" kind="sortingCompany" />
      </Form.Item>
      <Form.Item
        name="month"
        label="月份（如 2026-11）"
        rules={[{ required: true, pattern: /^\d{4}-(0[1-9]|1[0-2])$/, message: '请写成 2026-11 的样子' }]}
      >
        <Input style={{ width: 160 }} />
      </Form.Item>
      <Form.Item name="handled" label="处理的总量" rules={needed}>
        <Tonnes label="处理的总量" />
      </Form.Item>
      <Form.Item name="declared" label="申报的回收利用量" rules={needed}>
        <Tonnes label="申报的回收利用量" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={declare.isPending}>
        录入
      </Button>
    </Form>
  )
}

function Check({ row, onDone }: { row: EnterpriseMonth; onDone: () => void }) {
  const check = useWrite(enterprises.check, '核查已录入，下一期榜单会用到')
  const [isRefused, setRefused] = useState(false)
  return (
    <Form<{ verified: number; penalties: number; note: string }>
      layout="vertical"
      initialValues={{ penalties: 0 }}
      onFinish={({ verified, penalties, note }) =>
        check.mutate(
          { id: row.id, verified: isRefused ? null : kilograms(verified), penalties, note },
          { onSuccess: onDone },
        )
      }
    >
      <p>{`处理${tonnes(row.handled)}，申报回收利用${tonnes(row.declared)}。录入后不能改，有异议在预览期裁定。`}</p>
      <Form.Item>
        <Checkbox checked={isRefused} onChange={({ target }) => setRefused(target.checked)}>
          企业拒绝核查
        </Checkbox>
      </Form.Item>
      {!isRefused && (
        <Form.Item name="verified" label="核实的回收利用量" rules={needed}>
          <Tonnes label="核实的回收利用量" />
        </Form.Item>
      )}
      <Form.Item name="penalties" label="这个月生效的处罚（次）" rules={needed}>
        <InputNumber min={0} max={99} precision={0} />
      </Form.Item>
      <Form.Item
        name="note"
        label="怎么核查的"
        rules={[{ required: true, min: 4, whitespace: true, message: '请写明怎么核查的，至少4个字' }]}
      >
        <Input.TextArea maxLength={300} showCount rows={3} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={check.isPending}>
        录入核查
      </Button>
    </Form>
  )
}
