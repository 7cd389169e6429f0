// What every page of the shop has: which shop it is for, one line of what was taken, and the words for how.
// Relies on rewardsShop.mine, kept on the phone so that the shop opens without a network.
// Invariants: a page works for one shop; what is kept belongs to the person who is signed in.
import { Text } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { ReactNode } from 'react'
import { create } from 'zustand'
import type { OutputOf } from '@shared/contract'
import type { Id } from '@shared/ids'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { clockOf, showInstant } from '@shared/time'
import { useRead } from '@/lib/query'
import { session } from '@/lib/session'
import { readStored, writeStored } from '@/lib/storage'
import { Choice } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { SignedIn } from '@/ui/SignedIn'
import './shop.scss'

export type Shop = OutputOf<typeof rewardsShop.mine>['items'][number]
type TakenRow = OutputOf<typeof rewardsShop.today>['items'][number]
type Kept = { owner: Id; items: Shop[] }

const SHOPS = 'shop/mine'
const CHOSEN = 'shop/chosen'
const chosen = create<{ id: Id | null }>(() => ({ id: readStored<Id>(CHOSEN) }))

export const openPage = (url: string): void => {
  void Taro.navigateTo({ url })
}

function choose(id: Id): void {
  writeStored(CHOSEN, id)
  chosen.setState({ id })
}

function keptShops(): { items: Shop[] } | undefined {
  const kept = readStored<Kept>(SHOPS)
  return kept && kept.owner === session().person?.id ? { items: kept.items } : undefined
}

/** Writes only what is new, since it runs with every drawing. */
function keep(items: Shop[]): void {
  const next: Kept = { owner: session().person?.id ?? '', items }
  if (JSON.stringify(readStored<Kept>(SHOPS)) !== JSON.stringify(next)) writeStored(SHOPS, next)
}

/** Signs in if need be, finds the shop, lets one choose where there are several. */
export function ForShop({ children }: { children: (shop: Shop) => ReactNode }) {
  return (
    <SignedIn why="用兑换点登记的身份登录">
      <Found>{children}</Found>
    </SignedIn>
  )
}

function Found({ children }: { children: (shop: Shop) => ReactNode }) {
  const mine = useRead(rewardsShop.mine, {}, { staleMs: 5 * 60_000 })
  const { id } = chosen()
  if (mine.data) keep(mine.data.items)
  const query = { ...mine, data: mine.data ?? keptShops() }
  return (
    <QueryView
      query={query}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty text="还没有登记您的兑换点" hint="请街道的工作人员在后台把您加进兑换点" />}
    >
      {({ items }) => {
        const shop = items.find((each) => each.id === id) ?? items[0]
        if (!shop) return null
        return (
          <>
            {items.length > 1 && (
              <Choice
                label="哪个兑换点"
                columns={1}
                value={shop.id}
                onChange={choose}
                options={items.map((each) => ({ value: each.id, title: each.name, note: each.address }))}
              />
            )}
            {shop.status !== 'open' && (
              <Notice tone="warn">{`“${shop.name}”${shop.status === 'paused' ? '暂停' : '已停止'}兑换，现在不能收码。`}</Notice>
            )}
            {children(shop)}
          </>
        )
      }}
    </QueryView>
  )
}

const wayNames: Record<TakenRow['way'], string> = { qr: '扫码', typed: '输码', offline: '断网收的', desk: '服务台' }

/** One thing that was handed over; nothing about to whom. */
export function Taken({ row, withDay = false }: { row: TakenRow; withDay?: boolean }) {
  const { at, goodName, quantity, points, way, status, statusText } = row
  const when = new Date(at)
  return (
    <Row
      title={`${goodName}${quantity > 1 ? ` × ${quantity}` : ''}`}
      note={`${withDay ? showInstant(when) : clockOf(when)} · ${wayNames[way]}`}
      value={status === 'captured' ? `${points}分` : <Tag tone="warn">{statusText}</Tag>}
    />
  )
}

/** 12345 → "12,345", as money and points are read. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

/** Figures side by side, each with its word. */
export function Figures({ figures }: { figures: readonly { value: string; unit: string }[] }) {
  return (
    <Card>
      {figures.map(({ value, unit }) => (
        <Text key={unit} className="shop-figure">{`${value}${unit}`}</Text>
      ))}
    </Card>
  )
}
