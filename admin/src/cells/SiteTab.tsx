// Visits of one application with who went and who has signed; the feedback; what is to be mended and the look again.
import { Button, Card, Space, Tag } from 'antd'
import type { CellDetail as Detail, Rectification, VisitSummary } from '@shared/cells/application'
import { cellsSite } from '@shared/cells/site-contract'
import { rectificationStateNames, visitKindNames, visitSlotNames, visitStateNames } from '@shared/cells/vocabulary'
import { showDay } from '@shared/time'
import { fullTime } from '@/lib/format'
import { useWrite } from '@/lib/query'
import { Deadline } from '@/ui/Deadline'
import { Photos } from '@/ui/Photos'
import { askReason } from '@/ui/reason'
import { Nothing } from '@/ui/states'

export function SiteTab({ cell }: { cell: Detail }) {
  const { visits, feedback, rectifications } = cell
  if (visits.length === 0) return <Nothing text="还没有约现场评估" />
  return (
    <div className="cell-stack">
      {visits.map((visit) => (
        <Visit key={visit.id} visit={visit} />
      ))}
      {feedback && (
        <Card size="small" title={`反馈，${feedback.by}，${fullTime(feedback.at)}`}>
          <p>{feedback.text}</p>
          <p className="faint">在场：{feedback.attended}</p>
        </Card>
      )}
      {rectifications.map((one) => (
        <Mend key={one.id} cell={cell} one={one} />
      ))}
    </div>
  )
}

function Visit({ visit: { kind, day, slot, state, assessors } }: { visit: VisitSummary }) {
  return (
    <Card
      size="small"
      title={`${visitKindNames[kind]}，${showDay(day)}${visitSlotNames[slot]}`}
      extra={<Tag>{visitStateNames[state]}</Tag>}
    >
      {assessors.map((one) => (
        <p key={one.id}>
          {one.name}（{one.organisation}）
          <Tag color={one.isDeclared ? 'green' : 'orange'}>{one.isDeclared ? '已声明无利害关系' : '还没声明'}</Tag>
          {one.signedAt && <span className="faint">{fullTime(one.signedAt)}签字</span>}
        </p>
      ))}
    </Card>
  )
}

const colours = { open: 'orange', mended: 'blue', closed: 'green' } as const

function Mend({ cell: { id, allowed }, one }: { cell: Detail; one: Rectification }) {
  const recheck = useWrite(cellsSite.recheck, '已记下')
  const say = async (isMended: boolean): Promise<void> => {
    const note = await askReason(
      isMended ? '核销这条整改：看到什么？' : '退回再改：哪里没到位？',
      isMended ? '核销' : '退回',
    )
    if (note) recheck.mutate({ id, rectificationId: one.id, isMended, note })
  }
  return (
    <Card
      size="small"
      title={one.text}
      extra={<Tag color={colours[one.state]}>{rectificationStateNames[one.state]}</Tag>}
    >
      <p>
        期限 <Deadline day={one.dueOn} ended={one.state === 'closed'} />
      </p>
      {one.steps.map(({ at, by, what, note, photoIds }) => (
        <div key={at}>
          {fullTime(at)} {by} {what}
          {note && `：${note}`}
          <Photos ids={photoIds} label={what} />
        </div>
      ))}
      {one.state === 'mended' && allowed.includes('recheck') && (
        <Space wrap>
          <Button type="primary" loading={recheck.isPending} onClick={() => void say(true)}>
            核销
          </Button>
          <Button loading={recheck.isPending} onClick={() => void say(false)}>
            退回再改
          </Button>
        </Space>
      )}
    </Card>
  )
}
