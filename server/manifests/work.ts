// What staff are told of manifests without asking: kitchens that nobody collects from, contracts and licences that end
// within a month. Cases and corrections come by themselves, as questions to be decided.
import type { FigureRow } from '../figures'
import { overTime } from '../figures'
import { licenceKeepers, manifestKeepers, manifestReaders, MOST_OPEN_DAYS } from '@shared/manifests/rules'
import { wasteKindNames, type WasteKind } from '@shared/manifests/vocabulary'
import { addDays, dayOf, instantAt, longDay, showDay } from '@shared/time'
import { now } from '../clock'
import { organisationNames } from '../organisations/names'
import { countsOf, type Item, type Worker, type WorkRow } from '../work'
import { Handovers, type HandoverRecord } from './manifests.model'
import { fullName } from './names-shown'
import { producersById } from './present'
import { coveredIds } from './producers'
import {
  Contracts,
  Licences,
  Producers,
  type ContractRecord,
  type LicenceRecord,
  type ProducerRecord,
} from './register.model'
import { countedStates } from './trip-state'

const MOST = 1_000
const ENDING_DAYS = 30

async function uncovered({ places }: Worker): Promise<Item[]> {
  const found = await Producers.find({ placePath: { $in: [...places] }, standing: 'active', onSite: null } as object)
    .sort({ createdAt: 1, _id: 1 })
    .limit(MOST)
    .lean<ProducerRecord[]>()
  const covered = await coveredIds(found)
  const bare = found.filter(({ _id }) => !covered.has(_id))
  const names = await organisationNames(bare.map(({ organisationId }) => organisationId))
  return bare.map((producer) => ({
    id: producer._id,
    text: `${fullName(producer, names)}还没有收运协议`,
    dueAt: null,
    link: `/manifest-register?open=${producer._id}`,
  }))
}

async function contractsEnding({ places }: Worker): Promise<Item[]> {
  const today = dayOf(now())
  const found = await Contracts.find({
    placePath: { $in: [...places] },
    to: { $gte: today, $lte: addDays(today, ENDING_DAYS) },
    endedBecause: null,
  } as object)
    .sort({ to: 1, _id: 1 })
    .limit(MOST)
    .lean<ContractRecord[]>()
  const producers = await producersById(found.map(({ producerId }) => producerId))
  const names = await organisationNames([...producers.values()].map(({ organisationId }) => organisationId))
  return found.map((contract) => {
    const producer = producers.get(contract.producerId)
    return {
      id: contract._id,
      text: `${producer ? fullName(producer, names) : ''}的收运协议${longDay(contract.to)}到期`,
      dueAt: instantAt(contract.to, '24:00'),
      link: `/manifest-register?tab=contracts&contract=${contract._id}`,
    }
  })
}

async function licencesEnding(): Promise<Item[]> {
  const today = dayOf(now())
  const found = await Licences.find({ to: { $gte: today, $lte: addDays(today, ENDING_DAYS) }, revokedOn: null })
    .sort({ to: 1, _id: 1 })
    .limit(MOST)
    .lean<LicenceRecord[]>()
  const names = await organisationNames(found.map(({ organisationId }) => organisationId))
  return found.map(({ _id, organisationId, to }) => ({
    id: _id,
    text: `${names.get(organisationId) ?? ''}的经营许可${longDay(to)}到期`,
    dueAt: instantAt(to, '24:00'),
    link: `/manifest-register?tab=licences&licence=${_id}`,
  }))
}

/** What left a kitchen a week ago and lies on no trip: nobody has weighed it. */
async function stray({ places }: Worker): Promise<Item[]> {
  const found = await Handovers.find({
    placePath: { $in: [...places] },
    state: { $in: ['collected', 'confirmed', 'unanswered'] },
    day: { $lt: addDays(dayOf(now()), -MOST_OPEN_DAYS) },
    tripId: null,
  } as object)
    .sort({ day: 1, _id: 1 })
    .limit(MOST)
    .lean<HandoverRecord[]>()
  const producers = await producersById(found.map(({ producerId }) => producerId))
  const names = await organisationNames([...producers.values()].map(({ organisationId }) => organisationId))
  return found.map(({ _id, day, producerId }) => {
    const producer = producers.get(producerId)
    return {
      id: _id,
      text: `${showDay(day)} ${producer ? fullName(producer, names) : ''}交出的还没有过磅`,
      dueAt: null,
      link: `/manifests?open=${_id}`,
    }
  })
}

const row = (kind: string, title: string, may: WorkRow['may'], read: (worker: Worker) => Promise<Item[]>): WorkRow => ({
  kind,
  title,
  may,
  count: async (worker) => countsOf(await read(worker)),
  next: async (worker, limit) => (await read(worker)).slice(0, limit),
})

export const manifestsWork: readonly WorkRow[] = [
  row('manifests.uncovered', '餐厨产生单位待签约', manifestKeepers, uncovered),
  row('manifests.stray', '交接七天没有过磅', manifestKeepers, stray),
  row('manifests.contractsEnding', '收运协议将到期', manifestKeepers, contractsEnding),
  row('manifests.licencesEnding', '经营许可将到期', licenceKeepers, licencesEnding),
]

/** Tonnes that were handed over, by kind; what is estimated too. */
export const manifestsFigures: readonly FigureRow[] = [
  {
    kind: 'manifests.weight',
    title: '餐厨收运量',
    unit: '吨',
    stacked: true,
    method: '已收的交接重量按周相加，称重和估重都计；拒收、撤回和未发生的不计。不是过磅净重。',
    may: manifestReaders,
    read: async (asked) => {
      const rows = await Handovers.aggregate<{ _id: { day: string; key: WasteKind }; value: number }>([
        {
          $match: {
            placePath: { $in: [...asked.places] },
            day: { $gte: asked.from, $lte: asked.to },
            state: { $in: [...countedStates] },
          },
        },
        { $group: { _id: { day: '$day', key: '$kind' }, value: { $sum: { $divide: ['$grams', 1_000_000] } } } },
      ])
      if (rows.length === 0) return null
      const counted = rows.map(({ _id, value }) => ({ ..._id, value }))
      const { total, ...chart } = overTime(asked, 'week', wasteKindNames, counted)
      const tonnes = Object.keys(wasteKindNames).reduce((sum, key) => sum + total(key), 0)
      return { ...chart, said: `这段时间收运餐厨垃圾和废弃油脂共${tonnes.toFixed(1)}吨。` }
    },
  },
]
