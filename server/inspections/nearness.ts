// Who may not inspect what: people of a subdistrict never inspect in it, nobody a place whose last two visits they
// made, nor one that they declared or belong to. Worked out when everything else of a draw is fixed, before its seed
// is made.
import { scopeOf, roles, type PersonActor } from '@shared/actors'
import type { DrawExclusion } from '@shared/inspections/draw'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import { reading } from '../db'
import { affiliationsAt, wasAffiliatedWithin } from '../organisations/affiliations'
import { organisationsByIds } from '../organisations/names'
import { circleOf } from '../people/conflicts'
import { householdById } from '../people/households'
import { rolesOver, staffAt } from '../people/roles'
import { placesByIds } from '../places/places'
import { Declarations, Visits, type DeclarationDocument } from './inspections.model'
import { subdistrictOf, type TargetRecord } from './targets'

/** Whoever left a company so long ago may inspect what it manages. */
const LEFT_DAYS = 730
const LAST_VISITS = 2

/** Who may inspect anywhere in an area: granted at it or above it. */
export const inspectorsFor = async (areaPath: readonly string[]): Promise<string[]> =>
  (await staffAt(areaPath, 'inspector')).sort()

const asPerson = (personId: string): PersonActor => ({
  kind: 'person',
  personId,
  sessionId: 'system',
  grants: [],
  households: [],
})

/** The subdistricts that somebody is of: where they live, work or hold a role now. */
export async function homesOf(personId: string): Promise<string[]> {
  const at = now()
  const circle = await reading((tx) => circleOf(tx, asPerson(personId)))
  const households = await Promise.all([...circle.households].map((id) => householdById(id)))
  const belongs = await affiliationsAt(personId, dayOf(at))
  const organisations = await organisationsByIds(belongs.map(({ organisationId }) => organisationId))
  const held = ((await rolesOver([personId], roles)).get(personId) ?? []).filter(
    ({ until }) => until === null || until > at,
  )
  const places = await placesByIds(held.map(({ placeId }) => placeId))
  const paths = [
    ...households.flatMap((household) => (household ? [household.placePath] : [])),
    ...organisations.map(({ placePath }) => placePath),
    ...places.map(({ path }) => path),
  ]
  return [...new Set(paths.flatMap((path) => subdistrictOf(path) ?? []))].sort()
}

/** Inspectors of the last two visits to each target, of whatever kind. */
async function lastInspectors(targetIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await Visits.aggregate<{ _id: string; by: string[] }>([
    { $match: { targetId: { $in: [...targetIds] }, state: 'finished' } },
    { $sort: { targetId: 1, day: -1, _id: -1 } },
    { $group: { _id: '$targetId', by: { $push: '$inspectorId' } } },
    { $project: { by: { $slice: ['$by', LAST_VISITS] } } },
  ])
  return new Map(rows.map(({ _id, by }) => [_id, by]))
}

/** Pairs that may not be drawn, beside those of the own subdistrict; in a fixed order. */
export async function exclusionsOf(
  people: readonly { code: string; personId: string }[],
  targets: readonly TargetRecord[],
): Promise<DrawExclusion[]> {
  const last = await lastInspectors(targets.map(({ id }) => id))
  const declared = await Declarations.find({ personId: { $in: people.map(({ personId }) => personId) } }).lean<
    DeclarationDocument[]
  >()
  const found: DrawExclusion[] = []
  for (const { code, personId } of people) {
    const own = new Set(declared.filter((one) => one.personId === personId).map(({ targetId }) => targetId))
    const near = await organisationsNear(personId, targets)
    for (const { id, companyId } of targets) {
      const exclude = (why: DrawExclusion['why']): void => void found.push({ inspector: code, target: id, why })
      if (last.get(id)?.includes(personId)) exclude('lastVisits')
      if (own.has(id)) exclude('declared')
      if (near.has(id) || (companyId && near.has(companyId))) exclude('near')
    }
  }
  return found
}

async function organisationsNear(personId: string, targets: readonly TargetRecord[]): Promise<Set<string>> {
  const today = dayOf(now())
  const ids = [
    ...new Set(
      targets.flatMap(({ kind, id, companyId }) => [
        ...(kind === 'company' || kind === 'enterprise' ? [id] : []),
        ...(companyId ? [companyId] : []),
      ]),
    ),
  ]
  if (!(await wasAffiliatedWithin(personId, ids, LEFT_DAYS, today))) return new Set()
  const near = new Set<string>()
  for (const id of ids) if (await wasAffiliatedWithin(personId, [id], LEFT_DAYS, today)) near.add(id)
  return near
}

/** Whether somebody may be sent to a target by hand: for a complaint or a re-inspection, where nobody is drawn. */
export async function mayVisit(personId: string, target: TargetRecord, besideLast = false): Promise<boolean> {
  const subdistrict = subdistrictOf(target.path)
  if (subdistrict && (await homesOf(personId)).includes(subdistrict)) return false
  const found = await exclusionsOf([{ code: 'one', personId }], [target])
  return found.every(({ why }) => besideLast && why === 'lastVisits')
}

/** Where an actor holds the role of a 路长. */
export const stretchOf = (actor: PersonActor): string[] => scopeOf(actor, ['roadChief'])
