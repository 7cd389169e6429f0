import { checkOf, codeFrom, isCode, plainCode, showCode } from './codes'
import {
  allowedOnHandover,
  decideHandover,
  decideTrip,
  handoverActions,
  handoverRelations,
  handoverTable,
  tripActions,
  tripRelations,
  tripTable,
  type HandoverFacts,
  type TripFacts,
} from './machine'
import { eventTime, isClockOff, mayFollow, nightOf, paperRefusal, selfDealing, warningsFor } from './rules'
import { missingFor, saysTheSame, signedText, type HandoverContent } from './signatures'
import { handoverStates, tripStates } from './vocabulary'
import { estimateGrams, gapLimit, isOverVehicle, judgeTrip, sumOf } from './weights'

const flags = [true, false]
const handoverFacts: HandoverFacts[] = flags.flatMap((agrees) =>
  flags.flatMap((isAlone) => flags.map((isWeighed) => ({ agrees, isAlone, isWeighed }))),
)
const tripFacts: TripFacts[] = flags.flatMap((isEmpty) =>
  flags.flatMap((isSigned) =>
    flags.flatMap((hasCase) => flags.map((isSilent) => ({ isEmpty, isSigned, hasCase, isSilent }))),
  ),
)

/** What may be done, written down apart from the table: "relation action: states → state". */
const HANDOVERS = `
producer hand: planned notHappened nothing → handed
producer hand: handed → handed
producer hand: collected → confirmed collected
producer hand: unanswered → confirmed unanswered
producer confirm: collected unanswered → confirmed
producer sayNothing: planned notHappened → nothing
producer withdraw: handed → cancelled
producer correct: confirmed → confirmed
producer correct: unanswered → unanswered
producer correct: closed → closed
hauler collect: planned notHappened nothing → collected
hauler collect: handed → confirmed collected
hauler collect: collected → collected
hauler collect: unanswered → confirmed unanswered
hauler collectByCode: planned notHappened nothing handed collected unanswered → confirmed
hauler confirm: handed collected unanswered → confirmed
hauler refuse: planned handed notHappened → refused
hauler withdraw: collected → cancelled
hauler callOff: planned → cancelled
hauler correct: confirmed → confirmed
hauler correct: unanswered → unanswered
hauler correct: closed → closed
officer callOff: planned → cancelled
officer enterSlip: planned notHappened nothing handed → confirmed collected
officer enterSlip: unanswered → confirmed unanswered
system lapse: planned → notHappened
system fallSilent: handed collected → unanswered
system close: confirmed → closed`
const TRIPS = `
hauler load: open → open
hauler sign: open → open
hauler sign: weighed → weighed
hauler sign: received → received
hauler sign: partlyRefused → partlyRefused
hauler cancel: open → cancelled
hauler redirect: refused → open
hauler correct: received → received
hauler correct: partlyRefused → partlyRefused
hauler correct: closed → closed
disposer weigh: open → weighed
disposer weighAgain: weighed → weighed
disposer receive: weighed → received
disposer receivePart: weighed → partlyRefused
disposer refuse: open weighed → refused
disposer correct: received → received
disposer correct: partlyRefused → partlyRefused
disposer correct: closed → closed
officer decide: open weighed refused received partlyRefused → closed
system settle: received partlyRefused → closed`

function lines(text: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const line of text.trim().split('\n')) {
    const [, by = '', action = '', from = '', to = ''] = /^(\w+) (\w+): (.+) → (.+)$/.exec(line) ?? []
    for (const state of from.split(' ')) found.set(`${by} ${action} ${state}`, new Set(to.split(' ')))
  }
  return found
}

test('state × action × relation of a handover: what is not written down is refused', () => {
  const may = lines(HANDOVERS)
  let refused = 0
  for (const state of handoverStates)
    for (const action of handoverActions)
      for (const by of handoverRelations) {
        const outcomes = handoverFacts.map((facts) => decideHandover(state, action, [by], facts))
        const reached = new Set(outcomes.flatMap((outcome) => (outcome.ok ? [outcome.to] : [])))
        expect([state, action, by, reached]).toEqual([
          state,
          action,
          by,
          may.get(`${by} ${action} ${state}`) ?? new Set(),
        ])
        if (reached.size === 0) refused += 1
      }
  expect(refused).toBe(handoverStates.length * handoverActions.length * handoverRelations.length - may.size)
  expect(handoverTable.length).toBeGreaterThan(20)
})

test('state × action × relation of a trip', () => {
  const may = lines(TRIPS)
  for (const state of tripStates)
    for (const action of tripActions)
      for (const by of tripRelations) {
        const outcomes = tripFacts.map((facts) => decideTrip(state, action, [by], facts))
        const reached = new Set(outcomes.flatMap((outcome) => (outcome.ok ? [outcome.to] : [])))
        expect([state, action, by, reached]).toEqual([
          state,
          action,
          by,
          may.get(`${by} ${action} ${state}`) ?? new Set(),
        ])
      }
  expect(tripTable.length).toBeGreaterThan(10)
})

