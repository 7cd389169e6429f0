// Random sequences of earning, spending, compensation, fees, reversal, replay and changed content, in any order of event time,
// against a naive model that keeps nothing but plain sums and lots. First the pure rules, many thousand steps; then the real database.
import fc from 'fast-check'
import type { AccountState, Entry, Post } from '@shared/ledger/entries'
import { reversalOf } from '@shared/ledger/follow-ups'
import { decideAll, type Outcome } from '@shared/ledger/rules'
import { partitionOf } from '@shared/ledger/accounts'
import { transaction } from '@server/db'
import { Accounts } from '@server/ledger/accounts.model'
import { post, reverse } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { newId } from '@server/ids'
import { DomainError } from '@shared/errors'
import { useDatabase } from '../support/database'
import { aHold, anEarning } from './posts'

useDatabase()

type Command =
  | { do: 'earn' | 'compensate' | 'spend' | 'fee'; who: number; amount: number; month: number }
  | { do: 'reverse' | 'replay' | 'forge'; pick: number }

const who = fc.nat(2)
const amount = fc.integer({ min: 1, max: 40 })
const month = fc.nat(40)
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('earn' as const), who, amount, month }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('compensate' as const), who, amount, month }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('spend' as const), who, amount, month }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fee' as const), who, amount, month }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('reverse' as const), pick: fc.nat(50) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('replay' as const), pick: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forge' as const), pick: fc.nat(50) }) },
)

/** The whole of the model: per member what they have by month of expiry, what they owe, money and carbon. */
type Purse = { lots: Map<string, number>; debt: number; fen: number; carbon: number; entries: number; earned: number }
const newPurse = (): Purse => ({ lots: new Map(), debt: 0, fen: 0, carbon: 0, entries: 0, earned: 0 })
const inPurse = (purse: Purse): number => [...purse.lots.values()].reduce((sum, each) => sum + each, 0)
const instantOf = (index: number): Date => new Date(Date.UTC(2026, index, 15))
const monthText = (index: number): string => instantOf(index).toISOString().slice(0, 7)

/** Puts points into a lot, after what is owed has been repaid. */
function put(purse: Purse, lots: [string, number][]): void {
  for (const [key, points] of lots.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const repaid = Math.min(purse.debt, points)
    purse.debt -= repaid
    if (points > repaid) purse.lots.set(key, (purse.lots.get(key) ?? 0) + points - repaid)
  }
}

/** Takes points from given lots, then from the oldest; returns what was taken and from where. */
function take(purse: Purse, wanted: number, first: [string, number][], fromMonth: string): [string, number][] {
  const taken: [string, number][] = []
  const order: [string, number][] = [...first.sort(([a], [b]) => (a < b ? -1 : 1)), ...[...purse.lots.keys()].filter((key) => key >= fromMonth).sort().map((key): [string, number] => [key, Infinity])]
  let left = wanted
  for (const [key, most] of order) {
    const points = Math.min(left, most, purse.lots.get(key) ?? 0)
    if (points === 0) continue
    left -= points
    purse.lots.set(key, (purse.lots.get(key) ?? 0) - points)
    if (purse.lots.get(key) === 0) purse.lots.delete(key)
    taken.push([key, points])
  }
  return taken
}

type Done = { post: Post; entryId: string; who: number; kind: 'earn' | 'compensate' | 'spend' | 'fee'; amount: number; made: [string, number][]; taken: [string, number][]; reversed: boolean }
type Ledger = { post: (post: Post) => Promise<Outcome['status'] | string>; reverse: (entryId: string, cause: string) => Promise<string>; states: () => Promise<Map<string, AccountState>> }

