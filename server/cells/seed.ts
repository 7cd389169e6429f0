// Cells of the demo city: tables, a restaurant, a school and a compound that hold a title, and applications in every
// state, with the visits of four assessors. All deterministic but for the days, which count back from today.
import { certificateCode, CODE_LETTERS } from '@shared/cells/certificates'
import { eligibilityQuestions } from '@shared/cells/eligibility'
import { sourcesOf } from '@shared/cells/figures'
import { scoreTable } from '@shared/cells/scoring'
import type { CellKind } from '@shared/cells/table-words'
import { itemsOf, tableItem, type TableContent } from '@shared/cells/tables'
import { overStates, type CellState } from '@shared/cells/vocabulary'
import { addDays, instantAt, type Day } from '@shared/time'
import { now } from '../clock'
import { insertInBulk, transaction } from '../db'
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { organisationsByIds } from '../organisations/names'
import { seedOrganisationId } from '../organisations/seed-ids'
import { fullNames } from '../people/people'
import { seedActor, seedPersonId } from '../people/seed-ids'
import { seedNumber, seedPlace } from '../places/seed-ids'
import { membersFor, type Applicant } from './applicants'
import { Applications, type ApplicationDocument, type KeptItem, type Mark, type Title } from './applications.model'
import { freshApplication } from './drafting'
import { readFigures } from './evidence'
import { answersOf, filledAnswer, siteCodes } from './judging'
import { objectTo } from './objections'
import { WORDS } from './present'
import { cellReview, openingOf, returnItems } from './review'
import { withPhotos } from './seed-photos'
import { answerFor, nextWorkday, rectificationsFor, visitFor } from './seed-visits'
import { seedTables, seedTargets } from './seed-tables'
import { requireTable, tableAt } from './tables'
import { Visits, type VisitDocument } from './visits.model'

type Row = readonly [kind: CellKind, subject: string, state: CellState, daysAgo: number, quality: number]

/** `quality`: of a hundred answers, so many are the best one. */
const ROWS: readonly Row[] = [
  ['restaurant', 'restaurant-1', 'titled', 260, 96],
  ['school', 'school', 'titled', 240, 100],
  ['compound', 'liuwan/1/1', 'titled', 220, 92],
  ['restaurant', 'diner', 'draft', 3, 40],
  ['restaurant', 'tea-shop', 'selfAssessed', 8, 88],
  ['mall', 'mall', 'submitted', 12, 90],
  ['hospital', 'hospital', 'submitted', 20, 88],
  ['hotel', 'hotel', 'preliminaryOk', 30, 92],
  ['restaurant', 'restaurant-2', 'siteScheduled', 34, 90],
  ['compound', 'zhonglou/1/1', 'siteScored', 36, 86],
  ['compound', 'zhonglou/1/2', 'feedback', 40, 90],
  ['compound', 'liuwan/1/3', 'rectifying', 44, 92],
  ['compound', 'liuwan/1/4', 'accepted', 50, 96],
  ['mall', 'shop-zhonglou', 'publicNotice', 54, 98],
  ['mall', 'shop-liuwan', 'publicNotice', 55, 96],
  ['compound', 'liuwan/1/2', 'lightCheck', 400, 95],
  ['government', 'street-liuwan', 'reReview', 1000, 97],
  ['government', 'sorting-office', 'renewed', 1200, 98],
  ['restaurant', 'tenant-1', 'suspended', 380, 94],
  ['restaurant', 'tenant-2', 'revoked', 420, 94],
  ['government', 'street-zhonglou', 'expired', 1300, 93],
  ['mall', 'hardware-shop', 'declined', 90, 55],
  ['government', 'street-huaiyin', 'withdrawn', 60, 80],
]

const hasTitle: readonly CellState[] = [
  'titled',
  'lightCheck',
  'reReview',
  'renewed',
  'suspended',
  'revoked',
  'expired',
]
const wasVisited: readonly CellState[] = [
  'siteScored',
  'feedback',
  'rectifying',
  'accepted',
  'publicNotice',
  ...hasTitle,
]
const isBegun = (state: CellState): boolean => state === 'draft' || state === 'selfAssessed'
/** Their figures are read; the others' stay unread, so that a demo starts quickly. */
/** Its items have their photos, for whoever reviews it. */
const WITH_PHOTOS = 'mall'
const withFigures = new Set(['restaurant-1', 'school', 'liuwan/1/1', 'diner', 'hospital'])

async function applicantOf(subject: string): Promise<Applicant> {
  if (subject.includes('/')) {
    const { id, path, name } = seedPlace(subject)
    return { subjectKind: 'place', subjectId: id, subjectName: name, placePath: path }
  }
  const id = seedOrganisationId(subject)
  const [found] = await organisationsByIds([id])
  if (!found) throw new Error(`no organisation ${subject}`)
  return {
    subjectKind: 'organisation',
    subjectId: id,
    subjectName: found.name,
    placePath: [...found.placePath],
    organisationId: id,
  }
}

