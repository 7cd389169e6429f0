// Inviting someone into a household or to act for it: a code that the other person types or scans, good once for three
// days. Relies on people's households. Invariants: a proxy is invited with an end and after saying what the person may
// do; the code is never kept on the phone.
import { Text, View } from '@tarojs/components'
import { useRef, useState } from 'react'
import { households } from '@shared/people/household-contract'
import { addDays, dayOf, showInstant } from '@shared/time'
import { newId } from '@/lib/ids'
import { useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { Choice } from '@/ui/inputs'
import { Card, Notice } from '@/ui/layout'
import { QrCode } from '@/ui/QrCode'
import { ErrorState } from '@/ui/ErrorState'
import { fullDay } from './words'

type Kind = 'member' | 'proxy'
const lengths = [
  { value: '30', title: '一个月' },
  { value: '90', title: '三个月' },
  { value: '365', title: '一年' },
] as const

export function Invite({ householdId }: { householdId: string }) {
  const [kind, setKind] = useState<Kind | null>(null)
  const [days, setDays] = useState<(typeof lengths)[number]['value']>('90')
  const asked = useRef<{ content: string; id: string } | null>(null)
  const [made, setMade] = useState<{ code: string; expiresAt: string } | null>(null)
  const invite = useWrite(households.invite, { onDone: setMade })
  const until = addDays(dayOf(new Date()), Number(days))
  const make = async () => {
    if (!kind) return
    const content = `${kind}|${days}`
    if (asked.current?.content !== content) asked.current = { content, id: await newId() }
    await invite.run({ householdId, id: asked.current.id, kind, ...(kind === 'proxy' ? { proxyUntil: until } : {}) })
  }
  if (made) {
    return (
      <Card title={kind === 'proxy' ? '代办邀请码' : '邀请码'}>
        <QrCode content={made.code} code={made.code} label={`邀请码 ${made.code}`} />
        <Text className="field__hint">{`请对方在“我的 · 我的住户 · 加入一户 · 家人邀请”里扫码或输入。${showInstant(new Date(made.expiresAt))} 前有效，只能用一次。`}</Text>
        <Button
          onClick={() => {
            setMade(null)
            setKind(null)
            asked.current = null
          }}
        >
          好了
        </Button>
      </Card>
    )
  }
  return (
    <Card title="邀请">
      {invite.error && <ErrorState error={invite.error} />}
      <Choice
        label="请谁"
        columns={1}
        value={kind}
        onChange={setKind}
        options={[
          { value: 'member', title: '家人加入这一户', note: '一起看积分和预约' },
          { value: 'proxy', title: '请人代办', note: '替您预约、办理，不是成员' },
        ]}
      />
      {kind === 'proxy' && (
        <View>
          <Choice label="代办多久" columns={3} value={days} onChange={setDays} options={lengths} />
          <Notice>{`生成邀请码就表示您同意对方代您预约和办理，到${fullDay(until)}为止，随时可以取消。`}</Notice>
        </View>
      )}
      <Button
        id="invite"
        disabled={!kind}
        loading={invite.busy}
        onClick={() => {
          void make()
        }}
      >
        生成邀请码
      </Button>
    </Card>
  )
}
