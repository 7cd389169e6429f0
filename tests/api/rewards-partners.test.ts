// A shop is the outlet of an organisation: chosen by staff of the shop's place from the whole city's register, kept
// when a form does not know it, and holding the organisation while the shop is not closed.
import { newId } from '@server/ids'
import { organisations } from '@shared/organisations/contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { aPlace, aStaff, ancestorOf, expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aShop } from '../support/rewards'

useDatabase()
const app = useApp()

async function aPartner() {
  const community = await aPlace({ kind: 'community' })
  const [street, city] = [await ancestorOf(community, 'subdistrict'), await ancestorOf(community, 'city')]
  const [keeper, registrar] = [await aStaff('subdistrictOfficer', street._id), await aStaff('cityOfficer', city._id)]
  const partner = await app.as(registrar).call(organisations.create, {
    id: newId(),
    name: `清川连锁商店${newId().slice(-4)}`,
    kinds: ['shop'],
    creditCode: null,
    phone: null,
    placeId: city._id,
  })
  return { community, keeper, registrar, partner }
}

test('chosen, shown, kept by a form that leaves it out, and taken away', async () => {
  const { community, keeper, partner } = await aPartner()
  const input = aShop(community._id, { organisationId: partner.id })
  const shop = await app.as(keeper).call(rewardsOffice.saveShop, input)
  expect(shop).toMatchObject({ organisationId: partner.id, organisationName: partner.name })
  const { organisationId: _left, ...without } = input
  expect(await app.as(keeper).call(rewardsOffice.saveShop, { ...without, version: 1 })).toMatchObject({
    organisationId: partner.id,
  })
  expect(
    await app.as(keeper).call(rewardsOffice.saveShop, { ...without, version: 2, organisationId: null }),
  ).toMatchObject({ organisationId: null, organisationName: null })
  await expectError(
    app.as(keeper).call(rewardsOffice.saveShop, { ...without, version: 3, organisationId: newId() }),
    'ORGANISATION_ENDED',
  )
})

test('holds the organisation until the shop is closed; an ended one can’t be chosen', async () => {
  const { community, keeper, registrar, partner } = await aPartner()
  const input = aShop(community._id, { organisationId: partner.id })
  await app.as(keeper).call(rewardsOffice.saveShop, input)
  const end = () => app.as(registrar).call(organisations.end, { id: partner.id, reason: '停业' })
  await expectError(end(), 'ORGANISATION_IN_USE')
  await app.as(keeper).call(rewardsOffice.saveShop, { ...input, version: 1, status: 'ended' })
  expect((await end()).standing).toBe('ended')
  await expectError(
    app.as(keeper).call(rewardsOffice.saveShop, { ...input, version: 2, status: 'open' }),
    'ORGANISATION_ENDED',
  )
  await expectError(
    app.as(keeper).call(rewardsOffice.saveShop, aShop(community._id, { organisationId: partner.id })),
    'ORGANISATION_ENDED',
  )
})
