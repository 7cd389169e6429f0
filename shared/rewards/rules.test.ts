import { decide } from '../machine'
import {
  allowedTo,
  disputeUntil,
  redemptionMachine,
  redemptionMoves,
  redemptionRelations,
  type RedemptionFacts,
  type RedemptionMove,
  type RedemptionRelation,
} from './machine'
import {
  goodRefusal,
  isWeakPin,
  lapsesAtFor,
  offlineEndFor,
  pastLimit,
  readRedemptionCode,
  settlementLines,
  showTyped,
  typedFrom,
  velocityFlags,
  type GoodRule,
  type Taken,
} from './rules'
import { redemptionStatuses, type RedemptionStatus } from './schemas'

const at = new Date('2026-11-10T04:00:00Z')
const hour = (count: number): Date => new Date(at.getTime() + count * 3_600_000)
const facts = (over: Partial<RedemptionFacts> = {}): RedemptionFacts => ({
  now: at,
  lapsesAt: hour(48),
  offlineUntil: null,
  capturedAt: null,
  takesOffline: true,
  ...over,
})

describe('who may move a redemption, from where to where', () => {
  const rows: [RedemptionStatus, RedemptionMove, RedemptionRelation, Partial<RedemptionFacts>, string][] = [
    ['held', 'showCode', 'self', {}, 'held'],
    ['held', 'showCode', 'proxy', {}, 'held'],
    ['held', 'showCode', 'shop', {}, 'NOT_ALLOWED'],
    ['held', 'showCode', 'self', { lapsesAt: at }, 'WRONG_STATE'],
    ['captured', 'showCode', 'self', {}, 'WRONG_STATE'],
    ['held', 'takeOfflineCode', 'self', {}, 'held'],
    ['held', 'takeOfflineCode', 'self', { takesOffline: false }, 'REWARD_OFFLINE_NOT_HERE'],
    ['held', 'cancel', 'self', {}, 'cancelled'],
    ['held', 'cancel', 'desk', {}, 'cancelled'],
    ['held', 'cancel', 'shop', {}, 'NOT_ALLOWED'],
    ['held', 'cancel', 'self', { offlineUntil: hour(3) }, 'REWARD_OFFLINE_OUT'],
    ['held', 'cancel', 'self', { offlineUntil: hour(-47) }, 'REWARD_OFFLINE_OUT'],
    ['held', 'cancel', 'self', { offlineUntil: hour(-48) }, 'cancelled'],
    ['captured', 'cancel', 'self', {}, 'WRONG_STATE'],
    ['lapsed', 'cancel', 'self', {}, 'WRONG_STATE'],
    ['held', 'capture', 'shop', {}, 'captured'],
    ['held', 'capture', 'desk', {}, 'captured'],
    ['held', 'capture', 'self', {}, 'NOT_ALLOWED'],
    ['held', 'capture', 'shop', { lapsesAt: at }, 'REWARD_CODE_ENDED'],
    ['cancelled', 'capture', 'shop', {}, 'WRONG_STATE'],
    ['captured', 'capture', 'shop', {}, 'WRONG_STATE'],
    ['held', 'lapse', 'system', {}, 'WRONG_STATE'],
    ['held', 'lapse', 'system', { lapsesAt: at }, 'lapsed'],
    ['captured', 'lapse', 'system', { lapsesAt: at }, 'WRONG_STATE'],
    ['captured', 'dispute', 'self', { capturedAt: hour(-1) }, 'disputed'],
    ['captured', 'dispute', 'shop', { capturedAt: hour(-1) }, 'NOT_ALLOWED'],
    ['captured', 'dispute', 'self', { capturedAt: new Date('2026-11-02T15:59:59Z') }, 'REWARD_DISPUTE_CLOSED'],
    ['captured', 'dispute', 'self', { capturedAt: new Date('2026-11-02T16:00:00Z') }, 'disputed'],
    ['held', 'dispute', 'self', {}, 'WRONG_STATE'],
    ['disputed', 'uphold', 'manager', {}, 'upheld'],
    ['disputed', 'keep', 'manager', {}, 'kept'],
    ['disputed', 'uphold', 'self', {}, 'NOT_ALLOWED'],
    ['disputed', 'uphold', 'shop', {}, 'NOT_ALLOWED'],
    ['kept', 'uphold', 'manager', {}, 'WRONG_STATE'],
    ['upheld', 'dispute', 'self', {}, 'WRONG_STATE'],
  ]
  it.each(rows)('%s, %s by %s %j: %s', (status, move, relation, over, expected) => {
    const decision = decide(redemptionMachine, status, move, [relation], facts(over))
    expect(decision.ok ? decision.to : decision.code).toBe(expected)
  })

  it('whatever is not a row is refused', () => {
    for (const status of redemptionStatuses)
      for (const move of redemptionMoves)
        for (const relation of redemptionRelations) {
          const inTable = redemptionMachine.some(
            (row) => row.action === move && row.from.includes(status) && row.by.includes(relation),
          )
          if (!inTable)
            expect([status, move, relation, decide(redemptionMachine, status, move, [relation], facts()).ok]).toEqual([
              status,
              move,
              relation,
              false,
            ])
        }
  })

  it('a screen offers what the table allows', () => {
    expect(allowedTo('held', ['self'], facts())).toEqual(['showCode', 'takeOfflineCode', 'cancel'])
    expect(allowedTo('captured', ['self'], facts({ capturedAt: at }))).toEqual(['dispute'])
    expect(allowedTo('held', ['manager', 'shop'], facts())).toEqual([])
    expect(disputeUntil(at)).toEqual(new Date('2026-11-17T16:00:00Z'))
  })
})

