import { readSignedCode } from './signed-code'

const ID = '01KDVDNA00NGBB7BEWDGQZZ23N'
const MAC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO_-'

test.each([
  [`WFR1.${ID}.t6nkxc.${MAC}`, true],
  [` WFT1.${ID}.t6nkxc.${MAC}\n`, true],
  [`wfr1.${ID}.t6nkxc.${MAC}`, false],
  [`WFR1.${ID.slice(1)}.t6nkxc.${MAC}`, false],
  [`WFR1.${ID}.T6NKXC.${MAC}`, false],
  [`WFR1.${ID}.t6nkxc.${MAC.slice(1)}`, false],
  [`WFR1.${ID}.t6nkxc.${MAC}.more`, false],
  [`https://example.org/?WFR1.${ID}.t6nkxc.${MAC}`, false],
  ['', false],
])('%s reads as a code: %s', (text, reads) => expect(readSignedCode(text) !== null).toBe(reads))

test('its parts', () =>
  expect(readSignedCode(`WFR1.${ID}.t6nkxc.${MAC}`)).toMatchObject({ prefix: 'WFR1', id: ID, expires: 't6nkxc' }))
