// 双随机 at the desk: look at the strata, draw, undo a draw that nobody has begun, and hand out the seed file.
// Invariants: one valid draw of a kind, area and time; a draw that is undone stays with its reason; the list of a draw
// is public only when its last day is over, its hash at once.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { DrawRow, DrawnVisit, inspectionsDraws } from '@shared/inspections/draws-contract'
import { leads, planReaders } from '@shared/inspections/roles'
import { addDays, dayOf, daysBetween, type Day } from '@shared/time'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import type { FileAnswer } from '../http/implement'
import { newId } from '../ids'
import { readCountedPage } from '../paging'
import { affiliationsAt } from '../organisations/affiliations'
import { organisationNames } from '../organisations/names'
import { notify } from '../notices/notices'
import { fullNames } from '../people/people'
import { placesByIds, requirePlace, workCalendar, type Place } from '../places/places'
import { drawList, strataOf, workingDays, type Drawn } from './drawing'
import { requireFormAt } from './forms'
import { Draws, Visits, type DrawDocument, type FormDocument, type VisitDocument } from './inspections.model'
import { homesOf, inspectorsFor } from './nearness'

const LONGEST_DAYS = 92

async function requireArea(actor: Actor, placeId: string): Promise<Place> {
  const place = await requirePlace(placeId)
  if (!holdsRole(actor, leads, place.path)) throw new DomainError('NOT_FOUND')
  return place
}

/** Strata with their size, and who could go. @throws DomainError NOT_FOUND */
export async function showStrata(
  actor: Actor,
  { placeId, targetKind, by }: ParsedOf<typeof inspectionsDraws.strata>,
): Promise<OutputOf<typeof inspectionsDraws.strata>> {
  const area = await requireArea(actor, placeId)
  const strata = await strataOf(area, targetKind, by)
  const ids = await inspectorsFor(area.path)
  const names = await fullNames(ids)
  const inspectors = await Promise.all(
    ids.map(async (id) => {
      const belongs = await affiliationsAt(id, dayOf(now()))
      const [first] = (await organisationNames(belongs.map(({ organisationId }) => organisationId))).values()
      const homes = (await placesByIds(await homesOf(id))).map(({ name }) => name)
      return { id, name: names.get(id) ?? '', organisation: first ?? '', homes }
    }),
  )
  return { strata: strata.map(({ key, name, targets }) => ({ key, name, places: targets.length })), inspectors }
}

/**
 * Draws. The same id again answers what was drawn.
 * @throws DomainError NOT_FOUND, INSPECTION_DRAW_EXISTS, INSPECTION_DRAW_EMPTY, INSPECTION_NO_FORM, INPUT_INVALID
 */
export async function makeDraw(actor: Actor, input: ParsedOf<typeof inspectionsDraws.draw>): Promise<DrawRow> {
  const { id, placeId, targetKind, by, from, to } = input
  const area = await requireArea(actor, placeId)
  if (to < from || daysBetween(from, to) >= LONGEST_DAYS) throw invalid('to', `时段要在${LONGEST_DAYS}天以内`)
  if (from < dayOf(now())) throw invalid('from', '不能为过去的日子抽签')
  const days = workingDays(from, to, await workCalendar())
  if (days.length === 0) throw invalid('from', '这段时间没有工作日')
  const form = await requireFormAt(targetKind, area.path, from)
  const strata = await strataOf(area, targetKind, by)
  const personIds = (await inspectorsFor(area.path)).filter((one) => !input.awayIds.includes(one))
  const { counts, alwaysIds } = input
  const drawn = await drawList({ area, kind: targetKind, strata, counts, alwaysIds, days, personIds })
  if (drawn.result.assignments.length === 0) throw new DomainError('INSPECTION_DRAW_EMPTY')
  const record: DrawDocument = {
    _id: id,
    placeId,
    placePath: area.path,
    targetKind,
    by,
    from,
    to,
    ...drawn,
    drawnAt: now(),
    drawnBy: actorId(actor),
    status: 'valid',
  }
  const visits = visitsOf(record, drawn, new Map(strata.flatMap((one) => one.targets.map((t) => [t.id, t]))), form)
  await transaction(async (tx) => {
    const had = await tx.on(Draws).findOne({ _id: id })
    if (had && (had.placeId !== placeId || had.targetKind !== targetKind)) throw new DomainError('NOT_FOUND')
    if (had) return
    const same = { placeId, targetKind, status: 'valid' as const, from: { $lte: to }, to: { $gte: from } }
    if (await tx.on(Draws).findOne(same)) throw new DomainError('INSPECTION_DRAW_EXISTS')
    await tx.on(Draws).insert(record)
    await tx.on(Visits).insert(...visits)
    for (const personId of new Set(visits.map(({ inspectorId }) => inspectorId)))
      await notify(tx, personId, `inspectionDraws/${id}`, {
        kind: 'work',
        title: '派来了新的检查任务',
        text: `${visits.filter(({ inspectorId }) => inspectorId === personId).length}次双随机检查，请在手机上查看日期和顺序。`,
        link: '/inspections/home',
      })
    await audit(tx, actor, {
      action: 'inspections.draw',
      subject: `inspectionDraws/${id}`,
      placePath: area.path,
      details: { targetKind, from, to, visits: visits.length, hash: drawn.hash },
    })
  })
  return presentOne(actor, id)
}

