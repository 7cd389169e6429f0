// Kitchens of the area: who is under contract, who treats on site, who has neither; registering, changing, ending, and
// the code at the back door.
import { Alert, Button, Checkbox, Descriptions, Drawer, Input, Select, Space, Tag } from 'antd'
import { useState } from 'react'
import { showKg } from '@shared/manifests/book'
import { manifestsBook } from '@shared/manifests/book-contract'
import { showCode } from '@shared/manifests/codes'
import { manifestsDesk, type ProducerRow } from '@shared/manifests/desk-contract'
import { producerKindNames, warningNames, type ProducerKind } from '@shared/manifests/vocabulary'
import { longDay } from '@shared/time'
import { useMay } from '@/lib/me'
import { useList, useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { ListTable } from '@/ui/ListTable'
import { PaperButton } from '@/ui/PaperButton'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { askReason } from '@/ui/reason'
import { Loaded } from '@/ui/states'
import { ProducerForm } from './ProducerForm'
import { kindName, producerKindOptions } from './words'

const FILTERS = ['q', 'kind', 'standing', 'placeId', 'uncovered', 'open'] as const

export function ProducersTab() {
  const [{ q, kind, standing, placeId, uncovered, open }, setFilters] = useFilters(FILTERS)
  const [adding, setAdding] = useState(false)
  const mayKeep = useMay(manifestsDesk.createProducer)
  const list = useList(manifestsDesk.producers, {
    ...(q ? { q } : {}),
    ...(kind ? { kind: kind as ProducerKind } : {}),
    standing: standing === 'ended' ? 'ended' : 'active',
    ...(placeId ? { placeId } : {}),
    ...(uncovered ? { uncovered: 'true' as const } : {}),
  })
  return (
    <>
      <ShareLine placeId={placeId} />
      <div className="filters">
        <Input.Search
          allowClear
          placeholder="店名或单位名"
          aria-label="店名或单位名"
          style={{ width: 200 }}
          defaultValue={q}
          onSearch={(typed) => setFilters({ q: typed.trim() || undefined })}
        />
        <Select
          allowClear
          placeholder="全部类型"
          aria-label="类型"
          style={{ width: 140 }}
          value={kind}
          options={producerKindOptions}
          onChange={(value?: string) => setFilters({ kind: value })}
        />
        <PlaceSelect label="地点" value={placeId} onChange={(id) => setFilters({ placeId: id })} />
        <Checkbox
          checked={uncovered !== undefined}
          onChange={({ target }) => setFilters({ uncovered: target.checked ? 'true' : undefined })}
        >
          只看没有协议的
        </Checkbox>
        <Checkbox
          checked={standing === 'ended'}
          onChange={({ target }) => setFilters({ standing: target.checked ? 'ended' : undefined })}
        >
          看已停用的
        </Checkbox>
        {mayKeep && (
          <Button type="primary" onClick={() => setAdding(true)}>
            登记产生点
          </Button>
        )}
      </div>
      <ListTable<ProducerRow>
        list={list}
        rowKey={(row) => row.id}
        empty={uncovered ? '都有协议或就地处理' : '还没有登记产生点'}
        onRow={(row) => setFilters({ open: row.id })}
        columns={[
          {
            title: '产生单位',
            render: (_value, row) => (
              <span className="wrap">
                {row.organisation}
                <div className="faint">{row.name}</div>
              </span>
            ),
          },
          { title: '类型', render: (_value, row) => producerKindNames[row.kind] },
          { title: '所在', render: (_value, row) => row.placeName },
          { title: '规模', render: (_value, row) => scaleOf(row) },
          { title: '收运', render: (_value, row) => <Cover row={row} /> },
          { title: '最近交接', render: (_value, row) => row.lastHandedOn ?? '—' },
          {
            title: '留意',
            render: (_value, row) => (
              <span className="wrap">{row.warnings.map((each) => warningNames[each]).join('；') || '—'}</span>
            ),
          },
        ]}
      />
      <Drawer
        open={open !== undefined}
        onClose={() => setFilters({ open: undefined })}
        size="large"
        title="一个产生点"
        destroyOnHidden
      >
        {open && <One key={open} id={open} />}
      </Drawer>
      <Drawer
        open={adding}
        onClose={() => setAdding(false)}
        size="large"
        title="登记产生点"
        destroyOnHidden
        mask={{ closable: false }}
      >
        <ProducerForm row={null} onDone={() => setAdding(false)} />
      </Drawer>
    </>
  )
}

const scaleOf = ({ seats, mealsADay }: ProducerRow): string =>
  [seats === null ? '' : `${seats}座`, mealsADay === null ? '' : `每天${mealsADay}餐`].filter(Boolean).join('，') || '—'

function Cover({ row }: { row: ProducerRow }) {
  if (row.contract)
    return (
      <span className="wrap">
        {row.contract.hauler}
        <div className="faint">到 {row.contract.to}</div>
      </span>
    )
  if (row.onSite) return <Tag color="blue">就地处理</Tag>
  return row.umbrella ? <>随 {row.umbrella.name}</> : <Tag color="red">没有协议</Tag>
}

const percent = (part: number, all: number): string => (all === 0 ? '—' : `${Math.round((1000 * part) / all) / 10}%`)

/** 应收尽收: how many of those registered are under contract or treat on site. */
function ShareLine({ placeId }: { placeId: string | undefined }) {
  const query = useRead(manifestsDesk.share, placeId ? { placeId } : {})
  return (
    <Loaded query={query}>
      {({ total, day, areas }) => (
        <Alert
          type={total.underContract + total.onSite < total.producers ? 'warning' : 'success'}
          style={{ marginBottom: 12 }}
          title={`登记${total.producers}个产生点，有协议${total.underContract}个，就地处理${total.onSite}个，覆盖${percent(total.underContract + total.onSite, total.producers)}（${day}）`}
          description={
            areas.length > 1
              ? areas
                  .map((area) => `${area.placeName} ${percent(area.underContract + area.onSite, area.producers)}`)
                  .join('；')
              : undefined
          }
        />
      )}
    </Loaded>
  )
}

function One({ id }: { id: string }) {
  const query = useRead(manifestsDesk.producer, { id })
  return <Loaded query={query}>{(row) => <Detail row={row} />}</Loaded>
}

function Detail({ row }: { row: ProducerRow }) {
  const [editing, setEditing] = useState(false)
  const end = useWrite(manifestsDesk.endProducer, '已停用')
  const renew = useWrite(manifestsDesk.renewCode, '已换发，请重新打印贴上')
  const { id, revision } = row
  const stop = async (): Promise<void> => {
    const reason = await askReason('停用这个产生点？', '停用', true)
    if (reason) end.mutate({ id, reason })
  }
  const fresh = async (): Promise<void> => {
    const reason = await askReason('换发交接码？旧的马上作废', '换发', true)
    if (reason) renew.mutate({ id, revision, reason })
  }
  if (editing) return <ProducerForm row={row} onDone={() => setEditing(false)} />
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'organisation', label: '单位', children: row.organisation },
          { key: 'name', label: '点位', children: `${row.name}，${producerKindNames[row.kind]}` },
          { key: 'where', label: '地址', children: `${row.placeName} ${row.address}` },
          { key: 'scale', label: '规模', children: scaleOf(row) },
          { key: 'kinds', label: '种类', children: row.kinds.map(kindName).join('、') },
          { key: 'buckets', label: '桶', children: `${row.bucketLitres}升，平常${row.usualBuckets}桶` },
          { key: 'cover', label: '收运', children: <Cover row={row} /> },
          {
            key: 'pickup',
            label: '约好来收',
            children: row.pickup
              ? `每周${row.pickup.weekdays.map((day) => '一二三四五六日'.charAt(day - 1)).join('、')}，${row.pickup.from}～${row.pickup.to}`
              : '没有固定时间',
          },
          ...(row.onSite
            ? [
                {
                  key: 'onSite',
                  label: '就地处理',
                  children: `${row.onSite.machine}，每天${showKg(row.onSite.gramsADay)}千克，${longDay(row.onSite.since)}起`,
                },
              ]
            : []),
          ...(row.code ? [{ key: 'code', label: '交接码', children: showCode(row.code) }] : []),
        ]}
      />
      <Space wrap style={{ margin: '16px 0' }}>
        {row.code && (
          <PaperButton route={manifestsBook.codePaper} input={{ id }}>
            打印交接码
          </PaperButton>
        )}
        {row.mayKeep && row.standing === 'active' && (
          <>
            <Button onClick={() => setEditing(true)}>修改</Button>
            <Button loading={renew.isPending} onClick={() => void fresh()}>
              换发交接码
            </Button>
            <Button danger loading={end.isPending} onClick={() => void stop()}>
              停用
            </Button>
          </>
        )}
      </Space>
    </>
  )
}
