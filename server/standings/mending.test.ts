// What an entry of the black list is on a day, by its clean re-inspections.
import { mendingOn } from './mending'

describe('mended once, gone after the second, at the latest after its days', () => {
  it.each<[string, string[], string, string, string | null]>([
    ['nobody has looked again', [], '2026-12-20', 'due', null],
    ['once clean', ['2026-12-18'], '2026-12-20', 'fixed', '2026-12-18'],
    ['twice clean', ['2026-12-28', '2026-12-18'], '2027-01-02', 'left', '2026-12-28'],
    ['never, until its days are over', [], '2027-03-12', 'left', '2027-03-11'],
    ['on its last day it still stands', [], '2027-03-11', 'due', null],
  ])('%s', (_sentence, clean, today, state, on) =>
    expect(mendingOn({ until: '2027-03-11', clean }, today)).toEqual({ state, on }),
  )
})
