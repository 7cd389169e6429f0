// A ledger as a child would keep it, to hold the real one against: every point is a coin with its month of expiry
// written on it, every purse a heap of coins. It shares no code with the rules. What it expects of the ledger it
// yields, and is told what the ledger answered.
import { entryIdOf, type Post } from '@shared/ledger/entries'
import { anEarning, aHold } from './posts'

export type Command =
  | { do: 'earn' | 'compensate' | 'fee' | 'hold' | 'capped'; who: number; amount: number; month: number }
  | { do: 'gift'; who: number; to: number; amount: number; month: number }
  | { do: 'expire'; who: number; month: number }
  | { do: 'capture' | 'void' | 'reverse' | 'replay' | 'forge'; pick: number }

/** What is asked of the ledger; the answer is 'posted', 'had', a code, or 'nothing'. */
export type Ask =
  | { do: 'post'; post: Post }
  | { do: 'reverse'; entryId: string; cause: string }
  | { do: 'capture' | 'void'; holdId: string }
  | { do: 'expire'; account: string; day: string }

type Purse = {
  coins: string[]
  held: number
  debt: number
  fen: number
  carbon: number
  entries: number
  earned: number
  used: [string, number][]
}
type Done = {
  post: Post
  kind: Exclude<Command['do'], 'capture' | 'void' | 'reverse' | 'replay' | 'forge' | 'expire'>
  who: number
  to: number
  granted: number
  taken: string[]
  kept: string[]
  ended: 'capture' | 'void' | null
  reversed: boolean
}

export type Model = { names: readonly string[]; purses: Purse[] }
/** The last is a fund. */
export const MEMBERS = 4
const CAP = 60

export const newModel = (name: string): Model => ({
  names: [`household:${name}a`, `person:${name}b`, `household:${name}c`, `fund:${name}`],
  purses: Array.from({ length: MEMBERS }, () => ({
    coins: [],
    held: 0,
    debt: 0,
    fen: 0,
    carbon: 0,
    entries: 0,
    earned: 0,
    used: [],
  })),
})

const instantOf = (month: number): Date => new Date(Date.UTC(2026, month, 15))
const textOf = (month: number): string => instantOf(month).toISOString().slice(0, 7)
const coinsOf = (month: number, count: number): string[] => Array.from({ length: count }, () => textOf(month))

/** Puts coins in after debts have been paid with the oldest of them; what stays. */
function put(purse: Purse, coins: readonly string[]): string[] {
  const sorted = [...coins].sort()
  const repaid = Math.min(purse.debt, sorted.length)
  purse.debt -= repaid
  const kept = sorted.slice(repaid)
  purse.coins = [...purse.coins, ...kept].sort()
  return kept
}

/** Takes the oldest coins that still count; null when there are too few. */
function spend(purse: Purse, count: number, month: number): string[] | null {
  const live = purse.coins.filter((coin) => coin >= textOf(month))
  if (live.length < count) return null
  const taken = live.slice(0, count)
  for (const coin of taken) purse.coins.splice(purse.coins.indexOf(coin), 1)
  return taken
}

/** Takes coins back: those that were given, as far as they are there, else the oldest, else they are owed. */
function takeBack(purse: Purse, count: number, given: readonly string[]): void {
  let left = count
  for (const coin of [...given].sort()) {
    const at = purse.coins.indexOf(coin)
    if (at < 0 || left === 0) continue
    purse.coins.splice(at, 1)
    left -= 1
  }
  left -= purse.coins.splice(0, left).length
  purse.debt += left
}

/** How much of an amount the cap of 60 a month leaves, three months being remembered. */
function allowed(purse: Purse, period: string, amount: number): number {
  const known = purse.used.find(([month]) => month === period)
  if (known) return Math.min(amount, CAP - known[1])
  if (purse.used.length === 3 && purse.used.every(([month]) => month > period)) return 0
  return Math.min(amount, CAP)
}

function use(purse: Purse, period: string, by: number): void {
  if (by === 0) return
  const known = purse.used.find(([month]) => month === period)
  if (known) known[1] += by
  else if (by > 0)
    purse.used = [...purse.used, [period, by] as [string, number]].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-3)
}

