// A new price list: typed in yuan, kept in fen. It starts from the list before it, so that only what changes is typed.
import { Button, DatePicker, Form, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { pickups } from '@shared/pickups/contract'
import { MAX_FEE_FEN, MAX_FEN_PER_KG, pickupsDesk, type PriceList } from '@shared/pickups/desk-contract'
import type { Material } from '@shared/pickups/schemas'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Loaded } from '@/ui/states'
import { AreaRules, ruleFieldsOf, rulesOf, type RuleFields } from './AreaRules'
import { materialOptions, priceModes } from './words'
import { NumberInput } from '@/ui/NumberInput'

type Fields = RuleFields & {
  validFrom: Dayjs
  mode: PriceList['mode']
  perCubicMetreYuan: number
  floorSurchargeYuan: number
  freePiecesPerYear: number
  compensationPoints: number
  materials: { code: Material; yuanPerKg: number | null }[]
  itemYuan: Record<string, number | null>
}
const fenOf = (yuan: number): number => Math.round(yuan * 100)
const yuanOf = (fen: number): number => fen / 100
const empty: Omit<PriceList, 'id' | 'placeId' | 'validFrom' | 'version'> = {
  mode: 'per_item',
  perCubicMetreFen: 0,
  floorSurchargeFen: 500,
  freePiecesPerYear: 2,
  compensationPoints: 50,
  itemFen: {},
  materials: [],
}

function fieldsOf(list: typeof empty): Omit<Fields, 'validFrom'> {
  return {
    ...ruleFieldsOf(list),
    mode: list.mode,
    perCubicMetreYuan: yuanOf(list.perCubicMetreFen),
    floorSurchargeYuan: yuanOf(list.floorSurchargeFen),
    freePiecesPerYear: list.freePiecesPerYear,
    compensationPoints: list.compensationPoints,
    materials: list.materials.map(({ code, fenPerKg }) => ({
      code,
      yuanPerKg: fenPerKg === null ? null : yuanOf(fenPerKg),
    })),
    itemYuan: Object.fromEntries(Object.entries(list.itemFen).map(([code, fen]) => [code, yuanOf(fen)])),
  }
}

function listOf({ validFrom, ...fields }: Fields): Omit<PriceList, 'id' | 'placeId' | 'version'> {
  return {
    ...rulesOf(fields),
    validFrom: validFrom.format('YYYY-MM-DD'),
    mode: fields.mode,
    perCubicMetreFen: fenOf(fields.perCubicMetreYuan),
    floorSurchargeFen: fenOf(fields.floorSurchargeYuan),
    freePiecesPerYear: fields.freePiecesPerYear,
    compensationPoints: fields.compensationPoints,
    materials: (fields.materials ?? []).map(({ code, yuanPerKg }) => ({
      code,
      fenPerKg: typeof yuanPerKg === 'number' ? fenOf(yuanPerKg) : null,
    })),
    itemFen: Object.fromEntries(
      Object.entries(fields.itemYuan ?? {})
        .filter((pair): pair is [string, number] => typeof pair[1] === 'number')
        .map(([code, yuan]) => [code, fenOf(yuan)]),
    ),
  }
}

type Catalogue = OutputOf<typeof pickups.catalogue>
type Props = { placeId: string; from: PriceList | null; onDone: () => void }

/** What holds now is read first: a new list goes on with it. */
export function PriceForm(props: Props) {
  const catalogue = useRead(pickups.catalogue, { placeId: props.placeId })
  return <Loaded query={catalogue}>{(now) => <NewList {...props} now={now} />}</Loaded>
}