type Targets = ReadonlyMap<string, { name: string; path: string[] }>

/** A visit for each line of the list. */
export function visitsOf(
  { _id, targetKind }: Pick<DrawDocument, '_id' | 'targetKind'>,
  { input, result, people }: Drawn,
  targets: Targets,
  form: Pick<FormDocument, '_id' | 'content'>,
  idOf: (at: number) => string = newId,
): VisitDocument[] {
  const strata = new Map(input.targets.map(({ id, stratum }) => [id, stratum]))
  const persons = new Map(people.map(({ code, personId }) => [code, personId]))
  return result.assignments.map(({ target, inspector, day, position, isDouble }, at) => ({
    _id: idOf(at),
    kind: 'drawn',
    drawId: _id,
    position,
    isDouble,
    targetKind,
    targetId: target,
    targetName: targets.get(target)?.name ?? '',
    placePath: targets.get(target)?.path ?? [],
    stratum: strata.get(target) ?? '',
    formId: form._id,
    planned: form.content.bags,
    day,
    inspectorId: persons.get(inspector) ?? '',
    state: 'assigned',
    version: 0,
    parts: [],
    findingIds: [],
    way: 'phone',
    signed: [],
    history: [],
    findings: 0,
  }))
}

async function present(actor: Actor, draws: readonly DrawDocument[]): Promise<DrawRow[]> {
  const names = await fullNames(draws.map(({ drawnBy }) => drawnBy))
  const places = new Map((await placesByIds(draws.map(({ placeId }) => placeId))).map(({ _id, name }) => [_id, name]))
  const counts = await Visits.aggregate<{ _id: string; finished: number; begun: number }>([
    { $match: { drawId: { $in: draws.map(({ _id }) => _id) } } },
    {
      $group: {
        _id: '$drawId',
        finished: { $sum: { $cond: [{ $eq: ['$state', 'finished'] }, 1, 0] } },
        begun: { $sum: { $cond: [{ $in: ['$state', ['begun', 'disputed', 'finished']] }, 1, 0] } },
      },
    },
  ])
  const byDraw = new Map(counts.map((count) => [count._id, count]))
  return draws.map((draw) => {
    const { finished = 0, begun = 0 } = byDraw.get(draw._id) ?? {}
    return {
      id: draw._id,
      placeId: draw.placeId,
      placeName: places.get(draw.placeId) ?? '',
      targetKind: draw.targetKind,
      by: draw.by,
      from: draw.from,
      to: draw.to,
      drawnAt: draw.drawnAt.toISOString(),
      drawnBy: names.get(draw.drawnBy) ?? '系统',
      visits: draw.result.assignments.length,
      doubles: draw.result.assignments.filter(({ isDouble }) => isDouble).length,
      unassigned: draw.result.left.length,
      finished,
      hash: draw.hash,
      status: draw.status,
      voidReason: draw.voidReason ?? null,
      allowed: draw.status === 'valid' && begun === 0 && holdsRole(actor, leads, draw.placePath) ? ['void'] : [],
    }
  })
}

async function presentOne(actor: Actor, id: string): Promise<DrawRow> {
  const draw = await Draws.findById(id).lean<DrawDocument>()
  const [row] = draw ? await present(actor, [draw]) : []
  if (!row) throw new Error('a draw without its row')
  return row
}

