// Searching a small guide: each row is a way in which people type. The shipped vocabulary has its own measurement in
// tests/bench.
import { packCore } from './pack'
import type { Term } from './contract'
import { search, suggest } from './search'
import { isWithinOneEdit } from './search-find'
import { buildIndex, buildIndexSliced } from './search-index'
import { normalise } from './normalise'
import { answers } from './answer'

const term = (line: string): Term => {
  const [names = '', code = 'O', route = 'bin', flags = '', condition = ''] = line.split('|')
  const [name = '', ...aliases] = names.split(' ')
  const variants = condition ? [{ condition, code: 'O', route: 'bin' as const, preparation: '' }] : []
  return {
    id: name,
    name,
    aliases,
    code,
    route: route as Term['route'],
    flags: flags ? flags.split(' ') : [],
    preparation: '',
    reason: '',
    variants,
    counterExample: null,
    source: null,
  }
}
const TERMS = [
  '奶茶杯 奶茶杯子|O',
  '奶茶|F.home',
  '旧书 书|R.paper|bin||沾油、弄脏的',
  '废纸|R.paper',
  '空调|R.metal|bulky',
  '过期药 药|H.chemical|hazardous_point|danger',
  '电池|H.battery|hazardous_point',
  '5号电池 五号充电电池|O',
  '矿泉水瓶|R.plastic',
  '瓶子|R.plastic',
  '牛奶盒|R.paper',
  '牛奶|F.home',
  '苹果核|F.home',
  '苹果|F.home',
  '凳子|O|bulky',
  '沙发|O|bulky',
  '衣服|R.textile|textile_box',
  '杀虫剂|H.chemical|hazardous_point',
  '死鱼 鱼|F.home',
  '洗衣机|R.metal|bulky',
  '弹簧|R.metal',
  '气泡膜|O',
  'LED灯|O',
  'CD|O',
  '望远镜盒|O',
  '多肉植物|F.home',
  '手机|R.metal',
  '手机壳|O',
  '一次性筷子|O',
]
const SYLLABLES =
  'an安 bei杯 chi池 cha茶 chang长 cheng程 ci次 dan蛋 dan单 deng灯 deng凳登 dian电店 diao掉 fa发 fei废 fu服 guo果过 guang光 he盒核 ji机鸡 jing镜 ji剂 ke壳克 kong空 kuai筷 kuang矿 mo膜 nai奶乃 niu牛 ping瓶苹平 pao泡 qi期气 quan泉全 sha沙杀 shou手 shu书 shui水 si死 tan弹 tiao调 wang望 wu五 xi洗 xing性 yao药要 yi一衣 yu鱼 yuan远 zhi纸 zi子 huang簧 hao号 chong虫充'
const merged = new Map<string, string>()
for (const group of SYLLABLES.split(' ')) {
  const syllable = /^[a-z]+/.exec(group)?.[0] ?? ''
  merged.set(syllable, (merged.get(syllable) ?? '') + group.slice(syllable.length))
}
const lines = [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([syllable, characters]) => syllable + characters)
const core = packCore({ number: 1, publishedOn: '2026-11-22', reviewedBy: null, reviewedOn: null }, TERMS.map(term), {
  lines,
  exceptionsOf: () => '',
})
const index = buildIndex(core)
const first = (question: string): string | null => {
  const hit = search(index, question, 1)[0]
  if (!hit) return null
  return hit.term === null ? `推断 ${hit.inference.code}` : `${index.terms[hit.term]?.id} ${hit.by}`
}

