// 以工代罚 as the officer handles it: a case referred, put off, closed with a certificate or gone on with as a fine; and
// the table that says how long a fine takes, written by one person and published by another.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import { Workoff } from './contract'
import { FINE_CEILING, workoffOfficers, workoffReaders, workoffTableKeepers, workoffTableProblem } from './rules'
import { offences, workoffStates } from './vocabulary'

const Reason = line(100, 2)

export const DeskWorkoff = Workoff.extend({
  /** As it stands in the decision. */
  name: z.string(),
  /** Of the table that the minutes come from. */
  tableSource: z.string(),
  referredAt: Instant,
  by: z.string(),
  closedBy: z.string().nullable(),
  allowed: z.array(z.enum(['issue', 'extend', 'settle', 'withdraw', 'revoke', 'paper'])),
})
export type DeskWorkoff = z.infer<typeof DeskWorkoff>

export const WorkoffTableContent = z
  .strictObject({
    days: z.int().min(7).max(180),
    steps: z
      .array(z.strictObject({ upToYuan: z.int().min(1).max(FINE_CEILING), minutes: z.int().min(30).max(2400) }))
      .min(1)
      .max(8),
  })
  .refine((table) => workoffTableProblem(table) === null, '每一档要比前一档高，最后一档到罚款上限')
export type WorkoffTableContent = z.infer<typeof WorkoffTableContent>

export const WorkoffTableRecord = z.object({
  id: Id,
  placeId: Id,
  placeName: z.string(),
  validFrom: Day,
  version: z.int(),
  state: z.enum(['proposed', 'published']),
  /** Holds today where its place has none nearer. */
  isNow: z.boolean(),
  content: WorkoffTableContent,
  /** The rule it follows: which notice of which office, in words. */
  source: z.string(),
  by: z.string(),
  at: Instant,
  publishedBy: z.string().nullable(),
  allowed: z.array(z.enum(['change', 'publish', 'withdraw'])),
})
export type WorkoffTableRecord = z.infer<typeof WorkoffTableRecord>

const act = (name: string, summary: string) =>
  route({
    method: 'POST',
    path: `/api/workoffs/desk/:id/${name}`,
    may: workoffOfficers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: DeskWorkoff,
    errors: ['NOT_FOUND', 'NOT_ALLOWED', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary,
  })

export const workoffsDesk = {
  list: route({
    method: 'GET',
    path: '/api/workoffs/desk',
    may: workoffReaders,
    input: z.strictObject({
      ...listInput('-referredAt', 'referredAt'),
      state: z.enum(workoffStates).optional(),
      open: Id.optional(),
    }),
    output: countedPageOf(DeskWorkoff),
    summary: '以工代罚的个案（查看留痕）',
  }),
  refer: route({
    method: 'POST',
    path: '/api/workoffs/desk',
    may: workoffOfficers,
    input: z.strictObject({
      id: Id,
      /** A person, found by a verified telephone number; there is no field for a unit. */
      personId: Id,
      name: line(30, 2),
      number: line(40, 4),
      agency: line(40, 4),
      placeId: Id,
      offence: z.enum(offences),
      happenedOn: Day,
      fineYuan: z.int().min(1).max(FINE_CEILING),
    }),
    output: DeskWorkoff,
    errors: ['NOT_FOUND', 'WORKOFF_NUMBER_USED', 'IDEMPOTENCY_KEY_REUSED', 'DECIDES_OWN_CASE', 'INPUT_INVALID'],
    summary: '转办一件以工代罚（只限个人，罚款不超过200元）',
  }),
  extend: route({
    method: 'POST',
    path: '/api/workoffs/desk/:id/extend',
    may: workoffOfficers,
    input: z.strictObject({ id: Id, dueOn: Day, reason: Reason }),
    output: DeskWorkoff,
    errors: ['NOT_FOUND', 'NOT_ALLOWED', 'WRONG_STATE', 'DECIDES_OWN_CASE', 'INPUT_INVALID'],
    summary: '延期，或退回后再给一次机会',
  }),
  issue: route({
    method: 'POST',
    path: '/api/workoffs/desk/:id/issue',
    may: workoffOfficers,
    input: z.strictObject({ id: Id }),
    output: DeskWorkoff,
    errors: ['NOT_FOUND', 'NOT_ALLOWED', 'WRONG_STATE', 'WORKOFF_NOT_ENOUGH', 'DECIDES_OWN_CASE'],
    summary: '做满了，办结并开完成证明',
  }),
  settle: act('settle', '退回的个案改按罚款办理，办结'),
  withdraw: act('withdraw', '撤回转办'),
  revoke: {
    ...act('revoke', '撤销完成证明（核验页马上显示已撤销）'),
    stepUp: true,
  },
  tables: route({
    method: 'GET',
    path: '/api/workoffs/tables',
    may: [...workoffTableKeepers, 'auditor'],
    input: z.strictObject({}),
    /** Of the actor's area and above, newest first, at most 100. */
    output: z.object({ items: z.array(WorkoffTableRecord), mayPropose: z.boolean() }),
    summary: '罚款折抵时长表与各版本',
  }),
  saveTable: route({
    method: 'PUT',
    path: '/api/workoffs/tables/:id',
    may: workoffTableKeepers,
    input: z.strictObject({
      id: Id,
      version: z.int(),
      placeId: Id,
      validFrom: Day,
      content: WorkoffTableContent,
      source: line(100, 2),
    }),
    output: WorkoffTableRecord,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'INPUT_INVALID'],
    summary: '起草或修改折抵时长表',
  }),
  publishTable: route({
    method: 'POST',
    path: '/api/workoffs/tables/:id/publish',
    may: workoffTableKeepers,
    stepUp: true,
    input: z.strictObject({ id: Id, version: z.int() }),
    output: WorkoffTableRecord,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE', 'WORKOFF_SAME_PERSON', 'INPUT_INVALID'],
    summary: '由另一人公布折抵时长表',
  }),
  withdrawTable: route({
    method: 'POST',
    path: '/api/workoffs/tables/:id/withdraw',
    may: workoffTableKeepers,
    input: z.strictObject({ id: Id, version: z.int(), reason: Reason }),
    output: z.object({ id: Id }),
    errors: ['NOT_FOUND', 'WRONG_STATE', 'CHANGED_MEANWHILE'],
    summary: '撤回没有公布的折抵时长表',
  }),
} as const
