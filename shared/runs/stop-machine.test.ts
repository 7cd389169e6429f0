// The stop's table against the rule book: every state × action × relation, then the refusals behind `when`, one
// sentence a row.
import { decide } from '../machine'
import { bookingMachine } from '../pickups/machine'
import { StopReason, StopStatus } from '../pickups/schemas'
import {
  actionsOf,
  bookingMoveOf,
  instantOf,
  isOvertaken,
  logActions,
  minutesWaited,
  reasonFits,
  stopActions,
  stopDiagram,
  stopMachine,
  stopOutcomes,
  stopRelations,
  type StopAction,
  type StopFacts,
  type StopRelation,
} from './stop-machine'

const fine: StopFacts = { reasonGiven: true, photoGiven: true, minutesSince: 3, sameHands: true }

/** What the rule book allows, written the other way round than the table: by state. */
const open: Partial<Record<StopAction, string>> = {
  collect: 'collected',
  collect_partly: 'partly_collected',
  not_presented: 'not_presented',
  no_access: 'no_access',
  refuse: 'refused',
  withdraw: 'withdrawn',
  move: 'planned',
}
const done: Partial<Record<StopAction, string>> = { undo: 'planned' }
const book: Record<StopStatus, Partial<Record<StopAction, string>>> = {
  planned: { set_out: 'en_route', arrive: 'arrived', ...open, reorder: 'planned' },
  en_route: { arrive: 'arrived', ...open, undo: 'planned', reorder: 'en_route' },
  arrived: { ...open, undo: 'planned', reorder: 'arrived' },
  collected: done,
  partly_collected: done,
  not_presented: done,
  no_access: done,
  refused: done,
  withdrawn: { replan: 'planned' },
}
const deskOnly: readonly StopAction[] = ['withdraw', 'replan', 'move', 'reorder']
const mayEver = (relation: StopRelation, action: StopAction): boolean =>
  relation === 'dispatcher' || (relation === 'crew' ? !deskOnly.includes(action) : deskOnly.includes(action))

describe('every state × action × relation', () => {
  const cases = StopStatus.options.flatMap((state) =>
    stopActions.flatMap((action) => [...stopRelations, null].map((relation) => [state, action, relation] as const)),
  )
  it.each(cases)('%s, %s by %s', (state, action, relation) => {
    const decision = decide(stopMachine, state, action, relation ? [relation] : [], fine)
    if (!relation || !mayEver(relation, action)) expect(decision).toEqual({ ok: false, code: 'NOT_ALLOWED' })
    else if (book[state][action]) expect(decision).toEqual({ ok: true, to: book[state][action] })
    else expect(decision).toEqual({ ok: false, code: 'WRONG_STATE' })
  })
})

describe('refusals with a name', () => {
  const rows: [string, StopStatus, StopAction, Partial<StopFacts>, string][] = [
    ['nobody at the door needs a reason', 'arrived', 'not_presented', { reasonGiven: false }, 'RUN_REASON_NEEDED'],
    ['nobody at the door needs a photo', 'arrived', 'not_presented', { photoGiven: false }, 'RUN_PHOTO_NEEDED'],
    ['a closed gate needs a photo', 'en_route', 'no_access', { photoGiven: false }, 'RUN_PHOTO_NEEDED'],
    [
      'a refusal needs a reason before a photo',
      'planned',
      'refuse',
      { reasonGiven: false, photoGiven: false },
      'RUN_REASON_NEEDED',
    ],
    ['a part needs a photo', 'arrived', 'collect_partly', { photoGiven: false }, 'RUN_PHOTO_NEEDED'],
    ['undo after ten minutes', 'collected', 'undo', { minutesSince: 10.01 }, 'RUN_UNDO_TOO_LATE'],
    ['undo before the deed: another clock', 'collected', 'undo', { minutesSince: -0.5 }, 'RUN_UNDO_TOO_LATE'],
    ['undo of what another crew logged', 'refused', 'undo', { sameHands: false }, 'NOT_ALLOWED'],
    ['undo of nothing', 'arrived', 'undo', { minutesSince: null }, 'WRONG_STATE'],
  ]
  it.each(rows)('%s', (_sentence, state, action, facts, code) => {
    expect(decide(stopMachine, state, action, ['crew'], { ...fine, ...facts })).toEqual({ ok: false, code })
  })

  it.each([
    ['the tenth minute counts', 'collected', 'undo', { minutesSince: 10 }],
    ['collecting needs neither reason nor photo', 'arrived', 'collect', { reasonGiven: false, photoGiven: false }],
  ] as const)('%s', (_sentence, state, action, facts) => {
    expect(decide(stopMachine, state, action, ['crew'], { ...fine, ...facts }).ok).toBe(true)
  })
})

