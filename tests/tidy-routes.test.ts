// Every route is called by a client, or says here who else it is for: what the server can and nobody can reach is no
// feature.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Route } from '@shared/contract'
import { features } from '@server/features'
import { features as onPhones, tabs } from '../miniapp/src/features'

const root = path.resolve(__dirname, '..')
const filesIn = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts') && !name.endsWith('.test.tsx'))
    .map((name) => path.join(root, folder, name))

const clients = ['admin/src', 'miniapp/src']
  .flatMap(filesIn)
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')

/** "pickups.book" for a route, by the names under which contracts export it. */
const calledAs = new Map<unknown, string[]>()
for (const file of filesIn('shared').filter((name) => readFileSync(name, 'utf8').includes('route({'))) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the list of files is read from the folder
  for (const [contract, routes] of Object.entries(require(file) as Record<string, unknown>))
    if (typeof routes === 'object' && routes !== null)
      for (const [key, route] of Object.entries(routes))
        calledAs.set(route, [...(calledAs.get(route) ?? []), `${contract}.${key}`])
}

const isCalled = (route: Route): boolean =>
  (calledAs.get(route) ?? []).some((name) => new RegExp(`\\b${name.replace('.', '\\.')}\\b`).test(clients))

/** Open to everybody, for other programs, for a browser's own requests, or named by an address and not by a call. */
const FOR_OTHERS: Readonly<Record<string, string>> = {
  'places.area': 'other systems of a city: the rules that hold at a place',
  'places.calendar': 'other systems of a city: working days and festivals',
  'places.sitePage': 'the code on a drop-off point, opened by any scanner',
  'shiftsCertificates.page': 'the code on a certificate of hours, opened by any scanner',
  'shiftsCertificates.issuedPage': 'whoever has a certificate of hours before them and types its number',
  'shiftsClasses.page': 'the code on a paper of a class, opened by any scanner',
  'workoffs.page': 'the code on a certificate of a fine worked off, opened by any scanner',
  'manifestTrips.open': 'other systems of a hauler; its drivers open one by a row of their phone',
  'dropoffsDevice.send': 'a smart bin that reports by itself',
  'manifestTrips.deviceWeigh': 'a weighbridge that reports by itself',
  'manifestsDesk.counts': 'anybody: manifests opened and closed, by month',
  'cellsPublic.page': 'the code on a certificate, opened by any scanner',
  'cellsPublic.checkPage': 'whoever has a certificate before them and types its code',
  'people.consents': 'a person’s own record, in what they take away',
  'files.show': 'pictures, by their address',
  'files.linked': 'pictures, by the link that the server gives',
  'access.device': 'a device asks who it is',
  'guide.search': 'other systems of a city; clients search the package they have',
  'runsChecks.weightGaps': 'anybody: the gap of the weight chain, by month',
  'standings.page': 'a page, by its address',
  'standings.placePage': 'a page, by its address',
  'standings.periodPage': 'a page, by its address',
  'standings.versionPage': 'a page, by its address',
  'awards.page': 'a page, by its address',
  'credit.page': 'a page, by its address',
  'standings.file': 'a file of a page, by its address',
  'standings.checkScript': 'the script of a page, by its address',
  'inspectionsDraws.published': 'anybody: draws with the hashes of their files',
  'inspectionsDraws.publishedFile': 'anybody who runs a draw again',
  'reviews.sendLink': 'features whose questions are answered by a link',
  'reviews.answers': 'features whose questions are answered by a link',
  'reviews.byLink': 'whoever has the link',
}

test('a route that no client calls says for whom it is', () => {
  const unreached = features
    .flatMap(({ routes }) => routes)
    .filter(({ route }) => !isCalled(route))
    .map(({ name }) => name)
  expect(unreached.filter((name) => !(name in FOR_OTHERS))).toEqual([])
  expect(Object.keys(FOR_OTHERS).filter((name) => !unreached.includes(name))).toEqual([])
})

const sources = (folder: string, ends: string): string[] =>
  filesIn(folder)
    .filter((name) => name.endsWith(ends))
    .map((name) => readFileSync(name, 'utf8'))

const LINK = /[lL]ink: (?:\([^)]*\) => )?['`](\/[^'`?$]*)/g
/** Addresses that a source sends people to and that neither client has. */
const leadsNowhere = (source: string, pages: ReadonlySet<string>): string[] =>
  [...source.matchAll(LINK)].flatMap(([, address = '']) => (pages.has(address.replace(/\/$/, '')) ? [] : [address]))

test('what people are told leads to a page of the phone or of the console', () => {
  const phone = [...onPhones, tabs].flatMap(({ folder, pages }) =>
    Object.keys(pages).map((page) => `/${folder}/${page}`),
  )
  const rows = sources('admin/src', 'feature.ts').flatMap((source) => [...source.matchAll(/\bpage\(\s*'([^']+)'/g)])
  const pages = new Set([...phone, ...rows.map(([, name]) => `/${name}`)])
  expect(sources('server', '.ts').flatMap((source) => leadsNowhere(source, pages))).toEqual([])
  expect(leadsNowhere("link: '/gone/home?open=1'", pages)).toEqual(['/gone/home'])
})
