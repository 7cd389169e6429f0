// One kitchen at the door: how many buckets, on a scale or by eye, what was left behind and why, the code on the wall
// where nobody is there, or nothing taken at all. Kept on the phone first. Relies on night.ts.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useRef, useState } from 'react'
import type { Id } from '@shared/ids'
import { isCode, plainCode, showCode } from '@shared/manifests/codes'
import type { Producer } from '@shared/manifests/contract'
import { nightOf } from '@shared/manifests/rules'
import { warningNames, type RefusalReason, type WasteKind } from '@shared/manifests/vocabulary'
import { estimateGrams } from '@shared/manifests/weights'
import { newId } from '@/lib/ids'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { Choice, CodeEntry, Field, Stepper } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { Sheet } from '@/ui/Sheet'
import type { Own } from './acting'
import { collect, packOf, refuse, tripOf, useNightRun, useTonight, type Pack } from './night'
import { ActingScreen } from './parts'
import { Shots, type Shot } from './shots'
import { kindWord, quarterOptions, reasonOptions, typedGrams, weightText } from './words'

function StopPage() {
  const { params } = useRouter()
  return (
    <ActingScreen title="这一家">
      {(organisation) => <Find organisation={organisation} id={params['id']} producerId={params['producer']} />}
    </ActingScreen>
  )
}

type Asked = { organisation: Own; id: string | undefined; producerId: string | undefined }

function Find({ organisation, id, producerId }: Asked) {
  useTonight(organisation.id)
  const state = useNightRun()
  const pack = packOf(state, organisation.id)
  const handover = pack?.handovers.find((one) => one.id === id)
  const producer = pack?.producers.find((one) => one.id === (handover?.producerId ?? producerId))
  if (!pack || !producer) return <Empty text="这一家不在这部手机里" hint="回到“今晚收运”，连上网更新一下" />
  return (
    <View>
      {state.problem && <Notice tone="error">{state.problem}</Notice>}
      <At organisation={organisation} pack={pack} producer={producer} handover={handover} />
    </View>
  )
}

type AtProps = {
  organisation: Own
  pack: Pack
  producer: Producer
  handover: Pack['handovers'][number] | undefined
}

function At({ organisation, pack, producer, handover }: AtProps) {
  const [refusing, setRefusing] = useState(false)
  const trip = tripOf(useNightRun(), organisation.id)
  const said = handover?.said.producer
  const warnings = [...new Set([...producer.warnings, ...(handover?.warnings ?? [])])]
  return (
    <View>
      <Card title={`${producer.organisation} ${producer.name}`}>
        <Text className="kitchen__note">{producer.address}</Text>
        {said && (
          <Text className="hand__text">{`店里说${weightText({ ...said, isEstimated: said.how === 'estimate' })}`}</Text>
        )}
      </Card>
      {warnings.length > 0 && (
        <Notice
          tone="warn"
          title="请留意"
        >{`${warnings.map((one) => warningNames[one]).join('；')}。可以照常收。`}</Notice>
      )}
      {!trip && <Notice tone="warn">还没有出车。收了也会记下，回头并到车上。</Notice>}
      <Take
        organisation={organisation}
        producer={producer}
        handover={handover}
        tripId={trip?.id ?? null}
        day={pack.day}
      />
      <Button id="refuse" kind="quiet" onClick={() => setRefusing(true)}>
        不收：拒收，或者进不去
      </Button>
      {refusing && (
        <Refusing
          organisation={organisation}
          producer={producer}
          handover={handover}
          tripId={trip?.id ?? null}
          onDone={() => setRefusing(false)}
        />
      )}
    </View>
  )
}

type TakeProps = Omit<AtProps, 'pack'> & { tripId: Id | null; day: string }

/** Fields that both kinds of row share. */
async function aboutOf(
  { producer, handover, tripId }: Omit<TakeProps, 'organisation' | 'day'>,
  kind: WasteKind,
  fresh: { current: Id | null },
) {
  fresh.current ??= await newId()
  return {
    handoverId: handover?.id ?? fresh.current,
    producerId: producer.id,
    kind,
    day: handover?.day ?? nightOf(new Date()),
    tripId,
  }
}

