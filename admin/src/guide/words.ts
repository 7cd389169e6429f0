// What the guide's forms offer.
import type { DisposalRoute } from '@shared/guide/contract'
import { codeNames, routeNames } from '@shared/guide/words'

export { codeText, routeNames } from '@shared/guide/words'
export const codeOptions = Object.entries(codeNames).map(([value, label]) => ({ value, label }))
export const routeOptions = Object.entries(routeNames).map(([value, label]) => ({
  value: value as DisposalRoute,
  label,
}))
