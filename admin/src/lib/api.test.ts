// What `call` promises where the server wants a code or a new token first: one question for all who wait, the same
// request again once.
import { route, type Route } from '@shared/contract'
import * as z from '@shared/z'
import { call } from './api'
import { accessToken, setAccessToken, signedInAgain } from './session'
import { askForCodeBy } from './step-up'

const write = route({
  method: 'POST',
  path: '/api/notes/:id',
  may: 'signedIn',
  input: z.strictObject({ id: z.string() }),
  output: z.object({ id: z.string() }),
  summary: '',
})
const unkeyed: Route = { ...write, keyed: false }

type Sent = { path: string; key: string | null; token: string | null }
let sent: Sent[]
let answer: (request: Sent) => string | null
let asked: number
let takeAway: () => void

/** The server: `answer` names the code of a refusal, or null for a good answer. */
const serverFetch = (path: string, init: { headers: HeadersInit }): Promise<Response> => {
  const headers = new Headers(init.headers)
  const request = { path, key: headers.get('Idempotency-Key'), token: headers.get('Authorization') }
  sent.push(request)
  const code = answer(request)
  if (!code) return Promise.resolve(Response.json({ id: '1', accessToken: 'new' }))
  return Promise.resolve(
    Response.json({ error: { code, text: code, requestId: '' } }, { status: code === 'STEP_UP_REQUIRED' ? 422 : 401 }),
  )
}

/** A form in which the code is given, or not, after `meanwhile`. */
const putFormInPlace = (taken: boolean, meanwhile: () => Promise<unknown> = () => Promise.resolve()): void => {
  takeAway = askForCodeBy(async () => {
    asked += 1
    await meanwhile()
    if (taken) answer = () => null
    return taken
  })
}

beforeEach(() => {
  sent = []
  asked = 0
  answer = () => 'STEP_UP_REQUIRED'
  takeAway = () => undefined
  Object.assign(globalThis, {
    fetch: serverFetch,
    sessionStorage: { getItem: () => null, setItem: () => undefined, removeItem: () => undefined },
  })
  setAccessToken('old')
})
afterEach(() => takeAway())

test('after the code the same request goes again, under the same key', async () => {
  putFormInPlace(true)
  await expect(call(write, { id: '1' })).resolves.toMatchObject({ id: '1' })
  expect(asked).toBe(1)
  expect(sent).toHaveLength(2)
  expect(sent[0]?.key).toMatch(/^[0-9A-Z]{26}$/)
  expect(sent[1]).toEqual(sent[0])
})

test('requests at the same time are asked once, also one whose refusal comes after the code was given', async () => {
  let late: Promise<unknown> = Promise.resolve()
  let refuseLate: () => void = () => undefined
  putFormInPlace(true, () => {
    const plain = globalThis.fetch
    const refused = new Promise<void>((resolve) => {
      refuseLate = resolve
    })
    Object.assign(globalThis, {
      fetch: async () => {
        await refused
        return Response.json({ error: { code: 'STEP_UP_REQUIRED', text: '', requestId: '' } }, { status: 422 })
      },
    })
    late = call(write, { id: 'late' })
    Object.assign(globalThis, { fetch: plain })
    return Promise.resolve()
  })
  await Promise.all([call(write, { id: '1' }), call(write, { id: '2' }), call(unkeyed, { id: '3' })])
  refuseLate()
  await expect(late).resolves.toMatchObject({ id: '1' })
  expect(asked).toBe(1)
  expect(sent.map(({ path }) => path).sort()).toEqual(
    ['1', '1', '2', '2', '3', '3', 'late'].map((id) => `/api/notes/${id}`),
  )
})

test('who thinks better of it keeps the refusal, and is asked the next time', async () => {
  putFormInPlace(false)
  await expect(call(write, { id: '1' })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' })
  await expect(call(write, { id: '1' })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' })
  expect([asked, sent.length]).toEqual([2, 2])
})

test('a server that asks on and on is not asked a third time; without a form the refusal stands', async () => {
  await expect(call(write, { id: '1' })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' })
  expect(sent).toHaveLength(1)
  takeAway = askForCodeBy(() => Promise.resolve(true))
  await expect(call(write, { id: '1' })).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' })
  expect(sent).toHaveLength(3)
})

test('a wrong code or password is no ended session: it is sent once', async () => {
  for (const code of ['STAFF_CODE_WRONG', 'STAFF_SIGN_IN_WRONG']) {
    sent = []
    answer = () => code
    await expect(call(unkeyed, { id: '1' })).rejects.toMatchObject({ code })
    expect(sent).toHaveLength(1)
  }
})

test('an ended token and then a missing code: both are mended, in one request', async () => {
  putFormInPlace(true)
  answer = ({ path, token }) =>
    path.endsWith('/refresh') ? null : token === 'Bearer old' ? 'SESSION_ENDED' : 'STEP_UP_REQUIRED'
  await expect(call(write, { id: '1' })).resolves.toMatchObject({ id: '1' })
  expect(new Set(sent.filter(({ path }) => path.startsWith('/api/notes')).map(({ key }) => key)).size).toBe(1)
})

/** The session: its token is refused, and a refresh answers with this status, 0 for no answer at all. */
function refreshAnswers(status: number): { notes: () => (string | null)[] } {
  const notes: (string | null)[] = []
  Object.assign(globalThis, {
    fetch: (path: string, init: { headers: HeadersInit }) => {
      const headers = new Headers(init.headers)
      if (path.endsWith('/refresh'))
        return status === 0
          ? Promise.reject(new TypeError('no network'))
          : Promise.resolve(Response.json({ error: { code: 'X', text: '', requestId: '' } }, { status }))
      notes.push(headers.get('Idempotency-Key'))
      return Promise.resolve(
        headers.get('Authorization') === 'Bearer again'
          ? Response.json({ id: '1' })
          : Response.json({ error: { code: 'SESSION_ENDED', text: '', requestId: '' } }, { status: 401 }),
      )
    },
  })
  return { notes: () => notes }
}
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

test('an ended session waits for the person, and the same request goes again under the same key', async () => {
  const { notes } = refreshAnswers(401)
  const both = Promise.all([call(write, { id: '1' }), call(write, { id: '2' })])
  await turn()
  await turn()
  expect(accessToken()).toBe('old')
  setAccessToken('again')
  signedInAgain(true)
  await expect(both).resolves.toHaveLength(2)
  expect([notes().length, new Set(notes()).size]).toEqual([4, 2])
})

test.each([0, 500, 502, 503])('a server that is away (%s) ends no session', async (status) => {
  refreshAnswers(status)
  await expect(call(write, { id: '1' })).rejects.toMatchObject({ code: 'NETWORK' })
  expect(accessToken()).toBe('old')
})

test('somebody else signs in: nothing of the first person is sent again', async () => {
  const { notes } = refreshAnswers(401)
  const sent = call(write, { id: '1' })
  const refused = expect(sent).rejects.toMatchObject({ code: 'SESSION_ENDED' })
  await turn()
  await turn()
  setAccessToken('again')
  signedInAgain(false)
  await refused
  expect(notes()).toHaveLength(1)
})
