// Random sequences of earning (with and without a cap), compensation, fees, holds and their ends, expiry, gifts,
// reversals, replays and forgeries, in any order of event time, against a naive model. The bulk runs on the pure rules,
// where after each step all sums are zero, all balances and lots equal the model's, and what was refused has left the
// state byte for byte; then a smaller number on the real database.
import fc from 'fast-check'
import type { AccountState, Entry, Post } from '@shared/ledger/entries'
import { endOf, expiryOf, reversalOf } from '@shared/ledger/follow-ups'
import { decideAll, type Outcome } from '@shared/ledger/rules'
import { instantAt } from '@shared/time'
import { DomainError } from '@shared/errors'
import { transaction } from '@server/db'
import { Accounts } from '@server/ledger/accounts.model'
import { capturePoints, post, postFromBalances, releasePoints, reverse } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { newId } from '@server/ids'
import { useDatabase } from '../support/database'
import { expected, MEMBERS, newModel, play, type Ask, type Command } from './naive-model'
import { anEarning } from './posts'

useDatabase()

const SEQUENCES = 10_000

const who = fc.nat(MEMBERS - 1)
const amount = fc.integer({ min: 1, max: 40 })
// most acts lie close together, some far enough apart for lots to end in between
const month = fc.oneof({ weight: 3, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(40) })
const pick = fc.nat(50)
const acts = fc.record({
  do: fc.constantFrom(
    'earn' as const,
    'earn' as const,
    'earn' as const,
    'capped' as const,
    'capped' as const,
    'compensate' as const,
    'fee' as const,
    'hold' as const,
    'hold' as const,
    'hold' as const,
  ),
  who,
  amount,
  month,
})
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: acts },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('gift' as const), who, to: who, amount, month }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const), who, month: fc.nat(66) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'capture' as const,
        'void' as const,
        'reverse' as const,
        'reverse' as const,
        'replay' as const,
        'forge' as const,
      ),
      pick,
    }),
  },
)

const why = { template: 'rewards.redeemed', params: {} }
const endBy = { by: 'person:p', at: new Date('2026-11-10T02:00:00Z'), why }

type Memory = { had: Map<string, Entry>; states: Map<string, AccountState>; sums: Map<string, number> }
const newMemory = (): Memory => ({ had: new Map(), states: new Map(), sums: new Map() })
const shown = (states: Iterable<AccountState>): Record<string, unknown> =>
  Object.fromEntries(
    [...states].map((state) => [
      state._id,
      {
        points: state.points,
        lots: state.lots,
        oldestLot: state.oldestLot,
        held: state.held,
        debt: state.debt,
        fen: state.fen,
        carbonGrams: state.carbonGrams,
        seq: state.seq,
        earned: state.earned,
        used: state.used ?? {},
      },
    ]),
  )
const asText = (value: Record<string, unknown>): string =>
  JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Decides one post on the pure rules; a refusal must leave every byte of the state. */
function decide(memory: Memory, asked: Post): string {
  const before = JSON.stringify([...memory.states])
  const [outcome] = decideAll([asked], {
    had: memory.had,
    states: memory.states,
    recordedAt: new Date(0),
    hashOf: (text) => text,
  }) as [Outcome]
  if (outcome.status !== 'posted') {
    if (JSON.stringify([...memory.states]) !== before) throw new Error(`${outcome.status} changed the state`)
    return outcome.status === 'refused' ? outcome.code : 'had'
  }
  memory.had.set(outcome.entry._id, outcome.entry)
  for (const each of outcome.entry.postings)
    memory.sums.set(
      `${each.unit} ${each.account}`,
      (memory.sums.get(`${each.unit} ${each.account}`) ?? 0) + each.amount,
    )
  return 'posted'
}

function answerOf(memory: Memory, ask: Ask): string {
  if (ask.do === 'post') return decide(memory, ask.post)
  if (ask.do === 'expire') {
    const state = memory.states.get(ask.account)
    const expiry = state && expiryOf(state, ask.day, instantAt(ask.day, '00:00'))
    return expiry ? decide(memory, expiry) : 'nothing'
  }
  if (ask.do === 'reverse') {
    const entry = memory.had.get(ask.entryId) as Entry
    if ([...memory.had.values()].some((each) => each.reverses === ask.entryId)) return 'LEDGER_ALREADY_REVERSED'
    const undo = reversalOf(
      entry,
      { cause: ask.cause, reason: 'x', by: 'system:test', at: new Date(0) },
      memory.had.get(entry.ends ?? ''),
    )
    return undo ? decide(memory, undo) : 'LEDGER_NOT_REVERSIBLE'
  }
  const end = endOf(
    memory.had.get(ask.holdId) as Entry,
    ask.do === 'capture' ? { kind: 'capture', to: 'merchant:m', ...endBy } : { kind: 'void', ...endBy },
  )
  const answer = decide(memory, end as Post)
  return answer === 'LEDGER_CAUSE_REUSED' ? 'LEDGER_HOLD_ENDED' : answer
}

