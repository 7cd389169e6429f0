// Telling those who asked: when the edition with the answer is published, or at once when a word is declined.
import type { Tx } from '../db'
import { notify } from '../notices/notices'
import { AskedWords, Askings, type AskedWord } from './guide.model'

const LINK = '/guide/questions'

/** Tells everyone who asked for a word. @returns how many people */
export async function tellAskersOf(tx: Tx, word: AskedWord, title: string, text: string): Promise<number> {
  const askings = await tx.on(Askings).find({ wordKey: word._id })
  for (const asking of askings)
    await notify(tx, asking.personId, `guide/questions/${word._id}/${word.status}`, {
      kind: 'guide_answered',
      title,
      text,
      link: LINK,
    })
  return askings.length
}

/** All answered words that no edition has carried yet. @returns how many people */
export async function tellAskers(tx: Tx, edition: number): Promise<number> {
  let told = 0
  for (const word of await tx.on(AskedWords).find({ status: 'answered', toldInEdition: null })) {
    await tx.on(AskedWords).updateOne({ _id: word._id }, { $set: { toldInEdition: edition } })
    told += await tellAskersOf(
      tx,
      word,
      `“${word.word}”有答案了`,
      word.answer || `分类指南第${edition}版已经收录，搜一搜就能看到`,
    )
  }
  return told
}
