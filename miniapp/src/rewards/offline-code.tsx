// A code for a shop without a network: asked for beforehand, kept on the phone, shown even when nothing can be reached.
// Relies on rewards.offlineCode and storage. Invariants: says before it is taken that cancelling ends; after its day it
// is not shown.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { rewards } from '@shared/rewards/contract'
import type { Redemption } from '@shared/rewards/schemas'
import { create } from 'zustand'
import { useWrite } from '@/lib/query'
import { readStored, removeStored, storedKeys, writeStored } from '@/lib/storage'
import { Button } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { Card } from '@/ui/layout'
import { QrCode } from '@/ui/QrCode'
import { ErrorState } from '@/ui/ErrorState'
import { untilText } from './parts'

type Kept = { qr: string; until: string; note: string; title: string; shopName: string }
const START = 'rewards/offline/'
const keyOf = (id: string): string => START + id

/** Counts what was kept or forgotten, so that the page draws it. */
const changes = create<{ count: number }>(() => ({ count: 0 }))
const changed = () => changes.setState({ count: changes.getState().count + 1 })

function keptCode(id: string): Kept | null {
  const kept = readStored<Kept>(keyOf(id))
  return kept && new Date(kept.until) >= new Date() ? kept : null
}

/** Codes of days that are over. */
function forgetOld(): void {
  for (const key of storedKeys(START)) {
    const kept = readStored<Kept>(key)
    if (!kept || new Date(kept.until) < new Date()) removeStored(key)
  }
}

/** After the redemption has ended its code is of no use. */
export function forgetCode(id: string): void {
  if (readStored<Kept>(keyOf(id)) === null) return
  removeStored(keyOf(id))
  changed()
}

/** The code that was taken beforehand; stands above everything that needs a network. */
export function KeptCode({ id }: { id: string }) {
  changes()
  const kept = keptCode(id)
  if (!kept) return null
  return (
    <Card title="断网也能用的码">
      <Text className="good-text">{`${kept.title}，到“${kept.shopName}”领`}</Text>
      <QrCode content={kept.qr} code="" label={`断网也能用的码，${kept.title}`} />
      <Text className="code-until">{`${untilText(kept.until)}有效`}</Text>
      {kept.note && <Text className="good-quiet">{kept.note}</Text>}
    </Card>
  )
}

export function OfflineCode({ redemption }: { redemption: Redemption }) {
  const { id, goodName, quantity, shop, allowed, offlineUntil } = redemption
  const [failed, setFailed] = useState(false)
  const take = useWrite(rewards.offlineCode, { refreshes: [rewards.show] })
  if ((!allowed.includes('takeOfflineCode') && !offlineUntil) || keptCode(id)) return null
  const ask = async () => {
    const sure =
      offlineUntil !== null ||
      (await confirm({
        title: '先取一个断网也能用的码？',
        text: `只能今天在“${shop.name}”用。取出以后到今天结束不能取消兑换。`,
        ok: '取出来',
        cancel: '先不用',
      }))
    if (!sure) return
    const code = await take.run({ id })
    if (!code) return
    forgetOld()
    try {
      writeStored(keyOf(id), {
        ...code,
        title: `${goodName}${quantity > 1 ? ` × ${quantity}` : ''}`,
        shopName: shop.name,
      } satisfies Kept)
      changed()
      setFailed(false)
    } catch {
      setFailed(true)
    }
  }
  return (
    <>
      {take.error && <ErrorState error={take.error} />}
      {failed && <Text className="good-text">手机存储满了，码没有存下来。删掉一些照片或文件，再点一次。</Text>}
      <View className="gap-under">
        <Button
          id="offline-code"
          loading={take.busy}
          onClick={() => {
            void ask()
          }}
        >
          {offlineUntil ? '再看断网也能用的码' : '那里没有网？先取一个码'}
        </Button>
      </View>
    </>
  )
}
