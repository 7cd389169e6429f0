// Who looks at which screen of the mini-program in the seeded city, and what the screens that show one thing are asked
// for. Relies on the demo seed.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import mongoose from 'mongoose'
import { dayOf } from '@shared/time'
import { seedPersonId } from '@server/people/seed-ids'
import { features } from '../../miniapp/src/features'
import { aResident, signInAs, type Signed } from './people'

export type ScreenPeople = {
  resident: Signed
  /** Of a run of today. */
  crew: Signed
  merchant: Signed
  volunteer: Signed
  /** With nothing yet. */
  newcomer: Signed
  redeemer: Signed
  lecturer: Signed
  teacher: Signed
  /** Leads shifts at the bins. */
  supervisor: Signed
  /** Has reported something that was mended. */
  reporter: Signed
  /** With visits on the day. */
  inspector: Signed
  /** Of a kitchen that hands over. */
  cook: Signed
  /** Of a village with a shop that takes back what farms bring. */
  collector: Signed
  /** Works off a fine. */
  learner: Signed
  /** Of a kitchen that applies for a title. */
  applicant: Signed
  /** With a visit to come. */
  assessor: Signed
  /** Query by page, e.g. "me/household" → "id=…". */
  parameters: Readonly<Record<string, string>>
}

/** Ids of things in the seeded city that screens are opened with. */
export type Things = Readonly<
  Record<
    | 'booking'
    | 'household'
    | 'place'
    | 'run'
    | 'stop'
    | 'good'
    | 'redemption'
    | 'binSite'
    | 'shift'
    | 'shiftBooking'
    | 'report'
    | 'visit'
    | 'handover'
    | 'kitchen'
    | 'workoff'
    | 'cell'
    | 'cellVisit'
    | 'cellScored',
    string
  >
>
/** What the screens of one feature are asked for: page → query. In tests/support/addresses/<folder>.ts. */
export type Addresses = (things: Things) => Readonly<Record<string, string>>

function addressesIn(things: Things): Record<string, string> {
  const folder = path.join(__dirname, 'addresses')
  const rows = readdirSync(folder).flatMap((file) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- one file a feature, found by its name
    const { addresses } = require(path.join(folder, file)) as { addresses: Addresses }
    return Object.entries(addresses(things)).map(([page, query]) => [`${path.parse(file).name}/${page}`, query])
  })
  return Object.fromEntries(rows) as Record<string, string>
}

