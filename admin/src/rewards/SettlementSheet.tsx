// One month of one shop: lines, sums, who confirmed and signed; printed as a paper with room for signatures. Whoever
// may not sign is told why.
import { Alert, Button, Popconfirm, Space, Tag } from 'antd'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardManagers, rewardSigners } from '@shared/rewards/roles'
import { rewardsErrors } from '@shared/rewards/errors'
import type { Settlement } from '@shared/rewards/schemas'
import { showFen } from '@shared/units'
import { download } from '@/lib/api'
import { fullTime, longMonth, withCommas } from '@/lib/format'
import { useHasRole } from '@/lib/me'
import { useWrite } from '@/lib/query'
import { ExportButtons } from '@/ui/ExportButtons'
import { PaperButton } from '@/ui/PaperButton'
import { settlementColours } from './words'

export function SettlementSheet({ settlement }: { settlement: Settlement }) {
  const mayRedraft = useHasRole(rewardManagers) && settlement.allowed.includes('redraft')
  const sign = useWrite(rewardsOffice.signOff, '已签字')
  const redraft = useWrite(rewardsOffice.draftSettlement, '已重新编制')
  const maySign = settlement.allowed.includes('signOff')
  return (
    <>
      <div>
        <Space wrap style={{ marginBottom: 12 }}>
          <Tag color={settlementColours[settlement.status]}>{settlement.statusText}</Tag>
          {settlement.status === 'confirmed' && (
            <Popconfirm
              title={`复核签字：应付 ${showFen(settlement.fen)}?`}
              description="签字以后不能再改"
              okText="签字"
              cancelText="返回"
              disabled={!maySign}
              onConfirm={() => sign.mutate({ id: settlement.id, version: settlement.version })}
            >
              <Button type="primary" disabled={!maySign} loading={sign.isPending}>
                复核签字
              </Button>
            </Popconfirm>
          )}
          {mayRedraft && (
            <Button
              loading={redraft.isPending}
              onClick={() => redraft.mutate({ shopId: settlement.shopId, month: settlement.month })}
            >
              重新编制
            </Button>
          )}
          <PaperButton route={rewardsOffice.settlementPaper} input={{ id: settlement.id }}>
            打印
          </PaperButton>
          <ExportButtons save={(format) => download(rewardsOffice.exportSettlement, { id: settlement.id, format })} />
        </Space>
        {settlement.status === 'confirmed' && !maySign && <WhyNot />}
        {settlement.objection && (
          <Alert
            type="warning"
            showIcon
            title="兑换点有异议"
            description={<span className="as-typed">{settlement.objection}</span>}
            style={{ marginBottom: 12 }}
          />
        )}
        {settlement.openDisputes > 0 && (
          <Alert
            type="info"
            showIcon
            title={`有${settlement.openDisputes}件还有居民异议没有裁定，先计在内；裁定成立后从裁定当月扣回。`}
            style={{ marginBottom: 12 }}
          />
        )}
      </div>
      <article className="sheet" aria-label="月结单">
        <h2>
          {settlement.shopName} {longMonth(settlement.month)}积分兑换月结单
        </h2>
        <p>
          编制：{settlement.draftedBy}，{fullTime(settlement.draftedAt)}
        </p>
        <table>
          <thead>
            <tr>
              <th>商品</th>
              <th className="number">每件积分</th>
              <th className="number">每件应付</th>
              <th className="number">核销件数</th>
              <th className="number">冲正件数</th>
              <th className="number">积分</th>
              <th className="number">应付</th>
            </tr>
          </thead>
          <tbody>
            {settlement.lines.map((line) => (
              <tr key={`${line.goodId} ${line.unitPoints} ${line.unitFen}`}>
                <td>{line.goodName}</td>
                <td className="number">{withCommas(line.unitPoints)}</td>
                <td className="number">{showFen(line.unitFen)}</td>
                <td className="number">{withCommas(line.pieces)}</td>
                <td className="number">{withCommas(line.reversedPieces)}</td>
                <td className="number">{withCommas(line.points)}</td>
                <td className="number">{showFen(line.fen)}</td>
              </tr>
            ))}
            {settlement.lines.length === 0 && (
              <tr>
                <td colSpan={7}>这个月没有核销</td>
              </tr>
            )}
          </tbody>
          <tfoot>
            <tr>
              <th>合计</th>
              <td />
              <td />
              <td className="number">{withCommas(settlement.pieces)}</td>
              <td />
              <td className="number">{withCommas(settlement.points)}</td>
              <td className="number">{showFen(settlement.fen)}</td>
            </tr>
          </tfoot>
        </table>
        <p>
          兑换点确认：
          {settlement.confirmedBy ? `${settlement.confirmedBy}，${fullTime(settlement.confirmedAt)}` : '还没有'} ·
          复核：
          {settlement.signedBy ? `${settlement.signedBy}，${fullTime(settlement.signedAt)}` : '还没有'}
        </p>
        <p>积分和款项是两种单位，不互相折算。款项由运营方按合同支付，本单只作依据。</p>
      </article>
    </>
  )
}

function WhyNot() {
  const isSigner = useHasRole(rewardSigners)
  return (
    <Alert
      type="info"
      showIcon
      style={{ marginBottom: 12 }}
      title={`现在不能签字：${isSigner ? rewardsErrors.REWARD_SECOND_PERSON.text : '由市级工作人员复核'}`}
    />
  )
}
