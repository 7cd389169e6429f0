// Corrections that are open: what it was, what it is to be, and the answer of whoever has to give it. Both sides see
// them until they are decided.
import { Text, View } from '@tarojs/components'
import type { Route } from '@shared/contract'
import { showKg } from '@shared/manifests/book'
import { manifests, type Correction } from '@shared/manifests/contract'
import { correctionStateNames, sideNames, weightHowNames } from '@shared/manifests/vocabulary'
import { monthDay } from '@shared/time'
import { useWrite } from '@/lib/query'
import { Button, Buttons } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Card, Section, Tag } from '@/ui/layout'

type Values = Correction['change']

/** "3桶，286千克（称）" */
const said = ({
  buckets,
  grams,
  how,
  acceptedGrams,
  refusedGrams,
}: { [K in keyof Values]: Values[K] | null }): string =>
  [
    typeof buckets === 'number' ? `${buckets}桶` : '',
    typeof grams === 'number' ? `${showKg(grams)}千克${how ? `（${weightHowNames[how]}）` : ''}` : '',
    typeof acceptedGrams === 'number' ? `接收${showKg(acceptedGrams)}千克` : '',
    typeof refusedGrams === 'number' ? `拒收${showKg(refusedGrams)}千克` : '',
  ]
    .filter(Boolean)
    .join('，') || '没有数'

type Props = { items: readonly Correction[]; organisationId: string; refreshes: readonly Route[] }

export function Corrections({ items, organisationId, refreshes }: Props) {
  if (items.length === 0) return null
  return (
    <Section title="更正">
      {items.map((one) => (
        <One key={one.id} one={one} organisationId={organisationId} refreshes={refreshes} />
      ))}
    </Section>
  )
}

function One({ one, organisationId, refreshes }: { one: Correction } & Omit<Props, 'items'>) {
  const again = [...refreshes, manifests.corrections]
  const answer = useWrite(manifests.answerCorrection, { refreshes: again, onDone: () => toast('已答复') })
  const withdraw = useWrite(manifests.withdrawCorrection, { refreshes: again, onDone: () => toast('已撤回') })
  const { id, allowed, state } = one
  const failed = answer.error ?? withdraw.error
  const say = async (accept: boolean) => {
    const yes = await confirm({
      title: accept ? '同意改成这样？' : '不同意这个更正？',
      text: accept ? `改成${said(one.change)}，记录里两版都留着。` : '保持原来的数，由街道看过后决定。',
      ok: accept ? '同意' : '不同意',
      cancel: '返回',
    })
    if (yes) await answer.run({ id, organisationId, accept, answer: accept ? '同意' : '不同意' })
  }
  return (
    <Card
      title={`${one.ofName}，${sideNames[one.side]}提出`}
      extra={<Tag tone="warn">{correctionStateNames[state]}</Tag>}
    >
      <Text className="hand__text">{`${said(one.before)} → ${said(one.change)}`}</Text>
      <Text className="kitchen__note">{`原因：${one.reason}`}</Text>
      {state === 'open' && (
        <Text className="kitchen__note">{`请在${monthDay(one.dueOn)}前答复，过了由工作人员决定`}</Text>
      )}
      {failed && <ErrorState error={failed} />}
      {allowed.includes('answer') && (
        <Buttons>
          <Button
            id={`no-${id}`}
            loading={answer.busy}
            onClick={() => {
              void say(false)
            }}
          >
            不同意
          </Button>
          <Button
            id={`yes-${id}`}
            kind="primary"
            loading={answer.busy}
            onClick={() => {
              void say(true)
            }}
          >
            同意
          </Button>
        </Buttons>
      )}
      {allowed.includes('withdraw') && (
        <View>
          <Button
            id={`back-${id}`}
            small
            loading={withdraw.busy}
            onClick={() => {
              void withdraw.run({ id, organisationId })
            }}
          >
            撤回这条更正
          </Button>
        </View>
      )}
    </Card>
  )
}
