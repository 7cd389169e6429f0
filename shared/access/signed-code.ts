// Codes that are shown as a QR, scanned and good for a short while: "<prefix>.<id>.<end in seconds, base 36>.<mac>".
// Here is how they read; who signs and checks them is the server.
export type SignedCode = { prefix: string; id: string; expires: string; mac: string; text: string }

const SIGNED = /^([A-Z0-9]{3,6})\.([0-7][0-9A-HJKMNP-TV-Z]{25})\.([0-9a-z]{6,9})\.([\w-]{43})$/

/** Null for a text that has not the form of one. */
export function readSignedCode(given: string): SignedCode | null {
  const text = given.trim()
  const [, prefix = '', id = '', expires = '', mac = ''] = SIGNED.exec(text) ?? []
  return prefix ? { prefix, id, expires, mac, text } : null
}
