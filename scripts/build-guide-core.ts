// Writes the guide's core for the mini-program's main package: miniapp/src/guide/core.generated.json, one JSON string
// that holds the packed core (shared/guide/pack.ts). Run before the mini-program is built: tsx
// scripts/build-guide-core.ts
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { shippedEdition } from '@server/guide/edition-files'

const LIMIT_BYTES = 400_000
const target = path.join(__dirname, '../miniapp/src/guide/core.generated.json')
const text = JSON.stringify(shippedEdition().core)
const bytes = Buffer.byteLength(text)
if (bytes > LIMIT_BYTES)
  throw new Error(`the guide's core has ${bytes} bytes, more than the ${LIMIT_BYTES} that the main package allows`)
mkdirSync(path.dirname(target), { recursive: true })
// two builds may run beside each other: neither finds half a file
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  const draft = target.replace('core', `core-${process.pid}`)
  writeFileSync(draft, text)
  renameSync(draft, target)
}
console.log(`${path.relative(process.cwd(), target)}: ${bytes} bytes, ${gzipSync(text, { level: 9 }).length} gzipped`)
