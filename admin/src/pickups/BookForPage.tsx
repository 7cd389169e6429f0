// Booking for somebody else, by telephone or at the counter: place, the next free dates, for whom, what, contact and
// consent; the price is shown before confirming, and what has been typed is never lost when a place or a price has
// changed meanwhile.
import { Alert, App, Button, Form } from 'antd'
import { useEffect, useState } from 'react'
import { normaliseAddress } from '@shared/people/addresses'
import { households } from '@shared/people/household-contract'
import { pickups } from '@shared/pickups/contract'
import type { Booking, PickupKind, Quote } from '@shared/pickups/schemas'
import { showDay } from '@shared/time'
import { showFen } from '@shared/units'
import type { ApiError } from '@/lib/api'
import { useRead, useWrite } from '@/lib/query'
import { useFilters } from '@/lib/url-filters'
import { Page } from '@/ui/Page'
import { useHold, type Given, type Held, type Things, type Whom } from './book-for'
import { BookForConsent, usualConsent } from './BookForConsent'
import { BookForDates } from './BookForDates'
import { BookForDone } from './BookForDone'
import { BookForPlace } from './BookForPlace'
import { BookForThings } from './BookForThings'
import { BookForWhom } from './BookForWhom'
import { agents } from '@shared/pickups/roles'
import { useHasRole } from '@/lib/me'
import './pickups.css'

type Done = { booking: Booking; given: Given; whom: Whom }

export function BookForPage() {
  const [done, setDone] = useState<Done | null>(null)
  return (
    <Page title="代人预约" hint="电话或窗口办理。先看最近有空的日子，选好时段会先占住。">
      {done ? <BookForDone {...done} onAgain={() => setDone(null)} /> : <BookFor onDone={setDone} />}
    </Page>
  )
}

function BookFor({ onDone }: { onDone: (done: Done) => void }) {
  const [form] = Form.useForm<Given>()
  const onlySites = !useHasRole(agents)
  const [whom, setWhom] = useState<Whom | null>(null)
  const [things, setThings] = useState<Things>({ kind: 'bulky', items: [] })
  const hold = useHold()
  const [{ household }] = useFilters(['household'])
  const from = useRead(
    households.detail,
    { id: household ?? '' },
    { enabled: household !== undefined && whom === null },
  )
  const one = from.data
  // from a household's page: for whom is chosen already
  useEffect(() => {
    if (one)
      setWhom({
        placeId: one.placeId,
        placeName: one.placeName,
        way: 'resident',
        householdId: one.id,
        householdLabel: one.label,
      })
  }, [one])
  const [newQuote, setNewQuote] = useState<Quote | null>(null)
  const { message } = App.useApp()
  const book = useWrite(pickups.book)
  const choose = (next: Whom | null): void => {
    if (next?.placeId !== whom?.placeId) {
      hold.release()
      form.resetFields(['building', 'unit', 'room'])
    }
    setNewQuote(null)
    if (next?.way === 'site' && things.kind !== 'bulky') changeKind('bulky')
    setWhom(next)
  }
  const changeKind = (kind: PickupKind): void => {
    hold.release()
    setThings({ kind, items: [] })
  }
  const refused = ({ code, details }: ApiError): void => {
    if (code === 'PICKUP_PRICE_CHANGED') setNewQuote((details as { quote?: Quote } | undefined)?.quote ?? null)
    if (code === 'PICKUP_SLOT_FULL' || code === 'PICKUP_DAY_CLOSED') hold.lost()
  }
  const confirm = async (held: Held, quote: Quote): Promise<void> => {
    const given = await form.validateFields().catch(() => null)
    if (!given || !whom) return void message.warning('还有没填好的地方，请看标红的项目')
    book.mutate(inputOf({ held, quote, whom, things, given }), {
      onError: refused,
      onSuccess: (booking) => {
        hold.used()
        onDone({ booking, given, whom })
      },
    })
  }
  return (
    <Form<Given>
      form={form}
      layout="vertical"
      initialValues={{ hasLift: false, how: 'phone', consent: usualConsent.phone }}
      scrollToFirstError
      className="book-for"
    >
      <div>
        <BookForPlace whom={whom} onlySites={onlySites} onChoose={choose} />
        {whom && (
          <>
            <BookForDates
              key={whom.placeId}
              placeId={whom.placeId}
              kind={things.kind}
              onlyBulky={whom.way === 'site'}
              held={hold.held}
              isTaking={hold.isTaking}
              onKind={changeKind}
              onTake={(slot, elder) => hold.take(things.kind, whom.placeId, slot, elder)}
            />
            <BookForWhom whom={whom} onChange={choose} onlySites={onlySites} />
            <BookForThings
              placeId={whom.placeId}
              things={things}
              onChange={(items) => {
                setNewQuote(null)
                setThings({ ...things, items })
              }}
            />
            <BookForConsent forSite={whom.way === 'site'} />
          </>
        )}
      </div>
      <Summary
        whom={whom}
        things={things}
        held={hold.held}
        newQuote={newQuote}
        isSending={book.isPending}
        onConfirm={(held, quote) => void confirm(held, quote)}
      />
    </Form>
  )
}

