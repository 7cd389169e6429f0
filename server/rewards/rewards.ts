// What a resident does: redeem, show the code, take an offline code, cancel, dispute. Who pays is the person or a
// household they belong to or act for; the limit counts for the household either way, so that members can't pass it
// between their accounts.
import { isMember, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { accountFor } from '@shared/ledger/accounts'
import { spendableOn } from '@shared/ledger/lots'
import { decide } from '@shared/machine'
import type { rewards } from '@shared/rewards/contract'
import { offlineGraceEnd, redemptionMachine, type RedemptionRelation } from '@shared/rewards/machine'
import { goodRefusal, offlineEndFor, QR_REFRESH_SECONDS, QR_SECONDS, showTyped } from '@shared/rewards/rules'
import type { Redemption } from '@shared/rewards/schemas'
import { dayOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { attachFiles } from '../files/files'
import { balanceOf } from '../ledger/ledger'
import { readPage } from '../paging'
import { memberSince, membershipSummaries, requireHousehold } from '../people/households'
import { mayActFor, proxiedHouseholds } from '../people/proxies'
import { installedCity, settingsOf } from '../places/places'
import { digestOf, newTypedCode, signCode, typedOf } from './codes'
import { codeFor, mayBeShown } from './code-holders'
import { factsOf, presentRedemption, presentRows, relationsOf, shopsById } from './present'
import { openDispute } from './disputes'
import { moveRedemption, reserveRedemption, type Order } from './redeeming'
import { Goods, Redemptions, Shops, type GoodRecord, type RedemptionRecord, type ShopRecord } from './rewards.model'

/** Accounts a person may redeem from: their own, their households', those they act for. */
export async function listPayers(actor: PersonActor): Promise<OutputOf<typeof rewards.payers>> {
  const today = dayOf(now())
  const available = async (account: string): Promise<number> => {
    const state = await balanceOf(account)
    return state ? spendableOn(state, today) : 0
  }
  const items: OutputOf<typeof rewards.payers>['items'] = [
    {
      householdId: null,
      label: '我自己的积分',
      available: await available(accountFor({ personId: actor.personId })),
      asProxy: false,
    },
  ]
  for (const { id, label } of await membershipSummaries(actor.personId)) {
    items.push({ householdId: id, label, available: await available(accountFor({ householdId: id })), asProxy: false })
  }
  for (const proxy of await proxiedHouseholds(actor.personId)) {
    if (isMember(actor, proxy.householdId)) continue
    items.push({
      householdId: proxy.householdId,
      label: proxy.label,
      available: await available(accountFor({ householdId: proxy.householdId })),
      asProxy: true,
    })
  }
  return { items }
}

/** Homes that eligibility looks at; a visitor without a household belongs to the city. */
export async function homesOf(person: PersonActor): Promise<string[][]> {
  if (person.households.length > 0) return person.households.map((household) => [...household.placePath])
  const city = await installedCity()
  return city ? [[...city.path]] : []
}

type Paying = Pick<Order, 'personId' | 'householdId' | 'account' | 'viewers' | 'holders' | 'placePath'> & {
  homes: string[][]
}

/** @throws DomainError REWARD_NOT_YOURS, NOT_FOUND */
async function payingFrom(person: PersonActor, householdId: string | null): Promise<Paying> {
  if (householdId === null) {
    const homes = await homesOf(person)
    return {
      personId: person.personId,
      householdId: null,
      account: accountFor({ personId: person.personId }),
      viewers: [`person:${person.personId}`],
      holders: [
        `person:${person.personId}`,
        ...person.households.map((household) => `household:${household.householdId}`),
      ],
      placePath: homes[0] ?? [],
      homes,
    }
  }
  if (!(await mayActFor(person, householdId))) throw new DomainError('REWARD_NOT_YOURS')
  const household = await requireHousehold(householdId)
  return {
    personId: person.personId,
    householdId,
    account: accountFor({ householdId }),
    viewers: [`household:${householdId}`, `person:${person.personId}`],
    holders: [`household:${householdId}`],
    placePath: household.placePath,
    homes: [household.placePath],
  }
}

/** Why nothing can be redeemed at a place, or null. */
export async function closedAt(placePath: readonly string[]): Promise<string | null> {
  if (placePath.length === 0) return null
  const { settings } = await settingsOf(placePath)
  return settings.switches.rewards ? null : new DomainError('REWARDS_OFF').text
}

type Asked = { goodId: string; shopId: string; quantity: number; points: number }

/**
 * The good and shop of an order, checked for the homes it is for. The stock is checked where it is taken.
 * @throws DomainError NOT_FOUND, REWARDS_OFF, REWARD_NOT_OPEN, REWARD_NOT_ELIGIBLE, REWARD_SHOP_CLOSED,
 * REWARD_PRICE_CHANGED
 */
export async function checkOrder(
  tx: Tx,
  asked: Asked,
  homes: readonly (readonly string[])[],
): Promise<{ good: GoodRecord; shop: ShopRecord }> {
  const good = await tx.on(Goods).findOne({ _id: asked.goodId })
  const shop = await tx.on(Shops).findOne({ _id: asked.shopId })
  if (!good || !shop) throw new DomainError('NOT_FOUND')
  const today = dayOf(now())
  const refusals = homes.map((home) => goodRefusal(good, home, today))
  const refusal = refusals.includes(null) ? null : (refusals[0] ?? 'REWARD_NOT_ELIGIBLE')
  if (refusal) throw new DomainError(refusal)
  if (shop.status !== 'open') throw new DomainError('REWARD_SHOP_CLOSED')
  if (good.points * asked.quantity !== asked.points)
    throw new DomainError('REWARD_PRICE_CHANGED', { points: good.points * asked.quantity })
  return { good, shop }
}

/**
 * Redeems: points, stock and the month's limit are held in one transaction. The same id again by the same person
 * answers the redemption.
 */
export async function redeem(actor: PersonActor, input: ParsedOf<typeof rewards.redeem>): Promise<Redemption> {
  const paying = await payingFrom(actor, input.householdId)
  if (await closedAt(paying.placePath)) throw new DomainError('REWARDS_OFF')
  const known = await Redemptions.findById(input.id).lean<RedemptionRecord>()
  if (known) return presentKnown(actor, known, input, actor)
  const typed = newTypedCode(input.id)
  return transaction(async (tx) => {
    const { homes, ...order } = paying
    const { good, shop } = await checkOrder(tx, input, homes)
    const redemption = await reserveRedemption(tx, actor, {
      id: input.id,
      good,
      shop,
      quantity: input.quantity,
      typed,
      ...order,
    })
    if (input.householdId && !isMember(actor, input.householdId)) {
      await audit(tx, actor, {
        action: 'rewards.redeemFor',
        subject: `households/${input.householdId}`,
        placePath: redemption.placePath,
        details: { redemptionId: input.id, points: redemption.points },
      })
    }
    return presentRedemption(actor, redemption, ['self'])
  })
}

function presentKnown(
  actor: Actor,
  known: RedemptionRecord,
  input: ParsedOf<typeof rewards.redeem>,
  person: PersonActor,
): Promise<Redemption> {
  const same =
    known.personId === person.personId &&
    known.goodId === input.goodId &&
    known.shopId === input.shopId &&
    known.quantity === input.quantity &&
    known.householdId === input.householdId
  if (!same) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
  return presentRedemption(actor, known)
}

/**
 * One's own and those of one's households, the newest first; nothing of a household from before one joined it, nor
 * after one has left it.
 */
export async function listMine(
  actor: PersonActor,
  input: ParsedOf<typeof rewards.mine>,
): Promise<OutputOf<typeof rewards.mine>> {
  const households = [
    ...actor.households.map((household) => household.householdId),
    ...(await proxiedHouseholds(actor.personId)).map((proxy) => proxy.householdId),
  ]
  const views: object[] = [{ viewers: `person:${actor.personId}`, householdId: { $in: [null, ...households] } }]
  for (const { householdId } of actor.households) {
    const since = await memberSince(actor.personId, householdId)
    if (since) views.push({ viewers: `household:${householdId}`, createdAt: { $gte: since } })
  }
  const { rows, next } = await readPage(
    Redemptions,
    { createdAt: -1 },
    { $or: views, ...(input.status ? { status: input.status } : {}) },
    input,
  )
  return { items: await presentRows(rows), next }
}

/** @throws DomainError NOT_FOUND for whom it is none of their business */
export async function requireMine(
  actor: Actor,
  id: string,
): Promise<{ redemption: RedemptionRecord; relations: RedemptionRelation[] }> {
  const redemption = await Redemptions.findById(id).lean<RedemptionRecord>()
  const relations = redemption
    ? (await relationsOf(actor, redemption)).filter((each) => each === 'self' || each === 'proxy')
    : []
  if (!redemption || relations.length === 0) throw new DomainError('NOT_FOUND')
  return { redemption, relations }
}

export async function showRedemption(actor: Actor, { id }: { id: string }): Promise<Redemption> {
  const { redemption, relations } = await requireMine(actor, id)
  return presentRedemption(actor, redemption, relations)
}

/** @throws DomainError the machine's refusal */
async function requireMove(
  redemption: RedemptionRecord,
  move: 'showCode' | 'takeOfflineCode',
  relations: readonly RedemptionRelation[],
): Promise<ShopRecord> {
  const shop = (await shopsById([redemption.shopId])).get(redemption.shopId)
  if (!shop) throw new DomainError('NOT_FOUND')
  const decision = decide(redemptionMachine, redemption.status, move, relations, factsOf(redemption, shop))
  if (!decision.ok) throw new DomainError(decision.code)
  return shop
}

/** A QR for five minutes and the typed code. @throws DomainError NOT_FOUND, WRONG_STATE */
export async function showCode(actor: PersonActor, { id }: { id: string }): Promise<OutputOf<typeof rewards.code>> {
  const { redemption: seen, relations } = await requireMine(actor, id)
  await requireMove(seen, 'showCode', relations)
  const { personId } = actor
  const redemption = (await mayBeShown(seen, personId)) ? seen : await transaction((tx) => codeFor(tx, id, personId))
  const until = new Date(Math.min(now().getTime() + QR_SECONDS * 1000, redemption.lapsesAt.getTime()))
  return {
    qr: signCode('qr', redemption, until),
    qrUntil: until.toISOString(),
    refreshSeconds: QR_REFRESH_SECONDS,
    typed: showTyped(typedOf(redemption)),
  }
}

/**
 * A code that the shop can take without network, until the day's end. The hold then lasts until the shop has had time
 * to send it.
 * @throws DomainError NOT_FOUND, WRONG_STATE, REWARD_OFFLINE_NOT_HERE, REWARD_OFFLINE_OUT
 */
export async function takeOfflineCode(
  actor: PersonActor,
  { id }: { id: string },
): Promise<OutputOf<typeof rewards.offlineCode>> {
  const { redemption: seen, relations } = await requireMine(actor, id)
  const shop = await requireMove(seen, 'takeOfflineCode', relations)
  const { personId } = actor
  const answer = (redemption: RedemptionRecord, until: Date): OutputOf<typeof rewards.offlineCode> => ({
    qr: signCode('offline', redemption, until),
    until: until.toISOString(),
    note: `只能在“${shop.name}”用，今天内有效；取出后暂时不能取消这次兑换。`,
  })
  return transaction(async (tx) => {
    const fresh = await codeFor(tx, id, personId)
    const at = now()
    if (fresh.offline && fresh.offline.until > at) {
      // one that went to somebody who has left since may still be taken until its day ends
      if (fresh.offline.digest !== digestOf(answer(fresh, fresh.offline.until).qr))
        throw new DomainError('REWARD_OFFLINE_OUT')
      return answer(fresh, fresh.offline.until)
    }
    const until = offlineEndFor(at)
    const lapsesAt = new Date(Math.max(fresh.lapsesAt.getTime(), offlineGraceEnd(until).getTime()))
    const after = await tx.on(Redemptions).findOneAndUpdate({ _id: id, status: 'held', version: fresh.version }, {
      $set: { offline: { issuedAt: at, until, digest: digestOf(signCode('offline', fresh, until)) }, lapsesAt },
      $inc: { version: 1 },
      $push: { history: { at, text: '取出了断网码', by: personId } },
    } as UpdateQuery<RedemptionRecord>)
    if (!after) throw new DomainError('CHANGED_MEANWHILE')
    return answer(fresh, until)
  })
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, REWARD_OFFLINE_OUT */
export async function cancelRedemption(actor: Actor, { id }: { id: string }): Promise<Redemption> {
  const { relations } = await requireMine(actor, id)
  return transaction(async (tx) =>
    presentRedemption(
      actor,
      await moveRedemption(tx, id, 'cancel', { actor, relations, text: '取消兑换，积分和库存已退回' }),
      relations,
    ),
  )
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, REWARD_DISPUTE_CLOSED */
export async function disputeRedemption(
  actor: PersonActor,
  input: ParsedOf<typeof rewards.dispute>,
): Promise<Redemption> {
  const { relations } = await requireMine(actor, input.id)
  const { personId } = actor
  return transaction(async (tx) => {
    await attachFiles(tx, personId, input.fileIds, `rewards/${input.id}`)
    const dispute = { reason: input.reason, note: input.note, fileIds: input.fileIds, at: now(), by: personId }
    const step = { actor, relations, text: '提出异议', set: { dispute } }
    const after = await moveRedemption(tx, input.id, 'dispute', step)
    await openDispute(tx, actor, after)
    return presentRedemption(actor, after, relations)
  })
}
