// What the resident takes home from the desk: the receipt of one redemption and the household's statement of a month,
// one A4 page each.
import { Alert, Button, DatePicker, Space } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { dayOf, monthOf } from '@shared/time'
import { fullTime, longDay, longMonth, shortTime, withCommas } from '@/lib/format'
import { useRead } from '@/lib/query'
import { Loaded } from '@/ui/states'
import { ForWhom, FromWhen } from './ForWhom'

type Receipt = OutputOf<typeof rewardsDesk.receipt>
type Statement = OutputOf<typeof rewardsDesk.statement>

export function PrintedReceipt({ id }: { id: string }) {
  const query = useRead(rewardsDesk.receipt, { id })
  return <Loaded query={query}>{(receipt) => <ReceiptSheet receipt={receipt} />}</Loaded>
}

export function ReceiptSheet({ receipt, isNew }: { receipt: Receipt; isNew?: boolean }) {
  const rows: [string, string][] = [
    ['凭据编号', receipt.number],
    ['住户', receipt.householdLabel],
    ['兑换', `${receipt.goodName},${receipt.quantity} 件`],
    ['用去积分', `${withCommas(receipt.points)} 分`],
    ['剩余积分', `${withCommas(receipt.availableAfter)} 分`],
    ['地点', receipt.shopName],
    ['时间', fullTime(receipt.at)],
    ['状态', receipt.statusText],
    ['经办人', receipt.handledBy],
  ]
  return (
    <>
      <div className="no-print">
        {isNew && (
          <Alert
            type="success"
            showIcon
            title={`已扣 ${withCommas(receipt.points)} 分,请把“${receipt.goodName}”交给居民`}
            style={{ marginBottom: 12 }}
          />
        )}
        <Space style={{ marginBottom: 16 }}>
          <Button type="primary" autoFocus onClick={() => window.print()}>
            打印凭据
          </Button>
        </Space>
      </div>
      <article className="sheet take-home" aria-label="兑换凭据">
        <h2>{receipt.title}</h2>
        <table>
          <tbody>
            {rows.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p>{receipt.howToDispute}</p>
        {receipt.hotline && <p>服务电话:{receipt.hotline}</p>}
      </article>
    </>
  )
}

export function PrintedStatement({ householdId }: { householdId: string }) {
  const thisMonth = monthOf(dayOf(new Date()))
  const [month, setMonth] = useState(thisMonth)
  const [personId, setPersonId] = useState('')
  const query = useRead(rewardsDesk.statement, { householdId, month, ...(personId ? { personId } : {}) })
  return (
    <>
      <Space className="no-print" style={{ marginBottom: 16 }}>
        <DatePicker
          picker="month"
          aria-label="月份"
          allowClear={false}
          maxDate={dayjs()}
          value={dayjs(`${month}-01`)}
          onChange={(day) => setMonth(day?.format('YYYY-MM') ?? thisMonth)}
        />
        <ForWhom members={query.data?.members ?? []} value={personId} onChange={setPersonId} />
        <Button type="primary" disabled={!query.data} onClick={() => window.print()}>
          打印对账单
        </Button>
      </Space>
      <Loaded query={query}>{(statement) => <StatementSheet statement={statement} />}</Loaded>
    </>
  )
}

function StatementSheet({ statement }: { statement: Statement }) {
  const { expiring } = statement
  return (
    <article className="sheet take-home" aria-label="住户对账单">
      <h2>{statement.title}</h2>
      <table>
        <tbody>
          <tr>
            <th scope="row">住户</th>
            <td>{statement.householdLabel}</td>
            <th scope="row">月份</th>
            <td>{longMonth(statement.month)}</td>
          </tr>
          <tr>
            <th scope="row">可用积分</th>
            <td>{withCommas(statement.available)} 分</td>
            <th scope="row">待领取占用</th>
            <td>{withCommas(statement.held)} 分</td>
          </tr>
          <tr>
            <th scope="row">本月兑换</th>
            <td>{withCommas(statement.redeemed)} 分</td>
            <th scope="row">最近到期</th>
            <td>{expiring ? `${longDay(expiring.on)}:${withCommas(expiring.points)} 分` : '没有'}</td>
          </tr>
        </tbody>
      </table>
      <table>
        <thead>
          <tr>
            <th>时间</th>
            <th>商品</th>
            <th className="number">件数</th>
            <th className="number">积分</th>
            <th>兑换点</th>
            <th>状态</th>
          </tr>
        </thead>
        <tbody>
          {statement.rows.map((row) => (
            <tr key={row.id}>
              <td>{shortTime(row.createdAt)}</td>
              <td>{row.goodName}</td>
              <td className="number">{row.quantity}</td>
              <td className="number">{withCommas(row.points)}</td>
              <td>{row.shopName}</td>
              <td>{row.statusText}</td>
            </tr>
          ))}
          {statement.rows.length === 0 && (
            <tr>
              <td colSpan={6}>这个月没有兑换</td>
            </tr>
          )}
        </tbody>
      </table>
      <FromWhen since={statement.since} what="兑换" />
      <p>{statement.howToContest}</p>
      <p>
        {statement.hotline && `服务电话:${statement.hotline} · `}打印:{statement.printedBy},
        {fullTime(statement.printedAt)}
      </p>
    </article>
  )
}
