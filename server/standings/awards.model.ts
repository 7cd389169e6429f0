// 评优: programmes with what they have given so far, and who was nominated. Counts stand in the programme's own document,
// so that neither its target nor a group's share can be passed by two who decide at once.
import type { AwardKind, NomineeStatus } from '@shared/standings/awards'
import { defineModel, type Document } from '../db'

const text = { type: String, required: true }
const date = { type: Date, required: true }
const number = { type: Number, required: true }

export type ProgrammeRecord = Document & {
  area: string
  kind: AwardKind
  year: string
  title: string
  target: number
  groupShare: number
  fen: number
  feeRelief: string
  callOn: string
  nominateUntil: string
  by: string
  at: Date
  awarded: number
  /** When all households had been told of its call, and how far that has come: the last membership that was told. */
  toldOn: string | null
  toldAfter: string
  /** Awards by group. */
  groups: Record<string, number>
}

export const Programmes = defineModel<ProgrammeRecord>(
  'AwardProgramme',
  'awardProgrammes',
  {
    area: text,
    kind: text,
    year: text,
    title: text,
    target: number,
    groupShare: number,
    fen: number,
    feeRelief: { type: String, default: '' },
    callOn: text,
    nominateUntil: text,
    by: text,
    at: date,
    awarded: number,
    toldOn: { type: String, default: null },
    toldAfter: { type: String, default: '' },
    groups: { type: Object, default: {} },
  },
  [{ fields: { area: 1, year: 1, kind: 1, title: 1 }, unique: true }, { fields: { area: 1, callOn: -1, _id: -1 } }],
)

export type NomineeRecord = Document & {
  programmeId: string
  /** An organisation or place; for a person their sealed name alone. */
  subjectId: string | null
  /** Of a place or organisation, as it was called then; of a person sealed. */
  name: string
  isSealed: boolean
  /** Whose it is, of a person with an account. */
  personId?: string
  groupId: string
  groupName: string
  merits: string
  status: NomineeStatus
  nominatedBy: string
  nominatedAt: Date
  decision?: { by: string; at: Date; reason: string }
}

export const Nominees = defineModel<NomineeRecord>(
  'AwardNominee',
  'awardNominees',
  {
    programmeId: text,
    subjectId: { type: String, default: null },
    name: text,
    isSealed: { type: Boolean, required: true },
    personId: { type: String, default: undefined },
    groupId: text,
    groupName: text,
    merits: text,
    status: text,
    nominatedBy: text,
    nominatedAt: date,
    decision: { type: Object, default: undefined },
  },
  [
    { fields: { programmeId: 1, subjectId: 1 }, unique: true, where: { subjectId: { $type: 'string' } } },
    { fields: { programmeId: 1, nominatedAt: 1, _id: 1 } },
    { fields: { personId: 1 }, where: { personId: { $type: 'string' } } },
    { fields: { nominatedBy: 1 } },
    { fields: { programmeId: 1, nominatedBy: 1, nominatedAt: 1, _id: 1 } },
  ],
)
