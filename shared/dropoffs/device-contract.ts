// Smart bins that log by themselves: a bin of one site hands in what was thrown in, by the code that opened it. Its
// rows are logs like those of a volunteer's phone; a row never changes and may be sent any number of times.
import { line, route } from '../contract'
import { Id } from '../ids'
import { StreamName } from '../places/schemas'
import { Instant } from '../time'
import * as z from '../z'
import { DropoffOutcome } from './contract'
import { MOST_ROWS, ROW_FORMAT } from './rules'
import { results } from './vocabulary'

export const BinRow = z.strictObject({
  format: z.literal(ROW_FORMAT),
  /** Made by the bin when the lid closed. */
  id: Id,
  /** The code of a card or bag label that opened it, as it reads; null: opened without one. */
  code: line(40, 8).nullable(),
  stream: StreamName,
  /** What the bin saw; one that can't look into bags logs nothing. */
  result: z.enum(results),
  /** By its own clock. */
  at: Instant,
})
export type BinRow = z.infer<typeof BinRow>

export const dropoffsDevice = {
  send: route({
    method: 'POST',
    path: '/api/dropoffs/device/rows',
    may: ['device'],
    keyed: false,
    /** Each a BinRow, read one by one: one that can't be read is refused and keeps none of the others. */
    input: z.strictObject({ rows: z.array(z.object({ id: Id }).loose()).max(MOST_ROWS) }),
    output: z.object({ results: z.array(DropoffOutcome) }),
    limit: { count: 60, seconds: 60 },
    summary: '智能桶上传投放记录：逐条回答，重复无害，次序不限',
  }),
} as const
