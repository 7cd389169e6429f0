// Tables at the desk: proposed by one person, put in force by a second, as price lists and forms of inspections are.
// Invariants: a proposed one holds nowhere; who wrote in it does not publish it; editions are counted here, against the
// version that it follows, never taken from whoever writes.
import { holdsRole, type Actor } from '@shared/actors'
import { leads, readers } from '@shared/cells/roles'
import { itemsOf, tableProblem } from '@shared/cells/tables'
import type { cellTables, TableDetail, TableRow } from '@shared/cells/tables-contract'
import { frameChanges, tableChanges, withEditions } from '@shared/cells/versions'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { dayOf, tooFarAhead, type Day } from '@shared/time'
import { now } from '../clock'
import { byTwoPeople, type Seen } from '../people/by-two-people'
import { fullNames } from '../people/people'
import { placesByIds, requirePlace } from '../places/places'
import { tableAt } from './tables'
import { CellTables, type TableDocument } from './tables.model'

const MOST_LISTED = 200

const refusePast = (validFrom: Day): void => {
  const today = dayOf(now())
  if (validFrom <= today) throw new DomainError('CELL_TABLE_PAST')
  const far = tooFarAhead(validFrom, today)
  if (far) throw invalid('validFrom', far)
}

const versions = byTwoPeople({
  model: CellTables,
  keepers: leads,
  subject: 'cellTables',
  actions: { save: 'cells.saveTable', publish: 'cells.publishTable', withdraw: 'cells.withdrawTable' },
  refusePast,
  samePerson: 'CELL_SAME_PERSON',
})

export async function presentTables(actor: Actor, tables: readonly TableDocument[]): Promise<TableRow[]> {
  const names = await fullNames(tables.flatMap(({ updatedBy, publishedBy }) => [updatedBy, publishedBy ?? '']))
  const places = new Map((await placesByIds(tables.map(({ placeId }) => placeId))).map(({ _id, name }) => [_id, name]))
  const allowed = await versions.allowed(actor, dayOf(now()))
  const holding = await holdingAmong(tables)
  return tables.map((table) => {
    const { content } = table
    const items = itemsOf(content)
    return {
      id: table._id,
      kind: table.kind,
      placeId: table.placeId,
      placeName: places.get(table.placeId) ?? '',
      validFrom: table.validFrom,
      sunset: table.sunset,
      version: table.version,
      state: table.state,
      isNow: holding.has(table._id),
      title: content.rule.title,
      standardEdition: content.standard.edition,
      ruleEdition: content.rule.edition,
      items: items.length,
      byPlatform: items.filter(({ check }) => check === 'platform').length,
      by: names.get(table.updatedBy) ?? '系统',
      at: table.updatedAt.toISOString(),
      publishedBy: names.get(table.publishedBy ?? '') ?? null,
      allowed: allowed(table),
    }
  })
}

/** Which of them hold today, in their own places. */
async function holdingAmong(tables: readonly TableDocument[]): Promise<Set<string>> {
  const found = await CellTables.aggregate<{ _id: unknown; id: string }>([
    {
      $match: {
        placeId: { $in: [...new Set(tables.map(({ placeId }) => placeId))] },
        state: 'published',
        validFrom: { $lte: dayOf(now()) },
      },
    },
    { $sort: { validFrom: -1 } },
    { $group: { _id: { placeId: '$placeId', kind: '$kind' }, id: { $first: '$_id' } } },
  ])
  return new Set(found.map(({ id }) => id))
}

/** What a table follows: the one that holds the day before it would. */
const before = async ({ kind, placePath, validFrom, _id }: TableDocument): Promise<TableDocument | null> => {
  const found = await tableAt(kind, placePath, validFrom)
  if (found && found._id !== _id) return found
  const [earlier] = await CellTables.find({
    placeId: placePath.at(-1) ?? '',
    kind,
    state: 'published',
    validFrom: { $lt: validFrom },
  })
    .sort({ validFrom: -1 })
    .limit(1)
    .lean<TableDocument[]>()
  return earlier ?? null
}

async function presentOne(actor: Actor, table: TableDocument): Promise<TableDetail> {
  const [row] = await presentTables(actor, [table])
  if (!row) throw new Error('a table without its row')
  const { content } = table
  const earlier = await before(table)
  return {
    ...row,
    content,
    since: earlier && {
      id: earlier._id,
      validFrom: earlier.validFrom,
      changes: tableChanges(earlier.content, content),
      frame: frameChanges(earlier.content, content),
    },
  }
}

function within(actor: Actor): { placePath?: string; $or: object[] } {
  const grants = actor.kind === 'person' ? actor.grants : []
  return {
    $or: [
      { placeId: { $in: grants.flatMap(({ placePath }) => placePath) } },
      { placePath: { $in: grants.map(({ placeId }) => placeId) } },
    ],
  }
}

/** Those of the places where the actor has a role, and of the places above them. */
export async function listTables(
  actor: Actor,
  { kind }: ParsedOf<typeof cellTables.list>,
): Promise<OutputOf<typeof cellTables.list>> {
  const found = await CellTables.find({ ...within(actor), ...(kind ? { kind } : {}) })
    .sort({ validFrom: -1, _id: -1 })
    .limit(MOST_LISTED)
    .lean<TableDocument[]>()
  const grants = actor.kind === 'person' ? actor.grants : []
  return {
    items: await presentTables(actor, found),
    mayPropose: grants.some(({ role }) => (leads as readonly string[]).includes(role)),
  }
}

/** @throws DomainError NOT_FOUND */
export async function requireSeen(actor: Actor, id: string): Promise<TableDocument> {
  const table = await CellTables.findOne({ _id: id, ...within(actor) }).lean<TableDocument>()
  const holds =
    actor.kind === 'person' && actor.grants.some(({ role }) => (readers as readonly string[]).includes(role))
  if (!table || !holds) throw new DomainError('NOT_FOUND')
  return table
}

export const showTable = async (actor: Actor, { id }: { id: string }): Promise<TableDetail> =>
  presentOne(actor, await requireSeen(actor, id))

/**
 * Proposes a table, or changes one that is proposed.
 * @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE, CELL_TABLE_PAST, INPUT_INVALID
 */
export async function saveTable(actor: Actor, input: ParsedOf<typeof cellTables.save>): Promise<TableDetail> {
  const { id, version, kind, placeId, validFrom, sunset } = input
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, leads, place.path)) throw new DomainError('NOT_FOUND')
  refusePast(validFrom)
  if (sunset !== null && sunset < validFrom) throw invalid('sunset', '旧表的截止日不能早于新表生效的日子')
  const problem = tableProblem(input.content)
  if (problem) throw invalid('content', problem)
  const follows = await tableAt(kind, place.path, validFrom)
  const content = withEditions(follows && follows._id !== id ? follows.content : null, input.content)
  return presentOne(
    actor,
    await versions.save(actor, { id, version }, { kind, placeId, placePath: place.path, validFrom, sunset, content }),
  )
}

/** The second person's word. @throws DomainError also CELL_TABLE_PAST, CELL_SAME_PERSON */
export const publishTable = async (actor: Actor, input: Seen): Promise<TableDetail> =>
  presentOne(actor, await versions.publish(actor, input))

/** Takes back what is proposed. */
export const withdrawTable = versions.withdraw
