// Figures of an applicant's kitchens, read of manifests record by record.
import type { Citation } from '@shared/cells/figures'
import { wasteKindNames } from '@shared/manifests/vocabulary'
import { daysBetween } from '@shared/time'
import { countedHandovers, type CountedHandover, type CountedKitchens } from '../manifests/counted-handovers'
import { citation, plainReading, type EvidenceReader, type Reading } from './evidence-reading'

/** Reads the kitchens of the organisation; null where it has none. */
const ofKitchens =
  (read: (kitchens: CountedKitchens, days: number) => Reading | null): EvidenceReader =>
  async ({ subjectKind, organisationId }, { from, to }) => {
    if (subjectKind !== 'organisation' || !organisationId) return null
    const kitchens = await countedHandovers(organisationId, from, to)
    return kitchens && read(kitchens, daysBetween(from, to) + 1)
  }

const weightText = ({ grams, how }: CountedHandover): string =>
  grams === null ? '没有写重量' : `${how === 'scale' ? '称' : '估'}${Math.round(grams / 1000)}千克`
const cited = (one: CountedHandover): Citation =>
  citation(
    'manifestHandovers',
    one.id,
    one.day,
    `${wasteKindNames[one.kind]}，${weightText(one)}${one.isAgreed ? '' : '，还没有双方确认'}`,
  )

const weighedOf = (handovers: readonly CountedHandover[]): Pick<Reading, 'weighed' | 'estimated'> => ({
  weighed: handovers.filter(({ how, grams }) => how === 'scale' && grams !== null).length,
  estimated: handovers.filter(({ how, grams }) => how === 'estimate' && grams !== null).length,
})

export const contractDays = ofKitchens(({ contracts, contractDays: value }, days) =>
  plainReading(
    value,
    contracts.map(({ id, from, to }) => citation('manifestContracts', id, from, `收运协议，${from}至${to}`)),
    days,
  ),
)

export const handoversClosed = ofKitchens(({ handovers }) => {
  if (handovers.length === 0) return null
  return {
    ...plainReading(handovers.filter(({ isAgreed }) => isAgreed).length, handovers.map(cited), handovers.length),
    ...weighedOf(handovers),
  }
})

export const handoversWeighed = ofKitchens(({ handovers }) => {
  const withWeight = handovers.filter(({ grams }) => grams !== null)
  if (withWeight.length === 0) return null
  const { weighed, estimated } = weighedOf(withWeight)
  return { ...plainReading(weighed ?? 0, withWeight.map(cited), withWeight.length), weighed, estimated }
})

export const logbookDays = ofKitchens(({ handovers, nothing, expectedDays }) => {
  if (expectedDays === 0) return null
  const covered = new Set([...handovers, ...nothing].map(({ day }) => day)).size
  const none = nothing.map(({ id, day }) => citation('manifestProducers', id.split(':')[0] ?? id, day, '当天没有产生'))
  return plainReading(Math.min(covered, expectedDays), [...handovers.map(cited), ...none], expectedDays)
})

export const oilHandovers = ofKitchens(({ handovers }) => {
  const oil = handovers.filter(({ kind, grams, isAgreed }) => kind === 'usedOil' && grams !== null && isAgreed)
  return { ...plainReading(oil.length, oil.map(cited)), ...weighedOf(oil) }
})
