// The two weights that papers are set in: Noto Sans SC, which has all of 通用规范汉字 (8,105) and 30,000 characters more.
// Read once, when the first paper is made; every PDF carries only the glyphs that it uses.
import { readFile } from 'node:fs/promises'
import type { Font } from 'fontkit'

export type Weight = 'regular' | 'bold'
export type Fonts = Readonly<Record<Weight, Font>>

const files: Readonly<Record<Weight, string>> = {
  regular: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
}

let loaded: Promise<Fonts> | null = null

export function loadFonts(): Promise<Fonts> {
  loaded ??= readFonts().catch((error: unknown) => {
    loaded = null
    throw error
  })
  return loaded
}

async function readFonts(): Promise<Fonts> {
  const [regular, bold] = await Promise.all([read('regular'), read('bold')])
  return { regular, bold }
}

async function read(weight: Weight): Promise<Font> {
  const { create } = await import('fontkit')
  return create(await readFile(require.resolve(files[weight]))) as Font
}

/** Signs that stand for themselves in plainer ones; what only decorates is left out. */
const plainer: Readonly<Record<string, string>> = { '₂': '2', '³': '3', '\u00a0': ' ', '\t': ' ', '\r': '' }

/** What stands for a character that the font lacks: 〓, as printers set it. */
export type Lacks = (character: string) => string

/**
 * A text as it can be drawn: pictures such as emoji are left out. What then has no glyph is asked of `lacks`: it must
 * never be drawn as an empty box, least of all in a name.
 */
export function drawable(font: Font, text: string, lacks: Lacks): string {
  let drawn = ''
  for (const character of text.normalize('NFC')) {
    const plain = plainer[character] ?? character
    if (plain === '\n' || [...plain].every((each) => has(font, each))) drawn += plain
    else if (!/[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Mn}\p{C}\p{So}]/u.test(character))
      drawn += lacks(character)
  }
  return drawn
}

const has = (font: Font, character: string): boolean => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)
