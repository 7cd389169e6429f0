// Texts of people inside other notations, each rule once: HTML, patterns, tables that a spreadsheet opens.

/** As text of an HTML page or attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** As a part of a regular expression that matches just this text. */
export const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const isNumber = (cell: string): boolean => /^[+-]?\d+(\.\d+)?$/.test(cell)

/** What a spreadsheet may take for a formula: also full width, as Excel does in Chinese, and behind blanks. */
const RISKY = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/

/** As a cell that a spreadsheet takes for text and not for a formula: with an apostrophe before it where needed. */
export const guardFormula = (cell: string): string => (RISKY.test(cell) && !isNumber(cell) ? `'${cell}` : cell)

/** What `guardFormula` was given. */
export const unguardFormula = (cell: string): string =>
  cell.startsWith("'") && RISKY.test(cell.slice(1)) ? cell.slice(1) : cell

/** True for what a spreadsheet would compute; not for numbers, a single sign, or a text that begins with a dash. */
export const looksLikeFormula = (cell: string): boolean =>
  /^[=@]/.test(cell) || (/^[+-]/.test(cell) && !isNumber(cell) && cell.length > 1 && /[(!A-Za-z]/.test(cell))

/** As a cell of a CSV table. */
export const csvCell = (cell: string): string => {
  const safe = guardFormula(cell)
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}
