// How much less CO₂ was given off: the figure, and in one line its method, baseline and uncertainty. Relies on the
// ledger. Invariant: a figure never stands without the line that says how it came about.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { ledger } from '@shared/ledger/contract'
import { useRead } from '@/lib/query'
import { useSignedIn } from '@/lib/session'
import { Card, Notice, Row } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { uncertaintyOf } from './carbon-words'
import './me.scss'

function Carbon() {
  const signedIn = useSignedIn()
  return (
    <Screen title="减碳">
      {signedIn && <Mine />}
      <Method />
      <Notice title="怎么算的">
        收走的每种材料的重量，乘这种材料的减碳系数，再相加。系数写着来源，改了会公布，过去的不变。
      </Notice>
      <Card>
        <Row
          id="factors"
          title="减碳系数"
          note="每种材料的系数、来源和改动记录"
          onClick={() => {
            void Taro.navigateTo({ url: '/me/factors' })
          }}
        />
      </Card>
    </Screen>
  )
}

/** The larger first; an account with nothing yet is left out, unless there is no other. */
function withFigure<A extends { carbonGrams: number }>(accounts: readonly A[]): A[] {
  const sorted = [...accounts].sort((a, b) => b.carbonGrams - a.carbonGrams)
  return sorted.filter(({ carbonGrams }, place) => place === 0 || carbonGrams > 0)
}

function Mine() {
  const summaries = useRead(ledger.summaries, {})
  return (
    <QueryView query={summaries}>
      {({ accounts }) => (
        <Card title="到现在少排放">
          {withFigure(accounts).map(({ account, name, carbonGrams }) => (
            <View key={account} className="figure">
              <Text className="figure__value">{(carbonGrams / 1000).toFixed(2)}</Text>
              <Text className="figure__unit">{`千克二氧化碳，${name}`}</Text>
            </View>
          ))}
        </Card>
      )}
    </QueryView>
  )
}

/** 估算 · 方法 · 基准 · 不确定度 */
function Method() {
  const factors = useRead(ledger.factors, {}, { staleMs: 60 * 60_000 })
  return (
    <QueryView query={factors}>
      {({ items }) => {
        const baselines = [...new Set(items.map(({ baseline }) => baseline))]
        const sure = uncertaintyOf(items)
        return (
          <Card>
            <Text className="line__text">
              {`估算 · 方法：重量×系数 · 基准：${baselines.slice(0, 2).join('、') || '见系数表'}${baselines.length > 2 ? '等' : ''} · 不确定度：${sure ?? '来源没有给出范围'}`}
            </Text>
          </Card>
        )
      }}
    </QueryView>
  )
}

export { Carbon as default }
