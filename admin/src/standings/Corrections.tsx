// Corrections that wait for a second person: what would change, why, and who proposed it.
import { Alert, Button, Space } from 'antd'
import { standingsDesk, type CorrectionRow } from '@shared/standings/desk-contract'
import { longMonth } from '@shared/time'
import { shortTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useRead, useWrite } from '@/lib/query'
import { askReason } from '@/ui/reason'

export function Corrections() {
  const query = useRead(standingsDesk.corrections, {}, { enabled: useMay(standingsDesk.corrections) })
  return (
    <>
      {query.data?.items.map((row) => (
        <Alert
          key={row.id}
          type="warning"
          style={{ marginBottom: 12 }}
          title={`${longMonth(row.period)}第${row.version}版有一条更正待批准`}
          description={<Waiting row={row} />}
        />
      ))}
    </>
  )
}

function Waiting({ row }: { row: CorrectionRow }) {
  const decide = useWrite(standingsDesk.decideCorrection, '已办理')
  const ask = async (outcome: 'done' | 'refused', title: string): Promise<void> => {
    const reason = await askReason(title, title, outcome === 'refused')
    if (reason) decide.mutate({ id: row.id, outcome, reason })
  }
  return (
    <>
      <p>{row.reason}</p>
      <ul>
        {row.changes.map(({ name, before, after }) => (
          <li key={name}>{`${name}：原为${before}，更正为${after}`}</li>
        ))}
      </ul>
      <p className="faint">{`${row.by}提出，${shortTime(row.at)}`}</p>
      {row.mayDecide ? (
        <Space>
          <Button type="primary" loading={decide.isPending} onClick={() => void ask('done', '批准并发更正公告')}>
            批准并发更正公告
          </Button>
          <Button loading={decide.isPending} onClick={() => void ask('refused', '不批准')}>
            不批准
          </Button>
        </Space>
      ) : (
        <span className="faint">等另一个人批准。</span>
      )}
    </>
  )
}
