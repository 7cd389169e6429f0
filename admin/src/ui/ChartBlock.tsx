// A chart with everything that belongs to it: title, unit and days, what it comes to in one sentence, the same figures
// as a table, and both to take away. The drawing is fetched when it is first shown.
import { App, Button, Space } from 'antd'
import { lazy, Suspense, useId, useState } from 'react'
import { withCommas } from '../lib/format'
import { fileName, saveTable, saveUrl } from '../lib/save-table'
import type { Figures } from './chart-option'
import './charts.css'

const Canvas = lazy(async () => ({ default: (await import('./ChartCanvas')).ChartCanvas }))

type Props = {
  figures: Figures
  /** "2026-11-01 至 2026-11-30" */
  dates: string
  said: string
  /** What is counted, and by which day. */
  method: string
}

export function ChartBlock({ figures, dates, said, method }: Props) {
  const { title, unit, series } = figures
  const { message } = App.useApp()
  const [isTable, setTable] = useState(false)
  const id = useId()
  const isEmpty = series.every(({ total }) => total === 0)
  const name = `${title} ${dates}`
  const savePicture = async (): Promise<void> => {
    try {
      const { pictureOf } = await import('./ChartCanvas')
      const subtext = `${dates}，单位：${unit}\n${said}\n${method}`
      saveUrl(fileName(name, 'png'), pictureOf(figures, { text: title, subtext }))
    } catch {
      void message.error('图片没有存下来，请重试')
    }
  }
  return (
    <section className="chart" aria-label={title}>
      <header>
        <h4>{title}</h4>
        <span className="faint">
          {dates}，单位：{unit}
        </span>
      </header>
      <p className="chart-said">{said}</p>
      {!isEmpty && (
        <Suspense fallback={<div className="chart-canvas" role="status" aria-label="正在画图" />}>
          <Canvas figures={figures} />
        </Suspense>
      )}
      <Space wrap className="no-print">
        <Button size="small" aria-expanded={isTable} aria-controls={id} onClick={() => setTable(!isTable)}>
          {isTable ? '收起表' : '看表'}
        </Button>
        {!isEmpty && (
          <Button size="small" onClick={() => void savePicture()} aria-label={`${title}存为图片`}>
            存为图片
          </Button>
        )}
        <Button size="small" onClick={() => save(name, figures)} aria-label={`${title}存为 CSV`}>
          存为 CSV
        </Button>
      </Space>
      <div id={id}>{isTable && <Numbers figures={figures} />}</div>
      <p className="faint">{method}</p>
    </section>
  )
}

/** Plain, since it is short and a screen reader walks it by row and column. */
function Numbers({ figures: { title, unit, series, rows } }: { figures: Figures }) {
  return (
    <div className="chart-table" tabIndex={0} role="region" aria-label={`${title}的表`}>
      <table>
        <thead>
          <tr>
            <th scope="col">（{unit}）</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, values }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {values.map((value, at) => (
                <td key={series[at]?.name}>{shown(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">合计</th>
            {series.map(({ name, total }) => (
              <td key={name}>{shown(total)}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

const shown = (value: number): string => (Number.isInteger(value) ? withCommas(value) : String(value))

function save(name: string, { unit, series, rows }: Figures): void {
  saveTable(
    name,
    [`（${unit}）`, ...series.map((each) => each.name)],
    [...rows.map(({ label, values }) => [label, ...values]), ['合计', ...series.map(({ total }) => total)]],
  )
}