/** Runs commands on a ledger and on the model, and compares after every step what each said, at the end what each holds. */
async function run(commands: readonly Command[], ledger: Ledger, name: string): Promise<void> {
  const members = [0, 1, 2].map((n) => (n === 2 ? `person:${name}${n}` : `household:${name}${n}`))
  const purses = members.map(newPurse)
  const done: Done[] = []
  for (const [step, each] of commands.entries()) {
    if ('pick' in each) {
      const target = done[each.pick % Math.max(1, done.length)]
      if (target) await again(each.do, target, purses, ledger, step)
      continue
    }
    const purse = purses[each.who] as Purse
    const posted = postFor(each, members[each.who] as string, `${name}:${step}`)
    const enough = each.do !== 'spend' || [...purse.lots].filter(([key]) => key >= monthText(each.month)).reduce((sum, [, points]) => sum + points, 0) >= each.amount
    expect(await ledger.post(posted)).toBe(enough ? 'posted' : 'LEDGER_INSUFFICIENT')
    if (!enough) continue
    const mine: Done = { post: posted, entryId: `${posted.partition}:${posted.cause}`, who: each.who, kind: each.do, amount: each.amount, made: [], taken: [], reversed: false }
    purse.entries += 1
    if (each.do === 'fee') purse.fen -= each.amount
    else if (each.do === 'spend') mine.taken = take(purse, each.amount, [], monthText(each.month))
    else {
      const before = purse.debt
      put(purse, [[monthText(each.month + 24), each.amount]])
      mine.made = each.amount > before - purse.debt ? [[monthText(each.month + 24), each.amount - (before - purse.debt)]] : []
      purse.earned += each.amount
      if (each.do === 'earn') purse.carbon += each.amount * 10
    }
    done.push(mine)
  }
  await compare(purses, members, ledger)
}

function postFor(each: Exclude<Command, { pick: number }>, account: string, cause: string): Post {
  const at = instantOf(each.month)
  const partition = partitionOf(cause.split(':', 1)[0] ?? '')
  if (each.do === 'spend') return aHold({ points: each.amount, from: account, at, partition, cause })
  const earning = { ...anEarning({ points: each.amount, carbonGrams: each.amount * 10, to: account, at, partition, cause }), subject: 'pickups/x' }
  if (each.do === 'earn') return earning
  const [unit, kind, counter] = each.do === 'fee' ? (['fen', 'owe', 'operator:p'] as const) : (['points', 'compensate', 'compensation:p'] as const)
  const signed = each.do === 'fee' ? -each.amount : each.amount
  return { ...earning, kind, postings: [{ account, unit, amount: signed }, { account: counter, unit, amount: -signed }] }
}

async function again(how: 'reverse' | 'replay' | 'forge', target: Done, purses: Purse[], ledger: Ledger, step: number): Promise<void> {
  if (how === 'replay') return void expect(await ledger.post({ ...target.post, at: new Date(0), by: 'system:later' })).toBe('had')
  if (how === 'forge') return void expect(await ledger.post({ ...target.post, ruleVersion: 'forged' })).toBe('LEDGER_CAUSE_REUSED')
  const said = await ledger.reverse(target.entryId, `${target.post.cause}:undo${step}`)
  if (target.kind === 'spend') return void expect(said).toBe('LEDGER_NOT_REVERSIBLE')
  expect(said).toBe(target.reversed ? 'LEDGER_ALREADY_REVERSED' : 'posted')
  if (target.reversed) return
  target.reversed = true
  const purse = purses[target.who] as Purse
  purse.entries += 1
  if (target.kind === 'fee') purse.fen += target.amount
  else {
    const back = take(purse, target.amount, target.made, '').reduce((sum, [, points]) => sum + points, 0)
    purse.debt += target.amount - back
    purse.earned -= target.amount
    if (target.kind === 'earn') purse.carbon -= target.amount * 10
  }
}