/** Called once, after manifests. */
export async function seedCells({ today, progress }: SeedContext): Promise<void> {
  await seedTables(today)
  await seedTargets(today)
  const documents: ApplicationDocument[] = []
  const visits: VisitDocument[] = []
  for (const row of ROWS) {
    const [kind, subject, state, daysAgo] = row
    const applicant = await applicantOf(subject)
    const table = await tableAt(kind, applicant.placePath, today)
    if (!table) throw new Error(`no table of ${kind}`)
    const base = freshApplication(
      seedActor('field-09-hua'),
      { id: seedId(`cell:${subject}`), kind },
      applicant,
      table._id,
    )
    const figures = withFigures.has(subject) ? await readFigures(base, sourcesOf(itemsOf(table.content))) : []
    const by = await responsibleFor(applicant)
    const begun = filled({ ...base, figures, figuresAt: now() }, table.content, row, by, addDays(today, -daysAgo))
    const moving = moved(begun, table.content, row, today)
    const signer = (await fullNames([by])).get(by) ?? ''
    const signed = { ...moving, letter: moving.letter && { ...moving.letter, name: signer } }
    const done = subject === WITH_PHOTOS ? await withPhotos(seedActor('field-09-hua'), signed, table.content) : signed
    documents.push(done)
    if (wasVisited.includes(state) || state === 'siteScheduled') visits.push(visitFor(done, table.content, today))
  }
  await insertInBulk(Applications, documents)
  await insertInBulk(Visits, visits)
  await ask(documents)
  progress(`无废细胞申报 ${documents.length}份，现场评估 ${visits.length}次`)
}

/** Who signs for it, where somebody is registered; or the agent who started it. */
const responsibleFor = async (applicant: Applicant): Promise<string> =>
  (await membersFor(applicant)).find(({ isResponsible }) => isResponsible)?.personId ?? seedPersonId('field-09-hua')

/** Answered, assessed and signed as far as it has come. */
function filled(
  application: ApplicationDocument,
  table: TableContent,
  [, subject, state, , quality]: Row,
  by: string,
  day: Day,
): ApplicationDocument {
  const answers = Object.fromEntries([
    ...eligibilityQuestions.map(({ code, wanted }) => [code, wanted] as const),
    ...table.vetoes.map(({ code }) => [code, false] as const),
  ])
  const asked = itemsOf(table).filter((item) => filledAnswer(item, application) === null)
  const items = asked.slice(0, state === 'draft' ? 6 : undefined).map((item): KeptItem => ({
    code: item.code,
    revision: 1,
    answer: answerFor(item, seedNumber(`cell:${subject}:${item.code}`, 100) < quality),
    note: '',
    evidence: [],
    by,
    at: instantAt(day, '15:00'),
  }))
  const begun = {
    ...application,
    startedBy: by,
    items,
    checks: { answers, by, at: instantAt(day, '14:30') },
    createdAt: instantAt(day, '14:00'),
    updatedAt: instantAt(day, '15:00'),
    history: [{ at: instantAt(day, '14:00'), by, what: WORDS.start }],
  }
  return { ...begun, selfTotal: scoreTable(table, answersOf(table, begun).self).total }
}

function titleFor(
  application: ApplicationDocument,
  state: CellState,
  table: TableContent,
  from: Day,
  today: Day,
): Title {
  const drawn = Array.from({ length: 8 }, (_unused, at) => {
    return CODE_LETTERS[seedNumber(`cell-code:${application._id}:${at}`, CODE_LETTERS.length)]
  }).join('')
  const score = application.finalTotal ?? 0
  const until = addDays(from, 365 * table.validYears)
  const isOver = state === 'renewed'
  return {
    code: certificateCode(from.slice(0, 4), drawn),
    level: score >= table.modelFrom * 10 ? 'model' : 'titled',
    score,
    from,
    until: isOver ? addDays(until, 365 * table.validYears) : until,
    lastCheckedOn: [addDays(today, -120), from].sort().at(-1) ?? from,
    renewals: isOver ? 1 : 0,
  }
}

const REASONS: Readonly<Partial<Record<CellState, string>>> = {
  suspended: '年度检查时餐厨收运协议断了两个月，补签后再恢复',
  revoked: '提交的培训照片不是本店的，属于虚假材料',
}

