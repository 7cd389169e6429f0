// From acceptance to the end of a title: accepted or declined after the visit, announced, titled when the notice is
// over without an objection, checked every year, renewed, suspended, revoked by two persons, expired. Invariants: a
// title comes only by the job when its notice is over; its code is drawn and given once (index); a revoked one stays
// to be found, and never comes back.
import { randomInt } from 'node:crypto'
import type { Actor, PersonActor } from '@shared/actors'
import type { CellDetail } from '@shared/cells/application'
import { certificateCode, CODE_LENGTH, CODE_LETTERS } from '@shared/cells/certificates'
import type { cellsDesk } from '@shared/cells/desk-contract'
import { DUE } from '@shared/cells/dues'
import { scoreTable } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { addDays, dayOf, longDay, showDay, type Day } from '@shared/time'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { secondPerson } from '../people/conflicts'
import { staffAt } from '../people/roles'
import type { ApplicationDocument, Title } from './applications.model'
import { answerWith, workingDaysOn } from './drafting'
import { answersOf } from './judging'
import { WORDS } from './present'
import { declinePapers } from './review'
import { load, take, type Loaded, type Step } from './steps'
import { tellMembers, tellStaff } from './telling'

/** The same day so many years later; 29 February becomes the 28th. */
function yearsAfter(day: Day, years: number): Day {
  const [year = '', rest = ''] = [day.slice(0, 4), day.slice(4)]
  return `${Number(year) + years}${rest === '-02-29' ? '-02-28' : rest}`
}

const assessorsOf = ({ visits }: Loaded): string[] =>
  visits.flatMap(({ state, assessors }) => (state === 'signed' ? assessors.map(({ personId }) => personId) : []))

type Words = { title: string; text: string }

/** One step of the desk, told to the applicant. Who scored does not decide on it. */
const deskStep = (
  actor: PersonActor,
  id: string,
  step: (loaded: Loaded) => Step | Promise<Step>,
  words?: (application: ApplicationDocument) => Words,
): Promise<CellDetail> =>
  transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    const asked = await step(loaded)
    const after = await take(tx, actor, loaded, { ...asked, actedBy: assessorsOf(loaded) })
    if (words) await tellMembers(tx, after, `${asked.action}/${after.version}`, words(after))
    return answerWith(tx, actor, loaded, after)
  })

export const acceptApplication = (
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof cellsDesk.accept>,
): Promise<CellDetail> =>
  deskStep(
    actor,
    id,
    async ({ application, table }) => ({
      action: 'accept',
      what: WORDS.accept,
      reason,
      set: {
        dueOn: await workingDaysOn(DUE.announceWorkingDays),
        finalTotal: scoreTable(table, answersOf(table, application).final).total,
      },
    }),
    () => ({ title: '验收通过', text: '接下来公示5个工作日，没有异议就命名。' }),
  )

/** On papers by reviewers, after the visit by leads. */
export async function declineApplication(
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof cellsDesk.decline>,
): Promise<CellDetail> {
  const { application } = await load(actor, id)
  if (application.state === 'submitted') return declinePapers(actor, id, reason)
  return deskStep(
    actor,
    id,
    () => ({ action: 'decline', what: '没有通过', reason, unset: ['dueOn'] }),
    () => ({ title: '无废细胞没有通过', text: `原因：${reason}。改进以后可以重新申报。` }),
  )
}

export const announceApplication = (actor: PersonActor, { id }: { id: string }): Promise<CellDetail> =>
  deskStep(
    actor,
    id,
    async () => {
      const from = dayOf(now())
      const to = await workingDaysOn(DUE.noticeWorkingDays, from)
      return { action: 'announce', what: '公示', set: { notice: { from, to }, dueOn: to } }
    },
    ({ notice }) => ({ title: '开始公示', text: `公示到${notice ? showDay(notice.to) : ''}，期满没有异议就命名。` }),
  )

/** Titled, with a code that was drawn. */
function titleFrom({ application, table }: Loaded, from: Day): Title {
  const drawn = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('')
  const score = scoreTable(table, answersOf(table, application).final)
  return {
    code: certificateCode(from.slice(0, 4), drawn),
    level: score.level === 'model' ? 'model' : 'titled',
    score: score.total,
    from,
    until: addDays(yearsAfter(from, table.validYears), -1),
    lastCheckedOn: from,
    renewals: 0,
  }
}

const nextCheck = ({ lastCheckedOn, until }: Title): Day => {
  const next = yearsAfter(lastCheckedOn, DUE.lightCheckEveryYears)
  return next < until ? next : until
}

/** @returns false where it is not due any more */
export async function grantTitle(actor: Actor, id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    if (loaded.application.state !== 'publicNotice' || !loaded.facts.isNoticeOver) return false
    const title = titleFrom(loaded, dayOf(now()))
    const after = await take(tx, actor, loaded, {
      action: 'grant',
      what: '命名',
      set: { title, dueOn: nextCheck(title) },
      details: { code: title.code, level: title.level, score: title.score, until: title.until },
    })
    await tellMembers(tx, after, 'titled', {
      title: `命名为${cellKindNames[after.kind]}${title.level === 'model' ? '（示范）' : ''}`,
      text: `证书编号${title.code}，有效到${longDay(title.until)}，可以在这里下载。每年查一次，不用再填表。`,
    })
    return true
  })
}

