// The row of operations in the table of features.
import type { Feature } from '../feature'
import { operationsRoutes, searchRoutes, workRoutes } from './operations.routes'
import { operationsWork } from './operations-work'

export const operationsFeature: Feature = {
  name: 'operations',
  routes: [...operationsRoutes, ...searchRoutes, ...workRoutes],
  work: operationsWork,
}
