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
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: 'text/csv' }))
  link.download = `${name.replace(/[\\/:*?"<>|]/g, '_')}.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}
