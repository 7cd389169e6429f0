// The one sentence to say at the bin, by stream and result, and the tiles of the log screen. Where `source` names a
// document, the sentence says what it asks for; where it is null, the sentence is this product's default and a city may
// word it differently.
import type { Stream } from '../places/vocabulary'
import type { Result } from './vocabulary'

export type Advice = { text: string; source: string | null }

const GB = 'GB/T 19095-2019《生活垃圾分类标志》'
const HENAN = '河南省城市生活垃圾分类管理办法（省政府令第209号）'

const say = (text: string, source: string | null = null): Advice => ({ text, source })

/** `correct` is thanked; every other result has what to do instead. */
export const advice: Readonly<Record<Stream, Readonly<Record<Result, Advice>>>> = {
  food: {
    correct: say('分得很好，谢谢您！'),
    wrong: say('这袋不是厨余，请投旁边的桶。', GB),
    mixed: say('里面混了别的，请挑出来再投。', HENAN),
    unopened: say('厨余要倒进绿桶，塑料袋请投旁边灰桶。'),
  },
  residual: {
    correct: say('分得很好，谢谢您！'),
    wrong: say('这袋不该投灰桶，请按桶上的标志投。', GB),
    mixed: say('里面还有能分出来的，请分开再投。', HENAN),
    unopened: say('袋子不用打开，扎紧投灰桶就行。'),
  },
  recyclable: {
    correct: say('分得很好，谢谢您！'),
    wrong: say('这个不能回收，请投灰桶。', GB),
    mixed: say('请把脏的、湿的挑出来，干净的再投蓝桶。', GB),
    unopened: say('请从袋里倒出来，干净的投蓝桶。'),
  },
  hazardous: {
    correct: say('分得很好，谢谢您！'),
    wrong: say('这个不是有害垃圾，请按桶上的标志投。', GB),
    mixed: say('电池、灯管、过期药请单独投红桶。', GB),
    unopened: say('请从袋里拿出来，轻轻放进红桶。'),
  },
}

export type Tile = { stream: Stream; result: Result }

/** One tap keeps a log: the four that are always there, in their order on the screen. */
export const firstTiles: readonly Tile[] = [
  { stream: 'food', result: 'correct' },
  { stream: 'food', result: 'wrong' },
  { stream: 'residual', result: 'correct' },
  { stream: 'residual', result: 'wrong' },
]

/** What may be wrong with a stream; "未破袋" is asked of food waste alone. */
export const resultsOf = (stream: Stream): readonly Result[] =>
  stream === 'food' ? ['correct', 'wrong', 'mixed', 'unopened'] : ['correct', 'wrong', 'mixed']
