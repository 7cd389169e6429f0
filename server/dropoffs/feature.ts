// The row of dropoffs in the table of features.
import type { Feature } from '../feature'
import { dropoffJobs } from './closing'
import { Added, Logs, Phones, Signals, type LogRecord } from './dropoffs.model'
import { dropoffsRoutes } from './dropoffs.routes'
import { recountDropoffs } from './facts'
import { dropoffsFigures } from './figures'
import { mayReadPhoto } from './household'
import { seedDropoffs } from './seed'

export const dropoffsFeature: Feature = {
  name: 'dropoffs',
  routes: dropoffsRoutes,
  jobs: [...dropoffJobs, recountDropoffs],
  figures: dropoffsFigures,
  seed: seedDropoffs,
  mayReadFile: mayReadPhoto,
  personalData: {
    // what a volunteer logged, without whose it was
    export: async (personId) =>
      (await Logs.find({ personId }).sort({ at: 1 }).lean<LogRecord[]>()).map(
        ({ _id, siteId, at, stream, result, state }) => ({ id: _id, siteId, at, stream, result, state }),
      ),
    erase: async (tx, personId) => {
      await tx.on(Logs).updateMany({ personId }, { $set: { personId: 'erased' } })
      await tx.on(Added).updateMany({ personId }, { $set: { personId: 'erased' } })
      await tx.on(Signals).updateMany({ by: personId }, { $set: { by: 'erased' } })
      await tx.on(Phones).deleteMany({ personId })
    },
  },
}
