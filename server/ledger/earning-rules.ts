// Earning rules as staff make them: draft, trial, proposal, activation by a second
// person, end. A version that has begun is never changed but for its end, and nothing begins today or earlier. Every
// step is audited and stands in the version's history.
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import {
  basisOf,
  draftErrors,
  ruleActions,
  ruleIdOf,
  ruleMachine,
  ruleOn,
  ruleStatusNames,
  type RuleAction,
  type RuleFacts,
} from '@shared/ledger/earning'
import { ruleMakers, type earning, type RuleView } from '@shared/ledger/earning-contract'
import { earningSources, sourceKeys } from '@shared/ledger/earning-sources'
import { allowedActions, decide } from '@shared/machine'
import { dayOf, showDay } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { readCountedPage } from '../paging'
import { secondPerson } from '../people/conflicts'
import { fullNames } from '../people/people'
import { budgetsNow } from './budgets'
import { EarningRules, RulePreviews, type PreviewRecord, type RuleRecord } from './earning.model'
import { presentPreview } from './previews'
import { activated, showBudget, showCaps, showRates } from './public-rules'

type Draft = ParsedOf<typeof earning.draftRule>

const relationsOf = (actor: Actor): 'maker'[] => (scopeOf(actor, ruleMakers).length > 0 ? ['maker'] : [])
const factsOf = (rule: RuleRecord, isSecond: (firsts: (string | null)[]) => boolean): RuleFacts => ({
  startsAfterToday: rule.validFrom > dayOf(now()),
  previewed: rule.previewId !== null,
  isAuthor: !isSecond([rule.draftedBy, rule.proposedBy]),
})

/** All versions, the last changed first. */
export async function listRules(
  actor: Actor,
  input: ParsedOf<typeof earning.deskRules>,
): Promise<OutputOf<typeof earning.deskRules>> {
  const filter = { ...(input.status ? { status: input.status } : {}), ...(input.source ? { key: input.source } : {}) }
  const { rows, ...page } = await readCountedPage(EarningRules, { updatedAt: -1 }, filter, input)
  return { items: await present(actor, rows), ...page }
}

/** @throws DomainError NOT_FOUND */
export async function showRule(actor: Actor, { id }: { id: string }): Promise<RuleView> {
  const rule = await EarningRules.findById(id).lean<RuleRecord>()
  if (!rule) throw new DomainError('NOT_FOUND')
  return presentOne(actor, rule)
}

async function presentOne(actor: Actor, rule: RuleRecord, tx?: Tx): Promise<RuleView> {
  const [view] = await present(actor, [rule], tx)
  if (!view) throw new Error('a rule without a view')
  return view
}

