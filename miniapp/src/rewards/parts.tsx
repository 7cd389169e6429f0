// What several pages of redeeming share: a good's picture, how a redemption stands, opening an address.
// Relies on files' five-minute links, which for these pictures need no sign-in. Invariant: without a picture the sign
// of its kind stands in its place, never a hole.
import { Image, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import type { GoodKind, Redemption } from '@shared/rewards/schemas'
import { addMinutes, clockOf, dayOf, showDay, showInstant, type Day } from '@shared/time'
import { addressOf } from '@/lib/api'
import { useRead } from '@/lib/query'
import { a11y } from '@/ui/a11y'
import { Icon } from '@/ui/Icon'
import type { IconName } from '@/ui/icon-names'
import { Tag } from '@/ui/layout'
import './rewards.scss'

const LINK_FRESH_MS = 4 * 60_000

export const openPage = (url: string): void => {
  void Taro.navigateTo({ url })
}

const kindIcons: Readonly<Record<GoodKind, IconName>> = {
  goods: 'shopping-bag',
  voucher: 'ticket',
  hallTicket: 'building-stadium',
  seedling: 'seedling',
  compost: 'plant-2',
  service: 'receipt',
}

/** The picture of a good; the sign of its kind where there is none or it cannot be had. */
export function GoodPicture({ id, kind, large = false }: { id: Id | null; kind: GoodKind; large?: boolean }) {
  const link = useRead(
    files.link,
    { id: id ?? '', size: large ? 'full' : 'thumb' },
    { enabled: id !== null, staleMs: LINK_FRESH_MS },
  )
  const url = link.data?.url
  return (
    <View className={large ? 'good-picture good-picture--large' : 'good-picture'} {...a11y({ hidden: true })}>
      {url ? (
        <Image className="good-picture__image" mode="aspectFill" src={/^https?:/.test(url) ? url : addressOf(url)} />
      ) : (
        <Icon name={kindIcons[kind]} size="xl" />
      )}
    </View>
  )
}

const tones: Record<Redemption['status'], 'good' | 'info' | 'neutral' | 'warn'> = {
  held: 'info',
  captured: 'good',
  cancelled: 'neutral',
  lapsed: 'neutral',
  disputed: 'warn',
  upheld: 'good',
  kept: 'neutral',
}

export const StatusTag = ({ status, text }: { status: Redemption['status']; text: string }) => (
  <Tag tone={tones[status]}>{text}</Tag>
)

/** "11月1日 周日 到12月31日 周四", or from when on. */
export const periodText = ({ validFrom, validTo }: { validFrom: Day; validTo: Day | null }): string =>
  `${showDay(validFrom)}${validTo ? `到 ${showDay(validTo)}` : '起'}`

/** "7K2M-9QXA-4T" → "7K2M 9QXA 4T", easier to say and to hear. */
export const spacedCode = (typed: string): string => typed.replace(/-/g, ' ')

/** "11月30日 周一以前(含当天)" where it ends at midnight, else "11月30日 18:00 以前". */
export function untilText(instant: string): string {
  const at = new Date(instant)
  return clockOf(at) === '00:00' ? `${showDay(dayOf(addMinutes(at, -1)))}以前（含当天）` : `${showInstant(at)} 以前`
}
