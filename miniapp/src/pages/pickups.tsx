// The tab 预约回收: my bookings, open ones first, each with where it stands; the way to a new one. Signed out it shows the
// free dates of a compound. Only summary parts of pickups are imported here; the screens behind it live in the
// sub-package.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { pickups } from '@shared/pickups/contract'
import { pickPlace, useMyPlace } from '@/lib/my-place'
import { useReadPages } from '@/lib/query'
import { useSignedIn } from '@/lib/session'
import { BookingCard } from '@/pickups/card'
import { changeDraft, dropDraft, isBegun, useDraft } from '@/pickups/draft'
import { FreeDates } from '@/pickups/free-dates'
import { showWhen } from '@/lib/when'
import { kindTitles } from '@/pickups/words'
import { Button, Buttons, NextPage } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { PlacePicker, PlaceSearch } from '@/ui/PlacePicker'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { useSignIn } from '@/ui/SignInSheet'

const begin = () => {
  void Taro.navigateTo({ url: '/pickups/dates' })
}

function Pickups() {
  const signedIn = useSignedIn()
  return (
    <Screen title="预约回收" tab="pickups">
      <Button id="begin" kind="primary" onClick={begin}>
        我要预约
      </Button>
      <View className="begin-gap" />
      <Unfinished />
      {signedIn ? <Mine /> : <Looking />}
    </Screen>
  )
}

/** What was filled in and not sent yet. */
function Unfinished() {
  const one = useDraft()
  if (!isBegun(one)) return null
  const when = one.chosen ? showWhen(one.chosen.day, one.chosen.from, one.chosen.to) : '还没有选时段'
  const drop = async () => {
    if (
      await confirm({
        title: '不要这份没填完的预约？',
        text: '填过的内容会清掉。',
        ok: '不要了',
        cancel: '先留着',
        danger: true,
      })
    )
      dropDraft()
  }
  return (
    <Card id="unfinished" title="上次没有填完">
      <Text className="booking__items">
        {[kindTitles[one.kind].title, when, one.items.map(({ name }) => name).join('、')].filter(Boolean).join(' · ')}
      </Text>
      <Buttons>
        <Button
          id="drop-draft"
          onClick={() => {
            void drop()
          }}
        >
          不要了
        </Button>
        <Button
          id="continue"
          onClick={() => {
            void Taro.navigateTo({ url: one.chosen ? '/pickups/items' : '/pickups/dates' })
          }}
        >
          接着填
        </Button>
      </Buttons>
    </Card>
  )
}

function Mine() {
  const open = useReadPages(pickups.mine, { open: 'true' })
  const past = useReadPages(pickups.mine, { open: 'false' })
  return (
    <View>
      <QueryView
        query={open.query}
        isEmpty={(items) => items.length === 0}
        empty={<Empty text="现在没有预约" hint="大件、家电、可回收物和有害垃圾都可以约上门" />}
      >
        {(items) => (
          <View>
            {items.map((booking) => (
              <BookingCard key={booking.id} booking={booking} />
            ))}
          </View>
        )}
      </QueryView>
      {past.items.length > 0 && (
        <Section title="以前的">
          {past.items.map((booking) => (
            <BookingCard key={booking.id} booking={booking} />
          ))}
          <NextPage id="more" pages={past}>
            看更早的
          </NextPage>
        </Section>
      )}
      {open.query.data !== undefined && past.query.error && (
        <Notice tone="warn">{`以前的预约没能读出来。${past.query.error.text}`}</Notice>
      )}
    </View>
  )
}

/** Without an account: the free dates of a compound, and the way to sign in for those who have bookings. */
function Looking() {
  const place = useMyPlace()
  const signIn = useSignIn()
  const [changing, setChanging] = useState(false)
  return (
    <View>
      {place ? (
        <View>
          <Card>
            <Row
              id="my-place"
              title={place.name}
              note="看这里的空时段"
              value="换一个"
              onClick={() => setChanging(true)}
            />
          </Card>
          <Section title="大件垃圾最近的空时段">
            <FreeDates
              placeId={place.id}
              kind="bulky"
              onChoose={() => {
                changeDraft({ kind: 'bulky' })
                begin()
              }}
            />
          </Section>
        </View>
      ) : (
        <Card title="看看您那里哪天有空">
          <PlaceSearch onPick={pickPlace} />
        </Card>
      )}
      <Card>
        <Row
          id="sign-in-here"
          title="约过的话，登录看我的预约"
          onClick={() => {
            void signIn.ask('登录后能看到您的预约和进度。')
          }}
        />
      </Card>
      <PlacePicker
        open={changing}
        onClose={() => setChanging(false)}
        onPick={(picked) => {
          pickPlace(picked)
          setChanging(false)
        }}
      />
      {signIn.sheet}
    </View>
  )
}

export { Pickups as default }
