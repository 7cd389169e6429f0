// A second feature with counted days, as small as one can be: shifts that volunteers sign up for in groups of 1–5, with
// a minimum of 2 and a waiting line, and visits beside them. Its records are what a real feature would keep; everything
// it is told is written down.
import { transaction, defineModel, type Document, type Tx } from '@server/db'
import { newId } from '@server/ids'
import { ensureDay } from '@server/slots/days'
import { prepareHolder } from '@server/slots/holders'
import { joinLine } from '@server/slots/line'
import { cancelWindow } from '@server/slots/minimums'
import { definePool, type Pool } from '@server/slots/pools'
import { confirmSeat, freeSeat, type HoldAsk, type SeatAsk } from '@server/slots/seats'
import { DomainError } from '@shared/errors'

export const SITE = '01KAJZ5T00SSSSSSSSSSSSSSSS'
export const DAY = '2026-11-24'
export const at = (clock: string, day = DAY): Date => new Date(`${day}T${clock}:00+08:00`)
export const hours = {
  am: { from: '08:00', to: '12:00' },
  noon: { from: '11:00', to: '13:00' },
  pm: { from: '14:00', to: '18:00' },
}
export type SlotName = keyof typeof hours

/** What the plan says; a test changes it. */
export const plan = { capacity: 6, cap: null as number | null, minimum: undefined as number | undefined }

type SignUp = Document & { pool: string; day: string; slot: string; key: string; size: number; createdAt: Date }
export const SignUps = defineModel<SignUp>('TestSignUp', 'testSignUps', {
  pool: String,
  day: String,
  slot: String,
  key: String,
  size: Number,
  createdAt: Date,
})
type Told = Document & { what: string; id: string; why?: string; until?: Date }
export const TestTold = defineModel<Told>('TestTold', 'testTold', {
  what: String,
  id: String,
  why: String,
  until: Date,
})

const tell = (tx: Tx, told: Omit<Told, '_id'>): Promise<void> => tx.on(TestTold).insert({ _id: newId(), ...told })
/** What the feature was told, in order. */
export const toldOf = async (): Promise<string[]> =>
  (await TestTold.find({}).sort({ _id: 1 }).lean<Told[]>()).map(({ what, id, why }) =>
    [what, id, why].filter(Boolean).join(' '),
  )

const aPool = (name: string, rest: Partial<Pool>): Pool =>
  definePool({
    name,
    plan: async (_site, days) =>
      days.map((day) => ({
        windows: Object.keys(hours).map((slot) => ({
          slot,
          capacity: plan.capacity,
          ...(plan.minimum === undefined ? {} : { minimum: plan.minimum, decideAt: at('07:00', day) }),
        })),
        cap: plan.cap,
      })),
    poolIds: async () => [SITE],
    keeps: async (tx, ids) =>
      new Map(
        (await tx.on(SignUps).find({ _id: { $in: [...ids] } })).map(({ _id, day }) => [
          _id,
          { poolId: SITE, day, isOpen: true },
        ]),
      ),
    live: async (tx, _site, day) =>
      (await tx.on(SignUps).find({ pool: name, day })).map(({ _id, slot, key, size, createdAt }) => ({
        id: _id,
        slot,
        key,
        size,
        since: createdAt,
      })),
    codes: {
      full: 'PICKUP_SLOT_FULL',
      closed: 'PICKUP_DAY_CLOSED',
      tooMany: 'PICKUP_TOO_MANY_OPEN',
      belowTaken: 'PICKUP_CAPACITY_BELOW_BOOKED',
      hasSeats: 'PICKUP_DAY_HAS_BOOKINGS',
    },
    ...rest,
  })

export const shifts: Pool = aPool('testShifts', {
  waiting: {
    answerMinutes: 60,
    onOffered: (tx, { id, until }) => tell(tx, { what: 'offered', id, until }),
    onOver: (tx, { id, why }) => tell(tx, { what: 'over', id, why }),
  },
  daysAhead: 3,
  onUnderMinimum: async (tx, { poolId, day, slot, confirmed }) => {
    await tell(tx, { what: 'under', id: slot, why: String(confirmed) })
    for (const { id } of await cancelWindow(tx, shifts, { poolId, day, slot })) {
      await tx.on(SignUps).deleteOne({ _id: id })
      await tell(tx, { what: 'calledOff', id })
    }
  },
})
export const visits: Pool = aPool('testVisits', {})

/** Someone who wants a seat; each a holder of their own, unless a key is given. */
export const wish = (slot: SlotName = 'am', rest: Partial<HoldAsk> = {}): HoldAsk => ({
  id: newId(),
  poolId: SITE,
  day: DAY,
  slot,
  key: `person:${newId()}`,
  limit: 5,
  size: 1,
  busy: hours[slot],
  minutes: 15,
  maxMinutes: 60,
  ...rest,
})

export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'ok',
    (error: unknown) => {
      if (error instanceof DomainError) return error.code
      throw error
    },
  )

/** Many transactions on one document may run out of time on a slow machine: nothing is written then, they ask again. */
export async function inTheEnd(body: () => Promise<unknown>): Promise<string> {
  for (;;) {
    const code = await codeOf(body())
    if (code !== 'SYSTEM_BUSY') return code
  }
}

async function signUpIn(tx: Tx, pool: Pool, { id, day, slot, key, size = 1, ...ask }: SeatAsk): Promise<void> {
  await confirmSeat(tx, pool, { id, day, slot, key, size, ...ask })
  await tx.on(SignUps).insert({ _id: id, pool: pool.name, day, slot, key, size, createdAt: new Date() })
}

/** Signs up for one shift or visit, or for several in one act: all or none. */
export async function signUp(...acts: readonly (readonly [Pool, SeatAsk])[]): Promise<void> {
  for (const [pool, ask] of acts) {
    await ensureDay(pool, ask.poolId, ask.day)
    await prepareHolder(ask.key)
  }
  await transaction(async (tx) => {
    for (const [pool, ask] of acts) await signUpIn(tx, pool, ask)
  })
}

export async function waitFor(ask: SeatAsk, latest = at('07:30')): Promise<void> {
  await ensureDay(shifts, ask.poolId, ask.day)
  await prepareHolder(ask.key)
  await transaction((tx) => joinLine(tx, shifts, { ...ask, latest }))
}

/** Cancels a sign-up, declines an offer or leaves the line. */
export const leave = ({ id, poolId, day, key }: SeatAsk): Promise<void> =>
  transaction(async (tx) => {
    await tx.on(SignUps).deleteOne({ _id: id })
    await freeSeat(tx, shifts, { id, poolId, day, holderKey: key })
  })
