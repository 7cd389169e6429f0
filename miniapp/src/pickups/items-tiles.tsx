// The catalogue as pictures: search, groups, a tile a thing with its price; a chosen tile carries its stepper over the
// picture, so that nothing moves. Relies on the draft. Invariant: what is chosen is always among what is shown.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import type { pickups } from '@shared/pickups/contract'
import { mayGoWith } from '@shared/pickups/rules'
import type { BookedItem, PickupKind } from '@shared/pickups/schemas'
import { showFen } from '@shared/units'
import { useElder } from '@/lib/session'
import { a11y, classes } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Find } from '@/ui/Find'
import { Icon } from '@/ui/Icon'
import { Card, Row } from '@/ui/layout'
import { SideScroll } from '@/ui/Screen'
import { Thing } from '@/ui/Thing'
import { changeDraft, draft } from './draft'
import { commonFirst, groupOf, groupsOf, type Group } from './items-groups'
import { keyOf, type Sum } from './items-price'

export type Entry = OutputOf<typeof pickups.catalogue>['items'][number]

const FIRST_SHOWN = 12
const FIRST_SHOWN_ELDER = 6
const sizes = { S: '小件', M: '中件', L: '大件', XL: '特大件' } as const
const MOST_OF_OTHERS = 5

/** May go along with a booking of this kind; decided by the shared rule. */
export const goesAlong = (kind: PickupKind, entry: Entry): boolean =>
  entry.code === 'other' || mayGoWith(kind, entry.kind)

export const plain = (text: string): string => text.replace(/\s/g, '').toLowerCase()
export const fits = (entry: Entry, asked: string): boolean =>
  [entry.name, ...entry.aliases].map(plain).some((name) => name.includes(asked) || asked.includes(name))

function setCount(item: BookedItem, count: number): void {
  const same = (one: BookedItem) => one.code === item.code && one.name === item.name
  const { items } = draft()
  if (count <= 0) changeDraft({ items: items.filter((one) => !same(one)) })
  else
    changeDraft({
      items: items.some(same)
        ? items.map((one) => (same(one) ? { ...one, count } : one))
        : [...items, { ...item, count }],
    })
}

type PickerProps = {
  entries: readonly Entry[]
  chosen: readonly BookedItem[]
  kind: PickupKind
  sum: Sum | null
  /** Free pieces of the year; null where none are counted or it is not known. */
  freeLeft: number | null
  /** A word that is looked for from the start; '' none. */
  first: string
}

export function Picker({ entries, chosen, kind, sum, freeLeft, first: word }: PickerProps) {
  const elder = useElder()
  const [typed, setTyped] = useState(word)
  const [group, setGroup] = useState<Group>('common')
  const [all, setAll] = useState(false)
  const asked = plain(typed)
  const known = commonFirst(entries.filter(({ code }) => code !== 'other'))
  const groups = groupsOf(known)
  const inGroup = group === 'common' ? known : known.filter((entry) => groupOf(entry) === group)
  const found = asked === '' ? inGroup : known.filter((entry) => fits(entry, asked))
  const first = elder ? FIRST_SHOWN_ELDER : FIRST_SHOWN
  const isChosen = ({ code }: Entry) => chosen.some((one) => one.code === code)
  const shown =
    asked === '' && group === 'common' && !all ? found.filter((entry, at) => at < first || isChosen(entry)) : found
  const byName = chosen.filter(({ code }) => !known.some((entry) => entry.code === code))
  const free = freeLeft === null ? 0 : freeLeft - (sum?.free ?? 0)
  return (
    <View>
      <View className="items-find">
        <Find
          id="search"
          label="找一找，或直接写名称"
          placeholder="找一找，或直接写名称"
          value={typed}
          max={30}
          flat
          onChange={setTyped}
        />
      </View>
      {asked === '' && groups.length > 1 && <Groups groups={groups} at={group} onChange={setGroup} />}
      <View className="tiles items-tiles">
        {byName.map((item) => (
          <ThingTile
            key={keyOf(item)}
            item={item}
            count={item.count}
            max={MOST_OF_OTHERS}
            price="没有列出的东西"
            kind={kind}
          />
        ))}
        {shown.map((entry) => {
          const item = { code: entry.code, name: entry.name }
          const count = chosen.find((one) => one.code === entry.code && one.name === entry.name)?.count ?? 0
          return (
            <ThingTile
              key={entry.code}
              item={item}
              count={count}
              max={entry.maxCount}
              kind={kind}
              price={priceText(entry, count, sum?.each.get(keyOf(item)), free)}
              isFree={(count === 0 && free > 0) || (count > 0 && sum?.each.get(keyOf(item))?.free === count)}
            />
          )
        })}
      </View>
      {asked !== '' && (
        <Card>
          <Row
            id="by-name"
            icon="plus"
            title={`就按“${typed.trim()}”约`}
            note="师傅会看您写的名称和照片"
            onClick={() => {
              setCount({ code: 'other', name: typed.trim(), count: 1 }, 1)
              setTyped('')
            }}
          />
        </Card>
      )}
      {asked === '' && found.length > shown.length && (
        <Button id="all-items" kind="quiet" onClick={() => setAll(true)}>{`看全部${found.length}种`}</Button>
      )}
    </View>
  )
}

