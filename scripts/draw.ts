// `npm run -s draw -- <seed file>`: draws again from a published seed file and prints the file that comes out. It is
// the same byte for byte: `npm run -s draw -- draw.json | cmp - draw.json`. Says on the error stream whether it is.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { draw, seedFile, type DrawInput } from '@shared/inspections/draw'

const [name] = process.argv.slice(2)
if (!name) {
  process.stderr.write('usage: npm run -s draw -- <seed file>\n')
  process.exit(2)
}
const given = readFileSync(name, 'utf8')
const { input } = JSON.parse(given) as { input: DrawInput }
const again = seedFile(
  input,
  draw(input, (text) => createHash('sha256').update(text).digest()),
)
process.stdout.write(again)
const isSame = again === given
process.stderr.write(
  `${isSame ? 'the same list' : 'ANOTHER list'}; SHA-256 of the file: ${createHash('sha256').update(given).digest('hex')}\n`,
)
process.exit(isSame ? 0 : 1)
