// Trainings on the phone: signing in with the code on the lecturer's screen, and one's own results. The address of its
// page is `/trainings/mine`.
import type { Feature } from '../feature'

export const trainings: Feature = {
  folder: 'trainings',
  pages: { mine: { title: '我的培训' } },
}
