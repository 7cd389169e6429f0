// What may be done with one application now, by its state and by who looks: each asks for its reason; what needs more
// than a reason has a form of its own.
import { Alert, Button, Space } from 'antd'
import { useState } from 'react'
import type { CellDetail as Detail } from '@shared/cells/application'
import { cellsDesk } from '@shared/cells/desk-contract'
import type { CellAction } from '@shared/cells/machine'
import { fullTime } from '@/lib/format'
import { useWrite } from '@/lib/query'
import { askReason } from '@/ui/reason'
import { ScheduleForm } from './ScheduleForm'

type ByReason = typeof cellsDesk.accept | typeof cellsDesk.decline

export function Acts({ cell }: { cell: Detail }) {
  const { id, allowed } = cell
  const [isScheduling, setScheduling] = useState(false)
  const may = (action: CellAction): boolean => allowed.includes(action)
  const announce = useWrite(cellsDesk.announce, '已开始公示，期满自动命名')
  const beginCheck = useWrite(cellsDesk.beginCheck, '已开始年度检查')
  const third = may('assignThird')
  return (
    <>
      <Space wrap className="cell-acts">
        {(may('schedule') || third) && (
          <Button type="primary" onClick={() => setScheduling(!isScheduling)}>
            {third ? '派第三位评估员' : '约现场评估'}
          </Button>
        )}
        {may('cancelVisit') && (
          <Act
            id={id}
            route={cellsDesk.cancelVisit}
            word="取消现场评估"
            title="取消这次现场评估？名额还给评估员。"
            danger
          />
        )}
        {may('accept') && (
          <Act id={id} route={cellsDesk.accept} word="验收通过" title="验收通过：写一句依据" done="已验收" primary />
        )}
        {may('announce') && (
          <Button type="primary" loading={announce.isPending} onClick={() => announce.mutate({ id })}>
            开始公示
          </Button>
        )}
        {may('beginLightCheck') && (
          <Button loading={beginCheck.isPending} onClick={() => beginCheck.mutate({ id })}>
            开始年度检查
          </Button>
        )}
        {may('closeLightCheck') && <CloseCheck id={id} />}
        {may('renew') && (
          <Act id={id} route={cellsDesk.renew} word="复评通过，续期" title="续期：写一句依据" done="已续期" primary />
        )}
        {may('resume') && (
          <Act id={id} route={cellsDesk.resume} word="恢复称号" title="恢复称号？" done="已恢复" primary />
        )}
        {may('suspend') && <Act id={id} route={cellsDesk.suspend} word="暂停称号" title="暂停这个称号？" danger />}
        {may('decline') && (
          <Act id={id} route={cellsDesk.decline} word="不通过" title="不通过？这一份申报就此结束。" danger />
        )}
        {may('proposeRevoke') && <Revoke id={id} />}
      </Space>
      {cell.revocation && <Revocation cell={cell} />}
      {isScheduling && <ScheduleForm cell={cell} isThird={third} onDone={() => setScheduling(false)} />}
    </>
  )
}

type ActProps = {
  id: string
  route: ByReason
  word: string
  title: string
  done?: string
  danger?: boolean
  primary?: boolean
}

function Act({ id, route, word, title, done = '已办好', danger = false, primary = false }: ActProps) {
  const write = useWrite(route, done)
  const ask = async (): Promise<void> => {
    const reason = await askReason(title, word, danger)
    if (reason) write.mutate({ id, reason })
  }
  return (
    <Button
      danger={danger}
      {...(primary ? { type: 'primary' as const } : {})}
      loading={write.isPending}
      onClick={() => void ask()}
    >
      {word}
    </Button>
  )
}

function CloseCheck({ id }: { id: string }) {
  const close = useWrite(cellsDesk.closeCheck, '已记下检查结果')
  const ask = async (outcome: 'passed' | 'failed'): Promise<void> => {
    const title = outcome === 'passed' ? '年度检查通过：写一句依据' : '年度检查不通过？称号会暂停。'
    const reason = await askReason(title, outcome === 'passed' ? '通过' : '不通过', outcome === 'failed')
    if (reason) close.mutate({ id, outcome, reason })
  }
  return (
    <>
      <Button type="primary" loading={close.isPending} onClick={() => void ask('passed')}>
        年度检查通过
      </Button>
      <Button danger loading={close.isPending} onClick={() => void ask('failed')}>
        年度检查不通过
      </Button>
    </>
  )
}

/** The first person's word: nothing is revoked by it. */
function Revoke({ id }: { id: string }) {
  const propose = useWrite(cellsDesk.revoke, '已提出，等另一位同意')
  const ask = async (): Promise<void> => {
    const reason = await askReason('提出撤销称号？另一位同意后才生效。', '提出撤销', true)
    if (reason) propose.mutate({ id, reason })
  }
  return (
    <Button danger loading={propose.isPending} onClick={() => void ask()}>
      提出撤销称号
    </Button>
  )
}

/** What was proposed and why, and the second person's word on it. */
function Revocation({ cell: { id, allowed, revocation } }: { cell: Detail }) {
  const revoke = useWrite(cellsDesk.revoke, '称号已撤销')
  const keep = useWrite(cellsDesk.keepTitle, '称号保留')
  const ask = async (write: typeof revoke | typeof keep, title: string, word: string, danger: boolean) => {
    const reason = await askReason(title, word, danger)
    if (reason) write.mutate({ id, reason })
  }
  if (!revocation) return null
  return (
    <Alert
      type="warning"
      showIcon
      title={`${revocation.by}于${fullTime(revocation.at)}提出撤销称号`}
      description={`理由：${revocation.reason}`}
      action={
        <Space>
          {allowed.includes('revoke') && (
            <Button
              danger
              loading={revoke.isPending}
              onClick={() => void ask(revoke, '同意撤销？称号从现在起撤销。', '同意撤销', true)}
            >
              同意撤销
            </Button>
          )}
          {allowed.includes('keepTitle') && (
            <Button loading={keep.isPending} onClick={() => void ask(keep, '称号保留，不撤销？', '保留称号', false)}>
              {allowed.includes('revoke') ? '不同意，保留称号' : '收回，保留称号'}
            </Button>
          )}
        </Space>
      }
    />
  )
}
