// A truck's night: the trip, forty kitchens, what still waits on the phone. Works without a network once it was loaded.
// Relies on night.ts.
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { manifests } from '@shared/manifests/contract'
import type { Handover } from '@shared/manifests/shapes'
import { nightOf } from '@shared/manifests/rules'
import { clockOf, showDay } from '@shared/time'
import { useRead } from '@/lib/query'
import { flushOutbox, useOutbox } from '@/lib/outbox/outbox'
import { setSession, useNight } from '@/lib/session'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Field, SwitchRow } from '@/ui/inputs'
import { Card, Empty, Notice, ProgressBar, Row, Section, Skeleton, Tag } from '@/ui/layout'
import type { Own } from './acting'
import { Corrections } from './Corrections'
import {
  deliver,
  packOf,
  refreshNight,
  startTrip,
  takeTrip,
  tripOf,
  useNightRun,
  useTonight,
  type Fate,
  type OnTrip,
  type Pack,
} from './night'
import { openPage } from './parts'
import { stateOf, weightText } from './words'

export function Night({ organisation }: { organisation: Own }) {
  useTonight(organisation.id)
  const state = useNightRun()
  const pack = packOf(state, organisation.id)
  const again = () => {
    void refreshNight(organisation.id)
  }
  if (!pack) return state.failed ? <ErrorState error={state.failed} onRetry={again} /> : <Skeleton />
  const trip = tripOf(state, organisation.id)
  return (
    <View>
      {state.problem && <Notice tone="error">{state.problem}</Notice>}
      <Text className="kitchen__month">{showDay(nightOf(new Date()))}</Text>
      <OnPhone pack={pack} onAgain={again} />
      <Unsent />
      {trip ? <Going trip={trip} pack={pack} /> : <Start pack={pack} />}
      <Open organisationId={organisation.id} />
      <Stops pack={pack} />
      <Others pack={pack} />
    </View>
  )
}

/** Corrections that wait, where there is a network. */
function Open({ organisationId }: { organisationId: string }) {
  const open = useRead(manifests.corrections, { organisationId, state: 'open' })
  return (
    <Corrections items={open.data?.items ?? []} organisationId={organisationId} refreshes={[manifests.corrections]} />
  )
}

function OnPhone({ pack, onAgain }: { pack: Pack; onAgain: () => void }) {
  const { reading, failed } = useNightRun()
  const isOld = pack.day !== nightOf(new Date())
  return (
    <View>
      <Card>
        <Row
          id="pack"
          icon={isOld ? 'cloud-off' : 'circle-check'}
          tint={isOld ? 'warm' : 'good'}
          title={isOld ? '手机里是以前的单子' : '今晚的单子在手机里'}
          note={
            reading ? '正在下载…' : `${clockOf(new Date(pack.readAt))}下载，${isOld ? '连上网再点一下' : '没网也能收'}`
          }
          value="更新"
          label="更新手机里的单子"
          onClick={onAgain}
        />
      </Card>
      {failed && <Notice tone="warn">{`没能更新，照常收就行。${failed.text}`}</Notice>}
    </View>
  )
}

function Unsent() {
  const { fates } = useNightRun()
  const { sending, online } = useOutbox()
  const all = Object.values(fates)
  const waiting = all.filter(({ stand }) => stand === 'waiting').length
  const refused = all.filter(({ stand }) => stand === 'refused').length
  return (
    <View>
      {waiting > 0 && (
        <Notice
          tone={online ? 'info' : 'warn'}
          title={`${waiting}条还在手机里`}
          action={
            <Button
              id="send"
              small
              loading={sending}
              onClick={() => {
                void flushOutbox()
              }}
            >
              现在送
            </Button>
          }
        >
          {online ? '正在送出，照片多时要等一会儿。' : '没有网络，不会丢，有了自动送出。'}
        </Notice>
      )}
      {refused > 0 && (
        <Button id="refused" onClick={() => openPage('/me/waiting')}>{`${refused}条没有被接受，看原因`}</Button>
      )}
    </View>
  )
}

