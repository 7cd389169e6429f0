// What time does: plans of a day, plans that nobody came for, sides that say nothing, trips that stay open, corrections
// that nobody answers, contracts and licences that end. Running one again changes nothing.
import type { Actor } from '@shared/actors'
import { MOST_OPEN_DAYS, SILENT_HOURS } from '@shared/manifests/rules'
import type { TripState } from '@shared/manifests/vocabulary'
import { addDays, instantAt, longDay, showDay, type Day } from '@shared/time'
import { transaction } from '../db'
import { defineJob, type Job } from '../jobs'
import { notify } from '../notices/notices'
import { organisationNames } from '../organisations/names'
import { staffAt } from '../people/roles'
import { installedCity } from '../places/places'
import { passUnanswered } from './corrections'
import { Handovers, Trips, type HandoverRecord, type TripRecord } from './manifests.model'
import { planPickups } from './plans'
import { Contracts, Licences, type ContractRecord, type LicenceRecord } from './register.model'
import { producersById } from './present'
import { act } from './storing'
import { tellOrganisations } from './telling'
import { openCaseById } from './trip-cases'
import { settle } from './trip-state'

const BY_TIME: Actor = { kind: 'system', name: 'manifests' }
const BATCH = 500
/** So many days before its end, and again. */
const ENDING_DAYS = [30, 7] as const

/** Each in a transaction of its own; what changed meanwhile is left to the next run. */
async function eachHandover(
  found: readonly HandoverRecord[],
  action: 'lapse' | 'fallSilent',
  tell?: (record: HandoverRecord) => { title: string; text: string },
): Promise<number> {
  let done = 0
  for (const { _id, version } of found)
    done += await transaction(async (tx) => {
      const before = await tx.on(Handovers).findOne({ _id, version })
      if (!before) return 0
      const stored = await act(tx, BY_TIME, { before, next: before, action, by: 'system' })
      if (tell) {
        const silent = stored.saidByHauler ? stored.organisationIds : [stored.haulerId]
        const link = `/manifests/handover?id=${_id}`
        await tellOrganisations(tx, silent, `${_id}/${action}`, { ...tell(stored), link })
      }
      return 1
    })
  return done
}

export async function lapsePlanned(today: Day): Promise<number> {
  const found = await Handovers.find({ state: 'planned', day: { $lt: today } })
    .sort({ day: 1 })
    .limit(BATCH * 4)
    .lean<HandoverRecord[]>()
  return eachHandover(found, 'lapse')
}

export async function fallSilent(at: Date): Promise<number> {
  const before = new Date(at.getTime() - SILENT_HOURS * 3_600_000)
  const found = await Handovers.find({ state: { $in: ['handed', 'collected'] }, signedAt: { $lte: before } } as object)
    .limit(BATCH)
    .lean<HandoverRecord[]>()
  return eachHandover(found, 'fallSilent', (record) => ({
    title: '有一次交接还没确认',
    text: `${showDay(record.day)}的一次餐厨交接，对方已经确认，您这边还没有。请看一看，对的话点确认。`,
  }))
}

const taken: readonly TripState[] = ['received', 'partlyRefused']

export async function settleSilent(at: Date): Promise<number> {
  const before = new Date(at.getTime() - SILENT_HOURS * 3_600_000)
  const found = await Trips.find({ state: { $in: [...taken] }, hasCase: false, receivedAt: { $lte: before } } as object)
    .limit(BATCH)
    .lean<TripRecord[]>()
  let closed = 0
  for (const { _id } of found)
    closed += await transaction(async (tx) => {
      const trip = await tx.on(Trips).findOne({ _id })
      return trip && (await settle(tx, trip)).state === 'closed' ? 1 : 0
    })
  return closed
}

export async function openLateCases(today: Day): Promise<number> {
  const before = instantAt(addDays(today, -MOST_OPEN_DAYS), '00:00')
  const found = await Trips.find({
    state: { $in: ['open', 'weighed', 'refused', ...taken] },
    openedAt: { $lt: before },
    hasCase: false,
  } as object)
    .limit(BATCH)
    .lean<TripRecord[]>()
  let opened = 0
  for (const { _id } of found) opened += (await openCaseById(_id, 'open')) ? 1 : 0
  return opened
}

/** Head and contacts of both sides, and those who keep the register, thirty and seven days before. */
export async function tellEnding(today: Day): Promise<number> {
  let told = 0
  for (const days of ENDING_DAYS) {
    const to = addDays(today, days)
    const contracts = await Contracts.find({ to, endedBecause: null }).limit(BATCH).lean<ContractRecord[]>()
    const producers = await producersById(contracts.map(({ producerId }) => producerId))
    for (const contract of contracts) {
      const producer = producers.get(contract.producerId)
      if (!producer) continue
      told += await transaction((tx) =>
        tellOrganisations(tx, [producer.organisationId, contract.haulerId], `contracts/${contract._id}/${days}`, {
          title: '收运协议快到期了',
          text: `${producer.name}的收运协议${longDay(to)}到期，请提前续签。`,
          link: '/manifests/home',
        }),
      )
    }
    const licences = await Licences.find({ to, revokedOn: null }).limit(BATCH).lean<LicenceRecord[]>()
    const names = await organisationNames(licences.map(({ organisationId }) => organisationId))
    for (const licence of licences) told += await tellLicence(licence, names.get(licence.organisationId) ?? '', days)
  }
  return told
}

async function tellLicence({ _id, to, organisationId }: LicenceRecord, name: string, days: number): Promise<number> {
  const words = { title: '经营许可快到期了', text: `${name}的餐厨收运许可${longDay(to)}到期。` }
  const staff = await staffAt((await installedCity())?.path ?? [], 'cityOfficer')
  return transaction(async (tx) => {
    for (const personId of staff)
      await notify(tx, personId, `manifests/licences/${_id}/${days}`, {
        kind: 'work',
        ...words,
        link: '/manifest-register?tab=licences',
      })
    const own = { ...words, link: '/manifests/home' }
    return staff.length + (await tellOrganisations(tx, [organisationId], `licences/${_id}/${days}/own`, own))
  })
}

const hourAt = (hour: string): Date => instantAt(hour.slice(0, 10), `${hour.slice(11, 13)}:00`)

export const manifestsJobs: readonly Job[] = [
  defineJob({
    name: 'manifests.planPickups',
    title: '生成当天的餐厨收运计划',
    every: 'day',
    at: '00:05',
    lookBack: 1,
    run: async (day) => ({ made: await planPickups(day) }),
  }),
  defineJob({
    name: 'manifests.lapsePlanned',
    title: '没有去收的计划转为未发生',
    every: 'day',
    at: '00:00',
    lookBack: 1,
    run: async (day) => ({ lapsed: await lapsePlanned(day) }),
  }),
  defineJob({
    name: 'manifests.fallSilent',
    title: '48小时没有答复的交接标为未确认',
    every: 'hour',
    lookBack: 1,
    run: async (hour) => ({ silent: await fallSilent(hourAt(hour)), settled: await settleSilent(hourAt(hour)) }),
  }),
  defineJob({
    name: 'manifests.openLateCases',
    title: '七天没有办结的车次转核查',
    every: 'day',
    at: '01:10',
    lookBack: 1,
    run: async (day) => ({ opened: await openLateCases(day), corrections: await passUnanswered(day) }),
  }),
  defineJob({
    name: 'manifests.tellEnding',
    title: '协议和许可到期提醒',
    every: 'day',
    at: '08:00',
    lookBack: 1,
    run: async (day) => ({ told: await tellEnding(day) }),
  }),
]
