// The letter of commitment and sending in: what is missing is said with the way there; only sending in checks. The
// responsible person signs with their name; a colleague may send in once it is signed.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import type { CellDetail } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import { shortHash } from '@shared/cells/sheets'
import { dayOf, clockOf, showDay } from '@shared/time'
import type { ApiError } from '@/lib/api'
import { useWrite } from '@/lib/query'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Field } from '@/ui/inputs'
import { Card, Notice, Row, Section } from '@/ui/layout'
import { CellScreen, Unsent } from './application'
import { sendAll, takeDetail } from './drafts'
import { openPage } from './parts'

type Missing = CellDetail['missing']

function LetterPage() {
  return <CellScreen title="承诺书">{(cell) => <Letter cell={cell} />}</CellScreen>
}

function Letter({ cell }: { cell: CellDetail }) {
  const { letter, responsible } = cell
  const { signed } = letter
  const holds = signed?.holds === true
  return (
    <View>
      <Unsent id={cell.id} />
      <Missing cell={cell} missing={cell.missing.filter(({ part }) => part !== 'letter' && part !== 'assess')} />
      <Card title="承诺书">
        <Text className="letter">{letter.text}</Text>
        {signed && (
          <Text className="cell__note">
            {`${signed.name} ${showDay(dayOf(new Date(signed.at)))} ${clockOf(new Date(signed.at))}签字，内容码 ${shortHash(signed.hash)}`}
          </Text>
        )}
      </Card>
      {signed && !holds && <Notice tone="warn">负责人换了，请现在的负责人重新签字。填好的材料都还在。</Notice>}
      {!holds && !responsible?.isMe && (
        <Notice title={responsible ? `要由${responsible.name}签字` : '还没有登记负责人'}>
          {responsible ? '请负责人用自己的手机打开这一页签字，签好后谁来提交都行。' : '请在单位人员里登记一位负责人。'}
        </Notice>
      )}
      {(holds || responsible?.isMe) && <Send cell={cell} holds={holds} />}
    </View>
  )
}

/** Each missing thing, and where it is put right. */
function Missing({ cell: { id }, missing }: { cell: CellDetail; missing: Missing }) {
  if (missing.length === 0) return null
  return (
    <Section title={`还差${missing.length}处，点开去补`}>
      <Card>
        {missing.map(({ part, code, text }) => (
          <Row
            key={`${part}-${code}`}
            id={`missing-${code || part}`}
            icon="alert-triangle"
            tint="warm"
            title={text}
            onClick={() => openPage(part === 'item' ? `/cells/clause?id=${id}&code=${code}` : `/cells/checks?id=${id}`)}
          />
        ))}
      </Card>
    </Section>
  )
}

function Send({ cell, holds }: { cell: CellDetail; holds: boolean }) {
  const { id, allowed, state } = cell
  const [name, setName] = useState(useSession(({ person }) => person?.name ?? ''))
  const [stuck, setStuck] = useState(0)
  const assess = useWrite(cells.assess, { onDone: takeDetail })
  const sign = useWrite(cells.signLetter, { onDone: takeDetail, refreshes: [cells.show] })
  const submit = useWrite(cells.submit, { onDone: takeDetail, refreshes: [cells.mine, cells.show] })
  const busy = assess.busy || sign.busy || submit.busy
  const error = assess.error ?? sign.error ?? submit.error
  const send = async () => {
    const waiting = await sendAll(id)
    setStuck(waiting)
    if (waiting > 0) return
    const yes = await confirm({
      title: holds ? '现在提交？' : '签字并提交？',
      text: '提交后由镇街和市里审核。退回的条目还可以补。',
      ok: '好，提交',
      cancel: '再看看',
    })
    if (!yes) return
    if (state === 'draft' && !(await assess.run({ id }))) return
    if (!holds && !(await sign.run({ id, name: name.trim() }))) return
    if (!(await submit.run({ id }))) return
    toast('已提交')
    void Taro.navigateBack()
  }
  if (
    !allowed.some((action) => action === 'submit' || action === 'resubmit' || action === 'sign' || action === 'assess')
  )
    return null
  return (
    <Section title="签字提交">
      {!holds && <Field id="name" label="负责人姓名" value={name} onChange={setName} max={20} />}
      {stuck > 0 && <Notice tone="error">{`有${stuck}处还没传上去，现在不能提交。都在手机里，请连上网再试。`}</Notice>}
      {error && <Refused cell={cell} error={error} />}
      <Button
        id="send"
        kind="primary"
        loading={busy}
        disabled={!holds && name.trim().length < 2}
        onClick={() => {
          void send()
        }}
      >
        {holds ? '提交' : '签字并提交'}
      </Button>
    </Section>
  )
}

function Refused({ cell, error }: { cell: CellDetail; error: ApiError }) {
  const missing = (error.details as { missing?: Missing } | undefined)?.missing
  if (!missing) return <ErrorState error={error} />
  return (
    <View>
      <Notice tone="error">{error.text}</Notice>
      <Missing cell={cell} missing={missing} />
    </View>
  )
}

export { LetterPage as default }
