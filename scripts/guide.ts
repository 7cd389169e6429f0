// npm run -s guide -- --region xuchang [--rural]: phrases from standard input, one a line; one JSON line each, shaped
// like the search route's answer. Straight from the text files, no database; answers while input is still coming. The
// packed edition is kept in .cache under a hash of all that it is made of, since reading pinyin for every name takes
// half of the time to start.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { answers, editionOf, type At } from '@shared/guide/answer'
import { readDetail } from '@shared/guide/pack'
import { buildIndex } from '@shared/guide/search-index'
import { profileKeys, type ProfileKey } from '@shared/places/profiles'

const ROOT = path.join(__dirname, '..')
const CACHE = path.join(ROOT, '.cache/guide-edition.json')
const SOURCES = ['server/guide/terms', 'server/guide/words', 'server/guide', 'shared/guide']

const isRegion = (word: string): word is ProfileKey => (profileKeys as readonly string[]).includes(word)

function readArguments(words: readonly string[]): At & { limit: number } {
  const valueOf = (name: string): string | undefined => {
    const at = words.indexOf(`--${name}`)
    return at < 0 ? undefined : (words[at + 1] ?? '')
  }
  const region = valueOf('region') ?? 'xuchang'
  if (!isRegion(region)) throw new Error(`不认识的地区“${region}”,可用:${profileKeys.join('、')}`)
  const limit = Number(valueOf('limit') ?? 5)
  if (!Number.isInteger(limit) || limit < 1 || limit > 20) throw new Error('--limit 应为 1 到 20 的整数')
  return { region, rural: words.includes('--rural'), limit }
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const folder of SOURCES) {
    for (const file of readdirSync(path.join(ROOT, folder))
      .filter((name) => /\.(txt|ts)$/.test(name))
      .sort())
      hash.update(file).update(readFileSync(path.join(ROOT, folder, file)))
  }
  return hash.digest('hex')
}

async function packedEdition(): Promise<{ core: string; detail: string }> {
  const key = hashOfSources()
  try {
    const kept = JSON.parse(readFileSync(CACHE, 'utf8')) as { key: string; core: string; detail: string }
    if (kept.key === key) return kept
  } catch {
    // nothing kept yet, or half written: it is made anew
  }
  const { shippedEdition } = await import('@server/guide/edition-files')
  const { core, detail } = shippedEdition()
  try {
    mkdirSync(path.dirname(CACHE), { recursive: true })
    writeFileSync(CACHE, JSON.stringify({ key, core, detail }))
  } catch {
    // a folder that can't be written only costs the next start its time
  }
  return { core, detail }
}

async function main(): Promise<void> {
  const { limit, ...at } = readArguments(process.argv.slice(2))
  const { core, detail } = await packedEdition()
  const index = buildIndex(core)
  const details = readDetail(detail)
  const edition = editionOf(index, at.region)
  for await (const line of createInterface({ input: process.stdin })) {
    const phrase = line.trim()
    if (phrase)
      process.stdout.write(
        `${JSON.stringify({ phrase, edition, results: answers(index, phrase, at, details, limit) })}\n`,
      )
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
