// Every route of every contract against input it must refuse: the right code, and the database byte for byte as before.
// Generated from the contracts; a new route is covered as soon as it stands in the table of features.
import jwt from 'jsonwebtoken'
import { roles } from '@shared/actors'
import { fillPath, type Route } from '@shared/contract'
import { features } from '@server/features'
import { newId } from '@server/ids'
import { TOKEN_SECRET, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { admitted, someKeys, type Keys } from '../support/keys'
import { aHousehold, aPlace, aResident, grant, type Signed } from '../support/people'
import { databaseHash, errorOf, send, unlimited } from '../support/requests'
import { A_ULID, isChinese, isParcel, optionalIds, sampleInput, spoiledInputs } from '../support/samples'

useDatabase()
const app = useApp({ requestsPerSecond: 100_000 })

const routes = features.flatMap((feature) => feature.routes.map(({ name, route }) => [name, route] as [string, Route]))

let everyRole: Signed
let resident: Signed
let planted: string[]
let placeId: string
let keys: Keys
/** As it was before the first request, and must be after each test: nothing here may write. */
let untouched: string

beforeAll(async () => {
  const place = await aPlace()
  everyRole = await aResident({ name: '全能人' })
  for (const role of roles) await grant(everyRole.personId, role, place.path[0] ?? place._id)
  const household = await aHousehold({ place })
  const owner = await aResident({ name: '别人', household })
  resident = await aResident({ name: '陌生人' })
  keys = await someKeys(place.path)
  placeId = place._id
  planted = [owner.personId, household._id, placeId]
  untouched = await databaseHash()
})

test('there are routes to try', () => {
  expect(routes.length).toBeGreaterThan(80)
})

describe.each(routes)('%s', (_name, route) => {
  test('refuses spoiled input with a complaint about the field, and writes nothing', async () => {
    const client = admitted(app, route, keys, app.as(everyRole))
    const wrong: unknown[] = []
    for (const { what, field, input } of spoiledInputs(route)) {
      const answer = await unlimited(() => send(client, route, input))
      const error = answer.status === 200 ? null : errorOf(answer)
      const said = (error?.details as { fields?: { path: string; text: string }[] } | undefined)?.fields ?? []
      const fields = said.map(({ path }) => path)
      const complains =
        error?.code === 'INPUT_INVALID' &&
        said.every(({ text }) => isChinese(text)) &&
        fields.some((path) => path === field || path.startsWith(`${field}.`) || field === '')
      if (!complains) wrong.push({ what, field, status: answer.status, code: error?.code, said })
    }
    expect(wrong).toEqual([])
    expect(await databaseHash()).toBe(untouched)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('refuses a body that is no JSON object, and a missing key', async () => {
    if (route.method === 'GET' || route.method === 'DELETE' || route.inputKind === 'multipart') return
    const client = admitted(app, route, keys, app.as(everyRole))
    const { path } = fillPath(route, sampleInput(route))
    for (const body of ['{', '[1]', '"x"', '{"a":'.repeat(500)]) {
      const headers = { 'content-type': 'application/json', 'idempotency-key': newId() }
      const answer = await unlimited(() => client.raw(route.method, path, { headers, body }))
      expect([body.slice(0, 10), answer.status]).toEqual([body.slice(0, 10), 400])
    }
    expect(await databaseHash()).toBe(untouched)
  })

  test('asks who is there: no token, a forged one, an expired one, one without the role', async () => {
    const input = sampleInput(route)
    const expired = jwt.sign({ sid: A_ULID, typ: 'access', exp: 1_600_000_000 }, TOKEN_SECRET, {
      issuer: 'wufei',
      audience: 'wufei-api',
      subject: A_ULID,
    })
    const forged = jwt.sign({ sid: A_ULID, typ: 'access' }, 'another secret of some length, forged', {
      issuer: 'wufei',
      audience: 'wufei-api',
      subject: A_ULID,
      expiresIn: 600,
    })
    for (const token of [expired, forged, 'Bearer', 'x.y.z']) {
      const authorization = `Bearer ${token}`
      const answer = await unlimited(() => send(app.anonymous(), route, input, { authorization }))
      expect([answer.status, errorOf(answer).code]).toEqual([401, 'SESSION_ENDED'])
    }
    if (route.may !== 'anyone') {
      const answer = await unlimited(() => send(app.anonymous(), route, input))
      expect([answer.status, errorOf(answer).code]).toEqual([401, 'SIGN_IN_REQUIRED'])
    }
    if (typeof route.may !== 'string') {
      const answer = await unlimited(() => send(app.as(resident), route, input))
      expect([answer.status, errorOf(answer).code]).toEqual([403, 'NOT_ALLOWED'])
    }
    expect(await databaseHash()).toBe(untouched)
  })

  test("answers a stranger nothing about another person's id", async () => {
    const good = sampleInput(route)
    const idFields = Object.keys(good).filter((name) => good[name] === A_ULID)
    if (route.may === 'anyone' || idFields.length === 0 || route.method !== 'GET') return
    // what an area offers is no secret: a place that exists is asked for together with somebody's id, wanted or not
    const personal = [...new Set([...idFields, ...optionalIds(route)])].filter((name) => name !== 'placeId')
    const filled = (names: string[], id: string) => Object.fromEntries(names.map((name) => [name, id]))
    const inputs = planted.flatMap((id) => [
      ...(id === placeId ? [] : [{ ...good, ...filled(idFields, id) }]),
      ...(personal.length === 0 ? [] : [{ ...good, ...filled(idFields, placeId), ...filled(personal, id) }]),
    ])
    for (const input of inputs) {
      const answer = await unlimited(() => send(app.as(resident), route, input))
      const isNothing = [400, 403, 404].includes(answer.status) || answer.body.toString().includes('"items":[]')
      expect({ input, isNothing }).toEqual({ input, isNothing: true })
    }
    expect(await databaseHash()).toBe(untouched)
  })
})

const parcels = routes.filter(([, route]) => isParcel(route))
test('there are parcels of rows to try', () => {
  expect(parcels.map(([name]) => name)).toEqual(expect.arrayContaining(['runsCrew.syncLogs', 'shifts.sendMarks']))
})
test.each(parcels)('%s: a row that cannot be read is refused alone, in words', async (_name, route) => {
  const rows = [{ id: newId() }, { id: newId(), format: 1, at: 'gestern', odd: { deep: [null] } }]
  const answer = await unlimited(() =>
    send(admitted(app, route, keys, app.as(everyRole)), route, { ...sampleInput(route), rows }),
  )
  // a parcel for a place that is nowhere is answered so, not for its rows
  if (answer.status !== 200) return expect(errorOf(answer).code).toBe('NOT_FOUND')
  const { results } = JSON.parse(answer.body.toString()) as { results: { id: string; text: string | null }[] }
  expect(results.map((result) => [result.id, Object.values(result).includes('refused')])).toEqual(
    rows.map(({ id }) => [id, true]),
  )
  expect(results.every(({ text }) => text !== null && isChinese(text))).toBe(true)
})
