// The public page of a fund: what it holds, received and used, by month. Givers are not listed. Relies on the ledger's
// funds.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { gifts } from '@shared/ledger/gifts-contract'
import { useRead } from '@/lib/query'
import { useSession } from '@/lib/session'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { fullMonth } from './words'
import './me.scss'

function Fund() {
  const { params } = useRouter()
  const { household } = useSession()
  const id = params['id'] || household?.placeId
  return (
    <Screen title="公益金">
      {id ? <Shown id={id} /> : <Empty text="还没有选小区" hint="在“赠送积分”里选一个公益金，就能看到它的账" />}
    </Screen>
  )
}

function Shown({ id }: { id: string }) {
  const fund = useRead(gifts.fund, { id })
  return (
    <>
      <QueryView query={fund}>
        {({ name, placeName, points, receivedTotal, receivedThisMonth, gifts, months }) => (
          <>
            <Card title={name}>
              <View className="figure">
                <Text className="figure__value">{String(points)}</Text>
                <Text className="figure__unit">分现有</Text>
              </View>
              <Row title="所在地" value={placeName} />
              <Row title="一共收到" note={`${gifts}笔`} value={`${receivedTotal}分`} />
              <Row title="本月收到" value={`${receivedThisMonth}分`} />
            </Card>
            <Notice>这里不列赠送人，谁赠了多少只有本人能看到。</Notice>
            <Section title="每月">
              {months.length === 0 ? (
                <Empty text="还没有人赠送" hint="积分明细里点“赠给公益金”" />
              ) : (
                <Card>
                  {months.map(({ month, received, used, gifts: count }) => (
                    <Row
                      key={month}
                      title={fullMonth(month)}
                      note={`${count}笔`}
                      value={`收 ${received} · 用 ${used}`}
                    />
                  ))}
                </Card>
              )}
            </Section>
          </>
        )}
      </QueryView>
    </>
  )
}

export { Fund as default }
