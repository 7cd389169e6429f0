// Property companies. A company belongs to the area that entered it; compounds of any area may name it.
// Invariants: a name is unique while in use; a company that still manages a compound can't be archived.
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { escapePattern } from '@shared/escape'
import type { placesDesk } from '@shared/places/desk-contract'
import type { CompanyRow } from '@shared/places/desk-rows'
import { mayWithPlace } from '@shared/places/rules'
import type * as z from '@shared/z'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { readCountedPage } from '../paging'
import { Companies, Places, type Company } from './places.model'
import { relyOn, requireRight } from './tree'

type Row = z.infer<typeof CompanyRow>

/** Companies by name; every reader sees them all, since a compound may be managed from elsewhere in the city. */
export async function listCompanies(
  actor: Actor,
  input: ParsedOf<typeof placesDesk.companies>,
): Promise<OutputOf<typeof placesDesk.companies>> {
  const typed = input.q ? { name: { $regex: escapePattern(input.q) } } : {}
  const { rows, ...page } = await readCountedPage(Companies, { name: 1 }, { ...typed, status: 'active' }, input)
  return { items: await present(actor, rows), ...page }
}

async function present(actor: Actor, companies: readonly Company[], tx?: Tx): Promise<Row[]> {
  const pipeline = [
    { $match: { companyId: { $in: companies.map((company) => company._id) }, status: 'active' } },
    { $group: { _id: '$companyId', count: { $sum: 1 } } },
  ]
  const groups = tx
    ? await tx.on(Places).aggregate<{ _id: string; count: number }>(pipeline)
    : await Places.aggregate<{ _id: string; count: number }>(pipeline)
  const compounds = new Map(groups.map((group) => [group._id, group.count]))
  const sees =
    scopeOf(actor, [
      'subdistrictOfficer',
      'cityOfficer',
      'administrator',
      'auditor',
      'communityWorker',
      'propertyManager',
    ]).length > 0
  return companies.map((company) => ({
    id: company._id,
    name: company.name,
    creditCode: company.creditCode ?? null,
    phone: sees ? (company.phone ?? null) : null,
    placeId: company.placePath.at(-1) ?? '',
    status: company.status,
    compounds: compounds.get(company._id) ?? 0,
    revision: company.revision,
    mayEdit: mayWithPlace(actor, 'shape', company.placePath),
  }))
}

async function presentOne(actor: Actor, company: Company, tx: Tx): Promise<Row> {
  const [row] = await present(actor, [company], tx)
  if (!row) throw new Error('a company without its row')
  return row
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, COMPANY_NAME_TAKEN */
export function createCompany(actor: Actor, input: ParsedOf<typeof placesDesk.createCompany>): Promise<Row> {
  return nameTaken(() =>
    transaction(async (tx) => {
      const place = await requireRight(actor, 'shape', input.placeId, tx)
      await relyOn(tx, place._id)
      await requireFreeName(tx, input.id, input.name)
      const company: Company = {
        _id: input.id,
        name: input.name,
        ...(input.creditCode ? { creditCode: input.creditCode } : {}),
        ...(input.phone ? { phone: input.phone } : {}),
        placePath: place.path,
        status: 'active',
        revision: 0,
        createdAt: now(),
      }
      await tx.on(Companies).insert(company)
      await audit(tx, actor, {
        action: 'places.createCompany',
        subject: `companies/${company._id}`,
        placePath: place.path,
        details: { name: company.name },
      })
      return presentOne(actor, company, tx)
    }),
  )
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, CHANGED_MEANWHILE, COMPANY_NAME_TAKEN */
export function updateCompany(actor: Actor, input: ParsedOf<typeof placesDesk.updateCompany>): Promise<Row> {
  return nameTaken(() =>
    transaction(async (tx) => {
      const company = await requireCompany(actor, input.id, tx)
      await requireFreeName(tx, input.id, input.name)
      const optional = { creditCode: input.creditCode, phone: input.phone }
      const set = Object.fromEntries(Object.entries(optional).filter(([, value]) => typeof value === 'string'))
      const unset = Object.fromEntries(
        Object.entries(optional)
          .filter(([, value]) => value === null)
          .map(([field]) => [field, 1]),
      )
      const changed = await tx
        .on(Companies)
        .findOneAndUpdate(
          { _id: input.id, revision: input.revision, status: 'active' },
          { $set: { name: input.name, ...set }, $unset: unset, $inc: { revision: 1 } },
        )
      if (!changed) throw new DomainError('CHANGED_MEANWHILE')
      await audit(tx, actor, {
        action: 'places.updateCompany',
        subject: `companies/${company._id}`,
        placePath: company.placePath,
        details: { name: input.name },
      })
      return presentOne(actor, changed, tx)
    }),
  )
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, COMPANY_IN_USE, WRONG_STATE */
export function archiveCompany(actor: Actor, { id, reason }: { id: string; reason: string }): Promise<Row> {
  return transaction(async (tx) => {
    const company = await requireCompany(actor, id, tx)
    const compounds = await tx.on(Places).count({ companyId: id, status: 'active' })
    if (compounds > 0) throw new DomainError('COMPANY_IN_USE', { compounds })
    const changed = await tx
      .on(Companies)
      .findOneAndUpdate(
        { _id: id, status: 'active' },
        { $set: { status: 'archived' }, $inc: { revision: 1, touches: 1 } },
      )
    if (!changed) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'places.archiveCompany',
      subject: `companies/${id}`,
      placePath: company.placePath,
      reason,
    })
    return presentOne(actor, changed, tx)
  })
}

async function requireCompany(actor: Actor, id: string, tx: Tx): Promise<Company> {
  const company = await tx.on(Companies).findOne({ _id: id })
  if (!company) throw new DomainError('NOT_FOUND')
  if (!mayWithPlace(actor, 'shape', company.placePath)) throw new DomainError('NOT_ALLOWED')
  return company
}

async function requireFreeName(tx: Tx, id: string, name: string): Promise<void> {
  if ((await tx.on(Companies).count({ name, status: 'active', _id: { $ne: id } })) > 0)
    throw new DomainError('COMPANY_NAME_TAKEN')
}

async function nameTaken<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('COMPANY_NAME_TAKEN') : error
  }
}
