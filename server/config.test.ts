// What the environment may say: each refusal is one sentence, and nothing is guessed about a given database.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ConfigError, environmentNames, readConfig, readDatabaseConfig } from './config'

const folder = mkdtempSync(path.join(tmpdir(), 'wufei-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const token = Buffer.from('0123456789abcdefghijABCDEFGHIJ!?').toString('base64url')
const field = Buffer.from('jihgfedcba9876543210JIHGFEDCBA?!').toString('base64url')
const production = {
  APP_MODE: 'production',
  DATA_DIR: folder,
  MONGODB_URI: 'mongodb://127.0.0.1/city',
  TOKEN_SECRET: token,
  FIELD_KEY: field,
  WECHAT_APPID: 'wx0',
  WECHAT_SECRET: 'x',
  TRUST_PROXY: '1',
}

test('production with everything it needs, and the demo with nothing at all', () => {
  expect(readConfig(production)).toMatchObject({ mode: 'production', host: '0.0.0.0', fieldKey: field })
  expect(readConfig({ DATA_DIR: path.join(folder, 'demo') })).toMatchObject({ mode: 'demo', host: '127.0.0.1' })
  expect(readConfig({ ...production, APP_MODE: 'demo' })).toMatchObject({ mode: 'demo', tokenSecret: token })
})

test.each([
  ['a given database, mode forgotten', { APP_MODE: undefined }, '就必须写明 APP_MODE'],
  ['a given database, mode left empty', { APP_MODE: '' }, '就必须写明 APP_MODE'],
  ['a mode that does not exist', { APP_MODE: 'prod' }, '环境变量 APP_MODE 的值不对'],
  ['no database', { MONGODB_URI: undefined }, '必须设置 MONGODB_URI'],
  ['an empty database address', { MONGODB_URI: '' }, '必须设置 MONGODB_URI'],
  ['no secrets', { TOKEN_SECRET: undefined }, '必须设置 TOKEN_SECRET 和 FIELD_KEY'],
  ['one secret for both', { TOKEN_SECRET: field }, '不能相同'],
  ['one secret for both, spelled in two ways', { TOKEN_SECRET: `${field}=` }, '不能相同'],
  ['a weak secret', { TOKEN_SECRET: 'a'.repeat(40) }, 'TOKEN_SECRET 太弱'],
  ['a short key', { FIELD_KEY: 'abcdefghijkl0123456789ABCDEFGHIJKL' }, 'FIELD_KEY 必须是32字节'],
  ['a proxy that nobody spoke of', { TRUST_PROXY: undefined }, '必须写明 TRUST_PROXY'],
  ['a weak token of the operators', { OPERATOR_TOKEN: 'metrics' }, 'OPERATOR_TOKEN 太弱'],
  ['no WeChat', { WECHAT_SECRET: '' }, '必须设置 WECHAT_APPID'],
] as const)('refused: %s', (_name, change, sentence) => {
  const read = (): unknown => readConfig({ ...production, ...change } as NodeJS.ProcessEnv)
  expect(read).toThrow(ConfigError)
  expect(read).toThrow(sentence)
})

test.each([
  ['token', token, field],
  ['field key', field, token],
])('refused: the %s that a demo in this data folder generated', (_name, generated) => {
  const dataDir = mkdtempSync(path.join(folder, 'demo-'))
  writeFileSync(path.join(dataDir, 'secrets.json'), JSON.stringify({ generatedFor: 'demo', secret: generated }))
  expect(() => readConfig({ ...production, DATA_DIR: dataDir })).toThrow('不能使用演示时自动生成的密钥')
})

test('an empty HOST is no host: the demo stays on this machine', () => {
  expect(readConfig({ DATA_DIR: path.join(folder, 'demo'), HOST: '' }).host).toBe('127.0.0.1')
})

test.each([
  ['https://t0.tiles.example/vec_w/wmts?x={x}&y={y}&z={z}', true],
  ['https://{s}.tiles.example/{z}/{x}/{y}.png', false],
  ['https://tiles.example/', false],
  ['javascript:{x}{y}{z}', false],
])('map tiles at %s are taken: %s', (MAP_TILES, isTaken) => {
  const read = () => readConfig({ ...production, MAP_TILES }).map
  if (isTaken) expect(read()).toEqual({ tiles: MAP_TILES, attribution: '', datum: 'wgs84' })
  else expect(read).toThrow('MAP_TILES')
})

test('tools that only need the database ask for no mode and no secrets', () => {
  const { MONGODB_URI, DATA_DIR } = production
  expect(readDatabaseConfig({ MONGODB_URI, DATA_DIR })).toMatchObject({ mongodbUri: MONGODB_URI, dataDir: folder })
})

describe('files that name the variables', () => {
  const root = path.resolve(__dirname, '..')
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

  test('.env.example names every variable that is read, and no other', () => {
    const named = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1])
    expect(named.toSorted()).toEqual([...environmentNames].toSorted())
  })

  test('compose.yaml sets only variables that are read', () => {
    const [, server = ''] = /^x-server:([\s\S]*?)^services:/m.exec(read('compose.yaml')) ?? []
    const named = [...server.matchAll(/^ {4}([A-Z_]+):/gm)].map((match) => match[1] ?? '')
    expect(named).toContain('MONGODB_URI')
    expect(named.filter((name) => !environmentNames.includes(name))).toEqual([])
  })
})
