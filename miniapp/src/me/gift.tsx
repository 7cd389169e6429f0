// Giving points to the compound's fund or a school: to whom, how many with what is left this month, one question, done.
// Relies on the ledger's gifts; to a neighbour only where the area allows it. Invariants: nothing moves before the
// question is answered; one gift has one id, so that pressing again after a lost answer gives once.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useRef, useState } from 'react'
import type { InputOf, OutputOf } from '@shared/contract'
import { ledger } from '@shared/ledger/contract'
import { gifts } from '@shared/ledger/gifts-contract'
import { newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { confirm } from '@/ui/Confirm'
import { Choice, CodeEntry, Field } from '@/ui/inputs'
import { Card, Empty, Notice, Row } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import './me.scss'

type Targets = OutputOf<typeof gifts.giftTargets>
type Given = OutputOf<typeof gifts.give>
const NEIGHBOUR = 'neighbour'
const kindNames = { compound: '小区公益金', school: '学校公益金' } as const

function Gift() {
  const { params } = useRouter()
  const from = params['from'] ? decodeURIComponent(params['from']) : ''
  const [given, setGiven] = useState<Given | null>(null)
  return (
    <Screen title="赠送积分">
      <SignedIn why="登录后才能赠送积分">
        {given ? <Done given={given} /> : <Loaded from={from} onGiven={setGiven} />}
      </SignedIn>
    </Screen>
  )
}

function Loaded({ from, onGiven }: { from: string; onGiven: (given: Given) => void }) {
  const targets = useRead(gifts.giftTargets, from ? { from } : {})
  return (
    <QueryView
      query={targets}
      isEmpty={({ items, neighbours }) => items.length === 0 && !neighbours}
      empty={<Empty text="这里还没有可以赠送的公益金" hint="社区登记了小区或学校的公益金后，会列在这里" />}
    >
      {(data) => <Form data={data} onGiven={onGiven} />}
    </QueryView>
  )
}

/** Why this many can't be given, or null. */
function wrongPoints(points: number, { available, leftThisMonth, mostPerMonth }: Targets): string | null {
  if (!Number.isSafeInteger(points) || points < 1) return '请填 1 以上的整数'
  if (points > available) return `可用积分只有${available}分`
  if (points > leftThisMonth) return `这个账户每月最多赠${mostPerMonth}分，本月还能赠${leftThisMonth}分`
  return null
}

function Form({ data, onGiven }: { data: Targets; onGiven: (given: Given) => void }) {
  const { from, available, leftThisMonth, givenThisMonth, items, neighbours } = data
  const [to, setTo] = useState<string | null>(items.length === 1 ? (items[0]?.account ?? null) : null)
  const [code, setCode] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState(false)
  const id = useRef<string | null>(null)
  const give = useWrite(gifts.give, {
    refreshes: [ledger.summaries, ledger.statement, gifts.giftTargets, gifts.fund],
    onDone: onGiven,
  })
  const wrong = wrongPoints(Number(typed), data)
  const isNeighbour = to === NEIGHBOUR
  const isReady = !wrong && (isNeighbour ? code !== null : to !== null)
  const send = async () => {
    setAsked(true)
    if (!isReady) return
    const name = isNeighbour ? '这位邻居' : (items.find(({ account }) => account === to)?.name ?? '')
    const sure = await confirm({
      title: `赠给${name} ${typed}分？`,
      text: '赠出后不能收回。积分的到期日不变。',
      ok: '确定赠送',
      cancel: '再想想',
    })
    if (!sure) return
    id.current ??= await newId()
    const target: Pick<InputOf<typeof gifts.give>, 'to' | 'neighbourCode'> = isNeighbour
      ? { neighbourCode: code ?? '' }
      : { to: to ?? '' }
    await give.run({ id: id.current, from, points: Number(typed), ...target })
  }
  const options = [
    ...items.map(({ account, name, kind, placeName }) => ({
      value: account,
      title: name,
      note: [kindNames[kind], placeName].filter(Boolean).join(' · '),
    })),
    ...(neighbours ? [{ value: NEIGHBOUR, title: '一位邻居', note: '扫或输对方的住户码' }] : []),
  ]
  return (
    <View>
      <Card>
        <Row title="可用" value={`${available}分`} />
        <Row
          title="本月还能赠"
          note={givenThisMonth > 0 ? `本月已赠${givenThisMonth}分` : undefined}
          value={`${leftThisMonth}分`}
        />
      </Card>
      <Choice
        label="赠给谁"
        columns={1}
        options={options}
        value={to}
        onChange={setTo}
        error={asked && to === null ? '请选赠给谁' : null}
      />
      {isNeighbour &&
        (code ? (
          <Card>
            <Row title="对方的住户码" value="已读到" onClick={() => setCode(null)} note="点这里重新扫" />
          </Card>
        ) : (
          <CodeEntry label="对方的住户码" onCode={setCode} />
        ))}
      <Field
        id="gift-points"
        label="赠多少分"
        type="number"
        value={typed}
        onChange={setTyped}
        max={7}
        error={asked ? wrong : null}
      />
      {give.error && <ErrorState error={give.error} />}
      <FundRow items={items} to={to} />
      <Button
        id="give"
        kind="primary"
        loading={give.busy}
        onClick={() => {
          void send()
        }}
      >
        赠送
      </Button>
    </View>
  )
}

/** What has become of the gifts to the chosen fund. */
function FundRow({ items, to }: { items: Targets['items']; to: string | null }) {
  const chosen = items.find(({ account }) => account === to)
  if (!chosen) return null
  const url = `/me/fund?id=${chosen.account.slice('fund:'.length)}`
  return (
    <Card>
      <Row
        id="fund"
        title={`${chosen.name}现有`}
        value={`${chosen.points}分`}
        note="收了多少、用了多少"
        onClick={() => {
          void Taro.navigateTo({ url })
        }}
      />
    </Card>
  )
}

function Done({ given }: { given: Given }) {
  return (
    <View>
      <Notice tone="good" title="谢谢您">{`已赠给${given.toName} ${given.points}分。`}</Notice>
      <Card>
        <Row title="还可用" value={`${given.available}分`} />
        <Row title="本月还能赠" value={`${given.leftThisMonth}分`} />
      </Card>
      <Text className="letter">这一笔在积分明细里能看到。</Text>
      <Button
        id="to-points"
        kind="primary"
        onClick={() => {
          void Taro.redirectTo({ url: '/me/points' })
        }}
      >
        看积分明细
      </Button>
    </View>
  )
}

export { Gift as default }
