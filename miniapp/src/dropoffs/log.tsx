// Logging what a neighbour brings: scan or type, then one tap a bag; after two bags the camera is open again.
// Works without a network from what is stored on the phone. Relies on evening.ts and logging.ts.
// Invariants: no name, no room; while bags are being logged no other code is read; a kept bag on its way to the lead is
// said before any result can be tapped; nobody logs their own household.
import { Text, View } from '@tarojs/components'
import { useRef, useState, type ReactNode } from 'react'
import { isSecondLook } from '@shared/dropoffs/rules'
import { clockOf } from '@shared/time'
import { platform } from '@/lib/platform/platform'
import { a11y, classes } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { Empty, Notice } from '@/ui/layout'
import { SignedIn } from '@/ui/SignedIn'
import { countsOf, nextNumber, timesOf, type Logged } from './book'
import { CodePad } from './CodePad'
import { evening, readScan, theSite, useEvening, useTonight, windowNow, type Site, type Tonight } from './evening'
import { nameIn, newScan, type Scan } from './logging'
import { DropIcon, EveningScreen, openPage, StorageNotice, WaitingChip } from './parts'
import { JustNow, SaidWithUndo, Say, Undo, useUndo } from './Said'
import { onceOnly, tailOf } from './scan'
import { ScanView, type CameraState } from './ScanView'
import { Tiles } from './Tiles'
import { siteTitle } from './words'
import './log.scss'

function Log() {
  const state = useEvening()
  useTonight()
  const site = theSite(state)
  return site ? (
    <AtSite key={site.id} site={site} />
  ) : (
    <EveningScreen title="投放登记">
      <SignedIn why="用督导身份登录后登记">
        <Empty
          text="先选今晚的投放点"
          hint="选好以后会记住"
          action={
            <Button kind="primary" onClick={() => openPage('/dropoffs/home')}>
              去选投放点
            </Button>
          }
        />
      </SignedIn>
    </EveningScreen>
  )
}

/** Of one scan, those that were not taken back. */
const logsOf = (book: readonly Logged[], scanId: string | undefined): Logged[] =>
  book.filter((log) => log.scanId === scanId && log.state !== 'undone')

/** The neighbour still stands there. */
const FRESH_MS = 120_000
const isFresh = (logs: readonly Logged[]): boolean => logs.some(({ at }) => Date.now() - Date.parse(at) < FRESH_MS)

type Where = Omit<Site, 'isOnNow' | 'isLead'>

/** Whose bags these are, or what is said instead. */
async function begin(text: string | null): Promise<Scan | string> {
  const { tonight, book } = evening()
  const number = `第${nextNumber(book)}户`
  if (text === null) return newScan({ kind: 'anonymous' }, `${number} 匿名`, false)
  const of = readScan(text)
  if (!of) return '这不是户码。请扫户卡或袋子上的码，或者输卡片上的8位码。'
  const name = tailOf(text) ?? number
  if (of.kind === 'code') return newScan(of, name, false)
  if (tonight?.own.includes(of.ref)) return '这是您自己家或代办的户，请让同伴登记。'
  const isAgain = tonight?.isLead === true && isDrawn(tonight, of.ref) && seenBefore(tonight, book, of.ref) > 0
  return newScan(of, name, isAgain)
}

function isDrawn({ seed }: Tonight, ref: string): boolean {
  const window = windowNow()
  return window !== null && isSecondLook(seed, ref, window)
}

const seenBefore = (tonight: Tonight | null, book: readonly Logged[], ref: string): number =>
  timesOf(book, ref, tonight?.tally.find((row) => row.ref === ref)?.scanIds ?? [])

/** Whose bags are being logged, if anybody's. */
function useScan(site: Where) {
  const [scan, setScan] = useState<Scan | null>(null)
  const [isTyping, setTyping] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const take = async (text: string | null) => {
    const begun = await begin(text)
    const isRefused = typeof begun === 'string'
    platform.vibrate(isRefused ? 'long' : 'short')
    setProblem(isRefused ? begun : null)
    if (isRefused) return
    setTyping(false)
    setScan(begun)
  }
  return {
    ...{ scan, setScan, isTyping, setTyping, problem, take },
    next() {
      setProblem(null)
      setScan(null)
    },
    /** The scan of a log that was taken back, to be tapped anew. */
    reopen(log: Logged) {
      const { scanId: id, of, isLook } = log
      setScan({ id, of, name: nameIn(log, site.rural), isLook })
    },
  }
}

function AtSite({ site }: { site: Where }) {
  const { book } = useEvening()
  const { scan, setScan, isTyping, setTyping, problem, take, next, reopen } = useScan(site)
  const [torch, setTorch] = useState(false)
  const [camera, setCamera] = useState<{ state: CameraState; hasTorch: boolean }>({
    state: 'starting',
    hasTorch: false,
  })
  const isNew = useRef(onceOnly()).current
  const canScan = camera.state !== 'none'
  const current = logsOf(book, scan?.id)
  const last = logsOf(book, book[book.length - 1]?.scanId)
  const key = camera.hasTorch && <Torch isOn={torch} onTap={() => setTorch(!torch)} />
  const undo = useUndo(scan ? current : last)
  const nextWords = current.length === 0 ? '换一户' : canScan ? '扫下一户' : '输下一户'
  return (
    <EveningScreen
      title="投放登记"
      bottom={
        scan ? (
          <Foot torch={key} undo={undo} words={nextWords} onNext={next} />
        ) : (
          undo && canScan && <SaidWithUndo log={undo} onBack={reopen} />
        )
      }
    >
      <Head site={site} />
      <StorageNotice />
      {canScan && (
        <ScanView
          isResting={scan !== null || isTyping}
          torch={torch}
          onCode={(text) => {
            if (isNew(text, Date.now())) void take(text)
          }}
          onState={(state, hasTorch) => setCamera({ state, hasTorch })}
        />
      )}
      {problem && <Notice tone="error">{problem}</Notice>}
      {scan && (
        <Bags
          key={scan.id}
          scan={scan}
          site={site}
          logs={current}
          onAll={() => {
            // without a camera the keys would hide what is to be said
            if (canScan || logsNow(scan.id).every(({ result }) => result === 'correct')) next()
          }}
          onLook={(isLook) => setScan({ ...scan, isLook })}
        />
      )}
      {!scan && !canScan && undo && <SaidWithUndo log={undo} onBack={reopen} />}
      {!scan && !canScan && !undo && <JustNow logs={last} isRural={site.rural} />}
      {!scan && <Ways isTyping={isTyping || !canScan} canScan={canScan} torch={key} onType={setTyping} onCode={take} />}
      {!scan && canScan && isFresh(last) && <Say logs={last} isRural={site.rural} />}
      {!scan && canScan && <JustNow logs={last} isRural={site.rural} />}
    </EveningScreen>
  )
}

