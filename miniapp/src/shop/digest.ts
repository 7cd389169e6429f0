// SHA-256 of a short text as base64url, by which a phone without a network knows the codes that were issued beforehand.
// WeChat has neither a digest nor base64 of texts of its own. Texts are ASCII, as codes are.
import { sha256 } from '@noble/hashes/sha2.js'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function base64url(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const three = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const left = Math.min(3, bytes.length - i)
    for (let place = 0; place <= left; place += 1) out += ALPHABET.charAt((three >>> (18 - 6 * place)) & 63)
  }
  return out
}

/** The digest of an ASCII text: 43 characters of base64url, without padding. */
export const digestOf = (text: string): string => base64url(sha256(Uint8Array.from(text, (sign) => sign.charCodeAt(0))))
