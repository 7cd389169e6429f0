// After a bag: the one sentence to say to the neighbour, what was wrong with it, and taking the tap back.
// Relies on logging.ts. Invariants: one sentence, for the bag that was wrong last; nothing here needs to be tapped.
import { Text, View } from '@tarojs/components'
import { advice, resultsOf } from '@shared/dropoffs/advice'
import { a11y, classes } from '@/ui/a11y'
import type { Logged } from './book'
import { nameIn, sayWhy, secondsLeft, takeBack } from './logging'
import { DropIcon, openPage, useSeconds } from './parts'
import { logWords, reasonWords } from './words'

type Props = { logs: readonly Logged[]; isRural: boolean; onBack?: (log: Logged) => void }

/** What to say, and why it was wrong while that can still be said. */
export function Say({ logs, isRural }: Pick<Props, 'logs' | 'isRural'>) {
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

/** The last scan in words; its last tap can be taken back for ten seconds. */
export function JustNow({ logs, isRural, onBack }: Props) {
  const [last] = logs.slice(-1)
  const left = last ? secondsLeft(last, new Date()) : 0
  useSeconds(left > 0)
  if (!last) return null
  const bags = logs.map(({ stream, result }) => logWords(stream, result, isRural)).join('、')
  return (
    <View className="just-now">
      <Text
        className="just-now__text"
        {...a11y({ role: 'status', live: 'polite' })}
      >{`已记下：${nameIn(last, isRural)} ${bags}`}</Text>
      <View className="just-now__acts">
        {left > 0 && (
          <View
            id="take-back"
            className="just-now__act"
            onClick={() => {
              void takeBack(last).then((isDone) => {
                if (isDone) onBack?.(last)
              })
            }}
            {...a11y({ role: 'button', spoken: `撤销${last.label}` })}
          >
            <DropIcon name="arrow-back-up" />
            <Text>{`撤销（${left}秒）`}</Text>
          </View>
        )}
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