const logsNow = (scanId: string): Logged[] => logsOf(evening().book, scanId)

function Torch({ isOn, onTap }: { isOn: boolean; onTap: () => void }) {
  return (
    <View
      id="torch"
      className={classes('side-key', isOn && 'side-key--on')}
      onClick={onTap}
      {...a11y({ role: 'checkbox', label: '手电', checked: isOn })}
    >
      <DropIcon name="flashlight" large />
    </View>
  )
}

type FootProps = { torch: ReactNode; undo: Logged | null; words: string; onNext: () => void }

function Foot({ torch, undo, words, onNext }: FootProps) {
  return (
    <View className="foot">
      {torch}
      {undo && <Undo log={undo} />}
      <Button id="next" kind="primary" onClick={onNext}>
        {words}
      </Button>
    </View>
  )
}

/** Where, until when, how much so far, and what waits. */
function Head({ site }: { site: Where }) {
  const { book, tonight } = useEvening()
  const window = windowNow()
  const found = tonight?.windows.find(({ key }) => key === window)
  const until = found ? `${clockOf(new Date(found.from))}～${clockOf(new Date(found.to))}，` : ''
  return (
    <View className="evening">
      <View className="evening__main">
        <Text className="evening__site">{siteTitle(site)}</Text>
        <Text className="evening__note">{`${until}今晚登记${countsOf(book).bags}袋`}</Text>
      </View>
      <WaitingChip />
    </View>
  )
}

type WaysProps = {
  isTyping: boolean
  canScan: boolean
  torch: ReactNode
  onType: (on: boolean) => void
  onCode: (text: string | null) => Promise<void>
}

/** How a household is named when the camera does not do it. */
function Ways({ isTyping, canScan, torch, onType, onCode }: WaysProps) {
  return (
    <View>
      <View className="ways">
        {canScan && (
          <View id="type" className="way" onClick={() => onType(!isTyping)} {...a11y({ role: 'button' })}>
            <DropIcon name="keyboard" large />
            <Text>{isTyping ? '用相机扫' : '输户码'}</Text>
          </View>
        )}
        <View
          id="anonymous"
          className="way"
          onClick={() => {
            void onCode(null)
          }}
          {...a11y({ role: 'button' })}
        >
          <DropIcon name="user-question" large />
          <Text>匿名</Text>
        </View>
        {!isTyping && torch}
      </View>
      {isTyping && (
        <CodePad
          onCode={(code) => {
            void onCode(code)
          }}
        />
      )}
    </View>
  )
}

type BagsProps = {
  scan: Scan
  site: Where
  logs: readonly Logged[]
  onAll: () => void
  onLook: (isLook: boolean) => void
}

function Bags({ scan, site, logs, onAll, onLook }: BagsProps) {
  const { tonight, book } = useEvening()
  const { of } = scan
  const others = book.filter(({ scanId }) => scanId !== scan.id)
  const times = of.kind === 'ref' ? seenBefore(tonight, others, of.ref) : 0
  const isKept = of.kind === 'ref' && tonight !== null && isDrawn(tonight, of.ref)
  return (
    <View>
      <View className="house" {...a11y({ role: 'status', live: 'polite' })}>
        <View className="house__head">
          <Text className="house__name">{scan.name}</Text>
          {!/户/.test(scan.name) && <Text className="house__note">户码后四位</Text>}
        </View>
        <Text className="house__note">{aboutOf(of.kind, times)}</Text>
      </View>
      {isKept && !tonight?.isLead && (
        <Notice tone="warn" title="留袋复看">
          这户的袋子先放在一边，等督导组长看过再投。
        </Notice>
      )}
      {tonight?.isLead && of.kind === 'ref' && (
        <View
          id="look"
          className={classes('more', scan.isLook && 'more--on')}
          onClick={() => onLook(!scan.isLook)}
          {...a11y({ role: 'checkbox', checked: scan.isLook })}
        >
          <DropIcon name="eye-check" />
          <Text>{scan.isLook ? '这次是组长复看' : '改为组长复看'}</Text>
        </View>
      )}
      <Tiles scan={scan} site={site} logs={logs} onAll={onAll}>
        <Say logs={logs} isRural={site.rural} />
      </Tiles>
      <JustNow logs={logs} isRural={site.rural} />
    </View>
  )
}

function aboutOf(kind: Scan['of']['kind'], times: number): string {
  if (kind === 'anonymous') return '只计数，不给积分'
  if (kind === 'code') return '不在今晚的名单里，照样记，社区会核对'
  return times > 0 ? `本户今晚已记${times}次` : '本户今晚第一次，两袋可以一起点'
}

export { Log as default }