test.each([
  ['the kitchen confirms what the driver wrote', 'collected', ['producer'], { isAlone: true }, ['confirm']],
  [
    'the driver alone takes it back before it is weighed',
    'collected',
    ['hauler'],
    { isAlone: true },
    ['collect', 'collectByCode', 'withdraw'],
  ],
  ['and not afterwards', 'collected', ['hauler'], { isAlone: true, isWeighed: true }, ['collect', 'collectByCode']],
  ['nobody does anything with what was refused', 'refused', ['producer', 'hauler'], {}, []],
] as const)('%s', (_what, state, relations, facts, expected) => {
  const all = { agrees: false, isAlone: false, isWeighed: false, ...facts }
  const may = allowedOnHandover(state, relations, all).filter((action) => action !== 'hand' && action !== 'correct')
  expect(may).toEqual(expected)
})

test('a trip closes when it was signed or nobody spoke for two days, and never with a case open', () => {
  for (const facts of tripFacts) {
    const expected = facts.hasCase ? 'MANIFEST_CASE_OPEN' : facts.isSigned || facts.isSilent ? 'closed' : 'WRONG_STATE'
    const decision = decideTrip('received', 'settle', ['system'], facts)
    expect(decision.ok ? decision.to : decision.code).toBe(expected)
  }
})

const party = (organisationId: string, personId: string, deviceId: string | null) => ({
  organisationId,
  personId,
  deviceId,
})
test.each([
  ['two of two', party('o', 'p', 'd'), party('x', 'y', 'z'), null],
  ['nobody yet', party('o', 'p', 'd'), null, null],
  ['one organisation', party('o', 'p', 'd'), party('o', 'y', 'z'), 'MANIFEST_OWN_WASTE'],
  ['one person in two', party('o', 'p', 'd'), party('x', 'p', 'z'), 'MANIFEST_SAME_SIDE'],
  ['one phone', party('o', 'p', 'd'), party('x', 'y', 'd'), 'MANIFEST_SAME_DEVICE'],
  ['a weighbridge and no phone', party('o', 'p', null), party('x', 'y', null), null],
])('%s: %s and %s', (_what, own, other, refusal) => expect(selfDealing(own, other)).toBe(refusal))

test.each([
  [3, 120, 4, 'foodWaste', 288_000],
  [3, 120, 2, 'foodWaste', 144_000],
  [1, 60, 1, 'usedOil', 14_000],
  [0, 120, 4, 'foodWaste', 0],
  [2, 120, 0, 'foodWaste', 0],
] as const)('%d buckets of %d l, %d quarters of %s: %d g', (buckets, litres, quarters, kind, grams) =>
  expect(estimateGrams({ buckets, litres, quarters }, kind, '2026-11-23')).toBe(grams),
)

const weighed = (grams: number | null, how: 'scale' | 'estimate' | null) => ({ grams, how })
test('zero is a weight; nothing is none', () => {
  const all = [weighed(0, 'scale'), weighed(96_000, 'estimate'), weighed(null, null), weighed(4_000, 'scale')]
  expect(sumOf(all)).toEqual({ grams: 100_000, estimated: 96_000, handovers: 4, unweighed: 1 })
})

test.each([
  ['5 kg of little', 45_000, 0, 50_000, 'fits'],
  ['a gram more', 44_999, 0, 50_000, 'gap'],
  ['5 % of much', 950_000, 0, 1_000_000, 'fits'],
  ['a gram more', 949_999, 0, 1_000_000, 'gap'],
  ['more than was weighed', 1_050_001, 0, 1_000_000, 'gap'],
  ['a fifth of it estimated', 800_000, 160_000, 1_000_000, 'gap'],
  ['a gram more of it', 800_000, 160_001, 1_000_000, 'estimated'],
  ['an empty truck', 0, 0, 0, 'fits'],
  ['nothing against much', 0, 0, 1_000_000, 'gap'],
] as const)('%s: %d (%d estimated) against %d is %s', (_what, grams, estimated, net, gap) =>
  expect(judgeTrip({ grams, estimated }, net)).toBe(gap),
)
test('limits', () => {
  expect([gapLimit(0), gapLimit(100_000), gapLimit(100_020)]).toEqual([5_000, 5_000, 5_001])
  expect([isOverVehicle(7_500_000, 5_000_000), isOverVehicle(7_500_001, 5_000_000)]).toEqual([false, true])
})

const term = { kinds: ['foodWaste' as const], from: '2026-01-01', to: '2026-12-31' }
test.each([
  ['all is well', 'foodWaste', '2026-11-23', [{ ...term, haulerId: 'h' }], [term], []],
  ['on its last day', 'foodWaste', '2026-12-31', [{ ...term, haulerId: 'h' }], [term], []],
  [
    'a day later',
    'foodWaste',
    '2027-01-01',
    [{ ...term, haulerId: 'h' }],
    [term],
    ['contractExpired', 'licenceExpired'],
  ],
  ['another kind', 'usedOil', '2026-11-23', [{ ...term, haulerId: 'h' }], [term], ['kindNotCovered', 'licenceMissing']],
  ['another hauler', 'foodWaste', '2026-11-23', [{ ...term, haulerId: 'x' }], [term], ['otherHauler']],
  ['nothing at all', 'foodWaste', '2026-11-23', [], [], ['noContract', 'licenceMissing']],
  ['not yet', 'foodWaste', '2025-12-31', [{ ...term, haulerId: 'h' }], [term], ['noContract', 'licenceMissing']],
] as const)('%s', (_what, kind, day, contracts, licences, warnings) =>
  expect(warningsFor({ haulerId: 'h', kind, day }, contracts, licences)).toEqual(warnings),
)

