// All of a booking on one page before it is confirmed: when, where, what, the price line by line, the points, the
// rules. The same page is where a booking is changed: each part opens its own page, and only the difference is due.
// Relies on the draft and pickups.quote. Invariants: nothing is sent whose price was not shown; a failed submit loses
// nothing.
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import type { OutputOf } from '@shared/contract'
import { notices } from '@shared/notices/contract'
import { showAddress } from '@shared/people/addresses'
import { pickups } from '@shared/pickups/contract'
import type { DayOffer, Quote } from '@shared/pickups/schemas'
import { showFen } from '@shared/units'
import { call, type ApiError } from '@/lib/api'
import { newId } from '@/lib/ids'
import { platform } from '@/lib/platform/platform'
import { useRead, useWrite } from '@/lib/query'
import { Button } from '@/ui/Button'
import { toast } from '@/ui/Confirm'
import { isConsentMissing, useConsent } from '@/ui/ConsentSheet'
import { Card, Empty, Notice, Row, Section, Tag } from '@/ui/layout'
import { ErrorState } from '@/ui/ErrorState'
import { QueryView } from '@/ui/QueryView'
import { Screen } from '@/ui/Screen'
import { addressOf, changeDraft, dropDraft, keepUsual, missingOf, standsAtOf, useDraft, type Draft } from './draft'
import { HoldBar, LostSlot } from './hold'
import { showWhen } from '@/lib/when'
import { kindTitles, putOutText } from './words'
import './pickups.scss'

const edit = (page: string) => () => {
  void Taro.navigateTo({ url: `/pickups/${page}?back=1` })
}

/** What the server needs to price a draft; null while it is not complete. */
function quoteInput(one: Draft) {
  const address = addressOf(one)
  if (!address || one.items.length === 0 || !one.chosen) return null
  const { standsAt: _standsAt, ...door } = address
  return {
    kind: one.kind,
    address: door,
    items: one.items,
    day: one.chosen.day,
    ...(one.whose?.householdId ? { householdId: one.whose.householdId } : {}),
    ...(one.amends ? { bookingId: one.amends.id } : {}),
  }
}

function Summary() {
  const one = useDraft()
  const input = quoteInput(one)
  const address = addressOf(one)
  if (!input || !address || !one.chosen) return <Incomplete one={one} />
  return <Complete one={one} input={input} address={address} chosen={one.chosen} />
}

/** The draft was emptied elsewhere, or a part of it is still missing. */
function Incomplete({ one }: { one: Draft }) {
  const [text, page] = !one.chosen
    ? ['还没有选时段', 'dates']
    : one.items.length === 0
      ? ['还没有选东西', 'items']
      : ['还没有写放在哪里', 'place']
  return (
    <Screen title="核对并提交">
      <Empty
        text={text}
        hint="填好以后再回到这里提交"
        action={
          <Button kind="primary" onClick={edit(page)}>
            去填写
          </Button>
        }
      />
    </Screen>
  )
}

type Ready = {
  one: Draft
  input: NonNullable<ReturnType<typeof quoteInput>>
  address: NonNullable<ReturnType<typeof addressOf>>
  chosen: NonNullable<Draft['chosen']>
}

/** What the person agreed to, sent as it was shown. */
function bookInput({ one, address, chosen }: Omit<Ready, 'input'>, id: string, quote: Quote) {
  const { whose } = one
  const phone = one.contactPhone.trim()
  const household = whose?.householdId ? { householdId: whose.householdId } : {}
  const onBehalf =
    whose?.isProxy && whose.householdId
      ? { onBehalf: { how: 'proxy' as const, householdId: whose.householdId, consent: one.consent.trim() } }
      : {}
  return {
    id,
    kind: one.kind,
    day: chosen.day,
    slot: chosen.slot,
    address,
    contact: { name: one.contactName.trim(), ...(phone === '' ? {} : { phone }) },
    items: one.items,
    note: one.note,
    photoIds: one.photoIds,
    ...household,
    ...onBehalf,
    agreedFen: quote.totalFen,
    priceListVersion: quote.priceListVersion,
  }
}

/** Messages that may be asked for in this tap: before, on the way, and the receipt. */
const wantedKinds = ['booking_reminder', 'crew_on_the_way', 'receipt']
const templatesOf = (settings: OutputOf<typeof notices.settings> | undefined): string[] =>
  (settings?.templates ?? [])
    .filter(({ kind }) => wantedKinds.includes(kind))
    .map(({ templateId }) => templateId)
    .slice(0, 3)

async function recordConsent(asked: ReturnType<typeof platform.subscribe>): Promise<void> {
  const results = Object.entries(await asked).map(([templateId, result]) => ({ templateId, result }))
  if (results.length > 0) await call(notices.recordConsent, { id: await newId(), results }).catch(() => undefined)
}

