// One visit: lines with what was found, lines that two phones filled in differently with both fillings-in beside each
// other, what was corrected, and where it may be called off, corrected or entered from paper.
import { Alert, Button, Descriptions, Space, Tag, Timeline } from 'antd'
import { useState } from 'react'
import { inspectionsDesk, type VisitDetail as Detail } from '@shared/inspections/desk-contract'
import { answerNames, findingStateNames } from '@shared/inspections/vocabulary'
import { longDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useWrite } from '@/lib/query'
import { Photos } from '@/ui/Photos'
import { askReason } from '@/ui/reason'
import { PaperForm } from './PaperForm'
import { KindTag, VisitTag } from './words'

export function VisitDetail({ visit }: { visit: Detail }) {
  const [doing, setDoing] = useState<'enter' | 'correct' | null>(null)
  const cancel = useWrite(inspectionsDesk.cancel, '已取消')
  const { id, allowed } = visit
  const stop = async (): Promise<void> => {
    const reason = await askReason('取消这次检查？', '取消检查', true)
    if (reason) cancel.mutate({ id, reason })
  }
  if (doing) return <PaperForm visit={visit} mode={doing} onDone={() => setDoing(null)} />
  return (
    <>
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'target', label: '对象', children: visit.target.name },
          { key: 'where', label: '所在', children: visit.target.placeNames.join(' ') },
          { key: 'kind', label: '方式', children: <KindTag kind={visit.kind} /> },
          { key: 'state', label: '状态', children: <VisitTag state={visit.state} /> },
          {
            key: 'day',
            label: '日期',
            children: `${longDay(visit.day)}${visit.position ? `，当天第${visit.position}个` : ''}`,
          },
          { key: 'who', label: '检查员', children: visit.inspector },
          { key: 'score', label: '得分', children: visit.score ?? '签字后才显示' },
          {
            key: 'bags',
            label: '抽查袋数',
            children: visit.bags
              ? `${visit.bags.looked}袋（定${visit.planned}袋），正确${visit.bags.correct}袋${visit.bags.shortReason ? `；${visit.bags.shortReason}` : ''}`
              : visit.planned > 0
                ? `定${visit.planned}袋`
                : '不查袋',
          },
          { key: 'form', label: '检查表', children: visit.formTitle },
          {
            key: 'signed',
            label: '签字',
            children: visit.signedAs ? `${visit.signedAs}，${fullTime(visit.finishedAt)}` : '—',
          },
          ...(visit.reason ? [{ key: 'reason', label: '原因', children: visit.reason }] : []),
          ...(visit.enteredBy ? [{ key: 'paper', label: '纸质补录', children: `由${visit.enteredBy}录入` }] : []),
        ]}
      />
      {visit.isClockOff && (
        <Alert
          type="warning"
          title="这台手机的时间与系统相差太多，完成时间按收到的时间记。"
          style={{ margin: '12px 0' }}
        />
      )}
      <Photos ids={visit.scanIds} label="纸质检查表" />
      <Space wrap style={{ margin: '16px 0' }}>
        {allowed.includes('enter') && <Button onClick={() => setDoing('enter')}>补录纸质检查表</Button>}
        {allowed.includes('correct') && <Button onClick={() => setDoing('correct')}>更正</Button>}
        {allowed.includes('cancel') && (
          <Button danger loading={cancel.isPending} onClick={() => void stop()}>
            取消这次检查
          </Button>
        )}
      </Space>
      <Contested visit={visit} />
      <Lines visit={visit} />
      {visit.history.length > 0 && (
        <>
          <h4>经过</h4>
          <Timeline
            items={visit.history.map(({ at, by, what, reason }) => ({
              content: `${fullTime(at)} ${by}：${what}${reason ? `（${reason}）` : ''}`,
            }))}
          />
        </>
      )}
    </>
  )
}

function Contested({ visit }: { visit: Detail }) {
  const choose = useWrite(inspectionsDesk.choose, '已选定')
  if (visit.contested.length === 0) return null
  const pick = async (code: string, option: number): Promise<void> => {
    const reason = await askReason('选定这一份？另一份仍保留在记录里。', '选定')
    if (reason) choose.mutate({ id: visit.id, version: visit.version, code, option, reason })
  }
  return (
    <section className="section">
      <Alert type="warning" title="有项目在两台手机上填得不一样，两份都留着，请看照片后选定一份。" />
      {visit.contested.map(({ code, title, options }) => (
        <div key={code} className="inspection-line">
          <h4>{title}</h4>
          <div className="inspection-options">
            {options.map((one) => (
              <div key={one.option} className="inspection-option">
                <div className="faint">
                  手机…{one.device}，{fullTime(one.at)}
                </div>
                <p>
                  {code === 'bags-counted' ? '' : answerNames[one.answer]}
                  {one.note && ` ${one.note}`}
                </p>
                {one.findings.map((found) => (
                  <div key={found.id}>
                    {found.spot}
                    <Photos ids={found.photoIds} label={found.spot} />
                  </div>
                ))}
                {visit.allowed.includes('choose') && (
                  <Button size="small" loading={choose.isPending} onClick={() => void pick(code, one.option)}>
                    选定这一份
                  </Button>
                )}
              </div>
            ))}
          </div>
        </div>
      ))}
    </section>
  )
}

function Lines({ visit }: { visit: Detail }) {
  return (
    <section className="section">
      <h4>逐项</h4>
      {visit.lines.map((line) => (
        <div key={line.code} className="inspection-line">
          <header>
            <b>{line.title}</b>
            <span>
              {line.answer ? answerNames[line.answer] : '还没有填'}
              {line.got !== null && ` · ${line.got}/${line.points}分`}
            </span>
          </header>
          {line.note && <p className="faint">{line.note}</p>}
          {line.findings.map((found) => (
            <div key={found.id}>
              {found.spot}：{found.text}
              {found.earlierId && <Tag style={{ marginInlineStart: 6 }}>再次出现</Tag>}
              {found.state && <Tag style={{ marginInlineStart: 6 }}>{findingStateNames[found.state]}</Tag>}
              {found.note && <div className="faint">{found.note}</div>}
              <Photos ids={found.photoIds} label={found.spot} />
            </div>
          ))}
        </div>
      ))}
    </section>
  )
}
