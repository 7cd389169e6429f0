// The certificate of my hours: asked of a community or street, and fetched once it is issued. Relies on the contract of
// certificates. Invariants: of an identity number only the last four characters are ever typed here; minutes that
// nobody has confirmed, and those of paid work, are not offered.
import { Text, View } from '@tarojs/components'
import { useRef, useState } from 'react'
import type { OutputOf } from '@shared/contract'
import {
  certificateStatusNames,
  identityKinds,
  identityNames,
  type CertificateStatus,
  type IdentityKind,
} from '@shared/shifts/certificates'
import { certificates, type Certificate } from '@shared/shifts/certificates-contract'
import { showMinutes } from '@shared/shifts/hours'
import { longDay, showDay } from '@shared/time'
import { asApiError, download, type ApiError } from '@/lib/api'
import { newId } from '@/lib/ids'
import { platform } from '@/lib/platform/platform'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { SignedIn } from '@/ui/SignedIn'
import './shifts.scss'

type Office = OutputOf<typeof certificates.offices>['items'][number]

const tones = { asked: 'booked', issued: 'good', declined: 'neutral', revoked: 'bad' } as const satisfies Record<
  CertificateStatus,
  string
>

function CertificatePage() {
  return (
    <Screen title="志愿服务记录证明">
      <SignedIn why="登录后才能开证明">
        <Mine />
        <Offices />
      </SignedIn>
    </Screen>
  )
}

function Mine() {
  const mine = useRead(certificates.mine, {})
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

function One({ one }: { one: Certificate }) {
  const { status, office, number, from, to, reason, dueOn } = one
  return (
    <Card title={office} extra={<Tag tone={tones[status]}>{certificateStatusNames[status]}</Tag>}>
      <Text className="shift__name">{`${showDay(from)}到${showDay(to)}，${lengthOf(one)}`}</Text>
      {status === 'asked' && <Text className="said">{`${showDay(dueOn)}前办好。出具时会请您出示证件原件核对。`}</Text>}
      {number && <Text className="said">{`编号 ${number}`}</Text>}
      {reason && <Text className="said">{`原因：${reason}`}</Text>}
      {status === 'issued' && <Fetch one={one} />}
    </Card>
  )
}

const lengthOf = ({ minutes, madeUp }: { minutes: number; madeUp: number }): string =>
  madeUp > 0 ? `${showMinutes(minutes)}，另有补记${showMinutes(madeUp)}` : showMinutes(minutes)

function Fetch({ one: { id, number } }: { one: Certificate }) {
  const [busy, setBusy] = useState(false)
  const [path, setPath] = useState<string | null>(null)
  const [failed, setFailed] = useState<ApiError | null>(null)
  const run = (work: () => Promise<void>) => {
    setBusy(true)
    setFailed(null)
    work()
      .catch((error: unknown) => setFailed(asApiError(error)))
      .finally(() => setBusy(false))
  }
  // a second tap, since WeChat hands files over only from inside one
  const give = (file: string) =>
    run(async () => {
      if (await platform.giveFile(file, `志愿服务记录证明-${number ?? ''}.pdf`)) toast('已取出')
    })
  return (
    <View className="shift__act">
      {failed && <ErrorState error={failed} />}
      {path === null ? (
        <Button
          about={number ?? ''}
          loading={busy}
          onClick={() => run(async () => setPath(await download(certificates.paper, { id })))}
        >
          下载证明
        </Button>
      ) : (
        <Button kind="primary" about={number ?? ''} loading={busy} onClick={() => give(path)}>
          {platform.kind === 'weapp' ? '发到聊天保存' : '保存到本机'}
        </Button>
      )}
    </View>
  )
}

function Offices() {
  const offices = useRead(certificates.offices, {})
  return (
    <Section title="申请一份">
      <QueryView
        query={offices}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty text="还没有可以证明的时长" hint="扫组长的码签到，或请组长核实后，时长才能写进证明" />}
      >
        {({ items, name }) => <Free offices={items} known={name} />}
      </QueryView>
    </Section>
  )
}

/** One at a time of an office: what is asked for already is not offered again. */
function Free({ offices, known }: { offices: Office[]; known: string }) {
  const asked = useRead(certificates.mine, {}).data?.items.filter(({ status }) => status === 'asked') ?? []
  const free = offices.filter(({ placeId }) => !asked.some((one) => one.placeId === placeId))
  if (asked.length > 0 && free.length < offices.length)
    return <Notice>已经申请了一份，正在办理。办好以后，需要时可以再申请。</Notice>
  return <Ask offices={free} known={known} />
}

function Ask({ offices, known }: { offices: Office[]; known: string }) {
  const [placeId, setPlaceId] = useState(offices[0]?.placeId ?? '')
  const [name, setName] = useState(known === '微信用户' ? '' : known)
  const [kind, setKind] = useState<IdentityKind>('idCard')
  const [tail, setTail] = useState('')
  // the same id when it is sent again after a network that failed
  const id = useRef<string | null>(null)
  const ask = useWrite(certificates.ask, {
    refreshes: [certificates.mine, certificates.offices],
    onDone: () => {
      setTail('')
      id.current = null
      toast('已申请，办好会告诉您')
    },
  })
  const chosen = offices.find((one) => one.placeId === placeId) ?? offices[0]
  if (!chosen) return null
  const isReady = name.trim().length >= 2 && /^[0-9A-Za-z]{4}$/.test(tail)
  const send = async () => {
    const { from, to } = chosen
    const identity = { name: name.trim(), identityKind: kind, identityTail: tail }
    id.current ??= await newId()
    await ask.run({ id: id.current, placeId: chosen.placeId, from, to, ...identity })
  }
  return (
    <View>
      {offices.length > 1 && (
        <Choice
          label="由哪里出具"
          columns={1}
          value={chosen.placeId}
          onChange={setPlaceId}
          options={offices.map((one) => ({ value: one.placeId, title: one.office, note: lengthOf(one) }))}
        />
      )}
      <Card>
        <Row title="出具单位" value={chosen.office} />
        <Row title="服务时间" value={`${longDay(chosen.from)}到${longDay(chosen.to)}`} />
        <Row title="能证明的时长" note={`共${chosen.times}次，已核实`} value={lengthOf(chosen)} />
      </Card>
      <Field label="姓名（和证件一样）" id="name" value={name} onChange={setName} max={30} />
      <Choice
        label="证件"
        columns={1}
        value={kind}
        onChange={setKind}
        options={identityKinds.map((value) => ({ value, title: identityNames[value] }))}
      />
      <Field
        label="证件号码最后4位"
        id="tail"
        value={tail}
        onChange={(typed) => setTail(typed.trim())}
        max={4}
        hint="只填最后4位，我们不收集完整号码"
      />
      <Text className="said">日期有重叠的旧证明，在新的出具后作废。</Text>
      {!isReady && <Text className="said">还差：姓名和证件号码最后4位，填好就能申请。</Text>}
      {ask.error && <ErrorState error={ask.error} />}
      <Button
        id="ask"
        kind="primary"
        loading={ask.busy}
        disabled={!isReady}
        onClick={() => {
          void send()
        }}
      >
        申请证明
      </Button>
    </View>
  )
}

export { CertificatePage as default }
