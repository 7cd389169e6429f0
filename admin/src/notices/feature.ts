// What the system has told whoever is signed in.
import { staffRoles } from '@shared/actors'
import { page, type Feature } from '../feature'

export const notices: Feature = {
  name: 'notices',
  pages: [
    {
      ...page('notices', '消息', '工作台', staffRoles, async () => (await import('./NoticesPage')).NoticesPage),
      counts: () => false,
    },
  ],
}
