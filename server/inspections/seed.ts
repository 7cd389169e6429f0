// Inspections of the demo city: forms in force, fourteen months of drawn visits to compounds and communities (so that
// lists of a year can be drawn from them), four of streets, companies and enterprises, findings in every state, and
// what an inspector finds on the phone today. Drawn by the real draw from seeds that are the same on every day, and
// written in bulk, since no rule is decided here.
import { createHash } from 'node:crypto'
import { defaultForms } from '@shared/inspections/default-forms'
import type { DrawExclusion } from '@shared/inspections/draw'
import { targetKinds, type TargetKind } from '@shared/inspections/vocabulary'
import { addDays, addMonths, instantAt, lastDayOf, monthOf, type Day, type Month } from '@shared/time'
import { now } from '../clock'
import { insertInBulk } from '../db'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { seedPersonId } from '../people/seed-ids'
import { seedPlace } from '../places/seed-ids'
import { requirePlace, workCalendar, type Place } from '../places/places'
import { DOUBLE_PERCENT, MOST_PER_DAY, codeOf, drawnFrom, strataOf, workingDays, type Stratum } from './drawing'
import { visitsOf } from './draws'
import { Draws, Findings, Forms, Visits } from './inspections.model'
import type { DrawDocument, FindingDocument, FormDocument, VisitDocument } from './inspections.model'
import { homesOf } from './nearness'
import { seedToday } from './seed-today'
import { findingsOf, finishedVisit, idAt, type Memory } from './seed-visits'
import { subdistrictOf, type TargetRecord } from './targets'

const LONG = 14
const SHORT = 4
/** Whose phone is shown in the demo: what fell to them in the last days is still to be done. */
export const SHOWN = 'field-13-jiang'
const OWN_LEFT_DAYS = 3
const INSPECTORS = [
  'inspect-1-ding',
  'inspect-2-meng',
  'inspect-3-zou',
  'inspect-4-tian',
  'inspect-5-ren',
  'inspect-6-shen',
  'inspect-7-yao',
  'inspect-8-fan',
]

const PLAN: readonly [area: string, kind: TargetKind, months: number][] = [
  ['donghu', 'compound', LONG],
  ['nanyuan', 'compound', LONG],
  ['donghu', 'community', LONG],
  ['nanyuan', 'community', LONG],
  ['donghu', 'street', SHORT],
  ['donghu', 'enterprise', SHORT],
  ['qingchuan', 'company', SHORT],
]

type Inspector = { personId: string; homes: string[]; isCity: boolean }
type World = {
  today: Day
  forms: Map<TargetKind, FormDocument>
  inspectors: Inspector[]
  /** Inspectors of the last two visits to each target. */
  last: Map<string, string[]>
  memory: Memory
  draws: DrawDocument[]
  visits: VisitDocument[]
  findings: FindingDocument[]
}

const menders = {
  mender: seedPersonId('community-1-wu'),
  checker: seedPersonId('city-1-xu'),
  judge: seedPersonId('city-4-lu'),
}

/** Called once, after people, organisations and places. */
export async function seedInspections({ today, progress }: SeedContext): Promise<void> {
  const world: World = {
    today,
    forms: new Map(),
    inspectors: await seedInspectors(),
    last: new Map(),
    memory: new Map(),
    draws: [],
    visits: [],
    findings: [],
  }
  await seedForms(world)
  for (const [label, kind, months] of PLAN) {
    const area = await requirePlace(seedPlace(label).id)
    const strata = await strataOf(area, kind, 'subdistrict')
    for (let ago = months - 1; ago >= 0; ago -= 1)
      await seedMonth(world, { area, kind, strata, month: addMonths(monthOf(today), -ago) })
  }
  await insertInBulk(Draws, world.draws)
  await insertInBulk(Visits, world.visits)
  await insertInBulk(Findings, world.findings)
  await seedToday(today, world.forms)
  progress(`抽签 ${world.draws.length}次、检查 ${world.visits.length}次、问题 ${world.findings.length}个`)
}

const seedInspectors = (): Promise<Inspector[]> =>
  Promise.all(
    [...INSPECTORS, SHOWN].map(async (key) => {
      const personId = seedPersonId(key)
      return { personId, homes: await homesOf(personId), isCity: key !== SHOWN }
    }),
  )

