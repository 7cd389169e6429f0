// The API's description says what the server answers: every route tried by nobody, by a resident and by one who holds
// every role, with a status, a code and a content type that the description names. Generated from the contracts.
import { roles } from '@shared/actors'
import { features } from '@server/features'
import { mediaOf } from '@server/http/media'
import { openApiDocument } from '@server/http/openapi'
import { useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aPlace, aResident, grant, type Signed } from '../support/people'
import { errorOf, send, unlimited } from '../support/requests'
import { sampleInput } from '../support/samples'

useDatabase()
const app = useApp({ requestsPerSecond: 100_000 })

type Responses = Record<string, { description: string; content?: Record<string, unknown> }>
const implemented = features.flatMap((feature) => feature.routes)
const { paths } = openApiDocument(implemented) as { paths: Record<string, Record<string, { responses: Responses }>> }
// ending one's own session or account would end the test
const tried = implemented.filter(({ name }) => !['people.signOut', 'people.deleteMe'].includes(name))

let everyRole: Signed
let resident: Signed
beforeAll(async () => {
  const place = await aPlace()
  everyRole = await aResident()
  for (const role of roles) await grant(everyRole.personId, role, place.path[0] ?? place._id)
  resident = await aResident()
})

test('every answer is described: status, code, content type', async () => {
  const undescribed = new Set<string>()
  for (const { name, route } of tried) {
    const { responses } = paths[route.path.replace(/:([A-Za-z]\w*)/g, '{$1}')]?.[route.method.toLowerCase()] ?? {}
    for (const client of [app.anonymous(), app.as(resident), app.as(everyRole)]) {
      const answer = await unlimited(() => send(client, route, sampleInput(route)))
      const said = responses?.[String(answer.status)]
      const type = String(answer.headers['content-type']).split(';')[0] ?? ''
      const what = answer.status === 200 || type !== 'application/json' ? type : errorOf(answer).code
      const isDescribed = what === type ? type in (said?.content ?? {}) : said?.description.includes(`${what}: `)
      if (!isDescribed) undescribed.add(`${name} ${answer.status} ${what}`)
    }
  }
  expect([...undescribed]).toEqual([])
}, 120_000)

test('a file says what it is: a table by the format asked for, anything else by its type', () => {
  const files = implemented.filter(({ route }) => route.answer === 'file')
  expect(files.length).toBeGreaterThan(8)
  for (const { name, route } of files)
    expect([name, route.media !== undefined || 'format' in route.input.shape]).toEqual([name, true])
  expect(files.map(({ route }) => mediaOf(route)).flat()).not.toContain('application/octet-stream')
})
