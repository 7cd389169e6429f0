// The rules of the lists as an area keeps them: version 1 is the product's; a later one is proposed, tried on closed
// months and put in force by a second person, from a month on that is not closed yet. A run keeps the number of the
// version that it was computed by, and versions never change, so an old month stays as it was.
import { canonical } from '@shared/canonical'
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { computeList } from '@shared/standings/computing'
import type { RulesRow, standingsDesk } from '@shared/standings/desk-contract'
import { StandingRules, defaultStandingRules } from '@shared/standings/standing-rules'
import { keepers } from '@shared/standings/vocabulary'
import { addMonths, dayOf, monthOf, type Month } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import { refuseOwnCase } from '../people/conflicts'
import { staffNames } from '../people/staff'
import { installedCity, type Place } from '../places/places'
import { keptInputs } from './inputs'
import { Runs, RulesVersions, type RulesRecord, type RunRecord } from './standings.model'

const TRIED_MONTHS = 3

/** @throws DomainError NOT_FOUND before the city is set up */
export async function requireArea(): Promise<Place> {
  const city = await installedCity()
  if (!city) throw new DomainError('NOT_FOUND')
  return city
}

/** The rules of a version. */
export async function rulesOf(area: string, version: number): Promise<StandingRules> {
  const kept = await RulesVersions.findById(`${area}:${version}`).lean<RulesRecord>()
  // what has come into the rules since a version was kept has its default in it
  return kept ? StandingRules.parse({ ...defaultStandingRules, ...kept.rules, version }) : defaultStandingRules
}

/** The version that holds for a month: of those in force from it or before, the newest. */
export async function rulesFor(area: string, period: Month): Promise<StandingRules> {
  const held = await RulesVersions.findOne({ area, status: 'inForce', from: { $lte: period } })
    .sort({ from: -1, version: -1 })
    .lean<RulesRecord>()
  return held ? rulesOf(area, held.version) : defaultStandingRules
}

/** The first month that is not closed: a rule can hold from there on. */
async function nextOpenMonth(area: string): Promise<Month> {
  const last = await Runs.findOne({ area }).sort({ period: -1 }).lean<RunRecord>()
  const running = monthOf(dayOf(now()))
  return last && last.period >= running ? addMonths(last.period, 1) : running
}

function present(actor: Actor, record: RulesRecord, names: ReadonlyMap<string, string>, current: number): RulesRow {
  const nameOf = (id: string): string => names.get(id) ?? '系统'
  return {
    version: record.version,
    status: record.status,
    from: record.from,
    rules: record.rules,
    reason: record.reason,
    proposedBy: nameOf(record.proposedBy),
    proposedAt: record.proposedAt.toISOString(),
    decidedBy: record.decidedBy ? nameOf(record.decidedBy) : null,
    isCurrent: record.version === current,
    mayDecide:
      record.status === 'proposed' &&
      actor.kind === 'person' &&
      record.proposedBy !== actorId(actor) &&
      holdsRole(actor, keepers, [record.area]),
  }
}

async function presentAll(actor: Actor, area: string, records: readonly RulesRecord[]): Promise<RulesRow[]> {
  const names = await staffNames(records.flatMap(({ proposedBy, decidedBy }) => [proposedBy, decidedBy ?? '']))
  const { version } = await rulesFor(area, monthOf(dayOf(now())))
  return records.map((record) => present(actor, record, names, version))
}

const isFirst = ({ version }: Pick<RulesRecord, 'version'>): boolean => version === defaultStandingRules.version

/** What holds until somebody puts something else in force. */
const firstOf = (area: Place): RulesRecord => ({
  _id: `${area._id}:1`,
  area: area._id,
  version: defaultStandingRules.version,
  status: 'inForce',
  from: monthOf(dayOf(area.createdAt)),
  rules: defaultStandingRules,
  reason: '本系统默认',
  proposedBy: 'system:standings',
  proposedAt: area.createdAt,
  decidedBy: 'system:standings',
})

export async function listRules(actor: Actor): Promise<OutputOf<typeof standingsDesk.rules>> {
  const area = await requireArea()
  const records = await RulesVersions.find({ area: area._id }).sort({ version: -1 }).limit(50).lean<RulesRecord[]>()
  return {
    items: await presentAll(actor, area._id, [...records, ...(records.some(isFirst) ? [] : [firstOf(area)])]),
    current: { ...(await rulesFor(area._id, monthOf(dayOf(now())))) },
    mayPropose: holdsRole(actor, keepers, area.path),
    nextFrom: await nextOpenMonth(area._id),
  }
}

/** @throws DomainError INPUT_INVALID, naming the field */
function checked(rules: Record<string, unknown>, version: number): StandingRules {
  const parsed = StandingRules.safeParse({ ...rules, version })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(`rules.${issue?.path.join('.') ?? ''}`, issue?.message ?? '规则填写有误')
}

