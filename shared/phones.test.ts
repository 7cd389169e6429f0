import { AnyPhone, MobilePhone, plainPhone } from './phones'

test.each([
  '138 0000 0001',
  '138-0000-0001',
  '+8613800000001',
  '+86 138 0000 0001',
  '8613800000001',
  '008613800000001',
  '１３８０００００００１',
  '13800000001 ',
  '\u202d13800000001\u202c',
  '138\u00a00000\u20110001',
  '(138)00000001',
])('%s is a mobile number', (typed) => {
  expect(MobilePhone.parse(typed)).toBe('13800000001')
  expect(AnyPhone.parse(typed)).toBe('13800000001')
})
test.each([
  ['0374-12345678', '0374-12345678'],
  ['037412345678', '0374-12345678'],
  ['(0374) 1234567', '0374-1234567'],
  ['010 8888 9999', '010-88889999'],
  ['0374-12345678-801', '0374-12345678-801'],
  ['0374-12345678转801', '0374-12345678-801'],
  ['400-800-1234', '400-800-1234'],
  ['4008001234', '400-800-1234'],
  ['+86 0374 12345678', '0374-12345678'],
])('%s is %s', (typed, plain) => {
  expect(AnyPhone.parse(typed)).toBe(plain)
  expect(plainPhone(plain)).toBe(plain)
  expect(MobilePhone.safeParse(typed).success).toBe(false)
})
test.each(['', '12345', '23800000001', '1380000000', '138000000012', 'abc', '110'])('%s is none', (typed) => {
  expect(AnyPhone.safeParse(typed).success).toBe(false)
})
