// How long a fine takes: tables written by one person and put in force by a second. One holds from a day on, for its
// place and all below it that have none of their own; where there is none, the product's own, which says so.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { invalid } from '@shared/errors'
import { dayOf, tooFarAhead, type Day } from '@shared/time'
import type { WorkoffTableRecord, workoffsDesk } from '@shared/workoffs/desk-contract'
import {
  DEFAULT_TABLE_SOURCE,
  defaultWorkoffTable,
  workoffTableKeepers,
  type WorkoffTable,
} from '@shared/workoffs/rules'
import { now } from '../clock'
import { byTwoPeople, type Seen } from '../people/by-two-people'
import { fullNames, placeNames } from '../people/people'
import { requirePlace } from '../places/places'
import { WorkoffTables, type WorkoffTableDocument } from './workoffs.model'

const refusePast = (validFrom: Day): void => {
  const today = dayOf(now())
  if (validFrom <= today) throw invalid('validFrom', '折抵时长表要从明天或以后开始执行')
  const far = tooFarAhead(validFrom, today)
  if (far) throw invalid('validFrom', far)
}

const versions = byTwoPeople({
  model: WorkoffTables,
  keepers: workoffTableKeepers,
  subject: 'workoffTables',
  actions: { save: 'workoffs.saveTable', publish: 'workoffs.publishTable', withdraw: 'workoffs.withdrawTable' },
  refusePast,
  samePerson: 'WORKOFF_SAME_PERSON',
})

type InForce = { id: string | null; table: WorkoffTable; source: string }

/** The table that holds at a path on a day: the nearest place's, of those its newest. */
export async function tableAt(path: readonly string[], day: Day): Promise<InForce> {
  const found = await WorkoffTables.find({ placeId: { $in: [...path] }, state: 'published', validFrom: { $lte: day } })
    .sort({ validFrom: -1, _id: -1 })
    .lean<WorkoffTableDocument[]>()
  for (const placeId of [...path].reverse()) {
    const own = found.find((each) => each.placeId === placeId)
    if (own) return { id: own._id, table: own.content, source: own.source }
  }
  return { id: null, table: defaultWorkoffTable, source: DEFAULT_TABLE_SOURCE }
}

async function present(actor: Actor, tables: readonly WorkoffTableDocument[]): Promise<WorkoffTableRecord[]> {
  const today = dayOf(now())
  const names = await fullNames(tables.flatMap(({ updatedBy, publishedBy }) => [updatedBy, publishedBy ?? '']))
  const places = await placeNames(tables.map(({ placeId }) => placeId))
  const allowed = await versions.allowed(actor, today)
  const current = new Set<string | null>()
  for (const { placePath } of tables) current.add((await tableAt(placePath, today)).id)
  return tables.map((table) => ({
    id: table._id,
    placeId: table.placeId,
    placeName: places.get(table.placeId) ?? '',
    validFrom: table.validFrom,
    version: table.version,
    state: table.state,
    isNow: current.has(table._id),
    content: table.content,
    source: table.source,
    by: names.get(table.updatedBy) ?? '系统',
    at: table.updatedAt.toISOString(),
    publishedBy: names.get(table.publishedBy ?? '') ?? null,
    allowed: allowed(table),
  }))
}

async function presentOne(actor: Actor, table: WorkoffTableDocument): Promise<WorkoffTableRecord> {
  const [row] = await present(actor, [table])
  if (!row) throw new Error('a table without its row')
  return row
}

/** Those of the places where the actor has a role, and of the places above them. */
export async function listTables(actor: Actor): Promise<OutputOf<typeof workoffsDesk.tables>> {
  const grants = actor.kind === 'person' ? actor.grants : []
  const found = await WorkoffTables.find({
    $or: [
      { placeId: { $in: grants.flatMap(({ placePath }) => [...placePath]) } },
      { placePath: { $in: grants.map(({ placeId }) => placeId) } },
    ],
  })
    .sort({ validFrom: -1, _id: -1 })
    .limit(100)
    .lean<WorkoffTableDocument[]>()
  const keepers: readonly string[] = workoffTableKeepers
  return { items: await present(actor, found), mayPropose: grants.some(({ role }) => keepers.includes(role)) }
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE, INPUT_INVALID */
export async function saveTable(
  actor: Actor,
  input: ParsedOf<typeof workoffsDesk.saveTable>,
): Promise<WorkoffTableRecord> {
  const place = await requirePlace(input.placeId)
  const { placeId, validFrom, content, source } = input
  return presentOne(
    actor,
    await versions.save(actor, input, { placeId, placePath: place.path, validFrom, content, source }),
  )
}

/** The second person's word. @throws DomainError also INPUT_INVALID (begins in the past), WORKOFF_SAME_PERSON */
export const publishTable = async (actor: Actor, input: Seen): Promise<WorkoffTableRecord> =>
  presentOne(actor, await versions.publish(actor, input))

/** Takes back what is proposed. */
export const withdrawTable = versions.withdraw
