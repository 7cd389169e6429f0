// What can be booked together and whether anything can be booked here, as tables; one row is one sentence.
import { instantAt } from '../time'
import { profiles } from '../places/profiles'
import { bookRefusal, countedPieces, itemsRefusal, type BookAsk } from './rules'
import type { BookedItem, PickupKind } from './schemas'

const rules = profiles.xuchang.settings.booking
const at = (text: string): Date => instantAt(text.slice(0, 10), text.slice(11))
const slot = { kind: 'bulky' as PickupKind, day: '2026-11-24', from: '08:00', to: '12:00' }

describe('items of a booking', () => {
  const item = (code: string, count: number): BookedItem => ({ code, name: code, count })
  test.each<[string, PickupKind, BookedItem[], boolean, string | null]>([
    ['five pieces', 'bulky', [item('chair', 5)], false, null],
    ['six pieces', 'bulky', [item('chair', 6)], false, 'PICKUP_TOO_MANY_ITEMS'],
    ['three sofas of which two are allowed', 'bulky', [item('sofa_3', 3)], false, 'PICKUP_ITEM_LIMIT'],
    [
      'the same thing on two lines counts together',
      'bulky',
      [item('sofa_3', 2), item('sofa_3', 1)],
      false,
      'PICKUP_ITEM_LIMIT',
    ],
    ['a fridge beside a sofa', 'bulky', [item('sofa_3', 1), item('fridge', 1)], false, null],
    ['a sofa with the appliances', 'appliance', [item('sofa_3', 1)], false, 'PICKUP_ITEM_NOT_TAKEN'],
    ['batteries with the sofa', 'bulky', [item('battery', 1)], false, 'PICKUP_ITEM_NOT_TAKEN'],
    ['a thing nobody knows', 'bulky', [item('spaceship', 1)], false, 'PICKUP_ITEM_NOT_TAKEN'],
    ['a thing typed by name', 'bulky', [item('other', 2)], false, null],
    ['twenty bags of paper are one line', 'recyclable', [item('paper', 20)], false, null],
    [
      'six kinds of recyclables',
      'recyclable',
      ['paper', 'cardboard', 'pet', 'steel', 'glass', 'textile'].map((code) => item(code, 1)),
      false,
      'PICKUP_TOO_MANY_ITEMS',
    ],
    ['a compound clears twenty pieces', 'bulky', [item('sofa_3', 20)], true, null],
    ['but not twenty-one', 'bulky', [item('sofa_3', 20), item('chair', 1)], true, 'PICKUP_TOO_MANY_ITEMS'],
  ])('%s', (_row, kind, items, forSite, code) => expect(itemsRefusal(kind, items, 5, { forSite })).toBe(code))

  test('pieces are things, lines are bags', () => {
    expect(countedPieces('bulky', [item('chair', 4), item('desk', 1)])).toBe(5)
    expect(countedPieces('recyclable', [item('paper', 4), item('glass', 1)])).toBe(2)
  })

  const ask: BookAsk = {
    ...slot,
    now: at('2026-11-22 10:00'),
    rules,
    items: [item('chair', 1)],
    forSite: false,
    staff: false,
    switchedOn: true,
    staffOnly: false,
  }
  test.each<[string, Partial<BookAsk>, string | null]>([
    ['a resident books', {}, null],
    ['the service is switched off', { switchedOn: false }, 'PICKUP_NOT_SERVED'],
    ['also for staff', { switchedOn: false, staff: true }, 'PICKUP_NOT_SERVED'],
    ['a round in soft launch', { staffOnly: true }, 'PICKUP_NOT_SERVED'],
    ['staff book on it', { staffOnly: true, staff: true }, null],
    ['an area open to staff only', { rules: { ...rules, openTo: 'staff' } }, 'PICKUP_NOT_SERVED'],
    ['staff book there', { rules: { ...rules, openTo: 'staff' }, staff: true }, null],
    ['the cut-off holds for staff too', { staff: true, now: at('2026-11-23 16:00') }, 'PICKUP_TOO_LATE'],
  ])('%s', (_row, given, code) => expect(bookRefusal({ ...ask, ...given })).toBe(code))
})
