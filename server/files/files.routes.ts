// Routes of files.
import { files } from '@shared/files/contract'
import { addMinutes, instantAt } from '@shared/time'
import type { Feature } from '../feature'
import { implement } from '../http/implement'
import { defineJob } from '../jobs'
import { eraseFiles, exportFiles, linkFile, showFile, showLinked, sweepUnusedFiles, uploadFile } from './files'

const routes = implement(
  'files',
  files,
)({
  upload: (input, { actor, upload }) => uploadFile(actor, input, upload),
  show: (input, { actor }) => showFile(actor, input),
  link: (input, { actor }) => linkFile(actor, input),
  linked: (input) => showLinked(input.token),
})

export const filesFeature: Feature = {
  name: 'files',
  routes,
  jobs: [
    defineJob({
      name: 'sweepUnusedFiles',
      title: '清理无人使用的照片',
      every: 'day',
      at: '03:20',
      lookBack: 1,
      run: async (day) => ({ removed: await sweepUnusedFiles(addMinutes(instantAt(day, '00:00'), -48 * 60)) }),
    }),
  ],
  personalData: { export: exportFiles, erase: eraseFiles },
}
