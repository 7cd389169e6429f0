// What jest says after a run, beside its own report: which suites took longest (so that a slow one is seen when it
// comes), and one local page with every screen and state that the tests have kept a picture of. LOOK=<folder> sets a
// drawing beside its screen at the same size: pages (.html) or pictures, named in the folder's pairs.txt, a line each:
// "pickups/items items.html".
// Invariant: reports only; it never changes whether a run has passed.
const { readdirSync, readFileSync, writeFileSync, existsSync } = require('node:fs')
const path = require('node:path')
const { pathToFileURL } = require('node:url')

const SCREENS = path.join(__dirname, '../e2e/screens')
const MOST = 12
/** A shorter run needs no table. */
const LEAST_SUITES = 5

const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** The longest suites first, with the share that each has of all test time. */
function slowest(results) {
  const suites = results.testResults
    .map(({ testFilePath, perfStats }) => ({
      name: path.relative(path.join(__dirname, '../..'), testFilePath),
      seconds: (perfStats.end - perfStats.start) / 1000,
    }))
    .sort((a, b) => b.seconds - a.seconds)
  if (suites.length < LEAST_SUITES) return ''
  const all = suites.reduce((sum, { seconds }) => sum + seconds, 0)
  const rows = suites
    .slice(0, MOST)
    .map(
      ({ name, seconds }) =>
        `${seconds.toFixed(0).padStart(6)} s  ${((100 * seconds) / all).toFixed(0).padStart(3)} %  ${name}`,
    )
  return `\nlongest of ${suites.length} suites (${all.toFixed(0)} s on all workers)\n${rows.join('\n')}\n`
}

/** Screen → file of the drawing that it is to look like; none without LOOK. */
function drawings() {
  const folder = process.env.LOOK ? path.resolve(process.env.LOOK) : null
  if (!folder) return new Map()
  const lines = readFileSync(path.join(folder, 'pairs.txt'), 'utf8').split('\n').filter(Boolean)
  return new Map(
    lines.map((line) => {
      const [screen, file] = line.split(/\s+/)
      return [screen, pathToFileURL(path.join(folder, file)).href]
    }),
  )
}

function drawn(href) {
  if (!href) return ''
  const shown = href.endsWith('.html')
    ? `<iframe loading="lazy" src="${escape(href)}"></iframe>`
    : `<img class="pair" loading="lazy" src="${escape(href)}" alt="">`
  return `<figure>${shown}<figcaption>${escape(href.split('/').pop())}</figcaption></figure>`
}

/** tests/e2e/screens/index.html: a section a screen, a picture a state, each with its width. */
function catalogue() {
  if (!existsSync(SCREENS)) return null
  const shots = readdirSync(SCREENS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({
      ...JSON.parse(readFileSync(path.join(SCREENS, file), 'utf8')),
      picture: file.replace(/json$/, 'png'),
    }))
    .filter(({ picture }) => existsSync(path.join(SCREENS, picture)))
  if (shots.length === 0) return null
  const screens = new Map()
  for (const shot of shots.sort((a, b) => (a.screen < b.screen ? -1 : a.screen > b.screen ? 1 : 0)))
    screens.set(shot.screen, [...(screens.get(shot.screen) ?? []), shot])
  const look = drawings()
  const section = ([screen, pictures]) => {
    const [{ title }] = pictures
    const figures = pictures.map(
      ({ picture, state, width, takenAt }) =>
        `<figure><a href="${escape(encodeURI(picture))}"><img loading="lazy" src="${escape(encodeURI(picture))}" alt="${escape(`${title}, ${state}`)}"></a>` +
        `<figcaption>${escape(state || '—')} · ${width} px · ${escape(takenAt.slice(0, 16).replace('T', ' '))}</figcaption></figure>`,
    )
    return `<section id="${escape(screen)}"><h2>${escape(title)} <code>${escape(screen)}</code></h2><div class="${look.has(screen) ? 'paired' : ''}">${drawn(look.get(screen))}${figures.join('')}</div></section>`
  }
  const list = [...screens].map(
    ([screen, [{ title }]]) => `<a href="#${escape(screen)}">${escape(title)} <code>${escape(screen)}</code></a>`,
  )
  const html = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>无废通:所有界面和状态</title>
<style>body{font:14px/1.5 system-ui;margin:24px;color:#1d2521}nav{columns:4 220px;margin-bottom:32px}nav a{display:block}
code{color:#535e58;font-size:12px}div{display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start}figure{margin:0}
img{width:240px;max-height:520px;object-fit:cover;object-position:top;border:1px solid #d5dcd8;border-radius:6px}figcaption{font-size:12px;color:#535e58}
.paired img{width:375px;max-height:none}iframe{width:375px;height:1600px;border:1px solid #d5dcd8;border-radius:6px}</style>
<h1>所有界面和状态</h1><p>${screens.size} 个界面,${shots.length} 张图。由端到端测试生成;点图看全图。</p><nav>${list.join('')}</nav>
${[...screens].map(section).join('\n')}
</html>
`
  const file = path.join(SCREENS, 'index.html')
  writeFileSync(file, html)
  return { file, screens: screens.size, pictures: shots.length }
}

class RunReport {
  onRunComplete(_contexts, results) {
    process.stderr.write(slowest(results))
    if (!results.testResults.some(({ testFilePath }) => testFilePath.includes(`${path.sep}e2e${path.sep}`))) return
    const made = catalogue()
    if (made)
      process.stderr.write(
        `${made.pictures} pictures of ${made.screens} screens: ${path.relative(process.cwd(), made.file)}\n`,
      )
  }
}

module.exports = RunReport
