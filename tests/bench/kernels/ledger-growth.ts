// L1, posts to many accounts by many callers, and the same again with ten times the entries; then everything verified.
import { verifyLedger } from '@server/ledger/verify'
import { fill } from './ledger-fill'
import { prepareRaw, rawBatches } from './ledger-raw'
import { median } from './report'

import { earnOurs, inTurn, memberAt, onDisk, report, scaled, type Peer } from './ledger-setup'

export type Reached = Record<number, { ours: number; limit: number }>

export async function l1(peer: Peer, suffix = ''): Promise<Reached> {
  const reached: Reached = {}
  for (const [callers, size, floors] of [
    [64, 64, { limit: 0.62, medici: 7 }],
    [512, 200, { limit: 0.62, medici: 10 }],
  ] as const) {
    const states = await prepareRaw()
    const batches: number[] = []
    const runs = await inTurn({
      ours: async () => {
        const run = await earnOurs(callers, scaled(20_000), memberAt)
        batches.push(run.batch)
        return run
      },
      limit: () => rawBatches(states, { count: scaled(20_000), size, lanes: 1, accountOf: memberAt }),
      beside: () =>
        rawBatches(states, { count: scaled(20_000), size: Math.min(size, callers / 2), lanes: 2, accountOf: memberAt }),
      medici: () =>
        peer.ask({ run: 'earn', callers: Math.min(callers, 64), count: scaled(2_000), hotPercent: 0, locked: false }),
    })
    report(
      {
        case: 'L1',
        variant: `${callers} callers${suffix}`,
        unit: 'posts/s',
        ours: { ...runs.ours, postsPerTransaction: Math.round(median(batches)) },
        limit: { ...runs.limit, postsPerTransaction: size, twoBesideEachOther: runs.beside },
        peers: { medici: runs.medici },
        ratios: {
          limit: runs.ours.perSecond / runs.limit.perSecond,
          twoBesideEachOther: runs.ours.perSecond / runs.beside.perSecond,
          medici: runs.ours.perSecond / runs.medici.perSecond,
        },
        floors,
      },
      ['limit', 'medici'],
    )
    reached[callers] = { ours: runs.ours.perSecond, limit: runs.limit.perSecond }
  }
  return reached
}

/** Ten times the entries, then L1 again; then everything verified. */
export async function growth(peer: Peer, before: Reached): Promise<void> {
  await fill(scaled(900_000), memberAt, await prepareRaw())
  await onDisk()
  const after = await l1(peer, ', ten times the entries')
  for (const callers of [64, 512]) {
    const [then, now] = [before[callers], after[callers]]
    if (!then || !now) throw new Error(`nothing was measured with ${callers} callers`)
    // the limit writes into collections emptied each time: what it lost meanwhile, the machine did
    const [slower, machine] = [then.ours / now.ours, then.limit / now.limit]
    report({
      case: 'L1',
      variant: `growth, ${callers} callers`,
      unit: 'posts/s',
      ours: { before: then.ours, after: now.ours },
      limit: { before: then.limit, after: now.limit },
      ratios: { growth: slower / machine, slower, machine },
      floors: { growth: 1.15 },
    })
  }
  let highest = 0
  let early = 0
  const startedAt = performance.now()
  const verified = await verifyLedger({
    scope: { kind: 'all' },
    progress: (done, total) => {
      const megabytes = process.memoryUsage().rss / 1e6
      if (done < total / 10) early = Math.max(early, megabytes)
      highest = Math.max(highest, megabytes)
    },
  })
  report({
    case: 'verify',
    variant: `${verified.entries} entries, ${verified.accounts} accounts`,
    unit: 's',
    ours: {
      seconds: (performance.now() - startedAt) / 1000,
      megabytes: highest,
      earlyMegabytes: early,
      differences: verified.differences,
    },
    ratios: { memory: highest / early, differences: verified.differences },
    floors: { memory: 1.25, differences: 0 },
  })
}
