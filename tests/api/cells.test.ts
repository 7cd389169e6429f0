// I51, I54. 无废细胞 over real HTTP and the real database: a restaurant from its first answer to a certificate and its
// end, by the people whose work each step is; two colleagues at one item, a new responsible person, items that go
// back, and everything that is missing named at once.
import { setClock } from '@server/clock'
import { Applications } from '@server/cells/applications.model'
import { titlesJob } from '@server/cells/jobs'
import { newId } from '@server/ids'
import { runJob } from '@server/jobs'
import { Affiliations } from '@server/organisations/organisations.model'
import { cells } from '@shared/cells/contract'
import { cellsDesk, cellsPublic } from '@shared/cells/desk-contract'
import { cellsSite } from '@shared/cells/site-contract'
import { addDays, dayOf, instantAt } from '@shared/time'
import { expectError, useApp } from '../support/app'
import {
  aCellPhoto,
  aCellWorld,
  aTable,
  as,
  belongTo,
  fillIn,
  passed,
  scheduleInput,
  scored,
  startIn,
  submitted,
  type CellWorld,
} from '../support/cells'
import { useDatabase } from '../support/database'
import { squeezed } from '../support/papers'
import { aHousehold, aResident, type Signed } from '../support/people'

useDatabase()
const app = useApp()
const at = (day: string, clock = '09:00'): void => setClock(instantAt(day, clock))
const MONDAY = '2026-11-02'
const VISIT_DAY = '2026-11-05'

let world: CellWorld
beforeEach(async () => {
  at(MONDAY)
  world = await aCellWorld()
})
afterAll(() => setClock())

const call = async (who: Signed) => as(app, who)

test('a restaurant from the first answer to the certificate, and the certificate to its end', async () => {
  const { owner, officer, lead, second, one, two } = world
  const sent = await submitted(app, world)
  expect(sent).toMatchObject({ state: 'submitted', figuresFrozen: true, dueOn: '2026-11-16' })
  const review = await (
    await call(officer)
  ).call(cellsDesk.pass, {
    id: sent.id,
    version: sent.version,
    marks: [],
    reason: '材料齐全',
  })
  expect(review.state).toBe('preliminaryOk')
  const input = scheduleInput(sent.id, VISIT_DAY, one, two)
  const visited = await (await call(lead)).call(cellsDesk.schedule, input)
  expect(visited).toMatchObject({ state: 'siteScheduled', dueOn: VISIT_DAY })
  at(VISIT_DAY, '10:00')
  await scored(app, visited, input.visitId, [one, two])
  const compared = await (await call(one)).call(cellsSite.visit, { id: input.visitId })
  expect(compared).toMatchObject({ state: 'siteScored', needsThird: false, apart: 0, feedbackDueOn: VISIT_DAY })
  const rectificationId = newId()
  await (
    await call(one)
  ).call(cellsSite.feedback, {
    visitId: input.visitId,
    text: '后厨标志再清楚些',
    attended: '周老板、丁评估、孟评估',
    rectifications: [{ id: rectificationId, code: null, text: '换掉褪色的标志', dueOn: '2026-11-12' }],
  })
  await expectError((await call(lead)).call(cellsDesk.accept, { id: sent.id, reason: '通过' }), 'CELL_RECTIFY_OPEN')
  const photoIds = [await aCellPhoto(app, owner)]
  const mended = await (await call(owner)).call(cells.mend, { id: sent.id, rectificationId, note: '都换了', photoIds })
  expect(mended.state).toBe('rectifying')
  await (await call(two)).call(cellsSite.recheck, { id: sent.id, rectificationId, isMended: true, note: '看过照片' })
  const accepted = await (await call(lead)).call(cellsDesk.accept, { id: sent.id, reason: '整改核销' })
  expect(accepted.final?.total).toBe(accepted.site?.total)
  const notice = (await (await call(lead)).call(cellsDesk.announce, { id: sent.id })).notice
  expect(notice).toEqual({ from: VISIT_DAY, to: '2026-11-12' })
  expect((await app.anonymous().call(cellsPublic.notices, {})).items).toHaveLength(1)
  at('2026-11-13', '01:30')
  await runJob(titlesJob, '2026-11-13')
  const titled = await (await call(owner)).call(cells.show, { id: sent.id })
  expect(titled).toMatchObject({ state: 'titled', certificate: { from: '2026-11-13', until: '2029-11-12' } })
  const code = titled.certificate?.code ?? ''
  const shown = async () => app.anonymous().call(cellsPublic.check, { code })
  expect(await shown()).toMatchObject({ result: 'valid', facts: { code } })
  expect((await app.anonymous().call(cellsPublic.check, { code: 'WFXB-2026-ZZZZ-ZZZZ' })).result).toBe('unknown')
  const printed = await squeezed((await (await call(owner)).download(cells.certificate, { id: sent.id })).body)
  for (const words of [code, '/c/cells', '无废餐饮', titled.subject.name]) expect(printed).toContain(words)
  await (await call(lead)).call(cellsDesk.suspend, { id: sent.id, reason: '接到举报在查' })
  expect((await shown()).result).toBe('suspended')
  await (await call(lead)).call(cellsDesk.resume, { id: sent.id, reason: '查无此事' })
  const proposed = await (await call(lead)).call(cellsDesk.revoke, { id: sent.id, reason: '材料造假' })
  expect([proposed.allowed.includes('revoke'), proposed.allowed.includes('keepTitle')]).toEqual([false, true])
  expect((await shown()).result).toBe('valid')
  await expectError((await call(lead)).call(cellsDesk.revoke, { id: sent.id, reason: '材料造假' }), 'CELL_SAME_PERSON')
  await (await call(second)).call(cellsDesk.revoke, { id: sent.id, reason: '核实属实' })
  expect((await shown()).result).toBe('revoked')
  await expectError((await call(owner)).call(cells.certificate, { id: sent.id }), 'CELL_NOT_TITLED')
})

