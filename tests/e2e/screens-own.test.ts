// The screens of the four tabs and of what is one's own (me): see tests/support/screens.ts.
import { coverScreens, pages } from '../support/screens'

test('the table of pages was read', () => {
  expect(pages.length).toBeGreaterThan(50)
})

coverScreens(pages.filter((name) => /^(pages|me)\//.test(name)))
