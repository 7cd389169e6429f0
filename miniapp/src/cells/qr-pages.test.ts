// A sheet as QR pages: whole in any order, never mixed with another one.
import { gather, missingPages, pagesOf, wholeText, type Gathered } from './qr-pages'

const text = JSON.stringify({ visit: '01JABC', items: Array.from({ length: 60 }, (_item, n) => [`1.${n}`, n % 5]) })
const all = (pages: readonly string[]): Gathered | null => pages.reduce(gather, null as Gathered | null)

test('in any order, twice, with something else read in between', () => {
  const pages = pagesOf(text)
  expect(pages.length).toBeGreaterThan(2)
  const shuffled = [...pages].reverse()
  expect(wholeText(all([...shuffled, 'https://example.org/c/ABC', ...shuffled]))).toBe(text)
})

test('what is missing is said, and nothing is whole before', () => {
  const [first = '', ...rest] = pagesOf(text)
  expect(missingPages(null)).toBeNull()
  expect(missingPages(all(rest))).toEqual([1])
  expect(wholeText(all(rest))).toBeNull()
  expect(wholeText(all([first]))).toBeNull()
})

test('pages of another sheet begin anew, and a changed one is not taken', () => {
  const other = pagesOf(text.replace('01JABC', '01JABD'))
  const mixed = [pagesOf(text)[0] ?? '', ...other.slice(1)]
  expect(wholeText(all(mixed))).toBeNull()
  const changed = pagesOf(text).map((page, index) => (index === 1 ? page.replace('1.', '2.') : page))
  expect(wholeText(all(changed))).toBeNull()
})
