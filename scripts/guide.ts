// npm run -s guide -- --region xuchang [--rural]: phrases from standard input, one a line; one JSON line each, shaped like the
// search route's answer. Straight from the text files, no database; answers while input is still coming.
import { createInterface } from 'node:readline'
import { readDetail } from '@shared/guide/pack'
import { answers, editionOf, type At } from '@shared/guide/answer'
import { Region } from '@shared/guide/contract'
import { buildIndex } from '@shared/guide/search-index'
import { shippedEdition } from '@server/guide/edition-files'

function readArguments(words: readonly string[]): At & { limit: number } {
  const valueOf = (name: string): string | undefined => { const at = words.indexOf(`--${name}`); return at < 0 ? undefined : words[at + 1] }
  const region = Region.safeParse(valueOf('region') ?? 'xuchang')
  if (!region.success) throw new Error(`不认识的地区“${valueOf('region')}”,可用:${Region.options.join('、')}`)
  const limit = Number(valueOf('limit') ?? 5)
  if (!Number.isInteger(limit) || limit < 1 || limit > 20) throw new Error('--limit 应为 1 到 20 的整数')
  return { region: region.data, rural: words.includes('--rural'), limit }
}

async function main(): Promise<void> {
  const { limit, ...at } = readArguments(process.argv.slice(2))
  const { core, detail } = shippedEdition()
  const index = buildIndex(core)
  const details = readDetail(detail)
  const edition = editionOf(index, at.region)
  for await (const line of createInterface({ input: process.stdin })) {
    const phrase = line.trim()
    if (phrase) process.stdout.write(`${JSON.stringify({ phrase, edition, results: answers(index, phrase, at, details, limit) })}\n`)
  }
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
