// The same rows handed in to two server processes at once, whole, in pieces and out of order: every tap is one fact,
// the household earns once, counts are what the logs say. One process is this one, the other a real one of its own.
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { dropoffs, type DropoffOutcome, type LogRow } from '@shared/dropoffs/contract'
import { dayOf } from '@shared/time'
import { keyCheckOf, MARK_ID, Marks } from '@server/database-mark'
import { Logs } from '@server/dropoffs/dropoffs.model'
import { recountDay } from '@server/dropoffs/facts'
import { newId } from '@server/ids'
import { RoleGrants } from '@server/people/people.model'
import type { Site } from '@server/places/places.model'
import { forgetActors } from '@server/people/sessions'
import { aHousehold, aPlace, aStaff, TOKEN_SECRET, useApp, type Signed } from '../support/app'
import { databaseUri, useDatabase } from '../support/database'
import { aBinSite, aDropoff, countsAt, expectCleanLedger, pendingPoints, type Home } from '../support/dropoffs'
import { anEarningRule } from '../support/earning'
import { killInstance, secrets, send, startInstance, type Instance } from '../support/faults'

useDatabase()
const app = useApp()
jest.setTimeout(60_000)

let other: Instance | null = null
let folder: string
let site: Site
let homes: Home[]
let people: Signed[]
beforeAll(async () => {
  // signs and seals as this process does
  const fieldKey = createHash('sha256').update(`field ${TOKEN_SECRET}`).digest('base64url')
  Object.assign(secrets, { TOKEN_SECRET, FIELD_KEY: fieldKey })
  // the database of a test worker, marked as a demo's, so that the other process uses it
  const mark = { city: 'demo' as const, epoch: 'tests', markedAt: new Date(), keyCheck: keyCheckOf(fieldKey) }
  await Marks.create({ _id: MARK_ID, ...mark })
  folder = await mkdtemp(path.join(tmpdir(), 'wufei-two-'))
  other = await startInstance(databaseUri(), folder)
  await anEarningRule('dropoff', { food_correct: 2, bag_opened: 1, residual_correct: 1 })
})
beforeEach(async () => {
  const place = await aPlace({ kind: 'compound' })
  // always open, since the other process goes by the real time
  site = await aBinSite(place, { windows: [] })
  homes = []
  for (let each = 0; each < 6; each += 1) homes.push(await aHousehold({ place }))
  people = [await aStaff('keeper', place._id), await aStaff('keeper', place._id)]
  await RoleGrants.updateMany({}, { $set: { grantedAt: new Date(Date.now() - 86_400_000) } })
  forgetActors()
})
afterAll(async () => {
  if (other) await killInstance(other)
  await rm(folder, { recursive: true, force: true })
})

const here = async (who: Signed, rows: LogRow[]): Promise<DropoffOutcome[]> =>
  (await app.as(who).call(dropoffs.sync, { rows })).results
async function there(who: Signed, rows: LogRow[]): Promise<DropoffOutcome[]> {
  if (!other) throw new Error('no other process')
  const answer = await send(other, { who, target: dropoffs.sync.path, body: { rows }, key: null })
  if (answer.status !== 200) throw new Error(answer.text)
  return (JSON.parse(answer.text) as { results: DropoffOutcome[] }).results
}

test('one fact a tap, one earning a household, whoever was faster', async () => {
  const began = Date.now()
  const rowsOf = (seconds: number): LogRow[] =>
    homes.flatMap((home, index) =>
      (['food', 'residual'] as const).map((stream) =>
        aDropoff({ site }, home, { stream, at: new Date(began - 60_000 + seconds * 1000 + index), id: newId() }),
      ),
    )
  const [first, second] = [rowsOf(0), rowsOf(10)]
  const [wang, li] = people as [Signed, Signed]
  const answers = await Promise.all([
    here(wang, first),
    there(wang, first),
    there(li, [...second].reverse()),
    here(li, second.slice(0, 5)),
    there(wang, first.slice(3)),
    here(wang, [...first].reverse()),
  ])
  for (const { id } of [...first, ...second]) {
    const outcomes = answers.flat().filter((answer) => answer.id === id)
    expect(outcomes.filter(({ outcome }) => outcome === 'accepted').length).toBe(1)
    expect(outcomes.every(({ outcome }) => outcome === 'accepted' || outcome === 'had')).toBe(true)
  }
  expect(await Logs.countDocuments({ siteId: site._id })).toBe(24)
  for (const home of homes) expect(await pendingPoints(home)).toBe(4)
  const day = dayOf(new Date(began - 60_000))
  expect(await countsAt(site._id, day)).toEqual({
    households: 6,
    'food/correct': 6,
    'residual/correct': 6,
    doubles: 12,
  })
  expect(await recountDay(day)).toBe(0)
  await expectCleanLedger()
})
