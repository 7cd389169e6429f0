// What waits for who keeps the register: requests to join, and claims by card that the community looks at or puts to
// the door. Claims that wait for the members' answer, or for the end of the days at the door, are nobody's work.
import { households } from '@shared/people/household-contract'
import { showDay, dayOf } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { undatedWork, type Item, type Worker, type WorkRow } from '../work'
import { Households, JoinRequests, type JoinRequest } from './households.model'
import { placeNames } from './people'

/** Waiting in the area, and not a case of the worker's own: theirs, of someone near, or of the home of one. */
async function openTo({ places, near }: Worker): Promise<QueryFilter<JoinRequest>> {
  const homes = await Households.find({ _id: { $in: [...near.households] } }, { addressIndex: 1 }).lean()
  return {
    placePath: { $in: [...places] },
    status: 'waiting',
    personId: { $nin: [...near.persons] },
    householdId: { $nin: [...near.households] },
    addressIndex: { $nin: homes.map(({ addressIndex }) => addressIndex) },
  }
}

async function itemsOf(requests: JoinRequest[]): Promise<Item[]> {
  const names = await placeNames(requests.map(({ placeId }) => placeId))
  return requests.map(({ _id, placeId, createdAt }) => ({
    id: _id,
    text: `${names.get(placeId) ?? ''}，${showDay(dayOf(createdAt))}提出`,
    dueAt: null,
    link: '/households?tab=requests',
  }))
}

export const peopleWork: readonly WorkRow[] = [
  undatedWork({
    kind: 'people.requests',
    title: '入户申请待审核',
    may: households.decide.may,
    model: () => JoinRequests,
    filter: async (worker) => ({ ...(await openTo(worker)), kind: 'ask' }),
    sort: { _id: 1 },
    items: itemsOf,
  }),
  undatedWork({
    kind: 'people.claims',
    title: '户卡认领待核对或贴门上通知',
    may: households.printSlip.may,
    model: () => JoinRequests,
    filter: async (worker) => ({
      ...(await openTo(worker)),
      kind: 'claim',
      dueOn: { $exists: false },
      slipOn: { $exists: false },
    }),
    sort: { _id: 1 },
    items: itemsOf,
  }),
]
