// Who may not assess whom: of the same subdistrict now, however lately they moved there; of the applicant or the
// company that looks after it, as an employee or an adviser, within 24 months; who trained or hauled for it within 24
// months; whom the applicant asked not to be sent; who declared a stake. Asked when somebody is sent, when they declare
// and when they sign.
import { DUE } from '@shared/cells/dues'
import type { NearReason } from '@shared/cells/vocabulary'
import { addDays, dayOf } from '@shared/time'
import { now } from '../clock'
import { reading } from '../db'
import { homesOf } from '../inspections/nearness'
import { subdistrictOf } from '../inspections/targets'
import { haulersOf } from '../manifests/haulers-of'
import { affiliationsAt, wasAffiliatedWithin } from '../organisations/affiliations'
import { accountsOfOnePerson } from '../people/conflicts'
import { hasTrained } from '../trainings/lecturing'
import { membersFor, organisationsOf } from './applicants'
import type { ApplicationDocument } from './applications.model'

/** I52. Why somebody may not be sent to an applicant today; empty: nothing is against it. */
export async function nearReasonsOf(personId: string, application: ApplicationDocument): Promise<NearReason[]> {
  const found = new Set<NearReason>()
  for (const account of await reading((tx) => accountsOfOnePerson(tx, personId)))
    for (const reason of await reasonsOfAccount(account, application)) found.add(reason)
  return [...found]
}

async function reasonsOfAccount(personId: string, application: ApplicationDocument): Promise<Set<NearReason>> {
  const today = dayOf(now())
  const since = addDays(today, -DUE.nearDays)
  const found = new Set<NearReason>()
  const subdistrict = subdistrictOf(application.placePath)
  if (subdistrict && (await homesOf(personId)).includes(subdistrict)) found.add('subdistrict')
  const organisations = await organisationsOf(application)
  if (await wasAffiliatedWithin(personId, organisations, DUE.nearDays, today)) found.add('organisation')
  const members = (await membersFor(application)).map((member) => member.personId)
  if (members.includes(personId) || application.startedBy === personId) found.add('organisation')
  if (await hasTrained(personId, members, since)) found.add('trained')
  const haulers = await haulersOf(organisations, since)
  if (await wasAffiliatedWithin(personId, haulers, DUE.nearDays, today)) found.add('hauled')
  if (application.excluded.includes(personId)) found.add('refused')
  if (application.reviewedBy === personId) found.add('own')
  return found
}

/** The body that somebody assesses for. */
export async function bodyOf(personId: string): Promise<string | null> {
  const belongs = await affiliationsAt(personId, dayOf(now()))
  return (belongs.find(({ role }) => role === 'assessor') ?? belongs[0])?.organisationId ?? null
}