/** Which truck, to whom. */
function Start({ pack }: { pack: Pack }) {
  // usually where the last load went
  const last = useNightRun(({ trip }) => pack.disposers.find(({ id }) => id === trip?.disposerId)?.id)
  const [plate, setPlate] = useState<string | null>(
    pack.vehicles.length === 1 ? (pack.vehicles[0]?.plate ?? null) : null,
  )
  const [disposerId, setDisposer] = useState<string | null>(
    pack.disposers.length === 1 ? (pack.disposers[0]?.id ?? null) : (last ?? null),
  )
  const go = async () => {
    if (plate && disposerId && (await startTrip(pack.organisationId, plate, disposerId))) toast(`${plate}，出车`)
  }
  return (
    <Section title="出车前选好">
      {pack.trips.map((one) => (
        <Row
          key={one.id}
          id={`take-${one.id}`}
          icon="truck"
          title={`接着开${one.plate}`}
          note={`已有${one.handovers}家`}
          onClick={() => takeTrip(pack.organisationId, one)}
        />
      ))}
      {pack.vehicles.length === 0 ? (
        <Notice tone="warn">还没有登记车辆，请让公司联系市里登记。</Notice>
      ) : (
        <Choice
          label="哪辆车"
          value={plate}
          onChange={setPlate}
          options={pack.vehicles.map((one) => ({ value: one.plate, title: one.plate }))}
        />
      )}
      <Choice
        label="送到哪里"
        columns={1}
        value={disposerId}
        onChange={setDisposer}
        options={pack.disposers.map(({ id, name }) => ({ value: id, title: name }))}
      />
      <Button
        id="start"
        kind="primary"
        disabled={!plate || !disposerId}
        onClick={() => {
          void go()
        }}
      >
        {plate && disposerId ? `${plate}，出车` : '先选车和送到哪里'}
      </Button>
    </Section>
  )
}

function Going({ trip, pack }: { trip: OnTrip; pack: Pack }) {
  const { fates } = useNightRun()
  const loaded = Object.values(fates).filter(({ row }) => row.row === 'collect' && row.tripId === trip.id).length
  const disposer = pack.disposers.find(({ id }) => id === trip.disposerId)?.name ?? ''
  return (
    <Card title={trip.plate} extra={<Tag tone="info">在路上</Tag>}>
      <Text className="hand__text">{`这一车收了${loaded}家`}</Text>
      <Text className="kitchen__note">{`送到${disposer}`}</Text>
      <Button
        id="deliver"
        onClick={() => {
          void deliver(trip).then((done) => done && toast('已签字：送到了'))
        }}
      >
        送到了，签字
      </Button>
      <Row
        id="trip"
        icon="scale"
        tint="neutral"
        title="看这一车"
        onClick={() => openPage(`/manifests/trip?id=${trip.id}`)}
      />
    </Card>
  )
}

const isDone = ({ state }: Handover, fate: Fate | undefined): boolean =>
  fate !== undefined ? fate.stand !== 'refused' : state !== 'planned' && state !== 'handed' && state !== 'notHappened'

function Stops({ pack }: { pack: Pack }) {
  const { fates } = useNightRun()
  const tonight = pack.handovers.filter(({ day }) => day === pack.day)
  const before = pack.handovers.filter(({ day }) => day < pack.day)
  const done = tonight.filter((one) => isDone(one, fates[one.id])).length
  const sorted = [...tonight].sort(
    (a, b) =>
      Number(isDone(a, fates[a.id])) - Number(isDone(b, fates[b.id])) || ((a.from ?? '99') < (b.from ?? '99') ? -1 : 1),
  )
  return (
    <View>
      <ProgressBar
        value={tonight.length === 0 ? 0 : Math.round((100 * done) / tonight.length)}
        label="今晚"
        text={`${done}/${tonight.length}家`}
      />
      {tonight.length === 0 && <Empty text="今晚没有约好的" hint="路上有人要交，从下面“没在单子上的”选" />}
      {sorted.map((one) => (
        <Stop key={one.id} handover={one} fate={fates[one.id]} />
      ))}
      {before.length > 0 && (
        <Section title="以前还没对上的">
          {before.map((one) => (
            <Stop key={one.id} handover={one} fate={fates[one.id]} />
          ))}
        </Section>
      )}
    </View>
  )
}

