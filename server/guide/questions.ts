// Words nobody knows: residents ask, editors answer (a new term, another name of one, or declined), the askers are
// told. One row a word whatever the number of askers; a person counts once for a word.
import type { Actor, PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { answers } from '@shared/guide/answer'
import { editors, type guide, type Term } from '@shared/guide/contract'
import { normalise } from '@shared/guide/normalise'
import { search } from '@shared/guide/search'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { readCountedPage, readPage } from '../paging'
import { installedCity } from '../places/places'
import { defineReview, type Opening } from '../reviews/reviews'
import { draftById, currentGuide } from './editions'
import { putDraft, termOf, withoutRace } from './drafts'
import { AskedWords, Askings, type AskedWord, type Asking, type WordStatus } from './guide.model'
import { tellAskersOf } from './questions-told'

/**
 * Asks for a word. Asking again for the same word answers the first question.
 * @throws DomainError GUIDE_WORD_KNOWN when it is the name of an entry; INPUT_INVALID when there is nothing to look up
 * in it; IDEMPOTENCY_KEY_REUSED for an id that somebody else has used
 */
export async function ask(
  actor: PersonActor,
  input: { id: string; word: string; note?: string },
): Promise<{ id: string; word: string; askedBefore: number }> {
  const { personId } = actor
  const key = normalise(input.word)
  if (!key) throw invalid('word', '请写出物品的名称')
  const { index } = await currentGuide()
  const known = search(index, input.word, 1)[0]
  if (known && (known.by === 'name' || known.by === 'alias'))
    throw new DomainError('GUIDE_WORD_KNOWN', { name: known.matched })
  const city = await cityPath()
  const asking = transaction(async (tx) => {
    const at = now()
    const mine = await tx.on(Askings).findOne({ personId, wordKey: key })
    const before = await tx.on(AskedWords).findOne({ _id: key })
    if (mine) return { id: mine._id, word: before?.word ?? input.word, askedBefore: before?.count ?? 1 }
    await tx.on(Askings).insert({ _id: input.id, personId, wordKey: key, note: input.note ?? '', askedAt: at })
    await tx.on(AskedWords).updateOne(
      { _id: key },
      {
        $setOnInsert: {
          word: input.word,
          status: 'waiting',
          answer: null,
          termId: null,
          firstAt: at,
          toldInEdition: null,
        },
        $set: { lastAt: at },
        $inc: { count: 1 },
      },
      { upsert: true },
    )
    if (before) await wordReview.involve(tx, key, personId)
    else await wordReview.open(tx, actor, openingOf({ _id: key, word: input.word, firstAt: at }, [personId], city))
    return { id: input.id, word: before?.word ?? input.word, askedBefore: before?.count ?? 0 }
  })
  return asking.catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('IDEMPOTENCY_KEY_REUSED') : error
  })
}

/** An answer is shown once people can find it: answered words wait for their edition. */
const shownStatus = (word: AskedWord | undefined): WordStatus =>
  !word || (word.status === 'answered' && word.toldInEdition === null) ? 'waiting' : word.status

export async function myQuestions(actor: PersonActor, input: { cursor?: string; limit?: number }) {
  const { rows, next } = await readPage(Askings, { askedAt: -1 }, { personId: actor.personId }, input)
  const words = await AskedWords.find({ _id: { $in: rows.map((row) => row.wordKey) } }).lean<AskedWord[]>()
  const byKey = new Map(words.map((word) => [word._id, word]))
  return {
    items: rows.map((row) => {
      const word = byKey.get(row.wordKey)
      const status = shownStatus(word)
      return {
        id: row._id,
        word: word?.word ?? row.wordKey,
        askedAt: row.askedAt.toISOString(),
        status,
        answer: status === 'waiting' ? null : (word?.answer ?? null),
        termId: status === 'answered' ? (word?.termId ?? null) : null,
      }
    }),
    next,
  }
}

/** The queue of words, last asked first, each with what the guide would answer by itself. */
export async function listQuestions(input: ParsedOf<typeof guide.questions>) {
  const { index, details } = await currentGuide()
  const { rows, ...page } = await readCountedPage(
    AskedWords,
    { lastAt: -1 },
    input.status ? { status: input.status } : {},
    input,
    20,
  )
  return {
    items: rows.map((row) => ({
      word: row.word,
      count: row.count,
      firstAt: row.firstAt.toISOString(),
      lastAt: row.lastAt.toISOString(),
      status: row.status,
      answer: row.answer ?? null,
      suggestion: answers(index, row.word, { region: 'xuchang', rural: false }, details, 1)[0] ?? null,
    })),
    ...page,
  }
}

const auditActions = {
  newTerm: 'guide.answerByTerm',
  alias: 'guide.answerByAlias',
  declined: 'guide.declineQuestion',
} as const

type AnswerInput = { word: string; as: 'newTerm' | 'alias' | 'declined'; term?: Term; termId?: string; answer: string }

