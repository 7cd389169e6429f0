// What waits for the guide's editors: words that nobody could answer yet, and changes that no edition has brought.
import { guide } from '@shared/guide/contract'
import { showCount } from '@shared/work/contract'
import { counted, undatedWork, type WorkRow } from '../work'
import { AskedWords, Askings, PublicationProposals, TermDrafts, type Asking } from './guide.model'

/** Words someone has asked for, or someone too near to them. */
const askedBy = async (persons: readonly string[]): Promise<string[]> =>
  (
    await Askings.find({ personId: { $in: [...persons] } }, { wordKey: 1 })
      .limit(1_000)
      .lean<Asking[]>()
  ).map(({ wordKey }) => wordKey)

export const guideWork: readonly WorkRow[] = [
  undatedWork({
    kind: 'guide.questions',
    title: '居民问的生词待回答',
    may: guide.answerQuestion.may,
    model: () => AskedWords,
    filter: async ({ near }) => ({ status: 'waiting', _id: { $nin: await askedBy(near.actors) } }),
    sort: { lastAt: 1, _id: 1 },
    items: (words) =>
      words.map(({ _id, word, count }) => ({
        id: _id,
        text: `“${word}”，${count}人问过`,
        dueAt: null,
        link: '/questions',
      })),
  }),
  {
    kind: 'guide.changes',
    title: '改过的词条待发布',
    may: guide.publish.may,
    count: async () => ({ late: 0, today: 0, later: 1 }),
    next: async () => {
      const changed = await counted(TermDrafts, { changed: true })
      const isProposed = (await PublicationProposals.exists({})) !== null
      if (changed === 0 && !isProposed) return []
      const text = isProposed
        ? '有人提议发布新版，等另一位同事看过后发布'
        : `${showCount(changed)}个词条改过，提议发布后由另一位同事发布`
      return [{ id: 'changes', text, dueAt: null, link: '/guide-editions' }]
    },
  },
]
