// Where: the compound or village, by name or by the household's card.
import { App, Button, Input, Segmented, Space } from 'antd'
import { useState } from 'react'
import { households } from '@shared/people/household-contract'
import { placesDesk } from '@shared/places/desk-contract'
import { ApiError, call } from '@/lib/api'
import { describeError } from '@/lib/query'
import { PlaceSelect } from '@/ui/PlaceSelect'
import type { Whom } from './book-for'

type Props = { whom: Whom | null; onlySites: boolean; onChoose: (whom: Whom | null) => void }

export function BookForPlace({ whom, onlySites, onChoose }: Props) {
  const [kind, setKind] = useState<'compound' | 'village'>('compound')
  const { message } = App.useApp()
  const change = async (id: string | undefined): Promise<void> => {
    if (!id) return onChoose(null)
    try {
      const place = await call(placesDesk.get, { id })
      onChoose({ placeId: id, placeName: place.name, way: onlySites ? 'site' : 'resident' })
    } catch (error) {
      void message.error(error instanceof ApiError ? describeError(error) : '没有查到，请重试')
    }
  }
  return (
    <section className="book-step" aria-label="地点">
      <h4>1 在哪里</h4>
      <Space wrap>
        <Segmented<'compound' | 'village'>
          options={[
            { value: 'compound', label: '小区' },
            { value: 'village', label: '村' },
          ]}
          value={kind}
          onChange={setKind}
        />
        <PlaceSelect
          label={kind === 'compound' ? '小区名称或拼音首字母' : '村名或拼音首字母'}
          kind={kind}
          value={whom?.placeId}
          onChange={(id) => void change(id)}
          width={300}
        />
        {!onlySites && <ByCard onFound={onChoose} />}
      </Space>
    </section>
  )
}

function ByCard({ onFound }: { onFound: (whom: Whom) => void }) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const find = async (code: string): Promise<void> => {
    if (code.trim().length < 8) return void message.warning('户卡上的8位编码，或扫户卡二维码')
    setBusy(true)
    try {
      const { householdId, placeId, label } = await call(households.lookup, { code: code.trim() })
      const place = await call(placesDesk.get, { id: placeId })
      onFound({ placeId, placeName: place.name, way: 'resident', householdId, householdLabel: label })
    } catch (error) {
      void message.error(error instanceof ApiError ? describeError(error) : '没有查到，请重试')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Input.Search
      placeholder="或输入户卡编码"
      aria-label="户卡编码"
      style={{ width: 230 }}
      maxLength={64}
      enterButton={<Button loading={busy}>查户卡</Button>}
      onSearch={(code) => void find(code)}
    />
  )
}
