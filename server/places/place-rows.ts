// Rows of a table of places: what each would do, decided in memory against the tree and the rows before it, then
// written in portions. Natural key: the code where there is one, else parent, kind and name. An empty cell leaves what
// is there. Parents may stand in the same file in any order.
import { scopeOf, type Actor, type Role } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { profileKeys, profiles, type ProfileKey } from '@shared/places/profiles'
import { canStandBelow, mayWithPlace } from '@shared/places/rules'
import { PlaceCode } from '@shared/places/schemas'
import {
  managementNames,
  parentKinds,
  placeKindNames,
  placeKinds,
  type Datum,
  type PlaceKind,
} from '@shared/places/vocabulary'
import { now } from '../clock'
import type { Tx } from '../db'
import { newId } from '../ids'
import { READ_AT_ONCE, type Effect } from '../imports/kinds'
import type { RowReader } from '../imports/row-reader'
import { managingCompanies } from './companies'
import { Places, type Place } from './places.model'
import { toPoint } from './positions'
import { namedBy, nameKeyOf } from './search-keys'
import { freshPlace, relyOn } from './tree'

export type PlaceWrite =
  { insert: Place } | { id: string; revision: number; set: Partial<Place>; unset: Record<string, 1> }
type Planned = { effect: Effect; write?: PlaceWrite }

const shapers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const
const ruralNames = { urban: '城镇', rural: '农村' } as const
const profileNames = Object.fromEntries(profileKeys.map((key) => [key, profiles[key].name])) as Record<
  ProfileKey,
  string
>

/** The places an importer can refer to, by code, by key and by the names on the path. */
export type Directory = {
  byId: Map<string, Place>
  byCode: Map<string, Place>
  byKey: Map<string, Place>
  byPath: Map<string, Place>
}

const keyOf = (place: Pick<Place, 'parentId' | 'kind' | 'name'>): string =>
  `${place.parentId ?? ''}|${place.kind}|${nameKeyOf(place.name)}`

/** Everything at, below and above the places the actor answers for in one of the roles. */
export async function directoryFor(actor: Actor, roles: readonly Role[] = shapers): Promise<Directory> {
  const scope = scopeOf(actor, roles)
  const above = (await Places.find({ _id: { $in: scope } }, { path: 1 }).lean<Pick<Place, 'path'>[]>()).flatMap(
    (place) => place.path,
  )
  const found = await Places.find({ $or: [{ path: { $in: scope } }, { _id: { $in: above } }] })
    .batchSize(READ_AT_ONCE)
    .lean<Place[]>()
  const directory: Directory = { byId: new Map(), byCode: new Map(), byKey: new Map(), byPath: new Map() }
  found.sort((a, b) => a.path.length - b.path.length).forEach((place) => enter(directory, place))
  return directory
}

function enter(directory: Directory, place: Place): void {
  directory.byId.set(place._id, place)
  if (place.code) directory.byCode.set(place.code, place)
  if (place.status !== 'active') return
  directory.byKey.set(keyOf(place), place)
  directory.byPath.set(place.path.map((id) => nameKeyOf(directory.byId.get(id)?.name ?? '')).join('/'), place)
}

/** A path of names as the directory knows it. */
export const plainPath = (typed: string): string =>
  typed
    .normalize('NFKC')
    .split(/[/>]/)
    .map(nameKeyOf)
    .filter((each) => each !== '')
    .join('/')

/** What all rows are held against. */
export async function beginPlaces(actor: Actor, { datum }: { datum: Datum }): Promise<Context> {
  return {
    actor,
    directory: await directoryFor(actor),
    datum,
    companyIds: await managingCompanies().idsByName(),
    seen: new Map(),
  }
}

/** A city before its districts, whatever the order in the file. */
export const rankOfPlace = (reader: RowReader): number => placeKinds.indexOf(kindIn(reader) as PlaceKind)
const kindIn = (reader: RowReader): PlaceKind | undefined =>
  placeKinds.find((kind) => placeKindNames[kind].split('/').concat(placeKindNames[kind]).includes(reader.raw('类型')))

