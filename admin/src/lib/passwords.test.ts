// A password for handing over is long enough for the server, never too common, and never twice the same.
import { isCommonPassword } from '@shared/people/passwords'
import { temporaryPassword } from './passwords'

test('four groups of four clear letters', () => {
  const many = Array.from({ length: 200 }, temporaryPassword)
  for (const password of many) {
    expect(password).toMatch(/^([a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/)
    expect(isCommonPassword(password, ['admin', '管理员'])).toBe(false)
  }
  expect(new Set(many).size).toBe(200)
})
