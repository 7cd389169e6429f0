// A slip of the finger, or another word? Decides whether a name one character away is what was meant.
// Relies on how many other names have the character; used for answers, not for lists to choose from.
import { findTypo } from './search-find'
import { listOf, type GuideIndex, type Name } from './search-index'

/** How many names end (or begin) with a character, up to 3. */
function edgeCount(index: GuideIndex, code: number, atEnd: boolean): number {
  let count = 0
  for (const { key } of listOf(index, code)) {
    if (key.charCodeAt(atEnd ? key.length - 1 : 0) === code) count += 1
    if (count === 3) break
  }
  return count
}

/** A head or a first part that other names have too is meant: 气垫膜 is no 气垫床. */
function isSlip(index: GuideIndex, key: string, other: string): boolean {
  const last = key.length - 1
  if (key.length < other.length)
    return (
      key.length >= 4 ||
      (key.charCodeAt(0) === other.charCodeAt(0) && key.charCodeAt(last) === other.charCodeAt(other.length - 1))
    )
  if (key.length > other.length) return !key.startsWith(other) || edgeCount(index, key.charCodeAt(last), true) === 0
  if (key.charCodeAt(last) !== other.charCodeAt(last) && key.slice(0, last) === other.slice(0, last))
    return edgeCount(index, key.charCodeAt(last), true) < 3
  if (key.charCodeAt(0) !== other.charCodeAt(0) && key.slice(1) === other.slice(1))
    return key.length >= 4 || edgeCount(index, key.charCodeAt(0), false) < 3
  // in the middle of three, a character that many names hold tells another thing apart
  return (
    key.length > 3 ||
    key.charCodeAt(1) === other.charCodeAt(1) ||
    key.charCodeAt(0) !== other.charCodeAt(0) ||
    listOf(index, key.charCodeAt(1)).length < 10
  )
}

/** The name that was meant by a word with one wrong character, if it is rather a slip than another word. */
export const findSlip = (index: GuideIndex, key: string): Name | undefined =>
  findTypo(index, key).find((name) => isSlip(index, key, name.key))