describe('the booking follows', () => {
  it('every log has a row of the same name in the booking machine, leading to the outcome of the same name', () => {
    for (const action of logActions) {
      const rows = bookingMachine.filter((row) => row.action === bookingMoveOf(action, 'arrived'))
      expect(rows.length).toBeGreaterThan(0)
      const to = stopMachine.find((row) => row.action === action)?.to
      expect(rows.map((row) => row.to)).toEqual(rows.map(() => (action === 'undo' ? 'assigned' : to)))
    }
  })

  it.each([
    ['withdraw', 'planned', null],
    ['reorder', 'en_route', null],
    ['move', 'planned', null],
    ['move', 'arrived', 'undo'],
    ['replan', 'withdrawn', 'assign'],
  ] as const)('%s from %s: %s', (action, before, move) => expect(bookingMoveOf(action, before)).toBe(move))
})

describe('logs out of order', () => {
  it.each([
    ['set_out', 'arrived', true],
    ['set_out', 'collected', true],
    ['arrive', 'refused', true],
    ['arrive', 'arrived', false],
    ['set_out', 'en_route', false],
    ['set_out', 'withdrawn', false],
    ['collect', 'collected', false],
    ['undo', 'collected', false],
  ] as const)('%s when it is %s already: overtaken %s', (action, status, overtaken) =>
    expect(isOvertaken(action, status)).toBe(overtaken),
  )
})

describe('clocks', () => {
  const received = new Date('2026-11-24T04:00:00Z')
  it.each([
    ['an hour ago on the same day', '2026-11-24T03:00:00Z', '2026-11-24T03:00:00Z'],
    ['a clock one minute ahead', '2026-11-24T04:01:00Z', '2026-11-24T04:00:00Z'],
    ['a clock a year ahead', '2027-11-24T04:00:00Z', '2026-11-24T04:00:00Z'],
    ['a phone that believes it is 1970', '1970-01-01T00:00:00Z', '2026-11-24T04:00:00Z'],
    ['the first second of the day is believed', '2026-11-23T16:00:00Z', '2026-11-23T16:00:00Z'],
    [
      'a second earlier is not: a slow clock dates nothing a day earlier',
      '2026-11-23T15:59:59Z',
      '2026-11-24T04:00:00Z',
    ],
    ['a clock in the year 2099', '2099-01-01T00:00:00Z', '2026-11-24T04:00:00Z'],
  ])('%s', (_sentence, device, counts) => {
    expect(instantOf(new Date(device), received, '2026-11-24').toISOString()).toBe(new Date(counts).toISOString())
  })
})

describe('how long a crew waited before it took a log back', () => {
  const at = (clock: string): Date => new Date(`2026-11-24T${clock}:00Z`)
  it.each<[string, logged: string, undone: string, handedIn: string[], minutes: number]>([
    ['nothing else was handed in: the phone is believed', '02:00', '02:05', [], 5],
    ['what it handed in before the undo was made proves nothing', '02:00', '02:08', ['02:03', '02:07'], 8],
    ['a clock turned back after rows of the afternoon', '02:00', '02:05', ['06:50'], 290],
    ['the latest of them counts, in whatever order they came', '02:00', '02:05', ['06:50', '02:30', '04:00'], 290],
    ['turned back further than the log', '02:00', '01:30', [], -30],
    ['turned back further than the log, after other rows', '02:00', '01:30', ['02:12'], 12],
  ])('%s', (_sentence, logged, undone, handedIn, minutes) => {
    expect(minutesWaited(at(logged), at(undone), handedIn.map(at))).toBe(minutes)
  })
})

describe('reasons', () => {
  it('every reason explains some failure, every failure has reasons', () => {
    for (const reason of StopReason.options) expect(actionsOf(reason).length).toBeGreaterThan(0)
    for (const action of ['collect_partly', 'not_presented', 'no_access', 'refuse'] as const) {
      expect(StopReason.options.filter((reason) => reasonFits(reason, action)).length).toBeGreaterThan(2)
    }
  })
  it.each([
    ['gate_closed', 'no_access', true],
    ['gate_closed', 'not_presented', false],
    ['other', 'collect', false],
    ['nothing_outside', 'refuse', false],
    [undefined, 'refuse', false],
  ] as const)('%s for %s: %s', (reason, action, fits) => expect(reasonFits(reason, action)).toBe(fits))
})

it('prints every move of the table', () => {
  for (const outcome of stopOutcomes) expect(stopDiagram()).toContain(`${outcome} --> planned: undo`)
})
