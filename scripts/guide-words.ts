// Writes the guide's word lists from the dictionaries of well-kept packages (server/guide/words/*.txt): traditional
// characters (OpenCC), Chinese names of emoji (Unicode CLDR), everyday words that are no names of the guide but nearly
// are (the word list of jieba). Run after the entries changed: tsx scripts/guide-words.ts. The lists are text in the
// repository, so that neither a server nor a phone carries a dictionary.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createRequire } from 'node:module'
import { loadTerms } from '@server/guide/terms-file'
import { WORDS_FOLDER } from '@server/guide/words'
import { packEdition, SHIPPED_HEAD } from '@server/guide/edition-files'
import { normalise } from '@shared/guide/normalise'
import { search } from '@shared/guide/search'
import { findHomophones, findTypo } from '@shared/guide/search-find'
import { buildIndex } from '@shared/guide/search-index'

const require = createRequire(__filename)
const fileOf = (name: string): string => readFileSync(require.resolve(name), 'utf8')

/** The 5,401 everyday characters of Big5 (level 1, rows A4 to C6): what is typed; rarer forms stand in old books. */
function everydayTraditional(): Set<string> {
  const decoder = new TextDecoder('big5')
  const characters = new Set<string>()
  for (let row = 0xa4; row <= 0xc6; row += 1) {
    for (let cell = 0x40; cell <= (row === 0xc6 ? 0x7e : 0xfe); cell += 1) {
      if (cell <= 0x7e || cell >= 0xa1) characters.add(decoder.decode(new Uint8Array([row, cell])))
    }
  }
  return characters
}

async function traditional(): Promise<string> {
  const { Converter } = (await import('opencc-js')) as {
    Converter: (options: { from: string; to: string }) => (text: string) => string
  }
  const [plain, taiwan] = [Converter({ from: 't', to: 'cn' }), Converter({ from: 'tw', to: 'cn' })]
  const typed = everydayTraditional()
  const pairs: string[] = []
  for (let code = 0x4e00; code <= 0x9fff; code += 1) {
    const character = String.fromCharCode(code)
    const simple = plain(character) === character ? taiwan(character) : plain(character)
    if (typed.has(character) && simple !== character && simple.length === 1) pairs.push(character + simple)
  }
  return pairs.join('')
}

const index = buildIndex(packEdition(SHIPPED_HEAD, loadTerms()).core)

/** Where the name is not what people mean by the picture. */
const OWN: Readonly<Record<string, string>> = {
  '🍗': '鸡腿',
  '🥤': '饮料杯',
  '🍾': '酒瓶',
  '☕': '咖啡杯',
  '🍱': '便当',
  '🥡': '外卖盒',
  '🗞': '报纸',
  '🍴': '餐具',
  '🦴': '骨头',
  '🦷': '牙',
  '🪤': '捕鼠夹',
  '🥘': '剩菜',
  '🍲': '剩菜',
  '🥣': '粥',
  '🥫': '罐头盒',
  '🧼': '香皂',
  '🍻': '啤酒',
  '🥂': '酒杯',
  '🍽': '餐具',
  '🛢': '油桶',
  '😷': '口罩',
}
/** Nobody throws them away, or means by them what another picture says: heads, hours, cards, letters, signs, trains. */
const NO_THING =
  /^(🐺|🦊|🦁|🦄|🐽|🐻|🐼|🐸|🐲|🦣|🦙|💮|🏵|🫧|🗺|🗾|🏖|🎠|🎪|🚃|🚇|🚉|🚊|🚎|🚓|🚔|🚕|🚘|🚙|🛻|⛽|🚥|🚦|🛫|[🕐-🕧]|♠|♥|♣|🎴|🔇|🔈|🔉|🎵|🎶|🪉|🪇|📧|📨|📩|📤|📥|📬|📭|🗳|📊|📑|🗂|📂|🥈|🥉|🔏|🔓|⚓|⚗|🗜|🔎|🎗|🍡|🎍|🎑|✨|🖇|🥌|🪾|🖲|🦢|🦫|🐣|❄)/u

/** Emoji of things: faces, people, flags, signs and places are left out. */
function emoji(): string {
  const groups = JSON.parse(fileOf('unicode-emoji-json/data-by-emoji.json')) as Record<string, { group: string }>
  const { annotations } = JSON.parse(fileOf('cldr-annotations-full/annotations/zh/annotations.json')) as {
    annotations: { annotations: Record<string, { default: string[]; tts?: string[] }> }
  }
  const lines: string[] = []
  for (const [mark, { group }] of Object.entries(groups)) {
    if (
      !'🦴🦷👓👜🎒😷'.includes(mark) &&
      !['Food & Drink', 'Objects', 'Activities', 'Animals & Nature', 'Travel & Places'].includes(group)
    )
      continue
    const bare = mark.replace(/\ufe0f/g, '')
    if (NO_THING.test(bare)) continue
    const known = annotations.annotations[bare] ?? annotations.annotations[mark]
    const name = [...(known?.tts ?? []), ...(known?.default ?? [])]
      .map(normalise)
      .find((word) => word.length > 0 && ['name', 'alias'].includes(search(index, word, 1)[0]?.by ?? ''))
    const own = OWN[bare] ?? name
    if (own) lines.push(`${bare}${own}`)
  }
  return lines.join(' ')
}

/** Persons, places, bodies, numbers and words of grammar: nobody types them into a guide. */
const ELSEWHERE = /^(n[rstz]|[dcmrt])/

/** Words of the list that one might take for a slip in a name. */
function common(): string {
  const words: string[] = []
  for (const line of fileOf('@node-rs/jieba/dict.txt').trim().split('\n')) {
    const [word = '', count = '0', kind = ''] = line.split(' ')
    const isCommon =
      Number(count) >= 400 && !ELSEWHERE.test(kind) && /^[\u4e00-\u9fff]{2,3}$/.test(word) && normalise(word) === word
    if (!isCommon || index.byKey.has(word) || index.byKey.has(`${word}子`)) continue
    if (findHomophones(index, word)[0] ?? findTypo(index, word)[0]) words.push(word)
  }
  return words.join(' ')
}

async function main(): Promise<void> {
  index.words = ''
  const lists = { traditional: await traditional(), emoji: emoji(), common: common() }
  for (const [name, text] of Object.entries(lists)) {
    writeFileSync(path.join(WORDS_FOLDER, `${name}.txt`), `${text}\n`)
    console.log(`${name}: ${text.length} characters`)
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