function Groups({
  groups,
  at,
  onChange,
}: {
  groups: readonly { key: Group; name: string }[]
  at: Group
  onChange: (key: Group) => void
}) {
  return (
    <View className="items-groups" {...a11y({ role: 'radiogroup', label: '哪一类' })}>
      <SideScroll>
        {groups.map(({ key, name }) => (
          <View
            key={key}
            className={classes('chip', key === at && 'chip--on')}
            onClick={() => onChange(key)}
            {...a11y({ role: 'radio', label: name, checked: key === at })}
          >
            <Text>{name}</Text>
          </View>
        ))}
      </SideScroll>
    </View>
  )
}

/** What this thing costs, or that it is free; of a chosen one, how many of it are. */
function priceText(
  { priceFen, size, maxCount }: Entry,
  count: number,
  own: { free: number; fen: number | null } | undefined,
  freeLeft: number,
): string {
  const full = count >= maxCount ? `，最多${maxCount}` : ''
  if (priceFen === null) return `${sizes[size]}${full}`
  if (count === 0) return freeLeft > 0 || priceFen === 0 ? '免费' : `每件${showFen(priceFen)}`
  const free = own?.free ?? 0
  const fen = own?.fen ?? 0
  if (fen === 0) return `免费${full}`
  return `${free > 0 ? `${free}件免费，` : ''}${free > 0 ? `${count - free}件` : ''}${showFen(fen)}${full}`
}

type TileProps = {
  item: Pick<BookedItem, 'code' | 'name'>
  count: number
  max: number
  price: string
  kind: PickupKind
  isFree?: boolean
}

function ThingTile({ item, count, max, price, kind, isFree = false }: TileProps) {
  const unit = kind === 'recyclable' || kind === 'hazardous' ? '袋' : '件'
  const to = (next: number) => setCount({ ...item, count: next }, Math.min(max, next))
  const words = (
    <>
      <Text className="thing-tile__name">{item.name}</Text>
      <Text className={classes('thing-tile__price', isFree && 'thing-tile__price--free')}>{price}</Text>
    </>
  )
  if (count === 0) {
    return (
      <View
        className="thing-tile"
        onClick={() => to(1)}
        {...a11y({ role: 'button', label: `加一${unit}${item.name}，${price}` })}
      >
        <View className="thing-tile__picture">
          <Thing code={item.code} />
          <View className="thing-tile__plus">
            <Icon name="plus" size="s" />
          </View>
        </View>
        {words}
      </View>
    )
  }
  return (
    <View className="thing-tile thing-tile--on">
      <View className="thing-tile__picture">
        <Thing code={item.code} />
        <View className="thing-tile__steps" {...a11y({ role: 'group', label: `${item.name}${count}${unit}` })}>
          <View
            className="thing-tile__step"
            onClick={() => to(count - 1)}
            {...a11y({ role: 'button', label: `减一${unit}${item.name}` })}
          >
            <Icon name="minus" size="s" />
          </View>
          <Text {...a11y({ live: 'polite' })}>{`${count}${unit}`}</Text>
          <View
            className={classes('thing-tile__step', count >= max && 'thing-tile__step--off')}
            onClick={() => to(count + 1)}
            {...a11y({ role: 'button', label: `再加一${unit}${item.name}`, disabled: count >= max })}
          >
            <Icon name="plus" size="s" />
          </View>
        </View>
      </View>
      {words}
    </View>
  )
}