function Take({ organisation, producer, handover, tripId, day }: TakeProps) {
  const [kind, setKind] = useState<WasteKind>(handover?.kind ?? producer.kinds[0] ?? 'foodWaste')
  const [way, setWay] = useState<'estimate' | 'scale'>('estimate')
  const [buckets, setBuckets] = useState(handover?.said.producer?.buckets ?? producer.usualBuckets)
  const [quarters, setQuarters] = useState(handover?.said.producer?.quarters ?? 4)
  const [typed, setTyped] = useState('')
  const [left, setLeft] = useState(0)
  const [reason, setReason] = useState<RefusalReason>('mixed')
  const [code, setCode] = useState<string | null>(null)
  const [shots, setShots] = useState<readonly Shot[]>([])
  const [leftShots, setLeftShots] = useState<readonly Shot[]>([])
  const fresh = useRef<Id | null>(null)
  const [busy, setBusy] = useState(false)
  const grams = way === 'scale' ? typedGrams(typed) : null
  const shown =
    way === 'scale'
      ? weightText({ buckets, grams, isEstimated: false })
      : weightText({
          buckets,
          grams: estimateGrams({ buckets, litres: producer.bucketLitres, quarters }, kind, day),
          isEstimated: true,
        })
  const missing =
    way === 'scale' && grams === null ? '写上千克数' : left > 0 && leftShots.length === 0 ? '给没收的拍一张' : null
  const keep = async () => {
    setBusy(true)
    const about = await aboutOf({ producer, handover, tripId }, kind, fresh)
    const kept = await collect(
      organisation.id,
      producer.name,
      {
        ...about,
        buckets,
        litres: producer.bucketLitres,
        quarters,
        grams,
        code,
        left: left > 0 ? { buckets: left, reason, text: null, photoIds: leftShots.map(({ id }) => id) } : null,
        photoIds: shots.map(({ id }) => id),
      },
      handover === undefined,
      [...shots, ...leftShots],
    )
    setBusy(false)
    if (!kept) return
    toast(`记下了：${shown}`)
    void Taro.navigateBack()
  }
  return (
    <View>
      {producer.kinds.length > 1 && !handover && (
        <Choice
          label="收的是什么"
          value={kind}
          onChange={setKind}
          options={producer.kinds.map((value) => ({ value, title: kindWord(value) }))}
        />
      )}
      <Stepper label="收了几桶" value={buckets} onChange={setBuckets} min={0} max={60} unit="桶" />
      <Choice
        label="多重"
        value={way}
        onChange={setWay}
        options={[
          { value: 'estimate', title: '看桶估' },
          { value: 'scale', title: '车上称' },
        ]}
      />
      {way === 'scale' ? (
        <Field
          id="kg"
          label="秤上多少千克"
          type="digit"
          value={typed}
          onChange={setTyped}
          max={8}
          error={typed !== '' && grams === null ? '只写数字，例如 286 或 286.5' : null}
        />
      ) : (
        <Choice
          label={`每桶装了多少（${producer.bucketLitres}升的桶）`}
          value={String(quarters)}
          onChange={(value) => setQuarters(Number(value))}
          options={quarterOptions}
        />
      )}
      <Stepper label="有几桶没收" value={left} onChange={setLeft} min={0} max={60} unit="桶" />
      {left > 0 && (
        <View>
          <Choice label="为什么没收" columns={1} value={reason} onChange={setReason} options={reasonOptions} />
          <Shots id="shoot-left" label="没收的，拍一张" shots={leftShots} onChange={setLeftShots} />
        </View>
      )}
      <NobodyThere code={code} onCode={setCode} />
      <Shots id="shoot" label="照片（可不拍）" shots={shots} onChange={setShots} />
      <Button
        id="collect"
        kind="primary"
        loading={busy}
        disabled={missing !== null}
        onClick={() => {
          void keep()
        }}
      >
        {missing ? `还要${missing}` : `收了，${shown}`}
      </Button>
    </View>
  )
}

function NobodyThere({ code, onCode }: { code: string | null; onCode: (code: string | null) => void }) {
  const [isOpen, setOpen] = useState(false)
  const [wrong, setWrong] = useState(false)
  const give = (typed: string) => {
    const plain = plainCode(typed)
    setWrong(!isCode(plain))
    if (!isCode(plain)) return
    onCode(plain)
    setOpen(false)
  }
  return (
    <Card>
      <Row
        id="nobody"
        icon="scan"
        tint={code ? 'good' : 'neutral'}
        title="店里没人，扫后门的码"
        note={code ? '已扫，两边都算确认' : '有人在就不用扫'}
        {...(code ? { value: showCode(code) } : {})}
        onClick={() => setOpen(true)}
      />
      <Sheet open={isOpen} title="后门的交接码" onClose={() => setOpen(false)}>
        <CodeEntry
          label="交接码"
          onCode={give}
          hint="8个字，写在码的下面"
          error={wrong ? '交接码不对，请照原样再核对一遍' : null}
        />
        {code && (
          <Button
            id="no-code"
            kind="quiet"
            onClick={() => {
              onCode(null)
              setOpen(false)
            }}
          >
            店里有人，不用码
          </Button>
        )}
      </Sheet>
    </Card>
  )
}

/** A closed door and a full truck say enough by themselves. */
const needsPhoto = (reason: RefusalReason): boolean => reason !== 'closed' && reason !== 'full'

type RefusingProps = Omit<AtProps, 'pack'> & { tripId: Id | null; onDone: () => void }

function Refusing({ organisation, producer, handover, tripId, onDone }: RefusingProps) {
  const [reason, setReason] = useState<RefusalReason | null>(null)
  const [text, setText] = useState('')
  const [shots, setShots] = useState<readonly Shot[]>([])
  const fresh = useRef<Id | null>(null)
  const missing = reason === null ? '选一个原因' : shots.length === 0 && needsPhoto(reason) ? '拍一张照片' : null
  const keep = async () => {
    if (reason === null) return
    const about = await aboutOf({ producer, handover, tripId }, handover?.kind ?? 'foodWaste', fresh)
    const row = { ...about, reason, text: text.trim() || null, photoIds: shots.map(({ id }) => id) }
    if (!(await refuse(organisation.id, producer.name, row, shots))) return
    toast('记下了：没有收')
    void Taro.navigateBack()
  }
  return (
    <Sheet
      open
      title="这一家没有收"
      onClose={onDone}
      bottom={
        <Button
          id="refuse-done"
          kind="primary"
          disabled={missing !== null}
          onClick={() => {
            void keep()
          }}
        >
          {missing ? `还要${missing}` : '记下，没有收'}
        </Button>
      }
    >
      <Section title="为什么">
        <Choice label="原因" columns={1} value={reason} onChange={setReason} options={reasonOptions} />
      </Section>
      <Field id="refuse-text" label="想补一句就写（可不写）" value={text} onChange={setText} max={100} />
      <Shots id="shoot-refuse" label="照片" shots={shots} onChange={setShots} />
    </Sheet>
  )
}

export { StopPage as default }
