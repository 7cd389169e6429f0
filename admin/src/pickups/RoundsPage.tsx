// Rounds: which area is served on which weekdays, in which windows, with how many premises, by whom.
import { Button, DatePicker, Drawer, Form, Input, Select, Switch, Tag, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useCallback, useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { runsDesk } from '@shared/runs/desk-contract'
import type { PickupKind } from '@shared/pickups/schemas'
import { newId } from '@/lib/ids'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { current, EditForm } from '@/ui/EditForm'
import { ListTable } from '@/ui/ListTable'
import { OrganisationSelect } from '@/ui/OrganisationSelect'
import { Page } from '@/ui/Page'
import { AreaSelect, PlacesSelect } from '@/ui/PlaceSelect'
import { useMay } from '@/lib/me'
import { kindNames, kindOptions, weekdayOptions } from './words'
import { RoundsMap } from './RoundsMap'
import { NumberInput } from '@/ui/NumberInput'

const FILTERS = ['placeId'] as const
type Row = OutputOf<typeof pickupsDesk.rounds>['items'][number]
type Fields = {
  name: string
  areaPlaceIds: string[]
  kinds: PickupKind[]
  weekdays: number[]
  windows: { key: string; span: [Dayjs, Dayjs]; capacity: number }[]
  organisationId?: string | null
  vehicle: string
  crewIds: string[]
  valid: [Dayjs, Dayjs | null]
  staffOnly: boolean
}

export function RoundsPage() {
  const [{ placeId }, setFilters] = useFilters(FILTERS)
  const choose = useCallback((id: string) => setFilters({ placeId: id }), [setFilters])
  const list = useList(pickupsDesk.rounds, placeId ? { placeId } : {})
  const [open, setOpen] = useState<Row | 'new' | null>(null)
  const mayWork = useMay(pickupsDesk.saveRound)
  return (
    <Page
      title="收运线路"
      hint="运力按户数（一次预约占一个名额）计算。"
      actions={
        mayWork && (
          <Button type="primary" disabled={!placeId} onClick={() => setOpen('new')}>
            新线路
          </Button>
        )
      }
    >
      <div className="filters">
        <AreaSelect value={placeId} onChange={choose} />
      </div>
      {list.items.length > 0 && <RoundsMap rows={list.items} />}
      <ListTable
        list={list}
        rowKey={(row) => row.id}
        empty="这个片区还没有线路"
        onRow={mayWork ? setOpen : undefined}
        columns={[
          { title: '线路', dataIndex: 'name', sort: 'name' },
          { title: '服务范围', render: (_value, row) => <span className="wrap">{row.areaNames.join('、')}</span> },
          { title: '种类', render: (_value, row) => row.kinds.map((kind) => kindNames[kind]).join('、') },
          {
            title: '日子',
            render: (_value, row) => (
              <span className="wrap">
                {row.weekdays.length === 7
                  ? '每天'
                  : row.weekdays.map((weekday) => weekdayOptions[weekday - 1]?.label).join('、')}
              </span>
            ),
          },
          {
            title: '时段（名额）',
            render: (_value, row) =>
              row.windows.map((window) => (
                <div key={window.key}>
                  {window.from}–{window.to}（{window.capacity}户）
                </div>
              )),
          },
          { title: '收运单位', render: (_value, row) => row.organisationName ?? '—' },
          { title: '车辆', dataIndex: 'vehicle' },
          {
            title: '状态',
            render: (_value, row) =>
              row.active ? <Tag color="green">{row.staffOnly ? '仅工作人员可约' : '开放'}</Tag> : <Tag>未生效</Tag>,
          },
        ]}
      />
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        size="large"
        title={open === 'new' ? '新线路' : '修改线路'}
        destroyOnHidden
      >
        {open && placeId && (
          <RoundForm
            row={open === 'new' ? null : current(list.items, open)}
            placeId={placeId}
            onDone={() => setOpen(null)}
          />
        )}
      </Drawer>
    </Page>
  )
}

/** Windows have a key that bookings name: it is made once and never shown. */
const newKey = (): string => `w${Date.now().toString(36)}`
const clockText = (at: Dayjs): string => (at.format('HH:mm') === '23:59' ? '24:00' : at.format('HH:mm'))
const clock = (text: string): Dayjs => dayjs(`2026-01-01T${text === '24:00' ? '23:59' : text}:00`)

function RoundForm({ row, placeId, onDone }: { row: Row | null; placeId: string; onDone: () => void }) {
  const crews = useRead(runsDesk.crews, { placeId })
  const save = useWrite(pickupsDesk.saveRound, '线路已保存')
  const submit = async (fields: Fields): Promise<void> => {
    await save
      .mutateAsync({
        id: row?.id ?? newId(),
        name: fields.name,
        placeId: row?.placeId ?? placeId,
        areaPlaceIds: fields.areaPlaceIds,
        kinds: fields.kinds,
        weekdays: fields.weekdays,
        windows: fields.windows.map(({ key, span, capacity }) => ({
          key,
          from: span[0].format('HH:mm'),
          to: clockText(span[1]),
          capacity,
        })),
        organisationId: fields.organisationId ?? null,
        vehicle: fields.vehicle,
        crewIds: fields.crewIds,
        validFrom: fields.valid[0].format('YYYY-MM-DD'),
        validUntil: fields.valid[1]?.format('YYYY-MM-DD') ?? null,
        staffOnly: fields.staffOnly,
        version: row?.version ?? 0,
      })
      .then(onDone, () => undefined)
  }
  const initial: Partial<Fields> = row
    ? {
        ...row,
        windows: row.windows.map(({ key, from, to, capacity }) => ({ key, span: [clock(from), clock(to)], capacity })),
        valid: [dayjs(row.validFrom), row.validUntil ? dayjs(row.validUntil) : null],
      }
    : {
        areaPlaceIds: [placeId],
        kinds: ['bulky'],
        weekdays: [2, 5],
        windows: [{ key: 'am', span: [clock('08:00'), clock('12:00')], capacity: 20 }],
        vehicle: '',
        crewIds: [],
        valid: [dayjs().add(1, 'day'), null],
        staffOnly: true,
      }
  const need = (message: string) => [{ required: true, message }]
  return (
    <EditForm<Fields>
      version={row?.version}
      labels={{ windows: '时段' }}
      show={{
        kinds: kindNames,
        weekdays: Object.fromEntries(weekdayOptions.map(({ value, label }) => [String(value), label])),
        areaPlaceIds: (ids: string[]) => `${ids.length}个地点`,
        crewIds: Object.fromEntries(crews.data?.items.map(({ id, name }) => [id, name]) ?? []),
        windows: (windows: Fields['windows']) =>
          windows
            .map(({ span, capacity }) => `${span[0].format('HH:mm')}–${clockText(span[1])} ${capacity}户`)
            .join('；'),
      }}
      layout="vertical"
      initialValues={initial}
      onFinish={(fields) => void submit(fields)}
    >
      <Form.Item label="名称" name="name" rules={need('请填写名称')}>
        <Input maxLength={30} />
      </Form.Item>
      <Form.Item label="服务范围" name="areaPlaceIds" rules={need('至少选一个地点')}>
        <PlacesSelect label="服务范围" />
      </Form.Item>
      <Form.Item label="收什么" name="kinds" rules={need('至少选一种')}>
        <Select mode="multiple" options={kindOptions} />
      </Form.Item>
      <Form.Item label="哪些天" name="weekdays" rules={need('至少选一天')}>
        <Select mode="multiple" options={weekdayOptions} />
      </Form.Item>
      <Form.List name="windows">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div className="filters" key={key}>
                <Form.Item name={[name, 'key']} hidden>
                  <Input />
                </Form.Item>
                <Form.Item label="时段" name={[name, 'span']} rules={need('请选择时段')}>
                  <TimePicker.RangePicker format="HH:mm" minuteStep={15} needConfirm={false} />
                </Form.Item>
                <Form.Item label="名额（户）" name={[name, 'capacity']} rules={need('请填写')}>
                  <NumberInput min={0} max={2000} precision={0} />
                </Form.Item>
                <Form.Item label=" " colon={false}>
                  <Button onClick={() => remove(name)} disabled={rows.length === 1}>
                    去掉
                  </Button>
                </Form.Item>
              </div>
            ))}
            <Form.Item>
              <Button
                onClick={() => add({ key: newKey(), span: [clock('14:00'), clock('17:00')], capacity: 20 })}
                disabled={rows.length >= 8}
              >
                加一个时段
              </Button>
            </Form.Item>
          </>
        )}
      </Form.List>
      <Form.Item label="收运单位" name="organisationId" extra="先在“单位”里登记">
        <OrganisationSelect label="收运单位" kind="hauler" known={row?.organisationName ?? undefined} />
      </Form.Item>
      <Form.Item label="车辆" name="vehicle">
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item label="班组" name="crewIds">
        <Select
          mode="multiple"
          options={crews.data?.items.map((one) => ({ value: one.id, label: one.name }))}
          loading={crews.isFetching}
        />
      </Form.Item>
      <Form.Item label="起止（不填结束表示一直有效）" name="valid" rules={need('请选择开始日期')}>
        <DatePicker.RangePicker allowEmpty={[false, true]} />
      </Form.Item>
      <Form.Item label="仅工作人员可约（试运行）" name="staffOnly" valuePropName="checked">
        <Switch />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        保存
      </Button>
    </EditForm>
  )
}
