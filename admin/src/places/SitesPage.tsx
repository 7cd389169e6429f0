// Sites: what they take, when they are open, who answers for them; suspended or closed with a reason.
import { Button, Drawer, Form, Input, Select, Tag, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { OutputOf } from '@shared/contract'
import { placesDesk } from '@shared/places/desk-contract'
import {
  siteKindNames,
  siteRouteNames,
  siteStatusNames,
  streamNames,
  type SiteKind,
  type SiteRoute,
  type SiteStatus,
  type Stream,
} from '@shared/places/vocabulary'
import { newId } from '@/lib/ids'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { EditForm } from '@/ui/EditForm'
import { ListTable } from '@/ui/ListTable'
import { Page } from '@/ui/Page'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { askReason } from '@/ui/reason'
import { Loaded } from '@/ui/states'
import { SitesMap } from './SitesMap'
import { PositionField } from '@/ui/PositionField'

const FILTERS = ['placeId', 'kind', 'status', 'withoutKeeper', 'site'] as const
type Row = OutputOf<typeof placesDesk.siteForStaff>
type Fields = {
  placeId: string
  kind: SiteKind
  name: string
  takes: SiteRoute[]
  streams: Stream[]
  windows: { weekdays: number[]; span: [Dayjs, Dayjs] }[]
  address: string
  position: { lng: number; lat: number } | null
  keeper: string | null
  note: string
}
const optionsOf = <T extends string>(names: Readonly<Record<T, string>>) =>
  (Object.entries(names) as [T, string][]).map(([value, label]) => ({ value, label }))
const weekdays = ['一', '二', '三', '四', '五', '六', '日'].map((name, index) => ({
  value: index + 1,
  label: `周${name}`,
}))

export function SitesPage() {
  const [{ site, placeId, kind, status, withoutKeeper }, setFilters] = useFilters(FILTERS)
  const list = useList(placesDesk.sites, {
    ...(placeId ? { placeId } : {}),
    ...(kind ? { kind: kind as SiteKind } : {}),
    ...(status ? { status: status as SiteStatus } : {}),
    ...(withoutKeeper === 'true' ? { withoutKeeper } : {}),
  })
  const mayKeep = useMay(placesDesk.createSite)
  return (
    <Page
      title="点位"
      hint="居民在“附近的点”里看到的投放点、大件点和回收站。"
      actions={
        mayKeep && (
          <Button type="primary" onClick={() => setFilters({ site: 'new' })}>
            新增点位
          </Button>
        )
      }
    >
      <div className="filters">
        <PlaceSelect label="所在地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
        <Select
          allowClear
          placeholder="全部类型"
          aria-label="类型"
          style={{ width: 160 }}
          value={kind}
          options={optionsOf(siteKindNames)}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
        <Select
          allowClear
          placeholder="全部状态"
          aria-label="状态"
          style={{ width: 140 }}
          value={status}
          options={optionsOf(siteStatusNames)}
          onChange={(value?: string) => setFilters({ status: value })}
        />
        <Select
          allowClear
          placeholder="有无桶长"
          aria-label="有无桶长"
          style={{ width: 140 }}
          value={withoutKeeper}
          options={[{ value: 'true', label: '没有桶长' }]}
          onChange={(value?: string) => setFilters({ withoutKeeper: value })}
        />
      </div>
      {list.items.length > 0 && <SitesMap rows={list.items} />}
      <ListTable
        list={list}
        rowKey={(row) => row.site.id}
        empty="没有符合条件的点位"
        onRow={(row) => setFilters({ site: row.site.id })}
        columns={[
          {
            title: '名称',
            render: (_value, row) => (
              <>
                {row.site.name}
                <br />
                <span className="faint">{row.site.kindName}</span>
              </>
            ),
          },
          { title: '所在', render: (_value, row) => <Where names={row.pathNames.slice(1)} /> },
          {
            title: '收什么',
            render: (_value, row) => (
              <span className="wrap">{row.site.takes.map((route) => siteRouteNames[route]).join('、')}</span>
            ),
          },
          { title: '开放', render: (_value, row) => <span className="wrap">{row.site.hoursText}</span> },
          { title: '桶长', render: (_value, row) => row.site.keeper ?? <Tag color="orange">没有</Tag> },
          {
            title: '状态',
            render: (_value, row) => (
              <Tag color={row.site.status === 'open' ? 'green' : 'default'}>{siteStatusNames[row.site.status]}</Tag>
            ),
          },
        ]}
      />
      <Drawer
        open={site !== undefined}
        onClose={() => setFilters({ site: undefined })}
        size="large"
        title={site === 'new' ? '新增点位' : '点位'}
        destroyOnHidden
      >
        {site === 'new' ? (
          <SiteForm row={null} onDone={() => setFilters({ site: undefined })} />
        ) : (
          site && <Opened id={site} onDone={() => setFilters({ site: undefined })} />
        )}
      </Drawer>
    </Page>
  )
}

/** The place itself, and what it belongs to below it, so that the line stays short. */
function Where({ names }: { names: string[] }) {
  return (
    <>
      {names.at(-1)}
      {names.length > 1 && (
        <>
          <br />
          <span className="faint">{names.slice(0, -1).join(' › ')}</span>
        </>
      )}
    </>
  )
}

function Opened({ id, onDone }: { id: string; onDone: () => void }) {
  const query = useRead(placesDesk.siteForStaff, { id })
  return <Loaded query={query}>{(row) => <SiteForm row={row} onDone={onDone} />}</Loaded>
}

const windowsText = (windows: Fields['windows']): string =>
  windows
    .map(
      ({ weekdays: days, span }) =>
        `${days.map((day) => weekdays[day - 1]?.label).join('')} ${span.map((at) => at.format('HH:mm')).join('–')}`,
    )
    .join('；')

const clock = (text: string): Dayjs => dayjs(`2026-01-01T${text === '24:00' ? '23:59' : text}:00`)

function SiteForm({ row, onDone }: { row: Row | null; onDone: () => void }) {
  const create = useWrite(placesDesk.createSite, '点位已新增')
  const update = useWrite(placesDesk.updateSite, '已保存')
  const setStatus = useWrite(placesDesk.setSiteStatus, '状态已更新')
  const submit = async ({ placeId, windows, ...fields }: Fields): Promise<void> => {
    const facts = {
      ...fields,
      keeper: fields.keeper || null,
      position: fields.position ?? null,
      address: fields.address ?? '',
      note: fields.note ?? '',
      streams: fields.streams ?? [],
      windows: (windows ?? []).map((window) => ({
        weekdays: window.weekdays,
        from: window.span[0].format('HH:mm'),
        to: window.span[1].format('HH:mm'),
      })),
    }
    const written = row
      ? update.mutateAsync({ id: row.site.id, revision: row.revision, ...facts })
      : create.mutateAsync({ id: newId(), placeId, duties: [], ...facts })
    await written.then(onDone, () => undefined)
  }
  const decide = async (status: SiteStatus): Promise<void> => {
    const reason = await askReason(`${siteStatusNames[status]}？`, '确定', status !== 'open')
    if (reason && row) await setStatus.mutateAsync({ id: row.site.id, status, reason }).then(onDone, () => undefined)
  }
  const need = (message: string) => [{ required: true, message }]
  const initial: Partial<Fields> = row
    ? {
        ...row.site,
        windows: row.site.windows.map(({ weekdays: days, from, to }) => ({
          weekdays: days,
          span: [clock(from), clock(to)],
        })),
      }
    : {
        kind: 'drop_off',
        takes: ['bin'],
        streams: ['recyclable', 'food', 'hazardous', 'residual'],
        windows: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], span: [clock('07:00'), clock('09:00')] }],
        address: '',
        note: '',
      }
  return (
    <EditForm<Fields>
      version={row?.revision}
      labels={{ windows: '开放时间' }}
      show={{ kind: siteKindNames, takes: siteRouteNames, streams: streamNames, windows: windowsText }}
      layout="vertical"
      initialValues={initial}
      onFinish={(fields) => void submit(fields)}
      disabled={row !== null && !row.rights.includes('keepSites')}
    >
      {!row && (
        <Form.Item label="所在地点" name="placeId" rules={need('请选择地点')}>
          <PlaceSelect label="所在地点" />
        </Form.Item>
      )}
      <Form.Item label="类型" name="kind">
        <Select options={optionsOf(siteKindNames)} />
      </Form.Item>
      <Form.Item label="名称" name="name" rules={need('请填写名称')}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item label="收什么" name="takes" rules={need('至少选一种')}>
        <Select mode="multiple" options={optionsOf(siteRouteNames)} />
      </Form.Item>
      <Form.Item label="有哪些桶" name="streams">
        <Select mode="multiple" options={optionsOf(streamNames)} />
      </Form.Item>
      <Form.List name="windows">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div className="filters" key={key}>
                <Form.Item label="哪些天" name={[name, 'weekdays']} rules={need('请选择')}>
                  <Select mode="multiple" options={weekdays} style={{ width: 300 }} maxTagCount="responsive" />
                </Form.Item>
                <Form.Item label="时间" name={[name, 'span']} rules={need('请选择')}>
                  <TimePicker.RangePicker format="HH:mm" minuteStep={15} />
                </Form.Item>
                <Button onClick={() => remove(name)} style={{ alignSelf: 'center' }}>
                  去掉
                </Button>
              </div>
            ))}
            <Form.Item>
              <Button onClick={() => add({ weekdays: [1, 2, 3, 4, 5, 6, 7], span: [clock('19:00'), clock('21:00')] })}>
                加一段开放时间
              </Button>
            </Form.Item>
          </>
        )}
      </Form.List>
      <Form.Item label="位置说明" name="address">
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item label="桶长" name="keeper">
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item label="备注" name="note">
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item label="位置（WGS-84）" name="position">
        <PositionField />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={create.isPending || update.isPending}>
        保存
      </Button>
      {row && (
        <Button style={{ marginLeft: 8 }} href={row.publicPath} target="_blank" disabled={false}>
          公开页（扫码打开）
        </Button>
      )}
      {row?.rights.includes('keepSites') && row.site.status !== 'archived' && (
        <>
          <Button
            style={{ marginLeft: 8 }}
            onClick={() => void decide(row.site.status === 'open' ? 'suspended' : 'open')}
          >
            {row.site.status === 'open' ? '暂停使用' : '恢复使用'}
          </Button>
          <Button style={{ marginLeft: 8 }} danger onClick={() => void decide('archived')}>
            撤销
          </Button>
        </>
      )}
    </EditForm>
  )
}