function postOf({ names }: Model, command: Exclude<Command, { pick: number }>, cause: string): Post {
  const account = names[command.who] as string
  const at = instantOf(command.month)
  const partition = 9
  const amount = 'amount' in command ? command.amount : 0
  if (command.do === 'hold') return aHold({ points: amount, from: account, at, partition, cause })
  const isFund = account.startsWith('fund:')
  const earning: Post = {
    ...anEarning({ points: amount, carbonGrams: isFund ? 0 : amount * 10, to: account, at, partition, cause }),
    subject: 'pickups/x',
  }
  earning.postings = earning.postings.filter((each) => each.amount !== 0)
  if (command.do === 'earn') return earning
  if (command.do === 'capped')
    return {
      ...earning,
      limits: [{ counter: 'r/month', period: textOf(command.month), measure: 'points', amount: 0, most: CAP }],
    }
  const move = (kind: Post['kind'], to: string, unit: 'points' | 'fen', signed: number): Post => ({
    ...earning,
    kind,
    postings: [
      { account, unit, amount: signed },
      { account: to, unit, amount: -signed },
    ],
  })
  if ('to' in command) return move('gift', names[command.to] as string, 'points', -amount)
  return command.do === 'fee'
    ? move('owe', 'operator:p', 'fen', -amount)
    : move('compensate', 'compensation:p', 'points', amount)
}

/** What a fresh command does to the purses, and what the ledger must answer. */
function carryOut(
  model: Model,
  command: Exclude<Command, { pick: number } | { do: 'expire' }>,
  post: Post,
): { answer: string; done: Done | null } {
  const purse = model.purses[command.who] as Purse
  const done: Done = {
    post,
    kind: command.do,
    who: command.who,
    to: command.do === 'gift' ? command.to : -1,
    granted: command.amount,
    taken: [],
    kept: [],
    ended: null,
    reversed: false,
  }
  const { amount, month } = command
  const isFund = command.who === MEMBERS - 1
  if (command.do === 'fee') {
    if (isFund) return { answer: 'LEDGER_ACCOUNT_INVALID', done: null }
    purse.fen -= amount
  } else if (command.do === 'hold' || command.do === 'gift') {
    if (command.do === 'gift' && command.to === command.who) return { answer: 'LEDGER_NOTHING_MOVED', done: null }
    const taken = spend(purse, amount, month)
    if (!taken) return { answer: 'LEDGER_INSUFFICIENT', done: null }
    done.taken = taken
    if (command.do === 'hold') purse.held += amount
    else {
      const receiver = model.purses[done.to] as Purse
      receiver.entries += 1
      done.kept = put(receiver, taken)
    }
  } else {
    done.granted = command.do === 'capped' ? allowed(purse, textOf(month), amount) : amount
    if (command.do === 'capped') use(purse, textOf(month), done.granted)
    done.kept = put(purse, coinsOf(month + 24, done.granted))
    purse.earned += done.granted
    if (command.do !== 'compensate' && !isFund) purse.carbon += amount * 10
  }
  purse.entries += 1
  return { answer: 'posted', done }
}

function undo(model: Model, done: Done): string {
  if (done.kind === 'hold' && done.ended !== 'capture') return 'LEDGER_NOT_REVERSIBLE'
  if (done.reversed) return 'LEDGER_ALREADY_REVERSED'
  done.reversed = true
  const purse = model.purses[done.who] as Purse
  purse.entries += 1
  if (done.kind === 'fee') purse.fen += done.granted
  else if (done.kind === 'hold') put(purse, done.taken)
  else if (done.kind === 'gift') {
    const receiver = model.purses[done.to] as Purse
    receiver.entries += 1
    takeBack(receiver, done.granted, done.kept)
    put(purse, done.taken)
  } else {
    takeBack(purse, done.granted, done.kept)
    purse.earned -= done.granted
    if (done.kind !== 'compensate' && done.who !== MEMBERS - 1)
      purse.carbon += done.post.postings.find((each) => each.account === 'nature')?.amount ?? 0
    if (done.kind === 'capped') makeRoom(purse, done)
  }
  return 'posted'
}

