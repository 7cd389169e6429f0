// One application: who, what it came to, where it stands on the way, what may be done next; then clause by clause, the
// visits with what is to be mended, and what has happened.
import { Alert, Descriptions, Steps, Tabs, Tag, Timeline } from 'antd'
import type { CellDetail as Detail } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import { levelNames, showPoints } from '@shared/cells/scoring'
import { shortHash } from '@shared/cells/sheets'
import { cellKindNames } from '@shared/cells/table-words'
import { cellStateNames, holdsTitle, titleLevelNames } from '@shared/cells/vocabulary'
import { showDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { Deadline } from '@/ui/Deadline'
import { PaperButton } from '@/ui/PaperButton'
import { Acts } from './Acts'
import { Clauses } from './Clauses'
import { SiteTab } from './SiteTab'
import { StateTag } from './words'

export function CellDetail({ cell }: { cell: Detail }) {
  const { subject, kind, organisation, responsible, letter, certificate, table, next, dueOn } = cell
  return (
    <>
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'name', label: '名称', children: subject.name },
          { key: 'where', label: '所在', children: subject.placeNames.join(' ') || '—' },
          { key: 'kind', label: '类型', children: cellKindNames[kind] },
          { key: 'state', label: '状态', children: <StateTag state={cell.state} /> },
          { key: 'who', label: '申报单位', children: organisation?.name ?? '—' },
          { key: 'head', label: '负责人', children: responsible?.name ?? '还没有登记' },
          {
            key: 'letter',
            label: '承诺书',
            children: letter.signed
              ? `${letter.signed.name}，${fullTime(letter.signed.at)}，内容码 ${shortHash(letter.signed.hash)}${letter.signed.holds ? '' : '（负责人已换，要重签）'}`
              : '还没有签',
          },
          {
            key: 'table',
            label: '评价表',
            children: `${table.standard.title}第${table.standard.edition}版，${table.rule.title}第${table.rule.edition}版`,
          },
          { key: 'next', label: '下一步', children: next },
          { key: 'due', label: '期限', children: dueOn ? <Deadline day={dueOn} /> : '—' },
          ...(cell.notice
            ? [
                {
                  key: 'notice',
                  label: '公示',
                  children: `${showDay(cell.notice.from)}到${showDay(cell.notice.to)}`,
                },
              ]
            : []),
        ]}
      />
      {certificate && (
        <Alert
          type={holdsTitle(cell.state) ? 'success' : 'warning'}
          style={{ margin: '12px 0' }}
          title={`${titleLevelNames[certificate.level]}，证书 ${certificate.code}${holdsTitle(cell.state) ? '' : `（${cellStateNames[cell.state]}）`}`}
          description={`${showPoints(certificate.score)}分，${showDay(certificate.from)}到${showDay(certificate.until)}，最近检查 ${showDay(certificate.lastCheckedOn)}。查验：${certificate.address}`}
          action={
            holdsTitle(cell.state) && (
              <PaperButton route={cells.certificate} input={{ id: cell.id }}>
                证书
              </PaperButton>
            )
          }
        />
      )}
      {cell.corrected.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title="引用的数据后来更正过"
          description={cell.corrected.map(({ code, at, said }) => (
            <div key={`${code} ${at}`}>{`${fullTime(at)}，${said}`}</div>
          ))}
        />
      )}
      <Scores cell={cell} />
      <Steps
        size="small"
        titlePlacement="vertical"
        className="cell-way"
        items={cell.way.map(({ name, state, day, text }) => ({
          title: name,
          content: state === 'next' ? '' : text || (day ? showDay(day) : ''),
          status: ({ done: 'finish', now: 'process', next: 'wait', failed: 'error' } as const)[state],
        }))}
      />
      <Acts cell={cell} />
      <Tabs
        items={[
          { key: 'items', label: '逐条', children: <Clauses cell={cell} /> },
          { key: 'site', label: '现场与整改', children: <SiteTab cell={cell} /> },
          { key: 'checks', label: '申报条件', children: <Checks cell={cell} /> },
          {
            key: 'history',
            label: '经过',
            children: (
              <Timeline
                items={cell.history.map(({ at, by, what, reason }) => ({
                  content: `${fullTime(at)} ${by}：${what}${reason ? `（${reason}）` : ''}`,
                }))}
              />
            ),
          },
        ]}
      />
    </>
  )
}

/** Self, review, site and what counts, beside one another. */
function Scores({ cell: { self, review, site, final, table } }: { cell: Detail }) {
  const all = [
    { word: '自评', score: self },
    { word: '材料审', score: review },
    { word: '现场', score: site },
    { word: '最后', score: final },
  ].filter(({ score }) => score !== null)
  if (all.length === 0) return null
  return (
    <div className="cell-scores" role="group" aria-label="得分">
      {all.map(({ word, score }) => (
        <div key={word} className="cell-score">
          <span className="faint">{word}</span>
          <b>{score ? showPoints(score.total) : '—'}</b>
          {score && (
            <Tag color={score.level === 'below' ? 'orange' : 'green'}>
              {score.level === 'below' && score.total >= table.titledFrom * 10
                ? '有必备项没做到'
                : levelNames[score.level]}
            </Tag>
          )}
        </div>
      ))}
    </div>
  )
}

function Checks({ cell: { checks, questions } }: { cell: Detail }) {
  if (!checks) return <p className="faint">还没有回答。</p>
  return (
    <>
      <p className="faint">
        {checks.by}，{fullTime(checks.at)}
      </p>
      {checks.problem && <Alert type="warning" title={checks.problem} />}
      <ul className="cell-checks">
        {questions.map(({ code, question, wanted, isVeto }) => {
          const answer = checks.answers[code]
          return (
            <li key={code}>
              {isVeto ? '一票否决：' : ''}
              {question}{' '}
              {answer === undefined ? (
                <Tag>还没答</Tag>
              ) : (
                <Tag color={answer === wanted ? 'green' : 'red'}>{answer ? '是' : '不是'}</Tag>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}
