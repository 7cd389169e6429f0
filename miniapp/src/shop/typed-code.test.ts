import { typedCode } from './typed-code'

test.each([
  ['7K2M-9QXA-4T', '7K2M9QXA4T'],
  ['7k2m 9qxa 4t', '7K2M9QXA4T'],
  ['７Ｋ２Ｍ－９ＱＸＡ－４Ｔ', '7K2M9QXA4T'],
  ['７ｋ２ｍ　９ｑｘａ　４ｔ', '7K2M9QXA4T'],
  ['7K2M—9QXA—4T。', '7K2M9QXA4T'],
  ['', ''],
])('%p is %p', (typed, code) => expect(typedCode(typed)).toBe(code))
