// Writes the config file that Taro wants beside every page, from the table of features; part of every build
// (scripts/build.js). The files are not kept in git. Configs of pages that are gone are removed.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { day } from '../../shared/look/tokens'
import { features, tabs } from '../src/features'
import type { PageRow } from '../src/feature'

const src = path.resolve(__dirname, '../src')

function textOf({ title, native = [], deep = false }: PageRow): string {
  const components = native.map((name) => [name, `../native/${name}/index`] as const)
  const config = {
    navigationBarTitleText: title,
    ...(deep ? { navigationBarBackgroundColor: day['primary-deep'], navigationBarTextStyle: 'white' } : {}),
    ...(components.length > 0 ? { usingComponents: Object.fromEntries(components) } : {}),
  }
  return `export default definePageConfig(${JSON.stringify(config)})\n`
}

for (const { folder, pages } of [tabs, ...features]) {
  const home = path.join(src, folder)
  for (const name of readdirSync(home)) {
    const page = /^(.+)\.config\.ts$/.exec(name)?.[1]
    if (page && !(page in pages)) rmSync(path.join(home, name))
  }
  for (const [page, row] of Object.entries(pages)) {
    const file = path.join(home, `${page}.config.ts`)
    const text = textOf(row)
    // a file that is touched makes a watching build start again
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
  }
}
