// Routes of files.
import { files } from '@shared/files/contract'
import { implement } from '../http/implement'
import { linkFile, showFile, showLinked, uploadFile } from './files'

export const filesRoutes = implement(
  'files',
  files,
)({
  upload: (input, { actor, upload }) => uploadFile(actor, input, upload),
  show: (input, { actor }) => showFile(actor, input),
  link: (input, { actor }) => linkFile(actor, input),
  linked: (input) => showLinked(input.token),
})
