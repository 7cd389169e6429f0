// What is left of a name and a number when they are hidden: whole characters, whatever they are written with.
import { maskName, maskPhone } from './field-cipher'

test.each([
  ['王小明', '王**'],
  ['王明', '王*'],
  ['王', '王*'],
  ['', '*'],
  ['𠮷田正', '𠮷**'],
  ['😀小明', '😀**'],
  ['欧阳娜娜', '欧***'],
  ['阿卜杜拉·买买提', '阿*******'],
])('%s is shown as %s', (name, shown) => {
  expect(maskName(name)).toBe(shown)
  expect(() => encodeURIComponent(maskName(name))).not.toThrow()
})

test.each([
  ['13812341234', '138****1234'],
  ['19900000001', '199****0001'],
])('%s is shown as %s', (phone, shown) => expect(maskPhone(phone)).toBe(shown))
