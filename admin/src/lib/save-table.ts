// Saving a small table that is on the screen as a whole as CSV (UTF-8 with a mark for Excel). Lists by cursor are
// exported by the server. Invariant: a text cell that a spreadsheet would run as a formula is kept from it by a leading
// apostrophe.
import { csvCell } from '@shared/escape'

const cell = (value: string | number): string => (typeof value === 'number' ? String(value) : csvCell(value))

export function saveTable(
  name: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const text = [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
  const address = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: 'text/csv' }))
  saveUrl(fileName(name, 'csv'), address)
  URL.revokeObjectURL(address)
}

/** A name that every file system takes. */
export const fileName = (name: string, ending: string): string => `${name.replace(/[\\/:*?"<>|]/g, '_')}.${ending}`

/** Offers what a page made itself, at a data or blob address, as a file. */
export function saveUrl(name: string, address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}
