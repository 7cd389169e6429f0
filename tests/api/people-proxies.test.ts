// Acting for someone (代办): recorded at the desk or by the household's own invitation, until its day or until revoked.
import { households } from '@shared/people/household-contract'
import { addDays, dayOf } from '@shared/time'
import { now, setClock } from '@server/clock'
import { newId } from '@server/ids'
import { mayActFor } from '@server/people/proxies'
import type { Place } from '@server/places/places.model'
import {
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  actorOf,
  ancestorOf,
  expectError,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
afterEach(() => setClock())

let compound: Place
let worker: Signed
beforeAll(async () => {
  compound = await aPlace()
  worker = await aStaff('communityWorker', (await ancestorOf(compound, 'community'))._id)
})

const detail = (who: Signed, id: string) => app.as(who).call(households.detail, { id })
const family = async () => {
  const household = await aHousehold({ place: compound })
  return { household, owner: await aResident({ name: '王建国', household }) }
}

describe('acting for someone', () => {
  test('recorded at the desk, until its day or until revoked', async () => {
    const { household, owner } = await family()
    const helper = await aResident({ name: '张帮忙' })
    const id = newId()
    const until = addDays(dayOf(now()), 10)
    const input = {
      householdId: household._id,
      id,
      personId: helper.personId,
      how: 'inPerson' as const,
      until,
      note: '当面同意',
    }
    await expectError(app.as(owner).call(households.recordProxy, input), 'NOT_ALLOWED')
    await expectError(
      app.as(worker).call(households.recordProxy, { ...input, id: newId(), until: addDays(dayOf(now()), -1) }),
      'INPUT_INVALID',
    )
    await app.as(worker).call(households.recordProxy, input)
    expect(await mayActFor(await actorOf(helper), household._id)).toBe('proxy')
    expect(await mayActFor(await actorOf(owner), household._id)).toBe('member')
    expect((await app.as(helper).call(households.proxied, {})).items).toEqual([
      expect.objectContaining({ id, how: 'inPerson', until }),
    ])
    expect((await detail(helper, household._id)).members).toEqual([])
    await expectError(app.as(await aResident()).call(households.revokeProxy, { id }), 'NOT_FOUND')
    await app.as(owner).call(households.revokeProxy, { id })
    expect(await mayActFor(await actorOf(helper), household._id)).toBeNull()
  })

  test('by the household’s own invitation', async () => {
    const { household, owner } = await family()
    const helper = await aResident()
    const { code } = await app
      .as(owner)
      .call(households.invite, { householdId: household._id, id: newId(), kind: 'proxy' })
    expect((await app.as(helper).call(households.accept, { code })).kind).toBe('proxy')
    expect(await mayActFor(await actorOf(helper), household._id)).toBe('proxy')
    setClock(new Date(now().getTime() + 366 * 24 * 3600_000))
    expect(await mayActFor(await actorOf(helper), household._id)).toBeNull()
  })
})
