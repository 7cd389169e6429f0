// A figure of the platform: what it says, over which days, and the records that it counts, each opening where it is
// kept.
import { useContext } from 'react'
import { Link } from 'react-router'
import { figureText, periodText, type PlatformFigure } from '@shared/cells/figures'
import { sourceWords } from '@shared/cells/table-words'
import { showDay } from '@shared/time'
import { AuditParts } from '@/lib/audit-parts'
import { auditWords } from '@/lib/audit-words'
import { fullTime } from '@/lib/format'

export function FigureCard({ figure }: { figure: PlatformFigure }) {
  const { source, from, to, weighed, estimated, records, citations, readAt } = figure
  const { subjectOf } = auditWords(useContext(AuditParts))
  if (figure.state === 'none')
    return <p className="faint">平台里还没有“{sourceWords[source].name}”的记录，由申报单位填写。</p>
  return (
    <section className="cell-figure" aria-label={sourceWords[source].name}>
      <b>{figureText(figure)}</b>
      <p className="faint">
        {periodText({ from, to })}，{records}条记录
        {weighed !== null && `，过秤${weighed}条，估算${estimated ?? 0}条`}，{fullTime(readAt)}读取
      </p>
      <ul>
        {citations.map((one) => {
          const { to } = subjectOf(`${one.subject}/${one.id}`)
          const words = `${showDay(one.day)} ${one.said}`
          return <li key={`${one.subject}/${one.id} ${one.day}`}>{to ? <Link to={to}>{words}</Link> : words}</li>
        })}
      </ul>
      {records > citations.length && <p className="faint">这里是最近{citations.length}条。</p>}
    </section>
  )
}
