// One objection with its decision; who may decide it chooses which visits do not count, or that the result stays.
import { Button, Card, Checkbox, Space, Tag } from 'antd'
import { useState } from 'react'
import { standingsDesk, type ObjectionRow } from '@shared/standings/desk-contract'
import { objectionStatusNames, replySideNames } from '@shared/standings/vocabulary'
import { longMonth, showDay } from '@shared/time'
import { shortTime } from '@/lib/format'
import { useWrite } from '@/lib/query'
import { Photos } from '@/ui/Photos'
import { askReason } from '@/ui/reason'
import { evidenceChoices, type Evidence } from './parts'

type Props = { objection: ObjectionRow; entry: Evidence }

export function ObjectionBlock({ objection, entry }: Props) {
  const { status, late, dueOn, decision } = objection
  return (
    <Card
      size="small"
      style={{ marginTop: 16 }}
      title={`${replySideNames[objection.side].slice(0, -2)}的异议`}
      extra={<Tag color={status === 'open' ? (late ? 'red' : 'blue') : 'green'}>{objectionStatusNames[status]}</Tag>}
    >
      <p>{objection.text}</p>
      <Photos ids={objection.photoIds} label="异议的照片" />
      <p className="faint">
        {longMonth(objection.period)}预览：{objection.before}
        {objection.after && `；裁定后：${objection.after}`}。{objection.by}，{shortTime(objection.at)}
        {status === 'open' && dueOn && `，${showDay(dueOn)}前裁定${late ? '，已超期' : ''}`}
      </p>
      {decision && (
        <p>
          <b>裁定：</b>
          {decision.text}
          <span className="faint">
            {' '}
            {decision.by}，{shortTime(decision.at)}
          </span>
        </p>
      )}
      {objection.mayWithdraw && <Withdraw id={objection.id} />}
      {status === 'open' &&
        !objection.mayWithdraw &&
        (objection.mayDecide ? (
          <Decide objection={objection} entry={entry} />
        ) : (
          <p className="faint">由没有参加检查、也没有转发链接的街道或市级人员裁定。</p>
        ))}
    </Card>
  )
}

function Withdraw({ id }: { id: string }) {
  const withdraw = useWrite(standingsDesk.withdrawObjection, '已撤回，结果不变')
  const ask = async (): Promise<void> => {
    const reason = await askReason('为什么撤回（这一期不能再提）', '撤回异议')
    if (reason) withdraw.mutate({ id, reason })
  }
  return (
    <Button size="small" loading={withdraw.isPending} onClick={() => void ask()}>
      撤回异议
    </Button>
  )
}

function Decide({ objection, entry }: Props) {
  const decide = useWrite(standingsDesk.decideObjection, '已裁定，已告诉提出的人')
  const [chosen, setChosen] = useState<string[]>([])
  const ask = async (outcome: 'upheld' | 'kept', title: string): Promise<void> => {
    const reason = await askReason(`${title}：请写明理由和改了什么（提出的人会看到）`, title)
    if (!reason) return
    const amendments = outcome === 'upheld' ? chosen.map((visit) => ({ visit, closedInTime: null })) : []
    decide.mutate({ id: objection.id, outcome, amendments, reason })
  }
  return (
    <>
      <p>成立的话，选出不该计入的：</p>
      <Checkbox.Group value={chosen} onChange={setChosen} options={evidenceChoices(entry)} />
      <Space style={{ marginTop: 12 }} wrap>
        <Button
          type="primary"
          disabled={chosen.length === 0}
          loading={decide.isPending}
          onClick={() => void ask('upheld', '异议成立')}
        >
          异议成立，去掉选中的
        </Button>
        <Button loading={decide.isPending} onClick={() => void ask('kept', '维持原结果')}>
          维持原结果
        </Button>
      </Space>
    </>
  )
}
