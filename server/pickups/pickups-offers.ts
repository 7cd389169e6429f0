// What can be asked before booking: free dates, the catalogue with prices and rules, the best way for a thing, the
// price. Reads only. An offer is what the day shows now; only a hold makes it sure.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { adviseFor, catalogue, catalogueItem, findItem, kindNames, materialNames } from '@shared/pickups/catalogue'
import type { pickups } from '@shared/pickups/contract'
import {
  dateRefusal,
  dayLabel,
  dayNote,
  daysFrom,
  firstDay,
  lastDay,
  noteWithService,
  promiseText,
} from '@shared/pickups/dates'
import { failedVisitText, reasonTexts } from '@shared/pickups/reasons'
import { reliefTexts } from '@shared/pickups/reliefs'
import { PickupKind, StopReason, type DayOffer, type WindowOffer, type Material } from '@shared/pickups/schemas'
import type { AreaSettings } from '@shared/places/settings'
import type { SiteRoute } from '@shared/places/vocabulary'
import { addDays, dayOf, type Day } from '@shared/time'
import type * as z from '@shared/z'
import { now } from '../clock'
import { showCalendar } from '../places/calendar'
import { placeById, settingsOf, workCalendar, type Place } from '../places/places'
import { nearestSites } from '../places/public'
import { sharedAnswer } from '../slots/answers'
import { leftIn, viewDays, type DayView } from '../slots/days'
import { bookablePlace, isStaffAt } from './pickups-parties'
import { Rounds, type RoundRecord } from './rounds.model'
import { pickupPool, windowAt } from './service-days'
import { failedVisitsOf, isSwitchedOn, pricesAt, thingsOf, type PricesHere } from './terms'

type Kind = z.infer<typeof PickupKind>
type Offer = z.infer<typeof DayOffer>
type Window = z.infer<typeof WindowOffer>

/** Rounds that serve a place for a kind; those in soft launch only for staff. */
export async function roundsFor(placePath: readonly string[], kind: Kind, staff: boolean): Promise<RoundRecord[]> {
  return Rounds.find({
    areaPlaceIds: { $in: [...placePath] },
    kinds: kind,
    ...(staff ? {} : { staffOnly: false }),
  }).lean<RoundRecord[]>()
}

export const NEXT_DAYS = 3

/** Free dates and windows of a place; the next three first. @throws DomainError NOT_FOUND */
export async function freeDates(
  actor: Actor,
  input: ParsedOf<typeof pickups.freeDates>,
): Promise<OutputOf<typeof pickups.freeDates>> {
  const place = await bookablePlace(input.placeId)
  const { settings } = await settingsOf(place)
  const staff = isStaffAt(actor, place.path)
  const phone = settings.contact.hotline || null
  const rounds = await roundsFor(place.path, input.kind, staff)
  const open =
    isSwitchedOn(input.kind, settings) && (staff || settings.booking.openTo === 'everyone') && rounds.length > 0
  if (!open)
    return {
      next: [],
      all: [],
      note: `${kindNames[input.kind]}上门在这里还没有开通${phone ? `，可以打电话 ${phone} 问一问` : ''}`,
      served: false,
      phone,
    }
  const all = await offersOf(input.kind, rounds, settings, { from: input.from, days: input.days })
  const next = all
    .map(onlyFree)
    .filter((offer) => offer.windows.length > 0)
    .slice(0, NEXT_DAYS)
  const full = next.length === 0 ? '最近的日期都约满了，请过几天再看，或打电话问一问' : null
  return {
    next,
    all,
    note: full ?? (input.kind === 'recyclable' ? promiseText(settings.booking) : null),
    served: true,
    phone,
  }
}

const onlyFree = (offer: Offer): Offer => ({ ...offer, windows: offer.windows.filter((window) => window.left > 0) })

/** What somebody wanted and did not get. */
export type Refused = { placeId: string; kind: Kind; staff: boolean; day: Day; slot: string }

/**
 * The next free days of a place, named with every refusal for want of room. In a rush hundreds are refused for one
 * window: who asks for the same area and kind shares one answer, unless it still offers the very window that was
 * refused.
 */
export async function nextFreeDays({ placeId, kind, staff, day, slot }: Refused): Promise<readonly Offer[]> {
  const area = await sharedAnswer(`area ${placeId} ${kind} ${staff}`, [], () => areaOf(placeId, kind, staff))
  if (!area) return []
  const { rounds, settings } = area
  const key = `days ${kind} ${rounds
    .map((round) => round._id)
    .sort()
    .join(' ')} ${JSON.stringify(settings.booking)}`
  const isTrue = (offers: readonly Offer[]): boolean =>
    !offers.some((offer) => offer.day === day && offer.windows.some((window) => window.slot === slot))
  return sharedAnswer(
    key,
    rounds.map((round) => round.districtId),
    () => firstFree(kind, rounds, settings),
    isTrue,
  )
}

