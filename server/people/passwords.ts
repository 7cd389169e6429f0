// Which passwords the console refuses though they are long enough: what our own rule knows of Chinese habits
// (shared/people/passwords), and what zxcvbn (MIT) with its list of common passwords reckons to be found early.
// Invariant: the account's own words, also as pinyin, explain nothing; zxcvbn's lists are read at the first password
// that is set.
import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { pinyin } from 'pinyin-pro'
import { DomainError } from '@shared/errors'
import { isCommonPassword } from '@shared/people/passwords'
import { unseal } from '../field-cipher'
import { Persons, type Person, type StaffLogin } from './people.model'

/** zxcvbn's bound between "somewhat guessable" and "safely unguessable": 10⁸ guesses, its score 3. */
const LEAST_SCORE = 3

let strength: Promise<ZxcvbnFactory> | null = null

async function loadStrength(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Factory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new Factory({ dictionary, graphs: adjacencyGraphs })
}

/** 张丽华 is also zhanglihua. */
const spellings = (word: string): string[] =>
  /\p{Script=Han}/u.test(word) ? [word, pinyin(word, { toneType: 'none', type: 'array' }).join('')] : [word]

/** @param own words that belong to the account @throws DomainError PASSWORD_TOO_COMMON */
export async function requireGoodPassword(password: string, own: readonly string[]): Promise<void> {
  const words = own.flatMap(spellings)
  if (isCommonPassword(password, words)) throw new DomainError('PASSWORD_TOO_COMMON')
  strength ??= loadStrength()
  if ((await strength).check(password.normalize('NFKC'), words).score < LEAST_SCORE)
    throw new DomainError('PASSWORD_TOO_COMMON')
}

/** Login name, name and phone of an account. */
export async function ownWordsOf({ _id, loginName }: Pick<StaffLogin, '_id' | 'loginName'>): Promise<string[]> {
  const person = await Persons.findById(_id, { nameSealed: 1, phoneSealed: 1 }).lean<Person>()
  return [
    loginName,
    ...[person?.nameSealed, person?.phoneSealed].flatMap((sealed) => (sealed ? [unseal(sealed, _id)] : [])),
  ]
}