describe('what may be redeemed', () => {
  const good = (over: Partial<GoodRule> = {}): GoodRule => ({
    status: 'open',
    validFrom: '2026-11-01',
    validTo: '2026-11-30',
    placeIds: ['s1', 's2'],
    limitPerMonth: 2,
    ...over,
  })
  it.each([
    [good(), ['city', 's1', 'c'], '2026-11-01', null],
    [good(), ['city', 's2'], '2026-11-30', null],
    [good(), ['city', 's3'], '2026-11-10', 'REWARD_NOT_ELIGIBLE'],
    [good(), ['city', 's1'], '2026-10-31', 'REWARD_NOT_OPEN'],
    [good(), ['city', 's1'], '2026-12-01', 'REWARD_NOT_OPEN'],
    [good({ validTo: null }), ['s1'], '2030-01-01', null],
    [good({ status: 'paused' }), ['s1'], '2026-11-10', 'REWARD_NOT_OPEN'],
    [good({ status: 'ended' }), ['s1'], '2026-11-10', 'REWARD_NOT_OPEN'],
  ] as const)('%j for %j on %s: %s', (rule, path, on, expected) => expect(goodRefusal(rule, path, on)).toBe(expected))
  it.each([
    [null, 99, 9, false],
    [2, 0, 2, false],
    [2, 1, 1, false],
    [2, 1, 2, true],
    [2, 2, 1, true],
  ] as const)('limit %s, used %i, %i more: past %s', (limit, used, more, past) =>
    expect(pastLimit(limit, used, more)).toBe(past),
  )
  it('stays open to the end of a Shanghai day', () => {
    expect(lapsesAtFor(new Date('2026-11-10T15:59:00Z'), 7)).toEqual(new Date('2026-11-17T16:00:00Z'))
    expect(lapsesAtFor(new Date('2026-11-10T16:00:00Z'), 7)).toEqual(new Date('2026-11-18T16:00:00Z'))
    expect(offlineEndFor(new Date('2026-11-10T15:59:00Z'))).toEqual(new Date('2026-11-10T16:00:00Z'))
  })
})

