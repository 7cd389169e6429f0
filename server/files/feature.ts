// The row of files in the table of features, with the job that sweeps photos nobody has used.
import { addMinutes, instantAt } from '@shared/time'
import type { Feature } from '../feature'
import { defineJob } from '../jobs'
import { eraseFiles, exportFiles, sweepUnusedFiles } from './files'
import { filesRoutes } from './files.routes'

export const filesFeature: Feature = {
  name: 'files',
  routes: filesRoutes,
  jobs: [
    defineJob({
      name: 'files.sweepUnused',
      title: '清理无人使用的照片',
      formerly: ['sweepUnusedFiles'],
      every: 'day',
      at: '03:20',
      lookBack: 1,
      run: async (day) => ({ removed: await sweepUnusedFiles(addMinutes(instantAt(day, '00:00'), -48 * 60)) }),
    }),
  ],
  personalData: { export: exportFiles, erase: eraseFiles },
}
