// Patterns worth a look: many redemptions in a short time by shop, by household, by one household at one shop. Hints
// only: a person looks and writes down what it was; nothing is taken from anybody by them.
import { createHash } from 'node:crypto'
import { scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { type rewardsOffice } from '@shared/rewards/office-contract'
import { rewardManagers, rewardReaders } from '@shared/rewards/roles'
import { flagTexts, velocityFlags, type Flag } from '@shared/rewards/rules'
import { addDays, instantAt, showDay, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { auditRead } from '../audit'
import { now } from '../clock'
import { readCountedPage } from '../paging'
import { householdLabels } from '../people/households'
import { fullNames } from '../people/people'
import { defineReview, type Opening } from '../reviews/reviews'
import { shopsById } from './present'
import { Redemptions, type RedemptionRecord } from './rewards.model'
import { Flags, type FlagRecord } from './settlements.model'

/**
 * Household behind a redemption as far as limits know it: the payer's, else the first one it counted for, else the
 * account.
 */
const payerOf = (redemption: RedemptionRecord): string =>
  redemption.householdId ??
  redemption.quotaIds.find((id) => id.startsWith('household:'))?.split(':')[1] ??
  redemption.account

/** Looks through a day's captures; the same day again changes only what grew. */
export async function flagDay(day: Day): Promise<number> {
  const range = { $gte: instantAt(day, '00:00'), $lt: instantAt(addDays(day, 1), '00:00') }
  const taken = await Redemptions.find({ capturedAt: range })
    .sort({ capturedAt: 1 })
    .limit(200_000)
    .lean<RedemptionRecord[]>()
  const byId = new Map(taken.map((each) => [each._id, each]))
  const flags = velocityFlags(
    taken.map((each) => ({
      id: each._id,
      shopId: each.shopId,
      payer: payerOf(each),
      at: each.capturedAt ?? each.createdAt,
      points: each.points,
    })),
  )
  for (const flag of flags) await writeFlag(day, flag, byId)
  return flags.length
}

async function writeFlag(day: Day, flag: Flag, byId: ReadonlyMap<string, RedemptionRecord>): Promise<void> {
  const first = byId.get(flag.ids[0] ?? '')
  if (!first) return
  const _id = `${day}.${flag.kind}.${createHash('sha256').update(`${flag.shopId}|${flag.payer}`).digest('hex').slice(0, 24)}`
  const grown = { redemptionIds: flag.ids.slice(0, 200), count: flag.ids.length, points: flag.points }
  const householdId = flag.payer && !flag.payer.includes(':') ? flag.payer : null
  const shop = flag.shopId ? (await shopsById([flag.shopId])).get(flag.shopId) : undefined
  await Flags.updateOne(
    { _id },
    {
      $set: grown,
      $setOnInsert: {
        kind: flag.kind,
        day,
        shopId: flag.shopId,
        householdId,
        placePath: shop?.placePath ?? first.placePath,
        status: 'open',
        createdAt: now(),
      },
    } as UpdateQuery<FlagRecord>,
    { upsert: true },
  )
  const found = await Flags.findOne({ _id, status: 'open' }).lean<FlagRecord>()
  if (found) await flagReview.takeIn(await openingOf(found))
}

type Row = OutputOf<typeof rewardsOffice.decideFlag>

async function presentFlags(flags: readonly FlagRecord[]): Promise<Row[]> {
  const shops = await shopsById(flags.flatMap((flag) => (flag.shopId ? [flag.shopId] : [])))
  const labels = await householdLabels(flags.flatMap((flag) => (flag.householdId ? [flag.householdId] : [])))
  const names = await fullNames(flags.flatMap((flag) => (flag.decidedBy ? [flag.decidedBy] : [])))
  return flags.map((flag) => ({
    id: flag._id,
    kind: flag.kind,
    kindText: flagTexts[flag.kind],
    text: `${flagTexts[flag.kind]}：${flag.count}次，共 ${flag.points} 积分`,
    day: flag.day,
    shopId: flag.shopId,
    shopName: flag.shopId ? (shops.get(flag.shopId)?.name ?? '') : null,
    householdLabel: flag.householdId ? (labels.get(flag.householdId) ?? '') : null,
    redemptionIds: flag.redemptionIds,
    count: flag.count,
    points: flag.points,
    status: flag.status,
    note: flag.note ?? null,
    decidedBy: flag.decidedBy ? (names.get(flag.decidedBy) ?? '') : null,
  }))
}

export async function listFlags(
  actor: Actor,
  input: ParsedOf<typeof rewardsOffice.flags>,
): Promise<OutputOf<typeof rewardsOffice.flags>> {
  const { rows, ...page } = await readCountedPage(
    Flags,
    { createdAt: -1 },
    { placePath: { $in: scopeOf(actor, rewardReaders) }, ...(input.status ? { status: input.status } : {}) },
    input,
  )
  await auditRead(actor, { action: 'rewards.readFlags', subject: 'rewards/flags', details: { count: rows.length } })
  return { items: await presentFlags(rows), ...page }
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export const decideFlag = (
  actor: Actor,
  { id, status, note }: ParsedOf<typeof rewardsOffice.decideFlag>,
): Promise<Row> => flagReview.decide(actor, { subjectId: id, outcome: status, reason: note, given: null })

/** Who handed over what the hint is about does not decide it, nor whoever belongs to the shop or the household. */
async function openingOf(flag: FlagRecord): Promise<Opening> {
  const taken = await Redemptions.find({ _id: { $in: flag.redemptionIds } }).lean<RedemptionRecord[]>()
  const shop = flag.shopId ? (await shopsById([flag.shopId])).get(flag.shopId) : undefined
  return {
    subjectId: flag._id,
    placePath: flag.placePath,
    headline: `${flagTexts[flag.kind]}，${showDay(flag.day)}`,
    due: null,
    actedBy: taken.flatMap((each) => [each.capturedBy, each.enteredBy]),
    personIds: [...(shop?.memberIds ?? []), ...(flag.householdId ? [] : taken.map(({ personId }) => personId))],
    householdIds: [flag.householdId],
    at: flag.createdAt,
  }
}

const flagReview = defineReview<null, Row>({
  name: 'rewardFlag',
  title: '兑换提示',
  verb: '核实',
  deciders: rewardManagers,
  tells: [],
  noticeKind: 'work',
  deskLink: () => '/redemptions?tab=flags',
  askers: () => Promise.resolve([]),
  askerLink: () => '',
  tellsLate: false,
  isObjection: false,
  freshDecider: false,
  answered: () => null,
  apply: async (tx, { actor, outcome, reason, review }) => {
    const status = outcome === 'confirmed' ? ('confirmed' as const) : ('cleared' as const)
    const set = { status, note: reason, decidedBy: actor.personId }
    const { matched } = await tx.on(Flags).updateOne({ _id: review.subjectId, status: 'open' }, { $set: set })
    if (matched === 0) throw new DomainError('WRONG_STATE')
    return { details: { status } }
  },
  present: async (tx, _actor, { subjectId }) => {
    const after = await tx.on(Flags).findOne({ _id: subjectId })
    const [row] = after ? await presentFlags([after]) : []
    if (!row) throw new Error('one flag in, none out')
    return row
  },
  backlog: async (id) => {
    const found = await Flags.find({ status: 'open', ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<FlagRecord[]>()
    return Promise.all(found.map(openingOf))
  },
  audit: { action: 'rewards.decideFlag', subject: ({ subjectId }) => `rewards/flags/${subjectId}` },
})
