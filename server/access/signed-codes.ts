// Signs and checks the short-lived codes that are shown as a QR. The signature covers what the code is for (`bound`),
// so a code is good for that and nothing else, and each purpose has a key of its own. The same instant gives the same
// text.
import { timingSafeEqual } from 'node:crypto'
import type { SignedCode } from '@shared/access/signed-code'
import { macOf } from '../people/settings'

export type Bound = readonly (string | number)[]

const signature = (purpose: string, { prefix, id, expires }: Omit<SignedCode, 'mac' | 'text'>, bound: Bound): string =>
  macOf(purpose, prefix, id, ...bound, expires).toString('base64url')

/** The text of a code that ends at `until`. */
export function signCode(purpose: string, prefix: string, id: string, bound: Bound, until: Date): string {
  const expires = Math.floor(until.getTime() / 1000).toString(36)
  return `${prefix}.${id}.${expires}.${signature(purpose, { prefix, id, expires }, bound)}`
}

/** Whether we have signed it for this. Its end is not looked at. */
export function isSigned(purpose: string, code: SignedCode, bound: Bound): boolean {
  const [given, right] = [Buffer.from(code.mac), Buffer.from(signature(purpose, code, bound))]
  return given.length === right.length && timingSafeEqual(given, right)
}

export const endOf = ({ expires }: Pick<SignedCode, 'expires'>): Date => new Date(Number.parseInt(expires, 36) * 1000)
