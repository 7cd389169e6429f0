// A rate card as it is written: typed in kilograms and yuan a tonne, kept in grams and fen. It starts from the one that
// holds, so that only what changes is typed.
import { Button, DatePicker, Form, Input, Select, Space } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { cardProblem, type RateCard } from '@shared/manifests/bills'
import { manifestsBills, type RateCardRecord } from '@shared/manifests/bills-contract'
import type { WasteKind } from '@shared/manifests/vocabulary'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { NumberInput } from '@/ui/NumberInput'
import { PlaceSelect } from '@/ui/PlaceSelect'
import { kindOptions } from './words'
import './manifests.css'

type TypedTier = { upToKg: number | null; yuanPerTonne: number | null }
type Fields = {
  placeId: string
  month: dayjs.Dayjs
  baseYuan: number
  source: string
  kinds: { kind: WasteKind; tiers: TypedTier[] }[]
}

const need = [{ required: true, message: '请填写' }]
const started: Fields['kinds'] = [{ kind: 'foodWaste', tiers: [{ upToKg: null, yuanPerTonne: null }] }]

const contentOf = ({ baseYuan, kinds }: Pick<Fields, 'baseYuan' | 'kinds'>): RateCard => ({
  baseFen: Math.round((baseYuan ?? 0) * 100),
  kinds: (kinds ?? []).map(({ kind, tiers }) => ({
    kind,
    tiers: (tiers ?? []).map(({ upToKg, yuanPerTonne }) => ({
      upToGrams: typeof upToKg === 'number' ? Math.round(upToKg * 1000) : null,
      fenPerTonne: Math.round((yuanPerTonne ?? 0) * 100),
    })),
  })),
})

const kindsOf = (card: RateCardRecord): Fields['kinds'] =>
  card.content.kinds.map(({ kind, tiers }) => ({
    kind,
    tiers: tiers.map(({ upToGrams, fenPerTonne }) => ({
      upToKg: upToGrams === null ? null : upToGrams / 1000,
      yuanPerTonne: fenPerTonne / 100,
    })),
  }))

/** @param from the card that it starts from */
export function RateForm({
  card,
  from,
  onDone,
}: {
  card: RateCardRecord | null
  from: RateCardRecord | null
  onDone: () => void
}) {
  const [id] = useState(() => card?.id ?? newId())
  const [form] = Form.useForm<Fields>()
  const [problem, setProblem] = useState<string | null>(null)
  const save = useWrite(manifestsBills.saveCard, '已起草，请另一位同事看过后公布')
  const next = dayjs().add(1, 'month').startOf('month')
  const submit = (typed: Fields): void => {
    const content = contentOf(typed)
    const found = cardProblem(content)
    setProblem(found)
    if (found) return
    save.mutate(
      {
        id,
        version: card?.version ?? 0,
        placeId: typed.placeId,
        validFrom: typed.month.startOf('month').format('YYYY-MM-DD'),
        source: typed.source,
        content: { ...content, kinds: content.kinds.map(({ kind, tiers }) => ({ kind, tiers: [...tiers] })) },
      },
      { onSuccess: onDone },
    )
  }
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      onFinish={submit}
      scrollToFirstError
      initialValues={{
        placeId: from?.placeId,
        month: card ? dayjs(card.validFrom) : next,
        baseYuan: from ? from.content.baseFen / 100 : 0,
        source: card?.source ?? '',
        kinds: from ? kindsOf(from) : started,
      }}
    >
      {from && !card && <p className="faint">{`从 ${from.validFrom} 起执行的那一版改起。`}</p>}
      <div className="filters">
        <Form.Item label="范围" name="placeId" rules={need}>
          <PlaceField disabled={card !== null} />
        </Form.Item>
        <Form.Item label="从哪个月起" name="month" rules={need}>
          <DatePicker picker="month" minDate={next} />
        </Form.Item>
        <Form.Item label="每月基本费" name="baseYuan" rules={need}>
          <NumberInput min={0} max={100_000} precision={2} suffix="元" />
        </Form.Item>
      </div>
      <Form.Item label="依据（哪个部门的哪份文件）" name="source" rules={need}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.List name="kinds">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <section key={key} className="section">
                <Space align="start">
                  <Form.Item label="种类" name={[name, 'kind']} rules={need}>
                    <Select style={{ width: 160 }} options={kindOptions} />
                  </Form.Item>
                  {rows.length > 1 && (
                    <Button style={{ marginTop: 28 }} onClick={() => remove(name)}>
                      去掉这一种
                    </Button>
                  )}
                </Space>
                <Tiers name={name} />
              </section>
            ))}
            {rows.length < kindOptions.length && (
              <Button onClick={() => add({ tiers: [{ upToKg: null, yuanPerTonne: null }] })}>加一种</Button>
            )}
          </>
        )}
      </Form.List>
      {problem && (
        <div role="alert" className="refused">
          {problem}
        </div>
      )}
      <p style={{ marginTop: 20 }}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {card ? '保存' : '起草'}
        </Button>
      </p>
    </Form>
  )
}

function PlaceField({
  value,
  onChange,
  disabled,
}: {
  value?: string
  onChange?: (id: string | undefined) => void
  disabled: boolean
}) {
  return disabled ? (
    <span>和原来一样</span>
  ) : (
    <PlaceSelect label="范围" value={value} onChange={(id) => onChange?.(id)} />
  )
}

function Tiers({ name }: { name: number }) {
  return (
    <Form.List name={[name, 'tiers']}>
      {(tiers, { add, remove }) => (
        <>
          <table className="rate-rows">
            <thead>
              <tr>
                <th>到每月多少千克（最后一档不填）</th>
                <th>单价</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {tiers.map(({ key, name: at }) => (
                <tr key={key}>
                  <td>
                    <Form.Item name={[at, 'upToKg']} style={{ marginBottom: 0 }}>
                      <NumberInput
                        min={1}
                        max={1_000_000}
                        precision={0}
                        suffix="千克"
                        style={{ width: 180 }}
                        aria-label="到每月多少千克"
                      />
                    </Form.Item>
                  </td>
                  <td>
                    <Form.Item name={[at, 'yuanPerTonne']} rules={need} style={{ marginBottom: 0 }}>
                      <NumberInput
                        min={0}
                        max={10_000}
                        precision={2}
                        suffix="元/吨"
                        style={{ width: 180 }}
                        aria-label="单价，元每吨"
                      />
                    </Form.Item>
                  </td>
                  <td>
                    {tiers.length > 1 && (
                      <Button size="small" onClick={() => remove(at)}>
                        去掉
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {tiers.length < 6 && (
            <Button size="small" onClick={() => add({ upToKg: null, yuanPerTonne: null })}>
              加一档
            </Button>
          )}
        </>
      )}
    </Form.List>
  )
}
