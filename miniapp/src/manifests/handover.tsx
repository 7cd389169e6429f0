// One handover as both sides see it: what each said, who signed and how, and what this side can still do: confirm, take
// back, call off, ask for a correction; its slip. Relies on manifests.handover.
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { showKg } from '@shared/manifests/book'
import { manifestsBook } from '@shared/manifests/book-contract'
import { showCode } from '@shared/manifests/codes'
import { manifests, type Handover, type Said } from '@shared/manifests/contract'
import { refusalReasonNames, sideNames, signatureWayNames, warningNames } from '@shared/manifests/vocabulary'
import { showDay, showInstant } from '@shared/time'
import { deviceId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Field } from '@/ui/inputs'
import { Card, Notice, Row, Section, Tag } from '@/ui/layout'
import { PhotoRow } from '@/ui/Photos'
import { QueryView } from '@/ui/QueryView'
import { Sheet } from '@/ui/Sheet'
import type { Own } from './acting'
import { AskCorrection } from './AskCorrection'
import { Corrections } from './Corrections'
import { Paper } from '@/ui/Paper'
import { ActingScreen } from './parts'
import { kindWord, stateOf, weightText } from './words'

function HandoverPage() {
  const { params } = useRouter()
  return (
    <ActingScreen title="一次交接">
      {(organisation) => <Read id={params['id'] ?? ''} organisation={organisation} />}
    </ActingScreen>
  )
}

function Read({ id, organisation }: { id: string; organisation: Own }) {
  const query = useRead(manifests.handover, { id, organisationId: organisation.id })
  return <QueryView query={query}>{(one) => <One one={one} organisation={organisation} />}</QueryView>
}

const again = [manifests.handover, manifests.kitchen, manifests.handovers]

function One({ one, organisation }: { one: Handover; organisation: Own }) {
  const { word, tone } = stateOf(one.state)
  return (
    <View>
      <Card title={showDay(one.day)} extra={<Tag tone={tone}>{word}</Tag>}>
        <Text className="kitchen__figure">{weightText({ ...one, isEstimated: one.how === 'estimate' })}</Text>
        <Text className="kitchen__note">{`${kindWord(one.kind)}，${one.side === 'hauler' ? one.producer : one.hauler}`}</Text>
        {one.isUnattended && <Text className="kitchen__note">店里没人，司机扫了后门的码</Text>}
        {one.isPaper && <Text className="kitchen__note">纸质单补录</Text>}
        {one.isLate && <Text className="kitchen__note">两天以后才上传</Text>}
      </Card>
      {one.differs && (
        <Notice tone="warn" title="两边填的不一样">
          {`店里：${saidText(one.said.producer)}。司机：${saidText(one.said.hauler)}。`}
        </Notice>
      )}
      {one.warnings.length > 0 && (
        <Notice tone="warn">{one.warnings.map((each) => warningNames[each]).join('；')}</Notice>
      )}
      <Act one={one} organisation={organisation} />
      {one.refusal && (
        <Card title="没收的">
          <Text className="hand__text">
            {`${one.refusal.buckets === null ? '全部' : `${one.refusal.buckets}桶`}，${refusalReasonNames[one.refusal.reason]}`}
          </Text>
          {one.refusal.text && <Text className="kitchen__note">{one.refusal.text}</Text>}
          {one.refusal.photoIds.length > 0 && <PhotoRow ids={one.refusal.photoIds} label="没收的照片" />}
        </Card>
      )}
      {one.photoIds.length > 0 && <PhotoRow ids={one.photoIds} label="交接的照片" />}
      <Signed one={one} />
      <Corrections items={one.corrections} organisationId={organisation.id} refreshes={again} />
      <Paper
        id="slip"
        route={manifestsBook.slip}
        input={{ id: one.id, organisationId: organisation.id }}
        name={`餐厨交接单-${one.number}.pdf`}
      >
        交接单（PDF）
      </Paper>
    </View>
  )
}

const saidText = (said: Said | null): string =>
  said ? weightText({ ...said, isEstimated: said.how === 'estimate' }) : '还没有填'

