// Cases as an officer handles them, in the order of the story: referred, put off, closed with a certificate, or gone on
// with as a fine. Invariants: a decision is referred once, for a person and never for a unit; what is owed is fixed by
// the table of the day; nobody handles a case of their own or of their home.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { decide } from '@shared/machine'
import { showMinutes } from '@shared/shifts/hours'
import { addDays, dayOf, longDay, type Day } from '@shared/time'
import type { DeskWorkoff, workoffsDesk } from '@shared/workoffs/desk-contract'
import { workoffMachine, type WorkoffAction } from '@shared/workoffs/machine'
import {
  CERTIFICATE_KIND,
  dueOnOf,
  handlesWorkoff,
  LONGEST_EXTENSION,
  minutesOwed,
  OLDEST_OFFENCE_DAYS,
  plainCaseNumber,
  workoffReaders,
} from '@shared/workoffs/rules'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit, auditReadHourly } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { seal } from '../field-cipher'
import { notify } from '../notices/notices'
import { readCountedPage } from '../paging'
import { refuseOwnCase } from '../people/conflicts'
import { requirePerson } from '../people/people'
import { requirePlace } from '../places/places'
import { drawNumber } from '../shifts/check-page'
import { factsOf, MINE, workedFor } from './counting'
import { oneForDesk, presentForDesk } from './present'
import { tableAt } from './tables'
import { WorkoffCases, type WorkoffCase } from './workoffs.model'

/** Cases of the actor's places, the latest first. */
export async function listWorkoffs(
  actor: Actor,
  { state, open, ...input }: ParsedOf<typeof workoffsDesk.list>,
): Promise<OutputOf<typeof workoffsDesk.list>> {
  const filter = {
    placePath: { $in: scopeOf(actor, workoffReaders) },
    ...(state ? { state } : {}),
    ...(open ? { _id: open } : {}),
  }
  const { rows, ...page } = await readCountedPage(WorkoffCases, { referredAt: -1 }, filter, input)
  await auditReadHourly(actor, { action: 'workoffs.readCases', subject: 'workoffs' })
  return { items: await presentForDesk(actor, rows), ...page }
}

function refuseDay(happenedOn: Day, today: Day): void {
  if (happenedOn > today) throw invalid('happenedOn', '还没到的日子不能写')
  if (happenedOn < addDays(today, -OLDEST_OFFENCE_DAYS))
    throw invalid('happenedOn', `超过${OLDEST_OFFENCE_DAYS}天的不再转办`)
}

/**
 * Refers a person; the same id again is answered the same. @throws DomainError NOT_FOUND for a place outside one's own
 * or somebody unknown, WORKOFF_NUMBER_USED, IDEMPOTENCY_KEY_REUSED, DECIDES_OWN_CASE, INPUT_INVALID
 */
export async function referWorkoff(actor: Actor, input: ParsedOf<typeof workoffsDesk.refer>): Promise<DeskWorkoff> {
  const place = await requirePlace(input.placeId)
  if (!handlesWorkoff(actor, { placePath: place.path })) throw new DomainError('NOT_FOUND')
  const today = dayOf(now())
  refuseDay(input.happenedOn, today)
  await requirePerson(input.personId)
  const { id: tableId, table, source } = await tableAt(place.path, today)
  const { id, name, personId, number, agency, offence, happenedOn, fineYuan } = input
  const refer = (): Promise<DeskWorkoff> =>
    transaction(async (tx) => {
      const had = await tx.on(WorkoffCases).findOne({ _id: id })
      if (had && (had.personId !== personId || had.plainNumber !== plainCaseNumber(number)))
        throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (had) return oneForDesk(tx, actor, had)
      await refuseOwnCase(tx, actor, { personIds: [personId] })
      const one: WorkoffCase = {
        _id: id,
        personId,
        nameSealed: seal(name, id),
        number,
        plainNumber: plainCaseNumber(number),
        agency,
        placeId: place._id,
        placePath: place.path,
        offence,
        happenedOn,
        fineYuan,
        owed: minutesOwed(table, fineYuan),
        tableId,
        tableSource: source,
        referredAt: now(),
        referredBy: actorId(actor),
        dueOn: dueOnOf(today, table),
        state: 'referred',
        bookingIds: [],
        minutes: 0,
      }
      await tx.on(WorkoffCases).insert(one)
      await tell(tx, one, 'referred', {
        title: '有一件事等您答复',
        text: `可以参加${showMinutes(one.owed)}的培训或桶边见习来抵罚款，请看过后答复，最晚${longDay(one.dueOn)}做完。`,
      })
      await audit(tx, actor, {
        action: 'workoffs.refer',
        subject: `workoffs/${id}`,
        placePath: place.path,
        details: { personId, owed: one.owed, tableId },
      })
      return oneForDesk(tx, actor, one)
    })
  try {
    return await refer()
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('WORKOFF_NUMBER_USED') : error
  }
}

const tell = (tx: Tx, one: WorkoffCase, cause: string, words: { title: string; text: string }): Promise<void> =>
  notify(tx, one.personId, `workoffs/${one._id}/${cause}`, { kind: 'workoff', ...words, link: MINE })

