// The guide's share of the demo city: the shipped terms as edition 1, and some words that wait for an answer.
import type { SeedContext } from '../feature'
import { instantAt } from '@shared/time'
import { normalise } from '@shared/guide/normalise'
import { currentGuide } from './editions'
import { AskedWords } from './guide.model'

const WAITING = [
  ['云母片', 3],
  ['拔丝机头', 1],
  ['量子能量杯垫', 6],
] as const

export async function seedGuide({ today, progress }: SeedContext): Promise<void> {
  const { index, number } = await currentGuide()
  const at = instantAt(today, '09:30')
  await AskedWords.insertMany(
    WAITING.map(([word, count]) => ({
      _id: normalise(word),
      word,
      count,
      status: 'waiting',
      answer: null,
      termId: null,
      firstAt: at,
      lastAt: at,
      toldInEdition: null,
    })),
  )
  progress(`分类指南第${number}版：${index.terms.length}个词条，${index.names.length}个名称`)
}
