// Waste of a month by class: what manifests count, what companies handed in, and the file that is uploaded.
import { Button, Drawer, Form, Input, Select, Table } from 'antd'
import { useState } from 'react'
import {
  manifestsSocial,
  socialClasses,
  socialClassNames,
  type SocialClass,
  type SocialMonth,
  type SocialRow,
} from '@shared/manifests/social-contract'
import { longMonth } from '@shared/time'
import { showFen } from '@shared/units'
import { download } from '@/lib/api'
import { shortTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useRead, useWrite } from '@/lib/query'
import { ChartBlock } from '@/ui/ChartBlock'
import { ExportButtons } from '@/ui/ExportButtons'
import { NumberInput } from '@/ui/NumberInput'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { Loaded } from '@/ui/states'

const classOptions = socialClasses.map((value) => ({ value, label: socialClassNames[value] }))
/** Laboratories hand in kilograms: three places. */
const tonnes = (grams: number): number => Math.round(grams / 1000) / 1000
const showTonnes = (grams: number): string => tonnes(grams).toLocaleString('zh-CN', { maximumFractionDigits: 3 })

/** `null`: nothing is typed; `new`: a company's first figure. */
type Typing = SocialRow | 'new' | null

export function SocialTab({ month, placeId }: { month: string; placeId: string | undefined }) {
  const asked = { month, ...(placeId ? { placeId } : {}) }
  const query = useRead(manifestsSocial.month, asked)
  const mayEnter = useMay(manifestsSocial.save)
  const [typing, setTyping] = useState<Typing>(null)
  return (
    <>
      <div className="filters">
        {mayEnter && (
          <Button type="primary" onClick={() => setTyping('new')}>
            登记上报数量
          </Button>
        )}
        <ExportButtons save={(format) => download(manifestsSocial.file, { ...asked, format })} />
      </div>
      <Loaded query={query}>
        {(shown) => (
          <>
            <Classes shown={shown} />
            <Companies shown={shown} onOpen={setTyping} />
          </>
        )}
      </Loaded>
      <Drawer
        open={typing !== null}
        onClose={() => setTyping(null)}
        title={`${longMonth(month)}上报数量`}
        size="large"
        destroyOnHidden
      >
        {typing && <SocialForm month={month} row={typing === 'new' ? null : typing} onDone={() => setTyping(null)} />}
      </Drawer>
    </>
  )
}

function Classes({ shown: { month, classes } }: { shown: SocialMonth }) {
  const total = (of: 'countedGrams' | 'reportedGrams'): number =>
    tonnes(classes.reduce((sum, each) => sum + each[of], 0))
  const silent = classes.filter(({ companies }) => companies === 0).map((each) => socialClassNames[each.class])
  return (
    <ChartBlock
      dates={month}
      said={silent.length === 0 ? '十类都有数。' : `还没有数的：${silent.join('、')}。没有产生的，请登记为0。`}
      method="厨余和农贸市场由餐厨联单按交接的日子自动算出；其余由收运、回收、处置利用企业按类别上报。废弃油脂不在这十类里。"
      figures={{
        title: '社会源固体废物分类统计',
        unit: '吨',
        stacked: true,
        series: [
          { name: '联单', total: total('countedGrams') },
          { name: '单位上报', total: total('reportedGrams') },
        ],
        rows: classes.map((each) => ({
          label: socialClassNames[each.class],
          values: [tonnes(each.countedGrams), tonnes(each.reportedGrams)],
        })),
      }}
    />
  )
}

function Companies({ shown: { rows }, onOpen }: { shown: SocialMonth; onOpen: (row: SocialRow) => void }) {
  return (
    <Table<SocialRow>
      size="middle"
      pagination={false}
      scroll={{ x: 'max-content' }}
      rowKey={(row) => `${row.organisationId}${row.class}`}
      dataSource={[...rows]}
      locale={{ emptyText: '这个月还没有单位上报，也没有餐厨联单' }}
      columns={[
        { title: '类别', render: (_value, row) => socialClassNames[row.class] },
        { title: '单位', render: (_value, row) => <span className="wrap">{row.organisation}</span> },
        { title: '数量（吨）', className: 'number', render: (_value, row) => showTonnes(row.grams) },
        {
          title: '补贴',
          className: 'number',
          render: (_value, row) => (row.subsidyFen === null ? '—' : showFen(row.subsidyFen)),
        },
        { title: '来源', render: (_value, row) => (row.isCounted ? '联单' : '单位上报') },
        {
          title: '说明',
          render: (_value, row) => (
            <span className="wrap">
              {row.note}
              {row.by && row.at && <span className="faint">{`（${row.by}，${shortTime(row.at)}登记）`}</span>}
            </span>
          ),
        },
        {
          title: '',
          render: (_value, row) =>
            row.mayChange && (
              <Button type="link" size="small" onClick={() => onOpen(row)}>
                修改
              </Button>
            ),
        },
      ]}
    />
  )
}

type Fields = { organisationId: string; class: SocialClass; tonnes: number; subsidy?: number | null; note: string }
const need = [{ required: true, message: '请填写' }]

function SocialForm({ month, row, onDone }: { month: string; row: SocialRow | null; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const chosen = Form.useWatch('class', form) as SocialClass | undefined
  const save = useWrite(manifestsSocial.save, '已登记')
  const submit = (typed: Fields): void =>
    save.mutate(
      {
        organisationId: row?.organisationId ?? typed.organisationId,
        month,
        class: row?.class ?? typed.class,
        grams: Math.round(typed.tonnes * 1_000_000),
        subsidyFen: typed.subsidy === undefined || typed.subsidy === null ? null : Math.round(typed.subsidy * 100),
        note: typed.note,
        version: row?.version ?? 0,
      },
      { onSuccess: onDone },
    )
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      onFinish={submit}
      scrollToFirstError
      initialValues={
        row
          ? {
              class: row.class,
              tonnes: tonnes(row.grams),
              note: row.note,
              ...(row.subsidyFen === null ? {} : { subsidy: row.subsidyFen / 100 }),
            }
          : {}
      }
    >
      {row ? (
        <p>{`${row.organisation}，${socialClassNames[row.class]}`}</p>
      ) : (
        <>
          <Form.Item label="上报单位" name="organisationId" rules={need}>
            <OrganisationSelect label="上报单位" />
          </Form.Item>
          <Form.Item label="类别" name="class" rules={need}>
            <Select options={classOptions} style={{ width: 220 }} />
          </Form.Item>
        </>
      )}
      <div className="filters">
        <Form.Item label="数量" name="tonnes" rules={need} extra="没有产生填0">
          <NumberInput min={0} max={1_000_000} precision={3} suffix="吨" />
        </Form.Item>
        {(row?.class ?? chosen) === 'lowValue' && (
          <Form.Item label="补贴" name="subsidy" extra="只有低值可回收物填">
            <NumberInput min={0} max={100_000_000} precision={2} suffix="元" />
          </Form.Item>
        )}
      </div>
      <Form.Item label="依据" name="note" rules={[{ required: true, min: 2, message: '请写明依据，例如 过磅单合计' }]}>
        <Input maxLength={60} style={{ width: 340 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        保存
      </Button>
    </Form>
  )
}