export async function listDraws(
  actor: Actor,
  { targetKind, ...input }: ParsedOf<typeof inspectionsDraws.list>,
): Promise<OutputOf<typeof inspectionsDraws.list>> {
  const filter = { placePath: { $in: scopeOf(actor, planReaders) }, ...(targetKind ? { targetKind } : {}) }
  const { rows, ...page } = await readCountedPage(Draws, { from: -1 }, filter, input, 20)
  return { items: await present(actor, rows), ...page }
}

async function requireDraw(actor: Actor, id: string): Promise<DrawDocument> {
  const draw = await Draws.findById(id).lean<DrawDocument>()
  if (!draw || !holdsRole(actor, planReaders, draw.placePath)) throw new DomainError('NOT_FOUND')
  return draw
}

/** Visits as the office sees them before and after. */
export async function presentDrawn(visits: readonly VisitDocument[]): Promise<DrawnVisit[]> {
  const names = await fullNames(visits.map(({ inspectorId }) => inspectorId))
  const strata = new Map(
    (await placesByIds(visits.flatMap(({ stratum }) => stratum ?? []))).map(({ _id, name }) => [_id, name]),
  )
  return visits.map((visit) => ({
    id: visit._id,
    day: visit.day,
    position: visit.position ?? null,
    kind: visit.kind,
    targetKind: visit.targetKind,
    targetId: visit.targetId,
    targetName: visit.targetName,
    stratum: visit.stratum ? (strata.get(visit.stratum) ?? null) : null,
    inspector: names.get(visit.inspectorId) ?? '',
    isDouble: visit.isDouble,
    state: visit.state,
  }))
}