/** Decides what a row would do; nothing is written. */
export function planPlace(context: Context, reader: RowReader): Planned {
  const kind = reader.choice('类型', placeKindNames)
  if (kind !== undefined) return planRow(context, reader, kind)
  if (reader.problems.every((problem) => problem.column !== '类型')) reader.problem('类型', '必须填写')
  return { effect: 'same' }
}

type Context = {
  actor: Actor
  directory: Directory
  datum: Datum
  companyIds: Map<string, string>
  seen: Map<string, number>
}

function planRow(context: Context, reader: RowReader, kind: PlaceKind): Planned {
  const { directory } = context
  const name = reader.required('名称', 30)
  const code = readCode(reader, kind)
  const parent = findParent(directory, reader, kind)
  const facts = readFacts(context, reader, kind)
  const existing =
    (code ? directory.byCode.get(code) : undefined) ??
    (parent === undefined ? undefined : directory.byKey.get(keyOf({ parentId: parent?._id ?? null, kind, name })))
  if (existing) checkExisting(reader, existing, kind, parent)
  const at = existing ?? parent
  if (parent !== undefined && !(at ? mayWithPlace(context.actor, 'shape', at.path) : mayFound(context.actor)))
    reader.problem('名称', '不在您的管理范围内')
  // one row may name a place by its code, the next by its name
  const keys = [
    existing?._id,
    parent === undefined ? undefined : keyOf({ parentId: parent?._id ?? null, kind, name }),
  ].filter((key) => key !== undefined)
  const before = keys.map((key) => context.seen.get(key)).find((seen) => seen !== undefined)
  if (before !== undefined) reader.problem('名称', `和第${before}行重复`)
  else keys.forEach((key) => context.seen.set(key, reader.row))
  if (reader.problems.length > 0 || parent === undefined) return { effect: 'same' }
  // another spelling of its name is no new name
  const called = existing && nameKeyOf(existing.name) === nameKeyOf(name) ? existing.name : name
  if (existing) return planChange(directory, existing, { name: called, ...(code ? { code } : {}), ...facts })
  const { rural, ...rest } = facts
  const place: Place = { ...freshPlace({ _id: newId(), kind, name, code, parent, rural }), ...rest }
  enter(directory, place)
  context.seen.set(place._id, reader.row)
  return { effect: 'create', write: { insert: place } }
}

const mayFound = (actor: Actor): boolean =>
  actor.kind === 'person' && actor.grants.some((grant) => grant.role === 'administrator')

function readCode(reader: RowReader, kind: PlaceKind): string | undefined {
  const code = reader.text('代码', 24)
  if (code === '') return undefined
  const isDivision = !['road', 'compound', 'village'].includes(kind)
  if (isDivision && !/^(\d{6}|\d{9}|\d{12})$/.test(code))
    reader.problem('代码', '区划代码应为 6、9 或 12位数字（注意前后不要丢零）')
  else if (!PlaceCode.safeParse(code).success) reader.problem('代码', '代码只能有数字、字母和横线')
  return code
}

/** The parent; null for a city; undefined (with a problem told) where it can't be found. */
function findParent(directory: Directory, reader: RowReader, kind: PlaceKind): Place | null | undefined {
  const [code, path] = [reader.text('上级代码', 24), plainPath(reader.text('上级路径', 200))]
  if (parentKinds[kind] === null)
    return code === '' && path === '' ? null : void reader.problem('上级路径', '市没有上级，请留空')
  const column = code === '' ? '上级路径' : '上级代码'
  if (code === '' && path === '') return void reader.problem('上级路径', '请填上级代码或上级路径')
  const parent = code === '' ? directory.byPath.get(path) : directory.byCode.get(code)
  if (!parent) return void reader.problem(column, '没有这个上级，或不在您的管理范围内')
  if (parent.status !== 'active') return void reader.problem(column, '上级已停用')
  if (!canStandBelow(kind, parent.kind))
    return void reader.problem(
      column,
      `${placeKindNames[kind]}的上级应是${placeKindNames[parentKinds[kind] ?? 'city']}`,
    )
  return parent
}