export const beginLightCheck = (actor: PersonActor, { id }: { id: string }): Promise<CellDetail> =>
  deskStep(
    actor,
    id,
    () => ({ action: 'beginLightCheck', what: '年度检查', set: { dueOn: addDays(dayOf(now()), DUE.lightCheckDays) } }),
    () => ({ title: '年度检查', text: '先看平台数据，一般不用您做什么；抽到现场看的会提前告诉您。' }),
  )

export const closeLightCheck = (
  actor: PersonActor,
  { id, outcome, reason }: ParsedOf<typeof cellsDesk.closeCheck>,
): Promise<CellDetail> =>
  deskStep(
    actor,
    id,
    ({ application: { title } }) => {
      const isFailed = outcome === 'failed'
      const checked = title && { ...title, lastCheckedOn: dayOf(now()) }
      return {
        action: 'closeLightCheck',
        what: isFailed ? '年度检查没有通过，称号暂停' : '年度检查通过',
        reason,
        facts: { isFailed },
        set: {
          ...(checked ? { title: checked, dueOn: nextCheck(checked) } : {}),
          ...(isFailed ? { endedReason: reason } : {}),
        },
      }
    },
    () =>
      outcome === 'failed'
        ? { title: '年度检查没有通过，称号暂停', text: `原因：${reason}。改好以后联系主管部门恢复。` }
        : { title: '年度检查通过', text: reason },
  )

export const renewTitle = (actor: PersonActor, { id, reason }: ParsedOf<typeof cellsDesk.renew>): Promise<CellDetail> =>
  deskStep(
    actor,
    id,
    ({ application: { title }, table }) => {
      if (!title) throw new DomainError('WRONG_STATE')
      const renewed = {
        ...title,
        until: yearsAfter(title.until, table.validYears),
        lastCheckedOn: dayOf(now()),
        renewals: title.renewals + 1,
      }
      return { action: 'renew', what: '复评通过，续期', reason, set: { title: renewed, dueOn: nextCheck(renewed) } }
    },
    ({ title }) => ({ title: '复评通过，已续期', text: `有效到${title ? longDay(title.until) : ''}。` }),
  )

export const suspendTitle = (
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof cellsDesk.suspend>,
): Promise<CellDetail> =>
  deskStep(
    actor,
    id,
    () => ({ action: 'suspend', what: '暂停称号', reason, set: { endedReason: reason } }),
    () => ({ title: '称号暂停', text: `原因：${reason}。改好以后联系主管部门恢复。` }),
  )

export const resumeTitle = (
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof cellsDesk.resume>,
): Promise<CellDetail> =>
  deskStep(
    actor,
    id,
    ({ application: { title } }) => ({
      action: 'resume',
      what: '恢复称号',
      reason,
      set: title ? { dueOn: nextCheck(title) } : {},
      unset: ['endedReason'],
    }),
    () => ({ title: '称号恢复', text: reason }),
  )

/**
 * The first of two persons says so, the second does it. @throws DomainError NOT_FOUND, WRONG_STATE, CELL_SAME_PERSON
 * for the same person twice, DECIDES_OWN_CASE
 */
export const revokeTitle = (
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof cellsDesk.revoke>,
): Promise<CellDetail> =>
  transaction(async (tx) => {
    const loaded = await load(actor, id, tx)
    const { revocation } = loaded.application
    const isSecond = revocation !== null && (await secondPerson(actor, tx))([revocation.by])
    if (revocation && !isSecond) throw new DomainError('CELL_SAME_PERSON')
    if (!revocation) return answerWith(tx, actor, loaded, await proposeRevocation(tx, actor, loaded, reason))
    const after = await take(tx, actor, loaded, {
      action: 'revoke',
      what: '撤销称号',
      reason,
      set: { endedReason: reason, revocation: null },
      unset: ['dueOn'],
      details: { code: loaded.application.title?.code ?? '', first: revocation.by },
      actedBy: [revocation.by],
    })
    await tellMembers(tx, after, 'revoked', {
      title: '称号已撤销',
      text: `原因：${reason}。证书不能再使用，公开核验页已显示撤销。`,
    })
    return answerWith(tx, actor, loaded, after)
  })

async function proposeRevocation(tx: Tx, actor: PersonActor, loaded: Loaded, reason: string) {
  const after = await take(tx, actor, loaded, {
    action: 'proposeRevoke',
    what: '提出撤销称号',
    reason,
    set: { revocation: { by: actor.personId, at: now(), reason } },
  })
  for (const personId of await staffAt(after.placePath, 'cityOfficer'))
    if (personId !== actor.personId)
      await tellStaff(tx, personId, after._id, `revocation/${after.version}`, {
        title: '有一个撤销称号待第二人决定',
        text: `${after.subjectName}：${reason}`,
      })
  return after
}

/** The title stays: the second person does not agree, or the first takes it back. */
export const keepTitle = (
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof cellsDesk.keepTitle>,
): Promise<CellDetail> =>
  deskStep(actor, id, () => ({ action: 'keepTitle', what: '称号保留', reason, set: { revocation: null } }))
