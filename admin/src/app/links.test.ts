// Every link that a text of the server carries opens a page: of the console, of the mini-program, or one where anybody
// may check a paper.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pages } from '../features'
import { deskPath } from '../lib/links'

const root = path.resolve(__dirname, '../../..')
const server = path.join(root, 'server')
/** Not links of texts: addresses of the service itself and of others. */
const ELSEWHERE = /^(http|platform)\//
const LITERAL = /['`](\/[a-z][a-z-]*(?:\/[a-z-]+)*)(?:\?[^'`]*)?['`]/g

const links = readdirSync(server, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !ELSEWHERE.test(file))
  .flatMap((file) =>
    [...readFileSync(path.join(server, file), 'utf8').matchAll(LITERAL)].map(([, link = '']) => ({ file, link })),
  )
const inConsole = new Set(pages.map(({ path: page }) => `/${page}`))
const shared = path.join(root, 'shared')
const checkPages = readdirSync(shared, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('contract.ts'))
  .flatMap((file) => [...readFileSync(path.join(shared, file), 'utf8').matchAll(/path: '(\/c\/[a-z]+)'/g)])
  .map(([, page]) => page)
const opens = (link: string): boolean =>
  checkPages.includes(link) ||
  (deskPath(link) === null ? existsSync(path.join(root, 'miniapp/src', `${link}.tsx`)) : inConsole.has(link))

test('every link of a server text opens a page of the console or of the mini-program', () => {
  expect(links.length).toBeGreaterThan(40)
  expect(links.filter(({ link }) => !opens(link))).toEqual([])
})

test.each([
  ['/bookings?open=01K', '/bookings?open=01K'],
  ['/load-checks', '/load-checks'],
  ['/me/points', null],
  ['https://elsewhere', null],
  ['', null],
])('%s leads to %s', (link, to) => expect(deskPath(link)).toBe(to))
