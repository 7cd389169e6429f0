// A compound's change-over as staff make, change and call it off, and as residents read it. Site and hours are those of
// the site itself, so nothing is typed twice. Invariant: what residents were told is told again when it changes
// (telling.ts).
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { Changeover, changeovers } from '@shared/changeovers/contract'
import { changeoverKeepers, changeoverReaders, isAhead, isShownOn, SHOWN_DAYS } from '@shared/changeovers/rules'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { normaliseAddress } from '@shared/people/addresses'
import { showWindows } from '@shared/places/rules'
import { addDays, dayOf, tooFarAhead, type Day } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { readCountedPage } from '../paging'
import { placesByIds, requirePlace } from '../places/places'
import { dropOffSites, sitesByIds } from '../places/sites'
import { relyOn } from '../places/tree'
import { Changeovers, type ChangeoverRecord } from './changeovers.model'

type Shown = OutputOf<typeof changeovers.at>['items'][number]

/** With the sites as they are now. */
export async function shownWithSites(rows: readonly ChangeoverRecord[], tx?: Tx): Promise<Shown[]> {
  const sites = new Map(
    (
      await sitesByIds(
        rows.map(({ siteId }) => siteId),
        tx,
      )
    ).map((site) => [site._id, site]),
  )
  return rows.map(({ _id, day, buildings, siteId, note, status }) => {
    const site = sites.get(siteId)
    return {
      id: _id,
      day,
      buildings,
      siteId,
      siteName: site?.name ?? '',
      hoursText: site ? showWindows(site.windows) : '',
      note,
      status,
    }
  })
}

async function present(actor: Actor, rows: readonly ChangeoverRecord[], tx?: Tx): Promise<Changeover[]> {
  const places = new Map(
    (
      await placesByIds(
        rows.map(({ placeId }) => placeId),
        tx,
      )
    ).map(({ _id, name }) => [_id, name]),
  )
  const shown = await shownWithSites(rows, tx)
  const today = dayOf(now())
  return rows.map((row, at) => ({
    ...(shown[at] as Shown),
    placeId: row.placeId,
    placeName: places.get(row.placeId) ?? '',
    reason: row.reason ?? null,
    version: row.version,
    allowed:
      holdsRole(actor, changeoverKeepers, row.placePath) && isAhead(today, row)
        ? (['change', 'callOff'] as const).slice()
        : [],
  }))
}

async function presentOne(actor: Actor, row: ChangeoverRecord, tx: Tx): Promise<Changeover> {
  const [shown] = await present(actor, [row], tx)
  if (!shown) throw new Error('a change-over without its row')
  return shown
}

/** What is ahead for a compound, or has just been. Names nobody. */
export async function changeoversAt({
  placeId,
}: ParsedOf<typeof changeovers.at>): Promise<OutputOf<typeof changeovers.at>> {
  const today = dayOf(now())
  const near = { $gte: addDays(today, -SHOWN_DAYS), $lte: addDays(today, SHOWN_DAYS) }
  const rows = await Changeovers.find({ placeId, day: near }).sort({ day: 1 }).limit(20).lean<ChangeoverRecord[]>()
  return { items: await shownWithSites(rows.filter((row) => isShownOn(today, row))) }
}

/** Of the actor's area. */
export async function listChangeovers(
  actor: Actor,
  { open, ...input }: ParsedOf<typeof changeovers.list>,
): Promise<OutputOf<typeof changeovers.list>> {
  const filter = { placePath: { $in: scopeOf(actor, changeoverReaders) }, ...(open ? { _id: open } : {}) }
  const { rows, ...page } = await readCountedPage(Changeovers, { day: -1 }, filter, input, 20)
  return { items: await present(actor, rows), ...page }
}

type Facts = Pick<ParsedOf<typeof changeovers.create>, 'day' | 'buildings' | 'siteId' | 'note'>

/** @throws DomainError CHANGEOVER_DAY_WRONG, CHANGEOVER_BUILDING_WRONG, CHANGEOVER_SITE_WRONG, INPUT_INVALID */
async function checked(placeId: string, { day, buildings, siteId, note }: Facts): Promise<Facts> {
  const today = dayOf(now())
  if (day <= today) throw new DomainError('CHANGEOVER_DAY_WRONG')
  const far = tooFarAhead(day as Day, today)
  if (far) throw invalid('day', far)
  const [site] = await dropOffSites([siteId])
  if (!site || site.status !== 'open' || !site.placePath.includes(placeId))
    throw new DomainError('CHANGEOVER_SITE_WRONG')
  return { day, siteId, note, buildings: [...new Set(buildings.map(readBuilding))] }
}