/** To the state that it is in, with the days on which it came there. */
function moved(
  application: ApplicationDocument,
  table: TableContent,
  [, , state, daysAgo]: Row,
  today: Day,
): ApplicationDocument {
  const over: readonly CellState[] = overStates
  const on = (after: number): Date => instantAt(addDays(today, Math.min(-1, after - daysAgo)), '10:00')
  const by = seedPersonId('city-1-xu')
  const act = (after: number, what: string, who = by) => ({ at: on(after), by: who, what })
  const isSubmitted = !isBegun(state)
  const isVisited = wasVisited.includes(state)
  // one thing was found worse on site than on paper, as it happens
  const onSite = siteCodes(table, application)
  const lessOnSite = onSite[seedNumber(`cell:site:${application._id}`, onSite.length)]
  const marks = isVisited
    ? onSite.flatMap((code): Mark[] => {
        const item = code === lessOnSite ? tableItem(table, code) : null
        const answer = item ? answerFor(item, false) : application.items.find((one) => one.code === code)?.answer
        return answer ? [{ code, answer, note: '', photoIds: [] }] : []
      })
    : []
  const judged = {
    ...application,
    siteMarks: marks,
    ...(isSubmitted && state !== 'submitted' ? { reviewedBy: seedPersonId('subdistrict-1-feng') } : {}),
  }
  const finalTotal = isVisited ? scoreTable(table, answersOf(table, judged).final).total : null
  const isNoticed = state === 'publicNotice' || hasTitle.includes(state)
  const notice = isNoticed
    ? { from: addDays(today, 40 - daysAgo < 0 && state !== 'publicNotice' ? 40 - daysAgo : -2), to: addDays(today, 4) }
    : null
  const titledOn = addDays(today, 50 - daysAgo)
  const full = {
    ...judged,
    finalTotal,
    notice: notice && hasTitle.includes(state) ? { ...notice, to: addDays(titledOn, -1) } : notice,
  }
  const title = hasTitle.includes(state) ? { title: titleFor(full, state, table, titledOn, today) } : {}
  return {
    ...full,
    ...title,
    state,
    isOver: over.includes(state),
    isFrozen: isSubmitted,
    letter: isSubmitted
      ? { name: '', personId: application.startedBy, at: on(1), hash: seedId(`letter:${application._id}`) }
      : null,
    ...(isSubmitted ? { submittedOn: addDays(today, 1 - daysAgo) } : {}),
    ...(undated.includes(state) || over.includes(state) ? {} : { dueOn: dueFor(state, today, title.title) }),
    ...(REASONS[state] ? { endedReason: REASONS[state] } : {}),
    rectifications: rectificationsFor(application._id, state, today),
    feedback:
      isVisited && state !== 'siteScored'
        ? {
            at: on(18),
            by: seedPersonId('field-15-xie'),
            text: '总体不错，标志再清楚些',
            attended: '负责人和两位评估员',
          }
        : null,
    updatedAt: on(isBegun(state) ? 0 : Math.min(daysAgo - 1, 20)),
    history: [
      ...application.history,
      ...(isSubmitted ? [act(1, WORDS.submit, application.startedBy)] : []),
      ...(judged.reviewedBy ? [act(8, WORDS.pass, judged.reviewedBy)] : []),
      ...(isVisited ? [act(18, WORDS.score, seedPersonId('field-15-xie'))] : []),
      ...(isNoticed || state === 'accepted' ? [act(30, WORDS.accept)] : []),
      ...(state === 'declined' ? [act(10, '资料审核没有通过')] : []),
      ...(state === 'withdrawn' ? [act(5, '撤回申报', application.startedBy)] : []),
    ],
  }
}

/** Nobody waits for these. */
const undated: readonly CellState[] = ['draft', 'selfAssessed', 'suspended']
const dueFor = (state: CellState, today: Day, title: Title | undefined): Day => {
  if (title && (state === 'titled' || state === 'renewed')) return addDays(title.lastCheckedOn, 365)
  if (title && state === 'reReview') return title.until
  if (state === 'siteScheduled') return nextWorkday(today)
  return addDays(today, state === 'siteScored' ? 0 : state === 'publicNotice' ? 4 : 6)
}

/** What waits for people: two applications to be reviewed, one of them sent back, and an objection to a notice. */
async function ask(documents: readonly ApplicationDocument[]): Promise<void> {
  for (const application of documents.filter(({ state }) => state === 'submitted')) {
    const table = (await requireTable(application.tableId)).content
    await transaction((tx) => cellReview.open(tx, { kind: 'system', name: 'seed' }, openingOf(application, table, [])))
  }
  const back = documents.find(({ _id }) => _id === seedId('cell:hospital'))
  const codes = back?.items.slice(2, 4).map(({ code }) => code) ?? []
  if (back)
    await returnItems(seedActor('subdistrict-1-feng'), {
      id: back._id,
      version: back.version,
      items: codes.map((code) => ({ code, reason: '照片上看不清，请再拍一张' })),
      reason: '有两条照片看不清，补上就行',
    })
  await objectTo(seedActor('resident-2-li'), {
    id: seedId('cell-objection'),
    applicationId: seedId('cell:shop-liuwan'),
    text: '店门口的塑料袋还是随手就给，请核实一下',
  })
}
