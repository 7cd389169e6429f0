// The community desk, for people without a phone: card and PIN, hold and capture in one transaction, the worker named;
// receipt and statement to take home. Reading a household leaves a trace.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { accountFor } from '@shared/ledger/accounts'
import { expiringNext, spendableOn } from '@shared/ledger/lots'
import { rewardDesks } from '@shared/rewards/roles'
import { DISPUTE_DAYS, statusTexts } from '@shared/rewards/machine'
import { disputeTexts } from '@shared/rewards/rules'
import type { DeskRedemption, Receipt, rewardsDesk, Statement } from '@shared/rewards/desk-contract'
import { dayOf } from '@shared/time'
import type * as z from '@shared/z'
import { audit, auditRead } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import type { FileAnswer } from '../http/implement'
import { balanceOf } from '../ledger/ledger'
import { householdLabels, membersOf, requireHousehold, type Household } from '../people/households'
import { pinStateOf, refusePinSetToday, requirePin } from '../people/pins'
import { fullNames } from '../people/people'
import { settingsOf } from '../places/places'
import { presentDetails } from './catalogue'
import { newTypedCode } from './codes'
import { disputeAtDesk } from './disputes'
import { receiptPaper, statementPaper } from './papers'
import { householdOfCard } from './pins'
import { shopBrief, shopsById } from './present'
import { moveRedemption, reserveRedemption } from './redeeming'
import { checkOrder, closedAt } from './rewards'
import {
  Goods,
  Redemptions,
  Shops,
  Stocks,
  type GoodRecord,
  type RedemptionRecord,
  type ShopRecord,
  type StockRecord,
} from './rewards.model'
import { isOwn, monthRange } from './shop'

type DeskRow = z.infer<typeof DeskRedemption>

/** Rows for lists at the desk and in the console; homes are masked. */
export async function presentDeskRows(redemptions: readonly RedemptionRecord[]): Promise<DeskRow[]> {
  const shops = await shopsById(redemptions.map((each) => each.shopId))
  const labels = await householdLabels(redemptions.flatMap((each) => (each.householdId ? [each.householdId] : [])))
  const names = await fullNames(redemptions.flatMap((each) => (each.enteredBy ? [each.enteredBy] : [])))
  return redemptions.map((each) => ({
    id: each._id,
    createdAt: each.createdAt.toISOString(),
    goodName: each.goodName,
    quantity: each.quantity,
    points: each.points,
    shopName: shops.get(each.shopId)?.name ?? '',
    householdLabel: each.householdId ? (labels.get(each.householdId) ?? '') : '居民个人',
    status: each.status,
    statusText: statusTexts[each.status],
    handledBy: each.enteredBy ? (names.get(each.enteredBy) ?? '') : null,
    reasonText: each.dispute ? disputeTexts[each.dispute.reason] : null,
    disputedAt: each.dispute?.at.toISOString() ?? null,
  }))
}

const labelOf = async (household: Household): Promise<string> =>
  (await householdLabels([household._id])).get(household._id) ?? ''
const availableOf = async (householdId: string): Promise<number> => {
  const state = await balanceOf(accountFor({ householdId }))
  return state ? spendableOn(state, dayOf(now())) : 0
}

export async function showCard(
  actor: Actor,
  { code }: ParsedOf<typeof rewardsDesk.card>,
): Promise<OutputOf<typeof rewardsDesk.card>> {
  const household = await householdOfCard(actor, code)
  await auditRead(actor, {
    action: 'rewards.readCard',
    subject: `households/${household._id}`,
    placePath: household.placePath,
  })
  const desks = await Shops.find({ kind: 'desk', placePath: { $in: household.placePath } })
    .limit(50)
    .lean<ShopRecord[]>()
  const recent = await Redemptions.find({ householdId: household._id })
    .sort({ createdAt: -1, _id: -1 })
    .limit(5)
    .lean<RedemptionRecord[]>()
  return {
    householdId: household._id,
    label: await labelOf(household),
    available: await availableOf(household._id),
    ...(await pinStateOf(household._id)),
    desks: desks.filter((desk) => desk.status === 'open' && servesAt(actor, desk)).map(shopBrief),
    recent: await presentDeskRows(recent),
  }
}

