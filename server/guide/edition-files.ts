// The edition that the product ships: packed from the text files, without a database. The command line, the
// mini-program's build, the seed and the measurements start from here.
import type { Term } from '@shared/guide/contract'
import { packCore, packDetail, type EditionHead } from '@shared/guide/pack'
import { readingsOf } from './readings'
import { loadTerms } from './terms-file'
import { wordsLine } from './words'

export type Packed = { core: string; detail: string; terms: Term[] }

/** The day the shipped terms were last put together; nobody has signed them. */
export const SHIPPED_HEAD: EditionHead = { number: 1, publishedOn: '2026-11-22', reviewedBy: null, reviewedOn: null }

/** Packs terms as an edition. */
export function packEdition(head: EditionHead, terms: readonly Term[]): Packed {
  const names = terms.flatMap((term) => [term.name, ...term.aliases])
  const readings = { ...readingsOf(names), words: wordsLine(names) }
  return { core: packCore(head, terms, readings), detail: packDetail(terms), terms: [...terms] }
}

/** The shipped edition. @throws Error listing what is wrong with the text files, if anything is */
export const shippedEdition = (): Packed => packEdition(SHIPPED_HEAD, loadTerms())
