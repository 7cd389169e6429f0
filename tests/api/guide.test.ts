// The guide over HTTP: searching, editions and deltas, words nobody knows, editors. Real app, real database.
import { AuditRows } from '@server/audit'
import { dropCurrent, forgetCurrent } from '@server/guide/editions'
import { AskedWords, Editions, TermDrafts } from '@server/guide/guide.model'
import { newId } from '@server/ids'
import { Notices } from '@server/notices/notices.model'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { guide, type Term } from '@shared/guide/contract'
import { organisations } from '@shared/organisations/contract'
import { applyDelta, readTerms, splitCore } from '@shared/guide/pack'
import { buildIndex } from '@shared/guide/search-index'
import { search } from '@shared/guide/search'
import { expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aPlace, aResident, aStaff } from '../support/people'

useDatabase()
const app = useApp()

type Written = Term & { version: number; reasonForChange: string }
const aTerm = (name: string, overrides: Partial<Written> = {}): Written => ({
  id: name,
  name,
  aliases: [],
  code: 'O',
  route: 'bin',
  flags: [],
  preparation: '直接投放',
  reason: '难以回收',
  variants: [],
  counterExample: null,
  source: null,
  version: 0,
  reasonForChange: '新东西',
  ...overrides,
})
let city = ''
beforeAll(async () => {
  city = (await aPlace({ kind: 'city' }))._id
})
const anEditor = async () => app.as(await aStaff('cityOfficer', city))
const anyone = () => app.anonymous()
const anOrganisation = async (kind: 'government' | 'shop') =>
  (await anEditor()).call(organisations.create, {
    id: newId(),
    name: kind === 'shop' ? '清川便民小店' : '清川市城市管理局',
    kinds: [kind],
    creditCode: null,
    phone: null,
    placeId: city,
  })
/** One proposes, another publishes. */
async function publishes(notes: string, reviewerId?: string) {
  const { id } = await (await anEditor()).call(guide.propose, { notes, ...(reviewerId ? { reviewerId } : {}) })
  return (await anEditor()).call(guide.publish, { proposal: id })
}

describe('search', () => {
  test('anyone is answered without signing in; the answer names its edition, unsigned', async () => {
    const { edition, results } = await anyone().call(guide.search, { q: '喝完的奶茶杯怎么扔' })
    expect(edition).toMatchObject({ number: 1, reviewedBy: null, region: 'xuchang' })
    expect(edition.terms).toBeGreaterThanOrEqual(2500)
    expect(edition.names).toBeGreaterThanOrEqual(9000)
    expect(results[0]).toMatchObject({
      name: '奶茶杯',
      category: 'residual',
      local: { code: 'qita', text: '其他垃圾' },
      inferred: false,
    })
    expect(results[0]?.preparation).not.toBe('')
  })
  test('the village is answered in its own words', async () => {
    const inRegion = async (region: 'xuchang' | 'anyang' | 'yanshi') =>
      (await anyone().call(guide.search, { q: '剩饭', region, rural: true })).results[0]?.local.code
    expect([await inRegion('xuchang'), await inRegion('anyang'), await inRegion('yanshi')]).toEqual([
      'kelan',
      'yifulan',
      'huilan-keduifei',
    ])
  })
  test('what nobody knows has no answer', async () => {
    for (const q of ['乐远镜筒桥', 'qwxzt', '!!!'])
      expect((await anyone().call(guide.search, { q })).results).toEqual([])
  })
  test('what is no thing to throw away has a sentence and no category', async () => {
    for (const q of ['你好', '郑州', '看电视', '天气预报'])
      expect((await anyone().call(guide.search, { q })).results[0]).toMatchObject({
        category: null,
        route: 'not_household',
        inferred: true,
      })
  })
  test('an empty question, one too long, and an unknown region are refused', async () => {
    await expectError(anyone().call(guide.search, { q: '  ' }), 'INPUT_INVALID')
    await expectError(anyone().call(guide.search, { q: '长'.repeat(61) }), 'INPUT_INVALID')
    await expectError(anyone().call(guide.search, { q: '纸', region: 'beijing' as 'anyang' }), 'INPUT_INVALID')
  })
  test('an entry by its id; one that is not there', async () => {
    expect(await anyone().call(guide.term, { id: '剩饭' })).toMatchObject({
      termId: '剩饭',
      category: 'food',
      matchedBy: 'name',
    })
    await expectError(anyone().call(guide.term, { id: '没有这个' }), 'NOT_FOUND')
  })
})

