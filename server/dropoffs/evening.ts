// Before and during an evening: at which sites somebody may log, the table that a phone needs to work without a
// network, and what phones say that they still hold. Invariants: nothing here names a person, a building or a room, or
// says it by its order; tables are handed out for the days around today only; a person reports for their own phones.
import { holdsRole, scopeOf, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { dropoffs } from '@shared/dropoffs/contract'
import { eveningAt, eveningsOn, isOnNow } from '@shared/dropoffs/rules'
import { scanMark, tableKeyOf } from '@shared/dropoffs/table'
import { leads, loggers } from '@shared/dropoffs/vocabulary'
import { DomainError, invalid } from '@shared/errors'
import { addDays, dayOf, instantAt, type Day } from '@shared/time'
import { now } from '../clock'
import { reading, transaction } from '../db'
import { codesBelow } from '../people/bin-codes'
import { circleOf } from '../people/conflicts'
import { rolesOver } from '../people/roles'
import { isRural, placesByIds } from '../places/places'
import { dropOffSites, dropOffSitesBelow, type DropOffSite } from '../places/sites'
import { Logs, Phones } from './dropoffs.model'
import { referencesOf, seedOf } from './references'
import { openSiteDay } from './sync'

const MOST_SITES = 100

async function briefsOf(sites: readonly DropOffSite[]) {
  const places = new Map((await placesByIds(sites.map(({ placeId }) => placeId))).map((place) => [place._id, place]))
  return sites.map((site) => {
    const place = places.get(site.placeId)
    return {
      id: site._id,
      name: site.name,
      placeId: site.placeId,
      placeName: place?.name ?? '',
      streams: [...site.streams],
      windows: site.windows.map(({ weekdays, from, to }) => ({ weekdays: [...weekdays], from, to })),
      rural: place ? isRural(place) : false,
    }
  })
}

/** Sites in the places where the actor may log, those that are on now first. */
export async function mySites(actor: PersonActor): Promise<OutputOf<typeof dropoffs.sites>> {
  const sites = await dropOffSitesBelow(scopeOf(actor, loggers), MOST_SITES)
  const at = now()
  const shown = (await briefsOf(sites)).map((brief, index) => ({
    ...brief,
    isOnNow: isOnNow(brief.windows, at),
    isLead: holdsRole(actor, leads, sites[index]?.placePath ?? []),
  }))
  return { sites: shown.sort((a, b) => Number(b.isOnNow) - Number(a.isOnNow)) }
}

/** An evening may run past midnight, and the next one is got ready the day before. @throws DomainError INPUT_INVALID */
function requireNear(day: Day): void {
  const today = dayOf(now())
  if (day < addDays(today, -1) || day > addDays(today, 1)) throw invalid('day', '只能选昨天、今天或明天')
}

const byRef = (a: { ref: string }, b: { ref: string }): number => (a.ref < b.ref ? -1 : 1)

/** @throws DomainError NOT_FOUND outside the places where the actor may log, INPUT_INVALID for a day far off */
export async function tonight(
  actor: PersonActor,
  input: ParsedOf<typeof dropoffs.tonight>,
): Promise<OutputOf<typeof dropoffs.tonight>> {
  const [site] = await dropOffSites([input.siteId])
  if (!site || !holdsRole(actor, loggers, site.placePath)) throw new DomainError('NOT_FOUND')
  if (input.day) requireNear(input.day)
  const at = now()
  // shortly after midnight an evening that runs on is still tonight's
  const day = input.day ?? eveningAt(site.windows, at)?.day ?? dayOf(at)
  const refOf = referencesOf(site._id, day)
  const [brief] = await briefsOf([site])
  const households = await codesBelow(site.placeId)
  const circle = await reading((tx) => circleOf(tx, actor))
  if (!brief) throw new DomainError('NOT_FOUND')
  const seed = seedOf(site._id, day)
  return {
    site: brief,
    day,
    windows: eveningsOn(site.windows, day).map(({ key, from, to }) => ({
      key,
      from: from.toISOString(),
      to: to.toISOString(),
    })),
    seed,
    isLead: holdsRole(actor, leads, site.placePath),
    households: households
      .map(({ householdId, codes }) => ({
        ref: refOf(householdId),
        keys: codes.flatMap((code) => tableKeyOf(seed, code) ?? []),
      }))
      .sort(byRef),
    own: households
      .filter(({ householdId }) => circle.households.has(householdId))
      .map((each) => refOf(each.householdId))
      .sort(),
    tally: await tallyOf(site._id, day, refOf),
    at: at.toISOString(),
  }
}

async function tallyOf(siteId: string, day: string, refOf: (id: string) => string) {
  const found = await Logs.aggregate<{ _id: string; scanIds: string[] }>([
    { $match: { siteId, day, householdId: { $exists: true }, state: { $ne: 'undone' } } },
    { $group: { _id: '$householdId', scanIds: { $addToSet: '$scanId' } } },
  ])
  return found.map(({ _id, scanIds }) => ({ ref: refOf(_id), scanIds: scanIds.map(scanMark).sort() })).sort(byRef)
}

/** Held a role at the site on that day or since, or has logged there then. */
async function wasThere({ personId }: PersonActor, { _id, placePath }: DropOffSite, day: Day): Promise<boolean> {
  const midnight = instantAt(day, '00:00')
  const held = (await rolesOver([personId], loggers)).get(personId) ?? []
  return (
    held.some(({ placeId, until }) => placePath.includes(placeId) && (until === null || until > midnight)) ||
    (await Logs.exists({ personId, siteId: _id, day })) !== null
  )
}

/**
 * What a phone still holds. Two people who use one phone, or say so, each have a report of their own.
 * @throws DomainError NOT_FOUND for who has nothing to log at the site, INPUT_INVALID for a day far off
 */
export async function reportPhone(
  actor: PersonActor,
  { id, siteId, day, left, isOut }: ParsedOf<typeof dropoffs.reportPhone>,
): Promise<OutputOf<typeof dropoffs.reportPhone>> {
  const [site] = await dropOffSites([siteId])
  if (!site || !(await wasThere(actor, site, day))) throw new DomainError('NOT_FOUND')
  requireNear(day)
  const at = now()
  const siteDayId = `${siteId}/${day}`
  return transaction(async (tx) => {
    await openSiteDay(tx, site, day)
    await tx
      .on(Phones)
      .updateOne(
        { _id: `${actor.personId}/${id}/${siteDayId}` },
        { $set: { siteDayId, personId: actor.personId, left, isOut, at } },
        { upsert: true },
      )
    return { at: at.toISOString() }
  })
}
