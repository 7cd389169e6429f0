// Telling residents of a change-over: when it is made, changed or called off, and on the evening before. Households
// come in batches, since a compound may have thousands; each person is told of one version once (the notice's cause),
// so a job that runs twice, or stops half way and goes on, tells nobody twice. Former buildings are told of a change as
// well.
import { changeoverText, showBuildings } from '@shared/changeovers/rules'
import { addDays, dayOf, showDay, type Day } from '@shared/time'
import { now } from '../clock'
import { transaction } from '../db'
import { defineJob, type Job } from '../jobs'
import { notify } from '../notices/notices'
import { householdsIn } from '../people/homes-in'
import { membersOf } from '../people/households'
import { shownWithSites } from './changeovers'
import { Changeovers, type ChangeoverRecord, type News } from './changeovers.model'

const BATCH = 100
const MOST = 50

const titles: Readonly<Record<News | 'eve', string>> = {
  made: '本小区楼层要撤桶了',
  changed: '楼层撤桶的安排有变化',
  calledOff: '楼层撤桶取消了',
  eve: '明天起楼层撤桶',
}

async function textOf(record: ChangeoverRecord, news: News | 'eve'): Promise<string> {
  const { day, buildings, reason } = record
  if (news === 'calledOff')
    return `原定${showDay(day)}的楼层撤桶（${showBuildings(buildings)}）取消了：${reason ?? ''}。投放和以前一样。`
  const [shown] = await shownWithSites([record])
  const text = shown ? changeoverText(shown) : ''
  return news === 'changed' ? `以这次为准：${text}` : text
}

/** All buildings that have to hear of it; none: the whole compound. */
const audienceOf = ({ buildings, formerBuildings }: ChangeoverRecord, news: News | 'eve'): string[] => {
  if (buildings.length === 0 || news === 'eve' || formerBuildings === null) return buildings
  return formerBuildings.length === 0 ? [] : [...new Set([...buildings, ...formerBuildings])]
}

/** @returns persons told */
async function tell(record: ChangeoverRecord, news: News | 'eve', cause: string): Promise<number> {
  const notice = {
    kind: 'household' as const,
    title: titles[news],
    text: await textOf(record, news),
    link: '/pages/home',
  }
  let told = 0
  for (let after = ''; ;) {
    const ids = await householdsIn(record.placeId, audienceOf(record, news), after, BATCH)
    after = ids.at(-1) ?? ''
    if (ids.length === 0) return told
    told += await transaction(async (tx) => {
      const people = new Set<string>()
      for (const id of ids) for (const { personId } of await membersOf(id, tx)) people.add(personId)
      for (const personId of people) await notify(tx, personId, `changeovers/${record._id}/${cause}`, notice)
      return people.size
    })
  }
}

/** Tells what has happened since. Safe to repeat. */
export async function tellNews(): Promise<{ changeovers: number; told: number }> {
  const total = { changeovers: 0, told: 0 }
  const found = await Changeovers.find({ news: { $exists: true } })
    .sort({ _id: 1 })
    .limit(MOST)
    .lean<ChangeoverRecord[]>()
  for (const record of found) {
    const { _id, version, news } = record
    if (!news) continue
    total.told += await tell(record, news, `${news}/${version}`)
    // what changed meanwhile is still to be told
    await Changeovers.updateOne({ _id, version }, { $unset: { news: 1 }, $set: { formerBuildings: null } })
    total.changeovers += 1
  }
  return total
}

/** Reminds of those of the day after. Safe to repeat. */
export async function remindOn(eve: Day): Promise<{ changeovers: number; told: number }> {
  const total = { changeovers: 0, told: 0 }
  const day = addDays(eve, 1)
  for (const record of await Changeovers.find({ status: 'planned', day }).lean<ChangeoverRecord[]>()) {
    total.told += await tell(record, 'eve', `eve/${day}`)
    total.changeovers += 1
  }
  return total
}

export const changeoverJobs: readonly Job[] = [
  defineJob({
    name: 'changeovers.tellNews',
    title: '楼层撤桶的通知',
    every: 'minute',
    lookBack: 1,
    run: () => tellNews(),
  }),
  defineJob({
    name: 'changeovers.remind',
    title: '撤桶前一晚的提醒',
    every: 'day',
    at: '18:00',
    lookBack: 1,
    // on the day itself it is too late to remind of it
    run: (slot) => remindOn(slot < dayOf(now()) ? dayOf(now()) : slot),
  }),
]
