// The row of access in the table of features: links and devices.
import type { Feature } from '../feature'
import { living } from '../living'
import { Devices, Links } from './access.model'
import { accessRoutes } from './access.routes'

export const accessFeature: Feature = {
  name: 'access',
  routes: accessRoutes,
  livesAt: [living(Links), living(Devices)],
}
