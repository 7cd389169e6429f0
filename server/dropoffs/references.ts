// References of households as phones hold them: one block of AES over the household's id, under a key for one site and
// day. Whoever has one learns nothing of the household and can't follow it from day to day; what nobody made reads as
// one of 2^128 ids and finds no household. Nothing is stored.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { macOf } from '../people/settings'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function bytesOf(id: string): Buffer {
  let value = 0n
  for (const character of id) value = value * 32n + BigInt(ALPHABET.indexOf(character))
  return Buffer.from(value.toString(16).padStart(32, '0'), 'hex')
}

function idOf(bytes: Buffer): string {
  let value = BigInt(`0x${bytes.toString('hex')}`)
  let id = ''
  for (let place = 0; place < 26; place += 1) {
    id = ALPHABET.charAt(Number(value % 32n)) + id
    value /= 32n
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

/** The household's id that a reference of this site stands for; an id of nobody for a forged one. */
export function readReference(siteId: string, ref: string): string {
  const block = Buffer.from(ref.slice(7), 'base64url')
  if (block.length !== 16) return ''
  const decipher = createDecipheriv('aes-256-ecb', keyOf(siteId, ref.slice(0, 6)), null).setAutoPadding(false)
  return idOf(Buffer.concat([decipher.update(block), decipher.final()]))
}

/** Of the second looks of a site and day; it may lie on phones. */
export const seedOf = (siteId: string, day: string): string =>
  macOf('dropoff second looks', siteId, day).toString('base64url').slice(0, 16)
