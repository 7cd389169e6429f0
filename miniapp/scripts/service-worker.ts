// Writes the service worker of a built H5 beside its pages, with the list of all files of this release; part of every
// build for browsers but the watching one (scripts/build.js). Relies on the build's names: a file under js/, chunk/ or
// css/ carries its content in its name, the page itself does not.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { buildSync } from 'esbuild'

const HASHED = /^(js|chunk|css)\//

function filesOf(release: string): string[] {
  return readdirSync(release, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => name === 'index.html' || (HASHED.test(name) && /\.(js|css)$/.test(name)))
    .sort()
}

const contentOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16)

/** @param release folder with the built pages */
export function writeServiceWorker(release: string): void {
  const list = filesOf(release).map((name) => ({
    url: `/${name}`,
    revision: HASHED.test(name) ? null : contentOf(path.join(release, name)),
  }))
  buildSync({
    entryPoints: [path.resolve(__dirname, '../src/service-worker.ts')],
    outfile: path.join(release, 'service-worker.js'),
    bundle: true,
    minify: true,
    target: 'es2017',
    define: { 'self.__WB_MANIFEST': JSON.stringify(list), 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
}

if (require.main === module) writeServiceWorker(path.resolve(__dirname, '../dist/h5'))
