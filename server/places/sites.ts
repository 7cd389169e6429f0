// Sites as their staff keep them: what they take, when they are open, who answers for them 桶长制.
// Names and phones of keepers are sealed with the site's id; a list masks them, one site shows them to the staff of its
// place and leaves an audit row. Invariant: a site's name is unique at its place while in use.
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { decide } from '@shared/machine'
import type { placesDesk } from '@shared/places/desk-contract'
import type { SiteRow } from '@shared/places/desk-rows'
import { mayWithPlace, readerRoles, rightsAt, siteMachine, type Window } from '@shared/places/rules'
import type { SiteRoute } from '@shared/places/vocabulary'
import type * as z from '@shared/z'
import { audit, auditRead } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { seal } from '../field-cipher'
import { readCountedPage } from '../paging'
import { Sites, type Site } from './places.model'
import { toPoint } from './positions'
import { nameKeyOf } from './search-keys'
import { namesOn, presentDuties, presentSite } from './present'
import { relyOn, requireRight } from './tree'

const auditActions = {
  open: 'places.reopenSite',
  suspended: 'places.suspendSite',
  archived: 'places.archiveSite',
} as const

type Row = z.infer<typeof SiteRow>
type SiteInput = Partial<
  Omit<ParsedOf<typeof placesDesk.createSite>, 'id' | 'placeId' | 'windows'> & { windows: readonly Window[] }
>

/** Sites at or below a place (default: the actor's own area), by id. */
export async function listSites(
  actor: Actor,
  input: ParsedOf<typeof placesDesk.sites>,
): Promise<OutputOf<typeof placesDesk.sites>> {
  if (input.placeId) await requireRight(actor, 'read', input.placeId)
  const filter = {
    placePath: input.placeId ?? { $in: scopeOf(actor, readerRoles) },
    status: input.status ?? { $ne: 'archived' as const },
    ...(input.kind ? { kind: input.kind } : {}),
    ...(input.takes ? { takes: input.takes } : {}),
    ...(input.withoutKeeper === true || input.withoutKeeper === 'true' ? { keeperSealed: { $exists: false } } : {}),
  }
  const { rows, ...page } = await readCountedPage(Sites, { _id: 1 }, filter, input)
  return { items: await presentRows(actor, rows, false), ...page }
}

async function presentRows(actor: Actor, sites: readonly Site[], readable: boolean, tx?: Tx): Promise<Row[]> {
  const names = await namesOn(
    sites.map((site) => site.placePath),
    tx,
  )
  return sites.map((site) => ({
    site: presentSite(site, names.get(site.placeId) ?? '', { readable }),
    duties: presentDuties(site, readable),
    pathNames: site.placePath.map((id) => names.get(id) ?? ''),
    revision: site.revision,
    rights: rightsAt(actor, site.placePath),
    publicPath: `/p/${site._id}`,
  }))
}

async function presentRow(actor: Actor, site: Site, readable: boolean, tx?: Tx): Promise<Row> {
  const [row] = await presentRows(actor, [site], readable, tx)
  if (!row) throw new Error('a site without its row')
  return row
}

/** One site; whoever keeps the sites there, and the auditor, read the names. @throws DomainError NOT_FOUND */
export async function getSiteForStaff(actor: Actor, id: string): Promise<Row> {
  const site = await Sites.findById(id).lean<Site>()
  if (!site || !mayWithPlace(actor, 'read', site.placePath)) throw new DomainError('NOT_FOUND')
  const isAuditor =
    actor.kind === 'person' &&
    actor.grants.some((grant) => grant.role === 'auditor' && site.placePath.includes(grant.placeId))
  const readable = isAuditor || mayWithPlace(actor, 'keepSites', site.placePath)
  if (readable && (site.keeperSealed || site.duties.length > 0)) {
    await auditRead(actor, { action: 'places.readKeeper', subject: `sites/${id}`, placePath: site.placePath })
  }
  return presentRow(actor, site, readable)
}

