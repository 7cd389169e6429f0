// What is typed into a box for a number, as it is meant: full width and thousands count.

/** Half width, without blanks and thousands. */
export const plainNumber = (typed: string | undefined): string => (typed ?? '').normalize('NFKC').replace(/[\s,]/g, '')

/** Whether it is no number or beyond the bounds; an empty box is neither. @param typed as `plainNumber` gives it */
export function isWrongNumber(typed: string, min?: number, max?: number): boolean {
  if (typed === '') return false
  const number = Number(typed)
  return Number.isNaN(number) || (min !== undefined && number < min) || (max !== undefined && number > max)
}
