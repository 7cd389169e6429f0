// I5, I6, I8, I10, I11 on the real database: holds and their ends in a crowd, captures that are disputed, caps under
// concurrency.
import type { Entry, Limit, Post } from '@shared/ledger/entries'
import { transaction } from '@server/db'
import { Entries } from '@server/ledger/entries.model'
import { balanceOf, capturePoints, holdPoints, post, postMany, releasePoints, reverse } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { newId } from '@server/ids'
import { useDatabase } from '../support/database'
import { aHold, anEarning, aSpending } from './posts'

useDatabase()

const at = new Date('2026-11-10T02:00:00Z')
const redeemed = { template: 'rewards.redeemed', params: { goods: '堆肥' } }
const codeOf = (promise: Promise<{ status: string }>) =>
  promise.then(
    (posted) => posted.status,
    (error: { code?: string }) => error.code ?? String(error),
  )
const postAll = (posts: readonly Post[]) => transaction((tx) => postMany(tx, posts))
const holding = (account: string, points: number, id = newId()) =>
  transaction((tx) =>
    holdPoints(tx, {
      cause: `rewards/${id}/hold`,
      account,
      points,
      subject: `rewards/${id}`,
      by: 'person:p',
      at,
      partition: 5,
      placePath: ['city'],
      why: redeemed,
    }),
  )
const captured = (id: string, to = 'merchant:shop') =>
  transaction((tx) => capturePoints(tx, id, { to, by: 'person:shop', at, why: redeemed }))
const released = (id: string, template = 'rewards.redeemed') =>
  transaction((tx) => releasePoints(tx, id, { by: 'person:p', at, why: { template, params: {} } }))

async function aMember(points: number): Promise<string> {
  const account = `household:${newId()}`
  await postAll([
    anEarning({ points: points - 1, to: account, at: new Date('2025-03-01T00:00:00Z') }),
    anEarning({ points: 1, to: account }),
  ])
  return account
}

it('I5: a hold takes points out of what can be spent; captured they are the shop’s, released they are back in their lots', async () => {
  const account = await aMember(30)
  const [first, second] = [await holding(account, 10), await holding(account, 20)]
  expect(await balanceOf(account)).toMatchObject({ points: 0, held: 30, lots: {} })
  expect(await codeOf(holding(account, 1))).toBe('LEDGER_INSUFFICIENT')
  const { entry } = await captured(first.entry._id)
  expect(entry).toMatchObject({
    kind: 'capture',
    ends: first.entry._id,
    _id: `${first.entry._id}/end`,
    placePath: ['city'],
  })
  await released(second.entry._id)
  expect(await balanceOf(account)).toMatchObject({
    points: 20,
    held: 0,
    earned: 30,
    lots: { '2027-03': 19, '2028-11': 1 },
  })
})

it('I6: of 100 captures, releases and expiries at one instant exactly one ends the hold; all of one kind get the same answer', async () => {
  const account = await aMember(50)
  const { entry } = await holding(account, 50)
  const ends = await Promise.all(
    Array.from({ length: 100 }, (_unused, index) =>
      codeOf(
        index % 3 === 0
          ? captured(entry._id)
          : index % 3 === 1
            ? released(entry._id)
            : released(entry._id, 'ledger.expired'),
      ),
    ),
  )
  expect(ends.filter((end) => end === 'posted')).toHaveLength(1)
  expect(new Set(ends)).toEqual(new Set(['posted', 'had', 'LEDGER_HOLD_ENDED']))
  expect(await Entries.countDocuments({ ends: entry._id })).toBe(1)
  const state = await balanceOf(account)
  expect(state).toMatchObject({ held: 0, seq: 4 })
  expect([0, 50]).toContain(state?.points)
}, 60_000)

it('I6: the same end again is had, any other is refused and says how it ended; what is no hold has no end', async () => {
  const account = await aMember(30)
  const { entry } = await holding(account, 10)
  expect(await codeOf(captured(entry._id))).toBe('posted')
  expect(await codeOf(captured(entry._id))).toBe('had')
  expect(await codeOf(captured(entry._id, 'merchant:other'))).toBe('LEDGER_HOLD_ENDED')
  await expect(released(entry._id)).rejects.toMatchObject({ code: 'LEDGER_HOLD_ENDED', details: { how: 'capture' } })
  expect(await codeOf(captured('5:nothing'))).toBe('NOT_FOUND')
  expect(await codeOf(released(`${entry._id}/end`))).toBe('NOT_FOUND')
  expect(await balanceOf(account)).toMatchObject({ points: 20, held: 0, seq: 4 })
})

it('I5: 24 holds and captures at once from points that suffice for 8: 8 succeed, nothing is overspent', async () => {
  const account = await aMember(80)
  const codes = await Promise.all(
    Array.from({ length: 24 }, async (_unused, index) => {
      if (index % 2)
        return codeOf(postAll(aSpending({ points: 10, from: account })).then(([posted]) => posted ?? { status: '' }))
      return codeOf(holding(account, 10).then(({ entry }) => captured(entry._id)))
    }),
  )
  expect(codes.filter((code) => code === 'posted')).toHaveLength(8)
  expect(codes.filter((code) => code === 'LEDGER_INSUFFICIENT')).toHaveLength(16)
  expect(await balanceOf(account)).toMatchObject({ points: 0, held: 0, lots: {}, oldestLot: null })
}, 60_000)

