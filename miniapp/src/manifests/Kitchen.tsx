// The kitchen's page: today in one key, who comes, what is not agreed yet, the last times, and the logbook. For wet
// hands at ten in the evening: two taps hand over, one where the number is right already.
// Relies on manifests.kitchen. Invariant: the same handover keeps its id until the server has answered, so that a
// second tap after a lost answer hands over once.
import { Text, View } from '@tarojs/components'
import { useRef, useState } from 'react'
import { showCode } from '@shared/manifests/codes'
import { manifests, type Handover, type Kitchen as Shown } from '@shared/manifests/contract'
import { warningNames } from '@shared/manifests/vocabulary'
import { dayOf, longMonth, monthDay, monthOf, showDay } from '@shared/time'
import { deviceId, newId } from '@/lib/ids'
import { useRead, useWrite } from '@/lib/query'
import { a11y, classes } from '@/ui/a11y'
import { Button } from '@/ui/Button'
import { confirm, toast } from '@/ui/Confirm'
import { ErrorState } from '@/ui/ErrorState'
import { Choice, Stepper } from '@/ui/inputs'
import { Card, Empty, Notice, Row, Section } from '@/ui/layout'
import { QueryView } from '@/ui/QueryView'
import { Sheet } from '@/ui/Sheet'
import type { Own } from './acting'
import { Corrections } from './Corrections'
import { Oil } from './Oil'
import { HandLine, openPage } from './parts'
import { quarterOptions } from './words'

export function Kitchens({ organisation }: { organisation: Own }) {
  const producers = useRead(manifests.producers, { organisationId: organisation.id })
  const [chosen, setChosen] = useState<string | null>(null)
  return (
    <QueryView
      query={producers}
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty text="您的单位还没有登记产生点" hint="请联系街道登记，登记后就能一键交接" />}
    >
      {({ items }) => {
        const producer = items.find(({ id }) => id === chosen) ?? items[0]
        if (!producer) return null
        return (
          <View>
            {items.length > 1 && (
              <Choice
                label="哪一家店"
                columns={1}
                value={producer.id}
                onChange={setChosen}
                options={items.map(({ id, name, address }) => ({ value: id, title: name, note: address }))}
              />
            )}
            <Kitchen key={producer.id} producerId={producer.id} organisation={organisation} />
          </View>
        )
      }}
    </QueryView>
  )
}

function Kitchen({ producerId, organisation }: { producerId: string; organisation: Own }) {
  const kitchen = useRead(manifests.kitchen, { id: producerId, organisationId: organisation.id })
  return (
    <QueryView query={kitchen}>
      {(shown) => (
        <View>
          <Today shown={shown} organisation={organisation} />
          <Who shown={shown} />
          <Waiting items={shown.waiting} />
          <Corrections items={shown.corrections} organisationId={organisation.id} refreshes={[manifests.kitchen]} />
          <Latest shown={shown} organisation={organisation} />
          <More shown={shown} organisation={organisation} />
        </View>
      )}
    </QueryView>
  )
}

type Part = { shown: Shown; organisation: Own }

const COUNTS = [1, 2, 3, 4] as const

/** What of today is still to be done by the kitchen. */
function Today({ shown, organisation }: Part) {
  const { next, today, producer, isNothing } = shown
  if (producer.onSite && !producer.contract)
    return (
      <Notice
        tone="info"
        title="就地处理"
      >{`${producer.onSite.machine}，从${monthDay(producer.onSite.since)}起`}</Notice>
    )
  if (next?.allowed.includes('confirm')) return <ToConfirm handover={next} />
  if (next && isDone(next))
    return (
      <View className="big">
        <Text className="big__note">{showDay(today)}</Text>
        <Text className="big__ask">{next.state === 'nothing' ? '今天没有产生，记好了' : '今天交过了'}</Text>
        <HandLine handover={next} isLight />
        {next.allowed.includes('withdraw') && (
          <Button id="open-today" kind="quiet" onClick={() => openPage(`/manifests/handover?id=${next.id}`)}>
            点错了，去改
          </Button>
        )}
      </View>
    )
  if (isNothing && !next?.allowed.includes('hand'))
    return (
      <View className="big">
        <Text className="big__ask">今天没有产生，记好了</Text>
      </View>
    )
  return <Hand shown={shown} organisation={organisation} />
}

