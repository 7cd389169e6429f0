// What every page of the crew has: the page itself, who is logging now, what waits to be sent, what was refused, taking
// back. Relies on store.ts and logging.ts. Invariants: targets are ≥ 60 px and need one tap, nothing else; who logs is
// always in sight; nothing that was refused leaves the screen by itself.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useEffect, useState, type ReactNode } from 'react'
import type { Stop } from '@shared/runs/crew-contract'
import { stopStatusTexts } from '@shared/runs/stop-machine'
import { clockOf } from '@shared/time'
import { flushOutbox, retryRefused, useOutbox } from '@/lib/outbox/outbox'
import { a11y, classes } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Card, Empty, Notice, Skeleton, Tag } from '@/ui/layout'
import { Screen } from '@/ui/Screen'
import { takeBack, useTapFailure } from './logging'
import { floorText, itemsText, undoable, type Undo } from './rules'
import { isOfCrew, keepBoard, refreshRuns, useCrew, type RunNow } from './store'
import './crew.scss'

export const openPage = (url: string): void => {
  void Taro.navigateTo({ url })
}

/** Back to where one came from; `instead` after a cold start on this page. */
export function leavePage(instead: string): void {
  if (Taro.getCurrentPages().length > 1) void Taro.navigateBack()
  else void Taro.redirectTo({ url: instead })
}

type ScreenProps = { title: string; children: ReactNode; bottom?: ReactNode; run?: RunNow | null }

export function CrewScreen({ title, children, bottom, run }: ScreenProps) {
  const failed = useTapFailure()
  return (
    <Screen work title={title} {...(bottom ? { bottom: <View className="crew crew--bottom">{bottom}</View> } : {})}>
      <View className="crew">
        {run?.board && <Who run={run} board={run.board} />}
        {failed && <Notice tone="error">{failed}</Notice>}
        {children}
      </View>
    </Screen>
  )
}

/** A page whose run or stop is not in this phone's reading: the day is read once more before that is said. */
export function NotHere({
  title,
  text,
  hint = '可能已经交给别人，或改派了',
}: {
  title: string
  text: string
  hint?: string
}) {
  const [asked, setAsked] = useState(false)
  const { failed } = useCrew()
  useEffect(() => {
    void refreshRuns().finally(() => setAsked(true))
  }, [])
  return (
    <CrewScreen title={title}>
      {asked ? (
        <Empty
          text={text}
          hint={failed ? '现在没有读到最新的班次，等有网络再看' : hint}
          action={<Button onClick={() => openPage('/crew/home')}>看我的班次</Button>}
        />
      ) : (
        <Skeleton />
      )}
      <Refused />
    </CrewScreen>
  )
}

/** Whose name the next log carries; one tap gives the pen to the next one. */
function Who({ run, board }: { run: RunNow; board: NonNullable<RunNow['board']> }) {
  const next = board.names[(board.names.indexOf(board.by) + 1) % board.names.length] ?? board.by
  const isAlone = next === board.by
  return (
    <View
      id="who"
      className="who"
      onClick={() => {
        if (!isAlone) keepBoard(run.id, { ...board, by: next })
      }}
      {...a11y(
        isAlone
          ? { label: `现在登记的是${board.by}` }
          : { role: 'button', spoken: `现在登记的是${board.by}，换成${next}` },
      )}
    >
      <Text className="who__now">{`现在登记：${board.by}`}</Text>
      {!isAlone && <Text className="who__next">{`换成 ${next}`}</Text>}
    </View>
  )
}

/** How far the phone's records have got, in words. */
export function SyncLine() {
  const { waiting, sending, online } = useOutbox()
  const { bundle, reading } = useCrew()
  const count = waiting.filter(isOfCrew).length
  const read = bundle ? `${clockOf(new Date(bundle.readAt))} 更新` : ''
  const text =
    count === 0
      ? online
        ? '记录都已上传'
        : '没有网络，照常登记就行'
      : !online
        ? '没有网络，记录已存在手机里'
        : sending
          ? '正在上传…'
          : '马上上传'
  return (
    <View className="sync" {...a11y({ role: 'status', label: `${count}条待上传，${text}`, live: 'polite' })}>
      <View className="sync__main">
        <Text className="sync__count">{`${count}条待上传`}</Text>
        <Text className="sync__note">{[text, reading ? '正在更新…' : read].filter(Boolean).join(' · ')}</Text>
      </View>
      {count > 0 && online && (
        <Button
          small
          id="send-now"
          onClick={() => {
            void flushOutbox()
          }}
        >
          现在传
        </Button>
      )}
    </View>
  )
}

