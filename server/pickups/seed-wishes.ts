// Who asks for what in the demo city: thirty days that are over, each wish with what becomes of it, and two weeks to
// come. Fixed by its labels, so that whoever asks again gets the same.
import { addDays, type Day } from '@shared/time'
import { seedId } from '../ids'
import { seedHousehold, seedHouseholds, type SeedHousehold } from '../people/seed-ids'
import { seedNumber } from '../places/seed-ids'
import type { RoundRecord } from './rounds.model'
import { householdsFor, type Wish } from './seed-bookings'
import { fateOf, type Fate } from './seed-outcomes'
import { seedRounds } from './seed-rounds'

const DAYS_BEFORE = 30
const DAYS_AHEAD = 14

type Scripted = {
  who: readonly [place: string, index: number]
  round: string
  day: number
  kind: Wish['kind']
  fate?: Fate
  items?: Wish['items']
}

/**
 * What the demo persons find when they sign in: receipts, a reason to object to, something coming. Days count from
 * today.
 */
const CAST: readonly Scripted[] = [
  { who: ['liuwan/1/1', 0], round: 'liuwan-recyclable', day: -20, kind: 'recyclable', fate: 'collected' },
  { who: ['liuwan/1/1', 0], round: 'liuwan-recyclable', day: -12, kind: 'recyclable', fate: 'collected' },
  { who: ['liuwan/1/1', 0], round: 'liuwan-recyclable', day: -3, kind: 'recyclable', fate: 'collected' },
  {
    who: ['liuwan/1/1', 0],
    round: 'liuwan-bulky',
    day: 2,
    kind: 'bulky',
    items: [{ code: 'sofa_3', name: '三人沙发', count: 1 }],
  },
  {
    who: ['liuwan/1/1', 1],
    round: 'liuwan-bulky',
    day: -6,
    kind: 'bulky',
    fate: 'collected',
    items: [{ code: 'wardrobe_2', name: '两门衣柜', count: 1 }],
  },
  { who: ['liuwan/1/1', 1], round: 'liuwan-recyclable', day: 0, kind: 'recyclable' },
  { who: ['zhonglou/1/1', 0], round: 'zhonglou', day: -2, kind: 'bulky', fate: 'not_presented' },
  { who: ['liuwan/1/2', 0], round: 'liuwan-bulky', day: -1, kind: 'appliance', fate: 'missed' },
  { who: ['huaiyin/2/1', 0], round: 'huaiyin', day: -8, kind: 'recyclable', fate: 'collected' },
  { who: ['huaiyin/2/1', 0], round: 'huaiyin', day: 0, kind: 'recyclable' },
]

export type PastWish = { wish: Wish; fate: Fate }

/** Of the days that are over, one after the other, round by round. */
export function pastWishes(rounds: readonly RoundRecord[], today: Day): PastWish[] {
  const households = bookers()
  const wishes: PastWish[] = []
  for (let back = DAYS_BEFORE; back >= 1; back -= 1) {
    const day = addDays(today, -back)
    for (const [index, round] of rounds.entries()) {
      const label = `${round._id}:${back}`
      const drawn = householdsFor(label, areaOf(round, households), countOf(index, back), new Set()).map(
        (household, number) => ({ wish: { label: `past:${label}:${number}`, round, day, household }, fate: undefined }),
      )
      for (const { wish, fate: scripted } of [...drawn, ...castFor(round, day, today)]) {
        const fate = scripted ?? fateOf(wish.label)
        // an older miss would have had its revisit by now
        wishes.push({ wish, fate: fate === 'missed' && back > 3 ? 'collected' : fate })
      }
    }
  }
  return wishes
}

/** Today full, then fewer the further ahead; nobody has two open bookings. */
export function comingWishes(rounds: readonly RoundRecord[], today: Day): Wish[] {
  const households = bookers()
  const busy = new Set<string>()
  const found: Wish[] = []
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const day = addDays(today, ahead)
    for (const [index, round] of rounds.entries()) {
      const count = Math.max(1, Math.round(countOf(index, -ahead) * (1 - ahead / 20)))
      const drawn: Wish[] = householdsFor(`coming:${round._id}:${ahead}`, areaOf(round, households), count, busy).map(
        (household, number) => ({ label: `coming:${round._id}:${ahead}:${number}`, round, day, household }),
      )
      const wishes = [...drawn, ...castFor(round, day, today).map(({ wish }) => wish)]
      for (const { household } of wishes) busy.add(household.id)
      found.push(...wishes)
    }
  }
  return found
}

/** Households that can book: those with members. */
export const bookers = (): SeedHousehold[] => seedHouseholds().filter((household) => household.members.length > 0)

const areaOf = (round: RoundRecord, households: readonly SeedHousehold[]): SeedHousehold[] =>
  households.filter((household) => household.place.path.includes(round.placeId) && household.demoKey === undefined)

function castFor(round: RoundRecord, day: Day, today: Day): { wish: Wish; fate: Fate | undefined }[] {
  return CAST.filter((one) => seedId(`round:${one.round}`) === round._id && addDays(today, one.day) === day).map(
    (one) => ({
      wish: {
        label: `cast:${one.who.join(':')}:${one.day}`,
        round,
        day,
        household: seedHousehold(...one.who),
        kind: one.kind,
        windowKey: 'am',
        ...(one.items ? { items: one.items } : {}),
      },
      fate: one.fate,
    }),
  )
}

/** A little more or less than the round's usual day. */
const countOf = (index: number, offset: number): number =>
  (seedRounds[index]?.perDay ?? 5) - 1 + seedNumber(`count:${index}:${offset}`, 3)
