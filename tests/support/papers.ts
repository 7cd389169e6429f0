// Reads the text back out of a PDF, page by page, as whoever copies from it would get it. The reader is an ES module
// with modules of its own, which a test can't load; so it runs in a process beside.
import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'

const reader = require.resolve('unpdf').replace(/\.cjs$/, '.mjs')
const SCRIPT = `
const { extractText, getDocumentProxy } = await import(${JSON.stringify(pathToFileURL(reader).href)})
const parts = []
for await (const part of process.stdin) parts.push(part)
const pdf = await getDocumentProxy(new Uint8Array(Buffer.concat(parts)))
const { text } = await extractText(pdf, { mergePages: false })
process.stdout.write(JSON.stringify(text))
`

/** The text of each page; throws for what is no PDF. */
export function pagesOf(pdf: Buffer): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--input-type=module', '-e', SCRIPT],
      { maxBuffer: 64 * 1024 * 1024 },
      (error, stdout) => (error ? reject(error) : resolve(JSON.parse(stdout) as string[])),
    )
    child.stdin?.end(pdf)
  })
}

/** All pages without blanks, to look for what stands on them wherever a line ends. */
export const squeezed = async (pdf: Buffer): Promise<string> => (await pagesOf(pdf)).join('').replace(/\s/g, '')