describe('editors', () => {
  test('residents and readers write nothing', async () => {
    const resident = app.as(await aResident())
    await expectError(resident.call(guide.saveTerm, aTerm('甲')), 'NOT_ALLOWED')
    await expectError(resident.call(guide.propose, { notes: '甲' }), 'NOT_ALLOWED')
    await expectError(resident.call(guide.publish, { proposal: 'x' }), 'NOT_ALLOWED')
    await expectError(resident.call(guide.takeBack, { number: 1, reason: '试试' }), 'NOT_ALLOWED')
    const worker = app.as(await aStaff('communityWorker', (await aPlace({ kind: 'community' }))._id))
    expect((await worker.call(guide.terms, { q: '剩饭' })).items[0]?.name).toBe('剩饭')
    await expectError(worker.call(guide.removeTerm, { id: '剩饭', version: 1, reason: '试' }), 'NOT_ALLOWED')
    await expectError(anyone().call(guide.terms, {}), 'SIGN_IN_REQUIRED')
  })
  test('a name that another entry has is refused, whoever comes first', async () => {
    const editor = await anEditor()
    const refused = await expectError(
      editor.call(guide.saveTerm, aTerm('新剩饭', { aliases: ['剩饭'] })),
      'GUIDE_NAME_TAKEN',
    )
    expect(refused.body.details).toMatchObject({ name: '剩饭', term: '剩饭' })
    const both = await Promise.allSettled([
      editor.call(guide.saveTerm, aTerm('抢名一', { aliases: ['同一个名'] })),
      editor.call(guide.saveTerm, aTerm('抢名二', { aliases: ['同一个名'] })),
    ])
    expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    await TermDrafts.deleteMany({ _id: { $in: ['抢名一', '抢名二'] } })
  })
  test('what cannot be packed is refused', async () => {
    const editor = await anEditor()
    await expectError(editor.call(guide.saveTerm, aTerm('坏标记', { flags: ['nonsense'] })), 'INPUT_INVALID')
    await expectError(editor.call(guide.saveTerm, aTerm('坏别名', { aliases: ['两 个词'] })), 'INPUT_INVALID')
    await expectError(editor.call(guide.saveTerm, aTerm('坏代码', { code: 'X' })), 'INPUT_INVALID')
    await expectError(
      editor.call(
        guide.saveTerm,
        aTerm('坏情况', { variants: [{ condition: '湿', code: 'Q', route: 'bin', preparation: '' }] }),
      ),
      'INPUT_INVALID',
    )
    await expectError(editor.call(guide.saveTerm, aTerm('!!')), 'INPUT_INVALID')
  })
  test('a draft answers nobody until it is published; then the delta carries just it', async () => {
    const editor = await anEditor()
    const resident = anyone()
    const before = await resident.call(guide.delta, { from: 0 })
    expect(before).toMatchObject({ edition: 1, complete: true })
    await expectError(editor.call(guide.propose, { notes: '什么也没改' }), 'GUIDE_NOTHING_CHANGED')
    await expectError(editor.call(guide.publish, { proposal: 'x' }), 'GUIDE_NOT_PROPOSED')
    const added = await editor.call(guide.saveTerm, aTerm('纳米海绵魔方', { aliases: ['海绵魔方块'] }))
    expect(added.aliases).toEqual(['海绵魔方块'])
    await editor.call(guide.removeTerm, { id: '剩饭', version: 1, reason: '合并到剩菜剩饭' })
    await expectError(editor.call(guide.removeTerm, { id: '剩饭', version: 2, reason: '再来一次' }), 'NOT_FOUND')
    expect((await resident.call(guide.search, { q: '海绵魔方块' })).results[0]?.termId).not.toBe('纳米海绵魔方')
    expect((await editor.call(guide.terms, { changed: true })).items.map((term) => term.name)).toEqual(['纳米海绵魔方'])

    const published = await publishes('增一个,减一个')
    expect(published).toMatchObject({ number: 2, reviewedBy: null, reviewedOn: null })
    expect((await resident.call(guide.search, { q: '海绵魔方块' })).results[0]).toMatchObject({
      termId: '纳米海绵魔方',
      matchedBy: 'alias',
    })
    const delta = await resident.call(guide.delta, { from: 1 })
    expect(delta).toMatchObject({ edition: 2, complete: false, removed: ['剩饭'] })
    expect(readTerms(splitCore(delta.changed).terms).map((term) => term.id)).toEqual(['纳米海绵魔方'])
    const phone = buildIndex(applyDelta(before.changed, delta.changed, delta.removed))
    expect(phone.head.number).toBe(2)
    expect(phone.byKey.get('海绵魔方块')?.written).toBe('海绵魔方块')
    expect(search(phone, 'haimianmofangkuai', 1)[0]).toMatchObject({ by: 'pinyin' })
    expect(phone.byId.has('剩饭')).toBe(false)
    expect(await resident.call(guide.delta, { from: 2 })).toEqual({
      edition: 2,
      complete: false,
      changed: '',
      removed: [],
    })
    expect(await resident.call(guide.delta, { from: 99 })).toMatchObject({ complete: true })
    expect(readTerms((await resident.call(guide.delta, { from: 1, detail: true })).changed)).toHaveLength(1)
    expect(await AuditRows.countDocuments({ action: 'guide.publish' })).toBe(1)
  })
  test('the city may sign the same content, once; the reviewing body is one of the register', async () => {
    const editor = await anEditor()
    const bureau = await anOrganisation('government')
    const shop = await anOrganisation('shop')
    await expectError(editor.call(guide.propose, { notes: '复核', reviewerId: newId() }), 'NOT_FOUND')
    await expectError(editor.call(guide.propose, { notes: '复核', reviewerId: shop.id }), 'ORGANISATION_ENDED')
    expect(await publishes('复核', bureau.id)).toMatchObject({ reviewedBy: bureau.name, number: 3 })
    await expectError(editor.call(guide.propose, { notes: '复核', reviewerId: bureau.id }), 'GUIDE_NOTHING_CHANGED')
    const { items } = await anyone().call(guide.editions, { limit: 2 })
    expect(items.map((edition) => [edition.number, edition.reviewedBy])).toEqual([
      [3, bureau.name],
      [2, null],
    ])
  })
  test('who proposed does not publish; what was changed since is proposed again; one of two at once publishes', async () => {
    const [first, second, third] = [await anEditor(), await anEditor(), await anEditor()]
    await first.call(guide.saveTerm, aTerm('重复发布的词'))
    const { id } = await first.call(guide.propose, { notes: '一次' })
    await expectError(first.call(guide.publish, { proposal: id }), 'GUIDE_SECOND_PERSON')
    expect((await first.call(guide.changes, {})).proposal).toMatchObject({ id, mayPublish: false, outdated: false })
    expect((await second.call(guide.changes, {})).proposal).toMatchObject({ id, mayPublish: true, notes: '一次' })
    await expectError(second.call(guide.publish, { proposal: newId() }), 'CHANGED_MEANWHILE')
    await first.call(guide.saveTerm, aTerm('重复发布的词', { preparation: '擦净再投', version: 1 }))
    await expectError(second.call(guide.publish, { proposal: id }), 'CHANGED_MEANWHILE')
    expect(await second.call(guide.withdrawProposal, {})).toEqual({ withdrawn: true })
    await expectError(second.call(guide.publish, { proposal: id }), 'GUIDE_NOT_PROPOSED')
    const again = await first.call(guide.propose, { notes: '一次' })
    const key = newId()
    const both = await Promise.allSettled([
      second.call(guide.publish, { proposal: again.id }, { key }),
      third.call(guide.publish, { proposal: again.id }),
    ])
    expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    expect(await Editions.countDocuments()).toBe(4)
    if (both[0]?.status === 'fulfilled')
      expect(await second.call(guide.publish, { proposal: again.id }, { key })).toEqual(both[0].value)
  })
  test('before it is published one sees which answers change', async () => {
    const editor = await anEditor()
    await editor.call(
      guide.saveTerm,
      aTerm('重复发布的词', { code: 'R.plastic', aliases: ['玻璃储物小罐'], version: 2 }),
    )
    const { entries, items } = await editor.call(guide.changes, {})
    expect(entries).toBe(1)
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: '重复发布的词',
          before: { code: 'O', route: 'bin', inferred: false },
          after: { code: 'R.plastic', route: 'bin', inferred: false },
          onlyWords: false,
        }),
        expect.objectContaining({
          name: '玻璃储物小罐',
          after: { code: 'R.plastic', route: 'bin', inferred: false },
        }),
      ]),
    )
  })
  test('an edition is taken back: its entries are drafts again, and published by two like any other', async () => {
    const editor = await anEditor()
    await publishes('改过')
    expect((await anyone().call(guide.search, { q: '重复发布的词' })).results[0]?.category).toBe('recyclable')
    await expectError(editor.call(guide.takeBack, { number: 99, reason: '没有这一版' }), 'NOT_FOUND')
    expect(await editor.call(guide.takeBack, { number: 4, reason: '改错了' })).toEqual({ changed: 1 })
    expect((await anyone().call(guide.search, { q: '重复发布的词' })).results[0]?.category).toBe('recyclable')
    const back = await publishes('退回第4版')
    expect((await anyone().call(guide.search, { q: '重复发布的词' })).results[0]?.category).toBe('residual')
    expect(await editor.call(guide.takeBack, { number: 4, reason: '已经是了' })).toEqual({ changed: 0 })
    expect(back.number).toBe(6)
    expect(await AuditRows.countDocuments({ action: 'guide.takeBack' })).toBe(2)
  })
  test('another instance answers from a new edition after it has looked', async () => {
    dropCurrent()
    forgetCurrent()
    expect((await anyone().call(guide.edition, {})).number).toBe(6)
  })
})

