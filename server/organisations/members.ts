// The people of an organisation as its keepers write them down: from a day, until a day or open. Who may inspect or
// assess whom is decided by it, so nobody writes down or ends their own, and what is over stays as it was written.
// Invariant: spans of one person in one organisation never share a day; the guard stands in the filter of the update of
// their one document.
import type { Actor } from '@shared/actors'
import { MAX_COUNTED, type OutputOf, type ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { organisations } from '@shared/organisations/contract'
import { covers, endRefusal, mayWithOrganisation, spanRefusal } from '@shared/organisations/rules'
import { affiliationRoleNames } from '@shared/organisations/vocabulary'
import { dayOf, type Day } from '@shared/time'
import type { QueryFilter, UpdateQuery } from 'mongoose'
import { actorId, audit, auditReadHourly } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { notify } from '../notices/notices'
import { readPage, totalOf } from '../paging'
import { refuseOwnCase } from '../people/conflicts'
import { fullNames, personNames, requirePerson } from '../people/people'
import { sharing } from './affiliations'
import { relyOnOrganisation, requireOrganisation } from './organisations'
import { Affiliations, type Affiliation, type AffiliationSpan } from './organisations.model'

const PAGE = 50
/** "2024年3月1日": a span may have begun years ago. */
const longDay = (day: Day): string => `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`
const isOver = ({ until }: Pick<AffiliationSpan, 'until'>, today: Day): boolean => until !== null && until < today

/** Those who belong to it today, or with `former` whoever ever did. Names are masked unless the actor keeps it. */
export async function listPeople(
  actor: Actor,
  input: ParsedOf<typeof organisations.people>,
): Promise<OutputOf<typeof organisations.people>> {
  const organisation = await requireOrganisation(actor, 'read', input.id)
  const today = dayOf(now())
  const isAll = input.former === true || input.former === 'true'
  const filter = {
    organisationId: organisation._id,
    ...(isAll ? {} : { spans: sharing({ from: today, until: null }) }),
  }
  const { rows, next } = await readPage(Affiliations, { personId: 1 }, filter, input, PAGE)
  const keeps = mayWithOrganisation(actor, 'keep', organisation.placePath)
  const ids = rows.map(({ personId }) => personId)
  const names = keeps ? await fullNames(ids) : await personNames(ids)
  await auditReadHourly(actor, {
    action: 'organisations.readPeople',
    subject: `organisations/${organisation._id}`,
    placePath: organisation.placePath,
  })
  return {
    items: rows.flatMap(({ personId, spans }) =>
      spans
        .filter((span) => isAll || !isOver(span, today))
        .map((span) => ({
          id: span.id,
          personId,
          name: names.get(personId) ?? '',
          role: span.role,
          from: span.from,
          until: span.until,
          isCurrent: covers(span, today),
          allowed: keeps && !isOver(span, today) ? ['end' as const] : [],
        })),
    ),
    next,
    total: input.cursor === undefined ? totalOf(await spansOf(filter, isAll ? null : today)) : null,
  }
}

/** How many stretches of time there are; with `today`, without those that are over. Counted up to where lists count. */
async function spansOf(filter: QueryFilter<Affiliation>, today: Day | null): Promise<number> {
  const [counted] = await Affiliations.aggregate<{ count: number }>([
    { $match: filter },
    { $unwind: '$spans' },
    ...(today === null ? [] : [{ $match: { $or: [{ 'spans.until': null }, { 'spans.until': { $gte: today } }] } }]),
    { $limit: MAX_COUNTED + 1 },
    { $count: 'count' },
  ])
  return counted?.count ?? 0
}

/**
 * The same id again changes nothing. @throws DomainError NOT_FOUND, NOT_ALLOWED, ORGANISATION_ENDED,
 * AFFILIATION_OVERLAPS, AFFILIATION_DAYS_WRONG, DECIDES_OWN_CASE, IDEMPOTENCY_KEY_REUSED
 */
export async function addPerson(
  actor: Actor,
  input: ParsedOf<typeof organisations.addPerson>,
): Promise<{ id: string }> {
  const refusal = spanRefusal(input)
  if (refusal) throw new DomainError(refusal)
  await requirePerson(input.personId)
  const add = (): Promise<{ id: string }> => transaction((tx) => addIn(tx, actor, input))
  try {
    return await add()
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
  // two first spans of one person at once: the second finds the document of the first and asks its guard
  return add().catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('IDEMPOTENCY_KEY_REUSED') : error
  })
}

