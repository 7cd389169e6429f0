// The roll of honour: compounds by what they gave to their fund and brought about; persons only by their own wish, by a
// nickname that staff have looked at (others would see it), unranked and without any figure. Off by default, off at
// once when switched off.
import { scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { rewards } from '@shared/rewards/contract'
import { type rewardsOffice } from '@shared/rewards/office-contract'
import { rewardDesks, rewardReaders } from '@shared/rewards/roles'
import { dayOf, monthOf } from '@shared/time'
import { showCarbon } from '@shared/units'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { transaction } from '../db'
import { compoundTotals } from '../ledger/compound-totals'
import { readCountedPage } from '../paging'
import { placeNames } from '../people/people'
import { installedCity, placesByIds } from '../places/places'
import { defineReview, type Opening } from '../reviews/reviews'
import { CompoundHonours, Honours, type CompoundHonour, type HonourRecord } from './settlements.model'

const MAX_SHOWN = 50
const NOTE =
  '小区按捐给公益金的积分和减碳成效列出；个人仅限自愿，只显示昵称，不排名、不列数字。没有上榜不影响任何权益。'

/** Reckons every compound anew. Running it twice changes nothing. */
export async function reckonHonours(): Promise<number> {
  const totals = (await compoundTotals()).filter((each) => each.carbonGrams > 0 || each.pointsGiven > 0)
  const places = new Map((await placesByIds(totals.map((each) => each.placeId))).map((place) => [place._id, place]))
  const at = now()
  for (const { placeId, carbonGrams, pointsGiven } of totals) {
    const place = places.get(placeId)
    if (!place) continue
    await CompoundHonours.updateOne(
      { _id: placeId },
      {
        $set: { name: place.name, placePath: place.path, carbonGrams, pointsGiven, at },
      } as UpdateQuery<CompoundHonour>,
      { upsert: true },
    )
  }
  return totals.length
}

/** Public. */
export async function showHonours({
  placeId,
}: ParsedOf<typeof rewards.honours>): Promise<OutputOf<typeof rewards.honours>> {
  const within = placeId ?? (await installedCity())?._id
  const compounds = within
    ? await CompoundHonours.find({ placePath: within })
        .sort({ pointsGiven: -1, carbonGrams: -1 })
        .limit(MAX_SHOWN)
        .lean<CompoundHonour[]>()
    : []
  const people = within
    ? await Honours.find({ placePath: within, on: true, status: 'shown' })
        .sort({ nickname: 1 })
        .limit(MAX_SHOWN * 4)
        .lean<HonourRecord[]>()
    : []
  const names = await placeNames(people.map((person) => person.placeId))
  const asOf = compounds[0]?.at ?? null
  return {
    asOf: asOf?.toISOString() ?? null,
    month: asOf ? monthOf(dayOf(asOf)) : null,
    note: NOTE,
    compounds: compounds.map((each) => ({
      placeId: each._id,
      name: each.name,
      pointsGiven: each.pointsGiven,
      carbonGrams: each.carbonGrams,
      text: [each.pointsGiven > 0 ? `捐给公益金 ${each.pointsGiven} 积分` : '', `减碳约${showCarbon(each.carbonGrams)}`]
        .filter(Boolean)
        .join('，'),
    })),
    people: people.map((person) => ({ nickname: person.nickname, placeName: names.get(person.placeId) ?? '' })),
  }
}

type Mine = OutputOf<typeof rewards.myHonour>
const statusTexts: Readonly<Record<Mine['status'], string>> = {
  off: '没有上榜',
  waiting: '昵称审核中，审核后可见',
  shown: '已上榜，随时可以关闭',
  refused: '昵称没有通过审核，请换一个',
}

function presentMine(record: HonourRecord | null): Mine {
  const status: Mine['status'] = record?.on ? record.status : 'off'
  return { on: record?.on ?? false, nickname: record?.nickname ?? '', status, statusText: statusTexts[status] }
}

export const showMyHonour = async (actor: PersonActor): Promise<Mine> =>
  presentMine(await Honours.findById(actor.personId).lean<HonourRecord>())

/**
 * Consent on or off; a changed nickname is looked at again. @throws DomainError INPUT_INVALID without a nickname,
 * NOT_ALLOWED without a home
 */
export async function setMyHonour(
  actor: PersonActor,
  { on, nickname }: ParsedOf<typeof rewards.setHonour>,
): Promise<Mine> {
  const { personId, households } = actor
  if (on && [...nickname].length < 2) throw invalid('nickname', '昵称至少两个字')
  const placePath = households[0]?.placePath ?? (await installedCity())?.path ?? []
  const before = await Honours.findById(personId).lean<HonourRecord>()
  const status = before?.status === 'shown' && before.nickname === nickname ? 'shown' : 'waiting'
  return transaction(async (tx) => {
    if (!on) {
      await tx.on(Honours).updateOne({ _id: personId }, { $set: { on: false } })
      await nicknameReview.withdraw(tx, actor, personId, '不再上榜')
      return presentMine(before ? { ...before, on: false } : null)
    }
    const set = {
      on,
      nickname,
      status,
      placeId: placePath.at(-1) ?? '',
      placePath: [...placePath],
      askedAt: now(),
    } as const
    const after = await tx
      .on(Honours)
      .findOneAndUpdate(
        { _id: personId },
        { $set: set, $unset: { reason: 1, decidedBy: 1 } } as UpdateQuery<HonourRecord>,
        { upsert: true },
      )
    if (after?.status === 'waiting') {
      // another nickname is another question
      await nicknameReview.withdraw(tx, actor, personId, '换了昵称')
      await nicknameReview.open(tx, actor, openingOf(after))
    }
    return presentMine(after)
  })
}

export async function listNicknames(
  actor: Actor,
  input: ParsedOf<typeof rewardsOffice.nicknames>,
): Promise<OutputOf<typeof rewardsOffice.nicknames>> {
  const filter = {
    placePath: { $in: scopeOf(actor, rewardReaders) },
    on: true,
    ...(input.status ? { status: input.status } : {}),
  }
  const { rows, ...page } = await readCountedPage(Honours, { askedAt: -1 }, filter, input)
  const names = await placeNames(rows.map((row) => row.placeId))
  return {
    items: rows.map((row) => ({
      id: row._id,
      nickname: row.nickname,
      placeName: names.get(row.placeId) ?? '',
      status: row.status,
      askedAt: row.askedAt.toISOString(),
    })),
    ...page,
  }
}

/** Of the nickname that was looked at. @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE */
export async function decideNickname(
  actor: Actor,
  { id, shown, reason = '' }: ParsedOf<typeof rewardsOffice.decideNickname>,
): Promise<OutputOf<typeof rewardsOffice.decideNickname>> {
  if (!shown && reason === '') throw invalid('reason', '请写明为什么不合适')
  const record = await Honours.findById(id).lean<HonourRecord>()
  if (!record) throw new DomainError('NOT_FOUND')
  const outcome = shown ? 'shown' : 'refused'
  return nicknameReview.decide(actor, { subjectId: id, outcome, reason, given: { nickname: record.nickname } })
}

const openingOf = (record: HonourRecord): Opening => ({
  subjectId: record._id,
  placePath: record.placePath,
  headline: `昵称“${record.nickname}”`,
  due: null,
  personId: record._id,
  author: record._id,
  at: record.askedAt,
})

const nicknameReview = defineReview<{ nickname: string }, OutputOf<typeof rewardsOffice.decideNickname>>({
  name: 'nickname',
  title: '荣誉榜昵称',
  verb: '审核',
  deciders: rewardDesks,
  tells: [],
  noticeKind: 'points',
  deskLink: () => '/redemptions?tab=nicknames',
  askers: () => Promise.resolve([]),
  askerLink: () => '',
  tellsLate: false,
  isObjection: false,
  freshDecider: false,
  answered: () => null,
  apply: async (tx, { actor, outcome, reason, review, given }) => {
    const status = outcome === 'shown' ? ('shown' as const) : ('refused' as const)
    const { matched } = await tx
      .on(Honours)
      .updateOne(
        { _id: review.subjectId, status: 'waiting', on: true, nickname: given.nickname },
        { $set: { status, reason, decidedBy: actor.personId } },
      )
    if (matched === 0) throw new DomainError('WRONG_STATE')
    return { details: { status } }
  },
  present: async (_tx, _actor, { subjectId, decision }) =>
    Promise.resolve({ id: subjectId, status: decision?.outcome === 'shown' ? 'shown' : 'refused' }),
  backlog: async (id) => {
    const found = await Honours.find({ status: 'waiting', on: true, ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<HonourRecord[]>()
    return found.map(openingOf)
  },
  audit: { action: 'rewards.decideNickname', subject: ({ subjectId }) => `people/${subjectId}` },
})
