// ECharts and nothing else: the only file that knows it, in a chunk of its own that is fetched when a chart is shown.
import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TitleComponent, TooltipComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { describe, optionOf, type Figures } from './chart-option'

echarts.use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, TitleComponent, TooltipComponent])

export function ChartCanvas({ figures }: { figures: Figures }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!box.current) return undefined
    const chart = echarts.init(box.current)
    const draw = (): void => chart.setOption(optionOf(figures, chart.getWidth()), true)
    draw()
    const watcher = new ResizeObserver(() => {
      chart.resize()
      draw()
    })
    watcher.observe(box.current)
    return () => {
      watcher.disconnect()
      chart.dispose()
    }
  }, [figures])
  return <div ref={box} className="chart-canvas" role="img" aria-label={describe(figures)} />
}

/** The chart as a PNG of 1920 × 1080 with its title, as a data address. */
export function pictureOf(figures: Figures, head: { text: string; subtext: string }): string {
  const chart = echarts.init(document.createElement('div'), null, { width: 960, height: 540 })
  chart.setOption(optionOf(figures, chart.getWidth(), head))
  const picture = chart.getDataURL({ type: 'png', pixelRatio: 2 })
  chart.dispose()
  return picture
}