/** In force for two years; the next one of compounds waits for a second person. */
async function seedForms({ forms, today }: World): Promise<void> {
  const city = seedPlace('qingchuan')
  const of = (kind: TargetKind, fields: Partial<FormDocument>): FormDocument => ({
    _id: seedId(`inspection-form:${kind}`),
    kind,
    placeId: city.id,
    placePath: city.path,
    validFrom: `${Number(today.slice(0, 4)) - 2}-01-01`,
    content: defaultForms[kind],
    version: 1,
    state: 'published',
    updatedAt: instantAt(addDays(today, -800), '10:00'),
    updatedBy: menders.checker,
    writtenBy: [menders.checker],
    publishedBy: menders.judge,
    ...fields,
  })
  for (const kind of targetKinds) forms.set(kind, of(kind, {}))
  const next = of('compound', {
    _id: seedId('inspection-form:compound:next'),
    validFrom: addDays(today, 20),
    content: { ...defaultForms.compound, title: '小区生活垃圾分类检查表（新版）', bags: 40 },
    state: 'proposed',
    updatedAt: now(),
  })
  delete next.publishedBy
  await Forms.insertMany([...forms.values(), next])
}

type OfMonth = { area: Place; kind: TargetKind; strata: readonly Stratum[]; month: Month }

/** Draws a month by the real draw, and fills in what lies behind us. */
async function seedMonth(world: World, { area, kind, strata, month }: OfMonth): Promise<void> {
  const { today, inspectors, last } = world
  const [from, to] = [`${month}-01`, lastDayOf(month)]
  const days = workingDays(from, to, await workCalendar())
  const form = world.forms.get(kind)
  if (!form || days.length === 0) return
  const able = inspectors.filter(({ isCity }) => isCity || area.kind === 'district')
  const people = able.map(({ personId }, index) => ({ code: codeOf(index), personId }))
  const targets = strata.flatMap((stratum) => stratum.targets)
  const drawn = drawnFrom(
    {
      format: 1,
      seed: createHash('sha256').update(`demo:${area._id}:${kind}:${month}`).digest('hex'),
      kind,
      area: area.name,
      days,
      mostPerDay: MOST_PER_DAY,
      doublePercent: DOUBLE_PERCENT,
      // one place of each stratum is left out each month, so that some have too small a sample
      strata: strata.map(({ key, name, targets: own }) => ({ key, name, count: Math.max(1, own.length - 1) })),
      targets: strata.flatMap(({ key, targets: own }) =>
        own.map(({ id, name, path }) => ({ id, name, stratum: key, subdistrict: subdistrictOf(path), always: false })),
      ),
      inspectors: able.map(({ homes }, index) => ({ code: codeOf(index), homes })),
      exclusions: people.flatMap(({ code, personId }): DrawExclusion[] =>
        targets.flatMap(({ id }) =>
          last.get(id)?.includes(personId) ? [{ inspector: code, target: id, why: 'lastVisits' as const }] : [],
        ),
      ),
    },
    people,
  )
  const drawnAt = instantAt(addDays(from, -2), '15:00')
  const record: DrawDocument = {
    _id: idAt(`draw:${area._id}:${kind}:${month}`, drawnAt),
    placeId: area._id,
    placePath: area.path,
    targetKind: kind,
    by: 'subdistrict',
    from,
    to,
    ...drawn,
    drawnAt,
    drawnBy: menders.checker,
    status: 'valid',
  }
  world.draws.push(record)
  const byId = new Map(targets.map((target) => [target.id, target]))
  const visits = visitsOf(record, drawn, pathsOf(byId), form, (at) =>
    idAt(`visit:${record._id}:${at}`, instantAt(drawn.result.assignments[at]?.day ?? from, '06:00')),
  )
  for (const visit of visits) {
    const isOwn = visit.inspectorId === seedPersonId(SHOWN)
    const isBehind = visit.day < (isOwn ? addDays(today, -OWN_LEFT_DAYS) : today)
    world.visits.push(isBehind ? fillIn(world, visit, form, byId.get(visit.targetId)) : visit)
  }
}

const pathsOf = (targets: ReadonlyMap<string, TargetRecord>): Map<string, { name: string; path: string[] }> =>
  new Map([...targets].map(([id, { name, path }]) => [id, { name, path }]))

function fillIn(
  { inspectors, last, memory, findings }: World,
  visit: VisitDocument,
  form: FormDocument,
  target: TargetRecord | undefined,
): VisitDocument {
  const inspector = inspectors.findIndex(({ personId }) => personId === visit.inspectorId)
  const done = finishedVisit({ form: form.content, visit, inspector, memory })
  last.set(visit.targetId, [visit.inspectorId, ...(last.get(visit.targetId) ?? [])].slice(0, 2))
  const companyId = visit.targetKind === 'company' ? visit.targetId : (target?.companyId ?? null)
  findings.push(...findingsOf(done, form, companyId, menders, now()))
  return { ...done, signedAs: '现场签字' }
}
