// Who applies for what, and who acts for an applicant today: people of the organisation by their affiliation, workers
// of the community, members of the household. The organisation owns its application; whoever is responsible today
// signs.
import { holdsRole, isMember, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import { applyingPlaces, kindsForOrganisation, kindsForPlace } from '@shared/cells/applicants'
import type { Subject } from '@shared/cells/application'
import type { cells } from '@shared/cells/contract'
import type { CellRelation } from '@shared/cells/machine'
import { leads, placeApplicants, reviewers } from '@shared/cells/roles'
import { cellKindNames, type CellKind } from '@shared/cells/table-words'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { actingFor, actingRoles, actsFor } from '../organisations/acting'
import { peopleOf } from '../organisations/affiliations'
import { organisationsByIds } from '../organisations/names'
import { householdById, householdLabels, membersOf } from '../people/households'
import { placeNames } from '../people/people'
import { staffAt } from '../people/roles'
import { managedBy } from '../places/companies'
import { placeById, placesByIds, placesOfKinds, type Place } from '../places/places'
import { Applications, type ApplicationDocument } from './applications.model'
import { kindsWithTable } from './tables'
import type { VisitDocument } from './visits.model'

const MOST_PLACES = 100

export type Applicant = Pick<
  ApplicationDocument,
  'subjectKind' | 'subjectId' | 'subjectName' | 'placePath' | 'organisationId'
>

/**
 * Whom an application would be of. @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS, CELL_WRONG_KIND where what is
 * named is not of that kind
 */
export async function applicantFor(
  actor: PersonActor,
  { kind, subjectKind, subjectId, organisationId }: ParsedOf<typeof cells.start>,
  tx: Tx,
): Promise<Applicant> {
  const fits = (kinds: readonly CellKind[]): void => {
    if (!kinds.includes(kind)) throw new DomainError('CELL_WRONG_KIND')
  }
  if (subjectKind === 'household') {
    fits(['household'])
    const household = isMember(actor, subjectId) ? await householdById(subjectId, tx) : null
    if (!household || household.status !== 'active') throw new DomainError('NOT_FOUND')
    const name = (await householdLabels([subjectId])).get(subjectId) ?? ''
    return { subjectKind, subjectId, subjectName: name, placePath: household.placePath }
  }
  if (subjectKind === 'organisation') {
    const acting = await actingFor(actor, organisationId ?? subjectId, undefined, tx)
    if (acting.organisationId !== subjectId) throw new DomainError('NOT_FOUND')
    fits(kindsForOrganisation(acting.kinds))
    return {
      subjectKind,
      subjectId,
      subjectName: acting.name,
      placePath: acting.placePath,
      organisationId: acting.organisationId,
    }
  }
  const place = await placeById(subjectId, tx)
  if (!place || place.status !== 'active') throw new DomainError('NOT_FOUND')
  fits(kindsForPlace(place.kind))
  const found = { subjectKind, subjectId, subjectName: place.name, placePath: place.path }
  if (organisationId === undefined) {
    if (!holdsRole(actor, placeApplicants, place.path)) throw new DomainError('NOT_FOUND')
    return found
  }
  await actingFor(actor, organisationId, undefined, tx)
  if (place.management !== 'company' || place.companyId !== organisationId) throw new DomainError('NOT_FOUND')
  return { ...found, organisationId }
}

/** Somebody who acts for an applicant today. */
export type Member = { personId: string; isResponsible: boolean }

export async function membersFor(
  { organisationId, subjectKind, subjectId, placePath }: Applicant,
  tx?: Tx,
): Promise<Member[]> {
  if (organisationId) {
    const people = await peopleOf(organisationId, dayOf(now()), tx)
    const acting: readonly string[] = actingRoles
    return people
      .filter(({ role }) => acting.includes(role))
      .map(({ personId, role }) => ({ personId, isResponsible: role === 'head' }))
  }
  if (subjectKind === 'household')
    return (await membersOf(subjectId, tx)).map(({ personId, owner }) => ({ personId, isResponsible: owner }))
  return (await staffAt(placePath, 'communityWorker')).map((personId) => ({ personId, isResponsible: true }))
}

/**
 * Everybody too near to an application to decide on it as staff: who is with the applicant or the company that looks
 * after its place today, in whatever role, and who has written in it.
 */
export async function peopleNear(application: ApplicationDocument, members: readonly Member[], tx: Tx) {
  const today = dayOf(now())
  const near = new Set(members.map(({ personId }) => personId))
  for (const id of await organisationsOf(application))
    for (const { personId } of await peopleOf(id, today, tx)) near.add(personId)
  const { items, letter, checks } = application
  for (const personId of [...items.map(({ by }) => by), letter?.personId, checks?.by]) if (personId) near.add(personId)
  return [...near]
}

/** What an actor is to an application, with those who act for it. */
export async function relationsTo(
  actor: Actor,
  application: ApplicationDocument,
  visits: readonly VisitDocument[] = [],
  tx?: Tx,
): Promise<{ relations: CellRelation[]; members: Member[] }> {
  const members = await membersFor(application, tx)
  if (actor.kind === 'system') return { relations: ['system'], members }
  if (actor.kind !== 'person') return { relations: [], members }
  const own = members.filter(({ personId }) => personId === actor.personId)
  const isSent = visits.some(
    ({ state, assessors }) =>
      state !== 'cancelled' && state !== 'refused' && assessors.some(({ personId }) => personId === actor.personId),
  )
  const relations: CellRelation[] = [
    ...(own.length > 0 ? (['member'] as const) : []),
    ...(own.some(({ isResponsible }) => isResponsible) ? (['responsible'] as const) : []),
    ...(holdsRole(actor, reviewers, application.placePath) ? (['reviewer'] as const) : []),
    ...(holdsRole(actor, leads, application.placePath) ? (['lead'] as const) : []),
    ...(isSent ? (['assessor'] as const) : []),
    'public',
  ]
  return { relations, members }
}

/** A filter for the applications that somebody may act in; each part of it is in the order of an index. */
export async function ownFilter(actor: PersonActor): Promise<object> {
  const organisations = await actsFor(actor.personId)
  const communities = scopeOf(actor, placeApplicants)
  const households = actor.households.map(({ householdId }) => householdId)
  const parts = [
    ...(organisations.length > 0 ? [{ organisationId: { $in: organisations } }] : []),
    ...(households.length > 0 ? [{ subjectId: { $in: households }, subjectKind: 'household' }] : []),
    ...(communities.length > 0
      ? [{ placePath: { $in: communities }, subjectKind: 'place', organisationId: { $exists: false } }]
      : []),
  ]
  return parts.length > 0 ? { $or: parts } : { _id: { $in: [] } }
}

/** Names from the district down, of many at once. */
export async function subjectsOf(applications: readonly Applicant[]): Promise<(one: Applicant) => Subject> {
  const names = await placeNames([...new Set(applications.flatMap(({ placePath }) => placePath))])
  return ({ subjectKind, subjectId, subjectName, placePath }) => ({
    kind: subjectKind,
    id: subjectId,
    name: subjectName,
    placeNames: placePath
      .slice(1)
      .filter((id) => id !== subjectId)
      .map((id) => names.get(id) ?? ''),
  })
}

type Choice = Omit<OutputOf<typeof cells.choices>['items'][number], 'subject' | 'kinds'> & {
  applicant: Applicant
  kinds: CellKind[]
}

const placeChoice = (place: Place, organisation: Choice['organisation']): Choice => ({
  organisation,
  applicant: {
    subjectKind: 'place',
    subjectId: place._id,
    subjectName: place.name,
    placePath: place.path,
    ...(organisation ? { organisationId: organisation.id } : {}),
  },
  kinds: kindsForPlace(place.kind),
})

/** What somebody may apply for: their organisations, the compounds these look after, their community, their home. */
export async function listChoices(actor: PersonActor): Promise<OutputOf<typeof cells.choices>> {
  const organisations = await organisationsByIds(await actsFor(actor.personId))
  const choices: Choice[] = organisations.map(({ _id, name, kinds, placePath }) => ({
    organisation: { id: _id, name },
    applicant: { subjectKind: 'organisation', subjectId: _id, subjectName: name, placePath, organisationId: _id },
    kinds: kindsForOrganisation(kinds),
  }))
  for (const { _id, name, kinds } of organisations)
    if (kinds.includes('propertyCompany'))
      for (const place of await managedBy([_id], MOST_PLACES)) choices.push(placeChoice(place, { id: _id, name }))
  for (const areaId of scopeOf(actor, placeApplicants))
    for (const place of await placesOfKinds(areaId, applyingPlaces, MOST_PLACES)) choices.push(placeChoice(place, null))
  const labels = await householdLabels(actor.households.map(({ householdId }) => householdId))
  for (const { householdId, placePath } of actor.households)
    choices.push({
      organisation: null,
      applicant: {
        subjectKind: 'household',
        subjectId: householdId,
        subjectName: labels.get(householdId) ?? '',
        placePath: [...placePath],
      },
      kinds: ['household'],
    })
  const fitting: Choice[] = []
  for (const choice of choices) {
    const held = await kindsWithTable(choice.applicant.placePath, dayOf(now()))
    const kinds = choice.kinds.filter((kind) => held.has(kind))
    if (kinds.length > 0) fitting.push({ ...choice, kinds })
  }
  const running = await Applications.find(
    { subjectId: { $in: fitting.map(({ applicant }) => applicant.subjectId) }, isOver: false },
    { subjectId: 1, kind: 1 },
  ).lean<Pick<ApplicationDocument, '_id' | 'subjectId' | 'kind'>[]>()
  const nameOf = await subjectsOf(fitting.map(({ applicant }) => applicant))
  return {
    items: fitting.map(({ organisation, applicant, kinds }) => ({
      organisation,
      subject: nameOf(applicant),
      kinds: kinds.map((kind) => ({
        kind,
        name: cellKindNames[kind],
        applicationId: running.find((one) => one.subjectId === applicant.subjectId && one.kind === kind)?._id ?? null,
      })),
    })),
  }
}

/** Organisations whose dealings with assessors count: the applicant, and the company that looks after a place. */
export async function organisationsOf({ subjectKind, subjectId, organisationId }: Applicant): Promise<string[]> {
  const [place] = subjectKind === 'place' ? await placesByIds([subjectId]) : []
  return [...new Set([organisationId, place?.companyId].flatMap((id) => (id ? [id] : [])))]
}
