// A real Chromium for tests, from npm packages alone: no download, no system package, no system font.
// The binary and its own NSS libraries are unpacked once into the cache; Noto Sans SC is turned into TTF beside them,
// and Open Sans, which comes with the binary, lends what Noto Sans SC lacks (it has no ₂).
// CHROME_PATH uses an installed Chrome instead. The browser can reach only this machine.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Browser, type Page } from 'playwright-core'
import subsetFont from 'subset-font'
import { unpacked } from './unpacked'

const SCREENS = join(__dirname, '../e2e/screens')
// the whole of simplified Chinese; by number what lies in none of the named files: arrows, circled numbers, marks
const FONT_FILES = [
  'chinese-simplified',
  'latin',
  'latin-ext',
  87,
  90,
  91,
  100,
  101,
  102,
  103,
  104,
  105,
  106,
  107,
  108,
  109,
]
const FONT_WEIGHTS = [400, 700]

// the files of every weight call their family "Noto Sans SC Thin"
const FONTS_CONF = `<fontconfig>
  <dir prefix="relative">.</dir>
  <cachedir prefix="relative">.cache</cachedir>
  ${['sans-serif', 'serif', 'monospace', 'system-ui', 'Noto Sans SC']
    .map(
      (name) =>
        `<alias binding="same"><family>${name}</family><prefer><family>Noto Sans SC Thin</family></prefer></alias>`,
    )
    .join('\n  ')}
</fontconfig>
`

const ARGS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-webgl',
  '--font-render-hinting=none',
  '--hide-scrollbars',
  '--no-pings',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
]

/** Starts the browser; the caller closes it. About 0.3 s, and some 3 s more the first time on a machine. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, libraries } = await browserFiles()
  const env = Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  if (libraries) env['LD_LIBRARY_PATH'] = [libraries, env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
  // elsewhere the system brings its fonts, and fontconfig is not asked
  if (process.platform === 'linux') env['FONTCONFIG_FILE'] = join(await fontFolder(), 'fonts.conf')
  return chromium.launch({ executablePath, args: ARGS, env })
}

/**
 * A page like a phone's: 375 × 812 at twice the pixels, touch, Chinese, Asia/Shanghai. Closing it ends its context.
 * @param keeps whether the site's service worker may keep files; it would answer what a test means to answer itself
 */
export async function phonePage(browser: Browser, keeps: 'allow' | 'block' = 'block'): Promise<Page> {
  return browser.newPage({
    serviceWorkers: keeps,
    viewport: { width: 375, height: 812 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
}

/** What a picture shows, for the catalogue that run-report.js makes of them. */
export type Shown = { screen: string; state: string }

/**
 * Keeps what the page shows (its whole height) as tests/e2e/screens/<name>.png, for looking at, with a note of what it
 * is beside it; answers the path.
 */
export async function screenshot(page: Page, name: string, shown: Partial<Shown> = {}): Promise<string> {
  const path = join(SCREENS, `${name}.png`)
  await mkdir(dirname(path), { recursive: true })
  // at the size of the page: twice the pixels would take most of the time of a test that keeps hundreds of them
  await page.screenshot({ path, fullPage: true, scale: 'css' })
  const title = await page.evaluate(() => {
    const heads = [...document.querySelectorAll<HTMLElement>('.title-bar__text, h3, h1')]
    return (heads.filter((head) => head.getClientRects().length > 0).pop()?.innerText ?? document.title).trim()
  })
  const width = page.viewportSize()?.width ?? 0
  const note = { screen: name, state: '', ...shown, title, width, takenAt: new Date().toISOString() }
  await writeFile(join(SCREENS, `${name}.json`), JSON.stringify(note))
  return path
}

/** Where the executable is, and the folder of libraries it must find first (none for an installed Chrome). */
export async function browserFiles(): Promise<{ executablePath: string; libraries?: string }> {
  const installed = process.env['CHROME_PATH']
  if (installed) return { executablePath: installed }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('set CHROME_PATH to an installed Chrome: the packaged one is for Linux on x86-64')
  }
  const home = await packagedChromium()
  return { executablePath: join(home, 'chromium'), libraries: join(home, 'al2023/lib') }
}

async function packagedChromium(): Promise<string> {
  const entry = require.resolve('@sparticuz/chromium')
  const { version } = JSON.parse(await readFile(join(packageRoot(entry), 'package.json'), 'utf8')) as {
    version: string
  }
  return unpacked(`chromium-${version}`, (folder) => unpackChromium(entry, folder))
}

/** In a process of its own: the package unpacks to the temporary folder, and its libraries only with this variable. */
async function unpackChromium(entry: string, folder: string): Promise<void> {
  const script = 'require(process.argv[1]).executablePath().catch(error => { console.error(error); process.exit(1) })'
  const env = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' }
  await promisify(execFile)(process.execPath, ['-e', script, entry], { env })
}

async function fontFolder(): Promise<string> {
  const chinese = join(packageRoot(require.resolve('@fontsource/noto-sans-sc')), 'files')
  const latin = join(await packagedChromium(), 'fonts/fonts/Open_Sans')
  return unpacked('fonts-2', async (folder) => {
    for (const [file, weight] of FONT_FILES.flatMap((each) => FONT_WEIGHTS.map((heavy) => [each, heavy]))) {
      const woff2 = await readFile(join(chinese, `noto-sans-sc-${file}-${weight}-normal.woff2`))
      const ttf = await subsetFont(woff2, '', { keepAllGlyphs: true, targetFormat: 'truetype' })
      await writeFile(join(folder, `${file}-${weight}.ttf`), ttf)
    }
    for (const name of ['OpenSans-Regular.ttf', 'OpenSans-Bold.ttf'])
      await copyFile(join(latin, name), join(folder, name))
    await writeFile(join(folder, 'fonts.conf'), FONTS_CONF)
  })
}

function packageRoot(file: string): string {
  let folder = dirname(file)
  while (!existsSync(join(folder, 'package.json')) || /[/\\](cjs|esm)$/.test(folder)) folder = dirname(folder)
  return folder
}
