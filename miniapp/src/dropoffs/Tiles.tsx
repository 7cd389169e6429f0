// The tiles of one scan: one tap keeps a bag. Relies on logging.ts. Invariants: a tile says "已点" only once its log is
// on the phone; the same bag is not logged twice by a finger that trembles; another result for the same bag takes the
// first back, within the seconds in which that can be done.
import { Text, View } from '@tarojs/components'
import { useRef, useState, type ReactNode } from 'react'
import { firstTiles, type Tile } from '@shared/dropoffs/advice'
import { streams, type Stream } from '@shared/places/vocabulary'
import { a11y, classes } from '@/ui/a11y'
import { toast } from '@/ui/Confirm'
import { Icon } from '@/ui/Icon'
import type { Logged } from './book'
import { bookRead, evening, type Site } from './evening'
import { logBag, secondsLeft, takeBack, type Scan } from './logging'
import { binSigns, logWords, streamName } from './words'

type Props = {
  scan: Scan
  site: Pick<Site, 'id' | 'streams' | 'rural'>
  /** Of this scan, those that stand. */
  logs: readonly Logged[]
  /** Every stream of the first tiles has its result. */
  onAll: () => void
  /** Stands right below the first tiles. */
  children: ReactNode
}

const has = (site: Props['site'], stream: Stream): boolean => site.streams.length === 0 || site.streams.includes(stream)
const isRight = ({ result }: Pick<Tile, 'result'>): boolean => result === 'correct'
/** As the phone has it now, which may be newer than what is drawn. */
const standing = (scan: Scan, stream: Stream): Logged | undefined =>
  evening().book.find((log) => log.scanId === scan.id && log.stream === stream && log.state !== 'undone')
const isFirst = (stream: Stream): boolean => firstTiles.some((tile) => tile.stream === stream)

export function Tiles({ scan, site, logs, onAll, children }: Props) {
  const [isMore, setMore] = useState(false)
  /** Being written just now. */
  const writing = useRef(new Set<Stream>()).current
  const first = firstTiles.filter(({ stream }) => has(site, stream))
  const others = streams.filter((stream) => has(site, stream) && !isFirst(stream))

  const write = async ({ stream, result }: Tile): Promise<void> => {
    const before = standing(scan, stream)
    if (before && isRight(before) === isRight({ result })) return
    if (before && secondsLeft(before, new Date()) === 0) return toast('这袋记了超过10秒，要改请告诉督导组长')
    if (before && !(await takeBack(before))) return
    if (!(await logBag(scan, site.id, stream, result, site.rural))) return
    await bookRead()
    if (isFirst(stream) && first.every((each) => standing(scan, each.stream))) onAll()
  }
  const tap = async (each: Tile) => {
    if (writing.has(each.stream)) return
    writing.add(each.stream)
    await write(each)
    writing.delete(each.stream)
  }

  const tile = ({ stream, result }: Tile) => {
    const log = logs.find((each) => each.stream === stream)
    const isOn = log !== undefined && isRight(log) === isRight({ result })
    const words = logWords(stream, result, site.rural)
    return (
      <View
        key={`${stream}-${result}`}
        id={`tile-${stream}-${result}`}
        className={classes('bag', isRight({ result }) ? 'bag--right' : 'bag--wrong', isOn && 'bag--on')}
        onClick={() => {
          void tap({ stream, result })
        }}
        {...a11y({ role: 'button', spoken: isOn ? `${words}，已点` : words })}
      >
        <View className="bag__top" {...a11y({ hidden: true })}>
          <View className={`bin drop-bin--${stream}`}>
            <View className="bin__shape i-bin" />
            <View className={`bin__sign i-${binSigns[stream]}`} />
          </View>
          <View className="bag__mark">
            <Icon name={isRight({ result }) ? 'check' : 'x'} size="l" />
          </View>
        </View>
        <View className="bag__foot">
          <Text className="bag__words">{words}</Text>
          {isOn && <Text className="bag__done">已点</Text>}
        </View>
      </View>
    )
  }

  return (
    <View>
      <View className="bags">{first.map(tile)}</View>
      {children}
      {isMore && (
        <View className="bags">
          {others.flatMap((stream) => (['correct', 'wrong'] as const).map((result) => tile({ stream, result })))}
        </View>
      )}
      {!isMore && others.length > 0 && (
        <View id="more-streams" className="more" onClick={() => setMore(true)} {...a11y({ role: 'button' })}>
          <Text>{`还有${others.map((stream) => streamName(stream, site.rural)).join('、')}`}</Text>
        </View>
      )}
    </View>
  )
}
