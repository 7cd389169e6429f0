// What is to be fetched: from the catalogue by pictures or by search, or typed by name; how many, what it costs so far.
// Relies on the draft and pickups.catalogue. Invariants: limits and prices are the server's; a thing that is not in the
// catalogue can always be named; nothing moves under the finger when a thing is chosen.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { cut } from '@shared/contract'
import type { OutputOf } from '@shared/contract'
import { pickups } from '@shared/pickups/contract'
import { countedPieces } from '@shared/pickups/rules'
import type { BookedItem, PickupKind } from '@shared/pickups/schemas'
import { showFen } from '@shared/units'
import { useFreePiecesOf } from '@/lib/free-pieces'
import { useRead } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Card, Notice, Row } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { changeDraft, draft, isAllSaid, useDraft } from './draft'
import { HoldBar } from './hold'
import { Before } from './items-before'
import { sumOf, type Sum } from './items-price'
import { fits, goesAlong, Picker, plain } from './items-tiles'
import './pickups.scss'

type Catalogue = OutputOf<typeof pickups.catalogue>

/** Recyclables and hazardous things are counted in bags of a kind, furniture in pieces. */
const unitOf = (kind: PickupKind): string => (kind === 'recyclable' || kind === 'hazardous' ? '袋' : '件')

function Items() {
  const { params } = useRouter()
  const one = useDraft()
  const placeId = one.whose?.place.id
  const catalogue = useRead(pickups.catalogue, placeId ? { placeId } : {})
  const pieces = useFreePiecesOf(placeId, one.whose?.householdId ?? null)
  const [asked, setAsked] = useState<string | null>(null)
  useEffect(() => {
    if (catalogue.data) setAsked((before) => takeWanted(catalogue.data) ?? before)
  }, [catalogue.data])
  const goOn = () => {
    if (params.back) void Taro.navigateBack()
    else void Taro.navigateTo({ url: isAllSaid(draft()) ? '/pickups/summary' : '/pickups/place' })
  }
  const tooMany = catalogue.data ? countedPieces(one.kind, one.items) > catalogue.data.rules.itemsPerBooking : false
  const sum = catalogue.data ? sumOf(one.kind, one.items, catalogue.data, pieces?.left ?? null) : null
  // Free pieces belong to the address, which is known at the last step for who has not said a household.
  const mayBeFree =
    pieces === undefined &&
    one.kind === 'bulky' &&
    catalogue.data?.rules.priceMode === 'per_item' &&
    catalogue.data.rules.freePiecesPerYear > 0
  return (
    <Screen
      title="要收什么？"
      bottom={
        <View>
          {sum && one.items.length > 0 && (
            <Total
              sum={sum}
              unit={unitOf(one.kind)}
              byVolume={catalogue.data?.rules.priceMode === 'per_cubic_metre'}
              atMost={mayBeFree}
            />
          )}
          <Button id="next" kind="primary" disabled={one.items.length === 0 || tooMany} onClick={goOn}>
            {one.items.length === 0
              ? '先选一样东西'
              : params.back
                ? '改好了'
                : isAllSaid(one)
                  ? '下一步：核对并提交'
                  : '下一步：放在哪里'}
          </Button>
        </View>
      }
    >
      <HoldBar />
      <QueryView query={catalogue}>
        {(data) => (
          <View>
            {tooMany && <TooMany kind={one.kind} limit={data.rules.itemsPerBooking} />}
            {asked !== null && one.items.length === 0 && <Notice>{`您要收的${asked}是哪一种？点一下图片。`}</Notice>}
            <Picker
              key={asked}
              first={asked ?? ''}
              entries={data.items.filter((entry) => goesAlong(one.kind, entry))}
              chosen={one.items}
              kind={one.kind}
              sum={sum}
              freeLeft={data.rules.priceMode === 'per_item' && one.kind === 'bulky' ? (pieces?.left ?? null) : null}
            />
            <Before items={one.items} entries={data.items} kind={one.kind} placeId={placeId ?? ''} />
            {one.kind === 'recyclable' && <MaterialPrices materials={data.materials} />}
            <Text className="plain plain--muted foot-room">{limitText(data, one.kind, pieces?.left ?? null)}</Text>
          </View>
        )}
      </QueryView>
    </Screen>
  )
}

type TotalProps = { sum: Sum; unit: string; byVolume: boolean; atMost: boolean }

/** What it comes to so far; what is not known yet is said, not guessed. */
function Total({ sum: { pieces, free, fen }, unit, byVolume, atMost }: TotalProps) {
  return (
    <View className="total">
      <View className="total__words">
        <Text className="total__pieces">{`已选${pieces}${unit}`}</Text>
        {atMost && fen !== null && fen > 0 && <Text className="total__free">，免费件数在核对时扣</Text>}
        {free > 0 && <Text className="total__free">{`，用掉 ${free}件免费`}</Text>}
      </View>
      <Text className="total__fen">
        {fen === null ? (byVolume ? '按体积算' : '') : fen === 0 ? '不收费' : `${atMost ? '最多' : ''}${showFen(fen)}`}
      </Text>
    </View>
  )
}

function TooMany({ kind, limit }: { kind: PickupKind; limit: number }) {
  return (
    <Notice tone="warn">{`一次最多约${limit}${unitOf(kind) === '袋' ? '种' : '件'}，请减少一些，其余的下次再约。`}</Notice>
  )
}

function limitText({ rules }: Catalogue, kind: PickupKind, left: number | null): string {
  const most = `一次最多${rules.itemsPerBooking}${unitOf(kind) === '袋' ? '种' : '件'}。`
  if (kind !== 'bulky' || rules.priceMode !== 'per_item') return most
  const free = left === null ? `每户每年${rules.freePiecesPerYear}件大件免费。` : `今年还有${left}件免费。`
  return `${free}${most}楼层高又没有电梯的，搬运费在下一步算。`
}

/**
 * What the opener named is put into the list once: by the catalogue when it knows it, else by its name. Where it may be
 * one of several (沙发: one seat or three, at different prices) nothing is taken, and the word comes back to be asked.
 */
function takeWanted({ items }: Catalogue): string | null {
  const { wanted, kind, items: chosen } = draft()
  if (!wanted) return null
  const asked = plain(wanted)
  const usable = items.filter((entry) => entry.code !== 'other' && goesAlong(kind, entry))
  const exact = usable.find(({ name }) => plain(name) === asked)
  const fitting = usable.filter((entry) => fits(entry, asked))
  if (!exact && fitting.length > 1) {
    changeDraft({ wanted: null })
    return wanted
  }
  const known = exact ?? fitting[0]
  const item: BookedItem = known
    ? { code: known.code, name: known.name, count: 1 }
    : { code: 'other', name: cut(wanted, 30), count: 1 }
  changeDraft({
    wanted: null,
    items: chosen.some((have) => have.code === item.code && have.name === item.name) ? chosen : [...chosen, item],
  })
  return null
}

/** What recyclables bring today; where nothing is paid nothing is promised. */
function MaterialPrices({ materials }: { materials: Catalogue['materials'] }) {
  const paid = materials.filter(
    ({ accepted, fenPerKg, pointsPerKg }) => accepted && ((fenPerKg ?? 0) > 0 || (pointsPerKg ?? 0) > 0),
  )
  if (paid.length === 0) return null
  return (
    <Card title="今天的回收价（每千克）">
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
