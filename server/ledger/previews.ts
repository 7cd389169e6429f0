// A trial of a draft: last calendar month's facts of its source run through the draft with its caps, beside what was
// issued for them. Runs as a job of its own with progress, so that it can be waited for, cancelled and repeated.
// Members are numbered, never named.
import type { mongo } from 'mongoose'
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { isStored, type Account } from '@shared/ledger/accounts'
import { issuerOf, limitsFor, pointsFor, type EarningRule, type Fact } from '@shared/ledger/earning'
import type { earning, RulePreview } from '@shared/ledger/earning-contract'
import type { Entry, Used } from '@shared/ledger/entries'
import { grantOf, moveUsed } from '@shared/ledger/limits'
import { addMonths, dayOf, instantAt, monthOf, type Month } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { JobRuns, startWork, type JobRun, type JobRunRecord, type Work } from '../long-work'
import { EarningRules, RulePreviews, type PreviewRecord, type RuleRecord } from './earning.model'
import { Entries } from './entries.model'

const JOB = 'ledgerPreview'
const PATIENCE_MS = 2_000
const CHANGES_SHOWN = 10
const STEP = 1_000

const entries = () => Entries.collection as unknown as mongo.Collection<Entry>

/**
 * Starts a trial and answers with what it is after two seconds at the latest. @throws DomainError NOT_FOUND,
 * WRONG_STATE
 */
export async function previewRule(
  actor: Actor,
  { id, previewId }: ParsedOf<typeof earning.previewRule>,
): Promise<RulePreview> {
  const rule = await EarningRules.findById(id).lean<RuleRecord>()
  if (!rule) throw new DomainError('NOT_FOUND')
  if (rule.status !== 'draft' && rule.status !== 'proposed') throw new DomainError('WRONG_STATE')
  const month = addMonths(monthOf(dayOf(now())), -1)
  const fresh: Omit<PreviewRecord, '_id'> = {
    ruleId: id,
    revision: rule.revision,
    month,
    text: '',
    would: null,
    did: null,
    pastBudget: 0,
    changes: [],
    by: actorId(actor),
    at: now(),
  }
  const known = await RulePreviews.findOneAndUpdate(
    { _id: previewId },
    { $setOnInsert: fresh },
    { upsert: true, returnDocument: 'after' },
  ).lean<PreviewRecord>()
  if (known?.ruleId !== id || known.by !== actorId(actor)) throw new DomainError('NOT_FOUND')
  await startWork(previewWork(rule, known), previewId, PATIENCE_MS)
  return transaction(async (tx) => {
    const { matched } = await tx
      .on(EarningRules)
      .updateOne({ _id: id, revision: rule.revision }, { $set: { previewId } })
    if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, {
      action: 'ledger.previewRule',
      subject: `earningRules/${id}`,
      details: { previewId, month },
    })
    return presentPreview((await tx.on(RulePreviews).findOne({ _id: previewId })) ?? known)
  })
}

/** @throws DomainError NOT_FOUND */
export async function showPreview({ id }: { id: string }): Promise<RulePreview> {
  const record = await RulePreviews.findById(id).lean<PreviewRecord>()
  if (!record) throw new DomainError('NOT_FOUND')
  return presentPreview(record)
}

/** With the state of its run. */
export async function presentPreview({
  _id,
  revision: _revision,
  by: _by,
  at,
  ...record
}: PreviewRecord): Promise<RulePreview> {
  const run = await JobRuns.findById(`${JOB}:${_id}`).lean<JobRunRecord>()
  const isDead = run?.status === 'running' && run.leaseUntil < now()
  return {
    id: _id,
    ...record,
    status: record.would ? 'finished' : isDead ? 'failed' : (run?.status ?? 'running'),
    done: run?.done ?? 0,
    total: run?.total ?? 0,
    startedAt: at.toISOString(),
    finishedAt: run?.finishedAt?.toISOString() ?? null,
  }
}

