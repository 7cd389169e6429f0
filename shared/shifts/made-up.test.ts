// What may be asked for afterwards, as a table.
import { instantAt } from '../time'
import { madeUpRefusal } from './made-up'

const TODAY = '2026-12-05'
const NOW = instantAt(TODAY, '09:00')
const ask = (day: string, from: string, to: string, text: string, photos = 0) => ({
  day,
  startsAt: instantAt(day, from),
  endsAt: instantAt(day, to),
  text,
  photos,
})
const WORDS = '手机没电，组长朱师傅在场'

test.each([
  ['words alone', ask('2026-12-04', '19:00', '21:00', WORDS), null],
  ['a photo alone', ask('2026-12-04', '19:00', '21:00', '', 1), null],
  ['neither', ask('2026-12-04', '19:00', '21:00', ''), 'MADE_UP_NO_PROOF'],
  ['too few words', ask('2026-12-04', '19:00', '21:00', '我去了的'), 'MADE_UP_NO_PROOF'],
  ['what has not passed yet', ask(TODAY, '19:00', '21:00', WORDS), 'MADE_UP_NOT_YET'],
  ['what ends now', ask(TODAY, '07:00', '09:00', WORDS), null],
  ['backwards', ask('2026-12-04', '21:00', '19:00', WORDS), 'SHIFT_TIMES_WRONG'],
  ['no time at all', ask('2026-12-04', '19:00', '19:00', WORDS), 'SHIFT_TIMES_WRONG'],
  ['more than four hours', ask('2026-12-04', '08:00', '12:01', WORDS), 'SHIFT_TIMES_WRONG'],
  ['four hours', ask('2026-12-04', '08:00', '12:00', WORDS), null],
  ['sixty days ago', ask('2026-10-06', '19:00', '21:00', WORDS), null],
  ['sixty-one days ago', ask('2026-10-05', '19:00', '21:00', WORDS), 'MADE_UP_TOO_OLD'],
])('%s', (_what, asked, code) => {
  expect(madeUpRefusal(asked, TODAY, NOW)).toBe(code)
})
