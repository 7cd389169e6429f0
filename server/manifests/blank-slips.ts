// Blank slips of paper with numbers of their own, for a truck whose phone is broken or that has none. What is written
// on one is entered afterwards, by the hauler within two working days or at the office later. Invariants: a number is
// on one slip; the same id again is the same slips; only whoever had them printed prints them again.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { showCode } from '@shared/manifests/codes'
import type { manifestSlips } from '@shared/manifests/slips-contract'
import { wasteKinds, wasteKindNames } from '@shared/manifests/vocabulary'
import { dayOf, longDay } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import type { FileAnswer } from '../http/implement'
import { organisationNames } from '../organisations/names'
import { makePaper, type Pen } from '../papers/papers'
import { freeNumbers } from './finding'
import { Numbers, type NumberRecord } from './manifests.model'
import { requireKind } from './parties'

/** Where a phone's numbers name the phone, those of slips name the print. */
const printOf = (id: string): string => `paper:${id}`

/** @throws DomainError MANIFEST_NOT_A_HAULER, IDEMPOTENCY_KEY_REUSED */
export async function issueSlips(
  actor: PersonActor,
  { id, haulerId, count }: ParsedOf<typeof manifestSlips.issue>,
): Promise<OutputOf<typeof manifestSlips.issue>> {
  const { name } = await requireKind(haulerId, 'hauler')
  const { personId } = actor
  return transaction(async (tx) => {
    const had = await tx.on(Numbers).find({ organisationId: haulerId, deviceId: printOf(id) })
    if (had.some((each) => each.personId !== personId) || (had.length > 0 && had.length !== count))
      throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    const fresh = had.length > 0 ? [] : await freeNumbers(tx, count)
    const records = fresh.map((number): NumberRecord => ({
      _id: number,
      organisationId: haulerId,
      personId,
      deviceId: printOf(id),
      issuedAt: now(),
      usedBy: null,
    }))
    if (records.length > 0) await tx.on(Numbers).insert(...records)
    return { id, haulerId, hauler: name, numbers: [...had, ...records].map(({ _id }) => _id).sort() }
  })
}

/** @throws DomainError NOT_FOUND for another person's print, PAPER_GLYPH_MISSING */
export async function slipsPaper(
  actor: PersonActor,
  { id, haulerId }: ParsedOf<typeof manifestSlips.paper>,
): Promise<FileAnswer> {
  const own = { organisationId: haulerId, deviceId: printOf(id), personId: actor.personId }
  const found = await Numbers.find(own).sort({ _id: 1 }).lean<NumberRecord[]>()
  const [first] = found
  if (!first) throw new DomainError('NOT_FOUND')
  const hauler = (await organisationNames([haulerId])).get(haulerId) ?? ''
  await auditRead(actor, { action: 'manifests.printSlips', subject: `manifestSlips/${id}`, details: { hauler } })
  const title = '餐厨废弃物交接单'
  const day = dayOf(first.issuedAt)
  const foot = `${hauler}，${longDay(day)}领取。两边签字后拍照，两个工作日内补录；过期的交到街道补录。`
  return makePaper({ title, name: `空白${title}-${day}`, foot, bare: true }, async (sheet) => {
    await sheet.cards(
      found.map(({ _id }) => _id),
      { grid: { across: 2, down: 2 }, draw: (number, pen) => drawSlip(number, hauler, pen), headingOf: () => title },
    )
  })
}

const BLANKS = ['产生单位', '日期和时间', '种类', '桶数', '重量（千克）', '车牌', '店里签字', '司机签字'] as const
const hints: Readonly<Partial<Record<(typeof BLANKS)[number], string>>> = {
  种类: wasteKinds.map((kind) => `□${wasteKindNames[kind]}`).join(' '),
  '重量（千克）': '□称 □估',
}

function drawSlip(number: string, hauler: string, pen: Pen): void {
  const left = 4
  const size = 24
  pen.qr(number, { left: pen.width - size - 6, top: 4 }, size)
  pen.text(hauler, { left, top: 5, width: pen.width - size - 14 }, { size: 10 })
  pen.text('编号', { left, top: 15 }, { size: 9 })
  pen.text(showCode(number), { left, top: 20, width: pen.width - size - 14 }, { size: 18, weight: 'bold' })
  BLANKS.forEach((name, at) => {
    const top = 34 + at * 11
    pen.text(`${name}：`, { left, top }, { size: 10 })
    const hint = hints[name]
    if (hint) pen.text(hint, { left: 34, top }, { size: 9 })
    pen.cut(top + 7)
  })
}