type All = { held: Held; quote: Quote; whom: Whom; things: Things; given: Given }

function inputOf({ held, quote, whom, things, given }: All) {
  const isSite = whom.way === 'site'
  return {
    id: held.id,
    kind: things.kind,
    day: held.day,
    slot: held.slot,
    items: things.items,
    agreedFen: quote.totalFen,
    priceListVersion: quote.priceListVersion,
    address: {
      placeId: whom.placeId,
      // a pile stands in the yard
      floor: isSite ? 0 : given.floor,
      hasLift: !isSite && given.hasLift,
      standsAt: given.standsAt.trim(),
      ...(isSite ? {} : doorOf(given)),
    },
    contact: {
      name: given.name.trim(),
      ...(given.noPhone && !isSite ? { noPhone: true as const } : { phone: given.phone?.trim() ?? '' }),
    },
    ...(given.note ? { note: given.note } : {}),
    ...(isSite
      ? { siteId: whom.siteId, ...(given.cubicMetres ? { cubicDecimetres: Math.round(given.cubicMetres * 1000) } : {}) }
      : {
          onBehalf: {
            how: given.how,
            consent: given.consent.trim(),
            ...(whom.householdId ? { householdId: whom.householdId } : {}),
          },
        }),
  }
}

/** 1栋 and 1单元 are 1 and 1, as everywhere an address is kept; what can't be read so stays as it was typed. */
function doorOf({ building = '', unit = '', room = '' }: Given): { building: string; unit: string; room: string } {
  const parts = normaliseAddress({ building, unit, room })
  return parts ? { building: parts.building, unit: parts.unit, room: parts.room } : { building, unit, room }
}

type SummaryProps = {
  whom: Whom | null
  things: Things
  held: Held | null
  newQuote: Quote | null
  isSending: boolean
  onConfirm: (held: Held, quote: Quote) => void
}

/** Time, price and the button, always in sight. */
function Summary({ whom, things, held, newQuote, isSending, onConfirm }: SummaryProps) {
  const form = Form.useFormInstance<Given>()
  const isSite = whom?.way === 'site'
  const typedFloor: number | null | undefined = Form.useWatch('floor', form)
  const floor = isSite ? 0 : typedFloor
  const hasLift = Form.useWatch('hasLift', form) ?? false
  const cubicMetres = Form.useWatch('cubicMetres', form)
  const isReady =
    whom !== null && typeof floor === 'number' && things.items.length > 0 && (!isSite || whom.siteId !== undefined)
  const query = useRead(
    pickups.quote,
    {
      kind: things.kind,
      address: { placeId: whom?.placeId ?? '', floor: floor ?? 0, hasLift },
      items: things.items,
      ...(held ? { day: held.day } : {}),
      ...(isSite
        ? { siteId: whom.siteId, ...(cubicMetres ? { cubicDecimetres: Math.round(cubicMetres * 1000) } : {}) }
        : whom?.householdId
          ? { householdId: whom.householdId }
          : {}),
    },
    { enabled: isReady },
  )
  const quote = isReady ? (newQuote ?? query.data) : undefined
  return (
    <aside className="book-for-side" aria-label="合计">
      <strong>{held ? `${showDay(held.day)} ${held.from}–${held.to}` : '还没有选时段'}</strong>
      {held && <Countdown until={held.expiresAt} />}
      {newQuote && <Alert type="warning" title="费用有变化" description="请把新的费用告诉住户，同意后再确认一次。" />}
      {isReady && query.error && !newQuote && <Alert type="error" title={query.error.message} />}
      {quote ? <Price quote={quote} /> : <span className="faint">选好地点和物品、填好楼层后显示费用</span>}
      <Button
        type="primary"
        size="large"
        disabled={!held || !quote}
        loading={isSending}
        onClick={() => held && quote && onConfirm(held, quote)}
      >
        确认预约
      </Button>
    </aside>
  )
}

function Price({ quote }: { quote: Quote }) {
  return (
    <>
      <dl className="quote">
        {quote.lines.map((line) => (
          <div key={line.text} style={{ display: 'contents' }}>
            <dt>{line.text}</dt>
            <dd>{showFen(line.fen)}</dd>
          </div>
        ))}
        <dt>
          <strong>合计</strong>
        </dt>
        <dd>
          <strong>{showFen(quote.totalFen)}</strong>
        </dd>
      </dl>
      {quote.freePieces > 0 && (
        <span className="faint">
          其中免费 {quote.freePieces}件，今年还剩{quote.freePiecesLeft}件
        </span>
      )}
      {quote.points && <span className="faint">{quote.points.text}</span>}
    </>
  )
}

function Countdown({ until }: { until: string }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.round((new Date(until).getTime() - now) / 1000))
  return (
    <span className="faint" role="timer">
      已占住，还有{Math.floor(seconds / 60)}分 {String(seconds % 60).padStart(2, '0')}秒（填写时会自动延长）
    </span>
  )
}
