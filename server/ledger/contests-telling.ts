// What people are told about a contest: its answer, and every hour that an answer is late, which goes up to the city.
import { showDay } from '@shared/time'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import type { Job } from '../jobs'
import { notify } from '../notices/notices'
import { membersOf } from '../people/households'
import { staffAt } from '../people/roles'
import { Contests, type ContestRecord } from './contests.model'

const statusTexts: Readonly<Record<ContestRecord['status'], string>> = {
  open: '待答复',
  kept: '不成立,维持原记录',
  reversed: '成立,已冲正',
  added: '成立,已补',
}
export const statusTextOf = ({ status, decision }: ContestRecord): string =>
  status === 'added' ? `${statusTexts.added} ${decision?.points ?? 0} 分` : statusTexts[status]

/** Members of the household whose account it is, as far as they may see the entry. */
export const membersFor = async ({ account, entryFrom }: ContestRecord, tx: Tx): Promise<string[]> =>
  account.startsWith('household:')
    ? (await membersOf(account.slice('household:'.length), tx))
        .filter((member) => member.since <= entryFrom)
        .map((member) => member.personId)
    : []

/** Whose contest it is; of one written down at the desk the household's members. */
const toldOf = async (tx: Tx, record: ContestRecord): Promise<string[]> =>
  record.personId === undefined ? membersFor(record, tx) : [record.personId]

/** To whom it belongs, and to the worker who wrote it down: those without a phone hear it from them. */
export async function tellAnswer(tx: Tx, record: ContestRecord, reason: string): Promise<void> {
  const title = record.status === 'kept' ? '异议未成立' : `异议${statusTextOf(record)}`
  const text = `${record.line}。答复:${reason}`
  for (const personId of await toldOf(tx, record))
    await notify(tx, personId, `ledgerContests/${record._id}/decided`, {
      kind: 'contest_decided',
      title,
      text,
      link: '/me/contests',
    })
  if (!record.enteredBy) return
  await notify(tx, record.enteredBy, `ledgerContests/${record._id}/answer`, {
    kind: 'contest_decided',
    title: `您代登记的${title}`,
    text: `${text} 请转告住户,积分明细可在窗口打印。`,
    link: `/ledger/contests/${record._id}`,
  })
}

/**
 * Every hour: contests whose day of answer has passed go up to the city, once each; the person is told that it is late.
 */
export const ledgerLateContests: Job = {
  name: 'ledgerLateContests',
  title: '超期未答复的积分异议上报',
  every: 'hour',
  lookBack: 1,
  run: async (slot) => {
    const late = await Contests.find({
      status: 'open',
      dueOn: { $lt: slot.slice(0, 10) },
      escalatedAt: { $exists: false },
    })
      .sort({ dueOn: 1 })
      .limit(500)
      .lean<ContestRecord[]>()
    for (const contest of late) await escalate(contest)
    return { late: late.length }
  },
}

async function escalate(contest: ContestRecord): Promise<void> {
  const { _id, placePath, line, dueOn } = contest
  const officers = [
    ...new Set([...(await staffAt(placePath, 'subdistrictOfficer')), ...(await staffAt(placePath, 'cityOfficer'))]),
  ]
  await transaction(async (tx) => {
    const { matched } = await tx
      .on(Contests)
      .updateOne({ _id, status: 'open', escalatedAt: { $exists: false } }, { $set: { escalatedAt: now() } })
    if (matched === 0) return
    for (const officer of officers) {
      await notify(tx, officer, `ledgerContests/${_id}/late`, {
        kind: 'contest_decided',
        title: '积分异议答复超期',
        text: `${line},应在${showDay(dueOn)}前答复,已超期,请督促`,
        link: `/ledger/contests/${_id}`,
      })
    }
    for (const personId of await toldOf(tx, contest)) {
      await notify(tx, personId, `ledgerContests/${_id}/sorry`, {
        kind: 'contest_decided',
        title: '对不起,答复迟了',
        text: '您的积分异议还没有答复,已经催办并上报,答复后马上告诉您。',
        link: '/me/contests',
      })
    }
  })
}
