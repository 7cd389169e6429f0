// Prices and points by date: what holds, what held, and publishing the next list (from tomorrow on, never backwards).
import { Button, DatePicker, Drawer, Form, InputNumber, Select, Table, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useCallback, useState } from 'react'
import { pickups } from '@shared/pickups/contract'
import { desk, type PriceList } from '@shared/pickups/desk-contract'
import { showFen } from '@shared/units'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { AreaSelect } from '@/ui/PlaceSelect'
import { Loaded, Loading, Nothing } from '@/ui/states'
import { materialNames } from './words'

const FILTERS = ['placeId'] as const
const modes = { free: '免费', perItem: '按件', perCubicMetre: '按立方米' } as const
type Fields = Omit<PriceList, 'id' | 'placeId' | 'validFrom' | 'version' | 'itemFen'> & { validFrom: Dayjs; itemFen: Record<string, number | null> }

export function PricesPage() {
  const [{ placeId }, setFilters] = useFilters(FILTERS)
  const choose = useCallback((id: string) => setFilters({ placeId: id }), [setFilters])
  const query = useRead(desk.prices, { placeId: placeId ?? '' }, { enabled: placeId !== undefined })
  const [shown, setShown] = useState<PriceList | null>(null)
  const [editing, setEditing] = useState(false)
  return (
    <Page title="价目" hint="新价目从明天或以后起生效,不改变已经确认的预约。" actions={<Button type="primary" disabled={!query.data} onClick={() => setEditing(true)}>发布新价目</Button>}>
      <div className="filters"><AreaSelect value={placeId} onChange={choose} /></div>
      {!placeId ? <Loading /> : (
        <Loaded query={query}>
          {({ items }) => (
            <>
              <Table
                dataSource={items} rowKey="id" pagination={false} locale={{ emptyText: <Nothing text="还没有价目" /> }} onRow={(row) => ({ onClick: () => setShown(row), style: { cursor: 'pointer' } })}
                columns={[
                  { title: '生效', dataIndex: 'validFrom' }, { title: '收费方式', render: (_value, row) => <Tag>{modes[row.mode]}</Tag> },
                  { title: '每年免费件数', className: 'number', dataIndex: 'freePiecesPerYear' }, { title: '楼层附加', className: 'number', render: (_value, row) => showFen(row.floorSurchargeFen) },
                  { title: '漏收补偿', className: 'number', render: (_value, row) => `${row.compensationPoints} 积分` }, { title: '版本', className: 'number', dataIndex: 'version' },
                ]}
              />
              <Drawer open={shown !== null} onClose={() => setShown(null)} size="large" title={`${shown?.validFrom ?? ''} 起的价目`}>{shown && <Details list={shown} />}</Drawer>
              <Drawer open={editing} onClose={() => setEditing(false)} size="large" title="发布新价目" destroyOnHidden><PriceForm placeId={placeId} from={items[0] ?? null} onDone={() => setEditing(false)} /></Drawer>
            </>
          )}
        </Loaded>
      )}
    </Page>
  )
}

function Details({ list }: { list: PriceList }) {
  return (
    <Table
      size="small" pagination={false} dataSource={list.materials} rowKey="code"
      columns={[
        { title: '材料', render: (_value, row) => materialNames[row.code] },
        { title: '回收价', className: 'number', render: (_value, row) => (row.fenPerKg === null ? '—' : `${showFen(row.fenPerKg)}/千克`) },
        { title: '积分', className: 'number', render: (_value, row) => (row.pointsPerKg === null ? '—' : `${row.pointsPerKg} 分/千克`) },
      ]}
    />
  )
}

function PriceForm({ placeId, from, onDone }: { placeId: string; from: PriceList | null; onDone: () => void }) {
  const catalogue = useRead(pickups.catalogue, { placeId })
  const save = useWrite(desk.savePrices, '新价目已发布')
  const submit = async ({ validFrom, itemFen, ...fields }: Fields): Promise<void> => {
    const prices = Object.fromEntries(Object.entries(itemFen ?? {}).filter((pair): pair is [string, number] => typeof pair[1] === 'number'))
    await save.mutateAsync({ ...fields, id: newId(), placeId, version: (from?.version ?? 0) + 1, validFrom: validFrom.format('YYYY-MM-DD'), itemFen: prices }).then(onDone, () => undefined)
  }
  const initial: Partial<Fields> = {
    ...(from ?? { mode: 'perItem', perCubicMetreFen: 0, floorSurchargeFen: 500, freePiecesPerYear: 2, compensationPoints: 50, itemFen: {}, materials: [] }), validFrom: dayjs().add(1, 'day'),
  }
  const need = [{ required: true, message: '请填写' }]
  return (
    <Form<Fields> layout="vertical" initialValues={initial} onFinish={(fields) => void submit(fields)}>
      <div className="filters">
        <Form.Item label="生效日期" name="validFrom" rules={need}><DatePicker minDate={dayjs().add(1, 'day')} /></Form.Item>
        <Form.Item label="收费方式" name="mode" rules={need}><Select style={{ width: 140 }} options={Object.entries(modes).map(([value, label]) => ({ value, label }))} /></Form.Item>
        <Form.Item label="每立方米(分)" name="perCubicMetreFen" rules={need}><InputNumber min={0} precision={0} /></Form.Item>
        <Form.Item label="3 层以上无电梯,每件附加(分)" name="floorSurchargeFen" rules={need}><InputNumber min={0} precision={0} /></Form.Item>
        <Form.Item label="每户每年免费大件(件)" name="freePiecesPerYear" rules={need}><InputNumber min={0} max={100} precision={0} /></Form.Item>
        <Form.Item label="漏收补偿(积分)" name="compensationPoints" rules={need}><InputNumber min={0} max={10_000} precision={0} /></Form.Item>
      </div>
      <Form.List name="materials">
        {(rows) => rows.map(({ key, name }) => (
          <div className="filters" key={key}>
            <span style={{ width: 120, alignSelf: 'center' }}>{from?.materials[name] ? materialNames[from.materials[name].code] : ''}</span>
            <Form.Item name={[name, 'code']} hidden><Select /></Form.Item>
            <Form.Item label="分/千克" name={[name, 'fenPerKg']}><InputNumber min={0} precision={0} /></Form.Item>
            <Form.Item label="积分/千克" name={[name, 'pointsPerKg']}><InputNumber min={0} max={1000} precision={0} /></Form.Item>
          </div>
        ))}
      </Form.List>
      <Loaded query={catalogue}>
        {({ items }) => (
          <div className="filters">
            {items.filter((item) => item.kind === 'bulky' || item.kind === 'appliance').map((item) => (
              <Form.Item key={item.code} label={`${item.name}(分/件)`} name={['itemFen', item.code]}><InputNumber min={0} precision={0} /></Form.Item>
            ))}
          </div>
        )}
      </Loaded>
      <Button type="primary" htmlType="submit" loading={save.isPending}>发布</Button>
    </Form>
  )
}
