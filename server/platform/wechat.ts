// WeChat's server interfaces: signing in, phone numbers, subscription messages (developers.weixin.qq.com, "小程序服务端").
// Every call ends within 5 s, reads at most 64 kB, follows no redirect and checks the answer's shape; errors become
// stable codes. Invariants: session_key is dropped where it arrives; codes, tokens and openids are never logged.
import { z } from 'zod'
import { DomainError, type ErrorCode } from '@shared/errors'
import { now } from '../clock'
import { log } from '../log'

export type WeChat = {
  /** wx.login's code → who it is. */
  signIn(code: string): Promise<{ openid: string; unionid?: string }>
  /** getPhoneNumber's code → the number that WeChat has verified. */
  phoneOf(code: string): Promise<string>
  /** @param data fields of the template, already within WeChat's lengths */
  sendSubscribeMessage(message: {
    openid: string
    templateId: string
    page?: string
    data: Record<string, { value: string }>
  }): Promise<void>
}

export type WeChatOptions = { appId: string; secret: string; api: string }

const TIMEOUT_MS = 5_000
const MAX_BYTES = 64 * 1024
/** A token is renewed this long before its end (WeChat keeps the old one good for 5 minutes). */
const TOKEN_MARGIN_MS = 5 * 60_000

/** Documented error numbers; anything else counts as unreachable. */
const codeOfError: Readonly<Record<number, ErrorCode>> = {
  [-1]: 'WECHAT_BUSY',
  40029: 'WECHAT_CODE_INVALID',
  40163: 'WECHAT_CODE_USED',
  40226: 'WECHAT_CODE_INVALID',
  45011: 'WECHAT_TOO_OFTEN',
  45009: 'WECHAT_TOO_OFTEN',
  43101: 'WECHAT_MESSAGE_REFUSED',
}
const STALE_TOKEN = new Set([40001, 40014, 42001])

const Failure = z.object({ errcode: z.number().int().optional() })
const SignedIn = z.object({ openid: z.string().regex(/^[\w-]{10,64}$/), unionid: z.string().max(64).optional() })
const StableToken = z.object({
  access_token: z.string().min(10).max(600),
  expires_in: z.number().int().min(1).max(86_400),
})
const PhoneInfo = z.object({
  phone_info: z.object({ purePhoneNumber: z.string().regex(/^\d{5,15}$/), countryCode: z.string().max(5) }),
})

/** The provider that asks WeChat. */
export function realWeChat(options: WeChatOptions): WeChat {
  const tokens = tokenKeeper(options)
  const withToken = async <T>(path: string, body: object, schema: z.ZodType<T>): Promise<T> => {
    const once = async (): Promise<T> =>
      ask(options, `${path}?access_token=${encodeURIComponent(await tokens.get())}`, body, schema)
    try {
      return await once()
    } catch (error) {
      if (!(error instanceof StaleToken)) throw error
      tokens.forget()
      return once().catch((again: unknown) => {
        throw again instanceof StaleToken ? new DomainError('WECHAT_UNREACHABLE') : again
      })
    }
  }
  return {
    signIn: async (code) => {
      const query = new URLSearchParams({
        appid: options.appId,
        secret: options.secret,
        js_code: code,
        grant_type: 'authorization_code',
      })
      const { openid, unionid } = await ask(options, `/sns/jscode2session?${query.toString()}`, null, SignedIn)
      return unionid ? { openid, unionid } : { openid }
    },
    phoneOf: async (code) =>
      (await withToken('/wxa/business/getuserphonenumber', { code }, PhoneInfo)).phone_info.purePhoneNumber,
    sendSubscribeMessage: async ({ openid, templateId, page, data }) => {
      await withToken(
        '/cgi-bin/message/subscribe/send',
        { touser: openid, template_id: templateId, ...(page ? { page } : {}), data },
        z.object({}),
      )
    },
  }
}

class StaleToken extends Error {}

/** One stable token for all calls, fetched once by whoever comes first. */
function tokenKeeper(options: WeChatOptions): { get: () => Promise<string>; forget: () => void } {
  let kept: { token: Promise<string>; until: number } | null = null
  const fetchToken = async (): Promise<string> => {
    const body = { grant_type: 'client_credential', appid: options.appId, secret: options.secret }
    const { access_token: token, expires_in: seconds } = await ask(options, '/cgi-bin/stable_token', body, StableToken)
    if (kept) kept.until = now().getTime() + Math.max(seconds * 1000 - TOKEN_MARGIN_MS, 30_000)
    return token
  }
  return {
    get: () => {
      if (kept && now().getTime() < kept.until) return kept.token
      const token = fetchToken()
      kept = { token, until: now().getTime() + 30_000 }
      token.catch(() => {
        kept = null
      })
      return token
    },
    forget: () => {
      kept = null
    },
  }
}

/** One request. @throws DomainError by WeChat's error number; StaleToken where the access token is no longer good */
async function ask<T>(options: WeChatOptions, path: string, body: object | null, schema: z.ZodType<T>): Promise<T> {
  const answer = await read(options.api + path, body)
  const failure = Failure.safeParse(answer)
  const errcode = failure.success ? (failure.data.errcode ?? 0) : 0
  if (STALE_TOKEN.has(errcode) && path.includes('access_token=')) throw new StaleToken()
  if (errcode !== 0) {
    log.warn({ wechat: path.split('?', 1)[0], errcode }, 'WeChat refused')
    throw new DomainError(codeOfError[errcode] ?? 'WECHAT_UNREACHABLE')
  }
  const parsed = schema.safeParse(answer)
  if (!parsed.success) {
    log.warn({ wechat: path.split('?', 1)[0] }, 'WeChat answered in an unknown shape')
    throw new DomainError('WECHAT_UNREACHABLE')
  }
  return parsed.data
}

async function read(url: string, body: object | null): Promise<unknown> {
  try {
    const response = await fetch(url, {
      ...(body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`)
    const parts: Uint8Array[] = []
    let size = 0
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
      size += part.length
      if (size > MAX_BYTES) throw new Error('answer too large')
      parts.push(part)
    }
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown
  } catch {
    throw new DomainError('WECHAT_UNREACHABLE')
  }
}
