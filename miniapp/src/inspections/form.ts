// One form as it is filled in on this phone, and the row that it becomes. Pure.
// Invariants: nothing here knows points or a sum; a line that was not touched on this phone is in no row of it; what is
// handed over names each photo by the id under which it is sent.
import type { EarlierFinding, FormRow, LineAnswer, PhoneForm, PhoneVisit } from '@shared/inspections/contract'
import { ROW_FORMAT } from '@shared/inspections/contract'
import type { Answer } from '@shared/inspections/vocabulary'
import type { Id } from '@shared/ids'

/** `path`: a lasting one on this phone; null once it was handed over, or came from another phone. */
export type Shot = { id: Id; path: string | null }
export type Found = {
  id: Id
  /** Code of the phrase; '' while none was chosen. */
  phrase: string
  spot: string
  note: string
  shots: readonly Shot[]
  earlierId: Id | null
}
export type Line = { answer: Answer; findings: readonly Found[] }

export type Filled = {
  visitId: Id
  owner: Id
  /**
   * Version of the visit whose lines were on screen as the first one was touched here: what others have sent since is
   * never written over unseen.
   */
  base: number
  /** Of the row handed over last. */
  seq: number
  /** When the first line was touched (ISO); null: untouched. */
  beganAt: string | null
  lines: Readonly<Record<string, Line>>
  bags: { correct: number; wrong: number } | null
  shortReason: string
  /** The row by which it was signed; nothing is changed on this phone afterwards. */
  signedRow: Id | null
}

export const emptyFilled = (visit: Pick<PhoneVisit, 'id' | 'version'>, owner: Id): Filled => ({
  visitId: visit.id,
  owner,
  base: visit.version,
  seq: 0,
  beganAt: null,
  lines: {},
  bags: null,
  shortReason: '',
  signedRow: null,
})

const fromServer = ({ answer, findings }: LineAnswer): Line => ({
  answer,
  findings: findings.map(({ id, phrase, spot, note, photoIds, earlierId }) => ({
    id,
    phrase,
    spot,
    note: note ?? '',
    shots: photoIds.map((photoId) => ({ id: photoId, path: null })),
    earlierId,
  })),
})

/** What stands in the form: this phone's lines, and those that another one has sent. */
export function linesShown(filled: Filled, visit: PhoneVisit): Readonly<Record<string, Line>> {
  const theirs = Object.fromEntries(visit.lines.map((line) => [line.code, fromServer(line)]))
  return { ...theirs, ...filled.lines }
}

export function bagsShown(filled: Filled, visit: PhoneVisit): { correct: number; wrong: number } {
  const { counted } = visit
  return filled.bags ?? { correct: counted?.correct ?? 0, wrong: counted ? counted.looked - counted.correct : 0 }
}

/** Why a finding is not whole yet, in words; null when it is. */
export const lacking = ({ phrase, spot, shots }: Found): string | null =>
  phrase === '' ? '选是什么问题' : spot.trim() === '' ? '写在哪个位置' : shots.length === 0 ? '拍一张照片' : null

/** What is still to be done before signing, in the order of the form. */
export function missingIn(form: PhoneForm, filled: Filled, visit: PhoneVisit): string[] {
  const lines = linesShown(filled, visit)
  const items = form.items.flatMap(({ code, title }, index) => {
    const name = `${index + 1} ${title}`
    const line = lines[code]
    if (!line) return [`${name}：还没看`]
    if (line.answer === 'found' && line.findings.length === 0) return [`${name}：问题还没记`]
    const why = line.findings.map(lacking).find((each) => each !== null)
    return why ? [`${name}：还要${why}`] : []
  })
  const { correct, wrong } = bagsShown(filled, visit)
  const left = visit.bags - correct - wrong
  const bags = left > 0 && filled.shortReason.trim() === '' ? [`还差${left}袋没看，看不满请写原因`] : []
  return [...bags, ...items]
}

/** How many lines have an answer. */
export const doneIn = (form: PhoneForm, filled: Filled, visit: PhoneVisit): number => {
  const lines = linesShown(filled, visit)
  return form.items.filter(({ code }) => lines[code]).length
}

/** Those found at this target before in the same line, the newest first: the same spot may be the same again. */
export const earlierOf = (
  earlier: readonly EarlierFinding[],
  { target }: Pick<PhoneVisit, 'target'>,
  item: string,
): EarlierFinding[] => earlier.filter((one) => one.targetId === target.id && one.item === item)

type Handing = { device: Id; at: string; offsetMs: number | null; signedAs: string | null }

/** The row, but for its id, which the outbox gives. Incomplete findings stay behind with their line. */
export function rowOf(filled: Filled, visit: PhoneVisit, handing: Handing): Omit<FormRow, 'id'> {
  const whole = Object.entries(filled.lines).filter(
    ([, { answer, findings }]) =>
      (answer === 'found') === findings.length > 0 && findings.every((found) => lacking(found) === null),
  )
  const { bags, shortReason } = filled
  const looked = bags ? bags.correct + bags.wrong : 0
  return {
    format: ROW_FORMAT,
    visitId: filled.visitId,
    ...handing,
    seq: filled.seq + 1,
    base: filled.base,
    beganAt: filled.beganAt ?? handing.at,
    lines: whole.map(([code, { answer, findings }]) => ({
      code,
      answer,
      findings: findings.map(({ id, phrase, spot, note, shots, earlierId }) => ({
        id,
        phrase,
        spot: spot.trim(),
        ...(note.trim() ? { note: note.trim() } : {}),
        photoIds: shots.map((shot) => shot.id),
        earlierId,
      })),
    })),
    bags:
      bags && visit.bags > 0
        ? {
            looked,
            correct: bags.correct,
            ...(looked < visit.bags && shortReason.trim() ? { shortReason: shortReason.trim() } : {}),
          }
        : null,
  }
}

/** Photos that are on this phone alone, of the lines that a row takes along. */
export const shotsToSend = (filled: Filled, codes: ReadonlySet<string>): { id: Id; path: string }[] =>
  Object.entries(filled.lines)
    .filter(([code]) => codes.has(code))
    .flatMap(([, { findings }]) => findings)
    .flatMap(({ shots }) => shots)
    .flatMap(({ id, path }) => (path === null ? [] : [{ id, path }]))

/** Once handed over they belong to the row. */
export const handedOver = (filled: Filled, sent: ReadonlySet<Id>): Filled['lines'] =>
  Object.fromEntries(
    Object.entries(filled.lines).map(([code, line]) => [
      code,
      {
        ...line,
        findings: line.findings.map((found) => ({
          ...found,
          shots: found.shots.map((shot) => (sent.has(shot.id) ? { ...shot, path: null } : shot)),
        })),
      },
    ]),
  )