function Stop({ handover, fate }: { handover: Handover; fate: Fate | undefined }) {
  const { id, producer, address, from, to, said, state, day } = handover
  const { word, tone } = fate ? standOf(fate) : stateOf(state)
  const isNew = state === 'planned' || state === 'handed' || state === 'notHappened'
  const kitchen = said.producer
    ? `店里说${weightText({ ...said.producer, isEstimated: said.producer.how === 'estimate' })}`
    : ''
  return (
    <Card
      id={`stop-${id}`}
      title={producer}
      extra={<Tag tone={tone}>{word}</Tag>}
      onClick={() => openPage(isNew && !fate ? `/manifests/stop?id=${id}` : `/manifests/handover?id=${id}`)}
      label={`${producer}，${word}`}
    >
      <Text className="hand__note">{[from && to ? `${from}～${to}` : showDay(day), address].join('，')}</Text>
      {kitchen && <Text className="hand__note">{kitchen}</Text>}
      {fate && <Text className="hand__text">{saidIn(fate)}</Text>}
      {fate?.why && <Notice tone="error">{fate.why}</Notice>}
    </Card>
  )
}

function standOf({ stand, row }: Fate): ReturnType<typeof stateOf> {
  if (stand === 'refused') return { word: '没有被接受', tone: 'bad' }
  if (stand === 'waiting') return { word: '记下了，还在手机里', tone: 'warn' }
  return row.row === 'refuse' ? { word: '拒收', tone: 'bad' } : { word: '收了', tone: 'good' }
}

function saidIn({ row }: Fate): string {
  if (row.row === 'refuse') return '没有收'
  if (row.row !== 'collect') return ''
  return weightText({ buckets: row.buckets, grams: row.grams, isEstimated: false })
}

/** A kitchen that is not on the list, slips on paper, all that was, and the dark. */
function Others({ pack }: { pack: Pack }) {
  const isNight = useNight()
  const [typed, setTyped] = useState('')
  const word = typed.trim()
  const found =
    word === '' ? [] : pack.producers.filter((one) => `${one.organisation}${one.name}`.includes(word)).slice(0, 8)
  return (
    <Section title="其他">
      <Field id="find" label="没在单子上的，写店名找" value={typed} onChange={setTyped} max={20} />
      <Card>
        {found.map((one) => (
          <Row
            key={one.id}
            id={`add-${one.id}`}
            icon="plus"
            title={`${one.organisation} ${one.name}`}
            note={one.address}
            onClick={() => openPage(`/manifests/stop?producer=${one.id}`)}
          />
        ))}
        {word !== '' && found.length === 0 && <Row title="没有找到这一家" note="名录里没有的，请联系街道登记" />}
        <Row
          id="records"
          icon="history"
          tint="neutral"
          title="全部记录"
          onClick={() => openPage('/manifests/records')}
        />
        <Row
          id="paper"
          icon="copy"
          tint="neutral"
          title="纸质单补录"
          note="两个工作日内，拍照留底"
          onClick={() => openPage('/manifests/paper')}
        />
        <SwitchRow
          id="night"
          title="夜间模式"
          note="黑底，天黑时不刺眼"
          value={isNight}
          onChange={(on) => setSession({ night: on })}
        />
      </Card>
      {pack.numbers.length > 0 && <Text className="kitchen__note">{`备用编号还有${pack.numbers.length}个`}</Text>}
    </Section>
  )
}
