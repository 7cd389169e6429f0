// The phone's own digest against Node's, for every length around the ends of blocks.
import { createHash } from 'node:crypto'
import { digestOf } from './digest'

test('the digest is SHA-256 in base64url', () => {
  const text = 'W1.01JABCDEFGHJKMNPQRSTVWXYZ0.offline_-'.repeat(6)
  for (let length = 0; length < 200; length += 1) {
    const part = text.slice(0, length)
    expect([length, digestOf(part)]).toEqual([length, createHash('sha256').update(part).digest('base64url')])
  }
})
