// What a resident reads about themselves on the compiled pages, against the real server: the next pickup said once, a
// receipt that says why its points are fewer, and what a worker contested for the household, with the worker's name.
import { newId } from '@server/ids'
import { Entries } from '@server/ledger/entries.model'
import { post } from '@server/ledger/ledger'
import { accountFor } from '@shared/ledger/accounts'
import { ledgerDesk } from '@shared/ledger/desk-contract'
import { addMember, aHousehold, ancestorOf, aResident, aStaff, setClock, signInAs, type Signed } from '../support/app'
import { aBooking, aLog, aWorld, morning, plan, send, shanghai, TODAY, useCrewApp } from '../support/runs'
import { useDatabase } from '../support/database'
import { anEarningRule } from '../support/earning'
import { anEarning } from '../ledger/posts'
import { launch, type MiniProgram } from './harness'
import { newFlash } from './phone'

useDatabase()
const server = useCrewApp({ requestsPerSecond: 1000 })
afterEach(() => setClock())

async function open(url: string, { personId, token, refreshToken }: Signed): Promise<MiniProgram> {
  const flash = newFlash()
  const session = {
    tokens: { access: token, refresh: refreshToken },
    person: { id: personId, name: '王秀英', roles: ['resident'] },
  }
  flash.storage.set('wufei/session', JSON.stringify(JSON.stringify(session)))
  const app = await launch({ baseUrl: server.url, flash })
  await app.open(url)
  return app
}

test('the first page says the day of the next pickup once and its hours once, with the weekday', async () => {
  const world = await aWorld(server)
  const { who } = await aBooking(world, { window: 'pm' })
  const app = await open('/pages/home', who)
  await app.until(() => app.current().byId('next-pickup') !== undefined)
  const text = app.current().text()
  expect(text).toContain('11月|24|周二')
  expect(text).toContain('下午2:00～6:00')
  expect(text).not.toContain('11月24日')
  expect(text.split('2:00')).toHaveLength(2)
  expect(app.phone.failures).toEqual([])
})

test('past a limit the receipt says what the rule gives, what was given, and why', async () => {
  const world = await aWorld(server)
  const { who, booking } = await aBooking(world)
  await plan(world)
  await anEarningRule(
    'pickup-recyclable',
    { paper: 2, cardboard: 3 },
    { version: 3, validFrom: '2026-11-24', caps: [{ kind: 'householdDay', most: 20 }] },
  )
  const [run] = await morning(world)
  setClock(shanghai('09:00'))
  await send(world, [
    aLog(run?.stops[0]?.id ?? '', 'collect', '08:55', { weights: [{ material: 'paper', grams: 12_600 }] }),
  ])
  const app = await open(`/pickups/booking?id=${booking.id}`, await signInAs(who.personId))
  await app.until(() => app.current().text().includes('回执'))
  const text = app.current().text()
  expect(text).toContain('得到积分')
  expect(text).toContain('+20')
  expect(text).toContain('为什么积分少一些|已到「每户每天积分」上限，按规则应得25分，记20分。重量照常记录。')
  expect(app.phone.failures).toEqual([])
})

test('what the community handed in for the household stands among the own contests, with the worker named', async () => {
  const world = await aWorld(server)
  setClock(shanghai('09:00', '2026-11-20'))
  const { _id: householdId } = await aHousehold({ place: world.compound })
  const who = await aResident({ name: '王秀英' })
  await addMember(householdId, who.personId)
  setClock(shanghai('10:00', TODAY))
  const account = accountFor({ householdId })
  await post([anEarning({ points: 20, to: account, placePath: world.compound.path, at: shanghai('09:30', TODAY) })])
  const entry = await Entries.findOne({ 'effects.account': account }).lean()
  const worker = await aStaff('communityWorker', (await ancestorOf(world.compound, 'community'))._id, { name: '吴静' })
  await server.as(worker).call(ledgerDesk.contestAtDesk, {
    id: newId(),
    householdId,
    entryId: entry?._id ?? '',
    how: 'spoken',
    reason: '老人说交了两捆',
  })
  const app = await open('/me/contests', await signInAs(who.personId))
  await app.until(() => app.current().text().includes('代为提交'))
  expect(app.current().text()).toContain('由社区工作人员代为提交|吴静')
  expect(app.current().text()).toContain('登记的原因|老人说交了两捆')
  expect(app.phone.failures).toEqual([])
})