async function areaOf(
  placeId: string,
  kind: Kind,
  staff: boolean,
): Promise<{ rounds: RoundRecord[]; settings: AreaSettings } | null> {
  const place = await placeById(placeId)
  return place && { rounds: await roundsFor(place.path, kind, staff), settings: (await settingsOf(place)).settings }
}

async function firstFree(kind: Kind, rounds: readonly RoundRecord[], settings: AreaSettings): Promise<Offer[]> {
  const found: Offer[] = []
  // usually this week already has them: the rest of the month is not read
  for (
    let from = firstDay(now(), kind, settings.booking);
    found.length < NEXT_DAYS && from <= lastDay(now(), settings.booking);
    from = addDays(from, 7)
  ) {
    const week = await offersOf(kind, rounds, settings, { from, days: 7 })
    found.push(...week.map(onlyFree).filter((offer) => offer.windows.length > 0))
  }
  return found.slice(0, NEXT_DAYS)
}

async function offersOf(
  kind: Kind,
  rounds: readonly RoundRecord[],
  settings: AreaSettings,
  asked: { from?: Day | undefined; days?: number | undefined },
): Promise<Offer[]> {
  const at = now()
  const first = firstDay(at, kind, settings.booking)
  const from = asked.from && asked.from > first ? asked.from : first
  const last = lastDay(at, settings.booking)
  const to = asked.days && addDays(from, asked.days - 1) < last ? addDays(from, asked.days - 1) : last
  const days = daysFrom(from, to)
  if (days.length === 0) return []
  const views = await Promise.all(
    [...new Set(rounds.map((round) => round.districtId))].map((districtId) => viewDays(pickupPool, districtId, days)),
  )
  const notes = await notesOf(from, to)
  const byId = new Map(rounds.map((round) => [round._id, round]))
  return days
    .map((day, index) => {
      const here = views.map((list) => list[index]).filter((view): view is DayView => view !== undefined)
      const windows = here
        .flatMap((view) => windowsOf(view, byId))
        .filter((window) => dateRefusal(day, window.to, at, kind, settings.booking) === null)
      const closed = here.find((view) => view.closed)
      const ownNote = here.find((view) => view.note)?.note ?? (closed ? '当天不收运' : null) ?? notes.get(day) ?? null
      const isServed = here.some((view) => !view.closed && view.windows.length > 0)
      return {
        day,
        label: dayLabel(day, dayOf(at)),
        windows: windows.sort((a, b) => (a.from + a.slot < b.from + b.slot ? -1 : 1)),
        note: noteWithService(ownNote, isServed),
      }
    })
    .filter((offer) => offer.windows.length > 0 || offer.note !== null)
}

/** What the date screen says about each day. */
export async function notesOf(from: Day, to: Day): Promise<Map<Day, string>> {
  const [calendar, shown] = [await workCalendar(), await showCalendar({ from, to })]
  const notes = shown.days.map(({ day }) => [day, dayNote(day, calendar, shown.festivals)] as const)
  return new Map(notes.filter((pair): pair is readonly [Day, string] => pair[1] !== null))
}

function windowsOf(view: DayView, rounds: ReadonlyMap<string, RoundRecord>): Window[] {
  if (view.closed) return []
  return view.windows.flatMap(({ slot }) => {
    const at = windowAt(slot, rounds.values())
    if (!at) return []
    return [{ slot, from: at.window.from, to: at.window.to, left: leftIn(view, slot), roundName: at.round.name }]
  })
}

/** What can be booked, what it costs here and by which rules. @throws DomainError NOT_FOUND */
export async function showCatalogue({
  placeId,
  day = dayOf(now()),
}: ParsedOf<typeof pickups.catalogue>): Promise<OutputOf<typeof pickups.catalogue>> {
  const place = placeId ? await bookablePlace(placeId) : null
  const { settings } = await settingsOf(place ?? [])
  const prices = await pricesAt(place?.path ?? [], day, settings)
  const priceOf = (code: string, kind: Kind): number | null => {
    if (kind === 'recyclable' || kind === 'hazardous' || prices.mode === 'free') return place ? 0 : null
    return prices.mode === 'per_item' ? (prices.itemFen[code] ?? prices.itemFen['other'] ?? 0) : null
  }
  const listed = new Map(prices.materials.map((material) => [material.code, material]))
  const points = new Map(
    [...(prices.points.appliance ?? []), ...(prices.points.recyclable ?? [])].map((rate) => [rate.code, rate.points]),
  )
  return {
    items: thingsOf(prices).map(({ code, name, kind, size, maxCount, canDismantle, hint, aliases }) => ({
      code,
      name,
      kind,
      size,
      maxCount,
      canDismantle,
      hint,
      aliases: [...aliases],
      priceFen: priceOf(code, kind),
    })),
    materials: recyclableMaterials.map((code) => {
      const material = listed.get(code)
      return {
        code,
        name: materialNames[code],
        fenPerKg: material?.fenPerKg ?? null,
        pointsPerKg: points.get(code) ?? null,
        accepted: listed.size === 0 || material !== undefined,
      }
    }),
    rules: {
      itemsPerBooking: settings.booking.itemsPerBooking,
      openBookings: settings.booking.openBookingsPerHousehold,
      freePiecesPerYear: prices.freePiecesPerYear,
      priceMode: prices.mode,
      text: ruleTexts(settings, prices),
      failedVisits: failedVisitRows(settings, prices),
    },
    priceListVersion: prices.version,
  }
}

