// What a price list says beside prices: what stays owed after a visit in vain, what a verified status brings, and the
// area's own list of things. Each is a part of the form of PriceForm.
import { Button, Checkbox, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { LOCAL } from '@shared/pickups/area-items'
import { catalogue } from '@shared/pickups/catalogue'
import { reasonTexts, stopReasons } from '@shared/pickups/reasons'
import { reliefStatuses, statusNames } from '@shared/pickups/reliefs'
import { NumberInput } from '@/ui/NumberInput'
import type { ThingRow } from './price-fields'

/** @param isByArea the list has no table of its own yet for visits in vain: the figures shown are the area's */
export function AreaRules({ isByArea }: { isByArea: boolean }) {
  return (
    <>
      <FailedVisits isByArea={isByArea} />
      <Reliefs />
      <Things />
    </>
  )
}

function FailedVisits({ isByArea }: { isByArea: boolean }) {
  return (
    <section className="section">
      <h4>上门没有收成，按原因收费用的百分之几（0 为不收，免费件数也退回；会公示）</h4>
      {isByArea && (
        <p className="faint">
          现在按片区参数，下面就是它的数；一项都不改，就还按片区参数。改了一项，整张表就归这份价目。
        </p>
      )}
      <div className="filters">
        {stopReasons.map((reason) => (
          <Form.Item
            key={reason}
            label={reasonTexts[reason]}
            name={['failed', reason]}
            rules={[{ required: true, message: '请填写' }]}
            style={{ width: 200, marginBottom: 8 }}
          >
            <NumberInput min={0} max={100} precision={0} suffix="%" style={{ width: 110 }} />
          </Form.Item>
        ))}
      </div>
    </section>
  )
}

function Reliefs() {
  return (
    <section className="section">
      <h4>经社区核实的减免（不填表示没有；几种情况都有的按最优惠的算，不相加）</h4>
      <table className="price-rows">
        <thead>
          <tr>
            <th>情况</th>
            <th>费用减免</th>
            <th>每年多免费</th>
          </tr>
        </thead>
        <tbody>
          {reliefStatuses.map((status) => (
            <tr key={status}>
              <td>{statusNames[status]}</td>
              <td>
                <Form.Item noStyle name={['reliefs', status, 'percentOff']}>
                  <NumberInput min={0} max={100} precision={0} suffix="%" aria-label={`${statusNames[status]}减免`} />
                </Form.Item>
              </td>
              <td>
                <Form.Item noStyle name={['reliefs', status, 'morePieces']}>
                  <NumberInput min={0} max={50} precision={0} suffix="件" aria-label={`${statusNames[status]}多免费`} />
                </Form.Item>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const sizes = { S: '小件', M: '中件', L: '大件', XL: '特大件' } as const
/** Litres that are reckoned for an own thing of a size, until somebody measures it. Ours. */
const litresOf = { S: 150, M: 400, L: 900, XL: 2000 } as const
const usual = catalogue.filter((item) => item.code !== 'other')
const optionsOf = (taken: readonly (string | undefined)[]) =>
  usual.filter((item) => !taken.includes(item.code)).map((item) => ({ value: item.code, label: item.name }))
/** A code of its own for what somebody types: unique in the list, and kept by bookings. */
const ownCode = (): string => `${LOCAL}${Date.now().toString(36)}`

function Things() {
  const [picked, setPicked] = useState<string | null>(null)
  const form = Form.useFormInstance()
  const rows = (Form.useWatch('things', { form, preserve: true }) ?? []) as ThingRow[]
  return (
    <Form.List name="things">
      {(fields, { add, remove }) => (
        <section className="section">
          <h4>本地物品清单：改名、改上限、隐藏，或加本地特有的东西（新加的先按“其他”收费，其余按系统清单）</h4>
          {fields.length > 0 && (
            <table className="price-rows">
              <thead>
                <tr>
                  <th>物品</th>
                  <th>本地叫法</th>
                  <th>一次最多</th>
                  <th>种类和大小</th>
                  <th>隐藏</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {fields.map(({ key, name }) => (
                  <Thing key={key} at={name} row={rows[name]} onRemove={() => remove(name)} />
                ))}
              </tbody>
            </table>
          )}
          <div className="filters">
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              allowClear
              placeholder="选一种系统里有的"
              aria-label="选一种系统里有的"
              style={{ width: 200 }}
              value={picked}
              options={optionsOf(rows.map((row) => row?.code))}
              onChange={(code: string | undefined) => setPicked(code ?? null)}
            />
            <Button
              disabled={!picked}
              onClick={() => {
                add({ code: picked })
                setPicked(null)
              }}
            >
              改这一种
            </Button>
            <Button onClick={() => add({ code: ownCode(), own: { kind: 'bulky', size: 'M', litres: litresOf.M } })}>
              加一种本地的
            </Button>
          </div>
        </section>
      )}
    </Form.List>
  )
}

function Thing({ at, row, onRemove }: { at: number; row: ThingRow | undefined; onRemove: () => void }) {
  const known = usual.find((item) => item.code === row?.code)
  const label = known?.name ?? row?.name ?? '本地物品'
  return (
    <tr>
      <td>
        {known ? known.name : <em>本地</em>}
        {/* a form hands on only what it has a field for */}
        <Form.Item hidden name={[at, 'code']}>
          <Input />
        </Form.Item>
      </td>
      <td>
        <Form.Item
          style={{ marginBottom: 0 }}
          name={[at, 'name']}
          rules={known ? [] : [{ required: true, message: '请写名称' }]}
        >
          <Input
            maxLength={30}
            style={{ width: 140 }}
            placeholder={known?.name ?? '名称'}
            aria-label={`${label}的叫法`}
          />
        </Form.Item>
      </td>
      <td>
        <Form.Item noStyle name={[at, 'maxCount']}>
          <NumberInput
            min={1}
            max={20}
            precision={0}
            suffix="件"
            placeholder={String(known?.maxCount ?? 5)}
            aria-label={`${label}一次最多`}
            style={{ width: 100 }}
          />
        </Form.Item>
      </td>
      <td>
        {known ? (
          '—'
        ) : (
          <>
            <Form.Item noStyle name={[at, 'own', 'kind']}>
              <Select
                style={{ width: 90 }}
                aria-label={`${label}种类`}
                options={[
                  { value: 'bulky', label: '大件' },
                  { value: 'appliance', label: '家电' },
                ]}
              />
            </Form.Item>{' '}
            <Form.Item noStyle name={[at, 'own', 'size']}>
              <Select
                style={{ width: 100 }}
                aria-label={`${label}大小`}
                options={Object.entries(sizes).map(([value, text]) => ({ value, label: text }))}
              />
            </Form.Item>{' '}
            <Form.Item noStyle name={[at, 'own', 'litres']}>
              <NumberInput
                min={1}
                max={10_000}
                precision={0}
                suffix="升"
                aria-label={`${label}体积`}
                style={{ width: 110 }}
              />
            </Form.Item>
          </>
        )}
      </td>
      <td>
        <Form.Item noStyle name={[at, 'hidden']} valuePropName="checked">
          <Checkbox aria-label={`隐藏${label}`} />
        </Form.Item>
      </td>
      <td>
        <Button size="small" onClick={onRemove}>
          恢复
        </Button>
      </td>
    </tr>
  )
}
