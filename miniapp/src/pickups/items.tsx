// What is to be fetched: from the catalogue by search or tiles, or typed by name; how many, and whether it is taken
// apart before. Relies on the draft and pickups.catalogue. Invariants: limits and prices are the server's; a thing that
// is not in the catalogue can always be named.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { pickups } from '@shared/pickups/contract'
import { countedPieces, itemsRefusal } from '@shared/pickups/rules'
import type { BookedItem, PickupKind } from '@shared/pickups/schemas'
import { showFen } from '@shared/units'
import { useRead } from '@/lib/query'
import { useElder } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Field, Stepper, SwitchRow } from '@/ui/inputs'
import { Card, Notice, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { a11y } from '@/ui/a11y'
import { Better } from './advice'
import { changeDraft, draft, useDraft } from './draft'
import { HoldBar, letGo } from './hold'
import { kindTitles } from './words'
import './pickups.scss'

type Catalogue = OutputOf<typeof pickups.catalogue>
type Entry = Catalogue['items'][number]

const FIRST_SHOWN = 12
const FIRST_SHOWN_ELDER = 6
const sizes = { S: '小件', M: '中件', L: '大件', XL: '特大件' } as const

/** May go along with a booking of this kind; decided by the shared rule. */
const goesAlong = (kind: PickupKind, { code, name }: Entry): boolean =>
  itemsRefusal(kind, [{ code, name, count: 1 }], 20) === null

const plain = (text: string): string => text.replace(/\s/g, '').toLowerCase()
const fits = (entry: Entry, asked: string): boolean =>
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

/** Another kind needs other rounds, so another day is chosen; the thing itself is remembered. */
function switchTo(kind: PickupKind, wanted: string): void {
  letGo()
  changeDraft({ kind, items: [], chosen: null, heldUntil: null, lost: false, wanted })
  void Taro.redirectTo({ url: '/pickups/dates' })
}

function Items() {
  const { params } = useRouter()
  const one = useDraft()
  const placeId = one.whose?.place.id
  const catalogue = useRead(pickups.catalogue, placeId ? { placeId } : {})
  useEffect(() => {
    if (catalogue.data) takeWanted(catalogue.data)
  }, [catalogue.data])
  const goOn = () => {
    if (params.back) void Taro.navigateBack()
    else void Taro.navigateTo({ url: '/pickups/place' })
  }
  const tooMany = catalogue.data ? countedPieces(one.kind, one.items) > catalogue.data.rules.itemsPerBooking : false
  return (
    <Screen
      title={`选物品 · ${kindTitles[one.kind].title}`}
      bottom={
        <Button id="next" kind="primary" disabled={one.items.length === 0 || tooMany} onClick={goOn}>
          {params.back ? '改好了' : '下一步:放在哪里'}
        </Button>
      }
    >
      <HoldBar />
      <QueryView query={catalogue}>
        {(data) => <Filled data={data} kind={one.kind} items={one.items} placeId={placeId ?? ''} tooMany={tooMany} />}
      </QueryView>
    </Screen>
  )
}

/** What the opener named is put into the list once: by the catalogue when it knows it, else by its name. */
function takeWanted({ items }: Catalogue): void {
  const { wanted, kind, items: chosen } = draft()
  if (!wanted) return
  const asked = plain(wanted)
  const usable = items.filter((entry) => entry.code !== 'other' && goesAlong(kind, entry))
  const known =
    usable.find((entry) => [entry.name, ...entry.aliases].map(plain).includes(asked)) ??
    usable.find((entry) => fits(entry, asked))
  const item: BookedItem = known
    ? { code: known.code, name: known.name, count: 1 }
    : { code: 'other', name: wanted.slice(0, 30), count: 1 }
  changeDraft({
    wanted: null,
    items: chosen.some((have) => have.code === item.code && have.name === item.name) ? chosen : [...chosen, item],
  })
}

type FilledProps = {
  data: Catalogue
  kind: PickupKind
  items: readonly BookedItem[]
  placeId: string
  tooMany: boolean
}

function Filled({ data, kind, items, placeId, tooMany }: FilledProps) {
  const limit = data.rules.itemsPerBooking
  const perLine = kind === 'recyclable' || kind === 'hazardous'
  return (
    <View>
      {items.length > 0 && (
        <Card title="已选">
          {items.map((item) => (
            <ChosenItem
              key={`${item.code}-${item.name}`}
              item={item}
              entry={data.items.find(({ code }) => code === item.code)}
              kind={kind}
              placeId={placeId}
            />
          ))}
        </Card>
      )}
      {tooMany && (
        <Notice tone="warn">{`一次最多约 ${limit} ${perLine ? '种' : '件'},请减少一些,其余的下次再约。`}</Notice>
      )}
      <Picker entries={data.items.filter((entry) => goesAlong(kind, entry))} chosen={items} />
      {kind === 'recyclable' && <MaterialPrices materials={data.materials} />}
      <Text className="plain plain--muted">{`一次最多 ${limit} ${perLine ? '种' : '件'}。`}</Text>
    </View>
  )
}

function ChosenItem({
  item,
  entry,
  kind,
  placeId,
}: {
  item: BookedItem
  entry: Entry | undefined
  kind: PickupKind
  placeId: string
}) {
  const unit = kind === 'recyclable' || kind === 'hazardous' ? '袋' : '件'
  const max = entry?.maxCount ?? 5
  return (
    <View className="item">
      <View className="item__head">
        <Text className="item__name">{item.name}</Text>
        <Stepper
          label={item.name}
          value={item.count}
          min={0}
          max={max}
          unit={unit}
          onChange={(count) => setCount(item, count)}
        />
      </View>
      {item.count >= max && <Text className="item__hint">{`这种一次最多 ${max} ${unit}`}</Text>}
      {entry?.hint && <Text className="item__hint">{entry.hint}</Text>}
      {entry?.canDismantle && (
        <SwitchRow
          title="会提前拆开"
          note="拆开好搬,也省运费"
          value={item.dismantled ?? false}
          onChange={(dismantled) =>
            changeDraft({ items: draft().items.map((one) => (one.code === item.code ? { ...one, dismantled } : one)) })
          }
        />
      )}
      <Better item={item.name} kind={kind} placeId={placeId} onSwitch={(to) => switchTo(to, item.name)} />
    </View>
  )
}

function Picker({ entries, chosen }: { entries: readonly Entry[]; chosen: readonly BookedItem[] }) {
  const elder = useElder()
  const [typed, setTyped] = useState('')
  const [all, setAll] = useState(false)
  const asked = plain(typed)
  const known = entries.filter(({ code }) => code !== 'other')
  const found = asked === '' ? known : known.filter((entry) => fits(entry, asked))
  const shown = asked === '' && !all ? found.slice(0, elder ? FIRST_SHOWN_ELDER : FIRST_SHOWN) : found
  const add = (item: Omit<BookedItem, 'count'>) => {
    const have = chosen.find((one) => one.code === item.code && one.name === item.name)
    setCount({ ...item, count: 1 }, (have?.count ?? 0) + 1)
    setTyped('')
  }
  return (
    <Section title="要收什么">
      <Field
        id="search"
        label="找一找,或直接写名称"
        value={typed}
        onChange={setTyped}
        max={30}
        placeholder="例如:沙发、旧床、电风扇"
      />
      <View className="tiles">
        {shown.map((entry) => (
          <EntryTile key={entry.code} entry={entry} onTap={() => add({ code: entry.code, name: entry.name })} />
        ))}
      </View>
      {asked !== '' && (
        <Card>
          <Row
            id="by-name"
            title={`目录里没有?就按“${typed.trim()}”预约`}
            note="师傅会看您写的名称和照片"
            onClick={() => add({ code: 'other', name: typed.trim() })}
          />
        </Card>
      )}
      {asked === '' && found.length > shown.length && (
        <Button id="all-items" kind="quiet" onClick={() => setAll(true)}>{`看全部 ${found.length} 种`}</Button>
      )}
    </Section>
  )
}

function EntryTile({ entry: { name, size, priceFen }, onTap }: { entry: Entry; onTap: () => void }) {
  const price = priceFen === null ? sizes[size] : priceFen === 0 ? '免费' : `每件 ${showFen(priceFen)}`
  return (
    <View className="tile" onClick={onTap} {...a11y({ role: 'button', label: `加一件${name},${price}` })}>
      <Text className="tile__title">{name}</Text>
      <Text className="tile__note">{price}</Text>
    </View>
  )
}

/** What recyclables bring today; where nothing is paid nothing is promised. */
function MaterialPrices({ materials }: { materials: Catalogue['materials'] }) {
  const paid = materials.filter(
    ({ accepted, fenPerKg, pointsPerKg }) => accepted && ((fenPerKg ?? 0) > 0 || (pointsPerKg ?? 0) > 0),
  )
  if (paid.length === 0) return null
  return (
    <Card title="今天的回收价(每千克)">
      {paid.map(({ code, name, fenPerKg, pointsPerKg }) => (
        <Row
          key={code}
          title={name}
          value={[fenPerKg ? showFen(fenPerKg) : '', pointsPerKg ? `${pointsPerKg} 积分` : '']
            .filter(Boolean)
            .join(' + ')}
        />
      ))}
    </Card>
  )
}

export { Items as default }
