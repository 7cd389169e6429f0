// Hours and what proves them, over real HTTP: a certificate asked for, issued, printed, checked by anybody and taken
// back; nobody for themselves, nothing that is not confirmed, never valid by default.
import { setClock } from '@server/clock'
import { newId } from '@server/ids'
import { balanceOf } from '@server/ledger/ledger'
import { verifyLedger } from '@server/ledger/verify'
import { earnShifts } from '@server/shifts/points'
import { seedPresence } from '@server/shifts/seed-presence'
import { Certificates } from '@server/shifts/certificates.model'
import { Shifts, ShiftBookings } from '@server/shifts/shifts.model'
import { certificates } from '@shared/shifts/certificates-contract'
import { shiftsHours } from '@shared/shifts/hours-contract'
import { madeUpHours } from '@shared/shifts/made-up-contract'
import { accountFor } from '@shared/ledger/accounts'
import { shifts } from '@shared/shifts/contract'
import { instantAt } from '@shared/time'
import { expectError, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { anEarningRule } from '../support/earning'
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

  test('only in the name of whose hours they are; a new one takes the place of what it covers', async () => {
    await was(DAY)
    await expectError(ask({ name: '王桂兰' }), 'CERTIFICATE_NAME_DIFFERS')
    const first = await issue((await ask()).id)
    const second = await issue((await ask({ placeId: world.compound.parentId })).id)
    expect(second).toMatchObject({ account: '孙志愿', name: '孙志愿' })
    const states = [first, second].map(async ({ number }) => stateIn((await check(number ?? '')).html))
    expect(await Promise.all(states)).toEqual(['已撤销', '有效'])
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

describe('hours asked for afterwards', () => {
  const WORDS = '手机没电没签到，组长朱师傅在场'
  const askFor = (over: object = {}) => ({
    id: newId(),
    siteId: world.siteId,
    day: DAY,
    from: '19:00',
    to: '20:30',
    text: WORDS,
    photoIds: [],
    ...over,
  })
  const askMadeUp = async (over: object = {}, person = who) => (await fresh(person)).call(madeUpHours.ask, askFor(over))
  const decideMadeUp = async (id: string, outcome: 'approved' | 'declined', person = world.officer) =>
    (await fresh(person)).call(madeUpHours.decide, { id, outcome, reason: '组长证实在场' })
  const sums = async () => (await (await fresh(who)).call(shiftsHours.mine, {})).sums

  test('count nowhere until approved, then apart from confirmed ones, on the certificate as a line of their own', async () => {
    await was('2026-12-03')
    const before = await sums()
    const { id } = await askMadeUp()
    expect(await sums()).toEqual(before)
    const worker = await aStaff('communityWorker', world.compound.parentId ?? '')
    expect(await decideMadeUp(id, 'approved', worker)).toMatchObject({ status: 'approved', minutes: 90, overlap: 0 })
    expect(await sums()).toEqual({ ...before, madeUp: 90 })
    const { items } = await (await fresh(who)).call(shiftsHours.mine, {})
    expect(items.map(({ madeUp, day }) => [day, madeUp])).toEqual([
      ['2026-12-03', false],
      [DAY, true],
    ])
    const issued = await issue((await ask()).id)
    expect(issued).toMatchObject({ madeUp: 90, minutes: before.certified, times: 2 })
    const paper = await (await fresh(who)).download(certificates.paper, { id: issued.id })
    expect(await squeezed(paper.body)).toContain('1小时30分（事后凭证明材料申请')
  })

  test('never a minute twice with a shift of the same hours; only certified once, whatever the order', async () => {
    await was(DAY)
    const confirmed = (await sums()).verified
    const { id } = await askMadeUp({ to: '21:00' })
    const { minutes, overlap } = await decideMadeUp(id, 'approved')
    expect(minutes + overlap).toBe(120)
    expect(overlap).toBe(confirmed)
  })

  test('refused without proof, out of time, elsewhere, for more than five; nobody decides their own', async () => {
    await expectError(askMadeUp({ text: '' }), 'MADE_UP_NO_PROOF')
    await expectError(askMadeUp({ day: '2026-12-06' }), 'MADE_UP_NOT_YET')
    await expectError(askMadeUp({ from: '08:00', to: '09:30' }), 'MADE_UP_NO_SHIFT')
    await expectError(askMadeUp({ from: '19:00', to: '21:30' }), 'MADE_UP_NO_SHIFT')
    await expectError(askMadeUp({ day: '2026-09-01' }), 'MADE_UP_TOO_OLD')
    const elsewhere = await aSupervisedSite(app)
    await expectError(askMadeUp({ siteId: elsewhere.siteId }), 'NOT_FOUND')
    await expectError(askMadeUp({}, await aStaff('propertyManager', world.street._id)), 'NOT_FOUND')
    const same = askFor()
    for (let time = 0; time < 2; time += 1) await (await fresh(who)).call(madeUpHours.ask, same)
    const more = await Promise.allSettled(Array.from({ length: 8 }, () => askMadeUp()))
    expect(more.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    await expectError(askMadeUp(), 'MADE_UP_TOO_MANY')
    await grant(who.personId, 'communityWorker', world.street._id)
    await expectError(decideMadeUp(same.id, 'approved', who), 'DECIDES_OWN_CASE')
    await expectError(decideMadeUp(same.id, 'approved', elsewhere.officer), 'NOT_FOUND')
    await decideMadeUp(same.id, 'declined')
    await expectError(decideMadeUp(same.id, 'approved'), 'WRONG_STATE')
    expect((await sums()).madeUp).toBe(0)
  })
})

describe('points of shifts', () => {
  const points = async ({ personId }: Signed) => (await balanceOf(accountFor({ personId })))?.points ?? 0
  const correct = async (bookingId: string, out: string | null) =>
    (await fresh(world.officer)).call(shifts.correct, {
      id: bookingId,
      in: out === null ? null : instantAt(DAY, '19:00').toISOString(),
      out: out === null ? null : instantAt(DAY, out).toISOString(),
      reason: '组长记错了时间',
    })
  const whole = async (person: Signed, as: 'volunteer' | 'property' = 'volunteer') => {
    await was(DAY, as, person)
    const booking = await ShiftBookings.findOne({ personId: person.personId }).lean()
    await correct(booking?._id ?? '', '21:00')
    return booking?._id ?? ''
  }
  beforeEach(() =>
    anEarningRule('shift', { half_hour: 5, whole_shift: 5 }, { caps: [{ kind: 'personDay', most: 40 }] }),
  )

  test('by the rule, once; corrected it earns the difference, and nothing for who was not there after all', async () => {
    const id = await whole(who)
    expect(await earnShifts()).toMatchObject({ later: 0 })
    expect(await points(who)).toBe(25)
    const twice = await Promise.all([earnShifts(), earnShifts()])
    expect(twice.map(({ earned }) => earned)).toEqual([0, 0])
    await correct(id, '20:00')
    await Promise.all([earnShifts(), earnShifts()])
    expect(await points(who)).toBe(10)
    await correct(id, null)
    await earnShifts()
    expect(await points(who)).toBe(0)
    await correct(id, '21:00')
    await earnShifts()
    expect(await points(who)).toBe(25)
    expect((await ShiftBookings.findById(id).lean())?.earned).toMatchObject({ round: 4, points: 25 })
    const account = accountFor({ personId: who.personId })
    expect((await verifyLedger({ scope: { kind: 'account', account } })).differences).toBe(0)
  })

  test('not before a day has passed, not for paid kinds, not for what nobody has confirmed', async () => {
    const paid = await aStaff('propertyManager', world.street._id)
    await whole(paid, 'property')
    const other = await aStaff('volunteer', world.street._id)
    await was('2026-12-03', 'volunteer', other)
    await ShiftBookings.updateMany({ personId: other.personId }, { $set: { standing: 'self' } })
    await whole(who)
    at('20:59', '2026-12-03')
    await earnShifts()
    expect(await points(who)).toBe(0)
    at('21:01', '2026-12-05')
    await earnShifts()
    expect([await points(who), await points(paid), await points(other)]).toEqual([25, 0, 0])
  })
})