function Act({ one, organisation }: { one: Handover; organisation: Own }) {
  const [asking, setAsking] = useState<'withdraw' | 'callOff' | 'correct' | null>(null)
  const confirmed = useWrite(manifests.confirm, { refreshes: again, onDone: () => toast('已确认') })
  const { id, allowed, hash } = one
  const sign = async () => {
    const now = new Date().toISOString()
    await confirmed.run({
      id,
      organisationId: organisation.id,
      deviceId: await deviceId(),
      hash,
      at: now,
      sentAt: now,
    })
  }
  const close = () => setAsking(null)
  return (
    <View>
      {confirmed.error && <ErrorState error={confirmed.error} />}
      {allowed.includes('confirm') && (
        <Button
          id="confirm"
          kind="primary"
          loading={confirmed.busy}
          onClick={() => {
            void sign()
          }}
        >
          {`没错，${weightText({ ...one, isEstimated: one.how === 'estimate' })}`}
        </Button>
      )}
      {allowed.includes('withdraw') && (
        <Button id="withdraw" onClick={() => setAsking('withdraw')}>
          点错了，撤回
        </Button>
      )}
      {allowed.includes('callOff') && (
        <Button id="call-off" onClick={() => setAsking('callOff')}>
          今天不去收了
        </Button>
      )}
      {allowed.includes('askCorrection') && (
        <Button id="correct" onClick={() => setAsking('correct')}>
          数不对，提出更正
        </Button>
      )}
      {(asking === 'withdraw' || asking === 'callOff') && (
        <Why how={asking} id={id} organisationId={organisation.id} onDone={close} />
      )}
      {asking === 'correct' && <AskCorrection one={one} organisationId={organisation.id} onDone={close} />}
    </View>
  )
}

type WhyProps = { how: 'withdraw' | 'callOff'; id: string; organisationId: string; onDone: () => void }

function Why({ how, id, organisationId, onDone }: WhyProps) {
  const [reason, setReason] = useState('')
  const done = { refreshes: again, onDone: () => onDone() }
  const withdraw = useWrite(manifests.withdraw, done)
  const callOff = useWrite(manifests.callOff, done)
  const write = how === 'withdraw' ? withdraw : callOff
  return (
    <Sheet
      open
      title={how === 'withdraw' ? '撤回这一次' : '取消这一次'}
      onClose={onDone}
      bottom={
        <Button
          id="why-done"
          kind="primary"
          loading={write.busy}
          disabled={reason.trim().length < 2}
          onClick={() => {
            void write.run({ id, organisationId, reason: reason.trim() })
          }}
        >
          {how === 'withdraw' ? '撤回' : '取消这一次'}
        </Button>
      }
    >
      {write.error && <ErrorState error={write.error} />}
      <Field id="why" label="原因" value={reason} onChange={setReason} max={100} hint="写几个字，两边都看得到" />
    </Sheet>
  )
}

function Signed({ one }: { one: Handover }) {
  return (
    <Section title="谁确认过">
      <Card>
        <Row title="编号" value={showCode(one.number)} />
        {one.signatures.length === 0 && <Row title="还没有人确认" />}
        {one.signatures.map((each) => (
          <Row
            key={`${each.side}${each.at}`}
            icon={each.holds ? 'circle-check' : 'alert-triangle'}
            tint={each.holds ? 'good' : 'warm'}
            title={`${sideNames[each.side]}${each.by ? ` ${each.by}` : ''}`}
            note={`${signatureWayNames[each.way]}，${showInstant(new Date(each.at))}${each.holds ? '' : '，后来内容改了'}`}
          />
        ))}
        {one.grams !== null && one.how === 'estimate' && (
          <Row
            title="怎样估的"
            note={`${one.buckets ?? 0}桶×${one.litres ?? 0}升×装满程度×密度（${one.density ?? ''}版）`}
            value={`约${showKg(one.grams)}千克`}
          />
        )}
      </Card>
    </Section>
  )
}

export { HandoverPage as default }
