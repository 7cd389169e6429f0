// After redeeming: what was given, and the receipt to take home. And the household's redemptions of a month, read here
// and printed as a paper.
import { Alert, DatePicker, Space } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { rewardsDesk, type Statement } from '@shared/rewards/desk-contract'
import { dayOf, monthOf } from '@shared/time'
import { longDay, longMonth, shortTime, withCommas } from '@/lib/format'
import { useRead } from '@/lib/query'
import { PaperButton } from '@/ui/PaperButton'
import { Loaded } from '@/ui/states'
import { ForWhom, FromWhen } from './ForWhom'

export function Given({ receipt }: { receipt: OutputOf<typeof rewardsDesk.redeem> }) {
  return (
    <>
      <Alert
        type="success"
        showIcon
        title={`已扣${withCommas(receipt.points)}分，请把“${receipt.goodName}”${receipt.quantity}件交给居民`}
        description={`${receipt.householdLabel}还剩${withCommas(receipt.availableAfter)}分。凭据编号 ${receipt.number}`}
        style={{ marginBottom: 12 }}
      />
      <PaperButton type="primary" autoFocus route={rewardsDesk.receipt} input={{ id: receipt.redemptionId }}>
        打印凭据
      </PaperButton>
    </>
  )
}

export function MonthStatement({ householdId }: { householdId: string }) {
  const thisMonth = monthOf(dayOf(new Date()))
  const [month, setMonth] = useState(thisMonth)
  const [personId, setPersonId] = useState('')
  const asked = { householdId, month, ...(personId ? { personId } : {}) }
  const query = useRead(rewardsDesk.statement, asked)
  return (
    <>
      <Space style={{ marginBottom: 16 }}>
        <DatePicker
          picker="month"
          aria-label="月份"
          allowClear={false}
          maxDate={dayjs()}
          value={dayjs(`${month}-01`)}
          onChange={(day) => setMonth(day?.format('YYYY-MM') ?? thisMonth)}
        />
        <ForWhom members={query.data?.members ?? []} value={personId} onChange={setPersonId} />
        <PaperButton type="primary" disabled={!query.data} route={rewardsDesk.statementPaper} input={asked}>
          打印对账单
        </PaperButton>
      </Space>
      <Loaded query={query}>{(statement) => <StatementTable statement={statement} />}</Loaded>
    </>
  )
}

function StatementTable({ statement }: { statement: Statement }) {
  const { expiring } = statement
  return (
    <article className="sheet" aria-label="住户对账单">
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
            <td>{withCommas(statement.available)}分</td>
            <th scope="row">待领取占用</th>
            <td>{withCommas(statement.held)}分</td>
          </tr>
          <tr>
            <th scope="row">本月兑换</th>
            <td>{withCommas(statement.redeemed)}分</td>
            <th scope="row">最近到期</th>
            <td>{expiring ? `${longDay(expiring.on)}：${withCommas(expiring.points)}分` : '没有'}</td>
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
    </article>
  )
}