const at = (clock: string): Date => new Date(`2026-11-23T${clock}:00+08:00`)
test.each([
  ['right', '21:00', '22:00', '22:00', '21:00'],
  ['two hours ahead', '23:00', '23:59', '22:00', '21:01'],
  ['an hour behind', '20:00', '21:00', '22:00', '21:00'],
  ['in the future by nine minutes', '22:09', '22:00', '22:00', '22:00'],
  ['by eleven', '22:11', '22:00', '22:00', null],
])('a clock that is %s', (_what, device, sent, received, happened) =>
  expect(eventTime(at(device), at(sent), at(received))).toEqual(happened === null ? null : at(happened)),
)
test('ten minutes are no wrong order and no wrong clock', () => {
  expect([mayFollow(at('22:00'), at('21:50')), mayFollow(at('22:00'), at('21:49'))]).toEqual([true, false])
  expect([isClockOff(at('22:10'), at('22:00')), isClockOff(at('22:11'), at('22:00'))]).toEqual([false, true])
})
test.each([
  ['23:59', '2026-11-23'],
  ['03:59', '2026-11-22'],
  ['04:00', '2026-11-23'],
])('%s belongs to the night of %s', (clock, day) => expect(nightOf(at(clock))).toBe(day))

const calendar = { knownUntil: '2026-12-31', days: {} }
test.each([
  ['2026-11-23', null],
  ['2026-11-20', null],
  ['2026-11-19', null],
  ['2026-11-18', 'MANIFEST_TOO_LATE'],
  ['2026-11-24', 'MANIFEST_TIME_WRONG'],
])('a slip of %s, entered on Monday 2026-11-23: %s', (day, refusal) =>
  expect(paperRefusal(day, at('18:00'), calendar)).toBe(refusal),
)

const content: HandoverContent = {
  producerId: 'p',
  haulerId: 'h',
  kind: 'foodWaste',
  day: '2026-11-23',
  buckets: 3,
  litres: 120,
  grams: 288_000,
  how: 'scale',
}
test('what a signature needs, and what it stands for', () => {
  expect(missingFor('collect', content)).toEqual([])
  expect(missingFor('collect', { ...content, grams: 0 })).toEqual([])
  expect(missingFor('collect', { ...content, grams: null, how: null })).toEqual(['grams', 'how'])
  expect(missingFor('hand', { ...content, buckets: null })).toEqual(['buckets'])
  expect(missingFor('receive', { haulerId: 'h', disposerId: 'd', plate: 'x', netGrams: 0, acceptedGrams: 0 })).toEqual([
    'refusedGrams',
  ])
  expect(signedText('hand', content)).toBe(signedText('hand', { ...content, grams: 1 }))
  expect(signedText('collect', content)).not.toBe(signedText('collect', { ...content, grams: 1 }))
  for (const [field, other] of [
    ['producerId', 'x'],
    ['haulerId', 'x'],
    ['kind', 'usedOil'],
    ['day', '2026-11-24'],
    ['buckets', 2],
    ['litres', 60],
  ] as const)
    expect(signedText('hand', content)).not.toBe(signedText('hand', { ...content, [field]: other }))
})
test.each([
  ['the same', {}, true],
  ['one bucket less', { buckets: 2 }, false],
  ['buckets unknown', { buckets: null }, true],
  ['5 % apart on two scales', { grams: 302_000 }, true],
  ['more than that', { grams: 310_000 }, false],
  ['more than that, estimated', { grams: 310_000, how: 'estimate' as const }, true],
])('two sides say %s', (_what, over, same) => expect(saysTheSame(content, { ...content, ...over })).toBe(same))

test('a code: no one wrong character and no swap of neighbours passes', () => {
  const alphabet = '34679ACDEFHJKMNPRTUVWXY'
  const code = codeFrom([1, 2, 3, 40, 99, 200, 255])
  expect([code.length, isCode(code), showCode(code).length]).toEqual([8, true, 9])
  expect(plainCode(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`)).toBe(code)
  expect(code.endsWith(checkOf(code))).toBe(true)
  const wrong = [...code].flatMap((own, place) => [
    ...[...alphabet]
      .filter((other) => other !== own)
      .map((other) => code.slice(0, place) + other + code.slice(place + 1)),
    ...(code[place + 1] && code[place + 1] !== own
      ? [code.slice(0, place) + code[place + 1] + own + code.slice(place + 2)]
      : []),
  ])
  expect(wrong.length).toBeGreaterThan(150)
  expect(wrong.filter(isCode)).toEqual([])
  expect(['', '3467', 'O0IL1SZ2', `${code}3`].filter(isCode)).toEqual([])
})