/** What is handed over can still be said again by the rule; here it counts as done, and is changed on its own page. */
const isDone = ({ state, allowed }: Handover): boolean =>
  ['handed', 'collected', 'confirmed', 'unanswered', 'closed'].includes(state) || !allowed.includes('hand')

function ToConfirm({ handover }: { handover: Handover }) {
  return (
    <View className="big">
      <Text className="big__ask">{`司机说收了${handover.buckets ?? 0}桶，对吗？`}</Text>
      <HandLine handover={handover} isLight />
      <Button id="confirm-today" kind="primary" onClick={() => openPage(`/manifests/handover?id=${handover.id}`)}>
        看一看，确认
      </Button>
    </View>
  )
}

function Hand({ shown: { next, today, producer }, organisation }: Part) {
  const [buckets, setBuckets] = useState(next?.buckets ?? producer.usualBuckets)
  const [quarters, setQuarters] = useState(4)
  const [more, setMore] = useState(false)
  const going = useRef<{ id: string; at: string } | null>(null)
  const hand = useWrite(manifests.hand, {
    refreshes: [manifests.kitchen],
    onDone: ({ buckets: given }) => {
      going.current = null
      toast(`记好了，今天${given ?? 0}桶`)
    },
  })
  const nothing = useWrite(manifests.sayNothing, {
    refreshes: [manifests.kitchen],
    onDone: () => toast('记好了，今天没有产生'),
  })
  const give = async () => {
    going.current ??= { id: next?.id ?? (await newId()), at: new Date().toISOString() }
    await hand.run({
      producerId: producer.id,
      organisationId: organisation.id,
      deviceId: await deviceId(),
      handoverId: going.current.id,
      kind: next?.kind ?? 'foodWaste',
      buckets,
      litres: producer.bucketLitres,
      quarters,
      at: going.current.at,
      sentAt: new Date().toISOString(),
    })
  }
  const say = async () => {
    const yes = await confirm({
      title: '今天没有产生？',
      text: '记进台账，今天不用来收。',
      ok: '今日无产生',
      cancel: '返回',
    })
    if (yes) await nothing.run({ producerId: producer.id, organisationId: organisation.id, day: today })
  }
  const failed = hand.error ?? nothing.error
  const isOther = !COUNTS.some((count) => count === buckets)
  const filled = quarterOptions.find(({ value }) => value === String(quarters))?.title ?? ''
  return (
    <View>
      {failed && <ErrorState error={failed} />}
      <View className="big">
        <Text className="big__ask">今天几桶？</Text>
        <Text className="big__note">{`${showDay(today)}，${producer.bucketLitres}升的桶`}</Text>
        <View className="big__keys" {...a11y({ role: 'radiogroup', label: '今天几桶' })}>
          {COUNTS.map((count) => (
            <View
              key={count}
              id={`buckets-${count}`}
              className={classes('big__key', count === buckets && 'big__key--on')}
              onClick={() => setBuckets(count)}
              {...a11y({ role: 'radio', checked: count === buckets, spoken: `${count}桶` })}
            >
              <Text>{String(count)}</Text>
            </View>
          ))}
          <View
            id="buckets-more"
            className={classes('big__key', 'big__key--word', isOther && 'big__key--on')}
            onClick={() => setMore(true)}
            {...a11y({ role: 'button', spoken: isOther ? `${buckets}桶，更多` : '更多' })}
          >
            <Text>{isOther ? String(buckets) : '更多'}</Text>
          </View>
        </View>
        {quarters < 4 && <Text className="big__note">{`每桶${filled}`}</Text>}
        <Button
          id="hand"
          kind="primary"
          loading={hand.busy}
          onClick={() => {
            void give()
          }}
        >
          {`今天${buckets}桶，交了`}
        </Button>
        <Button
          id="nothing"
          kind="quiet"
          loading={nothing.busy}
          onClick={() => {
            void say()
          }}
        >
          今日无产生
        </Button>
      </View>
      <Sheet
        open={more}
        title="今天几桶"
        onClose={() => setMore(false)}
        bottom={
          <Button id="more-done" kind="primary" onClick={() => setMore(false)}>
            好了
          </Button>
        }
      >
        <Stepper label="桶数" value={buckets} onChange={setBuckets} min={0} max={40} unit="桶" />
        <Choice
          label="每桶装了多少"
          columns={2}
          value={String(quarters)}
          onChange={(value) => setQuarters(Number(value))}
          options={quarterOptions}
        />
      </Sheet>
    </View>
  )
}

