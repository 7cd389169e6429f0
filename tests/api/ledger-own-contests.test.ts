// A resident's own contests over HTTP: with what they opened stands what the desk wrote down for their household, the
// worker named, as far back as they belong to it; and a page on paper for a member tells nothing from before they
// joined.
import { accountFor } from '@shared/ledger/accounts'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { ledgerContests } from '@shared/ledger/contests-contract'
import { newId } from '@server/ids'
import { post } from '@server/ledger/ledger'
import { deliverNotice } from '@server/notices/notices'
import { Notices } from '@server/notices/notices.model'
import { deliverOutbox } from '@server/outbox'
import { Memberships } from '@server/people/households.model'
import {
  addMember,
  aHousehold,
  aPlace,
  aResident,
  aStaff,
  ancestorOf,
  expectError,
  setClock,
  signInAs,
  useApp,
  type Signed,
} from '../support/app'
import { useDatabase } from '../support/database'
import { anEarning } from '../ledger/posts'

useDatabase()
const app = useApp()
const shanghai = (text: string): Date => new Date(`${text}:00+08:00`)

let home: Awaited<ReturnType<typeof aHousehold>>
let account: string
let worker: Signed
let officer: Signed
beforeEach(async () => {
  setClock(shanghai('2026-11-04T10:00'))
  const place = await aPlace()
  home = await aHousehold({ place })
  account = accountFor({ householdId: home._id })
  worker = await aStaff('communityWorker', (await ancestorOf(place, 'community'))._id, { name: '吴静' })
  officer = await aStaff('subdistrictOfficer', (await ancestorOf(place, 'subdistrict'))._id, { name: '冯主任' })
})
afterEach(() => setClock())

/** A member of the household who joined at an instant. */
async function aMember(name: string, joined: string): Promise<Signed> {
  const { personId } = await aResident({ name })
  await addMember(home._id, personId)
  await Memberships.updateOne({ householdId: home._id, personId }, { $set: { since: shanghai(joined) } })
  return signInAs(personId)
}

async function anEntry(points: number, at: string, to = account): Promise<string> {
  const clock = shanghai('2026-11-04T10:00')
  setClock(new Date(shanghai(at).getTime() + 60_000))
  const [outcome] = await post([anEarning({ points, to, placePath: home.placePath, at: shanghai(at) })])
  setClock(clock)
  if (outcome?.status !== 'posted') throw new Error('not posted')
  return outcome.entry._id
}

const atDesk = (entryId: string, reason = '') =>
  app.as(worker).call(ledgerDesk.contestAtDesk, { id: newId(), householdId: home._id, entryId, how: 'spoken', reason })
const own = async (who: Signed) => (await app.as(who).call(ledgerContests.myContests, {})).items
const paper = (month: string, personId?: string) =>
  app.as(worker).call(ledgerDesk.householdPoints, { householdId: home._id, month, ...(personId ? { personId } : {}) })

