// Carbon factors: what holds today with its source, what changed when, and publishing a new edition (never backwards in
// time).
import { Alert, Button, DatePicker, Drawer, Form, Input, Popconfirm, Table, Tabs } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import type { InputOf, OutputOf } from '@shared/contract'
import { factorPublishers, ledger } from '@shared/ledger/contract'
import { withCommas } from '@/lib/format'
import { useHasRole } from '@/lib/me'
import { useRead, useWrite } from '@/lib/query'
import { Page } from '@/ui/Page'
import { Loaded, Nothing } from '@/ui/states'
import './ledger.css'
import { NumberInput } from '@/ui/NumberInput'

type Factors = OutputOf<typeof ledger.factors>
type Fields = { edition: string; validFrom: Dayjs; factors: InputOf<typeof ledger.publishFactors>['factors'] }

export function FactorsPage() {
  const query = useRead(ledger.factors, {})
  const [editing, setEditing] = useState(false)
  const mayPublish = useHasRole(factorPublishers)
  return (
    <Page
      title="减碳系数"
      hint="改了系数，过去的数字不变；每次变更都公开。"
      actions={
        mayPublish && (
          <Button type="primary" onClick={() => setEditing(true)} disabled={!query.data}>
            发布新一版
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {(data) => (
          <>
            <Alert type="info" title={data.roundingNote} style={{ marginBottom: 12 }} />
            <Tabs
              items={[
                { key: 'now', label: '现行', children: <Current data={data} /> },
                { key: 'changes', label: '变更记录', children: <Changes data={data} /> },
              ]}
            />
            <Drawer
              open={editing}
              onClose={() => setEditing(false)}
              size="large"
              title="发布新一版减碳系数"
              destroyOnHidden
            >
              <Publish data={data} onDone={() => setEditing(false)} />
            </Drawer>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Current({ data }: { data: Factors }) {
  return (
    <Table
      size="middle"
      pagination={false}
      sticky
      dataSource={data.items}
      rowKey="material"
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Nothing text="还没有系数" /> }}
      columns={[
        { title: '材料', dataIndex: 'materialName' },
        { title: '克 CO₂e/千克', className: 'number', render: (_value, row) => withCommas(row.gramsPerKg) },
        {
          title: '范围',
          className: 'number',
          render: (_value, row) =>
            row.low === null || row.high === null ? '—' : `${withCommas(row.low)}–${withCommas(row.high)}`,
        },
        { title: '基准', render: (_value, row) => <span className="wrap">{row.baseline}</span> },
        {
          title: '来源',
          render: (_value, row) => (
            <span className="wrap">
              {row.source} {row.sourceEdition}
              {row.sourcePlace && (
                <>
                  <br />
                  <span className="faint">{row.sourcePlace}</span>
                </>
              )}
            </span>
          ),
        },
        { title: '版本', dataIndex: 'edition' },
        { title: '生效', dataIndex: 'validFrom' },
      ]}
    />
  )
}

function Changes({ data }: { data: Factors }) {
  return (
    <Table
      size="middle"
      pagination={false}
      dataSource={data.changes}
      rowKey={(row) => `${row.edition} ${row.material}`}
      locale={{ emptyText: <Nothing text="还没有变更" /> }}
      columns={[
        { title: '日期', dataIndex: 'on' },
        { title: '版本', dataIndex: 'edition' },
        { title: '材料', dataIndex: 'materialName' },
        {
          title: '原来',
          className: 'number',
          render: (_value, row) => (row.from === null ? '—' : withCommas(row.from)),
        },
        { title: '改为', className: 'number', render: (_value, row) => withCommas(row.to) },
        { title: '说明', dataIndex: 'text' },
      ]}
    />
  )
}

function Publish({ data, onDone }: { data: Factors; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const publish = useWrite(ledger.publishFactors, '已发布，从生效日起使用')
  const submit = async (fields: Fields): Promise<void> => {
    await publish
      .mutateAsync({
        edition: fields.edition,
        validFrom: fields.validFrom.format('YYYY-MM-DD'),
        factors: fields.factors,
      })
      .then(onDone, () => undefined)
  }
  const factors = data.items.map(
    ({ material, gramsPerKg, low, high, baseline, source, sourceEdition, sourcePlace, note }) => ({
      material,
      gramsPerKg,
      low,
      high,
      baseline,
      source,
      sourceEdition,
      sourcePlace,
      note,
    }),
  )
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      scrollToFirstError
      initialValues={{ factors }}
      onFinish={(fields) => void submit(fields)}
    >
      <Form.Item label="版本" name="edition" rules={[{ required: true, message: '请填写版本，如 2027-01' }]}>
        <Input placeholder="2027-01" />
      </Form.Item>
      <Form.Item label="生效日期（最早明天）" name="validFrom" rules={[{ required: true, message: '请选择日期' }]}>
        <DatePicker minDate={dayjs().add(1, 'day')} />
      </Form.Item>
      <Form.List name="factors">
        {(rows) =>
          rows.map(({ key, name }) => (
            <fieldset key={key} className="factor">
              <legend>{data.items[name]?.materialName}</legend>
              <Form.Item name={[name, 'material']} hidden>
                <Input />
              </Form.Item>
              <div className="filters">
                <Form.Item
                  label="克 CO₂e/千克"
                  name={[name, 'gramsPerKg']}
                  rules={[{ required: true, message: '请填写' }]}
                >
                  <NumberInput min={0} max={100_000} precision={0} />
                </Form.Item>
                <Form.Item label="低" name={[name, 'low']}>
                  <NumberInput min={0} precision={0} />
                </Form.Item>
                <Form.Item label="高" name={[name, 'high']}>
                  <NumberInput min={0} precision={0} />
                </Form.Item>
              </div>
              <Form.Item label="基准" name={[name, 'baseline']} rules={[{ required: true, message: '请填写' }]}>
                <Input />
              </Form.Item>
              <Form.Item
                label="来源"
                name={[name, 'source']}
                rules={[{ required: true, message: '每个系数都要有来源' }]}
              >
                <Input />
              </Form.Item>
              <div className="filters">
                <Form.Item label="来源版次" name={[name, 'sourceEdition']}>
                  <Input />
                </Form.Item>
                <Form.Item label="页码或位置" name={[name, 'sourcePlace']}>
                  <Input style={{ width: 320 }} />
                </Form.Item>
              </div>
              <Form.Item label="备注" name={[name, 'note']}>
                <Input />
              </Form.Item>
            </fieldset>
          ))
        }
      </Form.List>
      <Popconfirm
        title="发布这一版？"
        description="每一处改动都会公开，过去的数字不变；发布后不能撤回"
        okText="发布"
        cancelText="返回"
        onConfirm={() => form.submit()}
      >
        <Button type="primary" loading={publish.isPending}>
          发布
        </Button>
      </Popconfirm>
    </Form>
  )
}