describe('codes', () => {
  const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
  const mac = 'a'.repeat(43)
  it.each([
    ['7K2M-9QXA-4T', { kind: 'typed', code: '7K2M9QXA4T' }],
    [' 7k2m 9qxa 4t ', { kind: 'typed', code: '7K2M9QXA4T' }],
    ['OIL0-0000-00', { kind: 'typed', code: '0110000000' }],
    [
      `WFR1.${id}.abc123.${mac}`,
      { kind: 'qr', prefix: 'WFR1', id, expires: 'abc123', mac, text: `WFR1.${id}.abc123.${mac}` },
    ],
    [
      `WFO1.${id}.abc123.${mac}`,
      { kind: 'offline', prefix: 'WFO1', id, expires: 'abc123', mac, text: `WFO1.${id}.abc123.${mac}` },
    ],
    ['7K2M-9QXA-4', null],
    ['7K2M-9QXA-4U', null],
    [`WFR2.${id}.abc123.${mac}`, null],
    [`WFR1.${id}.abc123.${mac}x`, null],
    [`WFR1.${id}.abc123`, null],
    ['', null],
  ])('%s', (text, expected) => expect(readRedemptionCode(text)).toEqual(expected))
  it('what is shown is read again', () => {
    const code = typedFrom([255, 0, 1, 31, 32, 200, 7, 8, 9, 10])
    expect(code).toHaveLength(10)
    expect(readRedemptionCode(showTyped(code))).toEqual({ kind: 'typed', code })
  })
  it.each([
    ['111111', true],
    ['123456', true],
    ['654321', true],
    ['121212', true],
    ['123123', true],
    ['135790', false],
    ['280417', false],
    ['112233', false],
  ])('PIN %s weak: %s', (pin, weak) => expect(isWeakPin(pin)).toBe(weak))
})

it('a month for a shop: by good and price, upheld disputes taken out', () => {
  const piece = { goodId: 'g1', goodName: '垃圾袋', quantity: 2, points: 100, unitFen: 300, sign: 1 } as const
  const { lines, ...sums } = settlementLines([
    piece,
    piece,
    { ...piece, quantity: 1, points: 60 },
    { ...piece, sign: -1 },
    { ...piece, goodId: 'g2', goodName: '绿萝', quantity: 1, points: 30, unitFen: 0 },
  ])
  expect(sums).toEqual({ pieces: 4, points: 190, fen: 900 })
  expect(
    lines.map((line) => [line.goodName, line.unitPoints, line.pieces, line.reversedPieces, line.points, line.fen]),
  ).toEqual([
    ['垃圾袋', 50, 4, 2, 100, 600],
    ['垃圾袋', 60, 1, 0, 60, 300],
    ['绿萝', 30, 1, 0, 30, 0],
  ])
  expect(settlementLines([])).toEqual({ lines: [], pieces: 0, points: 0, fen: 0 })
})

describe('patterns worth a look', () => {
  const taken = (count: number, payer: (index: number) => string, minutes: number): Taken[] =>
    Array.from({ length: count }, (_unused, index) => ({
      id: String(index),
      shopId: 'shop',
      payer: payer(index),
      at: new Date(at.getTime() + index * minutes * 60_000),
      points: 10,
    }))
  const kinds = (list: Taken[]): string[] => velocityFlags(list).map((flag) => flag.kind)
  it.each([
    ['a quiet day', taken(11, String, 30), []],
    ['eleven in ten minutes', taken(11, String, 0.5), []],
    ['twelve in ten minutes', taken(12, String, 0.5), ['shopBurst']],
    ['twelve over an hour', taken(12, String, 5), []],
    ['five by one household', taken(5, () => 'h', 60), ['householdBurst']],
    ['four by one household', taken(4, () => 'h', 60), []],
    [
      'six of ten by one household',
      taken(10, (index) => (index < 6 ? 'h' : String(index)), 60),
      ['pairShare', 'householdBurst'],
    ],
    ['nothing', [], []],
  ])('%s', (_name, list, expected) => expect(kinds(list)).toEqual(expected))
})