/** What cannot wait on the phone: the code of a hand-over is checked on the spot. */
export function NeedsNetwork({ onRetry, busy = false }: { onRetry?: () => void; busy?: boolean }) {
  return (
    <Notice
      tone="warn"
      {...(onRetry
        ? {
            action: (
              <Button id="retry" small loading={busy} onClick={onRetry}>
                再试一次
              </Button>
            ),
          }
        : {})}
    >
      现在没有网络，交接码要连上网才能核对，请到有信号的地方再交接；登记、称重和拍照照常做，不会丢。
    </Notice>
  )
}

/** Logs that the server did not accept, each with its reason; they stay until a person has dealt with them. */
export function Refused() {
  const rows = useOutbox().refused.filter(isOfCrew)
  if (rows.length === 0) return null
  return (
    <Card title="没有被接受的记录" extra={<Tag tone="bad">{`${rows.length}条`}</Tag>}>
      {rows.map((row) => (
        <View key={row.seq} className="refused">
          <Text className="refused__label">{row.label}</Text>
          <Text className="refused__why">{row.reason?.text ?? '服务没有说明原因'}</Text>
          {row.reason?.code === 'RUN_PHOTO_PENDING' && (
            <Button
              onClick={() => {
                void retryRefused(row.id)
              }}
            >
              再传一次
            </Button>
          )}
        </View>
      ))}
      <Text className="quiet">记录都还在。请按现场情况重新登记，或联系调度员更正。</Text>
      <Button id="refused" onClick={() => openPage('/me/waiting')}>
        查看和处理
      </Button>
    </Card>
  )
}

/** Draws again every second while a tap can be taken back at once, then now and then. */
function useTick(isFast: boolean): void {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), isFast ? 1000 : 20_000)
    return () => clearInterval(timer)
  }, [isFast])
}

/**
 * The last tap in words, and taking it back: among several stops only for ten seconds, at its own stop for ten minutes.
 */
export function TakeBack({
  stops,
  by,
  isOwnStop = false,
}: {
  stops: readonly Stop[]
  by: string
  isOwnStop?: boolean
}) {
  const { taps } = useCrew()
  const now = new Date()
  const found = stops.flatMap((stop): (Undo & { stop: Stop })[] => {
    const undo = undoable(stop, taps, now)
    return undo && (isOwnStop || undo.secondsLeft > 0) ? [{ ...undo, stop }] : []
  })
  const [last] = found.sort((a, b) => (a.tap.at < b.tap.at ? 1 : -1))
  useTick((last?.secondsLeft ?? 0) > 0)
  if (!last) return null
  const { tap, stop, secondsLeft } = last
  const isFresh = secondsLeft > 0
  return (
    <View className={classes('take-back', isFresh && 'take-back--fresh')} {...a11y({ role: 'status', live: 'polite' })}>
      <Text className="take-back__text">{`已记下：${tap.text}`}</Text>
      <Button
        id="take-back"
        about="刚才的登记"
        onClick={() => {
          void takeBack(stop, tap, by)
        }}
      >
        {isFresh ? `点错了，撤回（${secondsLeft}秒）` : '点错了，撤回（10分钟内）'}
      </Button>
    </View>
  )
}

const tones = {
  planned: 'neutral',
  en_route: 'info',
  arrived: 'info',
  collected: 'good',
  partly_collected: 'warn',
  not_presented: 'bad',
  no_access: 'bad',
  refused: 'bad',
  withdrawn: 'neutral',
} as const

export const StopTag = ({ status }: Pick<Stop, 'status'>) => <Tag tone={tones[status]}>{stopStatusTexts[status]}</Tag>

/** One line of the run. */
export function StopLine({ stop, number }: { stop: Stop; number: number }) {
  const note = `${stop.from}～${stop.to} · ${floorText(stop)}`
  return (
    <View
      id={`stop-${number}`}
      className="stop-line"
      onClick={() => openPage(`/crew/stop?id=${stop.id}`)}
      {...a11y({ role: 'button', spoken: `第${number}站，${stop.addressText}，${stopStatusTexts[stop.status]}` })}
    >
      <Text className="stop-line__number">{String(number)}</Text>
      <View className="stop-line__main">
        <Text className="stop-line__place">{stop.addressText}</Text>
        <Text className="stop-line__note">{itemsText(stop)}</Text>
        <Text className="stop-line__note">{note}</Text>
      </View>
      <StopTag status={stop.status} />
    </View>
  )
}
