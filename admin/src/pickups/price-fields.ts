// The form of a price list as people type it (yuan, rows) and the list as it is sent (fen), which list a new one starts
// from, and what would no longer stand in it.
import type { Dayjs } from 'dayjs'
import { canonical } from '@shared/canonical'
import type { AreaItem } from '@shared/pickups/area-items'
import { catalogueWith, itemIn } from '@shared/pickups/area-items'
import { catalogueItem } from '@shared/pickups/catalogue'
import type { PriceList } from '@shared/pickups/desk-contract'
import { failedVisitText, usualFailedVisits } from '@shared/pickups/reasons'
import { reliefStatuses, reliefTexts, type ReliefRule } from '@shared/pickups/reliefs'
import type { Material, StopReason } from '@shared/pickups/schemas'
import { showFen } from '@shared/units'

export type ThingRow = {
  code: string
  hidden?: boolean
  name?: string
  maxCount?: number | null
  hint?: string
  own?: Omit<NonNullable<AreaItem['own']>, 'canDismantle'> & { canDismantle?: boolean }
}
export type RuleFields = {
  failed: Record<StopReason, number>
  reliefs: Record<string, { percentOff?: number | null; morePieces?: number | null }>
  things?: ThingRow[]
}

function ruleFieldsOf(list: Pick<PriceList, 'failedVisitPercent' | 'reliefs' | 'items'> | null): RuleFields {
  return {
    failed: { ...(list?.failedVisitPercent ?? usualFailedVisits(100)) },
    reliefs: Object.fromEntries((list?.reliefs ?? []).map(({ status, ...rule }) => [status, rule])),
    things: [...(list?.items ?? [])],
  }
}

/** @internal */
export function rulesOf({
  failed,
  reliefs,
  things,
}: RuleFields): Pick<PriceList, 'failedVisitPercent' | 'reliefs' | 'items'> {
  return {
    failedVisitPercent: failed,
    reliefs: reliefStatuses.flatMap((status): ReliefRule[] => {
      const { percentOff, morePieces } = reliefs[status] ?? {}
      return percentOff || morePieces ? [{ status, percentOff: percentOff ?? 0, morePieces: morePieces ?? 0 }] : []
    }),
    items: (things ?? []).map(({ code, hidden, name, maxCount, hint, own }): AreaItem => ({
      code,
      ...(hidden ? { hidden } : {}),
      ...(name?.trim() ? { name: name.trim() } : {}),
      ...(maxCount ? { maxCount } : {}),
      ...(hint?.trim() ? { hint: hint.trim() } : {}),
      ...(own ? { own: { canDismantle: false, ...own } } : {}),
    })),
  }
}

export type Fields = RuleFields & {
  validFrom: Dayjs
  mode: PriceList['mode']
  perCubicMetreYuan: number
  floorSurchargeYuan: number
  freePiecesPerYear: number
  compensationPoints: number
  materials: { code: Material; yuanPerKg: number | null }[]
  itemYuan: Record<string, number | null>
}
const fenOf = (yuan: number): number => Math.round(yuan * 100)
export const yuanOf = (fen: number): number => fen / 100
export const empty: Omit<PriceList, 'id' | 'placeId' | 'validFrom' | 'version'> = {
  mode: 'per_item',
  perCubicMetreFen: 0,
  floorSurchargeFen: 500,
  freePiecesPerYear: 2,
  compensationPoints: 50,
  itemFen: {},
  materials: [],
}

export function fieldsOf(list: typeof empty): Omit<Fields, 'validFrom'> {
  return {
    ...ruleFieldsOf(list),
    mode: list.mode,
    perCubicMetreYuan: yuanOf(list.perCubicMetreFen),
    floorSurchargeYuan: yuanOf(list.floorSurchargeFen),
    freePiecesPerYear: list.freePiecesPerYear,
    compensationPoints: list.compensationPoints,
    materials: list.materials.map(({ code, fenPerKg }) => ({
      code,
      yuanPerKg: fenPerKg === null ? null : yuanOf(fenPerKg),
    })),
    itemYuan: Object.fromEntries(Object.entries(list.itemFen).map(([code, fen]) => [code, yuanOf(fen)])),
  }
}

export function listOf({ validFrom, ...fields }: Fields): Omit<PriceList, 'id' | 'placeId' | 'version'> {
  return {
    ...rulesOf(fields),
    validFrom: validFrom.format('YYYY-MM-DD'),
    mode: fields.mode,
    perCubicMetreFen: fenOf(fields.perCubicMetreYuan),
    floorSurchargeFen: fenOf(fields.floorSurchargeYuan),
    freePiecesPerYear: fields.freePiecesPerYear,
    compensationPoints: fields.compensationPoints,
    materials: (fields.materials ?? []).map(({ code, yuanPerKg }) => ({
      code,
      fenPerKg: typeof yuanPerKg === 'number' ? fenOf(yuanPerKg) : null,
    })),
    itemFen: Object.fromEntries(
      Object.entries(fields.itemYuan ?? {})
        .filter((pair): pair is [string, number] => typeof pair[1] === 'number')
        .map(([code, yuan]) => [code, fenOf(yuan)]),
    ),
  }
}

/**
 * The list that is sent: what was typed otherwise than the form began with, and all else as the list it starts from
 * says it, also where that says nothing (a form shows figures of the area there, which are not the list's own).
 */
