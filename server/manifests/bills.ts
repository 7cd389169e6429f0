// The monthly bill of a producer by the rate card that its contract names, else by that of its area: reckoned from its
// handovers whenever it is asked for, and recorded nowhere else. Invariants: what is not closed is counted and said to
// be open; a month's bill takes a card in force on the month's first day, so that a card never changes a bill that was
// shown.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { billOf, type Bill } from '@shared/manifests/bills'
import type { BillRow, BillView, manifestsBills } from '@shared/manifests/bills-contract'
import { estimatedShare, grouped, monthSpan, showShare } from '@shared/manifests/book'
import { manifestReaders } from '@shared/manifests/rules'
import { dayOf, type Month } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { organisationNames } from '../organisations/names'
import { placesByIds, requirePlace } from '../places/places'
import { sheetFile, type Column } from '../sheets'
import { cardsFor } from './bills-cards'
import type { RateCardDocument } from './bills.model'
import { nameOnPaper, readableProducer } from './book'
import { producerRecords } from './book-lines'
import type { ProducerRecord } from './register.model'
import { sumsOf, type KeptSum } from './sums'

const noCard = { baseFen: 0, kinds: [] }

type Reckoned = { bill: Bill; card: RateCardDocument | null; handovers: number; open: number }

function reckon(sums: readonly KeptSum<'kind'>[], card: RateCardDocument | null): Reckoned {
  const quantities = [...sums].sort((one, other) => (one.kind < other.kind ? -1 : 1))
  return {
    bill: billOf(card?.content ?? noCard, quantities),
    card,
    handovers: sums.reduce((total, { handovers }) => total + handovers, 0),
    open: sums.reduce((total, { open }) => total + open, 0),
  }
}

/** @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS */
export async function showBill(
  actor: Actor,
  { month, ...asked }: ParsedOf<typeof manifestsBills.bill>,
): Promise<BillView> {
  return viewOf(await readableProducer(actor, asked, 'manifests.readBill'), month)
}

export async function viewOf(producer: ProducerRecord, month: Month): Promise<BillView> {
  const { from, to } = monthSpan(month)
  const sums = await sumsOf({ producerId: producer._id }, { from, to }, ['kind'])
  const own = (await cardsFor([producer], { from, to })).get(producer._id) ?? null
  const { bill, card, handovers, open } = reckon(sums, own)
  const [place] = card ? await placesByIds([card.placeId]) : []
  return {
    producer: { id: producer._id, name: await nameOnPaper(producer) },
    month,
    isFinal: to < dayOf(now()) && open === 0,
    open,
    card: card && {
      id: card._id,
      placeName: place?.name ?? '',
      validFrom: card.validFrom,
      version: card.version,
      source: card.source,
    },
    handovers,
    ...bill,
    lines: [...bill.lines],
    unpriced: [...bill.unpriced],
  }
}

const MOST = 2_000

/** @throws DomainError NOT_FOUND */
export async function listBills(
  actor: Actor,
  { month, placeId }: ParsedOf<typeof manifestsBills.bills>,
): Promise<OutputOf<typeof manifestsBills.bills>> {
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !holdsRole(actor, manifestReaders, place.path)) throw new DomainError('NOT_FOUND')
  const { from, to } = monthSpan(month)
  const below = place ? [place._id] : scopeOf(actor, manifestReaders)
  const sums = await sumsOf({ below }, { from, to }, ['producerId', 'kind'])
  const byProducer = grouped(sums, ({ producerId }) => producerId)
  const producers = await producerRecords([...byProducer.keys()])
  const [companies, cards] = await Promise.all([
    organisationNames(producers.map(({ organisationId }) => organisationId)),
    cardsFor(producers, { from, to }),
  ])
  const rows = producers.map(({ _id, organisationId, name: site }): BillRow => {
    const company = companies.get(organisationId) ?? ''
    const name = site === company ? site : `${company} ${site}`
    const { bill, card, handovers, open } = reckon(byProducer.get(_id) ?? [], cards.get(_id) ?? null)
    const { grams, estimatedGrams, fen } = bill
    return { producer: { id: _id, name }, handovers, grams, estimatedGrams, fen, hasCard: card !== null, open }
  })
  rows.sort((a, b) => b.grams - a.grams || (a.producer.id < b.producer.id ? -1 : 1))
  const total = (of: (row: BillRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0)
  return {
    items: rows.slice(0, MOST),
    fen: total(({ fen }) => fen),
    grams: total(({ grams }) => grams),
    estimatedGrams: total(({ estimatedGrams }) => estimatedGrams),
  }
}

const columns: readonly Column[] = [
  { name: '产生单位', width: 28 },
  { name: '交接次数', width: 10 },
  { name: '重量（千克）', width: 14, decimals: 1 },
  { name: '其中估算（千克）', width: 16, decimals: 1 },
  { name: '估算占比', width: 10 },
  { name: '金额（元）', width: 14, decimals: 2 },
  { name: '未结清的交接', width: 14 },
  { name: '费率', width: 12 },
]

/** @throws DomainError NOT_FOUND */
export async function exportBills(
  actor: Actor,
  { format, ...asked }: ParsedOf<typeof manifestsBills.exportBills>,
): Promise<FileAnswer> {
  const { items } = await listBills(actor, asked)
  await auditRead(actor, {
    action: 'manifests.exportBills',
    subject: 'manifestBills',
    details: { ...asked, format, rows: items.length },
  })
  return sheetFile(
    format,
    `餐厨账单-${asked.month}`,
    columns,
    items.map((row) => [
      row.producer.name,
      row.handovers,
      row.grams / 1000,
      row.estimatedGrams / 1000,
      showShare(estimatedShare(row)),
      row.fen / 100,
      row.open,
      row.hasCard ? '有' : '没有',
    ]),
  )
}
