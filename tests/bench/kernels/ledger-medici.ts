// medici, the double-entry library for mongoose, as its documentation says it should be used: a transaction for every
// entry, and a write lock on an account whose balance must not go below zero. A process of its own, because our
// settings of mongoose are strict. Commands come as messages and are answered with figures.
import { Book, initModels, mongoTransaction } from 'medici'
import mongoose from 'mongoose'
import { timed, type Timed } from './report'

export type Command =
  | { run: 'connect'; uri: string }
  | { run: 'earn'; callers: number; count: number; hotPercent: number; locked: boolean }
  | { run: 'redeem'; callers: number; count: number }
  | { run: 'fill'; account: string; count: number }
  | { run: 'page' | 'balance' | 'sum'; account: string; count: number }

const book = new Book('bench')
/** The same entries, summed at every question. */
const withoutSums = new Book('bench', { balanceSnapshotSec: 0 })
const accountAt = (at: number): string => `member:${(at * 7919) % 20_000}`

async function earn(account: string, points: number, locked: boolean): Promise<void> {
  await mongoTransaction(async (session) => {
    await book
      .entry('厨余正确')
      .debit('issuer:dropoff', points)
      .credit(account, points, { rule: 'v4', subject: 'dropoffs/1' })
      .commit({ session })
    if (locked) await book.writelockAccounts([account], { session })
  })
}

/** Hold and commit as two entries, the balance checked under the lock, as in medici's guide. */
async function redeem(account: string, at: number): Promise<void> {
  const held = await mongoTransaction(async (session) => {
    await book.entry('兑换').debit(account, 10).credit(`held:${account}`, 10).commit({ session })
    const { balance } = await book.balance({ account }, { session })
    if (balance < 0) throw new Error('not enough')
    await book.writelockAccounts([account], { session })
    return true
  }).catch((error: unknown) => {
    if (error instanceof Error && error.message === 'not enough') return false
    throw error
  })
  if (!held) return
  await mongoTransaction(async (session) => {
    await book
      .entry('核销')
      .debit(`held:${account}`, 10)
      .credit(at % 5 === 4 ? account : 'merchant:shop', 10)
      .commit({ session })
    await book.writelockAccounts([account], { session })
  })
}

/** Entries of one account in bulk, as medici would have written them. */
async function fill(account: string, count: number): Promise<void> {
  const transactions = mongoose.connection.collection('medici_transactions')
  for (let from = 0; from < count; from += 1_000) {
    await transactions.insertMany(
      Array.from({ length: Math.min(1_000, count - from) }, (_unused, at) => ({
        credit: 2,
        debit: 0,
        datetime: new Date(1_760_000_000_000 + from + at),
        account_path: account.split(':'),
        accounts: account,
        book: 'bench',
        memo: '厨余正确',
        _journal: new mongoose.Types.ObjectId(),
        timestamp: new Date(),
      })),
    )
  }
}

async function carryOut(command: Command): Promise<Timed | null> {
  switch (command.run) {
    case 'connect':
      await mongoose.connect(command.uri, { maxPoolSize: 16, w: 'majority', journal: true })
      await initModels()
      return null
    case 'earn':
      return timed(command.callers, command.count, (at) =>
        earn(at % 100 < command.hotPercent ? 'member:hot' : accountAt(at), 2, command.locked),
      )
    case 'redeem':
      await Promise.all(
        Array.from({ length: 500 }, (_unused, at) => earn(`purse:${at}`, Math.ceil((command.count / 500) * 8), false)),
      )
      return timed(command.callers, command.count, (at) => redeem(`purse:${at % 500}`, at))
    case 'fill':
      await fill(command.account, command.count)
      return null
    case 'page':
      return timed(1, command.count, (at) => book.ledger({ account: command.account, perPage: 20, page: 1 + (at % 5) }))
    case 'balance':
      return timed(1, command.count, () => book.balance({ account: command.account }))
    case 'sum':
      return timed(1, command.count, () => withoutSums.balance({ account: command.account }))
  }
}

process.on('message', (command: Command) => {
  carryOut(command).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
