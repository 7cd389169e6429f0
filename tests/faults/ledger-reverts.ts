// Everything taken back, and each of it asked for twice at the same moment: earnings, compensations, fees, payments,
// gifts and captures in a random order over few accounts. Of two reversals one is carried out and one is refused; in
// the end nobody has or owes anything. `npm run faults -- ledger-reverts [--entries=500] [--accounts=80] [--at-once=10]
// [--seed=…]`. Prints a table; exits 1 on any deviation.
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { Accounts } from '@server/ledger/accounts.model'
import { Entries } from '@server/ledger/entries.model'
import { postMany, reverse } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import type { Entry, Post } from '@shared/ledger/entries'
import { DomainError } from '@shared/errors'
import { anEarning, aSpending } from '../ledger/posts'
import { drawsOf, inParallel, numberOf, runFaults, serversOnDatabase, type Draw, type Table } from '../support/faults'

const ENTRIES = numberOf('entries', 500)
const ACCOUNTS = numberOf('accounts', 80)
const AT_ONCE = numberOf('at-once', 10)
const DAY_MS = 24 * 3_600_000

const kinds = ['earn', 'earn', 'earn', 'compensate', 'owe', 'pay', 'gift', 'capture', 'capture'] as const

/** Posts of which the last one can be reversed. */
function drawPosts(draw: Draw, members: readonly [string, ...string[]]): Post[] {
  const account = draw.pick(members)
  const amount = 1 + draw.below(60)
  // two years of months, so that there are many lots, none of which has ended
  const at = new Date(Date.now() - draw.below(600) * DAY_MS)
  const earning = anEarning({ points: amount, carbonGrams: draw.below(3) * 500, to: account, at })
  const kind = draw.pick(kinds)
  const fen = (cause: string, sign: 1 | -1): Post => ({
    ...earning,
    kind: kind as 'owe' | 'pay',
    cause: `${cause}/${newId()}`,
    postings: [
      { account, unit: 'fen', amount: sign * amount },
      { account: 'operator:company', unit: 'fen', amount: -sign * amount },
    ],
  })
  if (kind === 'compensate')
    return [
      {
        ...earning,
        kind,
        postings: [
          { account, unit: 'points', amount },
          { account: 'compensation:place', unit: 'points', amount: -amount },
        ],
      },
    ]
  if (kind === 'owe') return [fen('fee', -1)]
  if (kind === 'pay') return [fen('paid', 1)]
  const few = 1 + draw.below(15)
  if (kind === 'capture') return aSpending({ points: few, from: account, at: new Date() })
  if (kind === 'gift') {
    const to = draw.pick(members)
    if (to === account) return [earning]
    return [
      {
        ...earning,
        kind,
        at: new Date(),
        cause: `gift/${newId()}`,
        postings: [
          { account, unit: 'points', amount: -few },
          { account: to, unit: 'points', amount: few },
        ],
      },
    ]
  }
  return [earning]
}

/** Again until it is carried out or refused by the ledger; a busy database is no answer. */
async function definite<T>(body: () => Promise<T>): Promise<T | string> {
  for (;;) {
    try {
      return await body()
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      if (error.code !== 'SYSTEM_BUSY') return error.code
    }
  }
}

async function writeOne(draw: Draw, members: readonly [string, ...string[]]): Promise<Entry> {
  for (;;) {
    const posts = drawPosts(draw, members)
    const posted = await definite(() => transaction((tx) => postMany(tx, posts)))
    // who has too little for a gift or a reward gets something else
    if (posted === 'LEDGER_INSUFFICIENT') continue
    const last = typeof posted === 'string' ? undefined : posted.at(-1)
    if (!last) throw new Error(`not posted: ${String(posted)}`)
    return last.entry
  }
}

type Ends = { reversed: number; refused: number; had: number; other: string[] }

/** Both reversals of an entry start in the same turn, each with a cause of its own. */
async function reverseTwice(entries: readonly Entry[]): Promise<Ends> {
  const ends: Ends = { reversed: 0, refused: 0, had: 0, other: [] }
  const undo = (entry: Entry, cause: string) =>
    definite(
      async () =>
        (await transaction((tx) => reverse(tx, entry._id, { cause, reason: '误记', by: 'system:faults' }))).status,
    )
  await inParallel(drawsOf('order').shuffled(entries), AT_ONCE, async (entry) => {
    const causes = [`${entry.cause}/undone`, `${entry.cause}/undone-too`]
    const answers = await Promise.all(causes.map((cause) => undo(entry, cause)))
    for (const answer of answers) {
      // "had": the first attempt had committed though it was answered busy
      if (answer === 'posted' || answer === 'had') ends.reversed += 1
      else if (answer === 'LEDGER_ALREADY_REVERSED') ends.refused += 1
      else ends.other.push(answer)
    }
    const winner = causes[answers.findIndex((answer) => answer !== 'LEDGER_ALREADY_REVERSED')]
    if (winner !== undefined && (await undo(entry, winner)) === 'had') ends.had += 1
  })
  return ends
}

async function checkAll(table: Table): Promise<void> {
  const members = Array.from({ length: ACCOUNTS }, (_unused, index) => `household:faults${index}`) as [
    string,
    ...string[],
  ]
  const entries = await inParallel(Array.from({ length: ENTRIES }), AT_ONCE, (_unused, index) =>
    writeOne(drawsOf(`entry/${index}`), members),
  )
  console.error(
    [...new Set(kinds)].map((kind) => `${kind} ${entries.filter((entry) => entry.kind === kind).length}`).join('、'),
  )
  table.check(`随机流水(${ACCOUNTS} 个账户)`, ENTRIES, new Set(entries.map((entry) => entry._id)).size)
  const before = await Entries.countDocuments({})
  const { reversed, refused, had, other } = await reverseTwice(entries)
  table.check(
    '每笔同时冲正两次:冲正 / 被拒 / 其他',
    `${ENTRIES} / ${ENTRIES} / 0`,
    `${reversed} / ${refused} / ${other.length}${other.length > 0 ? ` ${[...new Set(other)].join(' ')}` : ''}`,
  )
  table.check('同一冲正再发一次:答复“已有”', ENTRIES, had)
  table.check('新增流水', ENTRIES, (await Entries.countDocuments({})) - before)
  const states = await Accounts.find({}).lean()
  const left = states.filter((state) =>
    [
      state.points,
      state.held,
      state.debt,
      state.fen,
      state.carbonGrams,
      state.earned,
      Object.keys(state.lots).length,
    ].some((each) => each !== 0),
  )
  table.check('还有积分、欠分、欠款、减碳量或批次的账户', 0, left.length)
  const verified = await verifyLedger({ scope: { kind: 'all' } })
  const { points, fen, carbonGrams } = verified.totals
  table.check(
    '各账户合计(积分 / 分 / 克)',
    '0 / 0 / 0',
    [points, fen, carbonGrams].map((each) => each.members + each.system).join(' / '),
  )
  table.check(
    '住户合计(积分 / 分 / 克)',
    '0 / 0 / 0',
    [points, fen, carbonGrams].map((each) => each.members).join(' / '),
  )
  table.check('账本核对:差异', 0, verified.differences)
}

runFaults('ledger-reverts', async (table, dataDir, ends) => {
  await serversOnDatabase('reverts', dataDir, 0, ends)
  await checkAll(table)
})
