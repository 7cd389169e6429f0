// Lists that a city printed before it had the product, as the four tables that cities use or as a plain one. Natural
// key: place and month. A month that was closed here is never touched by a file.
import type { Actor } from '@shared/actors'
import { isPrintedHead, printedColumns, printedRows } from '@shared/standings/printed-lists'
import { keepers } from '@shared/standings/vocabulary'
import { Month, monthOf, dayOf } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { defineImport, type Effect, type ImportFile } from '../imports/kinds'
import type { RowReader } from '../imports/row-reader'
import { placeFinder, type PlaceFinder } from '../places/place-names'
import type { Place } from '../places/places'
import { importedIdOf, ImportedEntries, type ImportedEntry } from './imported.model'
import { Runs, type RunRecord } from './standings.model'

const MOST_RANK = 999
const colourNames = { red: '红榜', black: '黑榜' } as const
const kindNames = { compound: '小区', community: '行政村、居/行政村/社区' } as const

type Facts = Pick<
  ImportedEntry,
  'placeId' | 'placePath' | 'kind' | 'colour' | 'period' | 'rank' | 'name' | 'subdistrict' | 'company'
>
type Write = { facts: Facts; before: ImportedEntry | undefined }
type Context = {
  filename: string
  places: PlaceFinder
  /** "<area>:<month>" that the product has made itself. */
  closed: Set<string>
  known: Map<string, ImportedEntry>
  /** Of the rows before: places, and who holds a rank of a list, with the row. */
  seen: Map<string, number>
  today: string
}

async function begin(actor: Actor, { filename, valuesOf }: ImportFile): Promise<Context> {
  const places = await placeFinder(actor, keepers, ['subdistrict', 'community', 'compound'])
  const placeIds = valuesOf('名称').flatMap((typed) => places.meant(typed).map(({ _id }) => _id))
  const periods = valuesOf('月份')
  const found = await ImportedEntries.find({ placeId: { $in: placeIds }, period: { $in: periods } }).lean<
    ImportedEntry[]
  >()
  const runs = await Runs.find({ period: { $in: periods } }, { area: 1, period: 1 }).lean<
    Pick<RunRecord, 'area' | 'period'>[]
  >()
  return {
    filename,
    places,
    closed: new Set(runs.map(({ area, period }) => `${area}:${period}`)),
    known: new Map(found.map((entry) => [entry._id, entry])),
    seen: new Map(),
    today: dayOf(now()),
  }
}

function readRow(context: Context, reader: RowReader): { effect: Effect; write?: Write } {
  const colour = reader.choice('榜单', colourNames)
  if (reader.raw('榜单') === '') reader.problem('榜单', '看不出是红榜还是黑榜，请在这一列或表的标题里写明')
  const kind = reader.choice('类别', kindNames)
  if (reader.raw('类别') === '') reader.problem('类别', '看不出是小区还是行政村，请在表头或标题里写明')
  const period = readMonth(context, reader)
  const rank = reader.count('排名', MOST_RANK)
  if (reader.raw('排名') === '' || rank === 0) reader.problem('排名', '请填 1 以上的整数')
  const company = reader.text('物业公司', 60)
  if (kind === 'community' && company !== '') reader.problem('物业公司', '行政村、居的表没有物业公司这一列')
  const place = kind && findPlace(context, reader, kind)
  if (!place || !colour || !kind || !period || !rank || reader.problems.length > 0) return { effect: 'same' }
  const id = importedIdOf(place._id, period)
  const before = context.seen.get(id)
  if (before !== undefined) reader.problem('名称', `和第${before}行是同一个地点、同一个月`)
  context.seen.set(id, before ?? reader.row)
  if (place.path.some((area) => context.closed.has(`${area}:${period}`)))
    reader.problem('月份', '这个月的榜单是本系统算出来的，不能用表格改')
  if (reader.problems.length > 0) return { effect: 'same' }
  const facts: Facts = {
    placeId: place._id,
    placePath: place.path,
    kind,
    colour,
    period,
    rank,
    name: reader.text('名称', 60),
    subdistrict: reader.text('镇街', 40),
    company: company === '' ? null : company,
  }
  const known = context.known.get(id)
  if (known && sameFacts(known, facts)) return { effect: 'same' }
  return { effect: known ? 'change' : 'create', write: { facts, before: known } }
}

const compared = ['colour', 'rank', 'name', 'subdistrict', 'company', 'kind'] as const
const sameFacts = (one: ImportedEntry, other: Facts): boolean => compared.every((field) => one[field] === other[field])

function readMonth({ today }: Context, reader: RowReader): string | undefined {
  const typed = reader.raw('月份')
  if (typed === '')
    return void reader.problem('月份', '看不出是哪个月，请写在标题、文件名或“月份”一列里，例如 2025年3月')
  if (!Month.safeParse(typed).success) return void reader.problem('月份', '应形如 2025年3月 或 2025-03')
  if (typed >= monthOf(today)) return void reader.problem('月份', '只能导入以前的月份')
  return typed
}

/** The one of that name in that subdistrict. */
function findPlace({ places }: Context, reader: RowReader, kind: 'compound' | 'community'): Place | undefined {
  const name = reader.required('名称', 60)
  const town = reader.required('镇街', 40)
  if (name === '' || town === '') return undefined
  const towns = places.meant(town).filter((place) => place.kind === 'subdistrict')
  if (towns.length === 0) return void reader.problem('镇街', '没有这个镇街，或不在您的管理范围内')
  const found = places
    .meant(name)
    .filter((place) => place.kind === kind && towns.some(({ _id }) => place.path.includes(_id)))
  if (found.length === 1) return found[0]
  reader.problem(
    '名称',
    found.length === 0 ? `${town}没有叫这个名字的地点；改过名的请写现在的名字` : '有几个同名的，请写地点的代码',
  )
  return undefined
}

export const listImport = defineImport<Write, Context>({
  name: 'publishedLists',
  title: '以前公布的榜单',
  may: keepers,
  columns: [
    { name: '榜单', required: true, width: 10, choices: Object.values(colourNames) },
    { name: '月份', required: true, width: 14 },
    { name: '类别', required: true, width: 14, choices: ['小区', '行政村'] },
    { name: '镇街', required: true, width: 18 },
    { name: '名称', required: true, width: 24 },
    { name: '排名', required: true, width: 8 },
    { name: '物业公司', width: 40 },
  ],
  layout: {
    isHead: isPrintedHead,
    header: printedColumns,
    unfold: (rows, filename) => printedRows(rows, filename),
  },
  example: ['黑榜', '2025年3月', '小区', '示例街道', '示例小区', 1, '示例物业公司'],
  begin,
  readRow,
  applyRows: async (tx, actor, { filename }, writes) => {
    for (const { facts, before } of writes) {
      const id = importedIdOf(facts.placeId, facts.period)
      const entry = { ...facts, filename, importedBy: actorId(actor), importedAt: now() }
      if (before) await tx.on(ImportedEntries).updateOne({ _id: id }, { $set: entry })
      else await tx.on(ImportedEntries).insert({ _id: id, ...entry })
      await audit(tx, actor, {
        action: 'standings.importEntry',
        subject: `standings/imported/${id}`,
        reason: `导入 ${filename}`,
        details: { before: before ? { ...before, importedBy: undefined } : null, after: facts },
      })
    }
  },
})
