// A city for the monthly lists, stored raw: 5,500 compounds below 50 subdistricts, twelve months of finished drawn
// visits (one to two a month and place) with their lines, findings with their steps, and of the last month the daily
// counts of drop-offs that are shown beside. Numbers are drawn from a fixed seed.
import { Findings, Visits } from '@server/inspections/inspections.model'
import { DayCounts, Logs } from '@server/dropoffs/dropoffs.model'
import { Places, type Place } from '@server/places/places.model'
import { freshPlace } from '@server/places/tree'
import { addDays, addMonths, instantAt, type Month } from '@shared/time'

export type StoredCity = { area: Place; visits: number; findings: number; counts: number }

const [LINES, BAGS] = [18, 35]
const AT_ONCE = 2_000

const randomFrom = (start: number) => {
  let seed = start
  return (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
}

/** Writes in portions, and keeps no more than one of them. */
function writer(insert: (rows: object[]) => Promise<unknown>) {
  let [rows, count]: [object[], number] = [[], 0]
  const flush = async (): Promise<number> => {
    if (rows.length > 0) await insert(rows)
    count += rows.length
    rows = []
    return count
  }
  return {
    add: async (row: object): Promise<void> => void (rows.push(row) >= AT_ONCE && (await flush())),
    flush,
  }
}
const into = (model: { collection: { insertMany: (rows: never[], options: object) => Promise<unknown> } }) =>
  writer((rows) => model.collection.insertMany(rows as never[], { ordered: false }))

function tree(compounds: number): Place[] {
  const old = { createdAt: new Date('2025-01-01'), updatedAt: new Date('2025-01-01') }
  const make = (id: string, kind: Place['kind'], parent: Place | null, households = 0): Place => ({
    ...freshPlace({ _id: id, kind, name: id, parent }),
    ...old,
    households,
  })
  const city = make('bench', 'city', null)
  const district = make('district', 'district', city)
  const places = [city, district]
  const random = randomFrom(7)
  for (let at = 0; at < compounds; at += 1) {
    const [street, community] = [Math.floor(at / 110), Math.floor(at / 11)]
    if (at % 110 === 0) places.push(make(`street${street}`, 'subdistrict', district))
    if (at % 11 === 0)
      places.push(
        make(`community${community}`, 'community', places.find(({ _id }) => _id === `street${street}`) ?? null),
      )
    const parent = places.findLast(({ kind }) => kind === 'community') ?? null
    places.push(make(`home${String(at).padStart(6, '0')}`, 'compound', parent, 60 + random(1_400)))
  }
  return places
}

type Drawn = { place: Place; day: string; number: number; random: (below: number) => number }

function visitOf({ place, day, number, random }: Drawn, quality: number): { visit: object; findings: object[] } {
  const id = `${place._id}/${day}/${number}`
  const at = instantAt(day, '10:00')
  const parts = Array.from({ length: LINES }, (_unused, line) => ({
    code: `line-${line}`,
    version: 1,
    options: [{ device: 'bench', seq: line, at, line: { ok: random(100) < quality, spot: '东门桶站' } }],
  }))
  const score = Math.min(100, Math.max(0, quality - 12 + random(25)))
  const bags = { looked: BAGS, correct: Math.min(BAGS, Math.round((BAGS * (quality - 10 + random(20))) / 100)) }
  const found = random(100) < quality ? 0 : 1 + random(3)
  const common = {
    targetKind: 'compound',
    targetId: place._id,
    targetName: place.name,
    placePath: place.path,
    formId: 'f',
  }
  const findings = Array.from({ length: found }, (_unused, index) => ({
    _id: `${id}#${index}`,
    visitId: id,
    visitKind: 'drawn',
    inspectorId: 'i',
    ...common,
    item: 'line-1',
    phrase: 'a',
    text: '桶满溢',
    severity: 'sorting',
    spot: '东门桶站',
    spotKey: '东门桶站',
    photoIds: [],
    day,
    foundAt: at,
    dueAt: instantAt(addDays(day, 7), '24:00'),
    state: 'closed',
    steps: [
      { at: instantAt(addDays(day, 2 + random(9)), '09:00'), by: 'm', action: 'fix', note: '', photoIds: [] },
      { at: instantAt(addDays(day, 12), '09:00'), by: 'c', action: 'close', note: '', photoIds: [] },
    ],
    version: 2,
  }))
  const visit = {
    _id: id,
    kind: 'drawn',
    isDouble: false,
    ...common,
    planned: BAGS,
    day,
    inspectorId: `inspector${random(40)}`,
    state: 'finished',
    version: LINES,
    parts,
    findingIds: [],
    way: 'phone',
    signed: [{ parts, bags, score, at, by: 'i' }],
    history: [],
    findings: found,
  }
  return { visit, findings }
}

/** Empties the collections and stores the city. @param last the newest month with visits */
export async function storeCity(compounds: number, last: Month): Promise<StoredCity> {
  await Promise.all([Places, Visits, Findings, DayCounts, Logs].map((model) => model.collection.deleteMany({})))
  const places = tree(compounds)
  const [stored, visits, findings, counts] = [into(Places), into(Visits), into(Findings), into(DayCounts)]
  const random = randomFrom(20_261_201)
  for (const place of places) {
    await stored.add(place)
    if (place.kind !== 'compound') continue
    const quality = 55 + random(44)
    for (let back = 0; back < 12; back += 1)
      for (let number = 0; number < 1 + random(2); number += 1) {
        const day = `${addMonths(last, -back)}-${String(1 + random(28)).padStart(2, '0')}`
        const made = visitOf({ place, day, number, random }, quality)
        await visits.add(made.visit)
        for (const finding of made.findings) await findings.add(finding)
      }
    for (let day = `${last}-01`; day.startsWith(last); day = addDays(day, 1))
      await counts.add({
        _id: `${place._id}/${day}`,
        of: 'compound',
        placePath: place.path,
        day,
        counts: { logs: random(200), correct: random(150), wrong: random(30), households: random(120) },
        lastAt: null,
      })
  }
  await stored.flush()
  const area = places[0]
  if (!area) throw new Error('no city')
  return { area, visits: await visits.flush(), findings: await findings.flush(), counts: await counts.flush() }
}

/** So many raw logs of drop-offs in all; the lists must not care. */
export async function storeLogs(from: number, to: number): Promise<void> {
  const logs = into(Logs)
  for (let at = from; at < to; at += 1)
    await logs.add({
      _id: `log${at}`,
      householdId: `h${at % 50_000}`,
      siteId: `s${at % 5_000}`,
      at: new Date(1.79e12 + at * 1_000),
    })
  await logs.flush()
}