/** A worker hands out goods at desks of their own area. */
const servesAt = (actor: Actor, shop: ShopRecord): boolean => holdsRole(actor, rewardDesks, shop.placePath)

/** @throws DomainError NOT_FOUND */
export async function listGoodsAt(
  actor: Actor,
  { shopId, householdId }: ParsedOf<typeof rewardsDesk.goodsAt>,
): Promise<OutputOf<typeof rewardsDesk.goodsAt>> {
  const shop = await Shops.findById(shopId).lean<ShopRecord>()
  const household = await requireHousehold(householdId)
  if (!shop || !servesAt(actor, shop) || !holdsRole(actor, rewardDesks, household.placePath))
    throw new DomainError('NOT_FOUND')
  const stocks = await Stocks.find({ shopId, left: { $gt: 0 } })
    .limit(200)
    .lean<StockRecord[]>()
  const goods = await Goods.find({
    _id: { $in: stocks.map((stock) => stock.goodId) },
    status: 'open',
    placeIds: { $in: household.placePath },
  })
    .sort({ createdAt: -1, _id: -1 })
    .lean<GoodRecord[]>()
  return {
    items: await presentDetails(goods, { homes: [household.placePath], holders: [`household:${householdId}`] }, shopId),
  }
}

/** Redeems and hands over at once. @throws DomainError as `rewardsDesk.redeem` lists */
export async function redeemAtDesk(
  actor: PersonActor,
  input: ParsedOf<typeof rewardsDesk.redeem>,
): Promise<z.infer<typeof Receipt>> {
  const { personId } = actor
  const household = await householdOfCard(actor, input.code)
  const desk = await Shops.findById(input.shopId).lean<ShopRecord>()
  if (!desk || !servesAt(actor, desk)) throw new DomainError('NOT_FOUND')
  if (desk.kind !== 'desk') throw new DomainError('REWARD_NOT_A_DESK')
  if (await isOwn(actor, { householdId: household._id })) throw new DomainError('REWARD_OWN_REDEMPTION')
  if (await closedAt(household.placePath)) throw new DomainError('REWARDS_OFF')
  await requirePin(household._id, input.pin)
  const known = await Redemptions.findById(input.id).lean<RedemptionRecord>()
  if (known) {
    const same =
      known.householdId === household._id &&
      known.goodId === input.goodId &&
      known.shopId === input.shopId &&
      known.quantity === input.quantity &&
      known.enteredBy !== undefined
    if (!same) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    return receiptOf(known)
  }
  const typed = newTypedCode(input.id)
  return transaction(async (tx) => {
    await refusePinSetToday(tx, actor, household._id)
    const { good, shop } = await checkOrder(tx, input, [household.placePath])
    const holder = `household:${household._id}`
    await reserveRedemption(tx, actor, {
      id: input.id,
      good,
      shop,
      quantity: input.quantity,
      householdId: household._id,
      account: accountFor({ householdId: household._id }),
      viewers: [holder],
      holders: [holder],
      placePath: household.placePath,
      typed,
      enteredBy: personId,
    })
    const after = await moveRedemption(tx, input.id, 'capture', {
      actor,
      relations: ['desk'],
      text: '服务台凭卡当面领取',
      set: { way: 'desk' },
    })
    await audit(tx, actor, {
      action: 'rewards.redeemAtDesk',
      subject: `rewards/${input.id}`,
      placePath: household.placePath,
      details: { householdId: household._id, points: after.points },
    })
    return receiptOf(after, tx)
  })
}

async function receiptOf(redemption: RedemptionRecord, tx?: Tx): Promise<z.infer<typeof Receipt>> {
  const [row] = await presentDeskRows([redemption])
  const { settings } = await settingsOf(redemption.placePath)
  const state = await balanceOf(redemption.account, tx?.session)
  const at = redemption.capturedAt ?? redemption.createdAt
  const taken = (await fullNames([redemption.capturedBy ?? ''])).get(redemption.capturedBy ?? '') ?? ''
  return {
    title: '积分兑换凭据',
    number: `DH-${redemption._id.slice(-10)}`,
    redemptionId: redemption._id,
    householdLabel: row?.householdLabel ?? '',
    goodName: redemption.goodName,
    quantity: redemption.quantity,
    points: redemption.points,
    shopName: row?.shopName ?? '',
    at: at.toISOString(),
    handledBy: row?.handledBy ?? taken,
    statusText: statusTexts[redemption.status],
    availableAfter: state ? spendableOn(state, dayOf(now())) : 0,
    howToDispute: `东西不对或没拿到，请在${DISPUTE_DAYS}天内持本凭据到服务台提出异议。`,
    hotline: settings.contact.hotline,
  }
}

