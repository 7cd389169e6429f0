// Choosing the day and window: the next three free ones stand there before any question. Choosing takes a hold.
// Opened as /pickups/dates, with ?kind=&item= by other pages (the guide), with ?day=&slot=&from=&to= where the window
// was chosen there, with ?back=1 to choose another window of a draft. Relies on the draft. Invariants: looking needs
// no account; signing in is asked at the tap that needs it; nothing typed is lost.
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { people } from '@shared/people/contract'
import { pickups } from '@shared/pickups/contract'
import type { DayOffer, PickupKind } from '@shared/pickups/schemas'
import { showDay } from '@shared/time'
import { asApiError, call, type ApiError } from '@/lib/api'
import { pickPlace } from '@/lib/my-place'
import { refreshReads, useRead } from '@/lib/query'
import { session, useSignedIn } from '@/lib/session'
import { Button } from '@/ui/Button'
import { Card, Notice, Row } from '@/ui/layout'
import { PlaceSearch } from '@/ui/PlacePicker'
import { ErrorState } from '@/ui/ErrorState'
import { Screen } from '@/ui/Screen'
import { useSignIn } from '@/ui/SignInSheet'
import { a11y, classes } from '@/ui/a11y'
import { changeDraft, draft, startDraft, useDraft, type ChosenSlot, type Draft, type Whose } from './draft'
import { FreeDates } from './free-dates'
import { letGo, takeSlot } from './hold'
import { householdWhose, usualWhose, WhoseSheet } from './whose'
import { isPickupKind, kindTitles, pickupKinds } from './words'
import './pickups.scss'

/** Takes over what the opener named; a booking that was being changed and left is put aside. */
async function begin({ kind, item, back }: { kind?: string; item?: string; back?: string }): Promise<void> {
  if (!back && draft().amends) startDraft({})
  if (!draft().whose) changeDraft({ whose: usualWhose() })
  const wanted = item?.trim() ? item.trim() : null
  if (isPickupKind(kind)) changeKind(kind)
  if (!wanted) return
  changeDraft({ wanted })
  if (isPickupKind(kind)) return
  const advice = await call(pickups.advise, { item: wanted }).catch(() => null)
  if (advice?.item && draft().wanted === wanted) changeKind(advice.item.kind)
}

/** Things of another kind cannot go along, so they are taken out of the list. */
function changeKind(kind: PickupKind): void {
  if (kind !== draft().kind) changeDraft({ kind, items: [], chosen: null, heldUntil: null, lost: false })
}

/** The household becomes known with signing in, and with it its own address. @throws ApiError */
async function knowHousehold(): Promise<void> {
  const { whose, room } = draft()
  const { household } = session()
  const id = whose?.householdId ?? (household && household.placeId === whose?.place.id ? household.id : null)
  if (whose && id && room === '') changeDraft(await householdWhose(id, whose.isProxy))
}

/** Who to call is the person, until somebody else is named. Not knowing it costs only that it is asked later. */
async function knowContact(): Promise<void> {
  const me = await call(people.me, {}).catch(() => null)
  if (!me) return
  const { contactName, whose } = draft()
  changeDraft({
    ownPhone: me.phone,
    ...(contactName === '' && !whose?.isProxy ? { contactName: me.displayName } : {}),
  })
}

/** A window that the opener has chosen already; taken as if it had been tapped here. */
function handedSlot({ day, slot, from, to }: Partial<Record<string, string>>): ChosenSlot | null {
  if (!day || !slot || !from || !to) return null
  return {
    day,
    slot: decodeURIComponent(slot),
    from: decodeURIComponent(from),
    to: decodeURIComponent(to),
    label: showDay(day),
  }
}

