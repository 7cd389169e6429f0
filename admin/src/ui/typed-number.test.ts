import { isWrongNumber, plainNumber } from './typed-number'

test.each([
  ['84', '84'],
  ['８４', '84'],
  ['１２，３４５', '12345'],
  ['1,200', '1200'],
  [' 12 ', '12'],
  ['1 200', '1200'],
  ['－5', '-5'],
  ['3．5', '3.5'],
  ['', ''],
  [undefined, ''],
])('%p is meant as %p', (typed, meant) => expect(plainNumber(typed)).toBe(meant))

test.each([
  ['', 0, 500, false],
  ['0', 0, 500, false],
  ['500', 0, 500, false],
  ['501', 0, 500, true],
  ['-5', 0, 500, true],
  ['99999', 0, 5000, true],
  ['八十四', 0, 500, true],
  ['12公斤', 0, 500, true],
  ['1e3', 0, 500, true],
  ['-5', undefined, undefined, false],
  ['7', 8, undefined, true],
  ['9', undefined, 8, true],
])('%p between %p and %p is wrong: %p', (typed, min, max, wrong) => expect(isWrongNumber(typed, min, max)).toBe(wrong))
