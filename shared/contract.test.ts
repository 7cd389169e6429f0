import { cut } from './contract'

// of a picture that lies across the end nothing is left, so that what is cut can be sent
test.each([
  ['a'.repeat(40), 30, 'a'.repeat(30)],
  [`${'a'.repeat(29)}😀`, 30, 'a'.repeat(29)],
  [`${'a'.repeat(28)}😀`, 30, `${'a'.repeat(28)}😀`],
  [`${'柳'.repeat(29)}𠮷田`, 30, '柳'.repeat(29)],
  ['😀', 1, ''],
  ['', 30, ''],
])('%p cut at %p', (typed, max, left) => {
  expect(cut(typed, max)).toBe(left)
  expect(() => encodeURIComponent(cut(typed, max))).not.toThrow()
})
