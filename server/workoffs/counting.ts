// What has been worked off, and what follows from it: every hour, and with every act. Invariants: minutes come from
// confirmed presences alone, by the function that counts everybody's hours; what counts here earns no points; a case
// that is not worked off by its last day, and the days to confirm it, is back with the officer.
import { decide } from '@shared/machine'
import { showMinutes, type HourRecord } from '@shared/shifts/hours'
import { dayOf, longDay } from '@shared/time'
import { workoffMachine, type WorkoffAction, type WorkoffFacts } from '@shared/workoffs/machine'
import { isOver, isPast, workedMinutes } from '@shared/workoffs/rules'
import type { UpdateQuery } from 'mongoose'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { defineJob } from '../jobs'
import { notify } from '../notices/notices'
import { traineeRecords, type TraineeRecord } from '../shifts/trainees'
import { attendedBy, keepApart, type AttendedSession } from '../trainings/apart'
import { WorkoffCases, type WorkoffCase } from './workoffs.model'

export const MINE = '/workoffs/mine'

export type Worked = {
  minutes: number
  /** Counted minutes of each, by id. */
  of: ReadonlyMap<string, number>
  shifts: TraineeRecord[]
  trainings: AttendedSession[]
}

const asRecord = ({ id, counts, counted }: AttendedSession): HourRecord => ({
  id,
  as: 'trainee',
  standing: counts ? 'verified' : 'none',
  madeUp: false,
  counted,
})

/** All that counts for a case by what is known now: from when it was accepted until its last day. */
export async function workedFor(one: WorkoffCase, tx?: Tx): Promise<Worked> {
  const { personId, acceptedAt, dueOn, bookingIds } = one
  if (!acceptedAt) return { minutes: 0, of: new Map(), shifts: [], trainings: [] }
  const from = dayOf(acceptedAt)
  const shifts = await traineeRecords(bookingIds, tx)
  const attended = await attendedBy(personId, { from, to: dueOn }, tx)
  const trainings = attended.filter(({ startsAt }) => startsAt >= acceptedAt)
  const inTime = shifts.filter(({ day }) => day <= dueOn)
  return { ...workedMinutes([...inTime, ...trainings.map(asRecord)]), shifts, trainings }
}

export const factsOf = ({ owed, dueOn }: WorkoffCase, minutes: number): WorkoffFacts => {
  const today = dayOf(now())
  return { minutes, owed, isPast: isPast(dueOn, today), isOver: isOver(dueOn, today) }
}

const followed = ['reach', 'fallBack', 'lapse'] as const satisfies readonly WorkoffAction[]

/** Counts a case again, and moves it where that leads. @returns what was done, or null */
export function recount(id: string): Promise<(typeof followed)[number] | null> {
  return transaction(async (tx) => {
    const one = await tx.on(WorkoffCases).findOne({ _id: id, state: { $in: ['referred', 'working', 'worked'] } })
    if (!one) return null
    const { minutes, trainings } = await workedFor(one, tx)
    if (trainings.length > 0)
      await keepApart(
        tx,
        trainings.map((each) => each.id),
      )
    const facts = factsOf(one, minutes)
    const action = followed.find((each) => decide(workoffMachine, one.state, each, ['system'], facts).ok)
    const step = action && decide(workoffMachine, one.state, action, ['system'], facts)
    const state = step?.ok ? step.to : one.state
    if (state === one.state && minutes === one.minutes) return null
    await tx.on(WorkoffCases).updateOne({ _id: id, state: one.state }, {
      $set: { minutes, state, ...(action === 'lapse' ? { returnedWhy: 'late', reason: '到期没有做满' } : {}) },
    } as UpdateQuery<WorkoffCase>)
    if (action) await tell(tx, { ...one, minutes }, action)
    return action ?? null
  })
}

async function tell(tx: Tx, one: WorkoffCase, action: (typeof followed)[number]): Promise<void> {
  const left = showMinutes(Math.max(0, one.owed - one.minutes))
  const words = {
    reach: { title: '以工代罚做满了', text: '时长已够，等执法人员核对后开完成证明，不用再参加。' },
    fallBack: {
      title: '以工代罚的时长有更正',
      text: `有一次到岗更正了，还差${left}，请在${longDay(one.dueOn)}前做满。`,
    },
    lapse: { title: '以工代罚到期了', text: '到期没有做满，已退回执法机关。有特殊情况请尽快联系他们。' },
  }[action]
  const cause = `workoffs/${one._id}/${action}/${one.dueOn}/${one.minutes}`
  await notify(tx, one.personId, cause, { kind: 'workoff', ...words, link: MINE })
}

/** Counts every open case. @returns how many were worked off, and how many went back */
export async function recountAll(): Promise<{ counted: number; worked: number; returned: number }> {
  const open = await WorkoffCases.find({ state: { $in: ['referred', 'working', 'worked'] } }, { _id: 1 })
    .sort({ dueOn: 1, _id: 1 })
    .lean<{ _id: string }[]>()
  const done = { counted: open.length, worked: 0, returned: 0 }
  for (const { _id } of open) {
    const action = await recount(_id)
    if (action === 'reach') done.worked += 1
    if (action === 'lapse') done.returned += 1
  }
  return done
}

export const countJob = defineJob({
  name: 'workoffs.countMinutes',
  title: '以工代罚时长核计与到期退回',
  every: 'hour',
  lookBack: 1,
  run: async () => recountAll(),
})
