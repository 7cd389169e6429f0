// Hours and what proves them, over real HTTP: a certificate asked for, issued, printed, checked by anybody and taken
// back; nobody for themselves, nothing that is not confirmed, never valid by default.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { seedPresence } from '@server/shifts/seed-presence'
import { Certificates } from '@server/shifts/certificates.model'
import { Shifts, ShiftBookings } from '@server/shifts/shifts.model'
import { certificates } from '@shared/shifts/certificates-contract'
import { shifts } from '@shared/shifts/contract'
import { instantAt } from '@shared/time'
import { expectError, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aStaff, grant, type Signed } from '../support/people'
import { squeezed } from '../support/papers'
import { aSupervisedSite, shiftsOn, type ShiftWorld } from '../support/shifts'

useDatabase()
const app = useApp()
const DAY = '2026-12-02'
const at = (clock: string, day = DAY): void => setClock(instantAt(day, clock))

let world: ShiftWorld
let who: Signed
beforeEach(async () => {
  at('09:00', '2026-12-01')
  world = await aSupervisedSite(app)
  await shiftsOn(world, DAY)
  who = await aStaff('volunteer', world.street._id, { name: '孙志愿' })
  at('09:00', '2026-12-05')
})
afterAll(() => setClock())

const fresh = async ({ personId }: Signed) => app.as(await signInAs(personId))
const was = (day: string, as: 'volunteer' | 'property' = 'volunteer', person = who) =>
  seedPresence(world.siteId, day, person.personId, as)
const asking = (over: object = {}) => ({
  id: newId(),
  placeId: world.street._id,
  from: '2026-12-01',
  to: '2026-12-05',
  name: '孙志愿',
  identityKind: 'idCard' as const,
  identityTail: '12x4',
  ...over,
})
const ask = async (over: object = {}, person = who) => (await fresh(person)).call(certificates.ask, asking(over))
const issue = async (id: string, person = world.officer) =>
  (await fresh(person)).call(certificates.decide, { id, outcome: 'issued' })
const check = async (number: string) => {
  const { status, body } = await app.anonymous().raw('GET', `/c/hours/${encodeURIComponent(number)}`)
  return { status, html: String(body) }
}
const stateIn = (html: string): string => /class="state[^>]*>([^<]*)</.exec(html)?.[1] ?? ''