function Complete({ one, input, address, chosen }: Ready) {
  const quoted = useRead(pickups.quote, input, { staleMs: 0 })
  const settings = useRead(notices.settings, {}, { staleMs: 10 * 60_000 })
  const [changed, setChanged] = useState<{ forInput: string; quote: Quote } | null>(null)
  const book = useWrite(pickups.book, { refreshes: [pickups.mine, pickups.freeDates, notices.unread] })
  const amend = useWrite(pickups.amend, { refreshes: [pickups.mine, pickups.show, pickups.freeDates] })
  const consent = useConsent()
  const quote = changed?.forInput === JSON.stringify(input) ? changed.quote : quoted.data
  const error = one.amends ? amend.error : book.error
  const missing = Object.values(missingOf(one)).find((text) => text !== undefined)

  const send = async (agreed: Quote): Promise<string | null> => {
    if (one.amends) {
      const { id, version } = one.amends
      const { day, slot } = chosen
      const done = await amend.run({
        id,
        version,
        day,
        slot,
        address,
        items: one.items,
        note: one.note,
        photoIds: one.photoIds,
        agreedFen: agreed.totalFen,
        priceListVersion: agreed.priceListVersion,
      })
      return done && `/pickups/booking?id=${id}`
    }
    const id = one.id ?? (await newId())
    if (!one.id) changeDraft({ id })
    const done = await book.run(bookInput({ one, address, chosen }, id, agreed))
    if (done) keepUsual(one)
    return done && `/pickups/done?id=${id}`
  }
  const submit = async () => {
    const url = quote ? await send(quote) : null
    if (!url) return
    finish(url)
    if (one.amends) toast('改好了')
  }
  const agreeFirst = async () => {
    if (await consent.ask('预约要把地址和电话交给上门的师傅，请先看一看并同意隐私政策。')) await submit()
  }
  const press = () => {
    // Inside the tap, before anything is waited for: WeChat allows the question only here.
    const asked = one.amends ? Promise.resolve({}) : platform.subscribe(templatesOf(settings.data))
    void asked.then(submit).then(() => recordConsent(asked))
  }
  const title = one.amends ? '修改预约' : '核对并提交'
  return (
    <Screen
      title={title}
      bottom={
        <Button
          id="confirm"
          kind="primary"
          loading={book.busy || amend.busy}
          disabled={!quote || (missing !== undefined && !one.amends)}
          onClick={press}
        >
          {one.amends ? '确认修改' : '提交预约'}
        </Button>
      }
    >
      <HoldBar />
      {isConsentMissing(error) && (
        <Notice
          tone="warn"
          action={
            <Button
              id="consent"
              small
              onClick={() => {
                void agreeFirst()
              }}
            >
              看隐私政策
            </Button>
          }
        >
          {error?.text}
        </Notice>
      )}
      {error && !isConsentMissing(error) && (
        <Failed
          error={error}
          onQuote={(fresh) => setChanged({ forInput: JSON.stringify(input), quote: fresh })}
          seen={changed?.quote ?? null}
        />
      )}
      {missing !== undefined && !one.amends && (
        <Notice
          tone="warn"
          action={
            <Button small onClick={edit('place')}>
              去补上
            </Button>
          }
        >
          {missing}
        </Notice>
      )}
      <Parts one={one} chosen={chosen} />
      <QueryView query={{ ...quoted, data: quote }}>{(data) => <Price quote={data} amends={one.amends} />}</QueryView>
      <Rules one={one} chosen={chosen} />
      {consent.sheet}
    </Screen>
  )
}

/**
 * The draft has become a booking; the pages that filled it in are behind us. In browsers their entries of the history
 * are gone back over first, so that going back never leads into an emptied form.
 */
function finish(url: string): void {
  const depth = Taro.getCurrentPages().length - 1
  dropDraft()
  if (process.env.TARO_ENV === 'weapp') void Taro.reLaunch({ url })
  else if (depth > 0) void Promise.resolve(Taro.navigateBack({ delta: depth })).then(() => Taro.navigateTo({ url }))
  else void Taro.redirectTo({ url })
}

