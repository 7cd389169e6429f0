// Nothing of anybody in what everybody may read: every route that needs no sign-in is asked on the demo city, public
// pages are followed link by link with their files, and all of it is searched for the persons, households, telephones
// and rooms of the city. And small numbers: none comes out by taking public ones apart.
import { features } from '@server/features'
import { Households } from '@server/people/households.model'
import { fullNames } from '@server/people/people'
import { Persons } from '@server/people/people.model'
import { seedPlaces } from '@server/places/seed-ids'
import { readSheet } from '@server/sheets'
import { Entries } from '@server/standings/standings.model'
import { standings } from '@shared/standings/contract'
import { useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aDemoCity } from '../support/demo-city'
import { squeezed } from '../support/papers'
import { send, unlimited } from '../support/requests'
import { A_ULID, sampleInput } from '../support/samples'

useDatabase()
const app = useApp({ requestsPerSecond: 100_000 })
jest.setTimeout(180_000)

/** Says on purpose who may be signed in as, and exists in a demo city alone. */
const ON_PURPOSE = new Set(['people.demoPersons'])
const MOST_PAGES = 300

const anonymous = () => app.anonymous()
const found = new Map<string, string>()

beforeAll(async () => {
  await aDemoCity()
  await askAll()
  await crawl(['/lists', '/lists/credit', '/lists/awards', '/c/hours', '/c/cells'])
})

/** Every open reading route, with a sample and with places that are there. */
async function askAll(): Promise<void> {
  const open = features
    .flatMap(({ routes }) => routes)
    .filter(({ name, route }) => route.may === 'anyone' && route.method === 'GET' && !ON_PURPOSE.has(name))
  const places = seedPlaces()
    .filter(({ kind }, at) => kind === 'city' || at % 12 === 0)
    .map(({ id }) => id)
  for (const { name, route } of open) {
    const sample = sampleInput(route)
    const ids = Object.keys(sample).filter((key) => key === 'id' || key === 'placeId')
    const inputs =
      ids.length === 0
        ? [sample]
        : places.map((id) => ({ ...sample, ...Object.fromEntries(ids.map((key) => [key, id])) }))
    for (const [at, input] of [sample, ...inputs].entries()) {
      const { body } = await unlimited(() => send(anonymous(), route, input))
      found.set(`${name} ${at}`, body.toString())
    }
  }
}

/** Pages from these on, as far as their links lead, and what can be downloaded there. */
async function crawl(from: readonly string[]): Promise<void> {
  const waiting = [...from]
  const seen = new Set(waiting)
  for (let path = waiting.shift(); path && seen.size < MOST_PAGES; path = waiting.shift()) {
    const address = path
    const { body, headers } = await unlimited(() => anonymous().raw('GET', address))
    const type = String(headers['content-type'])
    found.set(path, type.includes('pdf') ? '' : type.includes('sheet') ? '' : body.toString())
    if (type.includes('sheet')) found.set(path, JSON.stringify(await readSheet(body)))
    if (type.includes('pdf') && !found.has('a paper')) found.set('a paper', await squeezed(body))
    if (!type.includes('html')) continue
    for (const [, link = ''] of body.toString().matchAll(/href="(\/[^"#]*)"/g))
      if (!seen.has(link)) {
        seen.add(link)
        waiting.push(link)
      }
  }
}

/** Where one of these words stands, and in which answer. */
const holding = (words: Iterable<string>): string[] => {
  const all = [...words].filter((word) => word.length > 1)
  return [...found].flatMap(([where, text]) =>
    all.filter((word) => text.includes(word)).map((word) => `${where}: ${word}`),
  )
}

test('enough was looked at', () => {
  expect(found.size).toBeGreaterThan(60)
  expect([...found.keys()].filter((path) => path.endsWith('.csv')).length).toBeGreaterThan(3)
  expect(found.get('a paper')).toContain('红榜')
})

test('no person and no household, by id or by name', async () => {
  const persons = (await Persons.find({}, { _id: 1 }).lean<{ _id: string }[]>()).map(({ _id }) => _id)
  const households = (await Households.find({}, { _id: 1 }).lean<{ _id: string }[]>()).map(({ _id }) => _id)
  expect([persons.length > 50, households.length > 1_000]).toEqual([true, true])
  const ids = new Set([...persons, ...households])
  // what was asked for is said back
  ids.delete(A_ULID)
  // one pass over each text, whatever the number of ids
  const named = [...found].flatMap(([where, text]) =>
    [...text.matchAll(/[0-9A-HJKMNP-TV-Z]{26}/g)].flatMap(([id]) => (ids.has(id) ? [`${where}: ${id}`] : [])),
  )
  expect(named).toEqual([])
  expect(holding((await fullNames(persons)).values())).toEqual([])
})

test('no mobile number, no identity card, no room', () => {
  const patterns = {
    mobile: /(?<![\w.])1[3-9]\d{9}(?!\w)/,
    card: /(?<!\w)\d{17}[\dX](?!\w)/,
    room: /\d+(?:号楼|栋|幢|单元)[\d单元层-]*\d{3,4}(?:室|号|户)?/,
  }
  for (const [what, pattern] of Object.entries(patterns)) {
    const shown = [...found].map(([where, text]) => [where, pattern.exec(text)?.[0]] as const)
    expect([what, shown.filter(([, part]) => part !== undefined)]).toEqual([what, []])
  }
  // each finds what is planted for it
  for (const [what, planted] of [
    ['mobile', '电话13800138000。'],
    ['card', '41140219900101123X'],
    ['room', '3号楼2单元1201室'],
  ] as const)
    expect(patterns[what].test(planted)).toBe(true)
})

test('the lists name nobody of whom only the number is told, and few are not told apart by taking away', async () => {
  const { items } = await anonymous().call(standings.published, {})
  for (const { period } of items) {
    const page = found.get(`/lists/${period}`) ?? found.get('/lists') ?? ''
    const { tables } = await anonymous().call(standings.list, { period })
    const listed = new Set(tables.flatMap(({ rows }) => rows.map(({ placeId }) => placeId)))
    const checked = await Entries.find({ period, outcome: 'check' }).lean()
    expect(checked.filter(({ placeId }) => listed.has(placeId))).toEqual([])
    expect(checked.filter(({ placeId }) => page.includes(placeId))).toEqual([])
    // where nearly all that have a score are listed, the number would say which of the others it is
    const version = await anonymous().download(standings.file, { period, version: 'v1', file: 'list.json' })
    const { counts, tables: own } = JSON.parse(version.body.toString()) as {
      counts: { kind: string; scored: number; check: number | null }[]
      tables: { kind: string; rows: unknown[] }[]
    }
    for (const { kind, scored, check } of counts) {
      const others = scored - own.filter((table) => table.kind === kind).reduce((sum, { rows }) => sum + rows.length, 0)
      if (others > 0 && others < 10) expect([kind, check]).toEqual([kind, null])
    }
  }
})
