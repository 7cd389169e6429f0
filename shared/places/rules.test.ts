// The rule book of places as tables: windows, area rules, the working calendar, who may do what where.
import type { Actor, Role } from '../actors'
import { addWorkingDays, isCalendarKnown, isWorkingDay } from '../time'
import { profileKeys, profiles, schemeOf } from './profiles'
import {
  canStandBelow,
  contradictions,
  festivalOn,
  isOpen,
  mayWithPlace,
  metresBetween,
  moveRefusal,
  nextOpening,
  openText,
  parseWindows,
  resolveSettings,
  rightsAt,
  showWindows,
  siteMachine,
  workCalendarFrom,
  type Window,
} from './rules'
import { AreaOverrides, AreaSettings } from './settings'
import { placeKinds, siteStatuses, type PlaceKind } from './vocabulary'
import { decide } from '../machine'

const everyDay = [1, 2, 3, 4, 5, 6, 7]
const drop: Window[] = [
  { weekdays: everyDay, from: '07:00', to: '09:00' },
  { weekdays: everyDay, from: '19:00', to: '21:00' },
]
const office: Window[] = [{ weekdays: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' }]
const night: Window[] = [{ weekdays: [6], from: '22:00', to: '02:00' }]
const allDay: Window[] = [{ weekdays: everyDay, from: '00:00', to: '24:00' }]
// 2026-11-22 is a Sunday; instants are written in Shanghai time.
const at = (clock: string, day = '2026-11-22') => new Date(`${day}T${clock}:00+08:00`)

describe('windows', () => {
  test.each([
    ['before the morning window', drop, at('06:59'), false, null, at('07:00')],
    ['at its first minute', drop, at('07:00'), true, at('09:00'), at('19:00')],
    ['at its last minute', drop, at('08:59'), true, at('09:00'), at('19:00')],
    ['at its end it is closed', drop, at('09:00'), false, null, at('19:00')],
    ['after the evening window', drop, at('21:30'), false, null, at('07:00', '2026-11-23')],
    ['an office on Sunday', office, at('10:00'), false, null, at('08:30', '2026-11-23')],
    ['an office on Friday after hours', office, at('18:00', '2026-11-20'), false, null, at('08:30', '2026-11-23')],
    ['past midnight belongs to the evening before', night, at('01:30'), true, at('02:00'), at('22:00', '2026-11-28')],
    ['after the night', night, at('02:00'), false, null, at('22:00', '2026-11-28')],
    ['the night opens on its own weekday only', night, at('22:30'), false, null, at('22:00', '2026-11-28')],
    ['midnight to midnight every day never closes', allDay, at('12:00'), true, null, null],
    ['no windows: always open', [], at('03:00'), true, null, null],
  ])('%s', (_name, windows, instant, open, until, next) => {
    expect(isOpen(windows, instant)).toEqual({ open, until })
    expect(nextOpening(windows, instant)).toEqual(next)
  })

  test('windows that touch count as one', () => {
    const touching: Window[] = [
      { weekdays: [7], from: '08:00', to: '10:00' },
      { weekdays: [7], from: '10:00', to: '12:00' },
    ]
    expect(isOpen(touching, at('09:00')).until).toEqual(at('12:00'))
  })

  test.each([
    [drop, at('08:00'), '现在开放，到09:00'],
    [drop, at('12:00'), '现在关闭，19:00开放'],
    [drop, at('22:00'), '现在关闭，明天07:00开放'],
    [office, at('18:00', '2026-11-20'), '现在关闭，周一08:30开放'],
    [[], at('01:00'), '全天开放'],
    [[{ weekdays: [7], from: '20:00', to: '24:00' }], at('21:00'), '现在开放，到24:00'],
  ])('says it in words', (windows, instant, text) => expect(openText(windows, instant)).toBe(text))

  test.each([
    ['每天 07:00–09:00、19:00–21:00', drop],
    ['周一至周五 08:30–17:30', office],
    ['周六 22:00–次日02:00', night],
    [
      '周六、周日 09:00–11:00；周三 15:00–17:00',
      [
        { weekdays: [6, 7], from: '09:00', to: '11:00' },
        { weekdays: [3], from: '15:00', to: '17:00' },
      ],
    ],
  ])('writes and reads %s', (text, windows) => {
    expect(showWindows(windows)).toBe(text)
    expect(parseWindows(text)).toEqual(windows)
  })

  test.each([
    ['每天7:00-9:00', [{ weekdays: everyDay, from: '07:00', to: '09:00' }]],
    ['全天', []],
    ['周一到周三：8:00~9:00', [{ weekdays: [1, 2, 3], from: '08:00', to: '09:00' }]],
  ])('reads %s as people type it', (typed, windows) => expect(parseWindows(typed)).toEqual(windows))
  test.each([
    '早上',
    '周八 08:00-09:00',
    '每天 25:00-26:00',
    '周五至周一 08:00-09:00',
    '08:00',
    '每天 24:00-08:00',
    '每天 08:00-09:60',
  ])('does not guess at %s', (typed) => expect(parseWindows(typed)).toBeNull())
})

describe('the tree', () => {
  test('each kind stands below exactly one other', () => {
    const allowed = placeKinds.flatMap((kind) =>
      [null, ...placeKinds].filter((parent) => canStandBelow(kind, parent)).map((parent) => `${parent}>${kind}`),
    )
    expect(allowed).toEqual([
      'null>city',
      'city>district',
      'district>subdistrict',
      'subdistrict>road',
      'subdistrict>community',
      'community>compound',
      'community>village',
    ])
  })
})

describe('profiles', () => {
  test.each(profileKeys)('%s has the national four in town, distinct keys, and readable colours', (key) => {
    expect(profiles[key].urban.categories.map((category) => category.key)).toEqual([
      'recyclable',
      'food',
      'hazardous',
      'residual',
    ])
    for (const rural of [false, true]) {
      const keys = schemeOf(key, rural).categories.map((category) => category.key)
      expect(new Set(keys).size).toBe(keys.length)
      for (const category of schemeOf(key, rural).categories)
        expect(contrastWithWhite(category.colour)).toBeGreaterThanOrEqual(4.5)
    }
    expect(AreaSettings.safeParse(profiles[key].settings).success).toBe(true)
    expect(contradictions(profiles[key].settings)).toEqual([])
  })

  test('the countryside sorts as each city has it', () => {
    const names = (key: (typeof profileKeys)[number], by: string) =>
      profiles[key].rural.categories.filter((category) => category.splitBy === by).map((category) => category.name)
    expect(names('xuchang', 'household')).toEqual(['可烂垃圾', '可回收物', '有害垃圾', '其他垃圾'])
    expect(names('anyang', 'household')).toHaveLength(5)
    expect(names('yanshi', 'household')).toEqual(['会烂垃圾', '不会烂垃圾', '有害垃圾'])
    expect(names('yanshi', 'collector')).toEqual(['可堆肥', '不可堆肥', '好卖的', '不好卖的'])
    expect(profiles.yanshi.rural.note).toContain('请市里确认')
  })
})

function contrastWithWhite(hex: string): number {
  const channel = (from: number): number => {
    const value = parseInt(hex.slice(from, from + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 1.05 / (0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) + 0.05)
}

describe('area rules', () => {
  const city = {
    placeId: 'C',
    profile: 'xuchang' as const,
    settingsVersion: 2,
    settings: { booking: { lookAheadDays: 21, holdMinutes: 20 } },
  }
  const street = {
    placeId: 'S',
    settingsVersion: 1,
    settings: { booking: { lookAheadDays: 14 }, switches: { rewards: false } },
  }
  const compound = { placeId: 'X', settingsVersion: 0 }

  test('the published defaults', () => {
    expect(resolveSettings([compound]).settings.booking).toMatchObject({
      lookAheadDays: 28,
      cutoffClock: '16:00',
      freeCancelUntilClock: '20:00',
      itemsPerBooking: 5,
      openBookingsPerHousehold: 1,
      holdMinutes: 15,
      holdMinutesElder: 30,
      holdMinutesMax: 60,
      missedWithinWorkingDays: 2,
      missedWithinCalendarDays: 5,
      missedOpensAfterMinutes: 60,
      contestDays: 7,
    })
  })
  test('value by value the nearest wins, and the version names all that went in', () => {
    const { settings, version, sources } = resolveSettings([city, street, compound])
    expect(settings.booking).toMatchObject({ lookAheadDays: 14, holdMinutes: 20, cutoffClock: '16:00' })
    expect(settings.switches).toMatchObject({ rewards: false, points: true, neighbourGifts: false })
    expect(version).toBe('xuchang@1 C@2 S@1')
    expect(sources).toEqual({ 'booking.lookAheadDays': 'S', 'booking.holdMinutes': 'C', 'switches.rewards': 'S' })
  })
  test('days of the office are 5 where nobody has said otherwise, and inherited value by value', () => {
    const usual = { complaintWorkingDays: 5, loadCheckWorkingDays: 5, statusWorkingDays: 5 }
    expect(resolveSettings([compound]).settings.office).toEqual(usual)
    const strict = { ...city, settings: { office: { complaintWorkingDays: 3 } } }
    expect(
      resolveSettings([strict, { ...street, settings: { office: { loadCheckWorkingDays: 2 } } }, compound]).settings
        .office,
    ).toEqual({ complaintWorkingDays: 3, loadCheckWorkingDays: 2, statusWorkingDays: 5 })
  })
  test('lines of points can be contested for 7 days where nobody has said otherwise', () => {
    expect(resolveSettings([compound]).settings.points.contestDays).toBe(7)
    expect(
      resolveSettings([{ ...city, settings: { points: { contestDays: 14 } } }, compound]).settings.points,
    ).toMatchObject({ contestDays: 14, contestWorkingDays: 5 })
  })
  test('a profile is inherited until another is chosen below', () => {
    expect(resolveSettings([city, { ...street, profile: 'anyang' as const }, compound]).version).toBe(
      'anyang@1 C@2 S@1',
    )
  })
  test('resolving changes no defaults', () => {
    resolveSettings([city])
    expect(profiles.xuchang.settings.booking.lookAheadDays).toBe(28)
  })
  test.each([
    [{ booking: { unknownRule: 1 } }],
    [{ other: {} }],
    [{ booking: { itemsPerBooking: 21 } }],
    [{ booking: { holdMinutesMax: 61 } }],
    [{ booking: { cutoffClock: '25:00' } }],
    [{ switches: { points: 'no' } }],
    [{ contact: { hotline: '<b>' } }],
    [{ points: { contestDays: 0 } }],
    [{ points: { contestDays: 31 } }],
    [{ office: { complaintWorkingDays: 0 } }],
    [{ office: { loadCheckWorkingDays: 16 } }],
  ])('refuses %j', (given) => expect(AreaOverrides.safeParse(given).success).toBe(false))
  test.each([
    [{ holdMinutes: 60, holdMinutesMax: 30 }, 'booking.holdMinutes'],
    [{ holdMinutesElder: 10 }, 'booking.holdMinutesElder'],
    [{ missedWithinCalendarDays: 1 }, 'booking.missedWithinCalendarDays'],
  ])('sees the contradiction in %j', (booking, path) => {
    const { settings } = resolveSettings([{ placeId: 'C', settingsVersion: 1, settings: { booking } }])
    expect(contradictions(settings).map((each) => each.path)).toContain(path)
  })
})

describe('the working calendar', () => {
  const year2026 = {
    year: 2026,
    status: 'published' as const,
    days: { '2026-10-01': 'holiday', '2026-10-10': 'workday', '2026-02-14': 'workday' } as const,
  }
  test.each([
    ['2026-10-01', false],
    ['2026-10-10', true],
    ['2026-02-14', true],
    ['2026-11-21', false],
    ['2026-11-23', true],
  ])('%s worked: %s', (day, worked) => expect(isWorkingDay(day, workCalendarFrom([year2026]))).toBe(worked))
  test('known up to the end of the unbroken run of published years', () => {
    expect(
      workCalendarFrom([
        year2026,
        { year: 2027, status: 'unknown', days: {} },
        { year: 2028, status: 'published', days: {} },
      ]).knownUntil,
    ).toBe('2026-12-31')
    expect(workCalendarFrom([{ year: 2025, status: 'published', days: {} }, year2026]).knownUntil).toBe('2026-12-31')
    expect(isCalendarKnown('2026-01-01', workCalendarFrom([]))).toBe(false)
  })
  test('days of an unknown year do not count', () => {
    expect(workCalendarFrom([{ year: 2027, status: 'unknown', days: { '2027-01-04': 'holiday' } }]).days).toEqual({})
  })
  test('working days step over holidays', () =>
    expect(addWorkingDays('2026-09-30', 1, workCalendarFrom([year2026]))).toBe('2026-10-02'))
  test.each([
    ['2026-02-14', null],
    ['2026-02-15', '春节'],
    ['2026-02-23', '春节'],
    ['2026-02-24', null],
  ])('festival on %s: %s', (day, name) =>
    expect(festivalOn(day, [{ name: '春节', from: '2026-02-15', to: '2026-02-23' }])?.name ?? null).toBe(name),
  )
})

describe('who may do what', () => {
  const holder = (role: Role, placeId: string): Actor => ({
    kind: 'person',
    personId: 'p',
    sessionId: 's',
    households: [],
    grants: [{ role, placeId, placePath: [] }],
  })
  const path = ['city', 'district', 'street', 'community', 'compound']
  test.each<[Role, string, string[]]>([
    ['communityWorker', 'community', ['read', 'keepFacts', 'keepSites']],
    ['subdistrictOfficer', 'street', ['read', 'keepFacts', 'keepSites', 'shape', 'setRules']],
    ['cityOfficer', 'city', ['read', 'keepFacts', 'keepSites', 'shape', 'setRules']],
    ['auditor', 'city', ['read']],
    ['dispatcher', 'district', ['read']],
    ['subdistrictOfficer', 'another street', []],
    ['volunteer', 'community', []],
  ])('%s of the %s: %j', (role, placeId, rights) => expect(rightsAt(holder(role, placeId), path)).toEqual(rights))
  test('nobody else', () => {
    expect(rightsAt({ kind: 'anonymous' }, path)).toEqual([])
    expect(mayWithPlace({ kind: 'system', name: 'seed' }, 'shape', path)).toBe(true)
  })
})

test('a site is paused, reopened and withdrawn by its keeper, and nothing else', () => {
  const allowed = siteStatuses.flatMap((from) =>
    siteStatuses.filter((to) => decide(siteMachine, from, to, ['siteStaff'], {}).ok).map((to) => `${from}>${to}`),
  )
  expect(allowed).toEqual(['open>suspended', 'open>archived', 'suspended>open', 'suspended>archived'])
  for (const from of siteStatuses)
    for (const to of siteStatuses) expect(decide(siteMachine, from, to, [], {}).ok).toBe(false)
})

test('metres between two positions', () => {
  expect(metresBetween([114.2, 33.93], [114.2, 33.94])).toBeGreaterThan(1100)
  expect(metresBetween([114.2, 33.93], [114.2, 33.94])).toBeLessThan(1125)
  expect(metresBetween([114.2, 33.93], [114.2, 33.93])).toBe(0)
})

describe('another parent', () => {
  const at = (path: string, kind: PlaceKind, status: 'active' | 'archived' = 'active') => ({
    _id: path.split(' ').at(-1) ?? '',
    kind,
    path: path.split(' '),
    status,
  })
  const compound = at('C D S K X', 'compound')
  test.each([
    ['another community of the subdistrict', compound, at('C D S L', 'community'), null],
    ['a community of another district', compound, at('C E T M', 'community'), null],
    ['another subdistrict, for a community', at('C D S K', 'community'), at('C E T', 'subdistrict'), null],
    ['a village to another community', at('C D S K V', 'village'), at('C D S L', 'community'), null],
    ['its own parent', compound, at('C D S K', 'community'), 'PLACE_MOVE_WRONG'],
    ['another city', compound, at('B D S L', 'community'), 'PLACE_MOVE_WRONG'],
    ['two levels up', compound, at('C D S', 'subdistrict'), 'PLACE_MOVE_WRONG'],
    ['its own level', compound, at('C D S K Y', 'compound'), 'PLACE_MOVE_WRONG'],
    ['itself', compound, compound, 'PLACE_MOVE_WRONG'],
    ['something below it', at('C D S', 'subdistrict'), at('C D S K', 'community'), 'PLACE_MOVE_WRONG'],
    ['a city has none', at('C', 'city'), at('C D', 'district'), 'PLACE_MOVE_WRONG'],
    ['an archived one', compound, at('C D S L', 'community', 'archived'), 'PLACE_ARCHIVED'],
    ['of an archived one', at('C D S K X', 'compound', 'archived'), at('C D S L', 'community'), 'PLACE_ARCHIVED'],
  ] as const)('%s', (_what, place, parent, refusal) => expect(moveRefusal(place, parent)).toBe(refusal))
})
