// Whether the guide's answers to a question are those that may be given: the 150 questions (guide-questions.tsv), and
// the two grids, what is hazardous however it is said and what never is. Used by guide-quality.ts and by the guide's
// own tests.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Answer } from '@shared/guide/contract'

/** The rows of a table beside this file, without comments and head. */
export const rowsOf = (file: string): string[][] =>
  readFileSync(path.join(__dirname, file), 'utf8')
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split('\t'))

export type Outcome = 'right' | 'partly' | 'wrong' | 'none'
const LETTERS: Readonly<Record<string, string>> = { recyclable: 'R', food: 'F', hazardous: 'H', residual: 'O' }

const mayBe = (answer: Answer, expected: string): boolean =>
  expected
    .split('|')
    .some((each) => each === 'any' || each === (LETTERS[answer.category ?? ''] ?? 'N') || each === answer.route)

/** @param found best first @param expected as in guide-questions.tsv */
export function judgeQuestion(found: readonly Answer[], expected: string): Outcome {
  const [first] = found
  if (!first) return expected.split('|').includes('none') ? 'right' : 'none'
  if (!expected.startsWith('MULTI ')) return mayBe(first, expected) ? 'right' : 'wrong'
  const parts = expected
    .slice('MULTI '.length)
    .split(';')
    .map((part) => part.slice(part.indexOf(':') + 1))
  const met = parts.filter((part, at) => {
    const answer = found[at]
    return answer !== undefined && mayBe(answer, part)
  })
  return met.length === parts.length ? 'right' : met.length > 0 ? 'partly' : 'wrong'
}

/** The phrases of guide-kinds.tsv, one each: phrase, expected, kind. */
export const phrasesByKind = (): string[][] =>
  rowsOf('guide-kinds.tsv').flatMap(([kind = '', expected = '', phrases = '']) =>
    phrases.split('/').map((phrase) => [phrase, expected, kind]),
  )

const words = (text: string): string[] => text.split(' ')
const cross = (things: readonly string[], phrasings: readonly string[]): string[] =>
  things.flatMap((thing) => phrasings.map((phrasing) => phrasing.replace('X', thing)))

/** Hazardous whatever is done to them, and their packaging too. */
const POISONS = words(
  '敌敌畏 百草枯 草甘膦 农药 杀虫剂 除草剂 老鼠药 蟑螂药 油漆 稀料 机油 汽油 防冻液 硫酸 盐酸 84消毒液 甲醇 染发剂 过氧乙酸 ' +
    '敌百虫 乐果 除锈剂 松节油 香蕉水 天那水 煤油 柴油 乳胶漆 木器漆 防锈漆 洗甲水 指甲油 杀虫喷雾 灭蚊喷雾 空气消毒剂 蟑螂喷雾 显影液 定影液',
)
const POISON_PHRASES = words(
  'X 没用完的X 半瓶X X漏了 X过期了怎么办 X倒哪里 X能倒下水道吗 家里还有点X X瓶 空的X瓶 洗过的X瓶 X瓶子洗干净了 装过X的桶 X包装袋 ' +
    'X空瓶 X空瓶子 X的瓶子 X的空瓶子 装X的瓶子 X塑料桶 X铁桶 X空桶 X空袋子 X瓶盖 X桶盖 X的盖子 喷X用的手套 擦过X的抹布 沾了X的布 X喷壶 ' +
    '沾X的手套 装过X的塑料瓶 用完的X瓶子 X罐子 一个X桶 X壶 倒空的X桶 盛X的玻璃瓶 以前装X的瓶子 别人给的X 用剩的X 过期X X洒地上了 ' +
    '我家有瓶X怎么处理 请问X算什么垃圾 X是有害垃圾吗 刷X用的刷子 旧X桶 X的塑料桶空了 两个X空桶 剩了点X X瓶怎么扔 空X瓶',
)
/** Nothing hazardous is in them, whatever they come in. */
const FOODS = words(
  '牛奶 酸奶 可乐 矿泉水 果汁 酱油 食用油 蜂蜜 果酱 饼干 薯片 茶叶 月饼 大米 面粉 洗发水 沐浴露 洗洁精 洗衣液 护手霜 糖果 咖啡 啤酒 白酒 醋',
)
const FOOD_PHRASES = words(
  'X瓶 X空瓶 X空瓶子 X的瓶子 X的空瓶子 装X的瓶子 X盒 X空盒子 X的盒子 X袋 X空袋子 X包装袋 X罐 X空罐子 X的罐子 X桶 X空桶 X塑料桶 装过X的桶 X塑料瓶 ' +
    'X玻璃瓶 X瓶盖 X的盖子 沾了X的布 擦过X的纸巾 洗干净的X瓶 用完的X瓶子 X瓶怎么扔 没洗的X瓶 装X的纸箱 喝完的X 吃剩的X 过期X X洒了 家里还有点X ' +
    'X塑料袋 X纸盒 X铁盒 两个X瓶 旧X罐',
)
export const poisonPhrases: readonly string[] = cross(POISONS, POISON_PHRASES)
export const harmlessPhrases: readonly string[] = cross(FOODS, FOOD_PHRASES)
