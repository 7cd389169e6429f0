// 评优: programmes with their call, target and what was given; one opens with who was nominated, and there one nominates
// while the call hangs and decides after it.
import { Button, DatePicker, Drawer, Form, Input, InputNumber, Select, Space, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import {
  awardKindNames,
  awardKinds,
  CALL_DAYS,
  nomineeKindOf,
  nomineeStatusNames,
  type AwardKind,
} from '@shared/standings/awards'
import { awards, type NomineeRow, type ProgrammeRow } from '@shared/standings/awards-contract'
import { dayOf, showDay } from '@shared/time'
import { showFen } from '@shared/units'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { useList, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { Page } from '@/ui/Page'
import { PaperButton } from '@/ui/PaperButton'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { askReason } from '@/ui/reason'

const FILTERS = ['open'] as const

export function AwardsPage() {
  const list = useList(awards.list, {})
  const mayCreate = useMay(awards.create)
  const [{ open }, setFilters] = useFilters(FILTERS)
  const [isNew, setNew] = useState(false)
  const one = list.items.find(({ id }) => id === open)
  return (
    <Page
      title="评优"
      hint="先征集不少于7天，期满以后由没有推荐的人评审；同一单位或镇街有名额上限。"
      actions={
        <>
          <a href="/lists/awards" target="_blank" rel="noreferrer">
            打开公布页
          </a>
          {mayCreate && (
            <Button type="primary" onClick={() => setNew(true)}>
              设评优项目
            </Button>
          )}
        </>
      }
    >
      <ListTable<ProgrammeRow>
        list={list}
        rowKey={(row) => row.id}
        empty="还没有评优项目"
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          { title: '项目', render: (_value, row) => <span className="wrap">{row.title}</span> },
          { title: '类别', render: (_value, row) => awardKindNames[row.kind] },
          { title: '年度', render: (_value, row) => `${row.year}年` },
          {
            title: '征集',
            sort: 'callOn',
            render: (_value, row) => (
              <span className="wrap">
                {showDay(row.callOn)}到{showDay(row.nominateUntil)}
                <span className="faint">{row.toldOn ? `，${showDay(row.toldOn)}已告知各户` : '，还没有告知各户'}</span>
              </span>
            ),
          },
          { title: '推荐', render: (_value, row) => `${row.nominated}个` },
          { title: '评上／目标', render: (_value, row) => `${row.awarded}／${row.target}` },
          { title: '同一单位或镇街最多', render: (_value, row) => `${row.mostOfGroup}个` },
          {
            title: '奖补',
            render: (_value, row) => (
              <span className="wrap">{row.fen > 0 ? `每个${showFen(row.fen)}` : row.feeRelief || '通报表扬'}</span>
            ),
          },
        ]}
      />
      <Drawer open={isNew} onClose={() => setNew(false)} size="large" title="设一个评优项目" destroyOnHidden>
        {isNew && <Create onDone={() => setNew(false)} />}
      </Drawer>
      <Drawer
        open={one !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title={one?.title ?? '评优'}
        destroyOnHidden
      >
        {one && <Nominees key={one.id} programme={one} />}
      </Drawer>
    </Page>
  )
}

const day = (value: Dayjs): string => value.format('YYYY-MM-DD')
const needed = [{ required: true, message: '请填写' }]

function Create({ onDone }: { onDone: () => void }) {
  const create = useWrite(awards.create, '已设好，征集已经公布')
  const [id] = useState(newId)
  const today = dayjs(dayOf(new Date()))
  return (
    <Form<{
      kind: AwardKind
      year: string
      title: string
      target: number
      groupShare: number
      yuan: number
      feeRelief?: string
      callOn: Dayjs
      nominateUntil: Dayjs
    }>
      layout="vertical"
      initialValues={{
        year: today.format('YYYY'),
        target: 10,
        groupShare: 20,
        yuan: 0,
        callOn: today,
        nominateUntil: today.add(14, 'day'),
      }}
      onFinish={({ yuan, callOn, nominateUntil, feeRelief = '', ...fields }) =>
        create.mutate(
          {
            id,
            ...fields,
            feeRelief,
            fen: Math.round(yuan * 100),
            callOn: day(callOn),
            nominateUntil: day(nominateUntil),
          },
          { onSuccess: onDone },
        )
      }
    >
      <Space wrap size="large" align="start">
        <Form.Item name="kind" label="类别" rules={[{ required: true, message: '请选择类别' }]}>
          <Select
            style={{ width: 160 }}
            options={awardKinds.map((value) => ({ value, label: awardKindNames[value] }))}
          />
        </Form.Item>
        <Form.Item
          name="year"
          label="年度"
          rules={[{ required: true, pattern: /^20\d{2}$/, message: '请写成 2026 的样子' }]}
        >
          <Input style={{ width: 100 }} />
        </Form.Item>
      </Space>
      <Form.Item
        name="title"
        label="名称"
        rules={[{ required: true, min: 4, whitespace: true, message: '请填写名称，至少4个字' }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Space wrap size="large" align="start">
        <Form.Item name="target" label="年度目标（个）" rules={needed}>
          <InputNumber min={1} max={1000} precision={0} />
        </Form.Item>
        <Form.Item name="groupShare" label="同一单位或镇街最多占（%）" rules={needed}>
          <InputNumber min={1} max={100} precision={0} />
        </Form.Item>
        <Form.Item name="yuan" label="以奖代补每个（元）" rules={needed}>
          <InputNumber min={0} max={100_000} precision={2} />
        </Form.Item>
      </Space>
      <Form.Item name="feeRelief" label="处理费减免（没有就不填）">
        <Input maxLength={100} />
      </Form.Item>
      <Space wrap size="large" align="start">
        <Form.Item name="callOn" label="征集开始" rules={needed}>
          <DatePicker />
        </Form.Item>
        <Form.Item
          name="nominateUntil"
          label="征集截止"
          dependencies={['callOn']}
          rules={[
            ...needed,
            ({ getFieldValue }) => ({
              validator: (_rule, value: Dayjs | null) =>
                value && value.diff(getFieldValue('callOn') as Dayjs, 'day') < CALL_DAYS
                  ? Promise.reject(new Error(`征集不能少于${CALL_DAYS}天`))
                  : Promise.resolve(),
            }),
          ]}
        >
          <DatePicker />
        </Form.Item>
      </Space>
      <Button type="primary" htmlType="submit" loading={create.isPending}>
        设好并公布征集
      </Button>
    </Form>
  )
}

function Nominees({ programme }: { programme: ProgrammeRow }) {
  const list = useList(awards.nominees, { id: programme.id })
  const decide = useWrite(awards.decide, '已评审')
  const ask = async (id: string, outcome: 'awarded' | 'refused', title: string): Promise<void> => {
    const reason = await askReason(title, title, outcome === 'refused')
    if (reason) decide.mutate({ id, outcome, reason })
  }
  return (
    <>
      {programme.allowed.includes('payout') && (
        <p>
          <PaperButton route={awards.payout} input={{ id: programme.id }}>
            以奖代补发放表
          </PaperButton>
        </p>
      )}
      <ListTable<NomineeRow>
        list={list}
        rowKey={(row) => row.id}
        empty="还没有推荐"
        columns={[
          {
            title: '受奖对象',
            render: (_value, row) => (
              <>
                {row.name}
                <div className="faint">{row.group}</div>
              </>
            ),
          },
          { title: '事迹', render: (_value, row) => <span className="wrap">{row.merits}</span> },
          { title: '推荐', render: (_value, row) => row.nominatedBy },
          {
            title: '评审',
            render: (_value, row) =>
              row.mayDecide ? (
                <Space wrap>
                  <Button
                    size="small"
                    type="primary"
                    loading={decide.isPending}
                    onClick={() => void ask(row.id, 'awarded', '评上')}
                  >
                    评上
                  </Button>
                  <Button size="small" loading={decide.isPending} onClick={() => void ask(row.id, 'refused', '不评上')}>
                    不评上
                  </Button>
                </Space>
              ) : (
                <span className="wrap">
                  <Tag color={row.status === 'awarded' ? 'green' : undefined}>{nomineeStatusNames[row.status]}</Tag>
                  {row.reason}
                </span>
              ),
          },
        ]}
      />
      {programme.allowed.includes('nominate') ? (
        <Nominate programme={programme} />
      ) : (
        <p className="faint">
          {dayOf(new Date()) <= programme.nominateUntil ? '征集还没有开始。' : '征集已经截止，不能再推荐。'}
        </p>
      )}
    </>
  )
}

function Nominate({ programme }: { programme: ProgrammeRow }) {
  const nominate = useWrite(awards.nominate, '已推荐，征集期满以后评审')
  const [form] = Form.useForm<{
    subjectId?: string
    name?: string
    employerId?: string
    phone?: string
    merits: string
  }>()
  const [nomineeId, setNomineeId] = useState(newId)
  const kind = nomineeKindOf[programme.kind]
  return (
    <section className="section">
      <h4>推荐</h4>
      <Form
        form={form}
        layout="vertical"
        onFinish={(fields) =>
          nominate.mutate(
            { id: programme.id, nomineeId, ...fields, phone: fields.phone?.trim() ? fields.phone : undefined },
            {
              onSuccess: () => {
                form.resetFields()
                setNomineeId(newId())
              },
            },
          )
        }
      >
        {kind === 'place' && (
          <Form.Item name="subjectId" label="哪里" rules={[{ required: true, message: '请选择' }]}>
            <PlaceSelect label="哪里" />
          </Form.Item>
        )}
        {kind === 'organisation' && (
          <Form.Item name="subjectId" label="单位" rules={[{ required: true, message: '请选择单位' }]}>
            <OrganisationSelect label="单位" />
          </Form.Item>
        )}
        {kind === 'person' && (
          <>
            <Form.Item
              name="name"
              label="姓名（只有评审的人看得到全名）"
              rules={[{ required: true, min: 2, whitespace: true, message: '请填写姓名' }]}
            >
              <Input maxLength={20} style={{ width: 220 }} />
            </Form.Item>
            <Form.Item name="employerId" label="工作单位" rules={[{ required: true, message: '请选择工作单位' }]}>
              <OrganisationSelect label="工作单位" />
            </Form.Item>
            <Form.Item name="phone" label="本人手机号（可不填；填了，本人能在自己的数据里看到这条推荐）">
              <Input inputMode="tel" maxLength={20} style={{ width: 220 }} />
            </Form.Item>
          </>
        )}
        <Form.Item
          name="merits"
          label="事迹"
          rules={[{ required: true, min: 4, whitespace: true, message: '请写明事迹，至少4个字' }]}
        >
          <Input.TextArea maxLength={500} showCount rows={3} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={nominate.isPending}>
          推荐
        </Button>
      </Form>
    </section>
  )
}
