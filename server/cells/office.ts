// What waits for staff and assessors in cells: visits to arrange, feedback and acceptance, notices to begin, checks of
// titles, a title that somebody has proposed to revoke. Papers to review and objections list themselves as questions.
import { cellKindNames } from '@shared/cells/table-words'
import { leads } from '@shared/cells/roles'
import { cellStateNames, type CellState } from '@shared/cells/vocabulary'
import { instantAt } from '@shared/time'
import { undatedWork, type Item, type Worker, type WorkRow } from '../work'
import { Applications, type ApplicationDocument } from './applications.model'
import { deskLink } from './telling'

const item = ({ _id, subjectName, kind, state, dueOn }: ApplicationDocument): Item => ({
  id: _id,
  text: `${subjectName}，${cellKindNames[kind]}，${cellStateNames[state]}`,
  dueAt: dueOn ? instantAt(dueOn, '24:00') : null,
  link: deskLink(_id),
})

const row = (kind: string, title: string, filter: (worker: Worker) => object): WorkRow =>
  undatedWork<ApplicationDocument>({
    kind: `cells.${kind}`,
    title,
    may: leads,
    model: () => Applications,
    filter: (worker) => ({
      placePath: { $in: [...worker.places] },
      startedBy: { $nin: [...worker.near.persons] },
      ...filter(worker),
    }),
    sort: { dueOn: 1 },
    items: (found) => found.map(item),
  })

const inState =
  (...states: CellState[]) =>
  (): object => ({ state: { $in: states } })

export const cellsWork: readonly WorkRow[] = [
  row('arrange', '无废细胞待约现场评估', inState('preliminaryOk')),
  row('accept', '无废细胞待反馈、整改、验收', inState('siteScored', 'feedback', 'rectifying')),
  row('announce', '无废细胞待公示', inState('accepted')),
  row('check', '无废细胞年度检查、复评', inState('lightCheck', 'reReview')),
  row('revoke', '撤销称号待第二人决定', ({ near }) => ({
    state: { $in: ['titled', 'lightCheck', 'reReview', 'renewed', 'suspended'] },
    revocation: { $ne: null },
    'revocation.by': { $nin: [...near.actors] },
  })),
]
