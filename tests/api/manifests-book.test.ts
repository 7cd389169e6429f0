// The logbook, the bill and the papers over real HTTP, each against a naive recount; rate cards by two people.
import { manifestsBills } from '@shared/manifests/bills-contract'
import { manifests } from '@shared/manifests/contract'
import { manifestsBook } from '@shared/manifests/book-contract'
import type { HandoverState } from '@shared/manifests/vocabulary'
import { addDays } from '@shared/time'
import { Handovers, type HandoverRecord } from '@server/manifests/manifests.model'
import { Contracts, NothingDays, Producers } from '@server/manifests/register.model'
import { RateCards } from '@server/manifests/bills.model'
import { now } from '@server/clock'
import { newId } from '@server/ids'
import { readSheet } from '@server/sheets'
import { ancestorOf, aPlace, aResident, aStaff, expectError, setClock, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'
import { aChain, aContract, anActing, aProducer, type Chain } from '../support/manifests'
import { pagesOf, squeezed } from '../support/papers'

useDatabase()
const app = useApp({ requestsPerSecond: 10_000 })
const MONTH = '2026-11'
let chain: Chain
let officer: Signed
let second: Signed
beforeAll(async () => {
  setClock(new Date('2026-12-03T10:00:00+08:00'))
  chain = await aChain(await aPlace())
  await Producers.updateOne({ _id: chain.producer._id }, { createdAt: new Date('2026-10-31T10:00:00+08:00') })
  const city = await ancestorOf(chain.place, 'city')
  officer = await aStaff('cityOfficer', city._id)
  second = await aStaff('cityOfficer', city._id)
})
afterAll(() => setClock())

function aHandover(day: string, state: HandoverState, over: Partial<HandoverRecord> = {}): HandoverRecord {
  const { producer, hauler } = chain
  return {
    _id: newId(),
    number: `T${newId().slice(-12)}`,
    producerId: producer._id,
    organisationIds: [producer.organisationId],
    haulerId: hauler.organisationId,
    placeId: producer.placeId,
    placePath: producer.placePath,
    kind: 'foodWaste',
    day,
    state,
    from: null,
    to: null,
    at: new Date(`${day}T22:00:00+08:00`),
    signedAt: null,
    buckets: 2,
    litres: 120,
    quarters: 4,
    grams: 192_000,
    how: 'estimate',
    density: '2026-1',
    saidByProducer: null,
    saidByHauler: null,
    refusal: null,
    tripId: null,
    isPaper: false,
    isUnattended: false,
    isLate: false,
    photoIds: [],
    warnings: [],
    signatures: [],
    rowIds: [newId()],
    version: 1,
    createdAt: new Date(`${day}T22:00:00+08:00`),
    ...over,
  } as HandoverRecord
}

let stored: HandoverRecord[]
beforeAll(async () => {
  stored = Array.from({ length: 26 }, (_, at) => {
    const day = addDays('2026-11-01', at)
    if (at % 9 === 8) return aHandover(day, 'notHappened', { buckets: null, grams: null, how: null })
    return aHandover(day, at % 5 === 0 ? 'unanswered' : 'closed', {
      grams: 100_000 + at * 12_345,
      how: at % 3 === 0 ? 'scale' : 'estimate',
      kind: at % 13 === 12 ? 'usedOil' : 'foodWaste',
    })
  })
  await Handovers.collection.insertMany(stored as never[])
  const { producer, kitchen } = chain
  await NothingDays.create([
    {
      _id: `${producer._id}:2026-11-27`,
      producerId: producer._id,
      day: '2026-11-27',
      personId: kitchen.who.personId,
      at: new Date(),
    },
  ])
})

const counted = () => stored.filter(({ state }) => state !== 'notHappened')
const sumGrams = (of: readonly HandoverRecord[]): number => of.reduce((sum, { grams }) => sum + (grams ?? 0), 0)
const own = () => ({ producerId: chain.producer._id, organisationId: chain.kitchen.organisationId })

test('the logbook of a month is what a naive recount comes to, for the kitchen and for an office', async () => {
  const book = await app.as(chain.kitchen.who).call(manifestsBook.month, { ...own(), month: MONTH })
  expect(book.sum).toMatchObject({ handovers: counted().length, grams: sumGrams(counted()) })
  expect(book.sum.estimatedGrams).toBe(sumGrams(counted().filter(({ how }) => how === 'estimate')))
  expect(book.missing).toEqual(['2026-11-28', '2026-11-29', '2026-11-30'])
  expect(book.nothing).toEqual(['2026-11-27'])
  expect(book.days.filter(({ stand }) => stand === 'notHappened')).toHaveLength(2)
  const read = await app.as(officer).call(manifestsBook.month, { producerId: chain.producer._id, month: MONTH })
  expect(read.sum).toEqual(book.sum)
})

test('the kitchen’s page lists the same missing days as its logbook, also after midnight and before it was registered', async () => {
  const missing = async (at: string) => {
    setClock(new Date(at))
    const shown = await app.as(chain.kitchen.who).call(manifests.kitchen, {
      id: chain.producer._id,
      organisationId: chain.kitchen.organisationId,
    })
    const book = await app.as(chain.kitchen.who).call(manifestsBook.month, { ...own(), month: MONTH })
    expect(shown.missingDays).toEqual(book.missing)
    return shown.missingDays
  }
  expect(await missing('2026-11-30T23:00:00+08:00')).toEqual(['2026-11-28', '2026-11-29'])
  expect(await missing('2026-11-30T01:00:00+08:00')).toEqual(['2026-11-28'])
  await Producers.updateOne({ _id: chain.producer._id }, { createdAt: new Date('2026-11-29T10:00:00+08:00') })
  expect(await missing('2026-11-30T23:00:00+08:00')).toEqual(['2026-11-29'])
  await Producers.updateOne({ _id: chain.producer._id }, { createdAt: new Date('2026-10-31T10:00:00+08:00') })
  setClock(new Date('2026-12-03T10:00:00+08:00'))
})

test('as a workbook and as a paper it says the same', async () => {
  const span = { ...own(), from: '2026-11-01', to: '2026-11-30' }
  const workbook = await app.as(chain.kitchen.who).download(manifestsBook.file, { ...span, format: 'xlsx' })
  const { header, rows } = await readSheet(workbook.body)
  const column = header.findIndex((name) => name.startsWith('重量'))
  const kilograms = rows.slice(0, -1).map(({ cells }) => Number(cells[column] ?? 0))
  const total = kilograms.reduce((sum, one) => sum + Math.round(one * 1000), 0)
  expect(total).toBe(sumGrams(counted()))
  expect(Math.round(Number(rows.at(-1)?.cells[column]) * 1000)).toBe(total)
  const paper = await app.as(chain.kitchen.who).download(manifestsBook.paper, span)
  const text = await squeezed(paper.body)
  expect(text).toContain('餐厨废弃物台账')
  expect(text).toContain('没有记录的日子：11月28日、11月29日、11月30日')
  const day = await app
    .as(chain.kitchen.who)
    .download(manifestsBook.paper, { ...own(), from: '2026-11-02', to: '2026-11-02' })
  expect((await pagesOf(day.body)).join('')).toContain('112.3')
})

test('nobody else reads it: another kitchen, somebody without an organisation, an office of another area', async () => {
  const other = await anActing(chain.place, ['restaurant'])
  const asked = { producerId: chain.producer._id, month: MONTH }
  await expectError(
    app.as(other.who).call(manifestsBook.month, { ...asked, organisationId: other.organisationId }),
    'NOT_FOUND',
  )
  await expectError(
    app.as(other.who).call(manifestsBook.month, { ...asked, organisationId: chain.kitchen.organisationId }),
    'ORGANISATION_NOT_YOURS',
  )
  await expectError(app.as(other.who).call(manifestsBook.month, asked), 'NOT_FOUND')
  await expectError(app.as(await aResident()).call(manifestsBills.bill, asked), 'NOT_FOUND')
  const elsewhere = await aStaff('subdistrictOfficer', (await ancestorOf(await aPlace(), 'subdistrict'))._id)
  await expectError(app.as(elsewhere).call(manifestsBook.month, asked), 'NOT_FOUND')
})

test('a rate card holds once a second person has published it, and the bill follows it to the fen', async () => {
  const city = await ancestorOf(chain.place, 'city')
  setClock(new Date('2026-10-20T10:00:00+08:00'))
  const [one, other] = [await aStaff('cityOfficer', city._id), await aStaff('cityOfficer', city._id)]
  const content = {
    baseFen: 2000,
    kinds: [
      {
        kind: 'foodWaste' as const,
        tiers: [
          { upToGrams: 1_000_000, fenPerTonne: 0 },
          { upToGrams: null, fenPerTonne: 18_050 },
        ],
      },
    ],
  }
  const id = newId()
  const card = { id, version: 0, placeId: city._id, validFrom: '2026-11-01', content, source: '城管〔2026〕8号' }
  await expectError(app.as(one).call(manifestsBills.saveCard, { ...card, validFrom: '2026-11-15' }), 'INPUT_INVALID')
  const saved = await app.as(one).call(manifestsBills.saveCard, card)
  expect(saved.allowed).not.toContain('publish')
  await expectError(app.as(one).call(manifestsBills.publishCard, { id, version: saved.version }), 'DECIDES_OWN_CASE')
  await app.as(other).call(manifestsBills.publishCard, { id, version: saved.version })
  await expectError(app.as(one).call(manifestsBills.saveCard, { ...card, version: 1 }), 'WRONG_STATE')
  setClock(new Date('2026-12-03T10:00:00+08:00'))
  const bill = await app.as(chain.kitchen.who).call(manifestsBills.bill, { ...own(), month: MONTH })
  const food = sumGrams(counted().filter(({ kind }) => kind === 'foodWaste'))
  expect(bill.fen).toBe(2000 + Math.round(((food - 1_000_000) * 18_050) / 1_000_000))
  expect(bill).toMatchObject({ isFinal: false, unpriced: ['usedOil'], grams: sumGrams(counted()) })
  expect(bill.open).toBe(counted().filter(({ state }) => state === 'unanswered').length)
  const paper = await app.as(chain.kitchen.who).download(manifestsBills.billPaper, { ...own(), month: MONTH })
  expect(await squeezed(paper.body)).toContain(`${(bill.fen / 100).toFixed(2)}元`)
  const { items, fen } = await app.as(second).call(manifestsBills.bills, { month: MONTH })
  expect(items.map((row) => row.fen)).toEqual([bill.fen])
  expect(fen).toBe(bill.fen)
  // the contract names a card of its own: it counts from the first month that it is in force on
  const { id: _other, ...like } = card
  const agreed = { ...like, _id: newId(), placeId: newId(), placePath: [], content: { baseFen: 5000, kinds: [] } }
  await RateCards.create([{ ...agreed, state: 'published', updatedAt: now(), updatedBy: 'x', writtenBy: [] }])
  await Contracts.updateOne({ producerId: chain.producer._id }, { rateCardId: agreed._id })
  const byContract = () => app.as(chain.kitchen.who).call(manifestsBills.bill, { ...own(), month: MONTH })
  expect(await byContract()).toMatchObject({ fen: 5000, unpriced: ['foodWaste', 'usedOil'], card: { id: agreed._id } })
  expect((await app.as(second).call(manifestsBills.bills, { month: MONTH })).fen).toBe(5000)
  await RateCards.updateOne({ _id: agreed._id }, { validFrom: '2026-12-01' })
  expect(await byContract()).toMatchObject({ fen: bill.fen, card: { id } })
  await Contracts.updateOne({ producerId: chain.producer._id }, { rateCardId: null })
})

test('the month of an area adds up over its kitchens', async () => {
  const { organisationId } = await anActing(chain.place, ['restaurant'])
  const producer = await aProducer(organisationId, chain.place, { name: '二店' })
  await aContract(producer._id, chain.hauler.organisationId, chain.place.path)
  const more = aHandover('2026-11-03', 'closed', {
    producerId: producer._id,
    organisationIds: [organisationId],
    grams: 77_000,
  })
  await Handovers.collection.insertOne(more as never)
  const month = await app.as(officer).call(manifestsBook.statistics, { month: MONTH })
  expect(month.sum.grams).toBe(sumGrams(counted()) + 77_000)
  expect(month.producers).toBe(2)
  expect(month.days.reduce((sum, { grams }) => sum + grams, 0)).toBe(month.sum.grams)
  await Handovers.deleteOne({ _id: more._id })
})

test('slips go to those who took part, the code to the head or contact alone', async () => {
  const [{ _id: id = '' } = {}] = counted()
  const asKitchen = { id, organisationId: chain.kitchen.organisationId }
  const slip = await app.as(chain.kitchen.who).download(manifestsBook.slip, asKitchen)
  expect(await squeezed(slip.body)).toContain('餐厨废弃物交接单')
  await expectError(
    app.as(chain.disposer.who).call(manifestsBook.slip, { id, organisationId: chain.disposer.organisationId }),
    'NOT_FOUND',
  )
  const code = { id: chain.producer._id, organisationId: chain.kitchen.organisationId }
  const sheet = await app.as(chain.kitchen.who).download(manifestsBook.codePaper, code)
  expect(await squeezed(sheet.body)).toContain(chain.producer.code)
  await expectError(
    app.as(chain.hauler.who).call(manifestsBook.codePaper, { ...code, organisationId: chain.hauler.organisationId }),
    'NOT_FOUND',
  )
})
