// How the ledger proves itself: each day is sealed into a chain, every night the whole is recomputed, and what differs
// is named. Nothing can be done here on purpose: neither a seal nor an entry can be changed by anyone.
import { Alert, Tag } from 'antd'
import { ledger } from '@shared/ledger/contract'
import { fullTime, withCommas } from '@/lib/format'
import { useRead } from '@/lib/query'
import { ListTable } from '@/ui/ListTable'
import { Loaded } from '@/ui/states'
import { SealsTable } from './SealsTable'

const words = { running: '进行中', finished: '完成', failed: '没有完成', cancelled: '已取消' } as const

export function LedgerChecks() {
  const query = useRead(ledger.deskChecks, { limit: 30 }, { refetchMs: 15_000 })
  return (
    <Loaded query={query}>
      {({ items }) => {
        const last = items.find((row) => row.status === 'finished')
        return (
          <>
            {last &&
              (last.differences === 0 ? (
                <Alert
                  type="success"
                  showIcon
                  style={{ marginBottom: 12 }}
                  title={`最近一次核对没有差异（${fullTime(last.finishedAt)}）`}
                />
              ) : (
                <Alert
                  type="error"
                  showIcon
                  style={{ marginBottom: 12 }}
                  title={`最近一次核对发现 ${last.differences}处差异（${fullTime(last.finishedAt)}）`}
                  description="请告诉审计和系统管理员，按下面指名的日期和流水查。不要自行改库。"
                />
              ))}
            <p>
              每天凌晨把前一天的流水封存：算出当天全部流水的校验值，并接上前一天的校验值，连成一条链。哪怕改动一个字，那天和以后每天的校验值都对不上。
            </p>
            <p>
              随后从第一笔起重算全部余额、批次、上限和封存链，结果列在下面。这里没有可按的按钮：封存和流水谁都不能改，要更正只能另记一笔冲正。
            </p>
            <h4>每天的封存</h4>
            <SealsTable />
            <h4>每晚的核对</h4>
            <ListTable
              list={{
                items,
                isLoading: false,
                isFetching: query.isFetching,
                error: null,
                hasMore: false,
                more: () => undefined,
                reload: () => void query.refetch(),
              }}
              rowKey={(row) => row.id}
              empty="还没有核对过，每天凌晨自动进行"
              columns={[
                { title: '开始', render: (_value, row) => fullTime(row.startedAt) },
                { title: '结束', render: (_value, row) => fullTime(row.finishedAt) },
                {
                  title: '状态',
                  render: (_value, row) =>
                    row.status === 'running' && row.total > 0
                      ? `进行中 ${Math.floor((row.done / row.total) * 100)}%`
                      : words[row.status],
                },
                { title: '流水', className: 'number', render: (_value, row) => withCommas(row.entries) },
                { title: '账户', className: 'number', render: (_value, row) => withCommas(row.accounts) },
                {
                  title: '差异',
                  className: 'number',
                  render: (_value, row) => <Tag color={row.differences === 0 ? 'green' : 'red'}>{row.differences}</Tag>,
                },
                {
                  title: '指名',
                  render: (_value, row) =>
                    row.findings.length === 0 ? (
                      row.status === 'finished' ? (
                        '没有差异'
                      ) : (
                        '—'
                      )
                    ) : (
                      <ul style={{ margin: 0, paddingInlineStart: 18 }}>
                        {row.findings.map((finding) => (
                          <li key={finding.where}>
                            {finding.where}：{finding.text}
                          </li>
                        ))}
                      </ul>
                    ),
                },
              ]}
            />
          </>
        )
      }}
    </Loaded>
  )
}
