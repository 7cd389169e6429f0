// The row of operations in the table of features.
import type { Feature } from '../feature'
import { operationsRoutes } from './operations.routes'

export const operationsFeature: Feature = { name: 'operations', routes: operationsRoutes }