/** Writes the draft that the answer asks for. @returns the entry's id, null when declined */
async function carryOut(tx: Tx, actor: Actor, input: AnswerInput): Promise<string | null> {
  if (input.as === 'declined') return null
  const reason = `回答生词“${input.word}”`
  if (input.as === 'newTerm') {
    if (!input.term) throw new DomainError('GUIDE_ANSWER_INCOMPLETE')
    const names = [input.term.name, ...input.term.aliases].map(normalise)
    const aliases = names.includes(normalise(input.word)) ? input.term.aliases : [...input.term.aliases, input.word]
    return (await putDraft(tx, actor, { ...input.term, aliases }, { seen: 0, reason })).id
  }
  if (!input.termId) throw new DomainError('GUIDE_ANSWER_INCOMPLETE')
  const draft = await draftById(tx, input.termId)
  const term = { ...termOf(draft), aliases: [...draft.aliases, input.word] }
  return (await putDraft(tx, actor, term, { seen: draft.version, reason })).id
}

/**
 * Answers a word. A declined one is told at once, the others with the edition that brings them.
 * @throws DomainError NOT_FOUND, DECIDES_OWN_CASE for who asked, WRONG_STATE when it is answered,
 * GUIDE_ANSWER_INCOMPLETE, GUIDE_NAME_TAKEN
 */
export async function answerQuestion(actor: Actor, input: AnswerInput): Promise<{ word: string; told: number }> {
  if (input.as === 'declined' && !input.answer) throw new DomainError('GUIDE_ANSWER_INCOMPLETE')
  const subjectId = normalise(input.word)
  return withoutRace(() =>
    wordReview.decide(actor, { subjectId, outcome: input.as, reason: input.answer, given: input }),
  )
}

/** Words belong to the whole city: editors there answer them. */
const cityPath = async (): Promise<readonly string[]> => (await installedCity())?.path ?? []

const openingOf = (
  { _id, word, firstAt }: Pick<AskedWord, '_id' | 'word' | 'firstAt'>,
  askers: readonly string[],
  placePath: readonly string[],
): Opening => ({ subjectId: _id, placePath, headline: `生词“${word}”`, due: null, actedBy: askers, at: firstAt })

const wordReview = defineReview<AnswerInput, { word: string; told: number }>({
  name: 'askedWord',
  title: '生词',
  verb: '回答',
  deciders: editors,
  tells: [],
  noticeKind: 'guide_answered',
  deskLink: () => '/questions',
  askers: () => Promise.resolve([]),
  askerLink: () => '/guide/questions',
  tellsLate: false,
  isObjection: false,
  freshDecider: false,
  listedByFeature: true,
  // told with the edition that brings the answer, or by `apply` when the word is declined
  answered: () => null,
  apply: async (tx, { actor, review, given }) => {
    const key = review.subjectId
    const found = await tx.on(AskedWords).findOne({ _id: key })
    if (!found) throw new DomainError('NOT_FOUND')
    const termId = await carryOut(tx, actor, { ...given, word: found.word })
    const status: WordStatus = given.as === 'declined' ? 'declined' : 'answered'
    const answered = { status, answer: given.answer || null, termId, toldInEdition: null }
    await tx.on(AskedWords).updateOne({ _id: key }, { $set: answered })
    if (status === 'declined') await tellAskersOf(tx, { ...found, ...answered }, `关于“${found.word}”`, given.answer)
    return { details: { termId } }
  },
  present: async (tx, _actor, { subjectId, decision }) => {
    const found = await tx.on(AskedWords).findOne({ _id: subjectId })
    const told = decision?.outcome === 'declined' ? await tx.on(Askings).count({ wordKey: subjectId }) : 0
    return { word: found?.word ?? subjectId, told }
  },
  backlog: async (id) => {
    const words = await AskedWords.find({ status: 'waiting', ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<AskedWord[]>()
    const askings = await Askings.find({ wordKey: { $in: words.map(({ _id }) => _id) } }).lean<Asking[]>()
    const city = await cityPath()
    return words.map((word) => {
      const askers = askings.filter(({ wordKey }) => wordKey === word._id).map(({ personId }) => personId)
      return openingOf(word, askers, city)
    })
  },
  audit: {
    action: auditActions,
    subject: ({ subjectId }) => `guide/questions/${subjectId}`,
  },
})

export async function exportQuestions(personId: string): Promise<unknown> {
  const rows = await Askings.find({ personId }).sort({ askedAt: -1 }).lean<Asking[]>()
  return rows.map(({ wordKey, note, askedAt }) => ({ word: wordKey, note, askedAt: askedAt.toISOString() }))
}

/** Who asked goes with the person; that a word was asked for stays. */
export const eraseQuestions = async (tx: Tx, personId: string): Promise<void> =>
  void (await tx.on(Askings).deleteMany({ personId }))
