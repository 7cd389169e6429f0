import { readSignedHeader, signedText } from './signed-request'

const ID = '01KDVDNA00NGBB7BEWDGQZZ23N'
const MAC = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO_-'
const TIME = '1796100000000'

test.each([
  [`${ID}.${TIME}.${MAC}`, true],
  [`${ID}.${TIME.slice(1)}.${MAC}`, false],
  [`${ID}.${TIME}0.${MAC}`, false],
  [`${ID}.-${TIME.slice(1)}.${MAC}`, false],
  [`${ID}.${TIME}.${MAC}=`, false],
  [`${ID.toLowerCase()}.${TIME}.${MAC}`, false],
  [`${ID}.${MAC}`, false],
  [`${ID}.${TIME}.${MAC}.`, false],
  ['', false],
])('%s reads as a signed header: %s', (text, reads) => expect(readSignedHeader(text) !== null).toBe(reads))

test('no part can be moved into another', () =>
  expect(signedText({ method: 'POST', path: '/api/x?a=1', time: 1_796_100_000_000, bodyHash: 'ab' })).toBe(
    'WFD1\nPOST\n/api/x?a=1\n1796100000000\nab',
  ))
