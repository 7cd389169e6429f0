// What comes apart: whole and parts are entries of the shipped guide, under exactly these ids.
import { partsOf } from '@shared/guide/compounds'
import { readTermsFolder } from './terms-file'

const ids = new Set(readTermsFolder().placed.map(({ term }) => term.id))

test.each(Object.entries(partsOf))('%s and its parts stand in the guide', (whole, parts) => {
  expect([whole, ...parts].filter((id) => !ids.has(id))).toEqual([])
  expect(new Set(parts).size).toBe(parts.length)
  expect(parts).not.toContain(whole)
})