it('a capture that is disputed successfully gives the points back to the hold’s lots, once; holds and voids are not reversed', async () => {
  const account = await aMember(30)
  const { entry } = await holding(account, 30)
  const end = await captured(entry._id)
  const undo = (id: string, cause: string) =>
    transaction((tx) => reverse(tx, id, { cause, reason: '货不对', by: 'person:staff' }))
  expect(await codeOf(undo(entry._id, 'x1'))).toBe('LEDGER_NOT_REVERSIBLE')
  expect(await codeOf(undo(end.entry._id, `${end.entry.cause}/disputed`))).toBe('posted')
  expect(await codeOf(undo(end.entry._id, `${end.entry.cause}/again`))).toBe('LEDGER_ALREADY_REVERSED')
  expect(await codeOf(captured(entry._id))).toBe('had')
  expect(await balanceOf(account)).toMatchObject({
    points: 30,
    held: 0,
    earned: 30,
    lots: { '2027-03': 29, '2028-11': 1 },
  })
  const voided = await released((await holding(account, 5)).entry._id)
  expect(await codeOf(undo(voided.entry._id, 'x2'))).toBe('LEDGER_NOT_REVERSIBLE')
})

it('I10: a debt that arose while points were held is repaid by their release first', async () => {
  const earning = anEarning({ points: 40 })
  const [earned] = await postAll([earning])
  const account = earned?.entry.effects[0]?.account ?? ''
  const { entry } = await holding(account, 30)
  await transaction((tx) =>
    reverse(tx, earned?.entry._id ?? '', { cause: `${earning.cause}/undone`, reason: '误记', by: 'system:test' }),
  )
  expect(await balanceOf(account)).toMatchObject({ points: 0, held: 30, debt: 30, earned: 0 })
  await released(entry._id)
  expect(await balanceOf(account)).toMatchObject({ points: 0, held: 0, debt: 0, lots: {} })
})

describe('I11: caps', () => {
  const limit = (over: Partial<Limit> = {}): Limit => ({
    counter: 'r/day',
    period: '2026-11-03',
    measure: 'points',
    amount: 0,
    most: 100,
    ...over,
  })

  it('60 earnings of 7 at once under a cap of 100 a day: 100 in all, by both ways in; the trimmed ones are entries and say so', async () => {
    const account = `household:${newId()}`
    const posts = Array.from({ length: 60 }, (): Post => ({
      ...anEarning({ points: 7, to: account }),
      limits: [limit()],
    }))
    const outcomes = await Promise.all(
      posts.map(async (each, index) => (index % 2 ? (await post([each]))[0] : (await postAll([each]))[0])),
    )
    const granted = outcomes.map((outcome) =>
      outcome && outcome.status !== 'refused' ? pointsOf(outcome.entry, account) : -1,
    )
    expect(granted.reduce((sum, each) => sum + each, 0)).toBe(100)
    expect([
      granted.filter((each) => each === 7).length,
      granted.filter((each) => each === 2).length,
      granted.filter((each) => each === 0).length,
    ]).toEqual([14, 1, 45])
    expect(await balanceOf(account)).toMatchObject({
      points: 100,
      earned: 100,
      seq: 60,
      used: { 'r/day': { '2026-11-03': 100 } },
    })
    expect(await Entries.countDocuments({ 'effects.account': account, 'details.trimmed.by': 'r/day' } as never)).toBe(
      46,
    )
    // the same again with a higher cap: what was trimmed stays so
    const [again] = await post([{ ...(posts.at(-1) as Post), limits: [limit({ most: 500 })] }])
    expect(again?.status).toBe('had')
  }, 60_000)

  it('an earning that was trimmed to nothing can be reversed, and a reversal makes room again', async () => {
    const account = `household:${newId()}`
    const make = (points: number): Post => ({ ...anEarning({ points, to: account }), limits: [limit({ most: 10 })] })
    const [first, nothing] = await postAll([make(10), make(5)])
    for (const each of [nothing, first])
      await transaction((tx) =>
        reverse(tx, each?.entry._id ?? '', {
          cause: `${each?.entry.cause ?? ''}/undone`,
          reason: '误记',
          by: 'system:test',
        }),
      )
    expect(await balanceOf(account)).toMatchObject({
      points: 0,
      debt: 0,
      seq: 4,
      used: { 'r/day': { '2026-11-03': 0 } },
    })
    await postAll([make(8)])
    expect(await balanceOf(account)).toMatchObject({ points: 8, used: { 'r/day': { '2026-11-03': 8 } } })
  })

  it('holds past a cap are refused, and a release makes room again', async () => {
    const account = await aMember(90)
    const capped = (): Post => ({ ...aHold({ points: 60, from: account }), limits: [limit()] })
    const outcomes = (await Promise.all([post([capped()]), post([capped()])])).flat()
    expect(outcomes.map((each) => (each.status === 'refused' ? each.code : each.status)).sort()).toEqual(
      ['LEDGER_LIMIT_REACHED', 'posted'].sort(),
    )
    const held = outcomes.find((each) => each.status === 'posted')
    await released(held?.status === 'posted' ? held.entry._id : '')
    expect((await post([capped()]))[0]?.status).toBe('posted')
  })
})

const pointsOf = (entry: Entry, account: string): number =>
  entry.postings.filter((each) => each.account === account).reduce((sum, each) => sum + each.amount, 0)

it('two ends cannot be posted by hand, nor reversals', async () => {
  const [spent, end] = aSpending({ points: 1, from: 'household:x' })
  expect(spent.kind).toBe('hold')
  await expect(post([end])).rejects.toThrow('capture and release')
})

it('after all this the ledger verifies', async () => {
  const verified = await verifyLedger({ scope: { kind: 'all' } })
  expect(verified).toMatchObject({ differences: 0, findings: [] })
  expect(verified.entries).toBeGreaterThan(100)
})
