// A chart as ECharts takes it: bars from nought in the look's colours, each series with a pattern of its own, no
// movement, and a description that a screen reader says.
import { day, series as colours } from '@shared/look/tokens'
import type { Chart } from '@shared/work/figures'

export type Figures = Pick<Chart, 'title' | 'unit' | 'stacked' | 'series' | 'rows'>

/** "收走 12、报漏收 3（户次）": what the drawing says, for who does not see it. */
export const describe = ({ title, unit, series, rows }: Figures): string => {
  const totals = series.map(({ name, total }) => `${name} ${total}`).join('、')
  return `${title}，单位${unit}，合计：${totals}。共${rows.length}组，逐项见表。`
}

/** So many lines the names of the series take, each with its patch beside it. */
const legendLines = (series: Figures['series'], width: number): number =>
  Math.max(1, Math.ceil(series.reduce((sum, { name }) => sum + name.length * 12 + 48, 0) / (width - 32)))

/** Every group is named: on lines of its own width while a name has at most two, slanted where there are many. */
function fitting(rows: Figures['rows'], width: number) {
  const room = Math.floor((width - 72) / Math.max(1, rows.length)) - 6
  const longest = Math.max(0, ...rows.map(({ label }) => label.length * 12))
  return longest <= room * 2 && room >= 36
    ? { width: room, overflow: 'break' as const, hideOverlap: false }
    : { rotate: 45, width: 96, overflow: 'truncate' as const, hideOverlap: false }
}

/**
 * @param width in CSS pixels @param head what a picture that goes elsewhere says of itself; on the page it stands above
 */
export function optionOf(figures: Figures, width: number, head?: { text: string; subtext: string }) {
  const { series, rows, unit, stacked } = figures
  const foot = series.length > 1 ? 16 + 24 * legendLines(series, width) : 12
  return {
    animation: false,
    color: [...colours],
    textStyle: { fontFamily: 'inherit', color: day.ink },
    aria: {
      enabled: true,
      label: { description: describe(figures) },
      decal: { show: series.length > 1 },
    },
    ...(head ? { title: { ...head, left: 16, top: 12 }, backgroundColor: day.paper } : {}),
    grid: { left: 8, right: 16, top: head ? 100 : 36, bottom: foot, containLabel: true },
    legend: { show: series.length > 1, bottom: 4, left: 8, textStyle: { color: day.ink } },
    tooltip: {
      trigger: 'axis' as const,
      axisPointer: { type: 'shadow' as const },
      confine: true,
      valueFormatter: (value: unknown) => `${String(value)}${unit}`,
    },
    xAxis: {
      type: 'category' as const,
      data: rows.map(({ label }) => label),
      axisLabel: { color: day.muted, interval: 0, ...fitting(rows, width) },
      axisLine: { lineStyle: { color: day['control-line'] } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value' as const,
      name: unit,
      nameTextStyle: { color: day.muted },
      min: 0,
      minInterval: 1,
      axisLabel: { color: day.muted },
      splitLine: { lineStyle: { color: day.line } },
    },
    series: series.map(({ name }, at) => ({
      type: 'bar' as const,
      name,
      barMaxWidth: 28,
      data: rows.map(({ values }) => values[at] ?? 0),
      ...(stacked ? { stack: 'all' } : {}),
    })),
  }
}
