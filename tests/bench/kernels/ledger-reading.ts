// R1 and R2: a balance and a page of the statement, of a small account and of a large one.
import { balanceOf } from '@server/ledger/ledger'
import { statement } from '@server/ledger/statement'
import { numberedPage } from '@server/paging'
import { accountsOf, fill } from './ledger-fill'
import { rawPage, rawStatement } from './ledger-raw'
import { inTurn, report, scaled, type Peer } from './ledger-setup'
import { timed, type Timed } from './report'

const personOf = (name: string) => ({
  kind: 'person' as const,
  personId: name,
  sessionId: 'bench',
  grants: [],
  households: [],
})

export async function reading(peer: Peer): Promise<void> {
  const sizes = { small: 100, large: Math.max(2_000, scaled(100_000)) }
  for (const [name, size] of Object.entries(sizes)) {
    await fill(size, () => `person:${name}`)
    await peer.ask({ run: 'fill', account: `reader:${name}`, count: size })
  }
  const count = scaled(1_000)
  const page = (name: string, size: number, to: number): Promise<Timed> => {
    const account = `person:${name}`
    const cursor = to < size ? numberedPage(account, to + 20, { limit: 20 }).next : null
    return timed(1, count, () => statement(personOf(name), { account, limit: 20, ...(cursor ? { cursor } : {}) }))
  }
  const deep = Math.max(20, sizes.large - 500 * 20)
  const pages = await inTurn({
    small: () => page('small', sizes.small, sizes.small),
    first: () => page('large', sizes.large, sizes.large),
    deep: () => page('large', sizes.large, deep),
    limit: () => timed(1, count, () => rawStatement('person:large')),
    one: () => timed(1, count, () => rawPage('person:large', sizes.large - 19, sizes.large)),
    medici: () => peer.ask({ run: 'page', account: 'reader:large', count: Math.max(5, Math.round(count / 20)) }),
  })
  report(
    {
      case: 'R1',
      variant: `20 lines of ${sizes.large}`,
      unit: 'ms p50',
      ours: { first: pages.first, page500: pages.deep, of100: pages.small },
      limit: { ...pages.limit, pageAlone: pages.one },
      peers: { medici: pages.medici },
      ratios: {
        limit: pages.first.p50 / pages.limit.p50,
        pageAlone: pages.first.p50 / pages.one.p50,
        medici: pages.medici.p50 / pages.first.p50,
        depth: pages.deep.p50 / pages.first.p50,
        growth: pages.first.p50 / pages.small.p50,
      },
      floors: { limit: 1.3, pageAlone: 3, medici: 3, depth: 1.1, growth: 1.1 },
    },
    ['medici'],
  )
  // medici keeps sums for a day: one is made now, and a thousand entries come after it
  await peer.ask({ run: 'balance', account: 'reader:large', count: 1 })
  await peer.ask({ run: 'fill', account: 'reader:large', count: 1_000 })
  const balances = await inTurn({
    ours: () => timed(1, count, () => balanceOf('person:large')),
    small: () => timed(1, count, () => balanceOf('person:small')),
    limit: () => timed(1, count, () => accountsOf().findOne({ _id: 'person:large' })),
    medici: () => peer.ask({ run: 'balance', account: 'reader:large', count: Math.max(20, Math.round(count / 5)) }),
    summed: () => peer.ask({ run: 'sum', account: 'reader:large', count: 5 }),
  })
  report(
    {
      case: 'R2',
      variant: `balance after ${sizes.large} entries`,
      unit: 'ms p50',
      ours: balances.ours,
      limit: balances.limit,
      peers: { medici: balances.medici, mediciWithoutSum: balances.summed },
      ratios: {
        limit: balances.ours.p50 / balances.limit.p50,
        medici: balances.medici.p50 / balances.ours.p50,
        mediciWithoutSum: balances.summed.p50 / balances.ours.p50,
        growth: balances.ours.p50 / balances.small.p50,
      },
      floors: { limit: 1.2, medici: 10, mediciWithoutSum: 100, growth: 1.05 },
    },
    ['medici', 'mediciWithoutSum'],
  )
}
