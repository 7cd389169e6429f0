// The crew's first page: today's runs, and the way to take one over. Works from what is stored on the phone.
// Relies on store.ts; signing in through the kit. Invariant: a failed reading never hides runs that are on the phone.
import { Text, View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import { showDay } from '@shared/time'
import { setSession, useSession, useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { SwitchRow } from '@/ui/inputs'
import { Card, Empty, Notice, ProgressBar, Skeleton, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { useSignIn } from '@/ui/SignInSheet'
import { CrewScreen, openPage, Refused, SyncLine } from './parts'
import { progressOf } from './rules'
import { refreshRuns, useCrew, useRuns, type RunNow } from './store'

const statusTags = {
  planned: ['neutral', '未开始'],
  started: ['info', '进行中'],
  finished: ['good', '已完成'],
} as const

/** As far as this phone knows: a run that was started here counts before the server has heard of it. */
function statusOf(run: RunNow): keyof typeof statusTags {
  const { done, total } = progressOf(run.stops)
  if (total > 0 && done === total) return 'finished'
  return run.board && run.status === 'planned' ? 'started' : run.status
}

function RunCard({ run }: { run: RunNow }) {
  const { done, total } = progressOf(run.stops)
  const [tone, text] = statusTags[statusOf(run)]
  return (
    <Card title={run.name} extra={<Tag tone={tone}>{text}</Tag>}>
      <Text className="quiet">
        {[run.vehicle, `${total}站`, run.board?.names.join('、')].filter(Boolean).join(' · ')}
      </Text>
      <ProgressBar value={total === 0 ? 0 : (100 * done) / total} label="已完成" text={`${done} / ${total}站`} />
      <Button kind="primary" about={run.name} onClick={() => openPage(`/crew/run?id=${run.id}`)}>
        打开班次
      </Button>
    </Card>
  )
}

/** Before dawn a white page blinds; the choice stays on the phone. */
function Night() {
  const night = useSession((state) => state.night) === true
  return (
    <View className="night-switch">
      <SwitchRow
        id="night"
        title="夜间模式"
        note="黑底，天没亮时不刺眼"
        value={night}
        onChange={(on) => setSession({ night: on })}
      />
    </View>
  )
}

function Home() {
  const isSignedIn = useSignedIn()
  const signIn = useSignIn()
  const runs = useRuns()
  const { bundle, reading, failed } = useCrew()
  useDidShow(() => {
    void refreshRuns()
  })
  const enter = () => {
    void signIn.ask('登录后才能看到派给您的班次').then((isIn) => {
      if (isIn) void refreshRuns()
    })
  }
  return (
    <CrewScreen title="收运班次">
      {!isSignedIn && (
        <Empty
          text="登录后看今天的班次"
          hint="用调度员登记的收运员身份登录"
          action={
            <Button kind="primary" onClick={enter}>
              登录
            </Button>
          }
        />
      )}
      {isSignedIn && (
        <View>
          {bundle && <Text className="day-title">{showDay(bundle.day)}</Text>}
          <SyncLine />
          <Refused />
          {!runs && reading && <Skeleton />}
          {!runs && !reading && failed && (
            <ErrorState
              error={failed}
              onRetry={() => {
                void refreshRuns()
              }}
            />
          )}
          {runs && failed && (
            <Notice
              tone="warn"
              action={
                <Button
                  small
                  loading={reading}
                  onClick={() => {
                    void refreshRuns()
                  }}
                >
                  再试
                </Button>
              }
            >{`没能更新，下面是手机里存的班次。${failed.text}`}</Notice>
          )}
          {runs?.length === 0 && (
            <Empty text="今天没有派给您的班次" hint="有疑问请联系调度员；别人交给您的班次，点下面的“接手班次”" />
          )}
          {runs?.map((run) => (
            <RunCard key={run.id} run={run} />
          ))}
          <Button id="take-over" onClick={() => openPage('/crew/take-over')}>
            接手班次
          </Button>
          <Night />
        </View>
      )}
      {signIn.sheet}
    </CrewScreen>
  )
}

export { Home as default }
