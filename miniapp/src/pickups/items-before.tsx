// What is still to be said about what was chosen: a hint, whether it is taken apart before, a better way than paid
// collection. Below the tiles, so that choosing moves nothing. Relies on the draft and pickups.advise.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { BookedItem, PickupKind } from '@shared/pickups/schemas'
import { SwitchRow } from '@/ui/inputs'
import { Card, Section } from '@/ui/layout'
import { Better } from './advice'
import { changeDraft, draft } from './draft'
import { letGo } from './hold'
import { keyOf } from './items-price'
import type { Entry } from './items-tiles'

type Props = { items: readonly BookedItem[]; entries: readonly Entry[]; kind: PickupKind; placeId: string }

/** Another kind needs other rounds, so another day is chosen; the thing itself is remembered. */
function switchTo(kind: PickupKind, wanted: string): void {
  letGo()
  changeDraft({ kind, items: [], chosen: null, heldUntil: null, lost: false, wanted })
  void Taro.redirectTo({ url: '/pickups/dates' })
}

export function Before({ items, entries, kind, placeId }: Props) {
  if (items.length === 0) return null
  return (
    <Section title="来收之前">
      {items.map((item) => (
        <OneItem
          key={keyOf(item)}
          item={item}
          entry={entries.find(({ code }) => code === item.code)}
          kind={kind}
          placeId={placeId}
        />
      ))}
    </Section>
  )
}

type ItemProps = { item: BookedItem; entry: Entry | undefined; kind: PickupKind; placeId: string }

function OneItem({ item, entry, kind, placeId }: ItemProps) {
  return (
    <Card title={item.name}>
      {entry?.hint && <Text className="item__hint">{entry.hint}</Text>}
      {entry?.canDismantle && (
        <SwitchRow
          title="会提前拆开"
          note="拆开好搬"
          value={item.dismantled ?? false}
          onChange={(dismantled) =>
            changeDraft({ items: draft().items.map((one) => (one.code === item.code ? { ...one, dismantled } : one)) })
          }
        />
      )}
      <View>
        <Better item={item.name} kind={kind} placeId={placeId} onSwitch={(to) => switchTo(to, item.name)} />
      </View>
    </Card>
  )
}
