// Kitchen waste on the compiled pages against the real server: a cook hands over in two taps; a driver's night without
// signal, killed after every stop, is on the server once; the weighbridge receives and the kitchen confirms.
import { Handovers, Trips } from '@server/manifests/manifests.model'
import { organisationNames } from '@server/organisations/names'
import { instantAt } from '@shared/time'
import { aPlace, setClock } from '../support/app'
import { aChain, aContract, anActing, aProducer, type Acting, type Chain } from '../support/manifests'
import { MANY_LIVES_MS, queued } from './crew-phone'
import { aPhoneOf, useFieldPhones, type Act } from './field-phone'
import type { Flash } from './harness'

const { start, life, sendAll } = useFieldPhones()
const DAY = '2026-12-08'
const HOME = '/manifests/home'

let chain: Chain
beforeEach(async () => {
  setClock(instantAt(DAY, '22:00'))
  chain = await aChain(await aPlace())
})

const phoneOf = ({ who }: Acting): Promise<Flash> => aPhoneOf(who.personId, '陈师傅', [])

/** Another kitchen that the same truck fetches from. */
async function anotherKitchen(name: string) {
  const { organisationId } = await anActing(chain.place, ['restaurant'])
  const producer = await aProducer(organisationId, chain.place, { name })
  await aContract(producer._id, chain.hauler.organisationId, chain.place.path)
  return producer
}

/** Begins a trip to the disposer, of which the city may have several. */
async function onTheRoad(): Promise<Act[]> {
  const { organisationId } = chain.disposer
  return [(await organisationNames([organisationId])).get(organisationId) ?? '', 'start']
}
const ofTruck = () => ({ haulerId: chain.hauler.organisationId })

/** In the evening, with a network: the night is on the phone. */
async function prepare(flash: Flash): Promise<void> {
  const phone = await start(flash, true)
  const page = await phone.open(HOME)
  await phone.until(() => page.text().includes('今晚的单子在手机里'))
  phone.kill()
}

test('a cook hands over in two taps, sees it waiting for the driver, and it is there once', async () => {
  const flash = await phoneOf(chain.kitchen)
  const phone = await start(flash, true)
  const page = await phone.open(HOME)
  await phone.until(() => page.text().includes('今天几桶？'))
  await page.tap('buckets-2')
  await page.tap('hand')
  await phone.until(() => page.text().includes('今天交过了'))
  expect(phone.phone.failures).toEqual([])
  phone.kill()
  const found = await Handovers.find({ producerId: chain.producer._id }).lean()
  expect(found).toMatchObject([{ state: 'handed', buckets: 2, day: DAY, litres: 120 }])
})

test(
  'a night without signal, killed after every stop: each kitchen is on the server once, on its trip',
  async () => {
    const [second, third] = [await anotherKitchen('东灶'), await anotherKitchen('西灶')]
    const flash = await phoneOf(chain.hauler)
    await prepare(flash)
    const at = (producerId: string): string => `/manifests/stop?producer=${producerId}`
    const scale: Act = (page) => page.input('kg', '186.5')
    // each line is a life of the phone
    expect(await life(flash, HOME, [])).toContain('出车前选好')
    expect(await life(flash, HOME, await onTheRoad())).toContain('在路上')
    await life(flash, at(chain.producer._id), ['装满', 'collect'])
    await life(flash, at(second._id), ['车上称', scale, 'collect'])
    expect(queued(flash).map(({ input }) => (input as { row: string }).row)).toEqual(['trip', 'collect', 'collect'])
    // what can't be taken needs a reason and a photo
    expect(await life(flash, at(third._id), ['refuse'])).toContain('还要选一个原因')
    await life(flash, at(third._id), ['refuse', '混入有害垃圾', 'shoot-refuse', 'refuse-done'])
    expect(await life(flash, HOME, ['deliver'])).not.toContain('在路上')
    expect(await Handovers.countDocuments(ofTruck())).toBe(0)
    await sendAll(flash, HOME)
    const found = await Handovers.find(ofTruck()).sort({ createdAt: 1, _id: 1 }).lean()
    expect(found.map(({ state, grams, how }) => ({ state, grams, how }))).toEqual([
      { state: 'collected', grams: 288_000, how: 'estimate' },
      { state: 'collected', grams: 186_500, how: 'scale' },
      { state: 'refused', grams: 0, how: 'scale' },
    ])
    const [trip, ...others] = await Trips.find(ofTruck()).lean()
    expect(others).toEqual([])
    expect(trip).toMatchObject({ state: 'open', handovers: 2, sumGrams: 474_500, plate: chain.plate })
    // spare numbers are used once, and sending again adds nothing
    expect(new Set(found.map(({ number }) => number)).size).toBe(3)
    await sendAll(flash, HOME)
    expect(await Handovers.countDocuments(ofTruck())).toBe(3)
  },
  MANY_LIVES_MS,
)

test('the weighbridge weighs and receives, and the kitchen confirms what the driver entered', async () => {
  const driver = await phoneOf(chain.hauler)
  await prepare(driver)
  await life(driver, HOME, await onTheRoad())
  await life(driver, `/manifests/stop?producer=${chain.producer._id}`, ['collect'])
  await sendAll(driver, HOME)
  const [trip] = await Trips.find(ofTruck()).lean()
  const gate = await phoneOf(chain.disposer)
  const shown = await life(
    gate,
    `/manifests/trip?id=${trip?._id ?? ''}`,
    [
      (page) => page.input('gross', '5288'),
      (page) => page.input('tare', '5000'),
      'weigh',
      (page, phone) => phone.until(() => page.byId('receive') !== undefined),
      'receive',
      '全部收下',
      (page, phone) => phone.until(() => page.text().includes('已接收')),
    ],
    true,
  )
  expect(shown).toContain('净重')
  const cook = await phoneOf(chain.kitchen)
  const confirmed = await life(
    cook,
    HOME,
    ['confirm-today', 'confirm', (page, phone) => phone.until(() => page.text().includes('本人确认'))],
    true,
  )
  expect(confirmed).toContain('288千克')
  const [handover] = await Handovers.find(ofTruck()).lean()
  expect(['confirmed', 'closed']).toContain(handover?.state)
})
