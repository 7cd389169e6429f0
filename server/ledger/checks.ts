// The nightly verification of the ledger: a job, and what it found, for the console.
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { Actor } from '@shared/actors'
import { scopeOf } from '@shared/actors'
import { ledgerReaders, type ledger } from '@shared/ledger/contract'
import { now } from '../clock'
import { defineModel, type Document } from '../db'
import { JobRuns, type Job, type JobRunRecord } from '../jobs'
import { log } from '../log'
import { verifyLedger, type Verified } from './verify'

type Check = Document & Omit<Verified, 'totals'> & { at: Date }

const count = { type: Number, required: true }
const Checks = defineModel<Check>('LedgerCheck', 'ledgerChecks', {
  at: { type: Date, required: true }, entries: count, accounts: count, differences: count, findings: { type: [Object], required: true },
})

export const ledgerVerify: Job = {
  name: 'ledgerVerify', title: '账本核对', every: 'day', at: '03:30', lookBack: 1,
  run: async (slot, run) => {
    const { totals: _totals, ...found } = await verifyLedger({ scope: { kind: 'all' }, progress: run.progress })
    await Checks.updateOne({ _id: `ledgerVerify:${slot}` }, { $set: { at: now(), ...found } }, { upsert: true })
    if (found.differences > 0) log.error({ differences: found.differences, first: found.findings[0] }, 'the ledger does not verify')
    return { entries: found.entries, accounts: found.accounts, differences: found.differences }
  },
}

/** The latest runs. Where and what is shown to those who read the whole city. */
export async function deskChecks(actor: Actor, input: ParsedOf<typeof ledger.deskChecks>): Promise<OutputOf<typeof ledger.deskChecks>> {
  const seesAll = scopeOf(actor, ledgerReaders.filter((role) => role !== 'communityWorker' && role !== 'subdistrictOfficer')).length > 0
  const runs = await JobRuns.find({ job: ledgerVerify.name }).sort({ startedAt: -1 }).limit(input.limit ?? 14).lean<JobRunRecord[]>()
  const checks = new Map((await Checks.find({ _id: { $in: runs.map((run) => run._id) } }).lean<Check[]>()).map((check) => [check._id, check]))
  const items = runs.map((run) => {
    const check = checks.get(run._id)
    return {
      id: run._id, status: run.status, startedAt: run.startedAt.toISOString(), finishedAt: run.finishedAt?.toISOString() ?? null, done: run.done ?? 0, total: run.total ?? 0,
      entries: check?.entries ?? 0, accounts: check?.accounts ?? 0, differences: check?.differences ?? 0, findings: seesAll ? (check?.findings ?? []) : [],
    }
  })
  return { items }
}
