// The shop's first page: what was handed over today with its sum, and the one thing done all day, taking a code.
// Relies on rewardsShop.today. Invariant: a shop sees goods and codes, never who stands behind one.
import { Text } from '@tarojs/components'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { showDay } from '@shared/time'
import { platform } from '@/lib/platform/platform'
import { useRead } from '@/lib/query'
import { useElder, useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Card, Empty, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { useCollected } from './collected'
import { Figures, ForShop, grouped, openPage, Taken, type Shop } from './parts'

const FIRST = 20

function Home() {
  const signedIn = useSignedIn()
  // Scanning begins in the tap, so that handing over takes two: scan, confirm.
  const scan = () => {
    if (!platform.canScan) return openPage('/shop/take')
    platform.scan().then(
      (code) => {
        if (code) openPage(`/shop/take?code=${encodeURIComponent(code)}`)
      },
      () => openPage('/shop/take'),
    )
  }
  return (
    <Screen
      title="兑换点"
      bottom={
        signedIn ? (
          <Button id="scan" kind="primary" onClick={scan}>
            {platform.canScan ? '扫码核销' : '输码核销'}
          </Button>
        ) : undefined
      }
    >
      <ForShop>{(shop) => <Today key={shop.id} shop={shop} />}</ForShop>
    </Screen>
  )
}

function Today({ shop }: { shop: Shop }) {
  const today = useRead(rewardsShop.today, { shopId: shop.id })
  return (
    <>
      <Text className="shop-text">{shop.name}</Text>
      <QueryView query={today}>
        {({ day, count, pieces, points, items }) => (
          <>
            <Figures
              figures={[
                { value: String(count), unit: '次' },
                { value: String(pieces), unit: '件' },
                { value: grouped(points), unit: '分' },
              ]}
            />
            <Section title={`今天 ${showDay(day)}`}>
              {items.length === 0 ? (
                <Empty text="今天还没有核销" hint={platform.canScan ? '点下面的“扫码核销”' : '点下面的“输码核销”'} />
              ) : (
                <Card>
                  {items.slice(0, FIRST).map((row) => (
                    <Taken key={row.id} row={row} />
                  ))}
                </Card>
              )}
              {items.length > FIRST && (
                <Button onClick={() => openPage('/shop/month')}>{`今天一共${count}次，看全部`}</Button>
              )}
            </Section>
          </>
        )}
      </QueryView>
      <More shop={shop} />
    </>
  )
}

function More({ shop }: { shop: Shop }) {
  const elder = useElder()
  const waiting = useCollected(shop.id).filter(({ state }) => state === 'waiting').length
  return (
    <Card>
      {platform.canScan && <Row id="manual" title="扫不了？输码核销" onClick={() => openPage('/shop/take')} />}
      {shop.takesOffline && (
        <Row
          id="offline"
          title="断网收码"
          note={elder ? undefined : '先下载今天的码，没网时收，有网后补传'}
          value={waiting > 0 ? `${waiting}个待传` : undefined}
          onClick={() => openPage('/shop/offline')}
        />
      )}
      <Row id="month" title="对账和月结" onClick={() => openPage('/shop/month')} />
      <Row id="disputes" title="居民的异议" onClick={() => openPage('/shop/disputes')} />
      <Row id="stock" title="本店库存" onClick={() => openPage('/shop/stock')} />
    </Card>
  )
}

export { Home as default }