async function addIn(
  tx: Tx,
  actor: Actor,
  { organisationId, personId, id, role, from, until }: ParsedOf<typeof organisations.addPerson>,
): Promise<{ id: string }> {
  const organisation = await requireOrganisation(actor, 'keep', organisationId, tx)
  await refuseOwnCase(tx, actor, { personIds: [personId] })
  const _id = `${organisationId}:${personId}`
  const before = await tx.on(Affiliations).findOne({ _id })
  if (before?.spans.some((span) => span.id === id)) return { id }
  await relyOnOrganisation(tx, organisationId)
  const span: AffiliationSpan = { id, role, from, until, addedBy: actorId(actor), addedAt: now() }
  if (before) {
    const { matched } = await tx
      .on(Affiliations)
      .updateOne(
        { _id, spans: { $not: sharing(span) } } as object,
        { $push: { spans: span } } as UpdateQuery<Affiliation>,
      )
    if (matched === 0) throw new DomainError('AFFILIATION_OVERLAPS')
  } else await tx.on(Affiliations).insert({ _id, organisationId, personId, spans: [span] })
  const term = `从${longDay(from)}起${until ? `，到${longDay(until)}止` : ''}`
  const what = `您登记为${organisation.name}的${affiliationRoleNames[role]}，${term}。`
  await tell(tx, personId, `${id}/added`, '您已登记在一个单位', what)
  await audit(tx, actor, {
    action: 'organisations.addPerson',
    subject: `organisations/${organisationId}`,
    placePath: organisation.placePath,
    details: { personId, role, from, until },
  })
  return { id }
}

const tell = (tx: Tx, personId: string, cause: string, title: string, text: string): Promise<void> =>
  notify(tx, personId, `affiliations/${cause}`, { kind: 'work', title, text: `${text}如果不对，请联系街道更正。` })

/**
 * `until` is the last day. @throws DomainError NOT_FOUND, NOT_ALLOWED, AFFILIATION_DAYS_WRONG, DECIDES_OWN_CASE,
 * WRONG_STATE for what is over or already ends by then
 */
export function endPerson(
  actor: Actor,
  { id, until, reason }: ParsedOf<typeof organisations.endPerson>,
): Promise<{ id: string }> {
  return transaction(async (tx) => {
    const found = await tx.on(Affiliations).findOne({ 'spans.id': id } as object)
    const span = found?.spans.find((each) => each.id === id)
    if (!found || !span) throw new DomainError('NOT_FOUND')
    const organisation = await requireOrganisation(actor, 'keep', found.organisationId, tx)
    await refuseOwnCase(tx, actor, { personIds: [found.personId] })
    const refusal = endRefusal(span, until, dayOf(now()))
    if (refusal) throw new DomainError(refusal)
    const ended = { until, endedBy: actorId(actor), endedAt: now(), reason }
    const { matched } = await tx.on(Affiliations).updateOne(
      { _id: found._id, spans: { $elemMatch: { id, from: span.from, until: span.until } } } as object,
      {
        $set: Object.fromEntries(Object.entries(ended).map(([field, value]) => [`spans.$.${field}`, value])),
      } as object,
    )
    if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    const what = `您在${organisation.name}的登记到${longDay(until)}为止。原因：${reason}。`
    await tell(tx, found.personId, `${id}/until/${until}`, '您在一个单位的登记有了最后一天', what)
    await audit(tx, actor, {
      action: 'organisations.endPerson',
      subject: `organisations/${found.organisationId}`,
      placePath: organisation.placePath,
      reason,
      details: { personId: found.personId, until },
    })
    return { id }
  })
}
