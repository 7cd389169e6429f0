// Prices and points by date: what holds, what held, and the next list (from tomorrow on, never backwards), which one
// person proposes and another publishes.
import { Alert, Button, Descriptions, Drawer, Popconfirm, Space, Table, Tag } from 'antd'
import { useCallback, useState } from 'react'
import { catalogueItem } from '@shared/pickups/catalogue'
import type { OutputOf } from '@shared/contract'
import { pickupsDesk, type PriceList } from '@shared/pickups/desk-contract'
import { failedVisitText } from '@shared/pickups/reasons'
import { reliefTexts } from '@shared/pickups/reliefs'
import { placesDesk } from '@shared/places/desk-contract'
import { dayOf } from '@shared/time'
import { showFen } from '@shared/units'
import { fullTime } from '@/lib/format'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { AreaSelect } from '@/ui/PlaceSelect'
import { askReason } from '@/ui/reason'
import { Loaded, Loading, Nothing } from '@/ui/states'
import { useMay } from '@/lib/me'
import { inForceOn, nameIn, priceChanges } from './price-fields'
import { PriceForm } from './PriceForm'
import { materialNames, priceModes } from './words'
import './pickups.css'

const FILTERS = ['placeId'] as const

export function PricesPage() {
  const [{ placeId }, setFilters] = useFilters(FILTERS)
  const choose = useCallback((id: string) => setFilters({ placeId: id }), [setFilters])
  const query = useRead(pickupsDesk.prices, { placeId: placeId ?? '' }, { enabled: placeId !== undefined })
  const [shownId, setShown] = useState<string | null>(null)
  const shown = query.data?.items.find(({ id }) => id === shownId)
  const [editing, setEditing] = useState(false)
  const mayRule = useMay(pickupsDesk.savePrices)
  return (
    <Page
      title="价目与规则"
      hint="收费、减免、没收成怎样收、本地物品清单，都在一份里；一位同事提出，另一位同事看过后发布，从明天或以后起生效，不改变已经确认的预约。"
      actions={
        mayRule && (
          <Button type="primary" disabled={!query.data} onClick={() => setEditing(true)}>
            提出新价目
          </Button>
        )
      }
    >
      <div className="filters">
        <AreaSelect value={placeId} onChange={choose} />
      </div>
      {!placeId ? (
        <Loading />
      ) : (
        <Loaded query={query}>
          {({ items }) => (
            <>
              <Lists items={items} placeId={placeId} onShow={setShown} />
              <Drawer
                open={shown !== undefined}
                onClose={() => setShown(null)}
                size="large"
                title={`${shown?.validFrom ?? ''} 起的价目`}
              >
                {shown && (
                  <>
                    <Proposed list={shown} lists={items} onDone={() => setShown(null)} />
                    <Details list={shown} />
                  </>
                )}
              </Drawer>
              <Drawer
                open={editing}
                onClose={() => setEditing(false)}
                size={820}
                title="提出新价目"
                destroyOnHidden
                mask={{ closable: false }}
              >
                <PriceForm placeId={placeId} lists={items.filter(isPublished)} onDone={() => setEditing(false)} />
              </Drawer>
            </>
          )}
        </Loaded>
      )}
    </Page>
  )
}

type Listed = OutputOf<typeof pickupsDesk.prices>['items'][number]

function Lists({ items, placeId, onShow }: { items: Listed[]; placeId: string; onShow: (id: string) => void }) {
  const today = dayOf(new Date())
  const place = useRead(placesDesk.get, { id: placeId })
  return (
    <Table
      dataSource={items}
      rowKey="id"
      scroll={{ x: 'max-content' }}
      pagination={false}
      locale={{ emptyText: <Nothing text="还没有价目" /> }}
      expandable={{
        showExpandColumn: false,
        expandedRowKeys: items.filter((row) => !isPublished(row)).map(({ id }) => id),
        expandedRowRender: (row) => <Waiting list={row} lists={items} onShow={() => onShow(row.id)} />,
      }}
      onRow={(row) => ({
        onClick: () => onShow(row.id),
        onKeyDown: (event) => event.key === 'Enter' && onShow(row.id),
        tabIndex: 0,
        style: { cursor: 'pointer' },
      })}
      columns={[
        {
          title: '生效',
          render: (_value, row) => (
            <>
              {row.validFrom}{' '}
              {row.state === 'proposed' ? (
                <Tag color="orange">待发布</Tag>
              ) : (
                row.validFrom > today && <Tag color="blue">未生效</Tag>
              )}
            </>
          ),
        },
        { title: '来自', render: (_value, row) => whence(row.placeId, placeId, place.data) },
        { title: '收费方式', render: (_value, row) => <Tag>{priceModes[row.mode]}</Tag> },
        { title: '每户每年免费', className: 'number', render: (_value, row) => `${row.freePiecesPerYear}件` },
        { title: '高层每件加', className: 'number', render: (_value, row) => showFen(row.floorSurchargeFen) },
        { title: '漏收补偿', className: 'number', render: (_value, row) => `${row.compensationPoints} 积分` },
        { title: '版本', className: 'number', dataIndex: 'version' },
        {
          title: '谁提出的',
          render: (_value, row) => (
            <>
              {row.by || '系统预置'}
              <br />
              <span className="faint">{fullTime(row.at)}</span>
            </>
          ),
        },
        { title: '谁发布的', render: (_value, row) => row.publishedBy ?? '—' },
      ]}
    />
  )
}

/** Which place a list is of; the whole city is called so, also where it is the area that is looked at. */
function whence(listPlaceId: string, placeId: string, place: OutputOf<typeof placesDesk.get> | undefined): string {
  const at = place?.path.indexOf(listPlaceId) ?? -1
  if (at === 0) return '全市'
  return listPlaceId === placeId ? '本片区' : (place?.pathNames[at] ?? '上级')
}