function Who({ shown: { next, producer } }: Pick<Part, 'shown'>) {
  const hauler = next?.hauler ?? producer.contract?.hauler
  const warnings = [...new Set([...producer.warnings, ...(next?.warnings ?? [])])]
  return (
    <View>
      {warnings.length > 0 && (
        <Notice tone="warn" title="请留意">
          {`${warnings.map((one) => warningNames[one]).join('；')}。可以照常交接，请尽快联系街道。`}
        </Notice>
      )}
      {hauler && (
        <Card>
          <Row
            icon="truck"
            title={`${hauler}来收`}
            note={
              next?.from && next.to
                ? `${next.from}～${next.to}${next.plate ? `，${next.plate}` : ''}`
                : (next?.plate ?? '按约定的时间')
            }
          />
        </Card>
      )}
    </View>
  )
}

/** Where one side has not confirmed yet. */
function Waiting({ items }: { items: readonly Handover[] }) {
  if (items.length === 0) return null
  return (
    <View>
      {items.slice(0, 5).map((one) => (
        <Notice
          key={one.id}
          tone="warn"
          title={one.allowed.includes('confirm') ? '等您确认' : '等司机确认'}
          action={
            <Button
              id={`waiting-${one.id}`}
              small
              about={monthDay(one.day)}
              onClick={() => openPage(`/manifests/handover?id=${one.id}`)}
            >
              看这一次
            </Button>
          }
        >
          {one.allowed.includes('confirm')
            ? `${monthDay(one.day)}，司机收了${one.buckets ?? 0}桶，您还没确认。`
            : `${monthDay(one.day)}，您交了${one.buckets ?? 0}桶，司机还没确认。`}
        </Notice>
      ))}
    </View>
  )
}

function Latest({ shown: { latest, producer }, organisation }: Part) {
  return (
    <Section title="最近几次">
      {latest.length === 0 ? (
        <Empty text="还没有交接过" hint="今天交了以后会记在这里" />
      ) : (
        <Card>
          {latest.slice(0, 7).map((one) => (
            <HandLine key={one.id} handover={one} />
          ))}
          <Row
            id="all"
            icon="history"
            tint="neutral"
            title="全部记录"
            onClick={() => openPage(`/manifests/records?organisation=${organisation.id}&producer=${producer.id}`)}
          />
        </Card>
      )}
    </Section>
  )
}

function More({ shown, organisation }: Part) {
  const { producer, code, missingDays } = shown
  const month = monthOf(dayOf(new Date()))
  return (
    <View>
      {missingDays.length > 0 && (
        <Notice tone="warn" title={`这个月有${missingDays.length}天没有记录`}>
          {missingDays.slice(-6).map(monthDay).join('、')}
        </Notice>
      )}
      <Card>
        <Row
          id="book"
          icon="receipt"
          title={`${longMonth(month).slice(5)}台账`}
          note="自动生成，不用填"
          onClick={() => openPage(`/manifests/book?producer=${producer.id}`)}
        />
        {producer.kinds.includes('usedOil') && <Oil shown={shown} organisation={organisation} />}
        {code && (
          <Row id="code" icon="scan" tint="neutral" title="店里没人" note="司机扫后门的码" value={showCode(code)} />
        )}
      </Card>
    </View>
  )
}