/** Room under the cap again, if the month is still remembered. */
function makeRoom(purse: Purse, done: Done): void {
  const known = purse.used.find(([month]) => month === done.post.limits?.[0]?.period)
  if (known) known[1] -= done.granted
}

function end(model: Model, done: Done, how: 'capture' | 'void'): string {
  if (done.ended !== null) return done.ended === how ? 'had' : 'LEDGER_HOLD_ENDED'
  done.ended = how
  const purse = model.purses[done.who] as Purse
  purse.entries += 1
  purse.held -= done.granted
  if (how === 'void') put(purse, done.taken)
  return 'posted'
}

/** Plays commands; yields each thing to ask, with the answers that are right. */
export function* play(
  commands: readonly Command[],
  model: Model,
  name: string,
): Generator<{ ask: Ask; right: readonly string[] }, void, void> {
  const done: Done[] = []
  const expired = new Set<string>()
  for (const [step, command] of commands.entries()) {
    if (command.do === 'expire') {
      const purse = model.purses[command.who] as Purse
      const day = `${textOf(command.month)}-15`
      const ended = purse.coins.filter((coin) => coin < textOf(command.month)).length
      const again = expired.has(`${command.who} ${day}`)
      if (ended > 0 && !again) {
        purse.coins.splice(0, ended)
        purse.entries += 1
        expired.add(`${command.who} ${day}`)
      }
      yield {
        ask: { do: 'expire', account: model.names[command.who] as string, day },
        right: ended === 0 ? ['nothing'] : again ? ['had', 'LEDGER_CAUSE_REUSED'] : ['posted'],
      }
    } else if ('pick' in command) {
      const among =
        command.do === 'capture' || command.do === 'void' ? done.filter((each) => each.kind === 'hold') : done
      const target = among[command.pick % Math.max(1, among.length)]
      if (target) yield again(model, target, command.do, `${name}:${step}`)
    } else {
      const post = postOf(model, command, `${name}:${step}`)
      const { answer, done: made } = carryOut(model, command, post)
      if (made) done.push(made)
      yield { ask: { do: 'post', post }, right: [answer] }
    }
  }
}

function again(
  model: Model,
  target: Done,
  how: 'capture' | 'void' | 'reverse' | 'replay' | 'forge',
  cause: string,
): { ask: Ask; right: string[] } {
  const id = entryIdOf(target.post)
  if (how === 'replay')
    return {
      ask: { do: 'post', post: { ...target.post, at: new Date(0), by: 'system:later', limits: [] } },
      right: ['had'],
    }
  if (how === 'forge')
    return { ask: { do: 'post', post: { ...target.post, ruleVersion: 'forged' } }, right: ['LEDGER_CAUSE_REUSED'] }
  if (how !== 'reverse') return { ask: { do: how, holdId: id }, right: [end(model, target, how)] }
  const entryId = target.kind === 'hold' && target.ended !== null ? `${id}/end` : id
  return { ask: { do: 'reverse', entryId, cause }, right: [undo(model, target)] }
}

/** The purses as the ledger would keep them: comparable as text. */
export function expected({ names, purses }: Model): Record<string, unknown> {
  return Object.fromEntries(
    purses.flatMap((purse, index) => {
      if (purse.entries === 0) return []
      const lots: Record<string, number> = {}
      for (const coin of [...purse.coins].sort()) lots[coin] = (lots[coin] ?? 0) + 1
      const { coins, carbon, entries, used, ...rest } = purse
      const counters = used.length > 0 ? { 'r/month': Object.fromEntries(used) } : {}
      return [
        [
          names[index],
          {
            points: coins.length,
            lots,
            oldestLot: Object.keys(lots)[0] ?? null,
            held: rest.held,
            debt: rest.debt,
            fen: rest.fen,
            carbonGrams: carbon,
            seq: entries,
            earned: rest.earned,
            used: counters,
          },
        ],
      ]
    }),
  )
}