function Dates() {
  const { params } = useRouter()
  const one = useDraft()
  const signIn = useSignIn()
  const [choosing, setChoosing] = useState(false)
  const [taking, setTaking] = useState<ChosenSlot | null>(null)
  const [failed, setFailed] = useState<ApiError | null>(null)
  useEffect(() => {
    const opened = { ...params, item: params.item ? decodeURIComponent(params.item) : undefined }
    void begin(opened as Parameters<typeof begin>[0]).then(() => {
      const handed = handedSlot(params)
      if (handed && draft().whose) void choose(handed)
    })
  }, [])

  const goOn = () => {
    if (params.back) void Taro.navigateBack()
    else void Taro.navigateTo({ url: '/pickups/items' })
  }
  const choose = async (chosen: ChosenSlot) => {
    setFailed(null)
    if (draft().amends) {
      changeDraft({ chosen })
      return goOn()
    }
    if (!(await signIn.ask('留住时段要知道是谁预约的，登录后您刚才的选择还在。'))) return
    setTaking(chosen)
    try {
      await Promise.all([knowHousehold(), knowContact()])
      await takeSlot(chosen)
      goOn()
    } catch (error) {
      setFailed(asApiError(error))
      await refreshReads([pickups.freeDates])
    } finally {
      setTaking(null)
    }
  }
  const moveTo = (chosen: Pick<Draft, 'whose' | 'building' | 'unit' | 'room'>) => {
    letGo()
    changeDraft({ ...chosen, id: null, chosen: null, heldUntil: null, lost: false })
    setChoosing(false)
  }

  if (!one.whose) {
    return (
      <Screen title="选日期">
        <Card title="先选您所在的小区或村">
          <PlaceSearch
            onPick={(place) => {
              pickPlace(place)
              changeDraft({ whose: usualWhose() })
            }}
          />
        </Card>
      </Screen>
    )
  }
  return (
    <Screen title={one.amends ? '改日期' : '选日期'}>
      {!one.amends && (
        <Card>
          <Row id="whose" title="在哪里收" note={one.whose.label} value="换一个" onClick={() => setChoosing(true)} />
        </Card>
      )}
      {!one.amends && (
        <Kinds
          kind={one.kind}
          onChange={(kind) => {
            letGo()
            changeKind(kind)
          }}
        />
      )}
      {!one.amends && <OpenAlready whose={one.whose} />}
      {one.wanted && <Notice>{`要处理的东西：${one.wanted}。先选一个时段，东西已经替您记下。`}</Notice>}
      {failed && <Refused error={failed} />}
      <FreeDates
        placeId={one.whose.place.id}
        kind={one.kind}
        chosen={one.chosen}
        taking={taking}
        onChoose={(chosen) => {
          void choose(chosen)
        }}
      />
      <WhoseSheet open={choosing} onClose={() => setChoosing(false)} onChoose={moveTo} />
      {signIn.sheet}
    </Screen>
  )
}

/** A home that has as many open bookings as the place allows hears it here, with the way on. */
function OpenAlready({ whose }: { whose: Whose }) {
  const signedIn = useSignedIn()
  const mine = useRead(pickups.mine, { open: 'true' }, { enabled: signedIn })
  const catalogue = useRead(pickups.catalogue, { placeId: whose.place.id }, { enabled: signedIn })
  const open = mine.data?.items.filter(({ householdId }) => (householdId ?? null) === whose.householdId) ?? []
  const [first] = open
  if (!first || !catalogue.data || open.length < catalogue.data.rules.openBookings) return null
  return (
    <Notice
      tone="warn"
      action={
        <Button
          id="open-already"
          small
          onClick={() => {
            void Taro.navigateTo({ url: `/pickups/booking?id=${first.id}` })
          }}
        >
          看这次预约
        </Button>
      }
    >
      {`已经约了${showDay(first.day)}收${first.itemsText}。可以改这一次，或等收完再约。`}
    </Notice>
  )
}

function Kinds({ kind, onChange }: { kind: PickupKind; onChange: (kind: PickupKind) => void }) {
  return (
    <View className="kinds" {...a11y({ role: 'radiogroup', label: '要收什么' })}>
      {pickupKinds.map((one) => (
        <View
          key={one}
          className={classes('kind', one === kind && 'kind--chosen')}
          onClick={() => onChange(one)}
          {...a11y({
            role: 'radio',
            label: `${kindTitles[one].title}，${kindTitles[one].note}`,
            checked: one === kind,
          })}
        >
          <Text>{kindTitles[one].title}</Text>
        </View>
      ))}
    </View>
  )
}

/** Why a window could not be held, and what to do. */
function Refused({ error }: { error: ApiError }) {
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
  const next = (error.details as { next?: DayOffer[] } | undefined)?.next ?? []
  if (next.length > 0) return <Notice tone="warn">{`${error.text}。下面是现在还有空的日期。`}</Notice>
  return <ErrorState error={error} />
}

export { Dates as default }
