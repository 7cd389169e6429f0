// What this shop still has of each good, and what is held for residents. Relies on rewardsShop.stock.
import { rewardsShop } from '@shared/rewards/shop-contract'
import { useRead } from '@/lib/query'
import { Card, Empty, Row, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { ForShop, type Shop } from './parts'

function Stock() {
  return (
    <Screen title="本店库存">
      <ForShop>{(shop) => <ForOne key={shop.id} shop={shop} />}</ForShop>
    </Screen>
  )
}

function ForOne({ shop }: { shop: Shop }) {
  const stock = useRead(rewardsShop.stock, { shopId: shop.id })
  return (
    <QueryView
      query={stock}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty text="本店还没有兑换品" hint="配送到店后由工作人员登记入库" />}
    >
      {({ items }) =>
        items.map(({ goodId, goodName, left, held, takenThisMonth, low }) => (
          <Card key={goodId} title={goodName} {...(low ? { extra: <Tag tone="warn">快没有了</Tag> } : {})}>
            <Row title="还可以兑" value={`${left}件`} />
            <Row title="已给居民留住" note="没有来领的，请留着" value={`${held}件`} />
            <Row title="本月已给" value={`${takenThisMonth}件`} />
          </Card>
        ))
      }
    </QueryView>
  )
}

export { Stock as default }
