// The rule book of shifts as tables: one row, one sentence.
import type { Actor, Role } from '../actors'
import { instantAt } from '../time'
import {
  bookRefusal,
  byNeed,
  cancelRefusal,
  checkInRefusal,
  codeEndsAt,
  correctedTime,
  gapOf,
  kindsFor,
  leadsShift,
  partOf,
  shiftWindows,
  swapRefusal,
  timeByCode,
  timesOf,
  undoUntil,
  type SiteWindow,
} from './rules'

const DAY = '2026-12-01' // a Tuesday
const at = (clock: string, day = DAY): Date => instantAt(day, clock)
const times = timesOf(DAY, { from: '19:00', to: '21:00' })
const EVERY = [1, 2, 3, 4, 5, 6, 7]
const window = (from: string, to: string, weekdays: readonly number[] = EVERY): SiteWindow => ({ weekdays, from, to })

test.each<[string, SiteWindow[], string[]]>([
  ['an evening and a morning', [window('19:00', '21:00'), window('07:00', '09:00')], ['07:00', '19:00']],
  ['bins that stand open all day are not supervised', [window('06:00', '22:00')], []],
  ['nor are those that never close', [], []],
  ['nor those that are open over night', [window('22:00', '02:00')], []],
  ['up to midnight', [window('22:00', '24:00')], ['22:00']],
  ['other weekdays only', [window('19:00', '21:00', [6, 7])], []],
  ['the same hours named twice', [window('19:00', '21:00', [2]), window('19:00', '21:00')], ['19:00']],
  ['four hours are the longest', [window('08:00', '12:00'), window('13:00', '17:01')], ['08:00']],
])('windows: %s', (_what, windows, starts) =>
  expect(shiftWindows(windows, DAY).map(({ from }) => from)).toEqual(starts),
)

const actor = (...grants: [Role, string][]): Actor => ({
  kind: 'person',
  personId: 'me',
  sessionId: 's',
  households: [],
  grants: grants.map(([role, placeId]) => ({ role, placeId, placePath: [placeId] })),
})
const PATH = ['city', 'street', 'home']

test.each<[string, Actor, string[]]>([
  ['nobody without a role', actor(), []],
  ['a volunteer of the street', actor(['volunteer', 'street']), ['volunteer', 'partyMember', 'resident']],
  ['a volunteer of elsewhere', actor(['volunteer', 'other']), []],
  ['a paid guide is no volunteer', actor(['guideWorker', 'street']), ['guide', 'trainee']],
  ['the property company', actor(['propertyManager', 'home']), ['property']],
  ['the office arranges and does not stand there', actor(['communityWorker', 'street']), []],
  ['a device', { kind: 'device', deviceId: 'd', siteId: 's', placePath: PATH }, []],
])('who comes as what: %s', (_what, who, kinds) => expect(kindsFor(who, PATH)).toEqual(kinds))

test.each<[string, Actor, boolean]>([
  ['who is named while holding the role', actor(['leadVolunteer', 'street']), true],
  ['who is named and lost the role', actor(['volunteer', 'street']), false],
  ['the office', actor(['communityWorker', 'street']), true],
  ['the office of elsewhere', actor(['communityWorker', 'other']), false],
  ['the auditor only reads', actor(['auditor', 'city']), false],
])('who leads: %s', (_what, who, leads) => expect(leadsShift(who, { placePath: PATH, leadId: 'me' })).toBe(leads))
test('another lead volunteer of the place does not', () =>
  expect(leadsShift(actor(['leadVolunteer', 'street']), { placePath: PATH, leadId: 'other' })).toBe(false))

