// The two small drawings of the public pages, as SVG in the page: where a score lies between the lines, and the last
// lists of a place as points with their intervals. No line joins the points and no arrow says which way it goes:
// neighbouring quarters share two thirds of their visits.
import { showTenths } from '@shared/standings/score'
import { colourWords } from '@shared/standings/vocabulary'
import { longMonth } from '@shared/time'

/** Below this nothing is drawn; scores there stand at the edge, their figures say where they are. */
const FROM = 300
const TO = 1000
const tidy = (value: number): number => Math.round(value * 10) / 10
const along = (tenths: number, width: number): number => tidy(((Math.max(FROM, tenths) - FROM) / (TO - FROM)) * width)

/** A round one for red, one on its corner for black: told apart without colour. */
export function mark(x: number, y: number, isRed: boolean, radius = 6): string {
  if (isRed) return `<circle cx="${x}" cy="${y}" r="${radius}" fill="#b3261e"/>`
  const half = tidy(radius * 0.85)
  return `<rect x="${tidy(x - half)}" y="${tidy(y - half)}" width="${half * 2}" height="${half * 2}" transform="rotate(45 ${x} ${y})" fill="#2b302e"/>`
}

type Lines = { black: number; red: number }

/** @param lines in points */
export function intervalDrawing(
  { score, low, high }: { score: number; low: number; high: number },
  isRed: boolean,
  lines: Lines,
): string {
  const width = 300
  const [from, to, at] = [along(low, width), along(high, width), along(score, width)]
  const dashed = [lines.black, lines.red]
    .map((line) => along(line * 10, width))
    .map((x) => `<path d="M${x} 1v18" stroke="#646f6c" stroke-width="1.5" stroke-dasharray="3 3"/>`)
    .join('')
  const label = `${showTenths(score)}分，可能在${showTenths(low)}到${showTenths(high)}之间；虚线是${lines.black}分和${lines.red}分`
  return `<svg viewBox="-8 0 316 20" role="img" aria-label="${label}"><path d="M0 10h${width}" stroke="#e4dfd3" stroke-width="2"/>${dashed}<rect x="${from}" y="7" width="${tidy(Math.max(2, to - from))}" height="6" rx="3" fill="${isRed ? '#e7a59f' : '#a9afac'}"/>${mark(at, 10, isRed)}</svg>`
}

export type Point = { period: string; outcome: string; score: number | null; low: number | null; high: number | null }

/** One place's lists, the months as columns; a month without an entry is a gap. */
export function historyDrawing(months: readonly string[], points: readonly Point[], lines: Lines): string {
  const [step, height, top] = [30, 96, 8]
  const width = months.length * step
  const up = (tenths: number): number => tidy(top + height - along(tenths, height))
  const levels = [lines.black, lines.red]
    .map((line) => ({ y: up(line * 10), line }))
    .map(
      ({ y, line }) =>
        `<path d="M0 ${y}h${width}" stroke="#646f6c" stroke-dasharray="3 4"/><text x="${width + 4}" y="${y + 5}" font-size="13" fill="#4a5754">${line}</text>`,
    )
    .join('')
  const drawn = months
    .map((month, at) => {
      const x = at * step + step / 2
      const name = `<text x="${x}" y="${top + height + 18}" font-size="13" text-anchor="middle" fill="#4a5754">${Number(month.slice(5))}月</text>`
      const point = points.find(({ period }) => period === month)
      if (!point || point.score === null || point.low === null || point.high === null) return name
      return `${name}<path d="M${x} ${up(point.high)}V${up(point.low)}" stroke="${point.outcome === 'red' ? '#e7a59f' : '#a9afac'}" stroke-width="6" stroke-linecap="round"/>${mark(x, up(point.score), point.outcome === 'red')}`
    })
    .join('')
  const said = points.map(({ period, outcome, score }) =>
    outcome === 'red' || outcome === 'black'
      ? `${longMonth(period)}${colourWords[outcome]}${score === null ? '' : `${showTenths(score)}分`}`
      : '',
  )
  return `<svg viewBox="0 0 ${width + 28} ${height + 32}" role="img" aria-label="历次上榜：${said.filter(Boolean).join('，')}">${levels}${drawn}</svg>`
}