const previewWork = (rule: RuleRecord, { _id, month }: PreviewRecord): Work => ({
  name: JOB,
  run: async (_slot, run) => {
    const trial = await tryRule(rule, month, run)
    await RulePreviews.updateOne({ _id }, { $set: outcomeOf(rule, month, trial) })
    return { facts: trial.facts, points: trial.would }
  },
})

type Member = { before: number; after: number; used: Used }
type Trial = { facts: number; would: number; did: number; members: Map<Account, Member> }
type Recorded = { source: string; facts: Fact[] }

/**
 * Streams a source's entries for what happened in the month, whenever it was written; what has been reversed since does
 * not count.
 */
async function tryRule(rule: EarningRule, month: Month, run: JobRun): Promise<Trial> {
  const range = { $gte: instantAt(`${month}-01`, '00:00'), $lt: instantAt(`${addMonths(month, 1)}-01`, '00:00') }
  const filter = {
    recordedAt: { $gte: range.$gte },
    at: range,
    'details.earning.source': rule.key,
  } as mongo.Filter<Entry>
  const reversed = new Set(
    (
      await entries()
        .find({ recordedAt: { $gte: range.$gte }, reversedKind: 'earn' }, { projection: { reverses: 1 } })
        .toArray()
    ).map((entry) => entry.reverses),
  )
  const total = await entries().countDocuments(filter)
  const trial: Trial = { facts: 0, would: 0, did: 0, members: new Map() }
  let done = 0
  await run.progress(done, total)
  for await (const entry of entries().find(filter, { sort: { recordedAt: 1 } })) {
    done += 1
    if (!reversed.has(entry._id)) addEntry(trial, rule, entry)
    if (done % STEP === 0) await run.progress(done, total)
  }
  await run.progress(done, total)
  return trial
}

function addEntry(trial: Trial, rule: EarningRule, entry: Entry): void {
  const recorded = entry.details?.['earning'] as Recorded | undefined
  const account = entry.effects.find((effect) => isStored(effect.account))?.account
  if (!recorded || !account) return
  const member = trial.members.get(account) ?? { before: 0, after: 0, used: {} }
  const did = -entry.postings
    .filter((each) => each.account === issuerOf(rule.key))
    .reduce((sum, each) => sum + each.amount, 0)
  const asked = recorded.facts.reduce((sum, fact) => sum + pointsFor(rule, fact), 0)
  const earnerId = entry.details?.['earnerId']
  const occasion = { day: dayOf(entry.at), ...(typeof earnerId === 'string' ? { earnerId } : {}) }
  const { granted, used } = grantOf(asked, limitsFor(rule, recorded.facts, asked, occasion), member.used)
  trial.members.set(account, {
    before: member.before + did,
    after: member.after + granted,
    used: moveUsed(member.used, used),
  })
  trial.facts += 1
  trial.would += granted
  trial.did += did
}

/** 41200 as "41,200". */
const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

function outcomeOf(rule: EarningRule, month: Month, { facts, would, did, members }: Trial): Partial<PreviewRecord> {
  const [getting, got] = [
    [...members.values()].filter((member) => member.after > 0).length,
    [...members.values()].filter((member) => member.before > 0).length,
  ]
  const changes = [...members.values()]
    .map(({ before, after }) => ({ before, after, change: after - before }))
    .filter(({ change }) => change !== 0)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, CHANGES_SHOWN)
  const pastBudget = Math.max(0, would - rule.budgetPerMonth)
  const budget = pastBudget > 0 ? `；超出每月预算${grouped(pastBudget)}分，超出部分不会发放` : ''
  return {
    would: { points: would, members: getting, facts },
    did: { points: did, members: got, facts },
    pastBudget,
    text: `按${Number(month.slice(5))}月的${grouped(facts)}条记录，会发放 ${grouped(would)}分给 ${grouped(getting)}户，原规则发放了${grouped(did)}分${budget}`,
    changes: changes.map((change, index) => ({ label: `第${index + 1}户`, ...change })),
  }
}