test.each([
  // the name itself, before anything is taken off
  ['奶茶杯', '奶茶杯 name'],
  ['奶茶杯子', '奶茶杯 alias'],
  ['旧书', '旧书 name'],
  ['空调', '空调 name'],
  ['废纸', '废纸 name'],
  ['一次性筷子', '一次性筷子 name'],
  // how it is written
  [' 奶茶 杯。', '奶茶杯 name'],
  ['ＬＥＤ灯', 'LED灯 name'],
  ['led灯', 'LED灯 name'],
  ['五号电池', '5号电池 name'],
  ['5号充电电池', '5号电池 alias'],
  // question and modifiers
  ['喝完的奶茶杯怎么扔', '奶茶杯 name'],
  ['请问旧沙发怎么处理?', '沙发 name'],
  ['三个破凳子扔哪里', '凳子 name'],
  ['空调坏了怎么办', '空调 name'],
  ['牛奶过期了', '牛奶 name'],
  ['过期的药是什么垃圾', '过期药 name'],
  ['穿过的衣服可以回收吗', '衣服 name'],
  ['家里的废电池属于有害垃圾吗', '电池 name'],
  ['鱼死了', '死鱼 name'],
  ['死掉的鱼', '死鱼 name'],
  // sound
  ['naichabei', '奶茶杯 pinyin'],
  ['nai cha bei', '奶茶杯 pinyin'],
  ['ncb', '奶茶杯 initials'],
  ['kuangquan', '矿泉水瓶 pinyin'],
  ['naicahbei', '奶茶杯 typo'],
  ['naichabie', '奶茶杯 typo'],
  ['guoqiyao', '过期药 pinyin'],
  ['jiushafa', '沙发 pinyin'],
  ['ledd', 'LED灯 initials'],
  // letters are a word only as a whole
  ['cd', 'CD name'],
  ['qcdd', null],
  ['放qcd', null],
  // one wrong character
  ['矿全水平', '矿泉水瓶 typo'],
  ['过期要', '过期药 typo'],
  ['店池', '电池 typo'],
  ['矿泉水井', '矿泉水瓶 typo'],
  ['泉矿水瓶', '矿泉水瓶 typo'],
  ['矿泉瓶', '矿泉水瓶 typo'],
  // the thing inside, its head last
  ['妈妈喝的牛奶的盒子', '牛奶盒 name'],
  ['苹果手机壳', '手机壳 part'],
  ['网红手机', '手机 name'],
  ['苹果吃剩的核', '苹果核 name'],
  ['苹果吃剩下的核', '苹果核 name'],
  // parts that decide
  ['塑料凳子', '推断 R.plastic'],
  ['玻璃储物罐', '推断 R.glass'],
  ['杀虫剂瓶子', '推断 H.chemical'],
  ['一次性围巾衣服', '推断 O'],
  ['苹果手机皮', null],
  ['牛奶皮', '推断 F.home'],
  ['装过杀虫剂的塑料瓶', '推断 H.chemical'],
  // two things, and a brand for a thing
  ['牛奶和矿泉水瓶', '牛奶 name'],
  ['蜜雪冰城杯', '奶茶杯 part'],
  ['用完的南孚', '5号电池 part'],
  ['iPhone15Pro', '手机 part'],
  ['华为', null],
  ['止疼药', '推断 H.chemical'],
  // still typing
  ['多肉植', '多肉植物 part'],
  ['望远', null],
  // but a thing is not what it lies in
  ['望远镜', null],
  // nothing
  ['看书', '推断 N'],
  ['洗衣服', '推断 N'],
  ['你好', '推断 N'],
  ['许昌', '推断 N'],
  ['乐远镜筒桥', null],
  ['qqqq', null],
  ['!!', null],
  ['', null],
  ['打电话', '推断 N'],
])('%s → %s', (question, expected) => expect(first(question)).toBe(expected))

test('a condition that was said comes first', () => {
  const [said] = answers(index, '沾油的旧书', { region: 'xuchang', rural: false }, null, 1)
  expect(said).toMatchObject({ name: '旧书', category: 'residual', basis: '按“沾油、弄脏的”的情况回答' })
  expect(said?.variants[0]).toMatchObject({ condition: '一般情况', category: 'recyclable' })
  expect(answers(index, '旧书', { region: 'xuchang', rural: false }, null, 1)[0]).toMatchObject({
    category: 'recyclable',
    basis: null,
  })
})
test('each entry is answered once, the first answer first', () => {
  const names = answers(index, '奶茶', { region: 'anyang', rural: false }, null).map((answer) => answer.name)
  expect(names).toEqual(['奶茶', '奶茶杯'])
})
test('suggestions are names to tap on, also where there is no answer', () => {
  const names = (typed: string): string[] => suggest(index, typed).map((hit) => hit.matched)
  expect(names('望远')).toEqual(['望远镜盒'])
  expect(names('奶')).toEqual(expect.arrayContaining(['奶茶', '奶茶杯', '牛奶']))
  expect(names('你好')).toEqual(['你好'])
})
test('an index built in slices is the index built at once', () => {
  const sliced = buildIndexSliced(core, 3)
  let steps = 0
  let done = sliced.step()
  for (; !done; steps += 1) done = sliced.step()
  expect(steps).toBeGreaterThan(10)
  expect(done).toEqual(index)
})
test.each([
  ['abc', 'abc', true],
  ['abc', 'abd', true],
  ['abc', 'ab', true],
  ['ab', 'axb', true],
  ['abcd', 'acbd', true],
  ['abc', 'bca', false],
  ['abc', 'abcde', false],
  ['', 'a', true],
  ['ab', 'cd', false],
])('one edit: %s %s', (a, b, expected) => {
  expect(isWithinOneEdit(a, b)).toBe(expected)
  expect(isWithinOneEdit(b, a)).toBe(expected)
})
test.each([
  ['五号 Ｌｅｄ！', '5号led'],
  ['过期葯', '过期药'],
  ['(旧)书', '旧书'],
  ['。。', ''],
])('%s is compared as %s', (text, key) => expect(normalise(text)).toBe(key))
