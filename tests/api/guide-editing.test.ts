// Two editors of the guide: nobody's save is written over unseen, no entry is lost to a new one, and whoever has
// changed an entry is not the one who publishes it. Every way in which an entry is changed, over real HTTP.
import { TermDrafts } from '@server/guide/guide.model'
import { newId } from '@server/ids'
import { guide, type Term } from '@shared/guide/contract'
import { imports } from '@shared/imports/contract'
import { expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { csv } from '../support/messy-files'
import { aPlace, aResident, aStaff, type Signed } from '../support/people'

useDatabase()
const app = useApp()

let city = ''
beforeAll(async () => {
  city = (await aPlace({ kind: 'city' }))._id
  await app.anonymous().call(guide.edition, {})
})
const anEditor = (name = '编辑'): Promise<Signed> => aStaff('cityOfficer', city, { name })

type Seen = Term & { version: number }
const aTerm = (name: string, wording: Partial<Seen> = {}): Seen & { reasonForChange: string } => ({
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
  reasonForChange: '居民问得多',
  ...wording,
})
const save = (who: Signed, term: Seen): Promise<Seen> =>
  app.as(who).call(guide.saveTerm, { reasonForChange: '写得更清楚', ...term })
const remove = (who: Signed, { id, version }: Seen) =>
  app.as(who).call(guide.removeTerm, { id, version, reason: '没有人用了' })
async function importRow(who: Signed, name: string): Promise<void> {
  const row = `${name},,其他垃圾,投对应的桶,,拆开再投,,,`
  const table = csv('名称,别名,类别,去向,标记,准备,理由,反例,来源', row)
  const checked = await app.as(who).upload(imports.upload, { id: newId(), kind: 'guideTerms' }, table)
  expect(checked.problems).toEqual([])
  await app.as(who).call(imports.apply, { id: checked.id })
}
async function answer(who: Signed, as: { term: Term } | { termId: string }, word: string): Promise<void> {
  await app.as(await aResident()).call(guide.ask, { id: newId(), word })
  const given = 'term' in as ? { as: 'newTerm' as const, ...as } : { as: 'alias' as const, ...as }
  await app.as(who).call(guide.answerQuestion, { word, answer: '投进其他垃圾桶', ...given })
}
const SYLLABLES = '甲乙丙丁戊己庚辛壬癸'
let counted = 0
/** A name that nothing in the guide sounds like. */
const aName = (): string => {
  const at = (counted += 1)
  return `嗷咪呸${SYLLABLES[at % 10]}${SYLLABLES[Math.floor(at / 10)]}`
}
const bare = ({ version: _version, reasonForChange: _reason, ...term }: ReturnType<typeof aTerm>): Term => term
const stored = (id: string) => TermDrafts.findById(id).lean()

/** Whatever one editor may do to an entry that another one has open. */
const changes: Record<string, (who: Signed, term: Seen) => Promise<unknown>> = {
  'a save': (who, term) => save(who, { ...term, preparation: '压扁再投' }),
  'a removal': (who, term) => remove(who, term),
  'another name from a question': (who, term) => answer(who, { termId: term.id }, aName()),
  'a row of an import': (who, term) => importRow(who, term.name),
}

describe.each(Object.entries(changes))('after %s by somebody else', (_how, change) => {
  test.each<[string, typeof save | typeof remove]>([
    ['a save', (who, term) => save(who, { ...term, reason: '我写的' })],
    ['a removal', remove],
  ])('%s of what was seen before is refused, and nothing is lost', async (_what, act) => {
    const [one, other] = [await anEditor(), await anEditor()]
    const seen = await save(one, aTerm(aName()))
    await change(other, seen)
    const there = await stored(seen.id)
    await expectError(
      act(one, seen),
      there?.active ? 'CHANGED_MEANWHILE' : act === remove ? 'NOT_FOUND' : 'CHANGED_MEANWHILE',
    )
    expect(await stored(seen.id)).toEqual(there)
  })
})

/** Ways in which a new entry comes. */
const newcomers: Record<string, (who: Signed, name: string) => Promise<unknown>> = {
  'an entry of the form': (who, name) => save(who, aTerm(name)),
  'an answer to a question': (who, name) => answer(who, { term: bare(aTerm(name)) }, aName()),
  'a row of an import': importRow,
}

test.each(Object.entries(newcomers))('%s named like the id of another entry is one of its own', async (_how, add) => {
  const editor = await anEditor()
  const name = aName()
  const old = await save(editor, aTerm(name, { preparation: '原来的说法' }))
  await save(editor, { ...old, name: aName() })
  const before = await stored(name)
  await add(editor, name)
  expect(await stored(name)).toEqual(before)
  const { items } = await app.as(editor).call(guide.terms, { q: name })
  expect(items.map((term) => [term.name, term.id === name])).toEqual([[name, false]])
})

test('an entry that was removed makes room for a new one of its name', async () => {
  const editor = await anEditor()
  const old = await save(editor, aTerm(aName()))
  await remove(editor, old)
  expect(await save(editor, aTerm(old.name))).toMatchObject({ id: old.id, version: 3 })
})

describe('publishing', () => {
  const proposal = (who: Signed) => app.as(who).call(guide.propose, { notes: '改几个词' })
  const publish = (who: Signed, { id }: { id: string }) => app.as(who).call(guide.publish, { proposal: id })
  const edits: Record<string, (who: Signed) => Promise<unknown>> = {
    'wrote a new entry': (who) => save(who, aTerm(aName())),
    'changed an entry before a colleague did': async (who) => {
      const term = await save(who, aTerm(aName()))
      return save(await anEditor(), { ...term, preparation: '拆开再投' })
    },
    'took an entry out': async (who) => remove(who, await save(await anEditor(), aTerm(aName()))),
    'answered a question by a new entry': (who) => {
      const name = aName()
      return answer(who, { term: bare(aTerm(name)) }, name)
    },
    'answered a question by another name': (who) => answer(who, { termId: '苹果' }, aName()),
    'imported a row': (who) => importRow(who, aName()),
    'took an edition back': async (who) => {
      await save(await anEditor(), aTerm(aName()))
      return app.as(who).call(guide.takeBack, { number: 1, reason: '改错了' })
    },
  }
  test.each(Object.entries(edits))('is not for who %s, though a colleague proposed it', async (_how, edit) => {
    const [editor, proposer, third] = [await anEditor(), await anEditor(), await anEditor()]
    await edit(editor)
    const proposed = await proposal(proposer)
    const offered = async (who: Signed) => (await app.as(who).call(guide.changes, {})).proposal?.mayPublish
    expect([await offered(editor), await offered(proposer), await offered(third)]).toEqual([false, false, true])
    await expectError(publish(editor, proposed), 'GUIDE_SECOND_PERSON')
    await expectError(publish(proposer, proposed), 'GUIDE_SECOND_PERSON')
  })

  test('shows the wording that was and that will be, who changed it and why, and who proposes it', async () => {
    const [editor, proposer] = [await anEditor('柳青'), await anEditor('何田')]
    const name = aName()
    const early = await anEditor()
    await save(early, aTerm(aName()))
    const added = await save(editor, aTerm(name))
    const { number } = await publish(await anEditor(), await proposal(proposer))
    await save(editor, { ...added, preparation: '装袋再投' })
    await proposal(proposer)
    const found = await app.as(await anEditor()).call(guide.changes, {})
    expect(found.proposal).toMatchObject({ notes: '改几个词', proposedBy: '何田' })
    expect(found.items).toMatchObject([{ name, termId: name, onlyWords: true }])
    expect(found.terms).toMatchObject([
      {
        id: name,
        before: { preparation: '直接投放' },
        after: { preparation: '装袋再投' },
        edits: [{ by: '柳青', reason: '写得更清楚' }],
      },
    ])
    // changed back, and removed and written again, it says what is published: nothing is left of it to publish
    const back = await save(editor, { ...added, version: (await stored(name))?.version ?? 0 })
    await remove(editor, back)
    await save(editor, { ...aTerm(name) })
    expect(await app.as(editor).call(guide.changes, {})).toMatchObject({ entries: 0, items: [] })
    await expectError(app.as(proposer).call(guide.propose, { notes: '改几个词' }), 'GUIDE_NOTHING_CHANGED')
    await save(editor, { ...added, version: (await stored(name))?.version ?? 0, preparation: '装袋再投' })
    // what an earlier edition brought is nobody's open change any more
    expect(await publish(early, await proposal(proposer))).toMatchObject({ number: number + 1 })
  })
})
