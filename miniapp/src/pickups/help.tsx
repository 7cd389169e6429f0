// Help with carrying and lower prices for one household: what holds, what was asked, and asking; the community
// verifies. Relies on pickups' statuses. Opened as /pickups/help?id=<household>; without one the person's own is taken.
// Invariant: only what the person has asked for is shown, and nobody needs to upload a paper.
import { useRouter } from '@tarojs/taro'
import { useRef, useState } from 'react'
import { statusKinds, statusNames, type StatusKind } from '@shared/pickups/reliefs'
import { pickups } from '@shared/pickups/contract'
import { statuses, type HouseholdStatus } from '@shared/pickups/statuses-contract'
import { households } from '@shared/people/household-contract'
import { showDay } from '@shared/time'
import { useHomeAddress, useHomeNames } from '@/lib/home-names'
import { platform } from '@/lib/platform/platform'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'

const refreshes = [statuses.mine]
const tones = { waiting: 'warn', approved: 'good', refused: 'bad' } as const
const RELIEF = /^经社区核实的(.+)：(.+)$/

/** What each kind brings where the household lives, out of the area's published rules; {} while they are read. */
function useBrings(householdId: string): Partial<Record<StatusKind, string>> {
  const placeId = useRead(households.detail, { id: householdId }).data?.placeId
  const { data } = useRead(pickups.catalogue, placeId ? { placeId } : {}, { enabled: placeId !== undefined })
  if (!data) return {}
  const reliefs = data.rules.text.map((text) => RELIEF.exec(text))
  const termsOf = (kind: StatusKind) =>
    reliefs.find((found) => found?.[1]?.split('、').includes(statusNames[kind]))?.[2]
  return Object.fromEntries(
    statusKinds.map((kind) => [
      kind,
      kind === 'carry_help'
        ? '东西搬不下楼的，收运员进屋帮搬'
        : (termsOf(kind) ?? (data.rules.priceMode === 'free' ? '这里上门都不收费' : '本地还没有定减免多少')),
    ]),
  )
}
const fullDay = (day: string): string => `${day.slice(0, 4)}年${showDay(day)}`

function HelpPage() {
  const { id } = useRouter().params
  return (
    <Screen title="帮扶与减免">
      <SignedIn why="登录后才能申请">{id ? <Household id={id} /> : <First />}</SignedIn>
    </Screen>
  )
}

/** Opened from a message: the household one belongs to. */
function First() {
  const mine = useRead(households.mine, {})
  return (
    <QueryView
      query={mine}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty text="还没有加入住户" hint="加入住户以后，才能为这一户申请。没有手机的，请到社区窗口办理。" />}
    >
      {({ items }) => items.map(({ id, label }) => <Household key={id} id={id} label={label} />)}
    </QueryView>
  )
}

function Household({ id, label }: { id: string; label?: string }) {
  const read = useRead(statuses.mine, { householdId: id })
  const name = useHomeNames()[id]
  const address = useHomeAddress(id, label ?? '')
  const home = [name, address].filter(Boolean).join(' · ')
  return (
    <QueryView query={read}>
      {({ items, carryHelpUntil }) => (
        <Section title={home === '' ? '这一户' : home}>
          {carryHelpUntil && (
            <Notice tone="good" title="帮扶上门有效">{`到${fullDay(carryHelpUntil)}，收运员会进屋帮搬。`}</Notice>
          )}
          {items.map((item) => (
            <Asked key={item.id} item={item} />
          ))}
          <AskForm
            householdId={id}
            waiting={items.filter(({ state }) => state === 'waiting').map(({ kind }) => kind)}
          />
        </Section>
      )}
    </QueryView>
  )
}

function Asked({ item }: { item: HouseholdStatus }) {
  const write = useWrite(statuses.withdraw, { refreshes })
  const isWaiting = item.state === 'waiting'
  const withdraw = async () => {
    const asked = isWaiting
      ? { title: '撤回这份申请？', ok: '撤回申请', cancel: '先不撤' }
      : {
          title: '不再需要了？',
          text: '以后需要时再申请，由社区重新核实。',
          ok: '不再需要',
          cancel: '先留着',
          danger: true,
        }
    if (await confirm(asked)) await write.run({ id: item.id })
  }
  return (
    <Card
      title={item.kindText}
      extra={
        <Tag tone={item.state in tones ? tones[item.state as keyof typeof tones] : 'neutral'}>{item.stateText}</Tag>
      }
    >
      <Row title="为谁" value={item.personName} />
      {item.until && <Row title="有效到" value={fullDay(item.until)} />}
      {isWaiting && <Row title="现在" note="社区正在核实，有结果会在“消息”里告诉您" />}
      {item.reason && <Row title="说明" note={item.reason} />}
      {write.error && <ErrorState error={write.error} />}
      {item.allowed.includes('withdraw') && (
        <Button
          loading={write.busy}
          about={item.kindText}
          onClick={() => {
            void withdraw()
          }}
        >
          {isWaiting ? '撤回申请' : '不再需要'}
        </Button>
      )}
    </Card>
  )
}

function AskForm({ householdId, waiting }: { householdId: string; waiting: readonly StatusKind[] }) {
  const [kind, setKind] = useState<StatusKind | null>(null)
  const [personName, setName] = useState('')
  const [tried, setTried] = useState(false)
  const brings = useBrings(householdId)
  const sent = useRef<{ content: string; id: string } | null>(null)
  const write = useWrite(statuses.ask, { refreshes })
  const ready = kind !== null && personName.trim() !== ''
  const submit = async () => {
    setTried(true)
    if (!kind || !ready) return platform.vibrate('long')
    const content = JSON.stringify([householdId, kind, personName])
    if (sent.current?.content !== content) sent.current = { content, id: await newId() }
    if (!(await write.run({ id: sent.current.id, householdId, kind, personName: personName.trim() }))) return
    setKind(null)
    setName('')
    setTried(false)
    toast('已提交，请等社区核实')
  }
  return (
    <Card title="申请">
      <Choice
        label="哪一种"
        value={kind}
        columns={1}
        error={tried && kind === null ? '请选一种' : null}
        onChange={setKind}
        options={statusKinds.map((value) => ({
          value,
          title: statusNames[value],
          disabled: waiting.includes(value),
          ...(waiting.includes(value) ? { note: '正在核实' } : brings[value] ? { note: brings[value] } : {}),
        }))}
      />
      <Field
        id="person"
        label="为谁申请（姓名）"
        value={personName}
        onChange={setName}
        max={20}
        error={tried && personName.trim() === '' ? '请写为谁申请' : null}
      />
      <Notice>
        不用拍证件，社区会核实。只有社区、街道和市里核实的人看得到；费用里只写“减免”，收运员只知道要不要帮搬。
      </Notice>
      {write.error && <ErrorState error={write.error} />}
      {tried && !ready && (
        <Notice tone="error">{kind === null ? '先在上面选一种，再提交' : '先写上为谁申请，再提交'}</Notice>
      )}
      <Button
        id="ask"
        kind="primary"
        loading={write.busy}
        onClick={() => {
          void submit()
        }}
      >
        提交申请
      </Button>
    </Card>
  )
}

export { HelpPage as default }
