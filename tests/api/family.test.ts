// Acting for one's family: homes have names that only the person sees, a parent's bookings stand in one's own list,
// one's own open booking is no reason to refuse the parent's, and the account's number is the one to call.
import { newId } from '@server/ids'
import { Proxies } from '@server/people/households.model'
import { contactOf } from '@server/pickups/bookings'
import { Bookings } from '@server/pickups/bookings.model'
import { people } from '@shared/people/contract'
import { pickups } from '@shared/pickups/contract'
import { aHousehold, aResident, expectError, setClock, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { bookingOf } from '../support/pickups'
import { aWorld, DAY, shanghai, TODAY, type World } from '../support/runs'

useDatabase()
const app = useApp()

let world: World
let son: Signed
let ownHome: string
let mothersHome: string
beforeAll(async () => {
  world = await aWorld(app)
  const [own, mothers] = [await aHousehold({ place: world.compound }), await aHousehold({ place: world.compound })]
  ;[ownHome, mothersHome] = [own._id, mothers._id]
  son = await aResident({ name: '李明', household: own })
  await app.as(son).call(people.typePhone, { phone: '13900002222' })
  await Proxies.create({
    _id: newId(),
    householdId: mothers._id,
    placePath: world.compound.path,
    personId: son.personId,
    how: 'phone',
    recordedBy: world.dispatcher.personId,
    recordedAt: shanghai('09:00', TODAY),
    until: '2027-06-30',
    note: '本人来电确认',
    active: true,
  })
})
afterAll(() => setClock())

const aSofa = (householdId: string, over: object = {}) => ({
  ...bookingOf(world.compound, `${world.round._id}:am`, { day: DAY, householdId, agreedFen: 3000 }),
  ...over,
})

test('a home gets a name, and loses it; a stranger’s home gets none', async () => {
  const named = await app.as(son).call(people.updateMe, { home: { householdId: mothersHome, name: '母亲家' } })
  expect(named.homeNames).toEqual({ [mothersHome]: '母亲家' })
  const both = await app.as(son).call(people.updateMe, { home: { householdId: ownHome, name: '我家' } })
  expect(both.homeNames).toEqual({ [mothersHome]: '母亲家', [ownHome]: '我家' })
  const stranger = await aResident()
  await expectError(
    app.as(stranger).call(people.updateMe, { home: { householdId: mothersHome, name: '别家' } }),
    'NOT_FOUND',
  )
  const one = await app.as(son).call(people.updateMe, { home: { householdId: ownHome, name: '' } })
  expect(one.homeNames).toEqual({ [mothersHome]: '母亲家' })
})

test('two homes that are named at once both keep their names', async () => {
  for (let round = 0; round < 5; round += 1) {
    const names = { [mothersHome]: `母亲家${round}`, [ownHome]: `我家${round}` }
    await Promise.all(
      Object.entries(names).map(([householdId, name]) =>
        app.as(son).call(people.updateMe, { home: { householdId, name } }),
      ),
    )
    expect((await app.as(son).call(people.me, {})).homeNames).toEqual(names)
  }
})

test('with a booking of one’s own open, the mother’s is booked and stands in one’s list; the account’s number is called', async () => {
  const mine = await app.as(son).call(pickups.book, aSofa(ownHome))
  const hers = await app.as(son).call(
    pickups.book,
    aSofa(mothersHome, {
      contact: { name: '王桂兰' },
      onBehalf: { how: 'proxy', householdId: mothersHome, consent: '妈妈打电话让我约的' },
    }),
  )
  const list = await app.as(son).call(pickups.mine, { open: 'true' })
  expect(list.items.map(({ id, householdId }) => [id, householdId])).toEqual(
    expect.arrayContaining([
      [mine.id, ownHome],
      [hers.id, mothersHome],
    ]),
  )
  const stored = await Bookings.findById(hers.id).lean()
  expect(stored && contactOf(stored)).toEqual({ name: '王桂兰', phone: '13900002222' })
})

test('whoever has no number in the account is asked for one', async () => {
  const home = await aHousehold({ place: world.compound })
  const newcomer = await aResident({ name: '新来', household: home })
  await expectError(
    app.as(newcomer).call(pickups.book, aSofa(home._id, { contact: { name: '新来' } })),
    'INPUT_INVALID',
  )
})
