// The only reader of the environment. APP_MODE decides between demo and production (never NODE_ENV):
// demo binds loopback and generates its secrets; production refuses generated, sample or missing ones.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { newSecret } from './ids'

const Environment = z.object({
  APP_MODE: z.enum(['demo', 'production']).default('demo'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().optional(),
  DATA_DIR: z.string().default('.data'),
  MONGODB_URI: z.string().optional(),
  MONGOD_BINARY: z.string().optional(),
  PUBLIC_URL: z.url().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  TOKEN_SECRET: z.string().optional(),
  FIELD_KEY: z.string().optional(),
  WECHAT_APPID: z.string().optional(),
  WECHAT_SECRET: z.string().optional(),
  WECHAT_API: z.url().default('https://api.weixin.qq.com'),
  WECHAT_TEMPLATES: z.string().optional(),
  VROOM_URL: z.url({ protocol: /^https?$/ }).optional(),
  MAP_TILES: z
    .url({ protocol: /^https?$/ })
    .refine((url) => ['{z}', '{x}', '{y}'].every((part) => url.includes(part)) && !/^[^/]*\/\/[^/]*\{/.test(url))
    .optional(),
  MAP_ATTRIBUTION: z.string().max(100).default(''),
  MAP_DATUM: z.enum(['wgs84', 'gcj02']).default('wgs84'),
  XDG_CACHE_HOME: z.string().optional(),
  TRUST_PROXY: z.enum(['0', '1']).optional(),
  OPERATOR_TOKEN: z.string().optional(),
})
type Given = z.infer<typeof Environment>

/** Names of all variables that are read. @internal for the tests of .env.example and compose.yaml */
export const environmentNames: readonly string[] = Object.keys(Environment.shape)

export type Config = {
  mode: 'demo' | 'production'
  port: number
  host: string
  dataDir: string
  cacheDir: string
  mongodbUri?: string
  mongodBinary?: string
  publicUrl?: string
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  trustProxy: boolean
  /** Opens metrics and the API's description in production; closed there without it. */
  operatorToken?: string
  /** Signs access tokens, refresh tokens and codes. */
  tokenSecret: string
  /** 32 bytes, base64url: encrypts phone numbers and addresses at rest. */
  fieldKey: string
  wechat: { appId: string; secret: string; api: string; templates: Record<string, string> } | null
  /** A VROOM-compatible service that orders the stops of a half-day; the built-in planner alone where absent. */
  vroomUrl?: string
  /**
   * Map tiles of the console: an address with {z}, {x} and {y}, of one host, which the page's policy then allows;
   * whose they are; and the datum they are drawn in. Without them maps show the places alone.
   */
  map?: { tiles: string; attribution: string; datum: 'wgs84' | 'gcj02' }
}

/** A configuration that the product must not start with; the message is one Chinese sentence. */
export class ConfigError extends Error {}

/** Where the database is, for tools that need no secrets: a given address, or the embedded one of the data folder. */
export type DatabaseConfig = Pick<Config, 'dataDir' | 'cacheDir' | 'mongodbUri' | 'mongodBinary'>

/** Reads the part of the environment that says where the database is. @throws ConfigError */
export function readDatabaseConfig(env: NodeJS.ProcessEnv = process.env): DatabaseConfig {
  return databaseConfigOf(parseEnvironment(env))
}

function databaseConfigOf(given: Given): DatabaseConfig {
  return {
    dataDir: path.resolve(given.DATA_DIR),
    cacheDir: path.join(given.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'wufei'),
    mongodbUri: given.MONGODB_URI,
    mongodBinary: given.MONGOD_BINARY,
  }
}

/** A variable that is set but empty counts as not set: `HOST=` must not listen everywhere. */
function parseEnvironment(env: NodeJS.ProcessEnv): Given {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Environment.safeParse(filled)
  if (parsed.success) return parsed.data
  throw new ConfigError(
    `环境变量 ${parsed.error.issues.map((issue) => issue.path.join('.')).join('、')} 的值不对，请检查后再启动。`,
  )
}

/**
 * Reads and checks the environment. A server on a given database says explicitly whether it is a demo or a city: the
 * default would let a forgotten APP_MODE treat a city's database as a demo.
 * @throws ConfigError with one clear sentence.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = parseEnvironment(env)
  if (given.MONGODB_URI && !env['APP_MODE'])
    throw new ConfigError(
      '设置了 MONGODB_URI 就必须写明 APP_MODE：城市自己的数据库用 APP_MODE=production，演示用 APP_MODE=demo。',
    )
  const dataDir = path.resolve(given.DATA_DIR)
  const secrets = given.APP_MODE === 'demo' ? demoSecrets(dataDir, given) : productionSecrets(given)
  const wechat =
    given.WECHAT_APPID && given.WECHAT_SECRET
      ? {
          appId: given.WECHAT_APPID,
          secret: given.WECHAT_SECRET,
          api: given.WECHAT_API,
          templates: parseTemplates(given.WECHAT_TEMPLATES),
        }
      : null
  if (given.APP_MODE === 'production' && !wechat)
    throw new ConfigError('正式环境必须设置 WECHAT_APPID 和 WECHAT_SECRET；演示登录在正式环境不可用。')
  if (given.APP_MODE === 'production') requireStated(given)
  return {
    ...databaseConfigOf(given),
    mode: given.APP_MODE,
    port: given.PORT,
    host: given.HOST ?? (given.APP_MODE === 'demo' ? '127.0.0.1' : '0.0.0.0'),
    publicUrl: given.PUBLIC_URL,
    logLevel: given.LOG_LEVEL,
    trustProxy: given.TRUST_PROXY === '1',
    vroomUrl: given.VROOM_URL,
    map: given.MAP_TILES
      ? { tiles: given.MAP_TILES, attribution: given.MAP_ATTRIBUTION, datum: given.MAP_DATUM }
      : undefined,
    operatorToken: given.OPERATOR_TOKEN,
    wechat,
    ...secrets,
  }
}

/**
 * What nobody can guess for a city: without a proxy's word, everybody behind it shares one address and its limits; with
 * the word of one that is not there, anybody writes the address they like.
 */
function requireStated({ TRUST_PROXY, OPERATOR_TOKEN }: Given): void {
  if (TRUST_PROXY === undefined)
    throw new ConfigError('正式环境必须写明 TRUST_PROXY：前面有一层代理或负载均衡写 1，直接对外写 0。')
  if (OPERATOR_TOKEN !== undefined && isWeak(OPERATOR_TOKEN))
    throw new ConfigError('OPERATOR_TOKEN 太弱或是示例值，请换成至少32个随机字符。')
}

type Secrets = Pick<Config, 'tokenSecret' | 'fieldKey'>

function demoSecrets(dataDir: string, given: Given): Secrets {
  const file = path.join(dataDir, 'secrets.json')
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file, JSON.stringify({ generatedFor: 'demo', tokenSecret: newSecret(), fieldKey: newSecret(32) }), {
      mode: 0o600,
    })
    chmodSync(file, 0o600)
  }
  const stored = z
    .object({ tokenSecret: z.string(), fieldKey: z.string() })
    .safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!stored.success) throw new ConfigError(`密钥文件 ${file} 已损坏，请删除数据目录后重新启动演示。`)
  return {
    tokenSecret: given.TOKEN_SECRET ?? stored.data.tokenSecret,
    fieldKey: given.FIELD_KEY ?? stored.data.fieldKey,
  }
}

