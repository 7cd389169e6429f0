// The rules of a day that is counted in seats: what is left, who in the line is offered a freed seat, which windows
// have too few, whose hours meet, what a new seat needs of its day and its holder. Pure; the guarded writes of
// server/slots say the same in the database.
//
// The line: entries stand in the order in which they joined. What is free goes to the first whose whole group fits; a
// group is never split, and one that does not fit yet keeps its position and is looked at first again next time. While
// somebody in the line would fit, nobody who is not in it gets a seat of that day's window.

/** Hours of a day in which a holder has to be there, '08:00'–'12:00'; the end is not included. */
export type Hours = { from: string; to: string }

type Sized = { id: string; slot: string; size?: number }
/** `until`: end of a hold or offer, null once confirmed. */
export type TakenSeat = Sized & { until: Date | null; offered?: boolean }
/** `latest`: from then on it is offered nothing any more. */
export type LineEntry = Sized & { latest: Date }
/** `minimum`: fewer confirmed than this at `decideAt` are too few. */
export type CountedWindow = { slot: string; capacity: number; minimum?: number; decideAt?: Date }
export type CountedDay = {
  closed: boolean
  cap: number | null
  windows: readonly CountedWindow[]
  seats: readonly TakenSeat[]
  waiting: readonly LineEntry[]
}

/** Why an offer or a position in the line ended. */
export type LineEnd = 'unanswered' | 'closed' | 'tooLate' | 'notPossible'

export const sizeOf = ({ size }: { size?: number }): number => size ?? 1
const sum = (seats: readonly Sized[]): number => seats.reduce((total, seat) => total + sizeOf(seat), 0)
const isLive = ({ until }: TakenSeat, at: Date): boolean => until === null || until > at

export const hoursMeet = (a: Hours, b: Hours): boolean => a.from < b.to && b.from < a.to

/** Seats left in a window: the window's, and no more than the day's cap leaves. Never below 0. */
export function roomIn({ closed, cap, windows, seats }: Omit<CountedDay, 'waiting'>, slot: string, at: Date): number {
  const window = windows.find((one) => one.slot === slot)
  if (closed || !window) return 0
  const live = seats.filter((seat) => isLive(seat, at))
  const inWindow = window.capacity - sum(live.filter((seat) => seat.slot === slot))
  return Math.max(0, cap === null ? inWindow : Math.min(inWindow, cap - sum(live)))
}

/** Who is offered a seat next, or null. */
export function nextInLine<T extends LineEntry>(
  day: Omit<CountedDay, 'waiting'> & { waiting: readonly T[] },
  at: Date,
): T | null {
  return day.waiting.find((entry) => entry.latest > at && sizeOf(entry) <= roomIn(day, entry.slot, at)) ?? null
}

/** Offers and entries that are over, with why; whatever is not named goes on. */
export function endedInLine({ closed, windows, seats, waiting }: CountedDay, at: Date): Map<string, LineEnd> {
  const isClosed = (slot: string): boolean => closed || !windows.some((one) => one.slot === slot && one.capacity > 0)
  const ended = new Map<string, LineEnd>()
  for (const { id, slot, until, offered } of seats)
    if (offered && until !== null) {
      if (until <= at) ended.set(id, 'unanswered')
      else if (isClosed(slot)) ended.set(id, 'closed')
    }
  for (const { id, slot, latest } of waiting)
    if (isClosed(slot)) ended.set(id, 'closed')
    else if (latest <= at) ended.set(id, 'tooLate')
  return ended
}

/** Windows whose deadline for the minimum has come, with what is confirmed by then. */
export function windowsDue(
  { windows, seats }: Pick<CountedDay, 'windows' | 'seats'>,
  at: Date,
): { slot: string; minimum: number; confirmed: number }[] {
  return windows.flatMap(({ slot, minimum, decideAt }) =>
    minimum === undefined || decideAt === undefined || decideAt > at
      ? []
      : [{ slot, minimum, confirmed: sum(seats.filter((seat) => seat.slot === slot && seat.until === null)) }],
  )
}

/** A seat as its holder keeps it, in whichever pool. `busy`: when the holder has to be there. */
export type SeatAtHolder = { id: string; pool: string; day: string; until: Date | null; busy?: Hours }
/** `limit`: confirmed seats that the holder may have in the pool, with this one. */
export type SeatWish = Pick<SeatAtHolder, 'id' | 'pool' | 'day' | 'busy'> & { limit: number }

const meets = (seat: SeatAtHolder, { day, busy }: SeatWish): boolean =>
  busy !== undefined && seat.busy !== undefined && seat.day === day && hoursMeet(seat.busy, busy)

/**
 * What keeps a holder from one more seat: a confirmed one at the same hours in any pool, or too many confirmed ones of
 * this pool. Holds never do, they give way.
 */
export function barredBy<S extends SeatAtHolder>(open: readonly S[], wish: SeatWish): S | 'tooMany' | null {
  const confirmed = open.filter(({ id, until }) => until === null && id !== wish.id)
  const other = confirmed.find((seat) => meets(seat, wish))
  if (other) return other
  return confirmed.filter(({ pool }) => pool === wish.pool).length < wish.limit ? null : 'tooMany'
}

/**
 * The holder's holds that give way to one more seat: those whose hours meet it, and of this pool's, oldest first, as
 * many as are then too many.
 */
export function givingWay<S extends SeatAtHolder>(open: readonly S[], wish: SeatWish, at: Date): S[] {
  const others = open.filter(({ id }) => id !== wish.id)
  const holds = others.filter(({ until }) => until !== null && until > at)
  const here = holds.filter((seat) => seat.pool === wish.pool && !meets(seat, wish))
  const confirmed = others.filter(({ pool, until }) => pool === wish.pool && until === null)
  const tooMany = Math.max(0, here.length + confirmed.length + 1 - wish.limit)
  return [...holds.filter((seat) => meets(seat, wish)), ...here.slice(0, tooMany)]
}

/**
 * Why a day has no seat for somebody, not counting what they have there already; null where it has one. Room that
 * somebody in the line would take is none for those outside of it, unless it is their own already.
 */
export function refusedByDay(day: CountedDay, { id, slot, size }: Sized, at: Date): 'closed' | 'full' | null {
  if (day.closed) return 'closed'
  const wanted = size ?? 1
  const others = { ...day, seats: day.seats.filter((seat) => seat.id !== id) }
  if (roomIn(others, slot, at) < wanted) return 'full'
  const mine = day.seats.filter((seat) => seat.id === id && seat.slot === slot && isLive(seat, at))
  const waiting = day.waiting.filter((entry) => entry.id !== id)
  return sum(mine) >= wanted || nextInLine({ ...day, waiting }, at) === null ? null : 'full'
}

/** What stays written in a day: seats that count, and offers that have ended until their holder is told. */
export const keptSeats = <S extends TakenSeat>(seats: readonly S[], at: Date): S[] =>
  seats.filter((seat) => isLive(seat, at) || seat.offered === true)

/** Without a hold; an offer ends instead, so that its holder is told. A confirmed seat stays. */
export const withoutHold = <S extends TakenSeat>(seats: readonly S[], id: string, at: Date): S[] =>
  seats.flatMap((seat) =>
    seat.id !== id || seat.until === null ? [seat] : seat.offered ? [{ ...seat, until: at }] : [],
  )
