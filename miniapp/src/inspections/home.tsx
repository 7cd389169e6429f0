// The day of who scores on site: visits in the order of the route, whether all of it is on this phone, what still
// waits. Works from what is stored. Relies on day.ts.
import { Text, View } from '@tarojs/components'
import { visitKindNames, targetKindNames } from '@shared/inspections/vocabulary'
import { clockOf, dayOf, showDay } from '@shared/time'
import { flushOutbox, useOutbox } from '@/lib/outbox/outbox'
import { setSession, useNight, useSession } from '@/lib/session'
import { Button } from '@/ui/Button'
import { ErrorState } from '@/ui/ErrorState'
import { SwitchRow } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Skeleton, Tag } from '@/ui/layout'
import { SignedIn } from '@/ui/SignedIn'
import { inOrder, isOfBefore, openedIn, refreshDay, useDay, useToday, type Opened, type Pack } from './day'
import { openPage, SiteScreen, standOf } from './parts'

const none: readonly string[] = []

function Home() {
  useToday()
  return (
    <SiteScreen title="现场检查">
      <SignedIn why="用检查员身份登录后检查">
        <Today />
      </SignedIn>
    </SiteScreen>
  )
}

function Today() {
  const { pack, reading, failed } = useDay()
  const roles = useSession((state) => state.person?.roles ?? none)
  const isNight = useNight()
  const again = () => {
    void refreshDay()
  }
  if (!pack) {
    if (failed) return <ErrorState error={failed} onRetry={again} />
    return <Skeleton />
  }
  return (
    <View>
      <Text className="day-title">{showDay(dayOf(new Date()))}</Text>
      <OnPhone pack={pack} />
      {failed && (
        <Notice
          tone="warn"
          action={
            <Button small loading={reading} onClick={again}>
              再试
            </Button>
          }
        >{`没能更新，照常检查就行。${failed.text}`}</Notice>
      )}
      <Waiting />
      <Visits pack={pack} />
      <Card>
        {roles.includes('roadChief') && (
          <Row
            id="patrol"
            icon="map-2"
            title="开始一次巡查"
            note="责任路段上的社区、商铺、单位"
            onClick={() => openPage('/inspections/patrol')}
          />
        )}
        <Row id="mine" icon="history" tint="neutral" title="我的检查" onClick={() => openPage('/inspections/mine')} />
        {roles.includes('inspector') && (
          <Row
            id="declare"
            icon="shield-check"
            tint="neutral"
            title="利害关系申报"
            note="住在或亲友在那里，抽签前说"
            onClick={() => openPage('/inspections/declare')}
          />
        )}
        <SwitchRow
          id="night"
          title="夜间模式"
          note="黑底，天黑时不刺眼"
          value={isNight}
          onChange={(on) => setSession({ night: on })}
        />
      </Card>
    </View>
  )
}

function OnPhone({ pack }: { pack: Pack }) {
  const { reading } = useDay()
  const isOld = isOfBefore(pack)
  return (
    <Card>
      <Row
        id="pack"
        icon={isOld ? 'cloud-off' : 'circle-check'}
        tint={isOld ? 'warm' : 'good'}
        title={isOld ? '手机里是以前的任务' : '任务都在手机里'}
        note={
          reading
            ? '正在下载…'
            : `${clockOf(new Date(pack.readAt))}下载，${isOld ? '连上网再点一下' : '没有网络也能检查'}`
        }
        value="更新"
        label="更新手机里的任务"
        onClick={() => {
          void refreshDay()
        }}
      />
    </Card>
  )
}

/** How many forms are still on this phone alone. */
function Waiting() {
  const { fates } = useDay()
  const { sending, online } = useOutbox()
  const all = Object.values(fates)
  const waiting = all.filter(({ state }) => state === 'waiting').length
  const refused = all.filter(({ state }) => state === 'refused').length
  if (waiting + refused === 0) return null
  return (
    <View>
      {waiting > 0 && (
        <Notice
          tone={online ? 'info' : 'warn'}
          title={`${waiting}份还在手机里`}
          action={
            <Button
              id="send"
              small
              loading={sending}
              onClick={() => {
                void flushOutbox()
              }}
            >
              现在送
            </Button>
          }
        >
          {online ? '正在送出，照片多时要等一会儿。' : '没有网络，不会丢，有了自动送出。'}
        </Notice>
      )}
      {refused > 0 && (
        <Button id="refused" onClick={() => openPage('/me/waiting')}>{`${refused}份没有被接受，看原因`}</Button>
      )}
    </View>
  )
}

function Visits({ pack }: { pack: Pack }) {
  const state = useDay()
  if (pack.visits.length === 0) return <Empty text="今天没有派给您的检查" hint="抽签后会在“消息”里告诉您" />
  return (
    <View>
      {inOrder(pack).map(({ id }) => {
        const opened = openedIn(state, id)
        return opened ? <Visit key={id} opened={opened} today={pack.day} /> : null
      })}
    </View>
  )
}

function Visit({ opened, today }: { opened: Opened; today: string }) {
  const { visit } = opened
  const { target, position, kind, day, bags, isDouble, reason } = visit
  const { word, tone, more } = standOf(opened)
  const about = [
    targetKindNames[target.kind],
    day !== today && showDay(day),
    bags > 0 && `抽查 ${bags}袋`,
    kind !== 'drawn' && `${visitKindNames[kind]}（非随机）`,
    isDouble && '双人各查各的，查完前不交流',
    reason,
  ].filter(Boolean)
  return (
    <Card
      id={`visit-${visit.id}`}
      title={position ? `第${position}站 ${target.name}` : target.name}
      extra={<Tag tone={tone}>{word}</Tag>}
      onClick={() => openPage(`/inspections/visit?id=${visit.id}`)}
      label={`${target.name}，${word}，打开检查表`}
    >
      <Text className="site__text">{target.placeNames.join(' ')}</Text>
      <Text className="site__note">{about.join(' · ')}</Text>
      {more && <Notice tone={tone === 'bad' ? 'error' : 'warn'}>{more}</Notice>}
    </Card>
  )
}

export { Home as default }
