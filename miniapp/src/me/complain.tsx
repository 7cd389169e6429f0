// Sending a complaint about a service: what it is about, where, in one's own words; the number and the day of the
// answer come at once. Relies on the contract of complaints. Opened as /me/complain, with ?booking=<id> from a booking.
// Invariants: what was typed survives a failed submit and a kill; nothing but the words and the place is asked for.
import { View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useRef, useState } from 'react'
import { aboutNames, complaints } from '@shared/reports/complaints-contract'
import { showDay } from '@shared/time'
import { newId } from '@/lib/ids'
import { myPlace, type MyPlace } from '@/lib/my-place'
import { useWrite } from '@/lib/query'
import { readStored, removeStored, writeStored } from '@/lib/storage'
import { Button } from '@/ui/Button'
import { Choice, TextArea } from '@/ui/inputs'
import { Card, Notice, Row } from '@/ui/layout'
import { PlacePicker } from '@/ui/PlacePicker'
import { ErrorState } from '@/ui/ErrorState'
import { Screen } from '@/ui/Screen'
import { useSignIn } from '@/ui/SignInSheet'

const DRAFT = 'complaint-draft'
type Draft = { about: keyof typeof aboutNames | null; place: MyPlace | null; text: string }
const abouts = Object.keys(aboutNames) as (keyof typeof aboutNames)[]

function Complain() {
  const { params } = useRouter()
  const [draft, setDraft] = useState<Draft>(() => ({
    about: null,
    place: myPlace(),
    text: '',
    ...readStored<Draft>(DRAFT),
  }))
  const [choosing, setChoosing] = useState(false)
  const sent = useRef<{ content: string; id: string } | null>(null)
  const signIn = useSignIn()
  const file = useWrite(complaints.file, { refreshes: [complaints.mine] })
  const [made, setMade] = useState<{ number: string; dueOn: string } | null>(null)
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part }
    writeStored(DRAFT, next)
    setDraft(next)
  }
  const { about, place, text } = draft
  const [tried, setTried] = useState(false)
  const missing = !about
    ? '请选关于什么'
    : !place
      ? '请选在哪里'
      : text.trim().length < 5
        ? '请写清是什么事，至少5个字'
        : null
  const submit = async () => {
    setTried(true)
    if (missing || !about || !place || !(await signIn.ask('登录以后，答复才能告诉您'))) return
    const content = JSON.stringify(draft)
    if (sent.current?.content !== content) sent.current = { content, id: await newId() }
    const booking = params['booking'] ? { bookingId: params['booking'] } : {}
    const done = await file.run({ id: sent.current.id, about, placeId: place.id, text: text.trim(), ...booking })
    if (!done) return
    removeStored(DRAFT)
    setMade(done)
  }
  if (made) {
    return (
      <Screen
        title="投诉已受理"
        bottom={
          <Button
            id="mine"
            kind="primary"
            onClick={() => {
              void Taro.redirectTo({ url: '/me/complaints' })
            }}
          >
            看我的投诉
          </Button>
        }
      >
        <Notice
          tone="good"
          title={`编号 ${made.number}`}
        >{`${showDay(made.dueOn)}前答复您，会在“消息”里告诉您。过了这一天还没有答复，系统会自动上报。`}</Notice>
      </Screen>
    )
  }
  return (
    <Screen
      title="投诉与意见"
      bottom={
        <View>
          {tried && missing && <Notice tone="error">{missing}</Notice>}
          <Button
            id="submit"
            kind="primary"
            loading={file.busy}
            onClick={() => {
              void submit()
            }}
          >
            提交
          </Button>
        </View>
      }
    >
      {file.error && <ErrorState error={file.error} />}
      <Choice
        label="关于什么"
        error={tried && !about ? '请选一项' : null}
        value={about}
        onChange={(value) => change({ about: value })}
        options={abouts.map((value) => ({ value, title: aboutNames[value] }))}
      />
      <Card>
        <Row id="place" title="在哪里" value={place?.name ?? '请选择'} onClick={() => setChoosing(true)} />
      </Card>
      <TextArea
        id="text"
        label="是什么事"
        error={tried && text.trim().length < 5 ? '至少写5个字' : null}
        value={text}
        onChange={(value) => change({ text: value })}
        max={500}
        hint="什么时候、什么情况、希望怎么解决。不用写身份证号"
      />
      <Notice>只有您所在社区、街道和市里的工作人员看得到，列表里不显示您的名字。</Notice>
      <PlacePicker
        open={choosing}
        onClose={() => setChoosing(false)}
        onPick={(picked) => {
          change({ place: picked })
          setChoosing(false)
        }}
      />
      {signIn.sheet}
    </Screen>
  )
}

export { Complain as default }