const recyclableMaterials: readonly Material[] = [
  ...new Set(
    catalogue.filter((item) => item.kind === 'recyclable' || item.kind === 'appliance').map((item) => item.material),
  ),
]

const failedVisitRows = (settings: AreaSettings, prices: PricesHere) => {
  const percents = failedVisitsOf(prices, settings)
  return StopReason.options.map((reason) => ({ reason, text: reasonTexts[reason], percent: percents[reason] }))
}

function ruleTexts(settings: AreaSettings, prices: PricesHere): string[] {
  const { booking } = settings
  const { mode, freePiecesPerYear: freePieces, reliefs = [] } = prices
  return [
    `每天 ${booking.cutoffClock} 前可以约第二天，最多提前${booking.lookAheadDays}天`,
    `一次最多${booking.itemsPerBooking}件，同时最多${booking.openBookingsPerHousehold}个未完成的预约`,
    `上门前一天 ${booking.freeCancelUntilClock} 前修改、取消不收费；之后取消收 ${booking.lateCancelPercent}%，免费件数不退回`,
    ...(mode === 'free'
      ? ['本地大件上门免费']
      : [`每户每年${freePieces}件大件免费；${booking.surchargeAboveFloor}楼以上没有电梯的，按件加收搬运费`]),
    ...(mode === 'free' ? [] : reliefTexts(reliefs)),
    failedVisitText(failedVisitsOf(prices, settings)),
    '老人、残疾人等搬不下楼的，可以申请帮扶上门，社区核实后收运员进屋帮搬',
    '东西请在前一天傍晚以后再放出来，不要放在楼道和消防通道里',
    `没有人来：时段结束 ${booking.missedOpensAfterMinutes}分钟后可以报漏收，${booking.missedWithinWorkingDays}个工作日内有效，${booking.revisitWithinWorkingDays}个工作日内补收`,
    `对重量、原因、费用有不同意见，${booking.contestDays}天内可以提出，${booking.contestAnswerWorkingDays}个工作日内答复`,
  ]
}

const siteRouteOf: Readonly<Record<Kind, SiteRoute>> = {
  bulky: 'bulky',
  appliance: 'door_recycling',
  recyclable: 'door_recycling',
  hazardous: 'hazardous_point',
}

/** The best way for a thing typed by name. @throws DomainError NOT_FOUND for an unknown place */
export async function advise({
  item: typed,
  placeId,
}: ParsedOf<typeof pickups.advise>): Promise<OutputOf<typeof pickups.advise>> {
  const place = placeId ? await bookablePlace(placeId) : null
  const { settings } = await settingsOf(place ?? [])
  const prices = place ? await pricesAt(place.path, dayOf(now()), settings) : null
  const found = findItem(typed, prices ? thingsOf(prices) : catalogue)
  const item = found ?? catalogueItem('other')
  if (!item) throw new Error('the catalogue has no "other"')
  const route: SiteRoute = item.code === 'textile' ? 'textile_box' : siteRouteOf[item.kind]
  const [reuse, free] = [item.reusable ? await nearest('reuse', place) : null, await nearest(route, place)]
  const servedKinds = place ? await kindsServed(place, settings) : PickupKind.options
  const priceFen = prices?.mode === 'per_item' ? (prices.itemFen[item.code] ?? prices.itemFen['other'] ?? null) : null
  return {
    item: found ? { code: found.code, name: found.name, kind: found.kind } : null,
    ways: adviseFor(item, { reuseSite: reuse, freeSite: free, servedKinds, priceFen }),
  }
}

async function nearest(route: SiteRoute, place: Place | null): Promise<{ id: string; name: string } | null> {
  const { items } = await nearestSites({ route, ...(place ? { placeId: place._id } : {}), limit: 1 })
  const site = items[0]?.site
  return site ? { id: site.id, name: site.name } : null
}

/** What a resident can book; nothing while only staff book here. */
async function kindsServed(place: Place, settings: AreaSettings): Promise<Kind[]> {
  if (settings.booking.openTo === 'staff') return []
  const rounds = await Rounds.find({ areaPlaceIds: { $in: place.path }, staffOnly: false }, { kinds: 1 }).lean<
    Pick<RoundRecord, 'kinds'>[]
  >()
  return PickupKind.options.filter(
    (kind) => isSwitchedOn(kind, settings) && rounds.some((round) => round.kinds.includes(kind)),
  )
}

/** Adds the next free dates to a refusal for want of room, so that nobody is left standing. */
export async function withOtherDates<T>(wanted: Refused, body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    if (!(error instanceof DomainError) || !(error.code === 'PICKUP_SLOT_FULL' || error.code === 'PICKUP_DAY_CLOSED'))
      throw error
    throw new DomainError(error.code, { next: await nextFreeDays(wanted) })
  }
}