describe('own contests', () => {
  it('hold what the desk wrote down for the household, with the worker’s name, beside one’s own; newest first', async () => {
    const wang = await aMember('王秀英', '2026-01-01T10:00')
    const mine = await app
      .as(wang)
      .call(ledgerContests.contest, { id: newId(), entryId: await anEntry(3, '2026-11-03T09:00'), account })
    setClock(shanghai('2026-11-04T10:05'))
    const entryId = await anEntry(12, '2026-11-03T10:00')
    setClock(shanghai('2026-11-04T10:05'))
    const entered = await atDesk(entryId, '老人说只交了一捆')
    expect(await own(wang)).toMatchObject([
      { id: entered.id, enteredBy: '吴静', reason: '老人说只交了一捆', points: 12, status: 'open' },
      { id: mine.id, enteredBy: null },
    ])
    await app
      .as(officer)
      .call(ledgerContests.decideLedgerContest, { id: entered.id, outcome: 'kept', reason: '照片与登记一致' })
    expect((await own(wang))[0]).toMatchObject({
      enteredBy: '吴静',
      status: 'kept',
      decision: { reason: '照片与登记一致' },
    })
    await deliverOutbox({ notice: deliverNotice })
    expect((await Notices.find({ personId: wang.personId }).lean()).map((notice) => notice.link)).toEqual([
      '/me/contests',
      '/me/contests',
    ])
    const first = await app.as(wang).call(ledgerContests.myContests, { limit: 1 })
    expect(
      (await app.as(wang).call(ledgerContests.myContests, { limit: 1, cursor: first.next ?? '' })).items,
    ).toMatchObject([{ id: mine.id }])
  })

  it('leave out what another member opened, what is another household’s, and what is from before one joined', async () => {
    const wang = await aMember('王秀英', '2026-01-01T10:00')
    const fresh = await aMember('新室友', '2026-11-04T09:30')
    const neighbour = await aResident({ name: '赵邻居', household: await aHousehold() })
    const old = await anEntry(5, '2026-11-03T09:00')
    const late = await anEntry(6, '2026-11-04T09:40')
    const [before, after] = [await atDesk(old), await atDesk(late)]
    await app
      .as(wang)
      .call(ledgerContests.contest, { id: newId(), entryId: await anEntry(7, '2026-11-04T09:50'), account })
    expect((await own(fresh)).map(({ id }) => id)).toEqual([after.id])
    expect((await own(wang)).map(({ id }) => id)).toEqual(expect.arrayContaining([before.id, after.id]))
    expect(await own(wang)).toHaveLength(3)
    expect(await own(neighbour)).toEqual([])
    expect(await own(worker)).toEqual([])
    await deliverOutbox({ notice: deliverNotice })
    expect(await Notices.countDocuments({ personId: fresh.personId, title: '社区已代您家提出积分异议' })).toBe(1)
  })

  it('end with the membership', async () => {
    const wang = await aMember('王秀英', '2026-01-01T10:00')
    await atDesk(await anEntry(5, '2026-11-03T09:00'))
    expect(await own(wang)).toHaveLength(1)
    await Memberships.updateOne({ personId: wang.personId }, { $set: { active: false } })
    expect(await own(await signInAs(wang.personId))).toEqual([])
  })
})

describe('a page on paper', () => {
  it('for the card begins at the beginning, for a member where they joined; for others there is none', async () => {
    const old = await anEntry(7, '2026-10-20T09:00')
    await anEntry(8, '2026-10-25T09:00')
    await anEntry(20, '2026-11-03T09:00')
    expect(await paper('2026-10')).toMatchObject({
      opening: 0,
      closing: 15,
      lines: [{ points: 8 }, { points: 7 }],
      members: [],
      since: null,
    })
    const li = await aMember('李新户', '2026-10-24T10:00')
    await aMember('张室友', '2026-11-03T12:00')
    const forLi = (month: string) => paper(month, li.personId)
    expect(await forLi('2026-10')).toMatchObject({
      opening: 7,
      closing: 15,
      available: 35,
      lines: [{ points: 8 }],
      leftOut: 0,
      since: '2026-10-24',
    })
    expect(await forLi('2026-11')).toMatchObject({ opening: 15, closing: 35, lines: [{ points: 20 }] })
    expect(await forLi('2026-09')).toMatchObject({ opening: 0, closing: 0, lines: [] })
    expect(await paper('2026-10')).toMatchObject({
      lines: [{ points: 8 }, { entryId: old }],
      members: [
        { name: '李新户', since: '2026-10-24' },
        { name: '张室友', since: '2026-11-03' },
      ],
    })
    await expectError(paper('2026-10', worker.personId), 'NOT_FOUND')
  })

  it('leaves out what happened before they joined and was written down after', async () => {
    const li = await aMember('李新户', '2026-11-01T10:00')
    setClock(shanghai('2026-11-04T10:00'))
    await post([anEarning({ points: 9, to: account, placePath: home.placePath, at: shanghai('2026-10-31T09:00') })])
    expect((await paper('2026-11')).lines).toHaveLength(1)
    expect((await paper('2026-11', li.personId)).lines).toEqual([])
  })
})
