// How a device signs what it sends. The header is `Authorization: Device <id>.<time>.<signature>`: the id is what its
// key begins with, the time is its clock in whole milliseconds since 1970, and the signature an HMAC-SHA256 under the
// whole text of the key, in base64url, over `signedText`. The time is clock and counter in one: each request names a
// later one than the last, so nothing that was overheard can be sent again. Pure: who computes the HMAC is the device
// or the server.

/** How far a device's clock may be off. Our default; devices set their clock by the network. */
export const DEVICE_CLOCK_MINUTES = 5

export type SignedParts = {
  /** "POST" */
  method: string
  /** As in the request line, with the query: "/api/dropoffs/device/rows". */
  path: string
  time: number
  /** SHA-256 of the body's bytes, in lower-case hex; of no bytes where there is no body. */
  bodyHash: string
}

/** The text under a request's signature: five lines without one at the end. */
export const signedText = ({ method, path, time, bodyHash }: SignedParts): string =>
  ['WFD1', method, path, String(time), bodyHash].join('\n')

const HEADER = /^([0-7][0-9A-HJKMNP-TV-Z]{25})\.(\d{13})\.([\w-]{43})$/

/** What follows "Device " in the header; null for a text that has not the form of one. */
export function readSignedHeader(given: string): { deviceId: string; time: number; signature: string } | null {
  const [, deviceId = '', time = '', signature = ''] = HEADER.exec(given) ?? []
  return deviceId ? { deviceId, time: Number(time), signature } : null
}