function Parts({ one, chosen }: Pick<Ready, 'one' | 'chosen'>) {
  const address = [
    one.whose?.place.name,
    showAddress({ building: one.building, unit: one.unit, room: one.room, sub: '' }),
  ]
    .filter(Boolean)
    .join(' ')
  return (
    <Card>
      <Row
        id="part-when"
        title="时间"
        note={showWhen(chosen.day, chosen.from, chosen.to)}
        value="修改"
        onClick={edit('dates')}
      />
      <Row
        id="part-items"
        title={kindTitles[one.kind].title}
        value="修改"
        onClick={edit('items')}
        note={one.items
          .map(({ name, count, dismantled }) => `${name} ${count}件${dismantled ? '（会拆开）' : ''}`)
          .join('、')}
      />
      <Row
        id="part-place"
        title="放在哪里"
        note={`${address} · ${standsAtOf(one)}`}
        value="修改"
        onClick={edit('place')}
      />
      {!one.amends && (
        <Row
          id="part-contact"
          title="联系"
          note={`${one.contactName} ${one.contactPhone || (one.ownPhone ?? '')}`}
          value="修改"
          onClick={edit('place')}
        />
      )}
      {(one.note !== '' || one.photoIds.length > 0) && (
        <Row
          title="留言和照片"
          note={[one.note, one.photoIds.length > 0 ? `照片 ${one.photoIds.length}张` : ''].filter(Boolean).join(' · ')}
        />
      )}
    </Card>
  )
}

/** The price line by line; of an amendment the difference, in words. */
export function Price({ quote, amends }: { quote: Quote; amends: Draft['amends'] }) {
  const difference = amends ? quote.totalFen - amends.totalFen : 0
  return (
    <Card title="费用" {...(quote.totalFen === 0 ? { extra: <Tag tone="good">不收费</Tag> } : {})}>
      {quote.lines.map(({ text, fen }) => (
        <View key={text} className="price">
          <Text className="price__text">{text}</Text>
          <Text className="price__fen">{showFen(fen)}</Text>
        </View>
      ))}
      <View className="price price--total">
        <Text className="price__text">合计</Text>
        <Text className="price__fen">{showFen(quote.totalFen)}</Text>
      </View>
      {amends && difference !== 0 && (
        <Notice tone={difference > 0 ? 'warn' : 'good'}>
          {difference > 0
            ? `原来 ${showFen(amends.totalFen)}，只补差价 ${showFen(difference)}`
            : `原来 ${showFen(amends.totalFen)}，少收 ${showFen(-difference)}`}
        </Notice>
      )}
      {amends && difference === 0 && <Text className="plain plain--muted">费用没有变化</Text>}
      {quote.freePieces > 0 && (
        <Text className="plain plain--muted">{`用掉 ${quote.freePieces}件免费名额，今年还剩${quote.freePiecesLeft}件`}</Text>
      )}
      {quote.totalFen > 0 && <Text className="plain plain--muted">不在网上付款，由上门的运营单位收取并开收据。</Text>}
      {quote.points && <Text className="plain">{quote.points.text}</Text>}
    </Card>
  )
}

function Rules({ one, chosen }: Pick<Ready, 'one' | 'chosen'>) {
  const isUp = one.stand === 'door'
  const catalogue = useRead(pickups.catalogue, one.whose ? { placeId: one.whose.place.id } : {})
  return (
    <Section title="说明">
      <Card>
        <Text className="rules__line rules__line--strong">{putOutText(chosen.day, chosen.from, standsAtOf(one))}</Text>
        {!isUp && <Text className="rules__line rules__line--strong">不要放在楼道、消防通道和安全出口</Text>}
        {(catalogue.data?.rules.text ?? [])
          .filter((text) => !text.includes('楼道'))
          .map((text) => (
            <Text key={text} className="rules__line">
              {text}
            </Text>
          ))}
      </Card>
    </Section>
  )
}

/** Why it was not accepted, and the way on. */
function Failed({ error, onQuote, seen }: { error: ApiError; onQuote: (quote: Quote) => void; seen: Quote | null }) {
  const details = (error.details ?? {}) as { quote?: Quote; next?: DayOffer[] }
  if (error.code === 'PICKUP_PRICE_CHANGED' && details.quote) {
    const fresh = details.quote
    const isSeen = seen?.totalFen === fresh.totalFen
    return (
      <Notice
        tone="warn"
        title="费用有变化"
        {...(isSeen
          ? {}
          : {
              action: (
                <Button small onClick={() => onQuote(fresh)}>
                  看新的费用
                </Button>
              ),
            })}
      >
        {isSeen ? '下面是新的费用，同意的话请再点一次提交。' : `现在是${showFen(fresh.totalFen)}。看过以后再提交。`}
      </Notice>
    )
  }
  if (error.code === 'PICKUP_SLOT_FULL' || error.code === 'PICKUP_DAY_CLOSED') return <LostSlot />
  if (error.code === 'PICKUP_TOO_MANY_OPEN') {
    return (
      <Notice
        tone="warn"
        action={
          <Button
            small
            onClick={() => {
              void Taro.switchTab({ url: '/pages/pickups' })
            }}
          >
            看我的预约
          </Button>
        }
      >
        {error.text}
      </Notice>
    )
  }
  return <ErrorState error={error} />
}

export { Summary as default }
