// The row of operations in the table of features.
import type { Feature } from '../feature'
import { figureRoutes, operationsRoutes, searchRoutes, workRoutes } from './operations.routes'
import { operationsWork } from './operations-work'

export const operationsFeature: Feature = {
  name: 'operations',
  routes: [...operationsRoutes, ...searchRoutes, ...workRoutes, ...figureRoutes],
  work: operationsWork,
}
