// The provider that asks WeChat, against a local server that speaks the published answers and errors.
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { people } from '@shared/people/contract'
import { Persons } from '@server/people/people.model'
import { configurePeople } from '@server/people/settings'
import { realWeChat } from '@server/platform/wechat'
import { expectError, logLines, TOKEN_SECRET, useApp } from '../support/app'
import { useDatabase } from '../support/database'

type Asked = { path: string; query: URLSearchParams; body: Record<string, unknown> }
const asked: Asked[] = []
let tokens = 0
let answer: (asked: Asked) => object | string | null = () => null
const SESSION_KEY = 'canary-session-key-4fYB2w=='
const OPENID = 'canary-openid-oGZUI0egBJY1z'

/** WeChat as its pages describe it; null keeps the connection open without an answer. */
const standIn = http.createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://x')
  let text = ''
  request.on('data', (part: Buffer) => {
    text += part.toString()
  })
  request.on('end', () => {
    const seen: Asked = {
      path: url.pathname,
      query: url.searchParams,
      body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
    }
    asked.push(seen)
    const special = answer(seen)
    if (special === 'redirect') return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    if (special === 'silence') return
    response.end(typeof special === 'string' ? special : JSON.stringify(special ?? usual(seen)))
  })
})

function usual({ path, query, body }: Asked): object {
  if (path === '/sns/jscode2session') {
    return query.get('js_code') === 'good'
      ? { openid: OPENID, session_key: SESSION_KEY, unionid: 'union-1' }
      : { errcode: 40029, errmsg: 'invalid code' }
  }
  if (path === '/cgi-bin/stable_token') {
    tokens += 1
    return { access_token: `access-token-${tokens}`, expires_in: 7200 }
  }
  if (query.get('access_token') !== `access-token-${tokens}`) return { errcode: 40001, errmsg: 'invalid credential' }
  if (path === '/wxa/business/getuserphonenumber') {
    return {
      errcode: 0,
      errmsg: 'ok',
      phone_info: {
        phoneNumber: '+8613812341234',
        purePhoneNumber: '13812341234',
        countryCode: '86',
        watermark: { appid: 'wx1', timestamp: 1 },
      },
    }
  }
  return body['touser'] === 'refuses'
    ? { errcode: 43101, errmsg: 'user refuse to accept the msg' }
    : { errcode: 0, errmsg: 'ok' }
}

useDatabase()
const app = useApp()
let api = ''
const provider = () => realWeChat({ appId: 'wx1', secret: 'canary-app-secret', api })

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    standIn.listen(0, '127.0.0.1', resolve)
  })
  api = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`
})
afterAll(() => {
  standIn.closeAllConnections()
  standIn.close()
})
beforeEach(() => {
  answer = () => null
  asked.length = 0
  tokens = 0
})

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  )

test('signing in asks with appid, secret and code, and hands on no session_key', async () => {
  expect(await provider().signIn('good')).toEqual({ openid: OPENID, unionid: 'union-1' })
  expect(Object.fromEntries(asked[0]?.query ?? [])).toEqual({
    appid: 'wx1',
    secret: 'canary-app-secret',
    js_code: 'good',
    grant_type: 'authorization_code',
  })
})

test.each([
  [40029, 'WECHAT_CODE_INVALID'],
  [40163, 'WECHAT_CODE_USED'],
  [45011, 'WECHAT_TOO_OFTEN'],
  [-1, 'WECHAT_BUSY'],
  [40226, 'WECHAT_CODE_INVALID'],
  [99999, 'WECHAT_UNREACHABLE'],
])('error %i is %s', async (errcode, code) => {
  answer = () => ({ errcode, errmsg: 'x' })
  expect(await codeOf(provider().signIn('good'))).toBe(code)
})

test.each([
  ['a redirect', 'redirect'],
  ['an answer over 64 kB', `{"openid":"${'x'.repeat(70_000)}"}`],
  ['no JSON', '<html>'],
  ['another shape', '{"openid":5}'],
  ['no openid', '{}'],
])('%s is refused', async (_what, given) => {
  answer = () => given
  expect(await codeOf(provider().signIn('good'))).toBe('WECHAT_UNREACHABLE')
})

test('silence ends after 5 seconds', async () => {
  answer = () => 'silence'
  expect(await codeOf(provider().signIn('good'))).toBe('WECHAT_UNREACHABLE')
}, 10_000)

test('one token serves all calls, also at once; a stale one is renewed once', async () => {
  const wechat = provider()
  expect(await Promise.all([1, 2, 3].map(() => wechat.phoneOf('p')))).toEqual(Array(3).fill('13812341234'))
  expect(tokens).toBe(1)
  tokens = 7
  expect(await wechat.phoneOf('p')).toBe('13812341234')
  expect(tokens).toBe(8)
  answer = ({ path }) => (path === '/cgi-bin/stable_token' ? null : { errcode: 40001 })
  expect(await codeOf(wechat.phoneOf('p'))).toBe('WECHAT_UNREACHABLE')
  expect(tokens).toBe(9)
})

test('a subscription message is sent with its template; a refusal by the person has its own code', async () => {
  const wechat = provider()
  await wechat.sendSubscribeMessage({
    openid: OPENID,
    templateId: 't1',
    page: 'pages/home',
    data: { thing1: { value: '旧沙发' } },
  })
  expect(asked.at(-1)?.body).toEqual({
    touser: OPENID,
    template_id: 't1',
    page: 'pages/home',
    data: { thing1: { value: '旧沙发' } },
  })
  expect(await codeOf(wechat.sendSubscribeMessage({ openid: 'refuses', templateId: 't1', data: {} }))).toBe(
    'WECHAT_MESSAGE_REFUSED',
  )
})

test('through the app: session_key, openid and secret are in no answer, log or plain field', async () => {
  configurePeople({ mode: 'production', tokenSecret: TOKEN_SECRET, wechat: provider() })
  const signed = await app.anonymous().call(people.signIn, { code: 'good' })
  await expectError(app.anonymous().call(people.signIn, { code: 'bad-code' }), 'WECHAT_CODE_INVALID')
  const me = await app.as(signed.accessToken).call(people.me, {})
  const everything = JSON.stringify([signed, me, await Persons.find().lean()]) + logLines().join('\n')
  for (const canary of [SESSION_KEY, OPENID, 'canary-app-secret']) expect(everything).not.toContain(canary)
  expect(logLines().join('\n')).toContain('people.signIn')
})
