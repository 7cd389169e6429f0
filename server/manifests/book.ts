// The 台账 of a producer and the statistics of an area, reckoned from handovers whenever they are asked for.
// Invariants: what the phone, the console, the paper and the workbook show is one reckoning (shared/manifests/book.ts);
// a producer's own people and the offices of its area read it, nobody else.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { bookOf, grouped, monthSpan, totalOf, type Book } from '@shared/manifests/book'
import type { BookView, manifestsBook, MonthStatistics } from '@shared/manifests/book-contract'
import { manifestReaders, nightOf } from '@shared/manifests/rules'
import { addDays, daysBetween, type Day } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import { actingFor } from '../organisations/acting'
import { organisationNames } from '../organisations/names'
import { requirePlace } from '../places/places'
import { keptBook, monthsWith, producerRecord, type KeptLine } from './book-lines'
import type { ProducerRecord } from './register.model'
import { sumsAndProducers } from './sums'

type Asked = { producerId: string; organisationId?: string | undefined }

/**
 * Its own people and those of the mall whose contract covers it, who say for whom they act; and the offices of its
 * area, whose reading is audited. @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS
 */
export async function readableProducer(
  actor: Actor,
  { producerId, organisationId }: Asked,
  what: string,
): Promise<ProducerRecord> {
  const producer = await producerRecord(producerId)
  if (!producer) throw new DomainError('NOT_FOUND')
  if (organisationId !== undefined) {
    await actingFor(actor, organisationId)
    if (![producer.organisationId, producer.umbrellaOrganisationId].includes(organisationId))
      throw new DomainError('NOT_FOUND')
    return producer
  }
  const { placePath } = producer
  if (!holdsRole(actor, manifestReaders, placePath)) throw new DomainError('NOT_FOUND')
  await auditRead(actor, { action: what, subject: `manifestProducers/${producerId}`, placePath })
  return producer
}

/** As papers name it: the company, and which of its kitchens where it has a name of its own. */
export async function nameOnPaper({ organisationId, name }: ProducerRecord): Promise<string> {
  const company = (await organisationNames([organisationId])).get(organisationId) ?? ''
  return name === company ? name : `${company} ${name}`
}

/** A night ends in the morning: until then its day is not over. */
export const reckonBook = async (producer: ProducerRecord, from: Day, to: Day): Promise<Book<KeptLine>> =>
  bookOf({ ...(await keptBook(producer, from, to)), from, to, today: nightOf(now()) })

/** @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS */
export async function showBook(
  actor: Actor,
  { month, ...asked }: ParsedOf<typeof manifestsBook.month>,
): Promise<BookView> {
  const producer = await readableProducer(actor, asked, 'manifests.readBook')
  const { from, to } = monthSpan(month)
  const { days, sum, kinds, haulers, missing, nothing } = await reckonBook(producer, from, to)
  return {
    producer: { id: producer._id, name: await nameOnPaper(producer) },
    month,
    days: days.map((day) => ({ ...day, lines: [...day.lines] })),
    sum,
    kinds: [...kinds],
    haulers: [...haulers],
    missing: [...missing],
    nothing: [...nothing],
    months: await monthsWith(producer._id),
  }
}

/** At most a quarter. @throws DomainError INPUT_INVALID */
export function refuseLongSpan(from: Day, to: Day): void {
  if (to < from) throw invalid('to', '最后一天不能早于第一天')
  if (daysBetween(from, to) > 91) throw invalid('to', '一次最多三个月')
}

/** @throws DomainError NOT_FOUND */
export async function monthStatistics(
  actor: Actor,
  { month, placeId }: ParsedOf<typeof manifestsBook.statistics>,
): Promise<OutputOf<typeof manifestsBook.statistics>> {
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !holdsRole(actor, manifestReaders, place.path)) throw new DomainError('NOT_FOUND')
  const span = monthSpan(month)
  const below = place ? [place._id] : scopeOf(actor, manifestReaders)
  const { sums, producers } = await sumsAndProducers({ below }, span, ['day', 'kind', 'haulerId'])
  const names = await organisationNames(sums.map(({ haulerId }) => haulerId))
  const byDay = grouped(sums, ({ day }) => day)
  const answer: MonthStatistics = {
    month,
    days: Array.from({ length: daysBetween(span.from, span.to) + 1 }, (_each, at) => {
      const day = addDays(span.from, at)
      const { grams, estimatedGrams, handovers } = totalOf(byDay.get(day) ?? [])
      return { day, grams, estimatedGrams, handovers }
    }),
    kinds: [...grouped(sums, ({ kind }) => kind)]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([kind, own]) => ({ kind, sum: totalOf(own) })),
    haulers: [...grouped(sums, ({ haulerId }) => names.get(haulerId) ?? '')]
      .map(([name, own]) => ({ name, sum: totalOf(own) }))
      .sort((a, b) => b.sum.grams - a.sum.grams || (a.name < b.name ? -1 : 1)),
    producers,
    sum: totalOf(sums),
  }
  return answer
}
