// The word lists that an edition carries besides its names (server/guide/words, made by scripts/guide-words.ts):
// traditional characters whose simplified form is in a name, emoji, common words that are no slip.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Beside this file, or, from a bundle in server/dist, beside its source. */
export const WORDS_FOLDER =
  [path.join(__dirname, 'words'), path.join(__dirname, '../guide/words')].find((folder) => existsSync(folder)) ??
  'server/guide/words'

const read = (name: string): string => {
  const file = path.join(WORDS_FOLDER, `${name}.txt`)
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : ''
}

/** The line of an edition's core. @param names as written: other characters' traditional forms are left out */
export function wordsLine(names: readonly string[]): string {
  const used = new Set(names.join(''))
  const pairs = read('traditional').replace(/../g, (pair) => (used.has(pair.charAt(1)) ? pair : ''))
  const own = new Set(names)
  const common = read('common')
    .split(' ')
    .filter((word) => !own.has(word))
  return [pairs, read('emoji'), common.join(' ')].join('\t')
}