async function present(actor: Actor, rules: readonly RuleRecord[], tx?: Tx): Promise<RuleView[]> {
  const isSecond = relationsOf(actor).length > 0 ? await secondPerson(actor, tx) : () => false
  const today = dayOf(now())
  const versions = await activated()
  const names = await fullNames(
    rules.flatMap((rule) =>
      [rule.draftedBy, rule.proposedBy, rule.activatedBy, rule.endedBy, ...rule.history.map((each) => each.by)].filter(
        (id) => id !== null,
      ),
    ),
  )
  const previews = new Map(
    (
      await RulePreviews.find({ _id: { $in: rules.flatMap((rule) => rule.previewId ?? []) } }).lean<PreviewRecord[]>()
    ).map((record) => [record._id, record]),
  )
  const inForce = new Map(
    sourceKeys.map((key) => [
      key,
      ruleOn(
        versions.filter((rule) => rule.key === key),
        today,
      )?._id,
    ]),
  )
  const budgets = await budgetsNow(
    versions
      .filter((rule) => inForce.get(rule.key) === rule._id)
      .map(({ key, budgetPerMonth }) => ({ key, total: budgetPerMonth })),
  )
  const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? id))
  const views: RuleView[] = []
  for (const rule of rules) {
    const holds = inForce.get(rule.key) === rule._id
    const preview = rule.previewId === null ? undefined : previews.get(rule.previewId)
    views.push({
      id: rule._id,
      key: rule.key,
      version: rule.version,
      revision: rule.revision,
      status: rule.status,
      statusText: ruleStatusNames[rule.status],
      name: rule.name,
      source: rule.key,
      sourceName: earningSources[rule.key].name,
      basis: basisOf(rule.key),
      rates: showRates(rule),
      caps: showCaps(rule),
      budgetPerMonth: rule.budgetPerMonth,
      budget: holds ? showBudget(budgets.get(rule.key)) : null,
      validFrom: rule.validFrom,
      validTo: rule.validTo,
      reason: rule.reason,
      inForce: holds,
      draftedBy: nameOf(rule.draftedBy) ?? '',
      proposedBy: nameOf(rule.proposedBy),
      activatedBy: nameOf(rule.activatedBy),
      endedBy: nameOf(rule.endedBy),
      preview: preview ? await presentPreview(preview) : null,
      history: rule.history.map(({ at, action, text, by }) => ({
        at: at.toISOString(),
        action,
        text,
        by: nameOf(by) ?? '',
      })),
      allowed: ruleActions.filter((action) =>
        allowedActions(ruleMachine, rule.status, relationsOf(actor), factsOf(rule, isSecond)).includes(action),
      ),
    })
  }
  return views
}

function checkDraft({ source, ...fields }: Draft): void {
  const today = dayOf(now())
  if (fields.validFrom <= today) throw new DomainError('LEDGER_RULE_PAST')
  const errors = draftErrors({ ...fields, key: source }, today)
  if (errors.length > 0) throw new DomainError('INPUT_INVALID', { fields: errors })
}

/**
 * @throws DomainError LEDGER_RULE_PAST, INPUT_INVALID, CHANGED_MEANWHILE when somebody else drafted the same version at
 * once
 */
export async function draftRule(actor: Actor, input: Draft): Promise<RuleView> {
  checkDraft(input)
  const { source, ...fields } = input
  const by = actorId(actor)
  try {
    return await transaction(async (tx) => {
      const [last] = await tx.on(EarningRules).find({ key: source }, { sort: { version: -1 }, limit: 1 })
      const version = (last?.version ?? 0) + 1
      const rule: RuleRecord = {
        _id: ruleIdOf({ key: source, version }),
        key: source,
        version,
        ...fields,
        status: 'draft',
        revision: 1,
        draftedBy: by,
        proposedBy: null,
        activatedBy: null,
        endedBy: null,
        previewId: null,
        history: [{ at: now(), action: 'draft', text: '起草', by }],
        updatedAt: now(),
      }
      await tx.on(EarningRules).insert(rule)
      await audit(tx, actor, {
        action: 'ledger.draftRule',
        subject: `earningRules/${rule._id}`,
        reason: input.reason,
        details: { ...fields },
      })
      return presentOne(actor, rule, tx)
    })
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  }
}

const auditActions = {
  edit: 'ledger.editRule',
  propose: 'ledger.proposeRule',
  takeBack: 'ledger.takeBackRule',
  activate: 'ledger.activateRule',
  end: 'ledger.endRule',
} as const

type Change = {
  id: string
  revision: number
  action: Exclude<RuleAction, 'preview'>
  set: Partial<RuleRecord>
  text: string
  reason?: string
}

/** One step of a version: by the machine, on the revision that was seen. */
async function step(tx: Tx, actor: Actor, { id, revision, action, set, text, reason }: Change): Promise<RuleRecord> {
  const before = await tx.on(EarningRules).findOne({ _id: id })
  if (!before) throw new DomainError('NOT_FOUND')
  const facts = factsOf(before, await secondPerson(actor, tx))
  const decision = decide(ruleMachine, before.status, action, relationsOf(actor), facts)
  if (!decision.ok) throw new DomainError(decision.code)
  const by = actorId(actor)
  const after = await tx.on(EarningRules).findOneAndUpdate({ _id: id, revision, status: before.status }, {
    $set: { ...set, status: decision.to, updatedAt: now() },
    $inc: { revision: 1 },
    $push: { history: { at: now(), action, text, by } },
  } as never)
  if (!after) throw new DomainError('CHANGED_MEANWHILE')
  await audit(tx, actor, {
    action: auditActions[action],
    subject: `earningRules/${id}`,
    ...(reason ? { reason } : {}),
    details: { ...set },
  })
  return after
}

