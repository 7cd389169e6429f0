// What the mini-program is measured against, built by the project's own Taro: an empty page (Taro and React alone), and
// a page that imports all of NutUI with its style sheet, as a template of that library does. Neither is a dependency of
// the project: NutUI is fetched with npm into the user's cache folder at the first bench, and a build is kept until a
// version or a source changes. Invariant: both peers use the very Taro, React and Babel that lie in the project, and
// its settings where those bear on size.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cacheDir } from '../../support/cache-dir'

const ROOT = path.join(__dirname, '../../..')
const MODULES = path.join(ROOT, 'node_modules')
/** MIT; the newest when the comparison was made. */
export const NUTUI = '3.0.20'
export const taroVersion = (): string =>
  (JSON.parse(readFileSync(path.join(MODULES, '@tarojs/cli/package.json'), 'utf8')) as { version: string }).version

const common = (name: string): Record<string, string> => ({
  'package.json': JSON.stringify({ name, version: '1.0.0', private: true }),
  'babel.config.js':
    "module.exports = { presets: [['taro', { framework: 'react', ts: true, compiler: 'webpack5', hot: false }]] }\n",
  'config/index.js': `module.exports = {
  projectName: '${name}', date: '2026-11-22', designWidth: 375, deviceRatio: { 375: 2, 640: 1.17, 750: 1, 828: 0.905 }, sourceRoot: 'src', outputRoot: 'dist',
  framework: 'react', compiler: { type: 'webpack5', prebundle: { enable: false } }, cache: { enable: false }, logger: { quiet: true, stats: false }, plugins: [],
  terser: { enable: true, config: { output: { ascii_only: false } } }, mini: { optimizeMainPackage: { enable: true } }, h5: {},
}\n`,
  'src/app.config.js':
    "module.exports = { pages: ['pages/index/index'], window: { navigationBarTitleText: '首页' } }\n",
  'src/app.jsx': 'export default function App({ children }) { return children }\n',
  'src/pages/index/index.config.js': 'module.exports = {}\n',
})
const empty = {
  ...common('empty'),
  'src/pages/index/index.jsx':
    "import { View } from '@tarojs/components'\nexport default function Index() { return <View>首页</View> }\n",
}
const nutui = {
  ...common('nutui'),
  'src/app.jsx':
    "import '@nutui/nutui-react-taro/dist/style.css'\nexport default function App({ children }) { return children }\n",
  // naming all of the module keeps all of it, which is what importing it whole means
  'src/pages/index/index.jsx': `import { View } from '@tarojs/components'
import * as NutUI from '@nutui/nutui-react-taro'
export default function Index() { return <View>{Object.keys(NutUI).length}<NutUI.Button>首页</NutUI.Button></View> }\n`,
}

export type Peers = {
  /** Folders of the compiled peers. */
  empty: string
  nutui: string
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production' },
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (error) throw error
  if (status !== 0 || stdout.includes('✖'))
    throw new Error(`${command} ${args.join(' ')} failed\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`)
}

/** NutUI beside links to the project's Taro, React and Babel, so that both sides are made of the same. */
function install(folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'weapp-peers', version: '1.0.0', private: true }),
  )
  run(
    'npm',
    [
      'install',
      '--no-save',
      '--ignore-scripts',
      '--legacy-peer-deps',
      '--no-audit',
      '--no-fund',
      `@nutui/nutui-react-taro@${NUTUI}`,
    ],
    folder,
  )
  const link = (name: string, from: string): void => {
    rmSync(path.join(folder, 'node_modules', name), { recursive: true, force: true })
    symlinkSync(path.join(from, name), path.join(folder, 'node_modules', name))
  }
  for (const name of ['react', 'react-dom', '@babel', 'babel-preset-taro', 'webpack']) link(name, MODULES)
  rmSync(path.join(folder, 'node_modules/@tarojs'), { recursive: true, force: true })
  mkdirSync(path.join(folder, 'node_modules/@tarojs'))
  for (const from of [MODULES, path.join(ROOT, 'miniapp/node_modules')]) {
    if (!existsSync(path.join(from, '@tarojs'))) continue
    for (const name of readdirSync(path.join(from, '@tarojs'))) link(`@tarojs/${name}`, from)
  }
}

function build(folder: string, name: string, sources: Readonly<Record<string, string>>): string {
  const project = path.join(folder, name)
  const [dist, mark] = [path.join(project, 'dist'), path.join(project, 'built')]
  const wanted = createHash('sha256').update(JSON.stringify(sources)).digest('hex')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return dist
  rmSync(project, { recursive: true, force: true })
  for (const [file, text] of Object.entries(sources)) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true })
    writeFileSync(path.join(project, file), text)
  }
  run(
    process.execPath,
    [path.join(folder, 'node_modules/@tarojs/cli/bin/taro'), 'build', '--type', 'weapp', '--no-check'],
    project,
  )
  if (!existsSync(path.join(dist, 'pages/index/index.js'))) throw new Error(`Taro built nothing in ${project}`)
  writeFileSync(mark, wanted)
  return dist
}

/**
 * The peers, fetched and built now if need be (some two minutes). @throws Error without a registry or when a build
 * fails
 */
export function ensurePeers(say: (line: string) => void): Peers {
  const folder = path.join(
    cacheDir(),
    `weapp-peers-nutui-${NUTUI}-taro-${taroVersion()}-${createHash('sha256').update(ROOT).digest('hex').slice(0, 8)}`,
  )
  const ready = path.join(folder, 'installed')
  if (!existsSync(ready)) {
    say(`fetching @nutui/nutui-react-taro ${NUTUI} into ${folder}`)
    rmSync(folder, { recursive: true, force: true })
    install(folder)
    writeFileSync(ready, '')
  }
  say('building what is measured against')
  return { empty: build(folder, 'empty', empty), nutui: build(folder, 'nutui', nutui) }
}
