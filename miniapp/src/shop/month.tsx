// A month of the shop: what was handed over by good, every line, and the settlement to confirm or to object to.
// Relies on rewardsShop.statement and .settlements. Invariant: the settlement that is confirmed is the version that was
// shown.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { addMonths, dayOf, monthOf, type Month } from '@shared/time'
import { showFen } from '@shared/units'
import { useRead, useReadPages } from '@/lib/query'
import { Button, Buttons, NextPage } from '@/ui/Button'
import { Card, Empty, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { Figures, ForShop, grouped, Taken, type Shop } from './parts'
import { SettlementCard } from './settlement'

const nameOf = (month: Month): string => `${month.slice(0, 4)}年${Number(month.slice(5, 7))}月`

function MonthPage() {
  return (
    <Screen title="对账和月结">
      <ForShop>{(shop) => <ForOne key={shop.id} shop={shop} />}</ForShop>
    </Screen>
  )
}

function ForOne({ shop }: { shop: Shop }) {
  const current = monthOf(dayOf(new Date()))
  const [month, setMonth] = useState(current)
  return (
    <View>
      <Settlements shop={shop} />
      <Section title={nameOf(month)}>
        <Buttons>
          <Button id="earlier" onClick={() => setMonth(addMonths(month, -1))}>
            上个月
          </Button>
          <Button id="later" disabled={month >= current} onClick={() => setMonth(addMonths(month, 1))}>
            下个月
          </Button>
        </Buttons>
        <Sums shop={shop} month={month} />
        <Lines shop={shop} month={month} />
      </Section>
    </View>
  )
}

/** What waits for the shop's word stands first. */
function Settlements({ shop }: { shop: Shop }) {
  const pages = useReadPages(rewardsShop.settlements, { shopId: shop.id, limit: 6 })
  return (
    <Section title="月结单">
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Text className="shop-text">还没有月结单。月初由工作人员编制上个月的。</Text>}
      >
        {(items) => (
          <>
            {items.map((settlement) => (
              <SettlementCard key={settlement.id} settlement={settlement} />
            ))}
          </>
        )}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
    </Section>
  )
}

function Sums({ shop, month }: { shop: Shop; month: Month }) {
  const statement = useRead(rewardsShop.statement, { shopId: shop.id, month, limit: 1 })
  return (
    <QueryView query={statement}>
      {({ pieces, points, fen, reversedPieces, byGood }) => (
        <>
          <Figures
            figures={[
              { value: String(pieces), unit: '件' },
              { value: grouped(points), unit: '分' },
              { value: showFen(fen).replace('元', ''), unit: '元' },
            ]}
          />
          {(byGood.length > 0 || reversedPieces > 0) && (
            <Card title="按物品">
              {byGood.map(({ goodId, goodName, pieces: count, fen: amount, points: worth }) => (
                <Row
                  key={`${goodId}-${goodName}`}
                  title={goodName}
                  note={`${count}件 · ${worth}分`}
                  value={showFen(amount)}
                />
              ))}
              {reversedPieces > 0 && <Row title="异议裁定退回" value={`${reversedPieces}件`} />}
            </Card>
          )}
        </>
      )}
    </QueryView>
  )
}

function Lines({ shop, month }: { shop: Shop; month: Month }) {
  const pages = useReadPages(rewardsShop.statement, { shopId: shop.id, month })
  return (
    <>
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="这个月没有核销" hint="可以看上个月" />}
      >
        {(items) => (
          <Card title="每一笔">
            {items.map((row) => (
              <Taken key={row.id} row={row} withDay />
            ))}
          </Card>
        )}
      </QueryView>
      <NextPage pages={pages}>看更早的</NextPage>
    </>
  )
}

export { MonthPage as default }
