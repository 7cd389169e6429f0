import { createHash } from 'node:crypto'
import { sha256 } from './sha256'

const byNode = (text: string): string => createHash('sha256').update(text).digest('hex')

test('the vectors of FIPS 180-4, and what Node says of every length around a block, of Chinese and of pictures', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  for (let length = 0; length < 140; length += 1) expect(sha256('a'.repeat(length))).toBe(byNode('a'.repeat(length)))
  for (const text of ['厨余垃圾', '现场评估 🌱', 'é\u07ff\uffff', 'ab'.repeat(5000)])
    expect(sha256(text)).toBe(byNode(text))
})
