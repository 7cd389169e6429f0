// The row of imports in the table of features.
import type { Feature } from '../feature'
import { importsRoutes } from './imports.routes'

export const importsFeature: Feature = { name: 'imports', routes: importsRoutes }
