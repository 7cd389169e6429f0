// Codes of certificates and what the public page answers. Nothing in a code is believed: it is only looked up, and what
// is not found or can't be looked up is never valid.
import type { CellState, CertificateResult } from './vocabulary'

/** Characters that nobody mixes up: no 0, 1, I, L, O. */
export const CODE_LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
export const CODE_LENGTH = 8
const CODE = /^WFXB(\d{4})([2-9A-HJKMNP-Z]{4})([2-9A-HJKMNP-Z]{4})$/

/** "WFXB-2026-K7Q2-M9XT" out of eight characters that were drawn. */
export const certificateCode = (year: string, drawn: string): string =>
  `WFXB-${year}-${drawn.slice(0, 4)}-${drawn.slice(4, 8)}`

/** The code as it is kept, of what somebody typed or scanned; null where it can't be one. */
export function readCode(typed: string): string | null {
  const found = CODE.exec(typed.toUpperCase().replace(/[^0-9A-Z]/g, ''))
  return found && certificateCode(found[1] ?? '', `${found[2]}${found[3]}`)
}

const results: Readonly<Partial<Record<CellState, CertificateResult>>> = {
  titled: 'valid',
  lightCheck: 'valid',
  reReview: 'valid',
  renewed: 'valid',
  suspended: 'suspended',
  revoked: 'revoked',
  expired: 'expired',
}

/** Of a title that was found; past its last day it has expired, whether or not the job has run. */
export function resultOf(kept: { state: CellState; until: string } | null, today: string): CertificateResult {
  const result = kept ? (results[kept.state] ?? 'unknown') : 'unknown'
  return kept && (result === 'valid' || result === 'suspended') && kept.until < today ? 'expired' : result
}
