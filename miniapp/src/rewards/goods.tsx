// The catalogue: how many points I have on top, then what they can be redeemed for here. Works signed out.
// Relies on rewards.catalogue. Invariant: a good that can't be redeemed says why, in the server's words.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { rewards } from '@shared/rewards/contract'
import type { GoodCard, GoodKind } from '@shared/rewards/schemas'
import type { OutputOf } from '@shared/contract'
import { pickPlace, useMyPlace } from '@/lib/my-place'
import { useRead, useReadPages } from '@/lib/query'
import { useElder, useSignedIn } from '@/lib/session'
import { a11y, classes } from '@/ui/a11y'
import { Button, NextPage } from '@/ui/Button'
import { Card, Empty, Notice, Row, Tag } from '@/ui/layout'
import { PlacePicker } from '@/ui/PlacePicker'
import { QueryView } from '@/ui/QueryView'
import { Screen, SideScroll } from '@/ui/Screen'
import { useSignIn } from '@/ui/SignInSheet'
import { GoodPicture, openPage } from './parts'

/** What is left is said where it may soon be gone. */
const FEW = 20
type Payer = OutputOf<typeof rewards.payers>['items'][number]

function Goods() {
  const signedIn = useSignedIn()
  const payers = useRead(rewards.payers, {}, { enabled: signedIn })
  return (
    <Screen title="积分兑换">
      {signedIn ? <Balance payers={payers.data?.items ?? []} /> : <SignedOut />}
      <Catalogue
        most={signedIn && payers.data ? Math.max(0, ...payers.data.items.map(({ available }) => available)) : null}
      />
      <Honours />
    </Screen>
  )
}

/**
 * Points of mine, of my household and of who I act for; the account with most first, empty ones only where there is
 * nothing else.
 */
function Balance({ payers }: { payers: readonly Payer[] }) {
  const rich = [...payers]
    .sort((a, b) => b.available - a.available)
    .filter(({ available }, i) => i === 0 || available > 0)
  const [first, ...others] = rich
  return (
    <Card>
      <View className="balance">
        <View
          id="balance"
          className="balance__figure"
          onClick={() => openPage('/me/points')}
          {...a11y({ role: 'button', spoken: `${first?.label ?? '可用积分'} ${first?.available ?? ''}分，看明细` })}
        >
          <Text className="balance__label">{first?.label ?? '可用积分'}</Text>
          <Text className="balance__value">
            {first ? String(first.available) : '…'}
            <Text className="balance__unit">分</Text>
          </Text>
        </View>
        <Button id="mine" small onClick={() => openPage('/rewards/mine')}>
          我的兑换
        </Button>
      </View>
      {others.map(({ label, available, asProxy, householdId }) => (
        <Row key={householdId ?? 'own'} title={label} note={asProxy ? '您代办' : undefined} value={`${available}分`} />
      ))}
    </Card>
  )
}

function SignedOut() {
  const signIn = useSignIn()
  return (
    <View>
      <Card>
        <Row
          id="sign-in-goods"
          icon="user"
          title="登录"
          note="看有多少积分"
          onClick={() => {
            void signIn.ask('登录后能看到您的积分')
          }}
        />
      </Card>
      {signIn.sheet}
    </View>
  )
}

function Catalogue({ most }: { most: number | null }) {
  const place = useMyPlace()
  const elder = useElder()
  const [kind, setKind] = useState<GoodKind | null>(null)
  const [choosing, setChoosing] = useState(false)
  const where = place ? { placeId: place.id } : {}
  // Kinds and whether anything can be redeemed here come with every page; one small reading tells them.
  const about = useRead(rewards.catalogue, { ...where, limit: 1 })
  const pages = useReadPages(rewards.catalogue, { ...where, ...(kind ? { kind } : {}) })
  const hint = kind ? '换一类看看' : '换一个地方看看，或过些日子再来'
  return (
    <View>
      {about.data?.closed && <Notice tone="warn">{about.data.closed}</Notice>}
      {!elder && (about.data?.kinds.length ?? 0) > 1 && (
        <Kinds kinds={about.data?.kinds ?? []} kind={kind} onChange={setKind} />
      )}
      <QueryView
        query={pages.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="这里现在没有可兑换的东西" hint={hint} />}
      >
        {(items) => (
          <View className="goods">
            {items.map((good) => (
              <Good key={good.id} good={good} most={most} />
            ))}
          </View>
        )}
      </QueryView>
      <NextPage pages={pages}>看更多</NextPage>
      <Card>
        <Row
          id="goods-place"
          icon="map-pin"
          title="按这里找"
          value={place?.name ?? '全市'}
          onClick={() => setChoosing(true)}
        />
      </Card>
      <PlacePicker
        open={choosing}
        onClose={() => setChoosing(false)}
        onPick={(picked) => {
          pickPlace(picked)
          setChoosing(false)
        }}
      />
    </View>
  )
}

type KindsProps = {
  kinds: readonly { kind: GoodKind; name: string }[]
  kind: GoodKind | null
  onChange: (kind: GoodKind | null) => void
}

function Kinds({ kinds, kind, onChange }: KindsProps) {
  const all = [{ kind: null, name: '全部' }, ...kinds]
  return (
    <View className="good-kinds" {...a11y({ role: 'radiogroup', label: '哪一类' })}>
      <SideScroll>
        {all.map((each) => (
          <View
            key={each.name}
            className={classes('chip', each.kind === kind && 'chip--on')}
            onClick={() => onChange(each.kind)}
            {...a11y({ role: 'radio', label: each.name, checked: each.kind === kind })}
          >
            <Text>{each.name}</Text>
          </View>
        ))}
      </SideScroll>
    </View>
  )
}

function Good({ good, most }: { good: GoodCard; most: number | null }) {
  const { id, name, kind, kindName, points, left, limitPerMonth, usedThisMonth, blocked, photoFileId } = good
  const short = most !== null && most < points ? points - most : 0
  const stock = left > FEW ? '' : left > 0 ? `还有${left}件` : '兑完了'
  const limit =
    limitPerMonth === null ? '' : `每月限${limitPerMonth}件${usedThisMonth > 0 ? `，已兑${usedThisMonth}件` : ''}`
  return (
    <View
      className="good"
      onClick={() => openPage(`/rewards/good?id=${id}`)}
      {...a11y({
        role: 'button',
        spoken: [name, `${points}分`, kindName, stock, blocked ?? ''].filter(Boolean).join('，'),
      })}
    >
      <GoodPicture id={photoFileId} kind={kind} />
      <View className="good__main">
        <Text className="good__name">{name}</Text>
        <Text className="good__points">
          {String(points)}
          <Text className="good__unit">分</Text>
        </Text>
        <Text className="good__note">
          {[short > 0 && !blocked ? `还差${short}分` : stock, limit].filter(Boolean).join('，')}
        </Text>
        {blocked && <Tag tone="warn">{blocked}</Tag>}
      </View>
    </View>
  )
}

function Honours() {
  return (
    <Card>
      <Row
        id="honours"
        icon="award"
        tint="info"
        title="荣誉榜"
        note="捐积分给公益金的小区"
        onClick={() => openPage('/rewards/honours')}
      />
    </Card>
  )
}

export { Goods as default }
