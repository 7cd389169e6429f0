// The row of farm in the table of features.
import type { Feature } from '../feature'
import { living } from '../living'
import { FarmReturns, type FarmReturnRecord } from './farm.model'
import { farmRoutes } from './farm.routes'
import { seedFarm } from './seed'

export const farmFeature: Feature = {
  name: 'farm',
  routes: farmRoutes,
  seed: seedFarm,
  livesAt: [living(FarmReturns)],
  personalData: {
    // what somebody entered for a shop
    export: async (personId) =>
      (await FarmReturns.find({ recordedBy: personId }).sort({ day: 1 }).lean<FarmReturnRecord[]>()).map(
        ({ _id, siteId, day, thing, amount }) => ({ id: _id, siteId, day, thing, amount }),
      ),
    erase: async (tx, personId) => {
      await tx.on(FarmReturns).updateMany({ recordedBy: personId }, { $set: { recordedBy: 'erased' } })
    },
  },
}
