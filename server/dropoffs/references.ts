// References of households as phones hold them: one block of AES over the household's id, under a key for one site and
// day. Whoever has one learns nothing of the household and can't follow it from day to day; what nobody made reads as
// one of 2^128 ids and finds no household. Nothing is stored.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { macOf } from '../people/settings'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]))

/** 26 characters of five bits as 16 bytes; the first character has only three. */
function bytesOf(id: string): Buffer {
  const bytes = Buffer.alloc(16)
  let [bits, held, to] = [0, 0, 15]
  for (let place = id.length - 1; place >= 0; place -= 1) {
    bits |= (VALUES.get(id.charAt(place)) ?? 0) << held
    held += 5
    if (held < 8 && place > 0) continue
    if (to >= 0) bytes[to--] = bits & 255
    bits >>= 8
    held -= 8
  }
  return bytes
}

function idOf(bytes: Buffer): string {
  let id = ''
  let [bits, held, from] = [0, 0, 15]
  while (id.length < 26) {
    if (held < 5 && from >= 0) {
      bits |= (bytes[from--] ?? 0) << held
      held += 8
    }
    id = ALPHABET.charAt(bits & 31) + id
    bits >>= 5
    held -= 5
  }
  return id
}

const shortDay = (day: string): string => day.slice(2).replaceAll('-', '')
const keyOf = (siteId: string, short: string): Buffer => macOf('dropoff reference', siteId, short)

/** References of a site and day, by household id. */
export function referencesOf(siteId: string, day: string): (householdId: string) => string {
  const short = shortDay(day)
  const key = keyOf(siteId, short)
  return (householdId) => {
    const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
    const block = Buffer.concat([cipher.update(bytesOf(householdId)), cipher.final()])
    return `${short}-${block.toString('base64url')}`
  }
}

/** Whether a reference was made for a day; it says so itself, and reads as nobody where it lies. */
export const isReferenceOf = (day: string, ref: string): boolean => ref.startsWith(`${shortDay(day)}-`)

/**
 * Reads the household's id that a reference of a site stands for; an id of nobody for a forged one. For many at once,
 * which mostly are of one site and day.
 */
export function referenceReader(): (siteId: string, ref: string) => string {
  const keys = new Map<string, Buffer>()
  return (siteId, ref) => {
    const block = Buffer.from(ref.slice(7), 'base64url')
    if (block.length !== 16) return ''
    const name = `${siteId}/${ref.slice(0, 6)}`
    const key = keys.get(name) ?? keyOf(siteId, ref.slice(0, 6))
    keys.set(name, key)
    const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false)
    return idOf(Buffer.concat([decipher.update(block), decipher.final()]))
  }
}

/** Of the second looks of a site and day; it may lie on phones. */
export const seedOf = (siteId: string, day: string): string =>
  macOf('dropoff second looks', siteId, day).toString('base64url').slice(0, 16)
