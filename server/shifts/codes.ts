// Codes that show somebody was at a site: the one on the lead's phone, which rotates and proves the minute too, with
// the six digits for who can't scan it; and the one that hangs at the site, which proves the place alone. Signed here
// with the key of this purpose; a volunteer's phone holds no secret, it only keeps what it has read.
import { createHash } from 'node:crypto'
import { readSignedCode } from '@shared/access/signed-code'
import type { ErrorCode } from '@shared/errors'
import { CODE_REFRESH_SECONDS, CODE_SLACK_SECONDS, codeEndsAt, timeByCode } from '@shared/shifts/rules'
import { endOf, isSigned, signCode } from '../access/signed-codes'
import type { ShiftRecord } from './shifts.model'

const LEAD = { purpose: 'shifts/codes/1', prefix: 'WFS1' }
const SITE = { purpose: 'shifts/sites/1', prefix: 'WFP1' }
/** What hangs at a site does not end by itself. */
const FOR_GOOD = new Date('2099-12-31T16:00:00Z')

const boundOf = ({ startsAt }: Pick<ShiftRecord, 'startsAt'>): number[] => [startsAt.getTime()]

/** Six digits out of a signed code. */
const digitsOf = (qr: string): string =>
  String(createHash('sha256').update(qr).digest().readUInt32BE(0) % 1_000_000).padStart(6, '0')

type Coded = Pick<ShiftRecord, '_id' | 'siteId' | 'startsAt'>

/** The code that the lead's phone shows now; the same within each half minute. */
export function leadCode(shift: Coded, at: Date): { qr: string; digits: string; until: Date } {
  const until = codeEndsAt(at)
  const qr = signCode(LEAD.purpose, LEAD.prefix, shift._id, boundOf(shift), until)
  return { qr, digits: digitsOf(qr), until }
}

export const siteCode = (siteId: string): string => signCode(SITE.purpose, SITE.prefix, siteId, [], FOR_GOOD)

/** What a mark is worth: the time that a code proves, and whether it stands for somebody else's word. */
type Proof = { at: Date; verified: boolean } | { refused: ErrorCode }

/** The lead's code as it was scanned. A code shown at another time than that of the tap proves the place alone. */
export function readLeadCode(shift: Coded, text: string, at: Date): Proof {
  const code = readSignedCode(text)
  if (!code || code.prefix !== LEAD.prefix) return { refused: 'SHIFT_CODE_WRONG' }
  if (code.id !== shift._id) return { refused: 'SHIFT_CODE_ELSEWHERE' }
  if (!isSigned(LEAD.purpose, code, boundOf(shift))) return { refused: 'SHIFT_CODE_WRONG' }
  const proven = timeByCode(at, endOf(code))
  return { at: proven ?? at, verified: proven !== null }
}

/** The lead's digits as they were typed, for any minute that a wrong clock may have meant. */
export function readDigits(shift: Coded, typed: string, at: Date): Proof {
  const step = CODE_REFRESH_SECONDS * 1000
  for (let off = 0; off <= CODE_SLACK_SECONDS * 1000; off += step)
    for (const moment of [new Date(at.getTime() - off), new Date(at.getTime() + off)]) {
      const { digits, until } = leadCode(shift, moment)
      const proven = digits === typed ? timeByCode(at, until) : null
      if (proven) return { at: proven, verified: true }
    }
  return { refused: 'SHIFT_CODE_WRONG' }
}

/** What hangs at the site: the lead confirms later. */
export function readSiteCode(shift: Coded, text: string, at: Date): Proof {
  const code = readSignedCode(text)
  if (!code || code.prefix !== SITE.prefix) return { refused: 'SHIFT_CODE_WRONG' }
  if (code.id !== shift.siteId) return { refused: 'SHIFT_CODE_ELSEWHERE' }
  return isSigned(SITE.purpose, code, []) ? { at, verified: false } : { refused: 'SHIFT_CODE_WRONG' }
}