function checkExisting(reader: RowReader, existing: Place, kind: PlaceKind, parent: Place | null | undefined): void {
  if (existing.status !== 'active') reader.problem('代码', '这个代码属于已停用的地点')
  else if (existing.kind !== kind)
    reader.problem('代码', `这个代码属于${placeKindNames[existing.kind]}“${existing.name}”`)
  else if (parent !== undefined && existing.parentId !== (parent?._id ?? null))
    reader.problem('上级路径', '和系统里的上级不同；导入不能把地点移到别处')
}

type Facts = Partial<
  Pick<Place, 'households' | 'location' | 'management' | 'companyId' | 'substituteName' | 'profile'>
> & { rural?: boolean }

function readFacts({ companyIds, datum }: Context, reader: RowReader, kind: PlaceKind): Facts {
  const households = reader.count('户数', 100_000)
  const position = reader.position()
  const profile = reader.choice('方案', profileNames)
  const country = reader.choice('城乡', ruralNames)
  if (kind === 'village' && country === 'urban') reader.problem('城乡', '自然村只能是农村')
  return {
    ...(households === undefined ? {} : { households }),
    ...(position ? { location: toPoint({ ...position, datum }) } : {}),
    ...(profile ? { profile } : {}),
    ...(country ? { rural: country === 'rural' } : {}),
    ...readManagement(reader, companyIds),
  }
}

function readManagement(reader: RowReader, companyIds: ReadonlyMap<string, string>): Facts {
  const management = reader.choice('管理方式', managementNames)
  if (management === undefined) return {}
  if (management === 'none') return { management }
  if (management === 'substitute') return { management, substituteName: reader.required('代管单位', 40) }
  const name = reader.required('物业公司', 40)
  const companyId = companyIds.get(nameKeyOf(name))
  if (name !== '' && companyId === undefined) reader.problem('物业公司', '没有这家物业公司，请先在“物业公司”里新增')
  return companyId === undefined ? {} : { management, companyId }
}

function planChange(directory: Directory, existing: Place, wanted: Facts & { name: string; code?: string }): Planned {
  const differing = Object.entries(wanted).filter(
    ([field, value]) => JSON.stringify(existing[field as keyof Place]) !== JSON.stringify(value),
  )
  if (differing.length === 0) return { effect: 'same' }
  const set = Object.fromEntries(differing) as Partial<Place>
  const gone =
    wanted.management === undefined
      ? []
      : (['companyId', 'substituteName'] as const).filter(
          (field) => wanted[field] === undefined && existing[field] !== undefined,
        )
  const naming =
    set.name !== undefined || set.code !== undefined ? namedBy(wanted.name, wanted.code ?? existing.code) : {}
  enter(directory, { ...existing, ...set })
  return {
    effect: 'change',
    write: {
      id: existing._id,
      revision: existing.revision,
      set: { ...set, ...naming },
      unset: Object.fromEntries(gone.map((field) => [field, 1 as const])),
    },
  }
}

/**
 * Writes a portion. @throws DomainError PLACE_ARCHIVED, CHANGED_MEANWHILE; a duplicate key where another writer was
 * faster
 */
export async function writePlaces(tx: Tx, writes: readonly PlaceWrite[]): Promise<void> {
  const fresh = writes.flatMap((write) => ('insert' in write ? [write.insert] : []))
  const made = new Set(fresh.map((place) => place._id))
  if (fresh.length > 0) await tx.on(Places).insert(...fresh)
  for (const parentId of new Set(
    fresh.flatMap((place) => (place.parentId && !made.has(place.parentId) ? [place.parentId] : [])),
  ))
    await relyOn(tx, parentId)
  for (const write of writes) {
    if ('insert' in write) continue
    const { matched } = await tx
      .on(Places)
      .updateOne(
        { _id: write.id, revision: write.revision, status: 'active' },
        { $set: { ...write.set, updatedAt: now() }, $unset: write.unset, $inc: { revision: 1 } },
      )
    if (matched === 0) throw new DomainError('CHANGED_MEANWHILE')
  }
}