async function compare(purses: readonly Purse[], members: readonly string[], ledger: Ledger): Promise<void> {
  const states = await ledger.states()
  members.forEach((account, index) => {
    const purse = purses[index] as Purse
    const state = states.get(account)
    if (!state) return expect(purse.entries).toBe(0)
    expect({ points: state.points, lots: state.lots, debt: state.debt, fen: state.fen, carbon: state.carbonGrams, entries: state.seq, earned: state.earned }).toEqual({
      points: inPurse(purse), lots: Object.fromEntries(purse.lots), debt: purse.debt, fen: purse.fen, carbon: purse.carbon, entries: purse.entries, earned: purse.earned,
    })
    expect(Math.min(state.points, state.debt, ...Object.values(state.lots))).toBeGreaterThanOrEqual(0)
  })
}

/** The pure rules with entries and balances in memory. */
function inMemory(): Ledger {
  const had = new Map<string, Entry>()
  const states = new Map<string, AccountState>()
  const one = (asked: Post): Outcome => {
    const frozen = JSON.stringify([...states])
    const [outcome] = decideAll([asked], { had, states, recordedAt: new Date(0), hashOf: (text) => text })
    if (!outcome) throw new Error('no outcome')
    if (outcome.status === 'posted') {
      had.set(outcome.entry._id, outcome.entry)
      const sums = new Map<string, number>()
      for (const each of outcome.entry.postings) sums.set(each.unit, (sums.get(each.unit) ?? 0) + each.amount)
      expect([...sums.values()].every((sum) => sum === 0)).toBe(true)
    } else expect(JSON.stringify([...states])).toBe(frozen)
    return outcome
  }
  return {
    post: async (asked) => {
      const outcome = one(asked)
      return outcome.status === 'refused' ? outcome.code : outcome.status
    },
    reverse: async (entryId, cause) => {
      const entry = had.get(entryId)
      if ([...had.values()].some((each) => each.reverses === entryId)) return 'LEDGER_ALREADY_REVERSED'
      const undo = entry && reversalOf(entry, { cause, reason: 'x', by: 'system:test', at: new Date(0) })
      return undo ? one(undo).status : 'LEDGER_NOT_REVERSIBLE'
    },
    states: async () => states,
  }
}

const onDatabase: Ledger = {
  post: async (asked) => {
    const [outcome] = await post([asked])
    return outcome?.status === 'refused' ? outcome.code : (outcome?.status ?? 'none')
  },
  reverse: (entryId, cause) => transaction((tx) => reverse(tx, entryId, { cause, reason: 'x', by: 'system:test' })).then((posted) => posted.status, (error: unknown) => {
    if (error instanceof DomainError) return error.code
    throw error
  }),
  states: async () => new Map((await Accounts.find({}).lean<AccountState[]>()).map((state) => [state._id, state])),
}

it('I1–I4, I7, I8, I10: 3,000 random sequences of the pure rules agree with the model', async () => {
  await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 30 }), (commands) => run(commands, inMemory(), 'm')), { numRuns: 3_000 })
}, 120_000)

it('I13: 40 random sequences on the database agree with the model, and the ledger verifies', async () => {
  await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), (commands) => run(commands, onDatabase, newId())), { numRuns: 40, endOnFailure: true })
  const verified = await verifyLedger({ scope: { kind: 'all' } })
  expect(verified).toMatchObject({ differences: 0, findings: [] })
  expect(verified.entries).toBeGreaterThan(200)
}, 120_000)

it('the order in which independent earnings arrive does not matter to the balance', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ amount, month }), { minLength: 2, maxLength: 12 }), fc.infiniteStream(fc.nat()), async (earnings, shuffle) => {
    const posts = earnings.map((each, index) => anEarning({ points: each.amount, to: 'household:o', at: instantOf(each.month), cause: `o:${index}` }))
    const shuffled = posts.map((each) => ({ each, key: shuffle.next().value as number })).sort((a, b) => a.key - b.key).map(({ each }) => each)
    const [one, other] = [inMemory(), inMemory()]
    for (const each of posts) await one.post(each)
    for (const each of [...shuffled, ...posts]) await other.post(each)
    expect((await other.states()).get('household:o')).toEqual((await one.states()).get('household:o'))
  }), { numRuns: 300 })
}, 60_000)

