// How a place is found by typing: every ending of its name, of its pinyin initials and of its whole pinyin (syllable by
// syllable) is a key, so that "contains" is an index prefix scan. The code is a key as a whole.
import { pinyin } from 'pinyin-pro'
import { visible } from '@shared/contract'
import { escapePattern } from '@shared/escape'
import { lookingLatin } from '@shared/look-alikes'

/** Lower case, without spaces and dots between words. */
export const searchForm = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s·・.]/g, '')

/**
 * What two spellings of one name have in common: full or half width, blanks, dots, letters that look alike and what
 * nobody sees make no other name. Unique where names are.
 */
export const nameKeyOf = (name: string): string => lookingLatin(searchForm(visible(name)))

const endings = (word: string): string[] => {
  const letters = [...word]
  return letters.map((_letter, index) => letters.slice(index).join(''))
}

/** The keys stored with a place. */
export function searchKeysOf(name: string, code?: string): string[] {
  const form = searchForm(name)
  const initials = pinyin(form, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive' }).join('')
  const syllables = pinyin(form, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
  const whole = syllables.map((_syllable, index) => syllables.slice(index).join(''))
  return [
    ...new Set([
      ...endings(form),
      ...(initials === form ? [] : [...endings(initials), ...whole]),
      ...(code ? [code.toLowerCase()] : []),
    ]),
  ]
}

/** The first two pinyin initials of a name in capitals, "QC" for 清川市; null where it gives no two letters. */
export function initialsOf(name: string): string | null {
  const letters = pinyin(searchForm(name), { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'removed' })
    .join('')
    .slice(0, 2)
    .toUpperCase()
  return /^[A-Z]{2}$/.test(letters) ? letters : null
}

/** What follows from a name, stored beside it. */
export const namedBy = (name: string, code?: string): { name: string; nameKey: string; searchKeys: string[] } => ({
  name,
  nameKey: nameKeyOf(name),
  searchKeys: searchKeysOf(name, code),
})

/** Filter for places whose name, initials or code contain what was typed. */
export const matchesTyped = (typed: string): RegExp => new RegExp(`^${escapePattern(searchForm(typed))}`)
