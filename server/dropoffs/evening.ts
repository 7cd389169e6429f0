// Before and during an evening: at which sites somebody may log, the table that a phone needs to work without a
// network, and what phones say that they still hold. Invariant: nothing here names a person, a building or a room.
import { holdsRole, scopeOf, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { dropoffs } from '@shared/dropoffs/contract'
import { eveningAt, eveningsOn, isOnNow } from '@shared/dropoffs/rules'
import { tableKeyOf } from '@shared/dropoffs/table'
import { leads, loggers } from '@shared/dropoffs/vocabulary'
import { DomainError } from '@shared/errors'
import { dayOf } from '@shared/time'
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

/** @throws DomainError NOT_FOUND outside the places where the actor may log */
export async function tonight(
  actor: PersonActor,
  input: ParsedOf<typeof dropoffs.tonight>,
): Promise<OutputOf<typeof dropoffs.tonight>> {
  const [site] = await dropOffSites([input.siteId])
  if (!site || !holdsRole(actor, loggers, site.placePath)) throw new DomainError('NOT_FOUND')
  const at = now()
  // shortly after midnight an evening that runs on is still tonight's
  const day = input.day ?? eveningAt(site.windows, at)?.day ?? dayOf(at)
  const refOf = referencesOf(site._id, day)
  const [brief] = await briefsOf([site])
  const households = await codesBelow(site.placeId)
  const circle = await reading((tx) => circleOf(tx, actor))
  if (!brief) throw new DomainError('NOT_FOUND')
  return {
    site: brief,
    day,
    windows: eveningsOn(site.windows, day).map(({ key, from, to }) => ({
      key,
      from: from.toISOString(),
      to: to.toISOString(),
    })),
    seed: seedOf(site._id, day),
    isLead: holdsRole(actor, leads, site.placePath),
    households: households.map(({ householdId, codes }) => ({
      ref: refOf(householdId),
      keys: codes.flatMap((code) => tableKeyOf(code) ?? []),
    })),
    own: households
      .filter(({ householdId }) => circle.households.has(householdId))
      .map((each) => refOf(each.householdId)),
    tally: await tallyOf(site._id, day, refOf),
    at: at.toISOString(),
  }
}

async function tallyOf(siteId: string, day: string, refOf: (id: string) => string) {
  const found = await Logs.aggregate<{ _id: string; scanIds: string[] }>([
    { $match: { siteId, day, householdId: { $exists: true }, state: { $ne: 'undone' } } },
    { $group: { _id: '$householdId', scanIds: { $addToSet: '$scanId' } } },
  ])
  return found.map(({ _id, scanIds }) => ({ ref: refOf(_id), scanIds }))
}

/** What a phone still holds. @throws DomainError NOT_FOUND for who never logged at the site */
export async function reportPhone(
  actor: PersonActor,
  { id, siteId, day, left, isOut }: ParsedOf<typeof dropoffs.reportPhone>,
): Promise<OutputOf<typeof dropoffs.reportPhone>> {
  const [site] = await dropOffSites([siteId])
  const held = site ? await rolesOver(actor.personId, loggers) : []
  if (!site || !held.some(({ placeId }) => site.placePath.includes(placeId))) throw new DomainError('NOT_FOUND')
  const at = now()
  const siteDayId = `${siteId}/${day}`
  return transaction(async (tx) => {
    await openSiteDay(tx, site, day)
    await tx
      .on(Phones)
      .updateOne(
        { _id: `${id}/${siteDayId}` },
        { $set: { siteDayId, personId: actor.personId, left, isOut, at } },
        { upsert: true },
      )
    return { at: at.toISOString() }
  })
}
