// Hours that were not recorded on the evening: asked for with a photo or words, decided by the community. Relies on the
// contract of made-up hours. Invariant: they are told apart from confirmed ones wherever they stand.
import { Text, View } from '@tarojs/components'
import { useRef, useState } from 'react'
import type { OutputOf } from '@shared/contract'
import type { Id } from '@shared/ids'
import { MADE_UP_DAYS, MOST_PROOF_PHOTOS, SHORTEST_PROOF, madeUpStatusNames } from '@shared/shifts/made-up'
import { madeUpHours, type MadeUp } from '@shared/shifts/made-up-contract'
import { shiftsHours } from '@shared/shifts/hours-contract'
import { addDays, addMinutes, clockOf, dayOf, instantAt, showDay, type Day } from '@shared/time'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Stepper, TextArea } from '@/ui/inputs'
import { Card, Empty, Notice, Section, Tag } from '@/ui/layout'
import { PhotoPicker } from '@/ui/Photos'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import { whenText } from './words'
import './shifts.scss'

const tones = { asked: 'booked', approved: 'good', declined: 'neutral' } as const

function MadeUpPage() {
  return (
    <Screen title="补记时长">
      <SignedIn why="登录后才能申请补记">
        <Notice>去了但没有签到的，可以在这里申请。由社区核准，单独列在“补记”里，不计积分。</Notice>
        <Mine />
        <Sites />
      </SignedIn>
    </Screen>
  )
}

function Mine() {
  const mine = useRead(madeUpHours.mine, {})
  return (
    <QueryView query={mine} isEmpty={({ items }) => items.length === 0} empty={<View />}>
      {({ items }) => (
        <View>
          {items.map((one) => (
            <One key={one.id} one={one} />
          ))}
        </View>
      )}
    </QueryView>
  )
}

function One({ one }: { one: MadeUp }) {
  return (
    <Card title={whenText(one)} extra={<Tag tone={tones[one.status]}>{madeUpStatusNames[one.status]}</Tag>}>
      <Text className="shift__name">{one.name}</Text>
      {one.status === 'asked' && <Text className="said">{`${showDay(one.dueOn)}前答复`}</Text>}
      {one.reason && <Text className="said">{`答复：${one.reason}`}</Text>}
    </Card>
  )
}

function Sites() {
  const sites = useRead(madeUpHours.sites, {})
  return (
    <Section title="申请补记">
      <QueryView
        query={sites}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty text="您的片区还没有督导点位" hint="登记为志愿者以后，可以申请补记" />}
      >
        {({ items }) => <Ask sites={items} />}
      </QueryView>
    </Section>
  )
}

/** Days that are offered at first. */
const DAYS_SHOWN = 8
const daysBack = (today: Day, count: number): Day[] =>
  Array.from({ length: count }, (_unused, back) => addDays(today, -back))
const minutesOf = ({ from, to }: Window): number =>
  (instantAt(A_DAY, to).getTime() - instantAt(A_DAY, from).getTime()) / 60_000
const A_DAY = '2026-01-01'

type Site = OutputOf<typeof madeUpHours.sites>['items'][number]
type Window = Site['windows'][number]

function Ask({ sites }: { sites: Site[] }) {
  const today = dayOf(new Date())
  const [siteId, setSiteId] = useState(sites[0]?.siteId ?? '')
  const [shown, setShown] = useState(DAYS_SHOWN)
  const [day, setDay] = useState<Day>(addDays(today, -1))
  const site = sites.find((one) => one.siteId === siteId) ?? sites[0]
  const [chosen, setChosen] = useState('')
  // what has not ended yet is not offered
  const windows = (site?.windows ?? []).filter(({ to }) => instantAt(day, to).getTime() <= Date.now())
  const window = windows.find(({ from }) => from === chosen) ?? windows[windows.length - 1]
  const longest = window ? minutesOf(window) : 0
  const [asked, setAsked] = useState<number | null>(null)
  const minutes = Math.min(asked ?? longest, longest)
  const [text, setText] = useState('')
  const [photoIds, setPhotoIds] = useState<Id[]>([])
  const [unsent, setUnsent] = useState(0)
  // the same id when it is sent again after a network that failed
  const id = useRef<Id | null>(null)
  const ask = useWrite(madeUpHours.ask, {
    refreshes: [madeUpHours.mine, shiftsHours.mine],
    onDone: () => {
      id.current = null
      setText('')
      setPhotoIds([])
      toast('已申请，核准后会告诉您')
    },
  })
  const isProven = photoIds.length > 0 || [...text.trim()].length >= SHORTEST_PROOF
  const send = async () => {
    if (!site || !window) return
    id.current ??= await newId()
    const { from } = window
    const to = clockOf(addMinutes(instantAt(day, from), minutes))
    await ask.run({ id: id.current, siteId: site.siteId, day, from, to, text: text.trim(), photoIds })
  }
  return (
    <View>
      <Choice
        label="哪个点位"
        columns={1}
        value={site?.siteId ?? ''}
        onChange={setSiteId}
        options={sites.map((one) => ({ value: one.siteId, title: one.name }))}
      />
      <Choice
        label="哪一天"
        columns={2}
        value={day}
        onChange={setDay}
        options={daysBack(today, shown).map((value) => ({ value, title: showDay(value) }))}
      />
      {shown < MADE_UP_DAYS && (
        <Button kind="quiet" onClick={() => setShown(MADE_UP_DAYS)}>
          {`更早的（最多${MADE_UP_DAYS}天）`}
        </Button>
      )}
      <Choice
        label="哪个时段"
        columns={2}
        value={window?.from ?? ''}
        onChange={(from) => {
          setChosen(from)
          setAsked(null)
        }}
        options={windows.map(({ from, to }) => ({ value: from, title: `${from}～${to}` }))}
      />
      {windows.length === 0 && <Notice>这一天还没有结束的班次，请选前一天。</Notice>}
      <Stepper label="在了多久" value={minutes} onChange={setAsked} min={15} max={longest} step={15} unit="分钟" />
      <PhotoPicker
        label="当时的照片"
        ids={photoIds}
        onChange={(ids) => setPhotoIds([...ids])}
        onUnsent={setUnsent}
        max={MOST_PROOF_PHOTOS}
        hint="没有照片，就在下面写清楚"
      />
      <TextArea
        label="情况，和谁能作证"
        id="proof"
        value={text}
        onChange={setText}
        max={300}
        placeholder="例如：手机没电没签到，组长朱师傅在场"
      />
      {!isProven && <Text className="said">{`还差一张照片，或至少${SHORTEST_PROOF}个字的说明。`}</Text>}
      {ask.error && <ErrorState error={ask.error} />}
      <Button
        id="ask"
        kind="primary"
        loading={ask.busy}
        disabled={!isProven || unsent > 0 || !window}
        onClick={() => {
          void send()
        }}
      >
        申请补记
      </Button>
    </View>
  )
}

export { MadeUpPage as default }
