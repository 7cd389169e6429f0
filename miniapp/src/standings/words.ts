// Words that both pages of the lists say.
import { showTenths } from '@shared/standings/score'
import { longMonth, monthDay, type Day } from '@shared/time'

type Next = { period: string; earliest: Day; latest: Day; late: boolean }

/** When the next list comes, or that it is late. */
export const nextWords = ({ period, earliest, latest, late }: Next): string =>
  late
    ? `${longMonth(period)}的榜应在${monthDay(latest)}前公布，已经迟了`
    : `${longMonth(period)}的榜${monthDay(earliest)}公布，有异议时最迟${monthDay(latest)}`

/** "88.4分，可能在84.9到91.9之间" */
export const scoreWords = (score: number, low: number, high: number): string =>
  `${showTenths(score)}分，可能在${showTenths(low)}到${showTenths(high)}之间`

type Mending = { state: 'due' | 'fixed' | 'left'; on: Day | null; until: Day }

export function mendingWords({ state, on, until }: Mending): string {
  if (state === 'due') return `整改中，两次复查合格就退出，最迟${monthDay(until)}退出`
  if (state === 'fixed') return `已整改${on ? `，${monthDay(on)}复查合格` : ''}`
  return `已退出黑榜${on ? `，${monthDay(on)}` : ''}`
}