function productionSecrets(given: Given): Secrets {
  const { TOKEN_SECRET: tokenSecret, FIELD_KEY: fieldKey } = given
  if (!tokenSecret || !fieldKey) throw new ConfigError('正式环境必须设置 TOKEN_SECRET 和 FIELD_KEY。')
  if (isWeak(tokenSecret)) throw new ConfigError('TOKEN_SECRET 太弱或是示例值，请换成至少32个随机字符。')
  if (isWeak(fieldKey) || Buffer.from(fieldKey, 'base64url').length !== 32)
    throw new ConfigError('FIELD_KEY 必须是32字节随机数的 base64url 编码，不能用示例值。')
  if (bytesOf(tokenSecret).equals(bytesOf(fieldKey)))
    throw new ConfigError('TOKEN_SECRET 和 FIELD_KEY 不能相同，请分别生成。')
  const generated = path.join(path.resolve(given.DATA_DIR), 'secrets.json')
  const ofDemo = existsSync(generated) ? readFileSync(generated, 'utf8') : ''
  if ([tokenSecret, fieldKey].some((secret) => ofDemo.includes(secret)))
    throw new ConfigError('正式环境不能使用演示时自动生成的密钥。')
  if (!given.MONGODB_URI) throw new ConfigError('正式环境必须设置 MONGODB_URI，指向城市自己的 MongoDB 副本集。')
  return { tokenSecret, fieldKey }
}

/** Two spellings of one base64 value are one secret. */
const bytesOf = (secret: string): Buffer => Buffer.from(secret, 'base64url')

function isWeak(secret: string): boolean {
  return secret.length < 32 || new Set(secret).size < 12 || /example|sample|changeme|secret|password|示例/i.test(secret)
}

/** "booking_confirmed=tmplA,reminder=tmplB" → record. */
function parseTemplates(list = ''): Record<string, string> {
  return Object.fromEntries(
    list
      .split(',')
      .filter((pair) => pair.includes('='))
      .map((pair) => pair.split('=', 2) as [string, string]),
  )
}
