// What comes by itself: titles when a notice is over, the yearly check, the re-review before a title ends, its end, and
// the nightly look whether a source of a figure was corrected since it was frozen. All of it is a step of the machine,
// so a second run finds nothing to do.
import type { Actor } from '@shared/actors'
import { DUE } from '@shared/cells/dues'
import { cellKindNames } from '@shared/cells/table-words'
import { itemsOf } from '@shared/cells/tables'
import { heldStates, type CellState } from '@shared/cells/vocabulary'
import { DomainError } from '@shared/errors'
import { addDays, longDay, type Day } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { defineJob } from '../jobs'
import { Applications, type ApplicationDocument } from './applications.model'
import { correctedFigures } from './evidence'
import { requireTable } from './tables'
import { load, take, type Step } from './steps'
import { tellMembers } from './telling'
import { grantTitle } from './titles'

const system: Actor = { kind: 'system', name: 'cells' }
const MOST = 2_000

const idsOf = async (filter: QueryFilter<ApplicationDocument>): Promise<string[]> =>
  (await Applications.find(filter, { _id: 1 }).sort({ dueOn: 1, _id: 1 }).limit(MOST).lean<{ _id: string }[]>()).map(
    ({ _id }) => _id,
  )

/** One step each; what has moved meanwhile is left. */
async function stepAll(
  filter: QueryFilter<ApplicationDocument>,
  step: (application: ApplicationDocument) => Step,
  tell: (tx: Tx, after: ApplicationDocument) => Promise<void>,
): Promise<number> {
  let count = 0
  for (const id of await idsOf(filter))
    try {
      await transaction(async (tx) => {
        const loaded = await load(system, id, tx)
        await tell(tx, await take(tx, system, loaded, step(loaded.application)))
      })
      count += 1
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
    }
  return count
}

export const titlesJob = defineJob({
  name: 'cells.keepTitles',
  title: '无废细胞命名、年检、到期',
  every: 'day',
  at: '01:20',
  lookBack: 3,
  run: async (day) => {
    let granted = 0
    for (const id of await idsOf({ state: 'publicNotice', dueOn: { $lt: day } }))
      if (await grantTitle(system, id)) granted += 1
    return { granted, ...(await keepTitles(day)) }
  },
})

async function keepTitles(day: Day): Promise<Record<string, number>> {
  const holding = [...heldStates, 'suspended'] as CellState[]
  const expired = await stepAll(
    { state: { $in: holding }, 'title.until': { $lt: day } },
    () => ({ action: 'expire', what: '到期', unset: ['dueOn'] }),
    (tx, after) =>
      tellMembers(tx, after, 'expired', {
        title: '称号到期了',
        text: '证书不能再使用，可以重新申报，以前的材料还在。',
      }),
  )
  const reReviews = await stepAll(
    { state: { $in: ['titled', 'renewed'] }, 'title.until': { $lte: addDays(day, DUE.reReviewDaysBefore) } },
    ({ title }) => ({ action: 'beginReReview', what: '复评', set: title ? { dueOn: title.until } : {} }),
    (tx, after) =>
      tellMembers(tx, after, `reReview/${after.title?.until ?? ''}`, {
        title: '称号快到期，开始复评',
        text: `${cellKindNames[after.kind]}有效到${after.title ? longDay(after.title.until) : ''}，复评通过就续期。`,
      }),
  )
  const checks = await stepAll(
    { state: { $in: ['titled', 'renewed'] }, dueOn: { $lte: day } },
    () => ({ action: 'beginLightCheck', what: '年度检查', set: { dueOn: addDays(day, DUE.lightCheckDays) } }),
    (tx, after) =>
      tellMembers(tx, after, `lightCheck/${day}`, {
        title: '年度检查',
        text: '先看平台数据，一般不用您做什么；抽到现场看的会提前告诉您。',
      }),
  )
  return { expired, reReviews, checks }
}

export const sourcesJob = defineJob({
  name: 'cells.lookAtSources',
  title: '无废细胞数据来源核对',
  every: 'day',
  at: '02:40',
  lookBack: 1,
  run: async () => {
    let corrected = 0
    const states = [...heldStates, 'accepted', 'publicNotice', 'underObjection'] as CellState[]
    for (const id of await idsOf({ state: { $in: states }, isFrozen: true })) if (await lookAt(id)) corrected += 1
    return { corrected }
  },
})

/** Reads the frozen figures' periods again; another hash is written down for people to see, nothing else changes. */
async function lookAt(id: string): Promise<boolean> {
  const application = await Applications.findById(id).lean<ApplicationDocument>()
  if (!application) return false
  const items = itemsOf((await requireTable(application.tableId)).content)
  const known = new Set(application.corrected.map(({ code }) => code))
  const at = now()
  const found = (await correctedFigures(application, application.figures)).flatMap(({ source, said }) =>
    items.filter((item) => item.source === source && !known.has(item.code)).map(({ code }) => ({ code, at, said })),
  )
  if (found.length === 0) return false
  await Applications.updateOne({ _id: id }, { $push: { corrected: { $each: found } } })
  return true
}
