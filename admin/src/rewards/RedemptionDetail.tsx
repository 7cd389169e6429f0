// One redemption as staff see it: what, where, until when, what became of it, and its dispute.
import { Alert, Descriptions, Tag, Timeline } from 'antd'
import { Link } from 'react-router'
import { wayTexts } from '@shared/rewards/rules'
import type { Redemption } from '@shared/rewards/schemas'
import { fullTime, withCommas } from '@/lib/format'
import { Photos } from '@/ui/Photos'
import { redemptionColours } from './words'

export function RedemptionDetail({ redemption }: { redemption: Redemption }) {
  const { dispute } = redemption
  return (
    <>
      <Descriptions
        column={1}
        size="small"
        bordered
        style={{ marginBottom: 16 }}
        items={[
          {
            key: 'status',
            label: '状态',
            children: <Tag color={redemptionColours[redemption.status]}>{redemption.statusText}</Tag>,
          },
          {
            key: 'good',
            label: '商品',
            children: `${redemption.goodName}（${redemption.kindName}），${redemption.quantity}件`,
          },
          {
            key: 'points',
            label: '积分',
            children: `${withCommas(redemption.points)}分，从${redemption.from === 'own' ? '个人' : '住户'}积分里`,
          },
          { key: 'shop', label: '兑换点', children: `${redemption.shop.name}，${redemption.shop.address}` },
          { key: 'created', label: '兑换', children: fullTime(redemption.createdAt) },
          {
            key: 'ends',
            label: redemption.endedAt ? '结束' : '最晚领取',
            children: redemption.endedAt
              ? `${fullTime(redemption.endedAt)}${redemption.way ? `（${wayTexts[redemption.way]}）` : ''}`
              : fullTime(redemption.lapsesAt),
          },
          {
            key: 'entry',
            label: '积分流水',
            children: <Link to={`/accounts?entry=${encodeURIComponent(redemption.entryId)}`}>看这一笔流水</Link>,
          },
        ]}
      />
      {dispute && (
        <section className="section">
          <h4>异议：{dispute.reasonText}</h4>
          <p className="as-typed">
            {dispute.note || '没有写说明'}（{fullTime(dispute.at)}）
          </p>
          <Photos ids={dispute.fileIds} label="异议照片" />
          <p>兑换点说明：{dispute.shopAnswer ?? '还没有'}</p>
          {dispute.decision && (
            <Alert
              type="info"
              showIcon
              title={dispute.decision === 'upheld' ? '裁定：成立，积分已退回' : '裁定：不成立，维持'}
              description={`${dispute.decisionReason ?? ''}（${fullTime(dispute.decidedAt)}）`}
            />
          )}
        </section>
      )}
      <section className="section">
        <h4>经过</h4>
        <Timeline items={redemption.history.map((step) => ({ content: `${fullTime(step.at)} ${step.text}` }))} />
      </section>
    </>
  )
}