const auditActions = {
  extend: 'workoffs.extend',
  issue: 'workoffs.issue',
  settle: 'workoffs.settle',
  withdraw: 'workoffs.withdraw',
  revoke: 'workoffs.revoke',
} as const satisfies Partial<Record<WorkoffAction, string>>

type Change = { set: Partial<WorkoffCase>; words: { title: string; text: string }; reason?: string | undefined }

/** One act of an officer by the table. @throws DomainError NOT_FOUND, NOT_ALLOWED, WRONG_STATE, DECIDES_OWN_CASE */
function act(
  actor: Actor,
  id: string,
  action: keyof typeof auditActions,
  change: (tx: Tx, one: WorkoffCase) => Change,
): Promise<DeskWorkoff> {
  return transaction(async (tx) => {
    const one = await tx.on(WorkoffCases).findOne({ _id: id })
    if (!one || !holdsRole(actor, workoffReaders, one.placePath)) throw new DomainError('NOT_FOUND')
    if (!handlesWorkoff(actor, one)) throw new DomainError('NOT_ALLOWED')
    await refuseOwnCase(tx, actor, { personIds: [one.personId] })
    const minutes = action === 'issue' ? (await workedFor(one, tx)).minutes : one.minutes
    const step = decide(workoffMachine, one.state, action, ['officer'], factsOf(one, minutes))
    if (!step.ok) throw new DomainError(step.code)
    const { set, words, reason } = change(tx, { ...one, minutes })
    const after = await tx.on(WorkoffCases).findOneAndUpdate({ _id: id, state: one.state }, {
      $set: { ...set, state: step.to, minutes, ...(reason ? { reason } : {}) },
      ...(action === 'extend' ? { $unset: { returnedWhy: 1 } } : {}),
    } as UpdateQuery<WorkoffCase>)
    if (!after) throw new DomainError('WRONG_STATE')
    await tell(tx, after, `${action}/${now().getTime()}`, words)
    await audit(tx, actor, {
      action: auditActions[action],
      subject: `workoffs/${id}`,
      placePath: one.placePath,
      ...(reason ? { reason } : {}),
      details: { before: one.state, state: step.to, minutes },
    })
    return oneForDesk(tx, actor, after)
  })
}

/** More time; what went back is asked again. @throws DomainError as `act`, INPUT_INVALID */
export function extendWorkoff(
  actor: Actor,
  { id, dueOn, reason }: ParsedOf<typeof workoffsDesk.extend>,
): Promise<DeskWorkoff> {
  const today = dayOf(now())
  if (dueOn <= today) throw invalid('dueOn', '新的期限要在今天以后')
  if (dueOn > addDays(today, LONGEST_EXTENSION)) throw invalid('dueOn', `一次最多延到${LONGEST_EXTENSION}天以后`)
  return act(actor, id, 'extend', (_tx, one) => {
    if (one.state !== 'returned' && dueOn <= one.dueOn) throw invalid('dueOn', '新的期限要比原来的晚')
    const text = `改为${longDay(dueOn)}前做满，原因：${reason}。${one.state === 'working' ? '' : '请打开看过后答复。'}`
    return { set: { dueOn }, reason, words: { title: '以工代罚可以晚些做完', text } }
  })
}

/** Worked off: closed, with a certificate. @throws DomainError as `act`, WORKOFF_NOT_ENOUGH */
export const issueWorkoff = (actor: Actor, { id }: ParsedOf<typeof workoffsDesk.issue>): Promise<DeskWorkoff> =>
  act(actor, id, 'issue', () => {
    const certificate = drawNumber(CERTIFICATE_KIND)
    const set = { certificate, doneAt: now(), closedBy: actorId(actor) }
    return { set, words: { title: '以工代罚已完成', text: '已核对办结，可以下载完成证明。谢谢您参加。' } }
  })

type Said = ParsedOf<typeof workoffsDesk.settle>

/** What went back goes on as a fine. @throws DomainError as `act` */
export const settleWorkoff = (actor: Actor, { id, reason }: Said): Promise<DeskWorkoff> =>
  act(actor, id, 'settle', () => {
    const text = `这件改按罚款办理，说明：${reason}。`
    return { set: { closedBy: actorId(actor) }, reason, words: { title: '改按罚款办理', text } }
  })

/** The referral itself was wrong. @throws DomainError as `act` */
export const withdrawWorkoff = (actor: Actor, { id, reason }: Said): Promise<DeskWorkoff> =>
  act(actor, id, 'withdraw', () => {
    const text = `这件转办已撤回，不用再参加，原因：${reason}。`
    return { set: { closedBy: actorId(actor) }, reason, words: { title: '转办已撤回', text } }
  })

/** A certificate is taken back for good; the public page says so at once. @throws DomainError as `act` */
export const revokeWorkoff = (actor: Actor, { id, reason }: Said): Promise<DeskWorkoff> =>
  act(actor, id, 'revoke', () => {
    const text = `完成证明已撤销，原因：${reason}。不同意请联系作出决定的机关。`
    return { set: { closedBy: actorId(actor) }, reason, words: { title: '完成证明已撤销', text } }
  })
