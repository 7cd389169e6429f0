// Personal fields at rest: AES-256-GCM with the record's id as associated data, so that a ciphertext moved to another
// record fails; equality search goes over an HMAC, never over the plain text.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

let key: Buffer | null = null

/** Sets the 32-byte key (base64url) once at start. */
export function useFieldKey(encoded: string): void {
  key = Buffer.from(encoded, 'base64url')
}

function fieldKey(): Buffer {
  if (!key) throw new Error('no field key: call useFieldKey first')
  return key
}

/** @param recordId binds the ciphertext to its record */
export function seal(plain: string, recordId: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', fieldKey(), nonce).setAAD(Buffer.from(recordId))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return `1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
}

/** @throws Error when the ciphertext was altered or belongs to another record */
export function unseal(sealed: string, recordId: string): string {
  const bytes = Buffer.from(sealed.slice(2), 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', fieldKey(), bytes.subarray(0, 12)).setAAD(Buffer.from(recordId))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}

/** Blind index of a value, for "is there a person with this phone". */
export const blindIndex = (value: string): string => createHmac('sha256', fieldKey()).update(value).digest('base64url')

/** 13812341234 → 138****1234 */
export const maskPhone = (phone: string): string => phone.replace(/^(\d{3})\d+(\d{4})$/, '$1****$2')
/** 王小明 → 王** */
export function maskName(name: string): string {
  // by characters: 𠮷 and 😀 are two halves each
  const [first = '', ...rest] = [...name]
  return first + '*'.repeat(Math.max(1, rest.length))
}
