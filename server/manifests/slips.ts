// What staff of the place do with handovers themselves: enter a slip of paper that was brought to the office, and call
// off a pickup that nobody has begun. Both sides are told of either. A slip carries what was signed on paper: nobody's
// phone and nobody's person, and who entered it stands in the audit log.
import { holdsRole, type PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { Handover } from '@shared/manifests/contract'
import type { manifestsDesk } from '@shared/manifests/desk-contract'
import type { manifestSlips } from '@shared/manifests/slips-contract'
import { manifestKeepers } from '@shared/manifests/rules'
import { showDay } from '@shared/time'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { attachFiles } from '../files/files'
import { begin, begunBy, hadRow, tripFor } from './collecting'
import { contentOf, contentWith, hashOf, saidBy, standing } from './content'
import { tripOf } from './facts'
import { onceMore, requireComplete } from './handing'
import { requireProducer, warningsOf } from './kitchens'
import { Handovers, type HandoverRecord } from './manifests.model'
import { belongsToAny, readClock, requireKind, signature } from './parties'
import { presentToStaff } from './present'
import { act } from './storing'
import { tellOrganisations } from './telling'

/** Staff who belong to one of the two sides do neither. @throws DomainError DECIDES_OWN_CASE */
async function refuseParties(tx: Tx, actor: PersonActor, record: HandoverRecord): Promise<void> {
  if (await belongsToAny(tx, actor.personId, partiesOf(record))) throw new DomainError('DECIDES_OWN_CASE')
}

const partiesOf = ({ organisationIds, haulerId }: HandoverRecord): string[] => [...organisationIds, haulerId]

/**
 * Later than two working days as well: the office is where those come who missed them. The same slip again is answered
 * the same. @throws DomainError as the route says
 */
export async function enterSlip(actor: PersonActor, input: ParsedOf<typeof manifestSlips.enter>): Promise<Handover> {
  const producer = await requireProducer(input.producerId)
  if (!holdsRole(actor, manifestKeepers, producer.placePath)) throw new DomainError('NOT_FOUND')
  await requireKind(input.haulerId, 'hauler')
  return onceMore(() =>
    transaction(async (tx) => {
      const had = await hadRow(tx, `paper:${input.handoverId}`, input.haulerId)
      return presentToStaff(had ?? (await enter(tx, actor, input)), actor, tx)
    }),
  )
}

async function enter(tx: Tx, actor: PersonActor, input: ParsedOf<typeof manifestSlips.enter>): Promise<HandoverRecord> {
  const { haulerId, photoIds } = input
  const clock = readClock(input.at, now().toISOString())
  const { before, record, producer } = await begin(tx, haulerId, input, clock.at)
  // what the driver has typed on a phone is changed by a correction alone
  if (record.saidByHauler) throw new DomainError('WRONG_STATE')
  if (record.organisationIds.includes(haulerId)) throw new DomainError('MANIFEST_OWN_WASTE')
  await refuseParties(tx, actor, record)
  const words = saidBy(record.kind, record.day, { ...input, at: clock.at })
  const content = contentWith(record, words)
  requireComplete('collect', content)
  await attachFiles(tx, actor.personId, photoIds, `manifests/${record._id}`)
  const onPaper = (organisationId: string) => ({ organisationId, personId: '', deviceId: null })
  const spoken: HandoverRecord = {
    ...begunBy(record, words, `paper:${input.handoverId}`, clock),
    tripId: await tripFor(tx, input.tripId, { haulerId, lies: await tripOf(tx, record), grams: words.grams }),
    isPaper: true,
    photoIds: [...new Set([...record.photoIds, ...photoIds])],
    signatures: [
      ...record.signatures,
      signature('collect', 'hauler', onPaper(haulerId), clock, hashOf('collect', content), 'paper'),
    ],
    warnings: await warningsOf(tx, producer, record),
  }
  // what both have signed on paper is what both say
  const agreed = input.isSignedByProducer ? { ...spoken, saidByProducer: words } : spoken
  const next = { ...agreed, ...standing(agreed) }
  const byProducer = signature(
    'handWeighed',
    'producer',
    onPaper(producer.organisationId),
    clock,
    hashOf('handWeighed', contentOf(next)),
    'paper',
  )
  const stored = await act(tx, actor, {
    before,
    next: input.isSignedByProducer ? { ...next, signatures: [...next.signatures, byProducer] } : next,
    action: 'enterSlip',
    by: 'officer',
  })
  await tellOrganisations(tx, partiesOf(stored), `${stored._id}/slip`, {
    title: '补录了一张纸质单',
    text: `${showDay(stored.day)}，${producer.name}：工作人员按纸质单补录了一次交接。请看看和您手里的一联是不是一样，不一样可以提出更正。`,
    link: `/manifests/handover?id=${stored._id}`,
  })
  return stored
}

/** @throws DomainError NOT_FOUND, WRONG_STATE once somebody has begun it, DECIDES_OWN_CASE */
export function callOffPlan(
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof manifestsDesk.callOff>,
): Promise<Handover> {
  return transaction(async (tx) => {
    const record = await tx.on(Handovers).findOne({ _id: id })
    if (!record || !holdsRole(actor, manifestKeepers, record.placePath)) throw new DomainError('NOT_FOUND')
    await refuseParties(tx, actor, record)
    const stored = await act(tx, actor, { before: record, next: record, action: 'callOff', by: 'officer', reason })
    await tellOrganisations(tx, partiesOf(stored), `${id}/callOff`, {
      title: '这次收运取消了',
      text: `${showDay(stored.day)}计划的收运由街道取消：${reason}。当天有餐厨垃圾要收的，请直接联系收运单位。`,
      link: `/manifests/handover?id=${id}`,
    })
    return presentToStaff(stored, actor, tx)
  })
}