function readBuilding(typed: string): string {
  const parts = normaliseAddress({ building: typed, unit: '', room: '1' })
  // "3栋501" is read as a name: a door is no building
  const isDoor = parts === null || /\d.*[栋幢座-].*\d/.test(parts.building)
  if (isDoor || parts.building === '' || parts.unit !== '' || parts.room !== '1')
    throw new DomainError('CHANGEOVER_BUILDING_WRONG')
  return parts.building
}

/** @throws DomainError as the route says */
export async function createChangeover(
  actor: Actor,
  { id, placeId, ...facts }: ParsedOf<typeof changeovers.create>,
): Promise<Changeover> {
  const set = await checked(placeId, facts)
  try {
    return await transaction(async (tx) => {
      const place = await requirePlace(placeId, tx)
      if (!holdsRole(actor, changeoverKeepers, place.path)) throw new DomainError('NOT_FOUND')
      if (place.kind !== 'compound') throw new DomainError('CHANGEOVER_PLACE_WRONG')
      await relyOn(tx, placeId)
      const record: ChangeoverRecord = {
        _id: id,
        placeId,
        placePath: [...place.path],
        ...set,
        formerBuildings: null,
        status: 'planned',
        news: 'made',
        version: 0,
        createdAt: now(),
      }
      await tx.on(Changeovers).insert(record)
      await auditOf(tx, actor, record, {
        action: 'changeovers.create',
        details: { day: set.day, buildings: set.buildings, siteId: set.siteId },
      })
      return presentOne(actor, record, tx)
    })
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('IDEMPOTENCY_KEY_REUSED') : error
  }
}

type Act = { action: string; reason?: string; details?: Record<string, unknown> }
const auditOf = (tx: Tx, actor: Actor, { _id, placePath }: ChangeoverRecord, act: Act): Promise<void> =>
  audit(tx, actor, { ...act, subject: `changeovers/${_id}`, placePath })

/**
 * @throws DomainError NOT_FOUND outside the actor's area, NOT_ALLOWED for who only reads, WRONG_STATE once its day is
 * over
 */
async function requireAhead(tx: Tx, actor: Actor, id: string): Promise<ChangeoverRecord> {
  const seen = await tx.on(Changeovers).findOne({ _id: id })
  if (!seen || !holdsRole(actor, changeoverReaders, seen.placePath)) throw new DomainError('NOT_FOUND')
  if (!holdsRole(actor, changeoverKeepers, seen.placePath)) throw new DomainError('NOT_ALLOWED')
  if (!isAhead(dayOf(now()), seen)) throw new DomainError('WRONG_STATE')
  return seen
}

/** Both the old and the new buildings are told. @throws DomainError as the route says */
export function changeChangeover(
  actor: Actor,
  { id, version, ...facts }: ParsedOf<typeof changeovers.change>,
): Promise<Changeover> {
  return transaction(async (tx) => {
    const seen = await requireAhead(tx, actor, id)
    const set = await checked(seen.placeId, facts)
    // none stands for all: who was told of the whole compound hears of it, however often it changes
    const wasAll = seen.buildings.length === 0 || seen.formerBuildings?.length === 0
    const former = wasAll ? [] : [...new Set([...(seen.formerBuildings ?? []), ...seen.buildings])]
    const record = await tx.on(Changeovers).findOneAndUpdate(
      { _id: id, version, status: 'planned' },
      {
        $set: {
          ...set,
          formerBuildings: former,
          news: seen.news === 'made' ? ('made' as const) : ('changed' as const),
        },
        $inc: { version: 1 },
      },
    )
    if (!record) throw new DomainError('CHANGED_MEANWHILE')
    await auditOf(tx, actor, record, {
      action: 'changeovers.change',
      details: { day: set.day, buildings: set.buildings, siteId: set.siteId },
    })
    return presentOne(actor, record, tx)
  })
}

/** @throws DomainError as the route says */
export function callOffChangeover(
  actor: Actor,
  { id, version, reason }: ParsedOf<typeof changeovers.callOff>,
): Promise<Changeover> {
  return transaction(async (tx) => {
    await requireAhead(tx, actor, id)
    const record = await tx
      .on(Changeovers)
      .findOneAndUpdate(
        { _id: id, version, status: 'planned' },
        { $set: { status: 'calledOff', reason, news: 'calledOff' }, $inc: { version: 1 } },
      )
    if (!record) throw new DomainError('CHANGED_MEANWHILE')
    await auditOf(tx, actor, record, { action: 'changeovers.callOff', reason })
    return presentOne(actor, record, tx)
  })
}

/** For papers. @throws DomainError NOT_FOUND outside the actor's area */
export async function requireChangeover(actor: Actor, id: string): Promise<ChangeoverRecord> {
  const record = await Changeovers.findById(id).lean<ChangeoverRecord>()
  if (!record || !holdsRole(actor, changeoverReaders, record.placePath)) throw new DomainError('NOT_FOUND')
  return record
}
