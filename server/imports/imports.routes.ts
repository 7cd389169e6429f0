// Routes of imports.
import { imports } from '@shared/imports/contract'
import { implement } from '../http/implement'
import { applyImport, cancelImport, failedRows, listImports, showImport, template, uploadFile } from './imports'

export const importsRoutes = implement(
  'imports',
  imports,
)({
  upload: (input, { actor, upload }) => uploadFile(actor, input, upload),
  apply: (input, { actor }) => applyImport(actor, input),
  cancel: (input, { actor }) => cancelImport(actor, input),
  show: (input, { actor }) => showImport(actor, input),
  list: (input, { actor }) => listImports(actor, input),
  failedRows: (input, { actor }) => failedRows(actor, input),
  template: (input, { actor }) => template(actor, input),
})
