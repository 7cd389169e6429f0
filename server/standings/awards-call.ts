// transaction, from wherever a run before left off. What each person has of 评优 among their own data, and how it goes.
// Invariant: nobody is told twice of one call, however often and on however many servers this runs.
import { awardKindNames, nomineeStatusNames } from '@shared/standings/awards'
import { showDay, type Day } from '@shared/time'
import { transaction, type Tx } from '../db'
import { seal } from '../field-cipher'
import type { JobRun } from '../long-work'
import { notify } from '../notices/notices'
import { membersBelow } from '../people/households'
import { ERASED } from '../people/people'
import { Nominees, Programmes, type NomineeRecord, type ProgrammeRecord } from './awards.model'

const BATCH = 200

/** @param progress keeps the run's lease @returns how many memberships were told now */
export async function tellCalls(area: string, today: Day, progress?: JobRun['progress']): Promise<number> {
  const due = await Programmes.find({ area, toldOn: null, callOn: { $lte: today }, nominateUntil: { $gte: today } })
    .sort({ callOn: 1, _id: 1 })
    .lean<ProgrammeRecord[]>()
  let told = 0
  for (const { _id } of due) {
    for (let more = true; more;) {
      const count = await tellBatch(area, _id, today)
      told += count ?? 0
      more = count !== null
      await progress?.(told, told)
    }
  }
  return told
}

/** @returns null when everybody has been told */
async function tellBatch(area: string, programmeId: string, today: Day): Promise<number | null> {
  const programme = await Programmes.findById(programmeId).lean<ProgrammeRecord>()
  if (!programme || programme.toldOn !== null) return null
  const members = await membersBelow(area, programme.toldAfter, BATCH)
  const last = members.at(-1)
  const here = { _id: programmeId, toldOn: null, toldAfter: programme.toldAfter }
  if (!last) {
    await Programmes.updateOne(here, { $set: { toldOn: today } })
    return null
  }
  return transaction(async (tx) => {
    const { matched } = await tx.on(Programmes).updateOne(here, { $set: { toldAfter: last._id } })
    // another server has just told these
    if (matched === 0) return 0
    for (const personId of new Set(members.map((member) => member.personId))) await tell(tx, personId, programme)
    return members.length
  })
}

const tell = (tx: Tx, personId: string, { _id, year, title, kind, nominateUntil }: ProgrammeRecord): Promise<void> =>
  notify(tx, personId, `standingAwards/${_id}/call`, {
    kind: 'award',
    title: `${year}年${title}开始征集`,
    text: `评${awardKindNames[kind]}，${showDay(nominateUntil)}截止。想推荐或自荐，请到社区说明；期满以后评审，结果公布在红黑榜的“评优”一页。`,
  })

/** For "download my data": where they were nominated. */
export async function exportNominations(personId: string): Promise<unknown> {
  const found = await Nominees.find({ personId }).sort({ nominatedAt: 1 }).lean<NomineeRecord[]>()
  const programmes = await Programmes.find({ _id: { $in: found.map(({ programmeId }) => programmeId) } }).lean<
    ProgrammeRecord[]
  >()
  const titles = new Map(programmes.map(({ _id, year, title }) => [_id, `${year}年${title}`]))
  return found.map(({ programmeId, groupName, merits, status, nominatedAt }) => ({
    programme: titles.get(programmeId) ?? '',
    employer: groupName,
    merits,
    status: nomineeStatusNames[status],
    at: nominatedAt,
  }))
}

/** That somebody was nominated, or awarded, stays counted; who it was and what was said of them does not. */
export async function eraseNominations(tx: Tx, personId: string): Promise<void> {
  for (const { _id } of await tx.on(Nominees).find({ personId }))
    await tx
      .on(Nominees)
      .updateOne({ _id }, { $set: { name: seal(ERASED, _id), merits: ERASED }, $unset: { personId: 1 } })
  await tx.on(Nominees).updateMany({ nominatedBy: personId }, { $set: { nominatedBy: 'erased' } })
}