/** Signs them in. The city must have been seeded. */
export async function peopleOfScreens(): Promise<ScreenPeople> {
  const find = <T extends object>(name: string, filter: object, sort: Record<string, 1 | -1> = {}) =>
    mongoose.connection.collection<T>(name).findOne(filter as never, { sort })
  const collected = await find<{ _id: string; bookedBy: string }>(
    'bookings',
    { status: { $in: ['collected', 'settled'] }, beneficiary: /^person:/ },
    { day: -1 },
  )
  const membership = await find<{ personId: string; householdId: string }>('memberships', {
    active: true,
    personId: collected?.bookedBy ?? '',
  })
  const run = await find<{ _id: string; crewIds: string[] }>(
    'runs',
    { 'crewIds.0': { $exists: true }, status: { $ne: 'finished' }, day: dayOf(new Date()) },
    { _id: 1 },
  )
  // Under way, so that its stops can be logged.
  await mongoose.connection
    .collection<{ _id: string }>('runs')
    .updateOne({ _id: run?._id ?? '' }, { $set: { status: 'started', names: ['马春生', '高建国'] } })
  const stop = run ? await find<{ _id: string }>('stops', { runId: run._id }) : null
  const resident = await signInAs(collected?.bookedBy ?? '')
  const crew = await signInAs(run?.crewIds[0] ?? '')
  const redemption = await find<{ _id: string; goodId: string; personId: string }>(
    'redemptions',
    { personId: { $exists: true }, status: 'held' },
    { createdAt: -1 },
  )
  const good = await find<{ _id: string }>('rewardGoods', { status: 'open' })
  const shop = await find<{ _id: string; memberIds: string[] }>('rewardShops', {
    'memberIds.0': { $exists: true },
    takesOffline: true,
  })
  const redeemer = redemption ? await signInAs(redemption.personId) : resident
  const merchant = shop ? await signInAs(shop.memberIds[0] ?? '') : resident
  const newcomer = await aResident({ name: '新居民' })
  const lecturer = await signInAs(seedPersonId('field-11-wei'))
  const teacher = await signInAs(seedPersonId('field-10-jin'))
  const volunteer = await signInAs(seedPersonId('field-01-sun'))
  const granted = await find<{ placeId: string }>('roleGrants', { personId: volunteer.personId, role: 'volunteer' })
  const binSite = await find<{ _id: string }>('sites', { kind: 'drop_off', placePath: granted?.placeId ?? '' })
  const supervisor = await signInAs(seedPersonId('field-02-zhu'))
  const coming = await find<{ _id: string; shiftId: string }>(
    'shiftBookings',
    { personId: supervisor.personId, state: 'booked' },
    { day: -1 },
  )
  const report = await find<{ _id: string; personId: string }>('complaints', { kind: 'report', status: 'answered' })
  const reporter = report ? await signInAs(report.personId) : resident
  const visit = await find<{ _id: string; inspectorId: string; formId: string; day: string }>(
    'inspectionVisits',
    { state: { $in: ['assigned', 'begun'] }, day: { $lte: dayOf(new Date()) } },
    { day: -1 },
  )
  const inspector = visit ? await signInAs(visit.inspectorId) : resident
  const handover = await find<{ _id: string; producerId: string; organisationIds: string[] }>(
    'manifestHandovers',
    { state: { $in: ['confirmed', 'closed'] }, kind: 'foodWaste' },
    { day: -1 },
  )
  const cooking = handover
    ? await find<{ personId: string }>('affiliations', { organisationId: { $in: handover.organisationIds } })
    : null
  const cook = cooking ? await signInAs(cooking.personId) : resident
  const collector = await signInAs(seedPersonId('field-05-lv'))
  const workoff = await find<{ _id: string; personId: string }>('workoffCases', { state: 'working' }, { dueOn: -1 })
  const learner = workoff ? await signInAs(workoff.personId) : resident
  const cell = await find<{ _id: string; startedBy: string }>('cellApplications', { state: 'draft' })
  const applicant = cell ? await signInAs(cell.startedBy) : resident
  const cellVisit = await find<{ _id: string; assessors: { personId: string }[] }>('cellVisits', { state: 'planned' })
  const sent = cellVisit?.assessors[0]?.personId ?? ''
  const assessor = cellVisit ? await signInAs(sent) : resident
  const cellScored = await find<{ _id: string }>('cellVisits', { state: 'signed', 'assessors.personId': sent })
  const fund = await find<{ placeId: string }>('households', { _id: membership?.householdId ?? '' })
  const parameters = addressesIn({
    booking: collected?._id ?? '',
    household: membership?.householdId ?? '',
    place: fund?.placeId ?? '',
    run: run?._id ?? '',
    stop: stop?._id ?? '',
    good: redemption?.goodId ?? good?._id ?? '',
    redemption: redemption?._id ?? '',
    binSite: binSite?._id ?? '',
    shift: coming?.shiftId ?? '',
    shiftBooking: coming?._id ?? '',
    report: report?._id ?? '',
    visit: visit?._id ?? '',
    handover: handover?._id ?? '',
    kitchen: handover?.producerId ?? '',
    workoff: workoff?._id ?? '',
    cell: cell?._id ?? '',
    cellVisit: cellVisit?._id ?? '',
    cellScored: cellScored?._id ?? '',
  })
  return {
    resident,
    crew,
    merchant,
    volunteer,
    newcomer,
    redeemer,
    lecturer,
    teacher,
    supervisor,
    reporter,
    inspector,
    cook,
    collector,
    learner,
    applicant,
    assessor,
    parameters,
  }
}

/** @param isEmpty the screen is to have nothing to show */
export function whoSees(people: ScreenPeople, page: string, isEmpty = false): Signed {
  const [role] = rolesFor(page)
  if (role === 'crew') return people.crew
  if (role === 'merchant') return people.merchant
  if (role === 'volunteer') return people.volunteer
  if (role === 'inspector') return people.inspector
  if (role === 'villageCollector') return isEmpty ? people.merchant : people.collector
  if (page === 'me/lectures') return people.lecturer
  if (page === 'shifts/classes') return people.teacher
  if (isEmpty) return people.newcomer
  if (siteOfCells.includes(page)) return people.assessor
  if (page.startsWith('cells/')) return people.applicant
  if (page.startsWith('manifests/')) return people.cook
  if (page.startsWith('workoffs/')) return people.learner
  if (page.startsWith('shifts/')) return people.supervisor
  if (page.startsWith('reports/')) return people.reporter
  return page === 'rewards/redemption' ? people.redeemer : people.resident
}

/** Pages of 无废细胞 that are the assessors'. */
const siteOfCells = ['visits', 'visit', 'item', 'swap', 'result'].map((page) => `cells/${page}`)

/** Whose workbench the page belongs to, by the table of features. */
function rolesFor(page: string): string[] {
  const role = features.find(({ folder }) => page.startsWith(`${folder}/`))?.role
  return role ? [role] : []
}

/** The session as the mini-program keeps it on the phone. */
export const storedSession = (who: Signed, page: string, isElder: boolean) => ({
  tokens: { access: who.token, refresh: who.refreshToken },
  person: { id: who.personId, name: '测试', roles: rolesFor(page) },
  household: null,
  region: null,
  rural: false,
  elder: isElder ? 'on' : 'off',
})
