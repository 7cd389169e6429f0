// Which pictures a visitor without a session can load: the one a good is shown with, and nothing else, by whatever way.
import { files } from '@shared/files/contract'
import { pickups } from '@shared/pickups/contract'
import { rewards } from '@shared/rewards/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { newId } from '@server/ids'
import { aHousehold, aResident, expectError, setClock, useApp, type Signed } from '../support/app'
import { aPhoto, aWorld as aCrewWorld } from '../support/runs'
import { useDatabase } from '../support/database'
import { bookingOf } from '../support/pickups'
import { aGood, anOrder, aSaver, aWorld } from '../support/rewards'

useDatabase()
const app = useApp()
afterEach(() => setClock())

const sizes = ['full', 'thumb'] as const
const open = async (id: string, who?: Signed): Promise<number[]> => {
  const client = who ? app.as(who) : app.anonymous()
  const found: number[] = []
  for (const size of sizes)
    found.push(
      (await client.raw('GET', `/api/files/${id}?size=${size}`)).status,
      (await client.raw('GET', `/api/files/${id}/link?size=${size}`)).status,
    )
  return found
}
const ALL = [200, 200, 200, 200]
const SIGN_IN = [401, 401, 401, 401]
const HIDDEN = [404, 404, 404, 404]

test('the picture a good is shown with loads without a session, also through its link; an earlier one does not', async () => {
  const world = await aWorld(app)
  const photoFileId = await aPhoto(app, world.keeper)
  expect(await open(photoFileId)).toEqual(SIGN_IN)
  const good = aGood(world.city._id, { photoFileId })
  await app.as(world.keeper).call(rewardsOffice.saveGood, good)
  expect((await app.anonymous().call(rewards.good, { id: good.id })).photoFileId).toBe(photoFileId)
  expect(await open(photoFileId)).toEqual(ALL)
  const { url } = await app.anonymous().call(files.link, { id: photoFileId, size: 'thumb' })
  expect((await app.anonymous().raw('GET', url)).headers['content-type']).toBe('image/jpeg')
  const next = await aPhoto(app, world.keeper)
  await app.as(world.keeper).call(rewardsOffice.saveGood, { ...good, photoFileId: next, version: 1 })
  expect(await open(next)).toEqual(ALL)
  expect(await open(photoFileId)).toEqual(SIGN_IN)
  expect(await open(photoFileId, await aResident())).toEqual(HIDDEN)
})

test('a photo in dispute stays with its people, even where its redemption carries the id of a good', async () => {
  const world = await aWorld(app)
  const wang = await aSaver(world, 100)
  const held = await app.as(wang).call(rewards.redeem, anOrder(world, { id: world.goodId }))
  const code = await app.as(wang).call(rewards.code, { id: held.id })
  await app.as(world.merchant).call(rewardsShop.capture, { shopId: world.shopId, code: code.qr })
  const mine = await aPhoto(app, wang)
  await app.as(wang).call(rewards.dispute, { id: held.id, reason: 'faulty', note: '袋子是破的', fileIds: [mine] })
  expect(await open(mine)).toEqual(SIGN_IN)
  expect(await open(mine, await aResident())).toEqual(HIDDEN)
  expect(await open(mine, wang)).toEqual(ALL)
})

test('a photo of a booking, one that nothing uses yet and one that is not there look the same to a visitor', async () => {
  const world = await aCrewWorld(app)
  const who = await aResident({ household: await aHousehold({ place: world.compound }) })
  const [photo, unused] = [await aPhoto(app, who), await aPhoto(app, who)]
  const { id } = await app
    .as(who)
    .call(pickups.book, bookingOf(world.compound, `${world.round._id}:am`, { photoIds: [photo], agreedFen: 3000 }))
  expect((await app.as(who).call(pickups.show, { id })).photoIds).toEqual([photo])
  for (const each of [photo, unused, newId()]) expect(await open(each)).toEqual(SIGN_IN)
  for (const each of [photo, unused, newId()]) expect(await open(each, await aResident())).toEqual(HIDDEN)
  expect(await open(photo, who)).toEqual(ALL)
  await expectError(app.anonymous().call(files.link, { id: photo }), 'SIGN_IN_REQUIRED')
})
