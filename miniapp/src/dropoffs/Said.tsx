// After a bag: the one sentence to say to the neighbour, what was wrong with it, and taking the tap back.
// Relies on logging.ts. Invariants: one sentence, for the bag that was wrong last; nothing here needs to be tapped;
// while a tap can be taken back, the key for it is in sight.
import { Text, View } from '@tarojs/components'
import { advice, resultsOf } from '@shared/dropoffs/advice'
import { a11y, classes } from '@/ui/a11y'
import type { Logged } from './book'
import { nameIn, sayWhy, secondsLeft, takeBack } from './logging'
import { DropIcon, openPage, useSeconds } from './parts'
import { logWords, reasonWords } from './words'

type Props = { logs: readonly Logged[]; isRural: boolean }

/** What to say, and why it was wrong while that can still be said. */
export function Say({ logs, isRural }: Props) {
  const [log] = logs.filter(({ result }) => result !== 'correct').slice(-1)
  if (!log) return null
  const reasons = resultsOf(log.stream).filter((result) => result !== 'correct')
  return (
    <View className="say" {...a11y({ role: 'status', live: 'polite' })}>
      <View className="say__head">
        <DropIcon name="message-circle" />
        <Text>这样说</Text>
      </View>
      <Text className="say__text">{`“${advice[log.stream][log.result].text}”`}</Text>
      {log.isHere && (
        <View className="reasons">
          {reasons.map((reason) => (
            <View
              key={reason}
              id={`why-${reason}`}
              className={classes('reason', reason === log.result && 'reason--on')}
              onClick={() => {
                if (reason !== log.result) void sayWhy(log, reason, isRural)
              }}
              {...a11y({ role: 'radio', checked: reason === log.result })}
            >
              <Text>{reasonWords[reason]}</Text>
            </View>
          ))}
        </View>
      )}
    </View>
  )
}

/** The last tap, while it can be taken back. */
export function useUndo(logs: readonly Logged[]): Logged | null {
  const [last] = logs.slice(-1)
  const left = last ? secondsLeft(last, new Date()) : 0
  useSeconds(left > 0)
  return last && left > 0 ? last : null
}

type UndoProps = { log: Logged; onBack?: (log: Logged) => void }

/** Stands where nothing on the page pushes it out of sight. */
export function Undo({ log, onBack }: UndoProps) {
  return (
    <View
      id="take-back"
      className="side-key undo"
      onClick={() => {
        void takeBack(log).then((isDone) => {
          if (isDone) onBack?.(log)
        })
      }}
      {...a11y({ role: 'button', spoken: `撤销${log.label}` })}
    >
      <Text>撤销</Text>
      <Text className="undo__left">{`${secondsLeft(log, new Date())}秒`}</Text>
    </View>
  )
}

/** The last tap and the key that takes it back, where there is no other key beside it. */
export function SaidWithUndo({ log, onBack }: UndoProps) {
  return (
    <View className="foot">
      <Text className="foot__said">{`已记下：${log.label}`}</Text>
      <Undo log={log} {...(onBack ? { onBack } : {})} />
    </View>
  )
}

/** The last scan in words, and the way to add to it. */
export function JustNow({ logs, isRural }: Props) {
  const [last] = logs.slice(-1)
  if (!last) return null
  const bags = logs.map(({ stream, result }) => logWords(stream, result, isRural)).join('、')
  return (
    <View className="just-now">
      <Text
        className="just-now__text"
        {...a11y({ role: 'status', live: 'polite' })}
      >{`已记下：${nameIn(last, isRural)} ${bags}`}</Text>
      <View className="just-now__acts">
        <View
          id="add-note"
          className="just-now__act"
          onClick={() => openPage(`/dropoffs/note?id=${last.id}`)}
          {...a11y({ role: 'button', spoken: `给${last.label}补充说明或照片` })}
        >
          <DropIcon name="note" />
          <Text>补充</Text>
        </View>
      </View>
    </View>
  )
}