/**
 * Changes a draft; a trial of it no longer counts. @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE,
 * LEDGER_RULE_PAST, INPUT_INVALID
 */
export async function editRule(actor: Actor, input: ParsedOf<typeof earning.editRule>): Promise<RuleView> {
  const { id, revision, source, ...fields } = input
  if (!id.startsWith(`${source}@`)) throw invalid('source', '不能改为别的得分来源，请另外起草')
  checkDraft({ source, ...fields })
  return transaction(async (tx) => {
    const set = { ...fields, draftedBy: actorId(actor), previewId: null }
    return presentOne(
      actor,
      await step(tx, actor, { id, revision, action: 'edit', set, text: '修改草稿', reason: input.reason }),
      tx,
    )
  })
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE, LEDGER_RULE_NO_PREVIEW, LEDGER_RULE_PAST */
export function proposeRule(actor: Actor, { id, revision }: ParsedOf<typeof earning.proposeRule>): Promise<RuleView> {
  return transaction(async (tx) => {
    const rule = await tx.on(EarningRules).findOne({ _id: id })
    const preview = rule?.previewId ? await tx.on(RulePreviews).findOne({ _id: rule.previewId }) : null
    if (rule?.status === 'draft' && preview?.would === null) throw new DomainError('LEDGER_RULE_NO_PREVIEW')
    return presentOne(
      actor,
      await step(tx, actor, { id, revision, action: 'propose', set: { proposedBy: actorId(actor) }, text: '提交审定' }),
      tx,
    )
  })
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE */
export function takeBackRule(
  actor: Actor,
  { id, revision, reason }: ParsedOf<typeof earning.takeBackRule>,
): Promise<RuleView> {
  return transaction(async (tx) =>
    presentOne(
      actor,
      await step(tx, actor, {
        id,
        revision,
        action: 'takeBack',
        set: { proposedBy: null },
        text: `退回草稿：${reason}`,
        reason,
      }),
      tx,
    ),
  )
}

/**
 * The second person's yes. @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE, LEDGER_RULE_SAME_PERSON,
 * LEDGER_RULE_PAST
 */
export function activateRule(actor: Actor, { id, revision }: ParsedOf<typeof earning.activateRule>): Promise<RuleView> {
  return transaction(async (tx) =>
    presentOne(
      actor,
      await step(tx, actor, {
        id,
        revision,
        action: 'activate',
        set: { activatedBy: actorId(actor) },
        text: '审定启用',
      }),
      tx,
    ),
  )
}

/**
 * @param lastDay Shanghai day, today or later @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE,
 * LEDGER_RULE_PAST
 */
export function endRule(
  actor: Actor,
  { id, revision, lastDay, reason }: ParsedOf<typeof earning.endRule>,
): Promise<RuleView> {
  if (lastDay < dayOf(now())) throw new DomainError('LEDGER_RULE_PAST')
  return transaction(async (tx) => {
    const change = {
      id,
      revision,
      action: 'end' as const,
      set: { validTo: lastDay, endedBy: actorId(actor) },
      text: `${showDay(lastDay)}后停用：${reason}`,
      reason,
    }
    return presentOne(actor, await step(tx, actor, change), tx)
  })
}

/** Who stood behind a version; nobody for what is no version of a rule. */
export async function authorsOf(ruleVersion: string): Promise<string[]> {
  const rule = await EarningRules.findById(ruleVersion).lean<RuleRecord>()
  return rule ? [rule.draftedBy, rule.proposedBy, rule.activatedBy].filter((id) => id !== null) : []
}