const TOLD = 3

/** Under a proposed list: what it changes in short, and the way to all of it. */
function Waiting({ list, lists, onShow }: { list: Listed; lists: readonly Listed[]; onShow: () => void }) {
  const { holds, changes } = comparedOf(list, lists)
  const more = changes.length > TOLD ? `；共${changes.length}处` : ''
  return (
    <>
      {holds ? changes.slice(0, TOLD).join('；') + more || '和现在的一版没有不同' : '以前没有价目，这是第一份'}
      {'。'}
      <Button type="link" size="small" onClick={onShow}>
        {list.mayPublish ? '打开看全部，发布或退回' : '打开看全部'}
      </Button>
    </>
  )
}

/** A proposed list beside the one that holds by its first day. */
function comparedOf(list: Listed, lists: readonly Listed[]): { holds: Listed | null; changes: string[] } {
  const holds = inForceOn(lists.filter(isPublished), list.placeId, list.validFrom)
  return { holds, changes: holds ? priceChanges(holds, list, { materials: materialNames, modes: priceModes }) : [] }
}

const isPublished = ({ state }: Listed): boolean => state === 'published'

/** The second look: what would change against the list that holds by then, and the two ways on. */
function Proposed({ list, lists, onDone }: { list: Listed; lists: readonly Listed[]; onDone: () => void }) {
  const publish = useWrite(pickupsDesk.publishPrices, '已发布，从生效那天起执行')
  const withdraw = useWrite(pickupsDesk.withdrawPrices, '已退回')
  const mayRule = useMay(pickupsDesk.publishPrices)
  if (isPublished(list)) return null
  const { id, version } = list
  const { holds, changes } = comparedOf(list, lists)
  const giveBack = async (): Promise<void> => {
    const reason = await askReason('退回这份价目？请写明原因', '退回', true)
    if (reason) withdraw.mutate({ id, version, reason }, { onSuccess: onDone })
  }
  return (
    <Alert
      showIcon
      type="info"
      style={{ marginBottom: 20 }}
      title={`${list.by}提出，${list.mayPublish ? '请看过再发布' : '等没有参与起草的另一位同事发布'}`}
      description={
        <>
          {holds ? `和 ${holds.validFrom} 起的一版比：` : '以前没有价目。'}
          <ul>
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
            {holds && changes.length === 0 && <li>没有不同</li>}
          </ul>
        </>
      }
      action={
        mayRule && (
          <Space orientation="vertical">
            <Popconfirm
              title={`发布 ${list.validFrom} 起的价目？`}
              description="发布后不能再改，只能用新的一份代替"
              okText="发布"
              cancelText="再看看"
              onConfirm={() => publish.mutate({ id, version })}
              disabled={!list.mayPublish}
            >
              <Button type="primary" loading={publish.isPending} disabled={!list.mayPublish}>
                发布
              </Button>
            </Popconfirm>
            <Button loading={withdraw.isPending} onClick={() => void giveBack()}>
              退回
            </Button>
          </Space>
        )
      }
    />
  )
}

/** What the list says beside prices, in the words that residents read. */
function Rules({ list }: { list: PriceList }) {
  const changed = (list.items ?? []).map(({ code, hidden, name, maxCount }) =>
    hidden
      ? `不收“${catalogueItem(code)?.name ?? name ?? code}”`
      : `“${catalogueItem(code)?.name ?? name ?? code}”${name && catalogueItem(code) ? `叫“${name}”` : ''}${maxCount ? `一次最多${maxCount}件` : ''}${catalogueItem(code) ? '' : '（本地）'}`,
  )
  const texts = [
    ...(list.failedVisitPercent ? [failedVisitText(list.failedVisitPercent)] : []),
    ...reliefTexts(list.reliefs ?? []),
    ...(changed.length > 0 ? [`物品清单：${changed.join('；')}`] : []),
  ]
  return (
    <ul style={{ marginBottom: 20 }}>
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}

function Details({ list }: { list: PriceList }) {
  const items = Object.entries(list.itemFen).map(([code, fen]) => ({
    code,
    name: nameIn(list, code),
    fen,
  }))
  return (
    <>
      <Descriptions
        size="small"
        column={2}
        bordered
        style={{ marginBottom: 20 }}
        items={[
          { key: 'mode', label: '收费方式', children: priceModes[list.mode] },
          { key: 'cubic', label: '每立方米', children: showFen(list.perCubicMetreFen) },
          { key: 'floor', label: '高层无电梯', children: `每件加${showFen(list.floorSurchargeFen)}` },
          { key: 'free', label: '每户每年免费', children: `${list.freePiecesPerYear}件` },
        ]}
      />
      <Rules list={list} />
      <Table
        size="small"
        pagination={false}
        dataSource={list.materials}
        rowKey="code"
        style={{ marginBottom: 20 }}
        locale={{ emptyText: '没有按重量的价目' }}
        columns={[
          { title: '材料', render: (_value, row) => materialNames[row.code] },
          {
            title: '回收价',
            className: 'number',
            render: (_value, row) => (row.fenPerKg === null ? '—' : `${showFen(row.fenPerKg)}/千克`),
          },
        ]}
      />
      <Table
        size="small"
        pagination={false}
        dataSource={items}
        rowKey="code"
        locale={{ emptyText: '没有按件的价目' }}
        columns={[
          { title: '大件和家电', dataIndex: 'name' },
          { title: '每件', className: 'number', render: (_value, row) => showFen(row.fen) },
        ]}
      />
    </>
  )
}
