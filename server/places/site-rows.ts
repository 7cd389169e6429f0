// Rows of a table of sites. Natural key: the place and the site's name. An empty cell leaves what is there; a masked
// name (王**) out of an export leaves the keeper as it is.
import { scopeOf, type Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { shapers } from '@shared/places/desk-rows'
import { mayWithPlace, parseWindows } from '@shared/places/rules'
import { siteKindNames, siteRouteNames, streamNames, type Datum } from '@shared/places/vocabulary'
import { now } from '../clock'
import type { Tx } from '../db'
import { unseal } from '../field-cipher'
import { newId } from '../ids'
import { READ_AT_ONCE, type Effect } from '../imports/kinds'
import type { RowReader } from '../imports/row-reader'
import { directoryFor, plainPath, type Directory } from './place-rows'
import { Sites, type Place, type Site } from './places.model'
import { toPoint } from './positions'
import { nameKeyOf } from './search-keys'
import { fieldsOf } from './sites'
import { relyOn } from './tree'

export type SiteWrite = { insert: Site } | { id: string; revision: number; set: Partial<Site> }
type Planned = { effect: Effect; write?: SiteWrite }

type Context = {
  actor: Actor
  directory: Directory
  datum: Datum
  existing: Map<string, Site>
  seen: Map<string, number>
}

/** What all rows are held against. */
export async function beginSites(actor: Actor, { datum }: { datum: Datum }): Promise<Context> {
  const sites = await Sites.find({ placePath: { $in: scopeOf(actor, shapers) }, status: { $ne: 'archived' } })
    .batchSize(READ_AT_ONCE)
    .lean<Site[]>()
  return {
    actor,
    datum,
    directory: await directoryFor(actor),
    existing: new Map(sites.map((site) => [`${site.placeId}|${site.nameKey}`, site])),
    seen: new Map(),
  }
}

/** Decides what a row would do; nothing is written. */
export function planSite(context: Context, reader: RowReader): Planned {
  const kind = reader.choice('点位类型', siteKindNames)
  if (reader.text('点位类型') === '') reader.problem('点位类型', '必须填写')
  const name = reader.required('名称', 40)
  const place = findPlace(context, reader)
  const facts = readFacts(reader)
  if (place === undefined || kind === undefined) return { effect: 'same' }
  const key = `${place._id}|${nameKeyOf(name)}`
  const before = context.seen.get(key)
  if (before !== undefined) reader.problem('名称', `和第${before}行重复`)
  context.seen.set(key, before ?? reader.row)
  const existing = context.existing.get(key)
  const takes = facts.takes ?? existing?.takes ?? []
  const streams = facts.streams ?? existing?.streams ?? []
  if (takes.includes('bin') && streams.length === 0) reader.problem('桶的种类', '有分类桶的点位要填桶的种类')
  if (!takes.includes('bin') && streams.length > 0) reader.problem('桶的种类', '没有分类桶的点位不用填桶的种类')
  if (reader.problems.length > 0) return { effect: 'same' }
  const position = facts.position ? { ...facts.position, datum: context.datum } : undefined
  if (existing) return planChange(existing, { kind, ...facts, position })
  const [id, at] = [newId(), now()]
  const { set } = fieldsOf(id, { kind, name, ...facts, position })
  const insert: Site = {
    kind,
    name,
    nameKey: nameKeyOf(name),
    takes: [],
    streams: [],
    windows: [],
    address: '',
    duties: [],
    note: '',
    ...set,
    _id: id,
    placeId: place._id,
    placePath: place.path,
    status: 'open',
    revision: 0,
    createdAt: at,
    updatedAt: at,
  }
  return { effect: 'create', write: { insert } }
}

function findPlace({ actor, directory }: Context, reader: RowReader): Place | undefined {
  const [code, path] = [reader.text('地点代码', 24), plainPath(reader.text('地点路径', 200))]
  const column = code === '' ? '地点路径' : '地点代码'
  if (code === '' && path === '') return void reader.problem('地点路径', '请填地点代码或地点路径')
  const place = code === '' ? directory.byPath.get(path) : directory.byCode.get(code)
  if (!place || !mayWithPlace(actor, 'keepSites', place.path))
    return void reader.problem(column, '没有这个地点，或不在您的管理范围内')
  return place.status === 'active' ? place : void reader.problem(column, '这个地点已停用')
}

function readFacts(reader: RowReader) {
  const takes = reader.choices('收什么', siteRouteNames)
  if (reader.text('收什么') === '') reader.problem('收什么', '必须填写')
  const streams = reader.choices('桶的种类', streamNames)
  const hours = reader.text('开放时间', 120)
  const windows = hours === '' ? undefined : parseWindows(hours)
  if (windows === null)
    reader.problem('开放时间', '看不懂，请写成“每天 07:00-09:00、19:00-21:00”或“周一至周五 08:30-17:30”')
  const [keeper, address, note] = [reader.text('负责人', 20), reader.text('地址', 80), reader.text('说明', 120)]
  return {
    takes,
    streams,
    windows: windows ?? undefined,
    position: reader.position(),
    ...(address ? { address } : {}),
    ...(note ? { note } : {}),
    ...(keeper !== '' && !keeper.includes('*') ? { keeper } : {}),
  }
}

type Wanted = Parameters<typeof fieldsOf>[1]

function planChange(existing: Site, wanted: Wanted): Planned {
  const { keeper, position, ...plain } = wanted
  const differing = Object.entries(plain)
    .filter(
      ([field, value]) =>
        value !== undefined && JSON.stringify(existing[field as keyof Site]) !== JSON.stringify(value),
    )
    .map(([field]) => field)
  const moved = position && JSON.stringify(toPoint(position)) !== JSON.stringify(existing.location)
  const handedOver = keeper && (!existing.keeperSealed || unseal(existing.keeperSealed, existing._id) !== keeper)
  if (differing.length === 0 && !moved && !handedOver) return { effect: 'same' }
  const { set } = fieldsOf(existing._id, {
    ...Object.fromEntries(Object.entries(plain).filter(([field]) => differing.includes(field))),
    ...(moved ? { position } : {}),
    ...(handedOver ? { keeper } : {}),
  })
  return { effect: 'change', write: { id: existing._id, revision: existing.revision, set } }
}

/**
 * Writes a portion. @throws DomainError PLACE_ARCHIVED, CHANGED_MEANWHILE; a duplicate key where another writer was
 * faster
 */
export async function writeSites(tx: Tx, writes: readonly SiteWrite[]): Promise<void> {
  const fresh = writes.flatMap((write) => ('insert' in write ? [write.insert] : []))
  for (const placeId of new Set(fresh.map((site) => site.placeId))) await relyOn(tx, placeId)
  if (fresh.length > 0) await tx.on(Sites).insert(...fresh)
  for (const write of writes) {
    if ('insert' in write) continue
    const { matched } = await tx
      .on(Sites)
      .updateOne(
        { _id: write.id, revision: write.revision, status: { $ne: 'archived' } },
        { $set: { ...write.set, updatedAt: now() }, $inc: { revision: 1 } },
      )
    if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
  }
}