/** What a version would have changed of the newest closed months; nothing is written. */
export async function tryRules(
  actor: Actor,
  { rules }: ParsedOf<typeof standingsDesk.tryRules>,
): Promise<OutputOf<typeof standingsDesk.tryRules>> {
  const area = await requireArea()
  if (!holdsRole(actor, keepers, area.path)) throw new DomainError('NOT_ALLOWED')
  const tried = checked(rules, 1)
  const runs = await Runs.find({ area: area._id }).sort({ period: -1 }).limit(TRIED_MONTHS).lean<RunRecord[]>()
  const months = []
  for (const run of runs) {
    const inputs = await keptInputs(run)
    const names = new Map(inputs.places.map(({ id, name }) => [id, name]))
    const after = new Map(computeList(inputs, tried, run.amendments).places.map((each) => [each.place, each.outcome]))
    const before = computeList(inputs, await rulesOf(area._id, run.rulesVersion), run.amendments).places
    const changes = before.flatMap(({ place, outcome }) => {
      const other = after.get(place) ?? outcome
      return other === outcome ? [] : [{ placeId: place, name: names.get(place) ?? '', before: outcome, after: other }]
    })
    months.push({ period: run.period, changes })
  }
  return { months }
}

/**
 * @throws DomainError NOT_ALLOWED, INPUT_INVALID, STANDING_RULES_FROM, STANDING_RULES_SAME, CHANGED_MEANWHILE for a
 * number that is taken
 */
export async function proposeRules(
  actor: PersonActor,
  { version, from, rules, reason }: ParsedOf<typeof standingsDesk.proposeRules>,
): Promise<RulesRow> {
  const area = await requireArea()
  if (!holdsRole(actor, keepers, area.path)) throw new DomainError('NOT_ALLOWED')
  const given = checked(rules, version)
  if (from < (await nextOpenMonth(area._id))) throw new DomainError('STANDING_RULES_FROM')
  const newest = await RulesVersions.findOne({ area: area._id }).sort({ version: -1 }).lean<RulesRecord>()
  if (version !== (newest?.version ?? 1) + 1) throw new DomainError('CHANGED_MEANWHILE')
  // what holds from that month on already is no new version
  const { version: _held, ...held } = await rulesFor(area._id, from)
  const { version: _given, ...asked } = given
  if (canonical(held) === canonical(asked)) throw new DomainError('STANDING_RULES_SAME')
  const record: RulesRecord = {
    _id: `${area._id}:${version}`,
    area: area._id,
    version,
    status: 'proposed',
    from,
    rules: given,
    reason,
    proposedBy: actorId(actor),
    proposedAt: now(),
  }
  const [row] = await presentAll(actor, area._id, [record])
  if (!row) throw new Error('rules without their row')
  return transaction(async (tx) => {
    await tx.on(RulesVersions).insert(record)
    await audit(tx, actor, {
      action: 'standings.proposeRules',
      subject: `standingRules/${record._id}`,
      placePath: area.path,
      reason,
      details: { version, from },
    })
    return row
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  })
}

/**
 * A second person puts a version in force, or refuses it.
 * @throws DomainError NOT_FOUND, DECIDES_OWN_CASE, WRONG_STATE, STANDING_RULES_FROM when its first month is closed
 */
export async function decideRules(
  actor: PersonActor,
  { version, outcome, reason }: ParsedOf<typeof standingsDesk.decideRules>,
): Promise<RulesRow> {
  const area = await requireArea()
  const _id = `${area._id}:${version}`
  const seen = await RulesVersions.findById(_id).lean<RulesRecord>()
  if (!seen || !holdsRole(actor, keepers, area.path)) throw new DomainError('NOT_FOUND')
  const by = actorId(actor)
  const names = await staffNames([seen.proposedBy, by])
  return transaction(async (tx) => {
    await refuseOwnCase(tx, actor, { author: seen.proposedBy })
    if (outcome === 'inForce' && (await tx.on(Runs).count({ area: area._id, period: { $gte: seen.from } })) > 0)
      throw new DomainError('STANDING_RULES_FROM')
    const record = await tx
      .on(RulesVersions)
      .findOneAndUpdate(
        { _id, status: 'proposed', proposedBy: { $ne: by } },
        { $set: { status: outcome, decidedBy: by, decidedAt: now(), decisionReason: reason } },
      )
    if (!record) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'standings.decideRules',
      subject: `standingRules/${_id}`,
      placePath: area.path,
      reason,
      details: { outcome, from: seen.from },
    })
    return present(actor, record, names, outcome === 'inForce' && seen.from <= monthOf(dayOf(now())) ? version : 0)
  })
}
