// The price of a booking, line by line in words. Pure: list, items and the free pieces that are left go in, a quote
// comes out. Everything is fen; a cubic decimetre is a litre. One rule, used by the server for the quote, the booking
// and the amendment.
import { showFen } from '../units'
import { catalogueWith, itemIn, type AreaItem } from './area-items'
import { offFen } from './reliefs'
import type { BookedItem, Material, PickupKind, Quote } from './schemas'

export const priceModes = ['free', 'per_item', 'per_cubic_metre'] as const
export type PriceMode = (typeof priceModes)[number]

export type Prices = {
  mode: PriceMode
  itemFen: Readonly<Record<string, number>>
  perCubicMetreFen: number
  /** Per piece, above the area's floor without a lift. */
  floorSurchargeFen: number
  materials: readonly { code: Material | string; fenPerKg: number | null }[]
  /** Points per kilogram by the earning rules of the day, by kind of pickup. */
  points: Readonly<Partial<Record<PickupKind, readonly { code: string; points: number }[]>>>
  /** What the area changes in the list of things. */
  items?: readonly AreaItem[] | undefined
  /** What the household's verified status takes off, in per cent. */
  percentOff?: number
  version: number
}

export type PriceAsk = {
  kind: PickupKind
  items: readonly BookedItem[]
  floor: number
  hasLift: boolean
  surchargeAboveFloor: number
  /** Free bulky pieces the holder still has in the year of the pickup. */
  freePiecesLeft: number
  /** A pile of a compound's site, measured. */
  cubicDecimetres?: number | undefined
}

/** Litres that are reckoned for a thing nobody has in the catalogue. */
const OTHER_LITRES = 300

type Piece = { name: string; fen: number; litres: number }

/** One row a piece, dearest first, so that free pieces help most. */
function piecesOf(items: readonly BookedItem[], prices: Prices): Piece[] {
  const list = catalogueWith(prices.items)
  const pieces = items.flatMap((item) => {
    const litres = itemIn(list, item.code)?.litres ?? OTHER_LITRES
    const fen =
      prices.mode === 'free'
        ? 0
        : prices.mode === 'per_item'
          ? (prices.itemFen[item.code] ?? prices.itemFen['other'] ?? 0)
          : cubicFen(litres, prices)
    return Array.from({ length: item.count }, () => ({ name: item.name, fen, litres }))
  })
  return pieces.sort((a, b) => b.fen - a.fen || (a.name < b.name ? -1 : 1))
}

/** Rounded up to the whole fen. */
const cubicFen = (litres: number, prices: Prices): number => Math.ceil((prices.perCubicMetreFen * litres) / 1000)

const showCubicMetres = (litres: number): string => `${(litres / 1000).toFixed(2)}立方米`

/** Only bulky waste and appliances cost something; recyclables and hazardous waste are fetched without charge. */
const costs = (kind: PickupKind): boolean => kind === 'bulky' || kind === 'appliance'

/** Pieces of this booking that can be free: bulky waste of a household, where there is a price at all. */
export function freePiecesOf(ask: PriceAsk, prices: Prices): number {
  if (ask.kind !== 'bulky' || prices.mode === 'free' || ask.cubicDecimetres !== undefined) return 0
  const pieces = ask.items.reduce((sum, item) => sum + item.count, 0)
  return Math.max(0, Math.min(pieces, ask.freePiecesLeft))
}

/** The quote that is shown before confirming and kept with the booking. */
export function quoteFor(ask: PriceAsk, prices: Prices): Quote {
  const freePieces = freePiecesOf(ask, prices)
  const full = costs(ask.kind)
    ? [...baseLines(ask, prices, freePieces), ...floorLines(ask, prices)]
    : [{ text: '上门收运', fen: 0 }]
  const lines = [...full, ...reliefLines(full, prices)]
  return {
    lines,
    totalFen: lines.reduce((sum, line) => sum + line.fen, 0),
    freePieces,
    freePiecesLeft: ask.freePiecesLeft - freePieces,
    points: pointsText(ask.kind, prices),
    priceListVersion: prices.version,
  }
}

/** The amount alone: whoever reads a booking is not told by how much which status lowers a price. */
function reliefLines(lines: Quote['lines'], { percentOff = 0 }: Prices): Quote['lines'] {
  const off = offFen(
    lines.reduce((sum, line) => sum + line.fen, 0),
    { percentOff },
  )
  return off > 0 ? [{ text: '减免', fen: -off }] : []
}

function baseLines(ask: PriceAsk, prices: Prices, freePieces: number): Quote['lines'] {
  if (prices.mode === 'free') return [{ text: '上门收运，免费', fen: 0 }]
  if (ask.cubicDecimetres !== undefined) {
    return [
      {
        text: `按体积 ${showCubicMetres(ask.cubicDecimetres)}`,
        fen:
          prices.mode === 'per_cubic_metre'
            ? cubicFen(ask.cubicDecimetres, prices)
            : sumOf(piecesOf(ask.items, prices)),
      },
    ]
  }
  const pieces = piecesOf(ask.items, prices)
  const free = pieces.slice(0, freePieces)
  const groups = new Map<string, Piece[]>()
  for (const piece of pieces.slice(freePieces))
    groups.set(`${piece.name}\n${piece.fen}`, [...(groups.get(`${piece.name}\n${piece.fen}`) ?? []), piece])
  const paid = [...groups.values()].map((group) => ({ text: lineText(group, prices), fen: sumOf(group) }))
  return free.length === 0
    ? paid
    : [
        {
          text: `本年度免费件 ${free.length}件（${[...new Set(free.map((piece) => piece.name))].join('、')}）`,
          fen: 0,
        },
        ...paid,
      ]
}

function lineText(group: readonly Piece[], prices: Prices): string {
  const [first] = group
  const litres = group.reduce((sum, piece) => sum + piece.litres, 0)
  return `${first?.name ?? ''} ${group.length}件${prices.mode === 'per_cubic_metre' ? `，约${showCubicMetres(litres)}` : ''}`
}

const sumOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, piece) => sum + piece.fen, 0)

function floorLines(ask: PriceAsk, prices: Prices): Quote['lines'] {
  if (
    prices.mode === 'free' ||
    ask.hasLift ||
    ask.floor <= ask.surchargeAboveFloor ||
    prices.floorSurchargeFen === 0 ||
    ask.cubicDecimetres !== undefined
  )
    return []
  const pieces = ask.items.reduce((sum, item) => sum + item.count, 0)
  return [
    {
      text: `${ask.floor}楼无电梯搬运费，每件${showFen(prices.floorSurchargeFen)}，共${pieces}件`,
      fen: pieces * prices.floorSurchargeFen,
    },
  ]
}

/** What may be expected in points; the weight decides, so no figure is promised. */
function pointsText(kind: PickupKind, prices: Prices): Quote['points'] {
  const paid = (prices.points[kind] ?? []).map((rate) => rate.points).filter((points) => points > 0)
  if (kind !== 'recyclable' || paid.length === 0) return null
  return { text: `上门称重后计积分：每千克${Math.min(...paid)}至${Math.max(...paid)}分，看材料` }
}
