// A case of 以工代罚 as its person and as the officer see it.
import type { Actor } from '@shared/actors'
import { allowedActions } from '@shared/machine'
import { closedAtEndText } from '@shared/shifts/hours'
import { clockOf, dayOf } from '@shared/time'
import type { MyWorkoff, WorkoffRecord } from '@shared/workoffs/contract'
import type { DeskWorkoff } from '@shared/workoffs/desk-contract'
import { workoffMachine } from '@shared/workoffs/machine'
import { handlesWorkoff } from '@shared/workoffs/rules'
import { now } from '../clock'
import { reading, type Tx } from '../db'
import { unseal } from '../field-cipher'
import { circleOf, conflictIn } from '../people/conflicts'
import { fullNames, placeNames } from '../people/people'
import { settingsOf } from '../places/places'
import { factsOf, workedFor, type Worked } from './counting'
import type { WorkoffCase } from './workoffs.model'

export const nameOnCase = ({ _id, nameSealed }: Pick<WorkoffCase, '_id' | 'nameSealed'>): string =>
  nameSealed ? unseal(nameSealed, _id) : '已注销'

const shown = (one: WorkoffCase, placeName: string) => ({
  id: one._id,
  number: one.number,
  agency: one.agency,
  offence: one.offence,
  happenedOn: one.happenedOn,
  placeName,
  fineYuan: one.fineYuan,
  owed: one.owed,
  minutes: one.minutes,
  dueOn: one.dueOn,
  state: one.state,
  reason: one.reason ?? null,
  certificate: one.certificate ?? null,
  doneOn: one.doneAt ? dayOf(one.doneAt) : null,
})

/** What was booked and attended, the latest first. */
function recordsOf({ of, shifts, trainings }: Worked): WorkoffRecord[] {
  const at = now()
  const ofShifts = shifts.map((one): [Date, WorkoffRecord] => {
    const isOver = one.endsAt <= at
    const wasThere = isOver && one.state === 'booked'
    const waits = wasThere && one.standing === 'self' ? ['等组长或社区核实，核实后才计'] : []
    const closed = wasThere && one.standing !== 'none' && one.counted.closedAtEnd ? [closedAtEndText(one)] : []
    return [
      one.endsAt,
      {
        id: one.id,
        kind: 'shift',
        name: one.name,
        day: one.day,
        from: one.from,
        to: one.to,
        isOver,
        state: one.state,
        standing: one.standing,
        minutes: of.get(one.id) ?? 0,
        said: wasThere ? [...waits, ...closed, ...one.counted.uncounted.map(({ text }) => text)] : [],
      },
    ]
  })
  const ofTrainings = trainings.map((one): [Date, WorkoffRecord] => [
    one.endsAt,
    {
      id: one.id,
      kind: 'training',
      name: one.title,
      day: one.day,
      from: clockOf(one.startsAt),
      to: clockOf(one.endsAt),
      isOver: true,
      state: 'booked',
      standing: one.counts ? 'verified' : 'none',
      minutes: of.get(one.id) ?? 0,
      said: one.counts ? one.counted.uncounted.map(({ text }) => text) : ['考核还没有通过，通过后才计'],
    },
  ])
  return [...ofShifts, ...ofTrainings].sort(([a], [b]) => b.getTime() - a.getTime()).map(([, record]) => record)
}

/** With what counts by now, not only at the last hour. */
export async function presentMine(one: WorkoffCase, tx?: Tx): Promise<MyWorkoff> {
  const worked = await workedFor(one, tx)
  const isOpen = one.state === 'referred' || one.state === 'working' || one.state === 'worked'
  const facts = factsOf(one, worked.minutes)
  const actions = allowedActions(workoffMachine, one.state, ['person'], facts)
  const { settings } = await settingsOf(one.placePath)
  return {
    ...shown(one, (await placeNames([one.placeId])).get(one.placeId) ?? ''),
    minutes: isOpen ? worked.minutes : one.minutes,
    hotline: settings.contact.hotline,
    records: recordsOf(worked),
    allowed: [
      ...(actions.includes('accept') ? (['accept'] as const) : []),
      ...(actions.includes('decline') ? (['decline'] as const) : []),
      ...(one.state === 'working' && !facts.isPast && worked.minutes < one.owed ? (['book'] as const) : []),
      ...(one.state === 'done' ? (['paper'] as const) : []),
    ],
  }
}

/** For who reads cases; an officer may do nothing in a case of their own. */
export async function presentForDesk(actor: Actor, cases: readonly WorkoffCase[], tx?: Tx): Promise<DeskWorkoff[]> {
  const places = await placeNames(cases.map(({ placeId }) => placeId))
  const names = await fullNames(cases.flatMap(({ referredBy, closedBy }) => [referredBy, closedBy ?? '']))
  const circle = await (tx ? circleOf(tx, actor) : reading((snapshot) => circleOf(snapshot, actor)))
  return cases.map((one) => {
    const handles = handlesWorkoff(actor, one) && conflictIn(circle, { personIds: [one.personId] }) === null
    const actions = handles ? allowedActions(workoffMachine, one.state, ['officer'], factsOf(one, one.minutes)) : []
    const isOfOfficer = (action: string): action is Exclude<DeskWorkoff['allowed'][number], 'paper'> =>
      ['issue', 'extend', 'settle', 'withdraw', 'revoke'].includes(action)
    return {
      ...shown(one, places.get(one.placeId) ?? ''),
      name: nameOnCase(one),
      tableSource: one.tableSource,
      referredAt: one.referredAt.toISOString(),
      by: names.get(one.referredBy) ?? '工作人员',
      closedBy: one.closedBy ? (names.get(one.closedBy) ?? '工作人员') : null,
      allowed: [...actions.filter(isOfOfficer), ...(one.state === 'done' && !one.erasedAt ? (['paper'] as const) : [])],
    }
  })
}

export async function oneForDesk(tx: Tx, actor: Actor, one: WorkoffCase): Promise<DeskWorkoff> {
  const [row] = await presentForDesk(actor, [one], tx)
  if (!row) throw new Error('a case without its row')
  return row
}
