// The table of features against the files: each page that is named is there, and each page that is there is named.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { features, tabs } from './features'

/** A page is what Taro opens: a file with a default export. */
const isPage = (file: string): boolean => /export (default|\{ \w+ as default \})/.test(readFileSync(file, 'utf8'))

test('every page of the table has its file, and every file that is a page has its row', () => {
  const found = [tabs, ...features].flatMap(({ folder }) =>
    readdirSync(path.join(__dirname, folder))
      .filter((name) => name.endsWith('.tsx') && isPage(path.join(__dirname, folder, name)))
      .map((name) => `${folder}/${name.slice(0, -4)}`),
  )
  const named = [tabs, ...features].flatMap(({ folder, pages }) =>
    Object.keys(pages).map((page) => `${folder}/${page}`),
  )
  expect([...named].sort()).toEqual(found.sort())
})

test('every folder with a feature.ts is in the table', () => {
  const folders = readdirSync(__dirname).filter((name) => existsSync(path.join(__dirname, name, 'feature.ts')))
  expect([tabs, ...features].map(({ folder }) => folder).sort()).toEqual(folders.sort())
})