export function changedList(
  typed: Fields,
  began: Omit<Fields, 'validFrom'>,
  from: typeof empty,
): ReturnType<typeof listOf> {
  const is = listOf(typed)
  const was = listOf({ ...began, validFrom: typed.validFrom })
  const isTouched = (name: string): boolean =>
    canonical(is[name as keyof typeof is]) !== canonical(was[name as keyof typeof was])
  const { mode, perCubicMetreFen, floorSurchargeFen, freePiecesPerYear, compensationPoints, itemFen } = from
  const { materials, items, failedVisitPercent, reliefs } = from
  const kept = {
    ...{ mode, perCubicMetreFen, floorSurchargeFen, freePiecesPerYear, compensationPoints, itemFen, materials },
    ...(items ? { items } : {}),
    ...(failedVisitPercent ? { failedVisitPercent } : {}),
    ...(reliefs ? { reliefs } : {}),
  }
  const touched = Object.fromEntries(Object.entries(is).filter(([name]) => isTouched(name)))
  return { ...kept, ...touched, validFrom: is.validFrom }
}

/** The list that holds on a day: the area's own latest one that has begun, else its parents' latest one. */
export function inForceOn<L extends Pick<PriceList, 'id' | 'placeId' | 'validFrom'>>(
  lists: readonly L[],
  placeId: string,
  day: string,
): L | null {
  const begun = lists
    .filter(({ validFrom }) => validFrom <= day)
    .sort((one, other) => (one.validFrom < other.validFrom ? 1 : -1))
  return begun.find((list) => list.placeId === placeId) ?? begun[0] ?? null
}

export const nameIn = (list: Pick<PriceList, 'items'>, code: string): string =>
  itemIn(catalogueWith(list.items), code)?.name ?? catalogueItem(code)?.name ?? (code === 'other' ? '其他' : code)

/** What the list in force says and the new one would say no longer, in the words of the form. */
export function lostPrices(
  before: Pick<PriceList, 'itemFen' | 'materials' | 'items'>,
  after: Pick<PriceList, 'itemFen' | 'materials' | 'items'>,
  materialNames: Readonly<Record<string, string>>,
): string[] {
  const materials = before.materials.filter(({ code }) => !after.materials.some((each) => each.code === code))
  const items = Object.keys(before.itemFen).filter((code) => after.itemFen[code] === undefined)
  const changes = (before.items ?? []).filter(({ code }) => !after.items?.some((each) => each.code === code))
  return [
    ...materials.map(({ code }) => `${materialNames[code] ?? code}的回收价`),
    ...items.map((code) => `${nameIn(before, code)}的每件价`),
    ...changes.map(({ code, name }) => `本地清单里的${catalogueItem(code)?.name ?? name ?? code}`),
  ]
}

type Compared = Omit<PriceList, 'id' | 'placeId' | 'validFrom' | 'version'>
type Names = { materials: Readonly<Record<string, string>>; modes: Readonly<Record<string, string>> }

/** Every difference between the list that holds and a proposed one, a sentence each: what a second person looks at. */
export function priceChanges(before: Compared, after: Compared, { materials, modes }: Names): string[] {
  const tellers: readonly [string, (list: Compared) => string][] = [
    ['收费方式', ({ mode }) => modes[mode] ?? mode],
    ['每立方米', ({ perCubicMetreFen }) => showFen(perCubicMetreFen)],
    ['高层无电梯，每件加', ({ floorSurchargeFen }) => showFen(floorSurchargeFen)],
    ['每户每年免费', ({ freePiecesPerYear }) => `${freePiecesPerYear}件`],
    ['漏收补偿', ({ compensationPoints }) => `${compensationPoints} 积分`],
    ['没收成', ({ failedVisitPercent }) => (failedVisitPercent ? failedVisitText(failedVisitPercent) : '按片区参数')],
    ['减免', ({ reliefs }) => reliefTexts(reliefs ?? []).join('；') || '没有'],
    ...[...before.materials, ...after.materials].map(({ code }): [string, (list: Compared) => string] => [
      `${materials[code] ?? code}每千克`,
      (list) => fenOrNone(list.materials.find((each) => each.code === code)?.fenPerKg),
    ]),
    ...[...Object.keys(before.itemFen), ...Object.keys(after.itemFen)].map(
      (code): [string, (list: Compared) => string] => [
        `${nameIn(after, code)}每件`,
        (list) => fenOrNone(list.itemFen[code]),
      ],
    ),
    ...[...(before.items ?? []), ...(after.items ?? [])].map(({ code, name }): [string, (list: Compared) => string] => [
      `清单里的${catalogueItem(code)?.name ?? name ?? code}`,
      (list) => thingText(list.items?.find((each) => each.code === code)),
    ]),
  ]
  const told = tellers.map(([what, tell]) => [what, tell(before), tell(after)] as const)
  return [...new Set(told.filter(([, was, is]) => was !== is).map(([what, was, is]) => `${what}：${was} → ${is}`))]
}

const fenOrNone = (fen: number | null | undefined): string => (typeof fen === 'number' ? showFen(fen) : '没有')

function thingText(thing: AreaItem | undefined): string {
  if (!thing) return '照常'
  const { hidden, name, maxCount, hint, own } = thing
  return [
    hidden ? '不收' : '收',
    name && `叫“${name}”`,
    maxCount && `一次最多${maxCount}件`,
    hint,
    ...(own
      ? [
          own.kind === 'bulky' ? '大件' : '家电',
          `${own.size} 号`,
          `${own.litres}升`,
          own.canDismantle ? '能拆' : '不能拆',
          own.aliases && `也叫${own.aliases}`,
        ]
      : []),
  ]
    .filter(Boolean)
    .join('，')
}
