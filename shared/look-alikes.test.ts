import { hasLookAlikes, lookingLatin, plainHan } from './look-alikes'

test.each(['аdmin', 'Иvan', '王а', '李Ꮃ', 'Αdmin', 'pοst', '小王ѕ', 'օk李'])('%s mixes what looks alike', (text) =>
  expect(hasLookAlikes(text)).toBe(true),
)
test.each([
  '王小明',
  'Tom',
  '王Tom',
  'Иван',
  'Ελένη',
  'β-胡萝卜素',
  'Φ20 水管',
  'ＡＢＣ',
  '阿依古丽·买买提',
  '𠮷田',
  '😀',
])('%s may be', (text) => expect(hasLookAlikes(text)).toBe(false))
test('every look-alike has its letter', () => {
  expect(lookingLatin('АВЕЅІЈКМНОРСТУХ')).toBe('abesijkmhopctyx')
  expect(lookingLatin('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ')).toBe('abezhikmnoptyx')
  expect(lookingLatin('荷塘A座')).toBe('荷塘a座')
})
test('radicals are the characters that they look like', () => expect(plainHan('⼀⼈王')).toBe('一人王'))
