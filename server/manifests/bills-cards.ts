// Rate cards: written by one person, put in force by a second. One holds from a day on, for its place and all below it
// that have none of their own. Invariants: a proposed card holds nowhere; who wrote in it does not publish it; a
// published one is never changed, so that a bill can be reckoned again.
import type { Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { invalid } from '@shared/errors'
import { rateKeepers, type manifestsBills, type RateCardRecord } from '@shared/manifests/bills-contract'
import { dayOf, tooFarAhead, type Day } from '@shared/time'
import { now } from '../clock'
import { byTwoPeople, type Seen } from '../people/by-two-people'
import { fullNames } from '../people/people'
import { placesByIds, requirePlace } from '../places/places'
import { RateCards, type RateCardDocument } from './bills.model'
import { contractsOf } from './kitchens'
import type { ProducerRecord } from './register.model'

/** Cards in force on a day, newest first, of these paths. */
async function cardsOn(paths: readonly (readonly string[])[], day: Day): Promise<RateCardDocument[]> {
  const placeIds = [...new Set(paths.flat())]
  return RateCards.find({ placeId: { $in: placeIds }, state: 'published', validFrom: { $lte: day } })
    .sort({ validFrom: -1, _id: -1 })
    .lean<RateCardDocument[]>()
}

/** That of the nearest place, of those its newest. @param cards as `cardsOn` answers them */
function nearestCard(cards: readonly RateCardDocument[], path: readonly string[]): RateCardDocument | null {
  for (const placeId of [...path].reverse()) {
    const own = cards.find((card) => card.placeId === placeId)
    if (own) return own
  }
  return null
}

type Billed = Pick<ProducerRecord, '_id' | 'umbrellaId' | 'placePath'>

/**
 * What each producer's month is billed by: the card that its contract names, where that is in force on the first day,
 * else that of the nearest place. Of contracts that change within the month the one of its first day counts, else the
 * first that begins in it. Null: there is no card.
 */
export async function cardsFor(
  producers: readonly Billed[],
  { from, to }: { from: Day; to: Day },
): Promise<Map<string, RateCardDocument | null>> {
  const contracts = await contractsOf(producers)
  const named = new Map(
    producers.map(({ _id }) => {
      const held = (contracts.get(_id) ?? []).filter((each) => each.from <= to && each.to >= from)
      return [_id, held.sort((one, other) => (one.from < other.from ? -1 : 1))[0]?.rateCardId ?? null] as const
    }),
  )
  const ids = [...new Set([...named.values()].flatMap((id) => id ?? []))]
  const own = await RateCards.find({ _id: { $in: ids }, state: 'published', validFrom: { $lte: from } }).lean<
    RateCardDocument[]
  >()
  const ofPlaces = await cardsOn(
    producers.map(({ placePath }) => placePath),
    from,
  )
  return new Map(
    producers.map(({ _id, placePath }) => [
      _id,
      own.find((card) => card._id === named.get(_id)) ?? nearestCard(ofPlaces, placePath),
    ]),
  )
}

/** The day before which a card cannot begin any more, as those it would change are past. */
const refusePast = (validFrom: Day): void => {
  const today = dayOf(now())
  if (validFrom <= today) throw invalid('validFrom', '费率要从明天或以后开始执行')
  if (!validFrom.endsWith('-01')) throw invalid('validFrom', '账单按月算，费率要从某月1日开始执行')
  const far = tooFarAhead(validFrom, today)
  if (far) throw invalid('validFrom', far)
}

const versions = byTwoPeople({
  model: RateCards,
  keepers: rateKeepers,
  subject: 'manifestRateCards',
  actions: {
    save: 'manifests.saveRateCard',
    publish: 'manifests.publishRateCard',
    withdraw: 'manifests.withdrawRateCard',
  },
  refusePast,
  samePerson: 'DECIDES_OWN_CASE',
})

async function present(actor: Actor, cards: readonly RateCardDocument[]): Promise<RateCardRecord[]> {
  const today = dayOf(now())
  const names = await fullNames(cards.flatMap(({ updatedBy, publishedBy }) => [updatedBy, publishedBy ?? '']))
  const places = new Map((await placesByIds(cards.map(({ placeId }) => placeId))).map(({ _id, name }) => [_id, name]))
  const allowed = await versions.allowed(actor, today)
  const inForce = await cardsOn(
    cards.map(({ placePath }) => placePath),
    today,
  )
  return cards.map((card) => ({
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
    allowed: allowed(card),
  }))
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
  const { placeId, validFrom, content, source } = input
  return presentOne(
    actor,
    await versions.save(actor, input, { placeId, placePath: place.path, validFrom, content, source }),
  )
}

/** The second person's word. @throws DomainError also INPUT_INVALID (it would begin in the past), DECIDES_OWN_CASE */
export const publishCard = async (actor: Actor, input: Seen): Promise<RateCardRecord> =>
  presentOne(actor, await versions.publish(actor, input))

/** Takes back what is proposed. */
export const withdrawCard = versions.withdraw