describe('words nobody knows', () => {
  test('a known word is refused, and a guest has to sign in', async () => {
    await expectError(anyone().call(guide.ask, { id: newId(), word: '甲乙丙' }), 'SIGN_IN_REQUIRED')
    const resident = app.as(await aResident())
    await expectError(resident.call(guide.ask, { id: newId(), word: '苹果 核' }), 'GUIDE_WORD_KNOWN')
    await expectError(resident.call(guide.ask, { id: newId(), word: '?!' }), 'INPUT_INVALID')
    await expectError(resident.call(guide.ask, { id: newId(), word: '' }), 'INPUT_INVALID')
  })
  test('one row a word, a person counts once, and the story ends with everyone told', async () => {
    const [wang, li] = [await aResident(), await aResident()]
    const id = newId()
    expect(await app.as(wang).call(guide.ask, { id, word: '啵啵圈圈' })).toEqual({
      id,
      word: '啵啵圈圈',
      askedBefore: 0,
    })
    expect(await app.as(wang).call(guide.ask, { id: newId(), word: '啵啵圈圈!' })).toMatchObject({ id })
    expect(await app.as(li).call(guide.ask, { id: newId(), word: '啵啵 圈圈' })).toMatchObject({ askedBefore: 1 })
    expect(await AskedWords.findById('啵啵圈圈').lean()).toMatchObject({ count: 2, status: 'waiting' })

    const editor = await anEditor()
    expect((await editor.call(guide.questions, { status: 'waiting' })).items[0]).toMatchObject({
      word: '啵啵圈圈',
      count: 2,
      suggestion: null,
    })
    await expectError(app.as(li).call(guide.questions, {}), 'NOT_ALLOWED')
    await expectError(
      editor.call(guide.answerQuestion, { word: '没问过', as: 'declined', answer: '不是物品' }),
      'NOT_FOUND',
    )
    await expectError(
      editor.call(guide.answerQuestion, { word: '啵啵圈圈', as: 'newTerm', answer: '' }),
      'GUIDE_ANSWER_INCOMPLETE',
    )
    await expectError(
      editor.call(guide.answerQuestion, { word: '啵啵圈圈', as: 'alias', answer: '' }),
      'GUIDE_ANSWER_INCOMPLETE',
    )
    await expectError(
      editor.call(guide.answerQuestion, { word: '啵啵圈圈', as: 'alias', termId: '没有', answer: '' }),
      'NOT_FOUND',
    )
    expect(
      await editor.call(guide.answerQuestion, { word: '啵啵圈圈', as: 'alias', termId: '苹果', answer: '' }),
    ).toEqual({ word: '啵啵圈圈', told: 0 })
    expect((await app.as(wang).call(guide.myQuestions, {})).items[0]).toMatchObject({ status: 'waiting', answer: null })

    await publishes('收录一个生词')
    await deliverOutbox({ notice: deliverNotice })
    for (const { personId } of [wang, li])
      expect(await Notices.countDocuments({ personId, kind: 'guide_answered' })).toBe(1)
    expect((await app.as(wang).call(guide.myQuestions, {})).items[0]).toMatchObject({
      status: 'answered',
      termId: '苹果',
    })
    expect((await anyone().call(guide.search, { q: '啵啵圈圈' })).results[0]).toMatchObject({
      termId: '苹果',
      matchedBy: 'alias',
    })
  })
  test('a declined word is told at once', async () => {
    const wang = await aResident()
    await app.as(wang).call(guide.ask, { id: newId(), word: '空气小精灵' })
    const editor = await anEditor()
    await expectError(
      editor.call(guide.answerQuestion, { word: '空气小精灵', as: 'declined', answer: '' }),
      'GUIDE_ANSWER_INCOMPLETE',
    )
    expect(
      await editor.call(guide.answerQuestion, { word: '空气小精灵', as: 'declined', answer: '这不是要扔的物品' }),
    ).toEqual({ word: '空气小精灵', told: 1 })
    await deliverOutbox({ notice: deliverNotice })
    expect((await Notices.findOne({ personId: wang.personId }).lean())?.text).toBe('这不是要扔的物品')
    expect((await app.as(wang).call(guide.myQuestions, {})).items[0]).toMatchObject({
      status: 'declined',
      answer: '这不是要扔的物品',
    })
  })
})
