// Rate cards: written by one person, put in force by a second. One holds from a day on, for its place and all below it
// that have none of their own. Invariants: a proposed card holds nowhere; who wrote in it does not publish it; a
// published one is never changed, so that a bill can be reckoned again.
import { holdsRole, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { rateKeepers, type manifestsBills, type RateCardRecord } from '@shared/manifests/bills-contract'
import { dayOf, tooFarAhead, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { secondPerson } from '../people/conflicts'
import { fullNames } from '../people/people'
import { placesByIds, requirePlace } from '../places/places'
import { RateCards, type RateCardDocument } from './bills.model'

/** Cards in force on a day, newest first, of these paths. */
export async function cardsOn(paths: readonly (readonly string[])[], day: Day): Promise<RateCardDocument[]> {
  const placeIds = [...new Set(paths.flat())]
  return RateCards.find({ placeId: { $in: placeIds }, state: 'published', validFrom: { $lte: day } })
    .sort({ validFrom: -1, _id: -1 })
    .lean<RateCardDocument[]>()
}

/** That of the nearest place, of those its newest. @param cards as `cardsOn` answers them */
export function nearestCard(cards: readonly RateCardDocument[], path: readonly string[]): RateCardDocument | null {
  for (const placeId of [...path].reverse()) {
    const own = cards.find((card) => card.placeId === placeId)
    if (own) return own
  }
  return null
}

/** The day before which a card cannot begin any more, as those it would change are past. */
const refusePast = (validFrom: Day): void => {
  const today = dayOf(now())
  if (validFrom <= today) throw invalid('validFrom', '费率要从明天或以后开始执行')
  if (!validFrom.endsWith('-01')) throw invalid('validFrom', '账单按月算，费率要从某月1日开始执行')
  const far = tooFarAhead(validFrom, today)
  if (far) throw invalid('validFrom', far)
}

async function present(actor: Actor, cards: readonly RateCardDocument[]): Promise<RateCardRecord[]> {
  const today = dayOf(now())
  const names = await fullNames(cards.flatMap(({ updatedBy, publishedBy }) => [updatedBy, publishedBy ?? '']))
  const places = new Map((await placesByIds(cards.map(({ placeId }) => placeId))).map(({ _id, name }) => [_id, name]))
  const isSecond = await secondPerson(actor)
  const inForce = await cardsOn(
    cards.map(({ placePath }) => placePath),
    today,
  )
  return cards.map((card) => {
    const isOpen = card.state === 'proposed' && holdsRole(actor, rateKeepers, card.placePath)
    return {
      id: card._id,
      placeId: card.placeId,
      placeName: places.get(card.placeId) ?? '',
      validFrom: card.validFrom,
      version: card.version,
      state: card.state,
      isNow: nearestCard(inForce, card.placePath)?._id === card._id,
      content: card.content,
      source: card.source,
      by: names.get(card.updatedBy) ?? '系统',
      at: card.updatedAt.toISOString(),
      publishedBy: names.get(card.publishedBy ?? '') ?? null,
      allowed: [
        ...(isOpen ? (['change'] as const) : []),
        ...(isOpen && card.validFrom > today && isSecond(card.writtenBy) ? (['publish'] as const) : []),
        ...(isOpen ? (['withdraw'] as const) : []),
      ],
    }
  })
}

async function presentOne(actor: Actor, card: RateCardDocument): Promise<RateCardRecord> {
  const [row] = await present(actor, [card])
  if (!row) throw new Error('a card without its row')
  return row
}

/** Those of the places where the actor has a role, and of the places above them. */
export async function listCards(actor: Actor): Promise<OutputOf<typeof manifestsBills.cards>> {
  const grants = actor.kind === 'person' ? actor.grants : []
  const found = await RateCards.find({
    $or: [
      { placeId: { $in: grants.flatMap(({ placePath }) => [...placePath]) } },
      { placePath: { $in: grants.map(({ placeId }) => placeId) } },
    ],
  })
    .sort({ validFrom: -1, _id: -1 })
    .limit(100)
    .lean<RateCardDocument[]>()
  return {
    items: await present(actor, found),
    mayPropose: grants.some(({ role }) => (rateKeepers as readonly string[]).includes(role)),
  }
}

/**
 * Proposes a card, or changes one that is proposed.
 * @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE, INPUT_INVALID
 */
export async function saveCard(actor: Actor, input: ParsedOf<typeof manifestsBills.saveCard>): Promise<RateCardRecord> {
  const place = await requirePlace(input.placeId)
  if (!holdsRole(actor, rateKeepers, place.path)) throw new DomainError('NOT_FOUND')
  const { id, version, placeId, validFrom, content, source } = input
  refusePast(validFrom)
  const after = await transaction(async (tx) => {
    const had = await tx.on(RateCards).findOne({ _id: id })
    if (had && had.placeId !== placeId) throw new DomainError('NOT_FOUND')
    if (had && had.state !== 'proposed') throw new DomainError('WRONG_STATE')
    if (had && had.version !== version) throw new DomainError('CHANGED_MEANWHILE')
    const sameDay = await tx.on(RateCards).findOne({ placeId, validFrom })
    if (sameDay && sameDay._id !== id) throw new DomainError('CHANGED_MEANWHILE', { id: sameDay._id })
    const fields = { placeId, placePath: place.path, validFrom, content, source, state: 'proposed' as const }
    const saved = await tx.on(RateCards).findOneAndUpdate(
      { _id: id },
      {
        $set: { ...fields, version: (had?.version ?? 0) + 1, updatedAt: now(), updatedBy: actorId(actor) },
        $addToSet: { writtenBy: actorId(actor) },
      } as UpdateQuery<RateCardDocument>,
      { upsert: true },
    )
    await audit(tx, actor, {
      action: 'manifests.saveRateCard',
      subject: `manifestRateCards/${id}`,
      placePath: place.path,
      details: { validFrom },
    })
    if (!saved) throw new DomainError('CHANGED_MEANWHILE')
    return saved
  })
  return presentOne(actor, after)
}

type Seen = { id: string; version: number }

async function proposed(tx: Tx, actor: Actor, { id, version }: Seen): Promise<RateCardDocument> {
  const card = await tx.on(RateCards).findOne({ _id: id })
  if (!card || !holdsRole(actor, rateKeepers, card.placePath)) throw new DomainError('NOT_FOUND')
  if (card.state !== 'proposed') throw new DomainError('WRONG_STATE')
  if (card.version !== version) throw new DomainError('CHANGED_MEANWHILE')
  return card
}

/** The second person's word. @throws DomainError also INPUT_INVALID (it would begin in the past), DECIDES_OWN_CASE */
export async function publishCard(actor: Actor, input: Seen): Promise<RateCardRecord> {
  const after = await transaction(async (tx) => {
    const { placePath, validFrom, writtenBy } = await proposed(tx, actor, input)
    refusePast(validFrom)
    if (!(await secondPerson(actor, tx))(writtenBy)) throw new DomainError('DECIDES_OWN_CASE')
    const published = await tx
      .on(RateCards)
      .findOneAndUpdate(
        { _id: input.id, version: input.version, state: 'proposed' },
        { $set: { state: 'published', publishedBy: actorId(actor) } },
      )
    if (!published) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, {
      action: 'manifests.publishRateCard',
      subject: `manifestRateCards/${input.id}`,
      placePath,
      details: { validFrom, writtenBy },
    })
    return published
  })
  return presentOne(actor, after)
}

/** Takes back what is proposed. */
export function withdrawCard(actor: Actor, { reason, ...seen }: Seen & { reason: string }): Promise<{ id: string }> {
  return transaction(async (tx) => {
    const { placePath, validFrom } = await proposed(tx, actor, seen)
    const deleted = await tx.on(RateCards).deleteOne({ _id: seen.id, version: seen.version, state: 'proposed' })
    if (deleted === 0) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, {
      action: 'manifests.withdrawRateCard',
      subject: `manifestRateCards/${seen.id}`,
      placePath,
      reason,
      details: { validFrom },
    })
    return { id: seen.id }
  })
}
