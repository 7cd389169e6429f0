// Taking codes where there is no network: today's list fetched beforehand, codes checked against it, sent later, each
// with its answer. Relies on collected.ts. Invariants: a code that is not on the list is not taken; nothing that was
// taken leaves the page unanswered.
import { Text, View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import { useState } from 'react'
import { clockOf, showInstant } from '@shared/time'
import { asApiError, type ApiError } from '@/lib/api'
import { flushOutbox, useOutbox } from '@/lib/outbox/outbox'
import { platform } from '@/lib/platform/platform'
import { useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { Screen } from '@/ui/Screen'
import { askResults, collect, fetchList, useCollected, useList, type Collected } from './collected'
import { ForShop, type Shop } from './parts'

function Offline() {
  useDidShow(() => {
    void askResults()
  })
  return (
    <Screen title="断网收码">
      <ForShop>{(shop) => <ForOne key={shop.id} shop={shop} />}</ForShop>
    </Screen>
  )
}

function ForOne({ shop }: { shop: Shop }) {
  const [told, setTold] = useState<{ isTaken: boolean; text: string } | null>(null)
  if (!shop.takesOffline) return <Empty text="本店没有开通断网收码" hint="请联网扫码核销；要开通请找街道的工作人员" />
  const give = async (code: string) => {
    const answer = await collect(shop, code)
    platform.vibrate(answer.isTaken ? 'short' : 'long')
    setTold(answer)
  }
  return (
    <View>
      <Today shop={shop} />
      {told && (
        <Notice tone={told.isTaken ? 'good' : 'error'} title={told.isTaken ? '收下了' : '不能收'}>
          {told.text}
        </Notice>
      )}
      <Enter
        onCode={(code) => {
          void give(code)
        }}
        onUnread={() => setTold({ isTaken: false, text: '没有扫成功。请居民把屏幕调亮再扫一次。' })}
      />
      <Taken shop={shop} />
    </View>
  )
}

/** The list of this day, and fetching it while there is a network. */
function Today({ shop }: { shop: Shop }) {
  const list = useList(shop.id)
  const signedIn = useSignedIn()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<ApiError | null>(null)
  const isGood = list !== null && new Date() < new Date(list.until)
  const fetchNow = () => {
    setBusy(true)
    setFailed(null)
    fetchList(shop.id)
      .catch((error: unknown) => setFailed(asApiError(error)))
      .finally(() => setBusy(false))
  }
  return (
    <Card title="今天预发的码" extra={<Tag tone={isGood ? 'good' : 'warn'}>{isGood ? '已下载' : '没有下载'}</Tag>}>
      {list && isGood && (
        <Row title={`${list.items.length}个`} note={`${clockOf(new Date(list.fetchedAt))} 下载，今天有效`} />
      )}
      {!isGood && <Text className="shop-text">有网的时候先下载，没网时才能收。码只在当天有效。</Text>}
      {failed && <ErrorState error={failed} />}
      <Button id="fetch" loading={busy} disabled={!signedIn} onClick={fetchNow}>
        {isGood ? '再下载一次' : '下载今天的码'}
      </Button>
    </Card>
  )
}

function Enter({ onCode, onUnread }: { onCode: (code: string) => void; onUnread: () => void }) {
  const [typed, setTyped] = useState('')
  const give = () => {
    onCode(typed.replace(/\s+/g, ''))
    setTyped('')
  }
  if (platform.canScan)
    return (
      <Button
        id="collect"
        kind="primary"
        onClick={() => {
          platform.scan().then((code) => {
            if (code) onCode(code)
          }, onUnread)
        }}
      >
        扫断网码
      </Button>
    )
  return (
    <View>
      <TextArea
        id="offline-code"
        label="粘贴断网码的内容"
        value={typed}
        onChange={setTyped}
        max={200}
        hint="用别的扫码枪或软件读出来，粘贴到这里"
      />
      <Button id="collect" kind="primary" disabled={typed.trim().length < 8} onClick={give}>
        收下
      </Button>
    </View>
  )
}

const stateTags = {
  waiting: ['info', '等待上传'],
  sent: ['info', '正在核对'],
  captured: ['good', '已核销'],
  refused: ['bad', '没有被接受'],
} as const

function Taken({ shop }: { shop: Shop }) {
  const { waiting, sending, online } = useOutbox()
  const rows = useCollected(shop.id)
  const hasWaiting = rows.some(({ state }) => state === 'waiting')
  if (rows.length === 0) return null
  return (
    <Section title="这部手机收的">
      {hasWaiting && online && waiting.length > 0 && (
        <Button
          id="send-now"
          loading={sending}
          onClick={() => {
            void flushOutbox()
          }}
        >
          现在补传
        </Button>
      )}
      <Card>
        {rows.map((row) => (
          <One key={row.id} row={row} />
        ))}
      </Card>
    </Section>
  )
}

function One({ row: { label, takenAt, state, result } }: { row: Collected }) {
  const [tone, text] = stateTags[state]
  const note = [showInstant(new Date(takenAt)), state === 'refused' ? result?.text : ''].filter(Boolean).join(' · ')
  return <Row title={label} note={note} value={<Tag tone={tone}>{text}</Tag>} />
}

export { Offline as default }
