// Three ways into a household: its card, an invitation by a member, or asking the community. Relies on people's
// households. Invariants: a write keeps its id until it has an answer; what was typed stays after a failed submit and a
// kill.
import Taro from '@tarojs/taro'
import { useRef, useState } from 'react'
import { households } from '@shared/people/household-contract'
import { showDay } from '@shared/time'
import type { ApiError } from '@/lib/api'
import { newId } from '@/lib/ids'
import type { MyPlace } from '@/lib/my-place'
import { useWrite } from '@/lib/query'
import { loadMe } from '@/lib/sign-in'
import { readStored, removeStored, writeStored } from '@/lib/storage'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { Choice, CodeEntry, Field, TextArea } from '@/ui/inputs'
import { Card, Notice, Row } from '@/ui/layout'
import { PlacePicker } from '@/ui/PlacePicker'
import { ErrorState } from '@/ui/ErrorState'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'

type Way = 'card' | 'invitation' | 'ask'
const home = (joined = false) => {
  if (joined) toast('已经加入，可以替这一户预约了')
  void Taro.redirectTo({ url: '/me/households' })
}

function Join() {
  const [way, setWay] = useState<Way>('card')
  return (
    <Screen title="加入一户">
      <SignedIn why="登录后才能加入住户">
        <Choice
          label="怎么加入"
          columns={1}
          value={way}
          onChange={setWay}
          options={[
            { value: 'card', title: '扫户卡', note: '家里有一户一码的卡片' },
            { value: 'invitation', title: '家人邀请', note: '家人给了您邀请码' },
            { value: 'ask', title: '向社区申请', note: '没有卡，也没有邀请' },
          ]}
        />
        {way === 'card' && <ByCard />}
        {way === 'invitation' && <ByInvitation />}
        {way === 'ask' && <ByAsking />}
      </SignedIn>
    </Screen>
  )
}

/** Why it was not accepted, and what helps. */
function Refused({ error }: { error: ApiError }) {
  return (
    <>
      <ErrorState error={error} />
      {error.code === 'CONSENT_MISSING' && (
        <Button
          onClick={() => {
            void Taro.navigateTo({ url: '/me/privacy' })
          }}
        >
          去看隐私政策
        </Button>
      )}
    </>
  )
}

function ByCard() {
  const id = useRef<{ code: string; id: string } | null>(null)
  const [outcome, setOutcome] = useState<string | null>(null)
  const [card, setCard] = useState<string | null>(null)
  const [pin, setPin] = useState('')
  const claim = useWrite(households.claim, { refreshes: [households.mine, households.myRequests] })
  const send = async (code: string, typedPin?: string) => {
    setCard(code)
    if (id.current?.code !== code) id.current = { code, id: await newId() }
    const done = await claim.run({ id: id.current.id, code, ...(typedPin ? { pin: typedPin } : {}) })
    if (!done) return
    await loadMe()
    if (done.outcome === 'joined') home(true)
    else
      setOutcome(
        done.dueOn
          ? `这一户已经有人，请他们在手机上答复，最晚 ${showDay(done.dueOn)}。到时没有答复，这次申请就失效，可以再向社区申请。`
          : '已经交给社区核对。社区可能会在门上贴通知，贴出 5个工作日没人提出异议，您就加入了。带户卡和身份证到社区，可以当场办好。',
      )
  }
  const asksPin = claim.error?.code === 'HOUSEHOLD_PIN_NEEDED' || claim.error?.code === 'REWARD_PIN_WRONG'
  if (outcome !== null)
    return (
      <>
        <Notice tone="good" title="已经提交">
          {outcome}
        </Notice>
        <Button id="to-households" kind="primary" onClick={() => home()}>
          看我的住户和申请
        </Button>
      </>
    )
  return (
    <>
      {claim.error && claim.error.code !== 'HOUSEHOLD_PIN_NEEDED' && <Refused error={claim.error} />}
      {card && asksPin && (
        <Card title="这张户卡设了密码">
          <Field
            id="pin"
            label="6位卡密码"
            type="number"
            password
            max={6}
            value={pin}
            hint="在社区服务台设的密码。忘了的话，请带户卡到社区重设。"
            onChange={setPin}
          />
          <Button
            id="send-pin"
            kind="primary"
            loading={claim.busy}
            disabled={pin.length !== 6}
            onClick={() => {
              void send(card, pin).then(() => setPin(''))
            }}
          >
            确定
          </Button>
        </Card>
      )}
      <CodeEntry
        label="户卡上的码"
        busy={claim.busy}
        hint="卡片上8位字母和数字"
        onCode={(code) => {
          void send(code)
        }}
      />
    </>
  )
}

function ByInvitation() {
  const accept = useWrite(households.accept, { refreshes: [households.mine, households.proxied] })
  const send = async (code: string) => {
    const done = await accept.run({ code })
    if (!done) return
    await loadMe()
    home(true)
  }
  return (
    <>
      {accept.error && <Refused error={accept.error} />}
      <CodeEntry
        label="邀请码"
        busy={accept.busy}
        hint="家人在“我的 · 我的住户”里可以看到"
        onCode={(code) => {
          void send(code)
        }}
      />
    </>
  )
}

const DRAFT = 'join-draft'
type Draft = { place: MyPlace | null; building: string; unit: string; room: string; note: string }
const emptyDraft: Draft = { place: null, building: '', unit: '', room: '', note: '' }

function ByAsking() {
  const [draft, setDraft] = useState<Draft>(() => ({ ...emptyDraft, ...readStored<Draft>(DRAFT) }))
  const [choosing, setChoosing] = useState(false)
  const sent = useRef<{ content: string; id: string } | null>(null)
  const ask = useWrite(households.ask, { refreshes: [households.myRequests] })
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part }
    writeStored(DRAFT, next)
    setDraft(next)
  }
  const send = async () => {
    if (!draft.place) return
    const content = JSON.stringify(draft)
    if (sent.current?.content !== content) sent.current = { content, id: await newId() }
    const { building, unit, room, note, place } = draft
    const done = await ask.run({
      id: sent.current.id,
      placeId: place.id,
      building: building.trim(),
      unit: unit.trim(),
      room: room.trim(),
      note: note.trim(),
    })
    if (!done) return
    removeStored(DRAFT)
    home()
  }
  return (
    <>
      {ask.error && <Refused error={ask.error} />}
      <Card>
        <Row id="place" title="小区或村" value={draft.place?.name ?? '请选择'} onClick={() => setChoosing(true)} />
      </Card>
      <Field
        id="building"
        label="楼栋（平房不填）"
        value={draft.building}
        onChange={(building) => change({ building })}
        max={20}
        placeholder="例如：3栋"
      />
      <Field
        id="unit"
        label="单元（没有不填）"
        value={draft.unit}
        onChange={(unit) => change({ unit })}
        max={20}
        placeholder="例如：2单元"
      />
      <Field
        id="room"
        label="房号或门牌号"
        value={draft.room}
        onChange={(room) => change({ room })}
        max={20}
        placeholder="例如：501"
      />
      <TextArea
        id="note"
        label="给社区的说明（可以不填）"
        value={draft.note}
        onChange={(note) => change({ note })}
        max={100}
      />
      <Button
        id="submit"
        kind="primary"
        loading={ask.busy}
        disabled={!draft.place || draft.room.trim() === ''}
        onClick={() => {
          void send()
        }}
      >
        提交申请
      </Button>
      <PlacePicker
        open={choosing}
        onClose={() => setChoosing(false)}
        onPick={(place) => {
          change({ place })
          setChoosing(false)
        }}
      />
    </>
  )
}

export { Join as default }