test.each<[string, string | null, string | null]>([
  ['long before', bookRefusal({ status: 'planned', ...times }, at('08:00')), null],
  ['open until the end', bookRefusal({ status: 'planned', ...times }, at('20:59')), null],
  ['not after it', bookRefusal({ status: 'planned', ...times }, at('21:00')), 'SHIFT_OVER'],
  ['not when it was cancelled', bookRefusal({ status: 'cancelled', ...times }, at('08:00')), 'SHIFT_CANCELLED'],
  ['cancelled 12 hours before', cancelRefusal(times, 'booked', at('07:00')), null],
  ['a minute later not', cancelRefusal(times, 'booked', at('07:01')), 'SHIFT_TOO_LATE_TO_CANCEL'],
  ['who waits leaves at any time', cancelRefusal(times, 'waiting', at('18:59')), null],
  ['who was offered a place too', cancelRefusal(times, 'offered', at('18:59')), null],
  ['swapped until the start', swapRefusal(times, at('18:59')), null],
  ['not after it', swapRefusal(times, at('19:00')), 'SHIFT_OVER'],
  ['checked in half an hour before', checkInRefusal(times, at('18:30')), null],
  ['not sooner', checkInRefusal(times, at('18:29')), 'SHIFT_NOT_NOW'],
  ['until the end', checkInRefusal(times, at('20:59')), null],
  ['not after it', checkInRefusal(times, at('21:00')), 'SHIFT_NOT_NOW'],
])('until when: %s', (_what, found, expected) => expect(found).toBe(expected))

test('an accepted swap can be undone for ten minutes', () => expect(undoUntil(at('12:00'))).toEqual(at('12:10')))

describe('the clock of a phone', () => {
  test.each<[string, Date, Date, Date, Date]>([
    ['right and sent at once', at('19:00'), at('19:00'), at('19:00'), at('19:00')],
    ['right and sent an hour later', at('19:00'), at('20:00'), at('20:00'), at('19:00')],
    ['two hours fast', at('21:00'), at('21:30'), at('19:30'), at('19:00')],
    ['years slow', new Date('2020-01-01T00:00:00Z'), new Date('2020-01-01T01:00:00Z'), at('20:00'), at('19:00')],
    ['set back between tap and sending: never later than received', at('21:00'), at('19:00'), at('19:10'), at('19:10')],
  ])('%s', (_what, tap, sent, received, expected) => expect(correctedTime(tap, sent, received)).toEqual(expected))

  const expires = at('19:01')
  test.each<[string, Date, Date | null]>([
    ['within its minute', new Date(at('19:00').getTime() + 20_000), new Date(at('19:00').getTime() + 20_000)],
    ['a little off is put right', at('19:04'), at('19:01')],
    ['a little early is put right', at('18:57'), at('19:00')],
    ['a photo of it shown later proves nothing', at('19:30'), null],
    ['nor a code of the future', at('18:30'), null],
  ])('the time in a code: %s', (_what, tap, expected) => expect(timeByCode(tap, expires)).toEqual(expected))

  test('the code is the same within each half minute and good for at least half a minute more', () => {
    expect(codeEndsAt(at('19:00'))).toEqual(at('19:01'))
    expect(codeEndsAt(new Date(at('19:00').getTime() + 29_999))).toEqual(at('19:01'))
  })
})

test.each([
  [1, { missing: 3, below: 1 }],
  [2, { missing: 2, below: 0 }],
  [4, { missing: 0, below: 0 }],
  [5, { missing: 0, below: 0 }],
])('%i of 2 to 4', (booked, gap) => expect(gapOf({ minimum: 2, maximum: 4 }, booked)).toEqual(gap))

test('gaps come first, those below the minimum before all, then near, then early', () => {
  const row = (name: string, below: number, missing: number, metres: number | null, from = '19:00') => ({
    name,
    below,
    missing,
    metres,
    from,
  })
  const rows = [
    row('full and near', 0, 0, 10),
    row('gap, unknown way', 0, 2, null),
    row('gap, far', 0, 3, 900),
    row('gap, near, late', 0, 1, 300),
    row('gap, near, early', 0, 1, 300, '07:00'),
    row('below, far', 1, 3, 2000),
  ]
  expect([...rows].sort(byNeed).map(({ name }) => name)).toEqual([
    'below, far',
    'gap, near, early',
    'gap, near, late',
    'gap, far',
    'gap, unknown way',
    'full and near',
  ])
})

test.each([
  ['07:00', 'morning'],
  ['10:00', 'daytime'],
  ['18:30', 'evening'],
] as const)('%s is %s', (from, part) => expect(partOf(from)).toBe(part))
