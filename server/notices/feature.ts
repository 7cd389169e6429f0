// The row of notices in the table of features.
import type { Feature } from '../feature'
import { deliverNotice, eraseNotices, exportNotices, noticesWork } from './notices'
import { noticesRoutes } from './notices.routes'

export const noticesFeature: Feature = {
  name: 'notices',
  routes: noticesRoutes,
  outbox: { notice: deliverNotice },
  personalData: { export: exportNotices, erase: eraseNotices },
  work: noticesWork,
}
