// The slips of a handover and of a trip, and the code that hangs at a kitchen's back door. Whoever took part in it gets
// its slip, and the offices of its area.
import { holdsRole, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { showKg } from '@shared/manifests/book'
import type { manifestsBook } from '@shared/manifests/book-contract'
import { showCode } from '@shared/manifests/codes'
import { manifestKeepers, manifestReaders } from '@shared/manifests/rules'
import {
  handoverStateNames,
  refusalReasonNames,
  sideNames,
  signatureWayNames,
  tripStateNames,
  wasteKindNames,
  weightHowNames,
  type WeightHow,
} from '@shared/manifests/vocabulary'
import { fullInstant, longDay } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { actingFor } from '../organisations/acting'
import { organisationNames } from '../organisations/names'
import { makePaper, type Pen, type Sheet } from '../papers/papers'
import { personNames } from '../people/people'
import { nameOnPaper } from './book'
import { producerRecord, producerRecords } from './book-lines'
import { Handovers, Trips, type HandoverRecord, type StoredSignature, type TripRecord } from './manifests.model'

type Asked = { id: string; organisationId?: string | undefined }
type Parties = { parties: readonly string[]; placePath: readonly string[]; subject: string }

/** @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS */
async function refuseOthers(actor: Actor, { organisationId }: Asked, of: Parties, action: string): Promise<void> {
  if (organisationId !== undefined) {
    await actingFor(actor, organisationId)
    if (!of.parties.includes(organisationId)) throw new DomainError('NOT_FOUND')
    return
  }
  if (!holdsRole(actor, manifestReaders, of.placePath)) throw new DomainError('NOT_FOUND')
  await auditRead(actor, { action, subject: of.subject, placePath: of.placePath })
}

const weightOf = (grams: number | null, how: WeightHow | null): string =>
  grams === null ? '还没有数' : `${showKg(grams)}千克${how ? `（${weightHowNames[how]}）` : ''}`

async function signaturesOn(sheet: Sheet, signatures: readonly StoredSignature[]): Promise<void> {
  const organisations = await organisationNames(signatures.map(({ organisationId }) => organisationId))
  const people = await personNames(signatures.flatMap(({ personId }) => personId ?? []))
  sheet.text('签收', { size: 13, weight: 'bold', gap: 2 })
  sheet.table(
    [
      { name: '一方', share: 0.8 },
      { name: '单位', share: 1.6 },
      { name: '谁' },
      { name: '怎样确认', share: 1.1 },
      { name: '时间', share: 1.3 },
      { name: '内容校验', share: 1.2 },
    ],
    signatures.map((each) => [
      sideNames[each.side],
      organisations.get(each.organisationId) ?? '',
      people.get(each.personId ?? '') ?? '',
      signatureWayNames[each.way],
      fullInstant(each.at),
      each.hash.slice(0, 12),
    ]),
    '还没有签收',
    undefined,
    9,
  )
}

/** @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS, PAPER_GLYPH_MISSING */
export async function handoverPaper(actor: Actor, input: ParsedOf<typeof manifestsBook.slip>): Promise<FileAnswer> {
  const found = await Handovers.findById(input.id).lean<HandoverRecord>()
  if (!found) throw new DomainError('NOT_FOUND')
  const { organisationIds, haulerId, placePath, number, producerId } = found
  const subject = `manifestHandovers/${found._id}`
  await refuseOthers(
    actor,
    input,
    { parties: [...organisationIds, haulerId], placePath, subject },
    'manifests.printHandover',
  )
  const producer = await producerRecord(producerId)
  const trip = found.tripId ? await Trips.findById(found.tripId).lean<TripRecord>() : null
  const names = await organisationNames([haulerId, trip?.disposerId ?? ''])
  const title = '餐厨废弃物交接单'
  const foot = `编号 ${showCode(number)}。${fullInstant(now())} 打印。`
  return makePaper({ title, name: `${title}-${number}`, foot }, async (sheet) => {
    sheet.qr(number, 28, [
      `编号 ${showCode(number)}`,
      handoverStateNames[found.state],
      ...(found.isPaper ? ['纸质补录'] : []),
      ...(found.isLate ? ['两天以后才上传'] : []),
    ])
    sheet.pairs([
      ['产生单位', producer ? await nameOnPaper(producer) : ''],
      ['地址', producer?.address ?? ''],
      ['收运单位', `${names.get(haulerId) ?? ''}${trip ? `，${trip.plate}` : ''}`],
      ['处置单位', names.get(trip?.disposerId ?? '') ?? ''],
      ['日期', longDay(found.day)],
      ['种类', wasteKindNames[found.kind]],
      ['桶数', found.buckets === null ? '' : `${found.buckets}桶${found.litres ? `，每桶${found.litres}升` : ''}`],
      ['重量', weightOf(found.grams, found.how)],
      ...(found.refusal
        ? [
            [
              '没收的',
              `${found.refusal.buckets === null ? '全部' : `${found.refusal.buckets}桶`}，${refusalReasonNames[found.refusal.reason]}`,
            ] as const,
          ]
        : []),
    ])
    await signaturesOn(sheet, found.signatures)
  })
}

/** @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS, PAPER_GLYPH_MISSING */
export async function tripPaper(actor: Actor, input: ParsedOf<typeof manifestsBook.tripPaper>): Promise<FileAnswer> {
  const trip = await Trips.findById(input.id).lean<TripRecord>()
  if (!trip) throw new DomainError('NOT_FOUND')
  const { haulerId, disposerId, placePath, plate, day, weighing } = trip
  const subject = `manifestTrips/${trip._id}`
  await refuseOthers(actor, input, { parties: [haulerId, disposerId], placePath, subject }, 'manifests.printTrip')
  // a disposer sees weights, not who the kitchens are
  const isDisposer = input.organisationId === disposerId
  const loaded = await Handovers.find({ tripId: trip._id }).sort({ at: 1, _id: 1 }).lean<HandoverRecord[]>()
  const names = await organisationNames([haulerId, disposerId])
  const producers = new Map(
    await Promise.all(
      (await producerRecords(loaded.map(({ producerId }) => producerId))).map(
        async (each) => [each._id, await nameOnPaper(each)] as const,
      ),
    ),
  )
  const title = '餐厨废弃物车次联单'
  return makePaper(
    { title, name: `${title}-${plate}-${day}`, foot: `${plate}，${day}。${fullInstant(now())} 打印。` },
    async (sheet) => {
      sheet.qr(trip._id, 28, [plate, longDay(day), tripStateNames[trip.state]])
      sheet.pairs([
        ['收运单位', names.get(haulerId) ?? ''],
        ['处置单位', names.get(disposerId) ?? ''],
        ['交接合计', `${trip.handovers}次，${showKg(trip.sumGrams)}千克，其中估算${showKg(trip.estimatedGrams)}千克`],
        [
          '过磅',
          weighing
            ? `满车${showKg(weighing.grossGrams)}，空车${showKg(weighing.tareGrams)}，净重${showKg(weighing.netGrams)}千克`
            : '还没有过磅',
        ],
        [
          '接收',
          trip.acceptedGrams === null
            ? '还没有接收'
            : `${showKg(trip.acceptedGrams)}千克，拒收${showKg(trip.refusedGrams ?? 0)}千克`,
        ],
        ...(trip.refusal ? [['拒收原因', refusalReasonNames[trip.refusal.reason]] as const] : []),
      ])
      sheet.table(
        [
          { name: '交接编号', share: 1.2 },
          { name: '产生单位', share: 2.2 },
          { name: '种类' },
          { name: '桶数', share: 0.6, align: 'right' },
          { name: '重量', share: 1.3, align: 'right' },
        ],
        loaded.map((each) => [
          showCode(each.number),
          isDisposer ? '' : (producers.get(each.producerId) ?? ''),
          wasteKindNames[each.kind],
          each.buckets === null ? '' : String(each.buckets),
          weightOf(each.grams, each.how),
        ]),
        '这一车还没有交接',
        undefined,
        10,
      )
      await signaturesOn(sheet, trip.signatures)
    },
  )
}

/**
 * For the head and the contact of the company, and for those who keep the register.
 * @throws DomainError NOT_FOUND, ORGANISATION_NOT_YOURS, PAPER_GLYPH_MISSING
 */
export async function codePaper(actor: Actor, input: ParsedOf<typeof manifestsBook.codePaper>): Promise<FileAnswer> {
  const producer = await producerRecord(input.id)
  if (!producer) throw new DomainError('NOT_FOUND')
  const { organisationId, placePath, code } = producer
  if (input.organisationId === undefined) {
    if (!holdsRole(actor, manifestKeepers, placePath)) throw new DomainError('NOT_FOUND')
    await auditRead(actor, { action: 'manifests.printCode', subject: `manifestProducers/${input.id}`, placePath })
  } else {
    await actingFor(actor, input.organisationId, ['head', 'contact'])
    if (input.organisationId !== organisationId) throw new DomainError('NOT_FOUND')
  }
  const title = '餐厨交接码'
  const foot = `${title}。店里没人时，司机扫这个码，交接就算数；换了码，旧的马上作废。`
  return makePaper({ title, name: `${title}-${producer.name}`, foot, bare: true }, async (sheet) => {
    const name = await nameOnPaper(producer)
    await sheet.cards([name], {
      grid: { across: 1, down: 1 },
      draw: (text, pen) => drawCode(text, code, pen),
      headingOf: () => title,
    })
  })
}

function drawCode(name: string, code: string, pen: Pen): void {
  const size = 110
  const left = (pen.width - size) / 2
  const centred = { left: 0, width: pen.width }
  pen.text(name, { ...centred, top: 18 }, { size: 24, weight: 'bold', align: 'center' })
  pen.qr(code, { left, top: 48 }, size)
  pen.text(showCode(code), { ...centred, top: 168 }, { size: 40, weight: 'bold', align: 'center' })
  pen.text('店里没人时，收运司机扫这个码', { ...centred, top: 190 }, { size: 16, align: 'center' })
  pen.text('请贴在后门里侧，只给上门收运的司机看', { ...centred, top: 202 }, { size: 13, align: 'center' })
}
