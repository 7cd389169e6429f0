// The nightly verification of the ledger: a job, and what it found, for the console; beside it the chain of daily
// seals, each with what the last verification said of it. A seal is called sound only when a run after it finished and
// every difference of that run is known.
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { Actor } from '@shared/actors'
import { scopeOf } from '@shared/actors'
import { pointsReaders, type ledger } from '@shared/ledger/contract'
import type { ledgerDesk, SealView } from '@shared/ledger/desk-contract'
import { units } from '@shared/units'
import { now } from '../clock'
import { defineModel, type Document } from '../db'
import { defineJob, storedNames } from '../jobs'
import { JobRuns, type JobRunRecord } from '../long-work'
import { log } from '../log'
import { readCountedPage } from '../paging'
import { Seals, type Seal } from './seals'
import { verifyLedger, type Verified } from './verify'
import { placeOf } from './verify-seals'

type Check = Document & Omit<Verified, 'totals'> & { at: Date }

const count = { type: Number, required: true }
const Checks = defineModel<Check>(
  'LedgerCheck',
  'ledgerChecks',
  {
    at: { type: Date, required: true },
    entries: count,
    accounts: count,
    differences: count,
    findings: { type: [Object], required: true },
  },
  [{ fields: { at: -1 } }],
)

export const ledgerVerify = defineJob({
  name: 'ledger.verify',
  title: '账本核对',
  formerly: ['ledgerVerify'],
  every: 'day',
  at: '03:30',
  lookBack: 1,
  run: async (slot, run) => {
    const { totals: _totals, ...found } = await verifyLedger({
      scope: { kind: 'all' },
      asOf: now(),
      progress: run.progress,
    })
    await Checks.updateOne({ _id: `ledger.verify:${slot}` }, { $set: { at: now(), ...found } }, { upsert: true })
    if (found.differences > 0)
      log.error({ differences: found.differences, first: found.findings[0] }, 'the ledger does not verify')
    return { entries: found.entries, accounts: found.accounts, differences: found.differences }
  },
})

/** The latest runs. Where and what is shown to those who read the whole city. */
export async function deskChecks(
  actor: Actor,
  input: ParsedOf<typeof ledger.deskChecks>,
): Promise<OutputOf<typeof ledger.deskChecks>> {
  const seesAll =
    scopeOf(
      actor,
      pointsReaders.filter((role) => role !== 'communityWorker' && role !== 'subdistrictOfficer'),
    ).length > 0
  const runs = await JobRuns.find({ job: { $in: storedNames(ledgerVerify) } })
    .sort({ startedAt: -1 })
    .limit(input.limit ?? 14)
    .lean<JobRunRecord[]>()
  const checks = new Map(
    (await Checks.find({ _id: { $in: runs.map((run) => run._id) } }).lean<Check[]>()).map((check) => [
      check._id,
      check,
    ]),
  )
  const items = runs.map((run) => {
    const check = checks.get(run._id)
    return {
      id: run._id,
      status: run.status,
      startedAt: run.startedAt.toISOString(),
      finishedAt: run.finishedAt?.toISOString() ?? null,
      done: run.done ?? 0,
      total: run.total ?? 0,
      entries: check?.entries ?? 0,
      accounts: check?.accounts ?? 0,
      differences: check?.differences ?? 0,
      findings: seesAll ? (check?.findings ?? []) : [],
    }
  })
  return { items }
}

const SEALS = 31

/** Sealed days, the newest first. */
export async function listSeals(input: ParsedOf<typeof ledgerDesk.seals>): Promise<OutputOf<typeof ledgerDesk.seals>> {
  const { rows, ...page } = await readCountedPage(Seals, { _id: -1 }, {}, input, SEALS)
  const last = await Checks.findOne().sort({ at: -1 }).lean<Check>()
  return {
    items: rows.map((seal) => sealView(seal, last)),
    ...page,
    checkedAt: last?.at.toISOString() ?? null,
  }
}

function sealView(seal: Seal, last: Check | null): SealView {
  const kinds = Object.values(seal.totals)
  const sum = (side: 'in' | 'out', unit: (typeof units)[number]): number =>
    kinds.reduce((total, kind) => total + kind[side][unit], 0)
  return {
    day: seal._id,
    entries: seal.entries,
    sealedAt: seal.sealedAt.toISOString(),
    hash: seal.hash,
    previous: seal.previous,
    totals: units.map((unit) => ({ unit, in: sum('in', unit), out: sum('out', unit) })),
    ...verdictOf(seal, last),
  }
}

function verdictOf(seal: Seal, last: Check | null): Pick<SealView, 'check' | 'checkText'> {
  if (!last || last.at < seal.sealedAt) return { check: 'unknown', checkText: '还没有核对' }
  const finding = last.findings.find(({ where }) => where === placeOf(seal._id))
  if (finding) return { check: 'differs', checkText: finding.text }
  // only the first hundred differences are kept: beyond them silence proves nothing
  return last.differences > last.findings.length
    ? { check: 'unknown', checkText: '差异太多，没有逐一列出' }
    : { check: 'agreed', checkText: '相符' }
}
