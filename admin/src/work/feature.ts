// What waits for whoever is signed in: the first page after signing in.
import { staffRoles } from '@shared/actors'
import { page, type Feature } from '../feature'

export const work: Feature = {
  name: 'work',
  pages: [
    {
      ...page('work', '待办', '工作台', staffRoles, async () => (await import('./WorkPage')).WorkPage),
      counts: () => true,
    },
  ],
}