/** @throws DomainError NOT_FOUND outside the worker's area */
export async function printReceipt(actor: Actor, { id }: { id: string }): Promise<FileAnswer> {
  const redemption = await Redemptions.findById(id).lean<RedemptionRecord>()
  if (!redemption || !holdsRole(actor, rewardDesks, redemption.placePath)) throw new DomainError('NOT_FOUND')
  await auditRead(actor, { action: 'rewards.printReceipt', subject: `rewards/${id}`, placePath: redemption.placePath })
  return receiptPaper(await receiptOf(redemption))
}

const MAX_STATEMENT = 40
type Asked = ParsedOf<typeof rewardsDesk.statement>

/**
 * The balance and the month's redemptions; for the holder of the household's card, or for one member from the
 * day they joined.
 * @throws DomainError NOT_FOUND outside the worker's area, or for a person who is no member
 */
export const readStatement = (actor: PersonActor, asked: Asked): Promise<Statement> =>
  statementOf(actor, asked, 'rewards.readStatement')

/** The same as a paper. @throws DomainError NOT_FOUND, PAPER_GLYPH_MISSING */
export const printStatement = async (actor: PersonActor, asked: Asked): Promise<FileAnswer> =>
  statementPaper(await statementOf(actor, asked, 'rewards.printStatement'))

async function statementOf(
  actor: PersonActor,
  { householdId, month, personId: forWhom }: Asked,
  action: string,
): Promise<Statement> {
  const household = await requireHousehold(householdId)
  if (!holdsRole(actor, rewardDesks, household.placePath)) throw new DomainError('NOT_FOUND')
  const members = await membersOf(householdId)
  const since = forWhom === undefined ? null : (members.find((member) => member.personId === forWhom)?.since ?? null)
  if (forWhom !== undefined && since === null) throw new DomainError('NOT_FOUND')
  await auditRead(actor, {
    action,
    subject: `households/${householdId}`,
    placePath: household.placePath,
    details: { month, ...(forWhom ? { personId: forWhom } : {}) },
  })
  const { $gte: begin, $lt } = monthRange(month)
  const found = await Redemptions.find({
    householdId,
    createdAt: { $gte: since && since > begin ? since : begin, $lt },
  })
    .sort({ createdAt: -1, _id: -1 })
    .limit(MAX_STATEMENT)
    .lean<RedemptionRecord[]>()
  const state = await balanceOf(accountFor({ householdId }))
  const { settings } = await settingsOf(household.placePath)
  const today = dayOf(now())
  const { personId } = actor
  const names = await fullNames([personId, ...members.map((member) => member.personId)])
  const taken = found.filter(
    (each) => each.status === 'captured' || each.status === 'disputed' || each.status === 'kept',
  )
  return {
    title: '住户积分兑换对账单',
    householdLabel: await labelOf(household),
    month,
    available: state ? spendableOn(state, today) : 0,
    held: state?.held ?? 0,
    expiring: state ? expiringNext(state, today) : null,
    redeemed: taken.reduce((sum, each) => sum + each.points, 0),
    rows: await presentDeskRows(found),
    printedBy: names.get(personId) ?? '',
    printedAt: now().toISOString(),
    hotline: settings.contact.hotline,
    members: members.map((member) => ({
      personId: member.personId,
      name: names.get(member.personId) ?? '',
      since: dayOf(member.since),
    })),
    since: since && dayOf(since),
    howToContest: '对任何一笔有疑问，可以当场口头提出，由社区工作者代为登记，答复后书面告知。',
  }
}

export async function enterDispute(actor: PersonActor, input: ParsedOf<typeof rewardsDesk.dispute>): Promise<DeskRow> {
  const [row] = await presentDeskRows([await disputeAtDesk(actor, input)])
  if (!row) throw new Error('one redemption in, none out')
  return row
}
