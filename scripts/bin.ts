// `npm run bin -- <address> <key> [code …]`: plays a smart bin. The key is the one that the console shows when a device
// is registered; the codes are those of cards or bag labels. Each code throws in a bag of food waste and one of other
// waste; without codes the lid is opened by nobody.
import { SmartBin } from './smart-bin'

async function main(): Promise<void> {
  const [address, key, ...codes] = process.argv.slice(2)
  if (!address || !key) {
    process.stderr.write('usage: npm run bin -- <address> <key> [code …]\n')
    process.exit(2)
  }
  const bin = new SmartBin(address, key)
  const { name, siteName } = await bin.who()
  process.stdout.write(`${name}，${siteName}\n`)
  for (const code of codes.length > 0 ? codes : [null]) {
    bin.take({ code, stream: 'food', result: 'correct' })
    bin.take({ code, stream: 'residual', result: 'correct' })
  }
  for (const { outcome, text, points } of await bin.send())
    process.stdout.write(`${outcome}${points === null ? '' : ` ${points} 分`}${text ? ` ${text}` : ''}\n`)
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
})
