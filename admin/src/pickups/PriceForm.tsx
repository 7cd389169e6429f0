// A new price list: typed in yuan, kept in fen. It starts from the list that holds on
// its first day, so that only what changes is typed.
import { Alert, Button, DatePicker, Form, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { pickups } from '@shared/pickups/contract'
import { MAX_FEE_FEN, MAX_FEN_PER_KG, pickupsDesk, type PriceList } from '@shared/pickups/desk-contract'
import type { Material } from '@shared/pickups/schemas'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Loaded } from '@/ui/states'
import { AreaRules } from './AreaRules'
import {
  changedList,
  empty,
  fieldsOf,
  inForceOn,
  lostPrices,
  yuanOf,
  type Fields,
  type RuleFields,
} from './price-fields'
import { materialNames, materialOptions, priceModes } from './words'
import { NumberInput } from '@/ui/NumberInput'

type Catalogue = OutputOf<typeof pickups.catalogue>
type Props = { placeId: string; lists: readonly PriceList[]; onDone: () => void }

/** What holds now is read first: a new list goes on with it. */
export function PriceForm(props: Props) {
  const catalogue = useRead(pickups.catalogue, { placeId: props.placeId })
  return <Loaded query={catalogue}>{(now) => <NewList {...props} now={now} />}</Loaded>
}

function NewList({ placeId, lists, onDone, now }: Props & { now: Catalogue }) {
  const [id] = useState(newId)
  const [form] = Form.useForm<Fields>()
  const save = useWrite(pickupsDesk.savePrices, '已提出，请另一位同事看过后发布')
  const tomorrow = dayjs().add(1, 'day')
  const startOf = (list: PriceList | null) => ({
    from: list,
    began: { ...fieldsOf(list ?? empty), failed: list?.failedVisitPercent ?? failedOf(now) },
  })
  const [{ from, began }, setStart] = useState(() => startOf(inForceOn(lists, placeId, tomorrow.format('YYYY-MM-DD'))))
  const sentOf = (typed: Fields) => changedList(typed, began, from ?? empty)
  const startFrom = (list: PriceList | null): void => {
    const start = startOf(list)
    setStart(start)
    form.setFieldsValue({
      materials: [],
      things: [],
      itemYuan: noPrices(form.getFieldValue('itemYuan') as Fields['itemYuan']),
    })
    form.setFieldsValue(start.began)
  }
  // what has no field of its own (a thing's code, the price of a hidden one) goes along
  const submit = (): void =>
    save.mutate({ ...sentOf(form.getFieldsValue(true) as Fields), id, placeId, version: 0 }, { onSuccess: onDone })
  const need = [{ required: true, message: '请填写' }]
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={{ ...began, validFrom: tomorrow }}
      onFinish={submit}
      scrollToFirstError
    >
      <Before lists={lists} placeId={placeId} from={from} onStart={startFrom} />
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
      <AreaRules isByArea={!from?.failedVisitPercent} />
      <Lost lists={lists} placeId={placeId} sentOf={sentOf} />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        提出
      </Button>
    </Form>
  )
}

const noPrices = (typed: Fields['itemYuan'] | undefined): Fields['itemYuan'] =>
  Object.fromEntries(Object.keys(typed ?? {}).map((code) => [code, null]))

type Lists = Pick<Props, 'lists' | 'placeId'>

/** The list that holds on the new one's first day. */
function useInForce({ lists, placeId }: Lists): PriceList | null {
  const form = Form.useFormInstance<Fields>()
  const validFrom = Form.useWatch('validFrom', form)
  return inForceOn(lists, placeId, (validFrom ?? dayjs().add(1, 'day')).format('YYYY-MM-DD'))
}

/** Which list this one starts from; another one only when somebody says so, since it replaces what is typed. */
function Before({
  from,
  onStart,
  ...lists
}: Lists & { from: PriceList | null; onStart: (list: PriceList | null) => void }) {
  const holds = useInForce(lists)
  if (holds?.id === from?.id)
    return (
      <p className="faint">{from ? `从 ${from.validFrom} 起执行的那一版改起。` : '那天以前还没有价目，从空白开始。'}</p>
    )
  return (
    <Alert
      type="warning"
      showIcon
      role="status"
      style={{ marginBottom: 16 }}
      title={`那天在执行的是 ${holds?.validFrom ?? ''} 起的一版，下面是从 ${from?.validFrom ?? '空白'} 的一版改起的`}
      action={
        <Button size="small" onClick={() => onStart(holds)}>
          换成那一版（已填的会被替换）
        </Button>
      }
    />
  )
}

/** What would stand in the list no longer, said before it is published. */
function Lost({ sentOf, ...lists }: Lists & { sentOf: (typed: Fields) => ReturnType<typeof changedList> }) {
  const form = Form.useFormInstance<Fields>()
  const holds = useInForce(lists)
  const typed = Form.useWatch((fields: Fields) => fields, { form, preserve: true }) as Fields | undefined
  if (!holds || !typed?.validFrom) return null
  const lost = lostPrices(holds, sentOf(typed), materialNames)
  return lost.length === 0 ? null : (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 16 }}
      title={`和 ${holds.validFrom} 起的一版比，这些不再有了：${lost.join('、')}`}
    />
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
                    <Form.Item
                      style={{ marginBottom: 0 }}
                      name={[name, 'code']}
                      rules={[{ required: true, message: '请选择材料' }]}
                    >
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