describe('a certificate of hours', () => {
  test('asked for, issued, printed and borne out by the public page; taken back it says so', async () => {
    await was(DAY)
    await was('2026-12-03')
    const offices = await (await fresh(who)).call(certificates.offices, {})
    expect(offices.items.map(({ placeId }) => placeId)).toEqual([world.compound.parentId, world.street._id])
    expect(offices.items[1]).toMatchObject({ times: 2, from: DAY, to: '2026-12-03' })
    const asked = await ask()
    expect(asked).toMatchObject({ status: 'asked', number: null, minutes: offices.items[0]?.minutes })
    await expectError(ask(), 'CERTIFICATE_ASKED')
    await expectError((await fresh(who)).call(certificates.paper, { id: asked.id }), 'CERTIFICATE_NOT_ISSUED')
    const issued = await issue(asked.id)
    expect(issued).toMatchObject({ status: 'issued', handler: '冯街道', identityTail: '12X4', minutes: asked.minutes })
    const number = issued.number ?? ''
    const paper = await (await fresh(who)).download(certificates.paper, { id: asked.id })
    const printed = await squeezed(paper.body)
    for (const said of [number, '孙志愿', '居民身份证（尾号12X4）', '冯街道', '/c/hours', '共2次'])
      expect(printed).toContain(said)
    const found = await check(number.toLowerCase())
    expect([found.status, stateIn(found.html)]).toEqual([200, '有效'])
    expect(found.html).not.toMatch(/孙志愿|<script/)
    const list = await app.anonymous().raw('GET', '/c/hours')
    expect(String(list.body)).toContain(number.slice(0, 12))
    expect(String(list.body)).not.toContain(number)
    const office = await fresh(world.officer)
    await office.call(certificates.revoke, { id: asked.id, reason: '登记错了人' })
    await expectError(office.call(certificates.revoke, { id: asked.id, reason: '登记错了人' }), 'WRONG_STATE')
    const gone = await check(number)
    expect([stateIn(gone.html), gone.html.includes('登记错了人')]).toEqual(['已撤销', true])
    await expectError((await fresh(who)).call(certificates.paper, { id: asked.id }), 'CERTIFICATE_NOT_ISSUED')
  })

  test('a record corrected afterwards makes it “changed”; erased it can’t be checked; unknown is never valid', async () => {
    await was(DAY)
    const { id } = await ask()
    const { number } = await issue(id)
    const booking = await ShiftBookings.findOne({ personId: who.personId }).lean()
    const office = await fresh(world.officer)
    await office.call(shifts.correct, { id: booking?._id ?? '', in: null, out: null, reason: '那晚没有来' })
    expect(stateIn((await check(number ?? '')).html)).toBe('记录有更正，请换发')
    await Certificates.updateOne({ _id: id }, { $set: { erasedAt: new Date() } })
    expect(stateIn((await check(number ?? '')).html)).toBe('不能再核验')
    for (const typed of ['ZF2026-22222-22222', '<b>', 'x', (await ask({ id: newId() }).catch(() => ({ id }))).id]) {
      const { status, html } = await check(typed)
      expect([status, stateIn(html)]).toEqual([404, '查无此证'])
    }
  })

  test('nothing for paid kinds, for what nobody confirmed, for other areas and for days to come', async () => {
    await was(DAY, 'property')
    await expectError(ask(), 'CERTIFICATE_NOTHING')
    await was('2026-12-03')
    await ShiftBookings.updateMany({ day: '2026-12-03' }, { $set: { standing: 'self' } })
    await expectError(ask(), 'CERTIFICATE_NOTHING')
    await ShiftBookings.updateMany({ day: '2026-12-03' }, { $set: { standing: 'verified' } })
    await expectError(ask({ to: '2026-12-31' }), 'INPUT_INVALID')
    await expectError(ask({ placeId: world.compound._id }), 'INPUT_INVALID')
    const elsewhere = await aSupervisedSite(app)
    await expectError(ask({ placeId: elsewhere.street._id }), 'CERTIFICATE_NOTHING')
    expect(await Shifts.countDocuments({ siteId: world.siteId })).toBeGreaterThan(0)
    expect((await ask()).times).toBe(1)
  })

  test('nobody issues for themselves; another office neither sees nor decides; a community does not take back', async () => {
    await was(DAY)
    const { id } = await ask()
    await grant(who.personId, 'communityWorker', world.street._id)
    await expectError(issue(id, who), 'DECIDES_OWN_CASE')
    const other = await aSupervisedSite(app)
    await expectError(issue(id, other.officer), 'NOT_FOUND')
    expect((await (await fresh(other.officer)).call(certificates.list, {})).items).toEqual([])
    await expectError((await fresh(other.officer)).call(certificates.paper, { id }), 'NOT_FOUND')
    const worker = await aStaff('communityWorker', world.street._id)
    expect(await issue(id, worker)).toMatchObject({ status: 'issued', allowed: ['paper'] })
    await expectError((await fresh(worker)).call(certificates.revoke, { id, reason: '试试' }), 'NOT_ALLOWED')
    await expectError(issue(id, world.officer), 'WRONG_STATE')
  })

  test('declined needs a reason, is told and may be asked for again', async () => {
    await was(DAY)
    const { id } = await ask()
    const office = await fresh(world.officer)
    await expectError(office.call(certificates.decide, { id, outcome: 'declined' }), 'INPUT_INVALID')
    await office.call(certificates.decide, { id, outcome: 'declined', reason: '姓名和证件不同' })
    const { items } = await (await fresh(who)).call(certificates.mine, {})
    expect(items).toMatchObject([{ status: 'declined', reason: '姓名和证件不同', number: null }])
    expect((await ask()).status).toBe('asked')
  })
})
