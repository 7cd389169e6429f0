// The row of the guide in the table of features.
import type { Feature } from '../feature'
import { guideRoutes } from './guide.routes'
import { guideWork } from './guide-work'
import { eraseQuestions, exportQuestions } from './questions'
import { seedGuide } from './seed'
import { termImport } from './term-import'

export const guideFeature: Feature = {
  name: 'guide',
  routes: guideRoutes,
  seed: seedGuide,
  personalData: { export: exportQuestions, erase: eraseQuestions },
  imports: [termImport],
  work: guideWork,
}
