// What the platform knows of an applicant, read through the operations of the features that own it. Each figure names
// the records it counts and carries a hash over all of them as they were: read again for the same days with another
// hash, a source was corrected since. Nothing of a person is in a figure, names least of all.
import { createHash } from 'node:crypto'
import type { Citation, PlatformFigure } from '@shared/cells/figures'
import { figureText, periodText } from '@shared/cells/figures'
import { sourceWords, type PlatformSource } from '@shared/cells/table-words'
import { canonical } from '@shared/canonical'
import { addDays, dayOf, type Day } from '@shared/time'
import { now } from '../clock'
import { readers } from './evidence-readers'
import type { EvidenceSubject, Reading } from './evidence-reading'

const MOST_CITED = 50

const NOTHING: Reading = { value: 0, whole: null, records: [], weighed: null, estimated: null }

function spanOf(source: PlatformSource): { from: Day; to: Day } {
  const today = dayOf(now())
  const { days } = sourceWords[source]
  const to = days === 0 ? today : addDays(today, -1)
  return { from: days === 0 ? today : addDays(to, 1 - days), to }
}

async function readFigure(
  subject: EvidenceSubject,
  source: PlatformSource,
  { from, to }: { from: Day; to: Day },
): Promise<PlatformFigure> {
  const found = await readers[source](subject, { from, to })
  const { value, whole, records, weighed, estimated } = found ?? NOTHING
  return {
    source,
    from,
    to,
    state: found === null ? 'none' : 'found',
    value,
    whole,
    said: found === null ? '平台还没有记录' : periodText({ from, to }),
    weighed,
    estimated,
    records: records.length,
    citations: records.slice(-MOST_CITED).reverse(),
    fingerprint: hashOf(records, value, whole),
    readAt: now().toISOString(),
  }
}

const hashOf = (records: readonly Citation[], value: number, whole: number | null): string =>
  createHash('sha256')
    .update(canonical({ records: records.map(({ subject, id, day, said }) => [subject, id, day, said]), value, whole }))
    .digest('hex')

/** One figure a source, as of yesterday. Reads one after another: some of them read much. */
export async function readFigures(
  subject: EvidenceSubject,
  sources: readonly PlatformSource[],
): Promise<PlatformFigure[]> {
  const figures: PlatformFigure[] = []
  for (const source of sources) figures.push(await readFigure(subject, source, spanOf(source)))
  return figures
}

export type CorrectedFigure = { source: PlatformSource; before: PlatformFigure; after: PlatformFigure; said: string }

/**
 * Figures whose sources were corrected since they were read: the same days give another hash. Who belongs to an
 * organisation today is no correction of who did then, and is passed over.
 */
export async function correctedFigures(
  subject: EvidenceSubject,
  figures: readonly PlatformFigure[],
): Promise<CorrectedFigure[]> {
  const corrected: CorrectedFigure[] = []
  for (const before of figures) {
    if (before.state === 'none' || sourceWords[before.source].days === 0) continue
    const after = await readFigure(subject, before.source, before)
    if (after.fingerprint === before.fingerprint) continue
    const { name } = sourceWords[before.source]
    corrected.push({
      source: before.source,
      before,
      after,
      said: `${name}：原来是${figureText(before)}，来源更正后是${figureText(after)}`,
    })
  }
  return corrected
}
