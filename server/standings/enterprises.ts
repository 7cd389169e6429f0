// 分类企业 at the desk: a month is declared once, and checked once by somebody else; both stay as they were entered.
// Invariants: one month of an enterprise is there once (unique index); nobody checks what they entered; a month that is
// checked after its quarter was closed counts in the next list alone.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { EnterpriseMonth, enterprises } from '@shared/standings/enterprise-contract'
import { enterpriseKeepers, enterpriseReaders } from '@shared/standings/vocabulary'
import { dayOf, longMonth, monthOf } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { organisationNames, organisationsByIds } from '../organisations/names'
import { readCountedPage } from '../paging'
import { refuseOwnCase } from '../people/conflicts'
import { staffNames } from '../people/staff'
import type { Place } from '../places/places'
import { undatedWork, type WorkRow } from '../work'
import { EnterpriseMonths, type EnterpriseMonthRecord } from './enterprises.model'
import { requireArea } from './rules'

/** @throws DomainError NOT_ALLOWED outside the actor's area */
async function keptArea(actor: Actor): Promise<Place> {
  const area = await requireArea()
  if (!holdsRole(actor, enterpriseKeepers, area.path)) throw new DomainError('NOT_ALLOWED')
  return area
}

async function presentAll(actor: Actor, area: Place, records: readonly EnterpriseMonthRecord[]) {
  const names = await organisationNames(records.map(({ organisationId }) => organisationId))
  const people = await staffNames(records.flatMap(({ declaredBy, check }) => [declaredBy, check?.by ?? '']))
  const mayCheck = holdsRole(actor, enterpriseKeepers, area.path)
  return records.map(
    ({ _id, organisationId, month, handled, declared, declaredBy, declaredAt, check }): EnterpriseMonth => ({
      id: _id,
      organisationId,
      name: names.get(organisationId) ?? '',
      month,
      handled,
      declared,
      verified: check?.verified ?? null,
      penalties: check?.penalties ?? 0,
      note: check?.note ?? '',
      declaredBy: people.get(declaredBy) ?? '工作人员',
      declaredAt: declaredAt.toISOString(),
      checkedBy: check ? (people.get(check.by) ?? '工作人员') : null,
      checkedAt: check?.at.toISOString() ?? null,
      mayCheck: mayCheck && check === null && actor.kind === 'person' && declaredBy !== actor.personId,
    }),
  )
}

async function present(actor: Actor, area: Place, record: EnterpriseMonthRecord): Promise<EnterpriseMonth> {
  const [row] = await presentAll(actor, area, [record])
  if (!row) throw new Error('a month without its row')
  return row
}

export async function listEnterprises(
  actor: Actor,
  { waiting, ...input }: ParsedOf<typeof enterprises.list>,
): Promise<OutputOf<typeof enterprises.list>> {
  const area = await requireArea()
  if (!holdsRole(actor, enterpriseReaders, area.path)) throw new DomainError('NOT_ALLOWED')
  const filter = { area: area._id, ...(waiting ? { check: null } : {}) }
  const { rows, ...page } = await readCountedPage(EnterpriseMonths, { month: -1 }, filter, input, 30)
  return { items: await presentAll(actor, area, rows), ...page }
}

/**
 * @throws DomainError NOT_ALLOWED, NOT_FOUND for what is no enterprise that sorts, INPUT_INVALID for a month that is
 * not over or more recycled than handled, ENTERPRISE_MONTH_HAD, IDEMPOTENCY_KEY_REUSED
 */
export async function declareMonth(
  actor: PersonActor,
  { id, organisationId, month, handled, declared }: ParsedOf<typeof enterprises.declare>,
): Promise<EnterpriseMonth> {
  const area = await keptArea(actor)
  const [organisation] = await organisationsByIds([organisationId])
  if (!organisation?.kinds.includes('sortingCompany') || !organisation.placePath.includes(area._id))
    throw new DomainError('NOT_FOUND')
  if (month >= monthOf(dayOf(now()))) throw invalid('month', '这个月还没有结束，月底以后再录入')
  if (declared > handled) throw invalid('declared', '申报的回收利用量不能比处理的总量多')
  const record: EnterpriseMonthRecord = {
    _id: id,
    area: area._id,
    organisationId,
    month,
    handled,
    declared,
    declaredBy: actorId(actor),
    declaredAt: now(),
    check: null,
  }
  return transaction(async (tx) => {
    const had = await tx.on(EnterpriseMonths).findOne({ _id: id })
    if (had) {
      const isSame =
        had.organisationId === organisationId && had.month === month && had.declaredBy === record.declaredBy
      if (!isSame || had.handled !== handled || had.declared !== declared)
        throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      return present(actor, area, had)
    }
    await tx.on(EnterpriseMonths).insert(record)
    await audit(tx, actor, {
      action: 'standings.declareEnterprise',
      subject: `standingEnterprises/${id}`,
      placePath: area.path,
      details: { organisationId, month, handled, declared },
    })
    return present(actor, area, record)
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('ENTERPRISE_MONTH_HAD') : error
  })
}

/**
 * @throws DomainError NOT_ALLOWED, NOT_FOUND, DECIDES_OWN_CASE, WRONG_STATE when it was checked already, INPUT_INVALID
 */
export async function checkMonth(
  actor: PersonActor,
  { id, verified, penalties, note }: ParsedOf<typeof enterprises.check>,
): Promise<EnterpriseMonth> {
  const area = await keptArea(actor)
  const seen = await EnterpriseMonths.findById(id).lean<EnterpriseMonthRecord>()
  if (seen?.area !== area._id) throw new DomainError('NOT_FOUND')
  if (verified !== null && verified > seen.handled) throw invalid('verified', '核实的回收利用量不能比处理的总量多')
  return transaction(async (tx) => {
    await refuseOwnCase(tx, actor, { author: seen.declaredBy })
    const check = { verified, penalties, note, by: actorId(actor), at: now() }
    const record = await tx.on(EnterpriseMonths).findOneAndUpdate({ _id: id, check: null }, { $set: { check } })
    if (!record) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'standings.checkEnterprise',
      subject: `standingEnterprises/${id}`,
      placePath: area.path,
      reason: note,
      details: { verified, penalties },
    })
    return present(actor, area, record)
  })
}

/** What was registered twice has its months under one id; a month that both have stays with the one that it had. */
export async function moveMonths(tx: Tx, fromId: string, intoId: string): Promise<number> {
  const there = await tx.on(EnterpriseMonths).find({ organisationId: intoId })
  return tx
    .on(EnterpriseMonths)
    .updateMany(
      { organisationId: fromId, month: { $nin: there.map(({ month }) => month) } },
      { $set: { organisationId: intoId } },
    )
}

export const enterpriseWork: WorkRow = undatedWork<EnterpriseMonthRecord>({
  kind: 'standings.enterprise',
  title: '分类企业申报待核查',
  may: enterpriseKeepers,
  model: () => EnterpriseMonths,
  // nobody checks what they entered
  filter: ({ places, near }) => ({ area: { $in: [...places] }, check: null, declaredBy: { $nin: [...near.actors] } }),
  sort: { month: 1, _id: 1 },
  items: async (records) => {
    const names = await organisationNames(records.map(({ organisationId }) => organisationId))
    return records.map(({ _id, organisationId, month }) => ({
      id: _id,
      text: `${names.get(organisationId) ?? ''}：${longMonth(month)}的申报`,
      dueAt: null,
      link: '/standing-enterprises?waiting=true',
    }))
  },
})
