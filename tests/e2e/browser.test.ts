// The test browser itself: it starts from packages alone, prints Chinese and CO₂ with real glyphs, and stays offline.
import { execFileSync } from 'node:child_process'
import type { Browser, Page } from 'playwright-core'
import { browserFiles, openBrowser, phonePage, screenshot } from '../support/browser'

const SAMPLE = [...'无废城市预约大件积分冲正收运点位，。「」￥kgCO₂eABab0123→①✓℃≤㎡']
const NOT_IN_ANY_FONT = ['\u0378', '\u{10FFFD}']
const BLANK = ' '
const BODY = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>无废通</title>
<h1><span id="title">无废通</span></h1><p><span id="co2">kgCO₂e</span> 今天减少 1.2 kgCO₂e → 3 ㎡</p>
<p><b>积分</b>冲正 <button>预约大件</button></p>`

// in the page: each character's pixels (its alpha) as text, so that equal glyphs compare equal
const DRAW = `characters => {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 48
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return characters.map(character => {
    context.clearRect(0, 0, 48, 48)
    context.font = '32px sans-serif'
    context.fillText(character, 4, 38)
    return context.getImageData(0, 0, 48, 48).data.filter((_, index) => index % 4 === 3).join()
  })
}`
const MEASURE = `(() => {
  const widthInEm = id => {
    const element = document.getElementById(id)
    return element.getBoundingClientRect().width / parseFloat(getComputedStyle(element).fontSize)
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return { language: navigator.language, touch: 'ontouchstart' in window, zone, viewport: innerWidth,
    title: widthInEm('title'), co2: widthInEm('co2') }
})()`

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  page = await phonePage(browser)
  await page.goto(`data:text/html;charset=utf-8,${encodeURIComponent(BODY)}`)
})
afterEach(() => page.close())

const draw = (characters: string[]): Promise<string[]> => page.evaluate(`(${DRAW})(${JSON.stringify(characters)})`)

test('every sample character has its own glyph, none is the blank or box of a missing one', async () => {
  const glyphs = await draw(SAMPLE)
  const wrong = await draw([...NOT_IN_ANY_FONT, BLANK])
  // a letter that these fonts lack is found out: otherwise this test could not fail
  expect(wrong).toContain((await draw(['ሀ']))[0])
  expect(SAMPLE.filter((_, index) => wrong.includes(glyphs[index] ?? ''))).toEqual([])
  expect(new Set(glyphs).size).toBe(new Set(SAMPLE).size)
})

test('a phone page is Chinese, touchable, 375 wide, and its text as wide as its characters', async () => {
  const seen = await page.evaluate(MEASURE)
  expect(seen).toMatchObject({ language: 'zh-CN', touch: true, zone: 'Asia/Shanghai', viewport: 375 })
  expect(seen).toHaveProperty('title', expect.closeTo(3, 1))
  // Noto Sans: k .55 + g .56 + C .64 + O .74 + ₂ .39 + e .55 em
  expect(seen).toHaveProperty('co2', expect.closeTo(3.4, 0))
  expect(await screenshot(page, 'browser')).toMatch(/tests[/\\]e2e[/\\]screens[/\\]browser\.png$/)
})

test('the browser reaches this machine only', async () => {
  await expect(page.goto('http://example.com/')).rejects.toThrow('ERR_NAME_NOT_RESOLVED')
})

test('the packaged browser finds its own NSS before the system’s', async () => {
  const { executablePath, libraries } = await browserFiles()
  if (!libraries) return
  const linked = execFileSync('ldd', [executablePath], {
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
  }).toString()
  for (const library of ['libnss3.so', 'libnssutil3.so', 'libnspr4.so']) {
    expect(linked).toContain(`${library} => ${libraries}/${library}`)
  }
})
