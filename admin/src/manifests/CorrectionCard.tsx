// One correction: what it was, what it is to be, and the decision where the other side has not answered in time.
import { Button, Space, Tag } from 'antd'
import { showKg } from '@shared/manifests/book'
import type { Correction } from '@shared/manifests/contract'
import { manifestsDesk } from '@shared/manifests/desk-contract'
import { correctionStateNames, sideNames, weightHowNames } from '@shared/manifests/vocabulary'
import { dayOf } from '@shared/time'
import { shortTime } from '@/lib/format'
import { useMay } from '@/lib/me'
import { useWrite } from '@/lib/query'
import { askReason } from '@/ui/reason'

type Values = { [K in keyof Correction['change']]?: Correction['change'][K] | null }

export const changeText = ({ buckets, grams, how, acceptedGrams, refusedGrams }: Values): string =>
  [
    typeof buckets === 'number' ? `${buckets}桶` : '',
    typeof grams === 'number' ? `${showKg(grams)}千克` : '',
    how ? weightHowNames[how] : '',
    typeof acceptedGrams === 'number' ? `接收${showKg(acceptedGrams)}千克` : '',
    typeof refusedGrams === 'number' ? `拒收${showKg(refusedGrams)}千克` : '',
  ]
    .filter(Boolean)
    .join('，') || '没有数'

export function CorrectionCard({ correction }: { correction: Correction }) {
  const { id, state, dueOn } = correction
  const decide = useWrite(manifestsDesk.decideCorrection, '已决定')
  const mayDecide = useMay(manifestsDesk.decideCorrection)
  const say = async (accept: boolean): Promise<void> => {
    const reason = await askReason(accept ? '同意这条更正？' : '不同意这条更正？', accept ? '同意' : '不同意', !accept)
    if (reason) decide.mutate({ id, accept, reason })
  }
  const isDue = state === 'open' && dueOn < dayOf(new Date())
  return (
    <section className="section">
      <h4>
        更正 <Tag color={state === 'open' ? 'orange' : 'default'}>{correctionStateNames[state]}</Tag>
      </h4>
      <p>
        {changeText(correction.before)} → <b>{changeText(correction.change)}</b>
      </p>
      <p className="faint">
        {sideNames[correction.side]}（{correction.organisation}）{shortTime(correction.askedAt)}提出：
        {correction.reason}
        {correction.answer && `；答复：${correction.answer}`}
        {state === 'open' && `；${dueOn} 前由对方答复，过期由工作人员决定`}
      </p>
      {isDue && mayDecide && (
        <Space wrap>
          <Button type="primary" loading={decide.isPending} onClick={() => void say(true)}>
            同意更正
          </Button>
          <Button loading={decide.isPending} onClick={() => void say(false)}>
            不同意
          </Button>
        </Space>
      )}
    </section>
  )
}
