// 分类企业诚实守信红黑榜 (偃师 D-7): how an enterprise's declared tonnes stand to what was verified, and whether it recycles
// what it was given to sort. The source names no criteria; the figures are the area's, in the rules of the lists.
// Relies on months that were declared by one person and checked by another; a month that nobody checked says nothing.
import { sumOf, type Span } from './samples'
import type { StandingRules } from './standing-rules'

/** One month of an enterprise that was checked, in kilograms. */
export type EnterpriseCheck = {
  id: string
  /** The enterprise. */
  place: string
  /** The first day of the month. */
  day: string
  handled: number
  declared: number
  /** What was recycled as verified; null when the check was refused. */
  verified: number | null
  /** Penalties that became final in the month. */
  penalties: number
  /** Who declared and who checked. */
  by: string[]
}

export type EnterpriseResult = {
  place: string
  outcome: 'red' | 'black' | 'ranked' | 'thin' | 'out'
  /** Verified recycled of what was handled, in tenths of a percent. */
  rate: number | null
  because: string[]
}

/** A share in tenths of a percent, shown as "26.0%". */
export const showPercent = (tenths: number): string => `${(tenths / 10).toFixed(1)}%`
/** 1234567 → "1,234.6吨" */
const tonnes = (kilograms: number): string =>
  `${(kilograms / 1_000).toFixed(1).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}吨`
const tenthsOf = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part * 1_000) / whole))

/** Of what was declared, how far the verified amount is from it; all of it where nothing was declared. */
const gapOf = (declared: number, verified: number): number =>
  declared === 0 ? (verified > 0 ? 1_000 : 0) : tenthsOf(Math.abs(declared - verified), declared)

function resultOf(
  place: string,
  own: readonly EnterpriseCheck[],
  rules: NonNullable<StandingRules['enterprise']>,
): EnterpriseResult {
  const seen = own.flatMap((check) => (check.verified === null ? [] : [{ ...check, verified: check.verified }]))
  const refused = own.length - seen.length
  const penalties = sumOf(own, (check) => check.penalties)
  const [handled, declared, verified] = [
    sumOf(seen, (check) => check.handled),
    sumOf(seen, (check) => check.declared),
    sumOf(seen, (check) => check.verified),
  ]
  const rate = seen.length === 0 || handled === 0 ? null : tenthsOf(verified, handled)
  const gap = gapOf(declared, verified)
  const because = [
    ...(rate === null
      ? []
      : [
          `核查${seen.length}个月，处理${tonnes(handled)}，核实回收利用${tonnes(verified)}，回收利用率${showPercent(rate)}（目标${rules.target}%）`,
          `申报${tonnes(declared)}，和核实相差${showPercent(gap)}`,
        ]),
    refused > 0 ? `拒绝核查${refused}次` : '',
    penalties > 0 ? `处罚${penalties}次` : '没有处罚',
  ].filter(Boolean)
  const isBlack = refused > 0 || penalties > 0 || gap > rules.blackBeyond * 10
  const isRed = rate !== null && rate >= rules.target * 10 && gap <= rules.redWithin * 10
  if (isBlack) return { place, outcome: 'black', rate: rate ?? 0, because }
  if (rate === null) return { place, outcome: 'thin', rate: null, because: [] }
  return { place, outcome: isRed ? 'red' : 'ranked', rate, because }
}

/** In the order of the places; without a formula none is judged. */
export function enterpriseResults(
  places: readonly { id: string }[],
  checks: readonly EnterpriseCheck[],
  { from, to }: Span,
  { enterprise }: Pick<StandingRules, 'enterprise'>,
): EnterpriseResult[] {
  return places.map(({ id }) => {
    if (!enterprise) return { place: id, outcome: 'out', rate: null, because: [] }
    const own = checks.filter(({ place, day }) => place === id && day >= from && day <= to)
    return own.length === 0 ? { place: id, outcome: 'thin', rate: null, because: [] } : resultOf(id, own, enterprise)
  })
}