test('two colleagues at one item: neither overwrites the other, and the second is shown what stands', async () => {
  const { id, table } = await startIn(app, world)
  const item = table.sections
    .flatMap(({ items }) => items)
    .find(({ check, method }) => check !== 'platform' && method.kind === 'yesNo')
  const input = { id, code: item?.code ?? '', revision: 0, note: '', evidence: [] }
  const both = await Promise.allSettled([
    (await call(world.owner)).call(cells.saveItem, { ...input, answer: { kind: 'yesNo', yes: true } }),
    (await call(world.cook)).call(cells.saveItem, { ...input, answer: { kind: 'yesNo', yes: false } }),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const lost = both.find((one) => one.status === 'rejected')
  expect(lost?.reason).toMatchObject({ code: 'CELL_ITEM_CHANGED', body: { details: { item: { revision: 1 } } } })
})

test('saved in any order, and only sending in checks: it names each thing that is missing', async () => {
  const begun = await startIn(app, world)
  const client = await call(world.owner)
  await client.call(cells.assess, { id: begun.id })
  const error = await client.call(cells.submit, { id: begun.id }).catch((reason: unknown) => reason)
  const required = begun.table.sections.flatMap(({ items }) => items)
  expect(error).toMatchObject({ code: 'CELL_INCOMPLETE' })
  const { missing } = await client.call(cells.show, { id: begun.id })
  const filled = begun.list.filter(({ isFilled }) => isFilled).length
  expect(missing.filter(({ part }) => part === 'item')).toHaveLength(required.length - filled)
  expect(missing.filter(({ part }) => part === 'letter')).toHaveLength(1)
  await fillIn(app, world.cook, begun)
  await expectError(client.call(cells.submit, { id: begun.id }), 'CELL_INCOMPLETE')
  await client.call(cells.assess, { id: begun.id })
  await expectError(client.call(cells.submit, { id: begun.id }), 'CELL_LETTER_MISSING')
  await expectError(
    (await call(world.cook)).call(cells.signLetter, { id: begun.id, name: '马师傅' }),
    'CELL_NOT_RESPONSIBLE',
  )
})

test('a condition that is not met, or a veto, keeps it from being sent in', async () => {
  const begun = await startIn(app, world)
  await fillIn(app, world.owner, begun)
  const client = await call(world.owner)
  await client.call(cells.assess, { id: begun.id })
  await client.call(cells.signLetter, { id: begun.id, name: '周老板' })
  await client.call(cells.check, { id: begun.id, answers: { dishonest: true } })
  await client.call(cells.assess, { id: begun.id })
  await expectError(client.call(cells.submit, { id: begun.id }), 'CELL_NOT_ELIGIBLE')
  const veto = begun.questions.find(({ isVeto }) => isVeto)?.code ?? ''
  await client.call(cells.check, { id: begun.id, answers: { dishonest: false, [veto]: true } })
  await client.call(cells.assess, { id: begun.id })
  await expectError(client.call(cells.submit, { id: begun.id }), 'CELL_VETO')
})

test('a new responsible person signs the letter anew, and the evidence stays', async () => {
  const begun = await startIn(app, world)
  await fillIn(app, world.owner, begun)
  const before = await call(world.owner)
  await before.call(cells.assess, { id: begun.id })
  await before.call(cells.signLetter, { id: begun.id, name: '周老板' })
  await Affiliations.updateOne({ personId: world.owner.personId }, { $set: { 'spans.0.until': addDays(MONDAY, -1) } })
  const next = await aResident({ name: '郑接手' })
  await belongTo(world.restaurantId, next, 'head')
  await expectError(before.call(cells.show, { id: begun.id }), 'NOT_FOUND')
  const client = await call(next)
  const seen = await client.call(cells.show, { id: begun.id })
  expect(seen.letter.signed).toMatchObject({ name: '周老板', holds: false })
  expect(seen.ready).toBe(seen.items)
  await expectError(client.call(cells.submit, { id: begun.id }), 'CELL_LETTER_MISSING')
  await client.call(cells.signLetter, { id: begun.id, name: '郑接手' })
  expect((await client.call(cells.submit, { id: begun.id })).state).toBe('submitted')
})

test('items go back with a reason each; only these unlock, and each gets two rounds', async () => {
  const sent = await submitted(app, world)
  const [first = '', other = ''] = sent.list.filter(({ isFilled }) => !isFilled).map(({ code }) => code)
  const desk = await call(world.officer)
  await expectError(desk.call(cellsDesk.decline, { id: sent.id, reason: '不行' }), 'CELL_ROUNDS_LEFT')
  let version = sent.version
  for (const round of [1, 2]) {
    const back = await desk.call(cellsDesk.giveBack, {
      id: sent.id,
      version,
      items: [{ code: first, reason: '照片看不清' }],
      reason: '请补一张',
    })
    expect(back.state).toBe('returned')
    const client = await call(world.cook)
    const item = (await client.call(cells.show, { id: sent.id })).list.find(({ code }) => code === first)
    expect(item).toMatchObject({ mayEdit: true, returned: { reason: '照片看不清', round } })
    const save = (code: string, revision: number) =>
      client.call(cells.saveItem, {
        id: sent.id,
        code,
        revision,
        answer: item?.answer ?? null,
        note: '补了',
        evidence: item?.evidence ?? [],
      })
    await expectError(save(other, 1), 'CELL_ITEM_LOCKED')
    await save(first, item?.revision ?? 0)
    version = (await client.call(cells.submit, { id: sent.id })).version
  }
  expect((await desk.call(cellsDesk.decline, { id: sent.id, reason: '两次都没补好' })).state).toBe('declined')
})

test('one application of a kind at a time; people of other places and organisations see nothing of it', async () => {
  const begun = await startIn(app, world)
  await expectError(startIn(app, world), 'CELL_APPLIED')
  const other = await aCellWorld()
  for (const who of [other.owner, other.officer, other.lead, world.one])
    await expectError((await call(who)).call(cells.show, { id: begun.id }), 'NOT_FOUND')
  const choices = (await (await call(world.owner)).call(cells.choices, {})).items
  expect(choices).toMatchObject([
    { subject: { id: world.restaurantId }, kinds: [{ kind: 'restaurant', applicationId: begun.id }] },
  ])
})

test('an objection stops the notice, is decided by who leads, and the title comes only when it is over', async () => {
  const { lead, owner, one, two } = world
  const { id } = await passed(app, world)
  const input = scheduleInput(id, VISIT_DAY, one, two)
  const visited = await (await call(lead)).call(cellsDesk.schedule, input)
  at(VISIT_DAY)
  await scored(app, visited, input.visitId, [one, two])
  await (
    await call(one)
  ).call(cellsSite.feedback, { visitId: input.visitId, text: '很好', attended: '周老板', rectifications: [] })
  await (await call(lead)).call(cellsDesk.accept, { id, reason: '通过' })
  await (await call(lead)).call(cellsDesk.announce, { id })
  const neighbour = await aResident({ name: '钱邻居' })
  const text = '晚上还往河里倒泔水，请你们查一查'
  await expectError(
    (await call(owner)).call(cellsPublic.object, { id: newId(), applicationId: id, text }),
    'NOT_ALLOWED',
  )
  const objectionId = newId()
  await (await call(neighbour)).call(cellsPublic.object, { id: objectionId, applicationId: id, text })
  at('2026-11-13', '01:30')
  await runJob(titlesJob, '2026-11-13')
  expect((await Applications.findById(id).lean())?.state).toBe('underObjection')
  await (
    await call(lead)
  ).call(cellsDesk.resolve, { id: objectionId, outcome: 'dismissed', reason: '查了，不是这一家' })
  const after = await (await call(owner)).call(cells.show, { id })
  expect(after).toMatchObject({ state: 'publicNotice', notice: { to: '2026-11-16' } })
  expect(dayOf(new Date(after.updatedAt))).toBe('2026-11-13')
})

test('a home: a checklist with its records, and nobody comes', async () => {
  await aTable(world.city, 'household')
  const household = await aHousehold({ place: world.compound })
  const member = await aResident({ name: '吴家人', household })
  const client = await call(member)
  const id = newId()
  const subject = { kind: 'household' as const, subjectKind: 'household' as const, subjectId: household._id }
  const begun = await client.call(cells.start, { id, ...subject })
  await fillIn(app, member, begun)
  await client.call(cells.assess, { id })
  await client.call(cells.signLetter, { id, name: '吴家人' })
  const sent = await client.call(cells.submit, { id })
  expect(sent.letter.text).toContain('代表全家')
  await (await call(world.officer)).call(cellsDesk.pass, { id, version: sent.version, marks: [], reason: '记录齐全' })
  const desk = await call(world.lead)
  await expectError(desk.call(cellsDesk.schedule, scheduleInput(id, VISIT_DAY, world.one, world.two)), 'WRONG_STATE')
  expect(await desk.call(cellsDesk.accept, { id, reason: '三个月的记录都在' })).toMatchObject({ state: 'accepted' })
})