/** I1: per unit all accounts together are zero; I13: members' accounts equal the sums of their postings. */
function checkSums({ sums, states }: Memory): void {
  const totals: Record<string, number> = {}
  for (const [key, sum] of sums)
    totals[key.split(' ', 1)[0] as string] = (totals[key.split(' ', 1)[0] as string] ?? 0) + sum
  if (Object.values(totals).some((total) => total !== 0))
    throw new Error(`the accounts do not add up to zero: ${JSON.stringify(totals)}`)
  for (const state of states.values()) {
    const of = (account: string, unit = 'points'): number => sums.get(`${unit} ${account}`) ?? 0
    const same =
      of(state._id) === state.points &&
      of(`held:${state._id}`) === state.held &&
      of(`debt:${state._id}`) === -state.debt &&
      of(state._id, 'fen') === state.fen
    if (!same) throw new Error(`${state._id} is not the sum of its postings`)
  }
}

it(`I1–I11: ${SEQUENCES} random sequences of the pure rules agree with the model after every step`, () => {
  let steps = 0
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 24, size: 'max' }), (commands) => {
      const [model, memory] = [newModel('m'), newMemory()]
      for (const { ask, right } of play(commands, model, 'm')) {
        const answer = answerOf(memory, ask)
        if (!right.includes(answer))
          throw new Error(`${JSON.stringify(ask)}: ${answer} instead of ${right.join(' or ')}`)
        checkSums(memory)
        const [ours, theirs] = [shown(memory.states.values()), expected(model)]
        if (asText(ours) !== asText(theirs)) expect(ours).toEqual(theirs)
        steps += 1
        const kind = `${ask.do === 'post' ? ask.post.kind : ask.do} ${answer}`
        seen.set(kind, (seen.get(kind) ?? 0) + 1)
      }
    }),
    { numRuns: SEQUENCES },
  )
  expect(steps).toBeGreaterThan(SEQUENCES * 5)
  // the sequences must really go everywhere
  for (const kind of [
    'earn posted',
    'earn had',
    'earn LEDGER_CAUSE_REUSED',
    'compensate posted',
    'owe posted',
    'hold posted',
    'hold LEDGER_INSUFFICIENT',
    'capture posted',
    'capture had',
    'capture LEDGER_HOLD_ENDED',
    'void posted',
    'void LEDGER_HOLD_ENDED',
    'gift posted',
    'gift LEDGER_INSUFFICIENT',
    'expire posted',
    'expire nothing',
    'reverse posted',
    'reverse LEDGER_ALREADY_REVERSED',
    'reverse LEDGER_NOT_REVERSIBLE',
  ])
    expect([kind, (seen.get(kind) ?? 0) > 50]).toEqual([kind, true])
}, 180_000)

async function answerOnDatabase(ask: Ask): Promise<string> {
  const codeOf = (error: unknown): string => {
    if (error instanceof DomainError) return error.code
    throw error
  }
  if (ask.do === 'post') {
    const [outcome] = await post([ask.post])
    return outcome?.status === 'refused' ? outcome.code : (outcome?.status ?? 'nothing')
  }
  if (ask.do === 'expire') {
    const [outcome] = await transaction((tx) =>
      postFromBalances(tx, [ask.account], (state) => expiryOf(state, ask.day, instantAt(ask.day, '00:00'))),
    )
    return outcome?.status === 'refused' ? outcome.code : (outcome?.status ?? 'nothing')
  }
  if (ask.do === 'reverse')
    return transaction((tx) => reverse(tx, ask.entryId, { cause: ask.cause, reason: 'x', by: 'system:test' })).then(
      (posted) => posted.status,
      codeOf,
    )
  return transaction((tx) =>
    ask.do === 'capture'
      ? capturePoints(tx, ask.holdId, { to: 'merchant:m', ...endBy })
      : releasePoints(tx, ask.holdId, endBy),
  ).then((posted) => posted.status, codeOf)
}

it('I13: 60 random sequences on the database agree with the model, and the ledger verifies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 24, size: 'max' }), async (commands) => {
      const name = newId()
      const model = newModel(name)
      for (const { ask, right } of play(commands, model, name)) {
        const answer = await answerOnDatabase(ask)
        if (!right.includes(answer))
          throw new Error(`${JSON.stringify(ask)}: ${answer} instead of ${right.join(' or ')}`)
      }
      const states = await Accounts.find({ _id: { $in: model.names } }).lean<AccountState[]>()
      expect(shown(states)).toEqual(expected(model))
    }),
    { numRuns: 60, endOnFailure: true },
  )
  const verified = await verifyLedger({ scope: { kind: 'all' } })
  expect(verified).toMatchObject({ differences: 0, findings: [] })
  expect(verified.entries).toBeGreaterThan(300)
}, 180_000)

it('the order in which independent earnings arrive does not matter to the balance', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ amount, month }), { minLength: 2, maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      (earnings, shuffle) => {
        const posts = earnings.map((each, index) =>
          anEarning({
            points: each.amount,
            to: 'household:o',
            at: new Date(Date.UTC(2026, each.month, 15)),
            cause: `o:${index}`,
          }),
        )
        const shuffled = posts
          .map((each) => ({ each, key: shuffle.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each)
        const [one, other] = [newMemory(), newMemory()]
        for (const each of posts) decide(one, each)
        for (const each of [...shuffled, ...posts]) decide(other, each)
        expect(other.states.get('household:o')).toEqual(one.states.get('household:o'))
      },
    ),
    { numRuns: 300 },
  )
}, 60_000)