/** @throws DomainError NOT_FOUND */
export async function showDraw(actor: Actor, id: string): Promise<OutputOf<typeof inspectionsDraws.show>> {
  const draw = await requireDraw(actor, id)
  const { input, result, people } = draw
  const visits = await Visits.find({ drawId: id }).sort({ day: 1, position: 1, _id: 1 }).lean<VisitDocument[]>()
  const names = await fullNames(people.map(({ personId }) => personId))
  const codes = new Map(people.map(({ code, personId }) => [code, names.get(personId) ?? '']))
  const strata = new Map(input.targets.map(({ id: target, stratum, name }) => [target, { stratum, name }]))
  const drawnIds = new Set([...result.assignments.map(({ target }) => target), ...result.left])
  return {
    ...(await presentOne(actor, id)),
    seed: input.seed,
    strata: input.strata.map(({ key, name }) => {
      const here = input.targets.filter(({ stratum }) => stratum === key)
      return { key, name, places: here.length, drawn: here.filter((one) => drawnIds.has(one.id)).length }
    }),
    items: await presentDrawn(visits),
    left: result.left.map((targetId) => ({
      targetId,
      targetName: strata.get(targetId)?.name ?? '',
      stratum: strata.get(targetId)?.stratum ?? '',
    })),
    inspectors: input.inspectors.map(({ code, homes }) => {
      const own = input.exclusions.filter(({ inspector }) => inspector === code)
      const count = (why: string): number => own.filter((one) => one.why === why).length
      return {
        code,
        name: codes.get(code) ?? '',
        visits: result.assignments.filter(({ inspector }) => inspector === code).length,
        closed: {
          subdistrict: input.targets.filter(({ subdistrict }) => subdistrict && homes.includes(subdistrict)).length,
          lastVisits: count('lastVisits'),
          declared: count('declared'),
          near: count('near'),
        },
      }
    }),
  }
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, INSPECTION_DRAW_BEGUN */
export async function voidDraw(
  actor: Actor,
  { id, reason }: ParsedOf<typeof inspectionsDraws.cancel>,
): Promise<DrawRow> {
  const { placePath } = await requireDraw(actor, id)
  if (!holdsRole(actor, leads, placePath)) throw new DomainError('NOT_FOUND')
  await transaction(async (tx) => {
    const begun = await tx.on(Visits).count({ drawId: id, state: { $in: ['begun', 'disputed', 'finished'] } })
    if (begun > 0) throw new DomainError('INSPECTION_DRAW_BEGUN')
    const { matched } = await tx
      .on(Draws)
      .updateOne({ _id: id, status: 'valid' }, { $set: { status: 'void', voidReason: reason } })
    if (matched === 0) throw new DomainError('WRONG_STATE')
    await tx.on(Visits).updateMany({ drawId: id, state: 'assigned' }, { $set: { state: 'cancelled', reason } })
    await audit(tx, actor, { action: 'inspections.voidDraw', subject: `inspectionDraws/${id}`, placePath, reason })
  })
  return presentOne(actor, id)
}

const asFile = ({ _id, file }: DrawDocument): FileAnswer => ({
  contentType: 'application/json; charset=utf-8',
  body: file,
  filename: `draw-${_id}.json`,
})

/** The seed file at any time, for those who arrange visits. @throws DomainError NOT_FOUND */
export async function drawFile(actor: Actor, id: string): Promise<FileAnswer> {
  const draw = await requireDraw(actor, id)
  await auditRead(actor, {
    action: 'inspections.readDraw',
    subject: `inspectionDraws/${id}`,
    placePath: draw.placePath,
  })
  return asFile(draw)
}

const openOn = ({ to }: { to: Day }): Day => addDays(to, 1)

/** The last draws with their hashes; no name, no place that will be visited. */
export async function publishedDraws({
  limit = 20,
}: ParsedOf<typeof inspectionsDraws.published>): Promise<OutputOf<typeof inspectionsDraws.published>> {
  const draws = await Draws.find({}).sort({ from: -1, _id: -1 }).limit(limit).lean<DrawDocument[]>()
  return { items: await presentPublished(draws) }
}

/** Those that hold of the visits between two days, the newest first: what stands behind a list. */
export async function drawsBetween({ from, to }: { from: Day; to: Day }): Promise<PublishedDraw[]> {
  const draws = await Draws.find({ from: { $lte: to }, to: { $gte: from }, status: 'valid' })
    .sort({ from: -1, _id: -1 })
    .limit(MOST_BETWEEN)
    .lean<DrawDocument[]>()
  return presentPublished(draws)
}
/** A quarter of a city with a draw for each kind and month. */
const MOST_BETWEEN = 60

type PublishedDraw = OutputOf<typeof inspectionsDraws.published>['items'][number]

async function presentPublished(draws: readonly DrawDocument[]): Promise<PublishedDraw[]> {
  const places = new Map((await placesByIds(draws.map(({ placeId }) => placeId))).map(({ _id, name }) => [_id, name]))
  const today = dayOf(now())
  return draws.map((draw) => ({
    id: draw._id,
    placeName: places.get(draw.placeId) ?? '',
    targetKind: draw.targetKind,
    from: draw.from,
    to: draw.to,
    visits: draw.result.assignments.length,
    hash: draw.hash,
    status: draw.status,
    openOn: openOn(draw),
    isOpen: today >= openOn(draw),
  }))
}

/** @throws DomainError NOT_FOUND, INSPECTION_DRAW_NOT_YET */
export async function publishedDrawFile(id: string): Promise<FileAnswer> {
  const draw = await Draws.findById(id).lean<DrawDocument>()
  if (!draw) throw new DomainError('NOT_FOUND')
  if (dayOf(now()) < openOn(draw)) throw new DomainError('INSPECTION_DRAW_NOT_YET', { openOn: openOn(draw) })
  return asFile(draw)
}

const MOST_CALENDAR = 400

/** @throws DomainError NOT_FOUND, INPUT_INVALID */
export async function showCalendar(
  actor: Actor,
  { from, to, placeId }: ParsedOf<typeof inspectionsDraws.calendar>,
): Promise<OutputOf<typeof inspectionsDraws.calendar>> {
  if (to < from || daysBetween(from, to) > 30) throw invalid('to', '一次最多看31天')
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !holdsRole(actor, planReaders, place.path)) throw new DomainError('NOT_FOUND')
  const visits = await Visits.find({
    placePath: { $in: place ? [place._id] : scopeOf(actor, planReaders) },
    day: { $gte: from, $lte: to },
    state: { $ne: 'cancelled' },
  })
    .sort({ day: 1, _id: 1 })
    .limit(MOST_CALENDAR + 1)
    .lean<VisitDocument[]>()
  const shown = visits.slice(0, MOST_CALENDAR)
  const days = [...new Set(shown.map(({ day }) => day))]
  return {
    items: await presentDrawn(shown),
    more: visits.length > MOST_CALENDAR,
    byDay: days.map((day) => {
      const own = shown.filter((visit) => visit.day === day)
      return { day, visits: own.length, finished: own.filter(({ state }) => state === 'finished').length }
    }),
  }
}