function NewList({ placeId, from, onDone, now }: Props & { now: Catalogue }) {
  const [id] = useState(newId)
  const save = useWrite(pickupsDesk.savePrices, '新价目已发布')
  const submit = (fields: Fields): void =>
    save.mutate({ ...listOf(fields), id, placeId, version: 0 }, { onSuccess: onDone })
  const tomorrow = dayjs().add(1, 'day')
  const need = [{ required: true, message: '请填写' }]
  return (
    <Form<Fields>
      layout="vertical"
      initialValues={{ ...fieldsOf(from ?? empty), failed: failedOf(now), validFrom: tomorrow }}
      onFinish={submit}
      scrollToFirstError
    >
      <div className="filters">
        <Form.Item label="生效日期" name="validFrom" rules={need}>
          <DatePicker minDate={tomorrow} />
        </Form.Item>
        <Form.Item label="收费方式" name="mode" rules={need}>
          <Select
            style={{ width: 130 }}
            options={Object.entries(priceModes).map(([value, label]) => ({ value, label }))}
          />
        </Form.Item>
        <Form.Item label="每立方米" name="perCubicMetreYuan" rules={need}>
          <NumberInput min={0} max={yuanOf(MAX_FEE_FEN)} precision={2} suffix="元" />
        </Form.Item>
        <Form.Item label="高层无电梯，每件加" name="floorSurchargeYuan" rules={need}>
          <NumberInput min={0} max={yuanOf(MAX_FEE_FEN)} precision={2} suffix="元" />
        </Form.Item>
        <Form.Item label="每户每年免费大件" name="freePiecesPerYear" rules={need}>
          <NumberInput min={0} max={100} precision={0} suffix="件" />
        </Form.Item>
        <Form.Item label="漏收补偿" name="compensationPoints" rules={need}>
          <NumberInput min={0} max={10_000} precision={0} suffix="积分" />
        </Form.Item>
      </div>
      <Materials />
      <Items items={now.items} />
      <AreaRules />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        发布
      </Button>
    </Form>
  )
}

/** Two lists of one material would contradict each other. */
const eachOnce = (_rule: unknown, rows?: { code?: Material }[]): Promise<void> => {
  const codes = (rows ?? []).map((row) => row?.code)
  return new Set(codes).size === codes.length ? Promise.resolve() : Promise.reject(new Error('同一种材料只能写一行'))
}

function Materials() {
  return (
    <Form.List name="materials" rules={[{ validator: eachOnce }]}>
      {(rows, { add, remove }, { errors }) => (
        <section className="section">
          <h4>每千克的回收价（不填表示没有；积分按“积分规则”）</h4>
          <table className="price-rows">
            <thead>
              <tr>
                <th>材料</th>
                <th>回收价</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, name }) => (
                <tr key={key}>
                  <td>
                    <Form.Item noStyle name={[name, 'code']} rules={[{ required: true, message: '请选择材料' }]}>
                      <Select style={{ width: 160 }} options={materialOptions} aria-label="材料" />
                    </Form.Item>
                  </td>
                  <td>
                    <Form.Item noStyle name={[name, 'yuanPerKg']}>
                      <NumberInput
                        min={0}
                        max={yuanOf(MAX_FEN_PER_KG)}
                        precision={2}
                        suffix="元/千克"
                        style={{ width: 150 }}
                        aria-label="每千克回收价（元）"
                      />
                    </Form.Item>
                  </td>
                  <td>
                    <Button size="small" onClick={() => remove(name)}>
                      去掉
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <Form.ErrorList errors={errors} />
          <Button onClick={() => add({ yuanPerKg: null })} disabled={rows.length >= materialOptions.length}>
            加一种材料
          </Button>
        </section>
      )}
    </Form.List>
  )
}

const failedOf = ({ rules }: Catalogue): RuleFields['failed'] =>
  Object.fromEntries(rules.failedVisits.map(({ reason, percent }) => [reason, percent])) as RuleFields['failed']

function Items({ items }: { items: Catalogue['items'] }) {
  return (
    <section className="section">
      <h4>大件和家电，每件（按件收费时用；不填表示按“其他”计）</h4>
      <div className="filters">
        {items
          .filter((item) => item.kind === 'bulky' || item.kind === 'appliance')
          .map((item) => (
            <Form.Item
              key={item.code}
              label={item.name}
              name={['itemYuan', item.code]}
              style={{ width: 130, marginBottom: 8 }}
            >
              <NumberInput min={0} max={yuanOf(MAX_FEE_FEN)} precision={2} suffix="元" style={{ width: 130 }} />
            </Form.Item>
          ))}
      </div>
    </section>
  )
}