export type SiteFacts = Pick<
  Site,
  '_id' | 'name' | 'placeId' | 'placePath' | 'status' | 'address' | 'location' | 'windows' | 'takes'
>

/** Sites by id, archived ones too: for what stands at one. */
export async function sitesByIds(ids: readonly string[], tx?: Tx): Promise<SiteFacts[]> {
  const filter = { _id: { $in: [...new Set(ids)] } }
  return tx ? tx.on(Sites).find(filter) : Sites.find(filter).lean<Site[]>()
}

/** Sites in use at or below some places that take what goes a way, at most `limit`. */
export const sitesTaking = (route: SiteRoute, placeIds: readonly string[], limit: number): Promise<SiteFacts[]> =>
  Sites.find({ placePath: { $in: [...placeIds] }, takes: route, status: 'open' })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Site[]>()
    .exec()

/** Drop-off sites in use that have windows, behind an id, by id: for what is arranged by their windows. */
export const timedSites = (after: string, limit: number): Promise<SiteFacts[]> =>
  Sites.find({ kind: 'drop_off', status: 'open', 'windows.0': { $exists: true }, _id: { $gt: after } } as object)
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Site[]>()
    .exec()

export type DropOffSite = Pick<
  Site,
  '_id' | 'name' | 'placeId' | 'placePath' | 'status' | 'kind' | 'streams' | 'windows'
>

/** Drop-off sites by id, suspended and archived ones too. */
export const dropOffSites = (ids: readonly string[]): Promise<DropOffSite[]> =>
  Sites.find({ _id: { $in: [...new Set(ids)] }, kind: 'drop_off' })
    .lean<DropOffSite[]>()
    .exec()

/** Drop-off sites in use at or below some places, at most `limit`. */
export const dropOffSitesBelow = (placeIds: readonly string[], limit: number): Promise<DropOffSite[]> =>
  Sites.find({ placePath: { $in: [...placeIds] }, kind: 'drop_off', status: 'open' })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<DropOffSite[]>()
    .exec()

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, SITE_NAME_TAKEN, PLACE_ARCHIVED */
export function createSite(actor: Actor, input: ParsedOf<typeof placesDesk.createSite>): Promise<Row> {
  return nameTaken(() =>
    transaction(async (tx) => {
      const place = await requireRight(actor, 'keepSites', input.placeId, tx)
      await relyOn(tx, place._id)
      requireSense(input.takes, input.streams)
      await requireFreeName(tx, input.id, place._id, input.name)
      const at = now()
      const { set } = fieldsOf(input.id, input)
      const site: Site = {
        kind: input.kind,
        name: input.name,
        nameKey: nameKeyOf(input.name),
        takes: [],
        streams: [],
        windows: [],
        address: '',
        duties: [],
        note: '',
        ...set,
        _id: input.id,
        placeId: place._id,
        placePath: place.path,
        status: 'open',
        revision: 0,
        createdAt: at,
        updatedAt: at,
      }
      await tx.on(Sites).insert(site)
      await audit(tx, actor, {
        action: 'places.createSite',
        subject: `sites/${site._id}`,
        placePath: place.path,
        details: { name: site.name, kind: site.kind },
      })
      return presentRow(actor, site, true, tx)
    }),
  )
}

/** @throws DomainError NOT_FOUND, NOT_ALLOWED, CHANGED_MEANWHILE, SITE_NAME_TAKEN, WRONG_STATE */
export function updateSite(actor: Actor, input: ParsedOf<typeof placesDesk.updateSite>): Promise<Row> {
  return nameTaken(() =>
    transaction(async (tx) => {
      const site = await requireSite(actor, input.id, tx)
      if (site.status === 'archived') throw new DomainError('WRONG_STATE')
      requireSense(input.takes ?? site.takes, input.streams ?? site.streams)
      if (input.name !== undefined) await requireFreeName(tx, site._id, site.placeId, input.name)
      const { set, unset } = fieldsOf(site._id, input)
      const changed = await tx
        .on(Sites)
        .findOneAndUpdate(
          { _id: input.id, revision: input.revision, status: { $ne: 'archived' } },
          { $set: { ...set, updatedAt: now() }, $unset: unset, $inc: { revision: 1 } },
        )
      if (!changed) throw new DomainError('CHANGED_MEANWHILE')
      const fields = Object.keys(input).filter((field) => field !== 'id' && field !== 'revision')
      await audit(tx, actor, {
        action: 'places.updateSite',
        subject: `sites/${site._id}`,
        placePath: site.placePath,
        details: { fields },
      })
      return presentRow(actor, changed, true, tx)
    }),
  )
}

/** Pauses, reopens or withdraws a site. @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE, PLACE_ARCHIVED */
export function setSiteStatus(
  actor: Actor,
  { id, status, reason }: ParsedOf<typeof placesDesk.setSiteStatus>,
): Promise<Row> {
  return transaction(async (tx) => {
    const site = await requireSite(actor, id, tx)
    const decision = decide(siteMachine, site.status, status, ['siteStaff'], {})
    if (!decision.ok) throw new DomainError(decision.code)
    const changed = await tx.on(Sites).findOneAndUpdate(
      { _id: id, status: site.status },
      {
        $set: { status: decision.to, updatedAt: now(), ...(status === 'open' ? {} : { statusReason: reason }) },
        ...(status === 'open' ? { $unset: { statusReason: 1 } } : {}),
        $inc: { revision: 1 },
      },
    )
    if (!changed) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: auditActions[status],
      subject: `sites/${id}`,
      placePath: site.placePath,
      reason,
    })
    return presentRow(actor, changed, true, tx)
  })
}

async function requireSite(actor: Actor, id: string, tx: Tx): Promise<Site> {
  const site = await tx.on(Sites).findOne({ _id: id })
  if (!site || !mayWithPlace(actor, 'read', site.placePath)) throw new DomainError('NOT_FOUND')
  if (!mayWithPlace(actor, 'keepSites', site.placePath)) throw new DomainError('NOT_ALLOWED')
  return site
}

/** What was sent, as stored; null takes a field away. */
export function fieldsOf(siteId: string, input: SiteInput): { set: Partial<Site>; unset: Record<string, 1> } {
  const { position, keeper, duties } = input
  const plain = {
    kind: input.kind,
    name: input.name,
    nameKey: input.name === undefined ? undefined : nameKeyOf(input.name),
    takes: input.takes,
    streams: input.streams,
    windows: input.windows,
    address: input.address,
    note: input.note,
  }
  const set: Partial<Site> = {
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    ...(position ? { location: toPoint(position), datum: position.datum ?? 'wgs84' } : {}),
    ...(keeper ? { keeperSealed: seal(keeper, siteId) } : {}),
    ...(duties
      ? {
          duties: duties.map(({ level, title, name, phone }) => ({
            level,
            title,
            nameSealed: seal(name, siteId),
            ...(phone ? { phoneSealed: seal(phone, siteId) } : {}),
          })),
        }
      : {}),
  }
  const unset: Record<string, 1> = {
    ...(position === null ? { location: 1 as const, datum: 1 as const } : {}),
    ...(keeper === null || keeper === '' ? { keeperSealed: 1 as const } : {}),
  }
  return { set, unset }
}

/** Bins need their streams, and only bins have them. */
function requireSense(takes: readonly string[], streams: readonly string[]): void {
  if (takes.includes('bin') && streams.length === 0) throw invalid('streams', '有分类桶的点位要选桶的种类')
  if (!takes.includes('bin') && streams.length > 0) throw invalid('streams', '没有分类桶的点位不用选桶的种类')
}

async function requireFreeName(tx: Tx, siteId: string, placeId: string, name: string): Promise<void> {
  const twin = { placeId, nameKey: nameKeyOf(name), status: { $ne: 'archived' as const }, _id: { $ne: siteId } }
  if ((await tx.on(Sites).count(twin)) > 0) throw new DomainError('SITE_NAME_TAKEN')
}

async function nameTaken<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('SITE_NAME_TAKEN') : error
  }
}
