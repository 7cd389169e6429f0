// The guide never sends a poison's bottle to the recyclables: the whole grid of hazardous contents, phrasings,
// containers and materials on the shipped edition, and the same grid for harmless contents, which must stay harmless.
import { answers } from '@shared/guide/answer'
import type { Answer } from '@shared/guide/contract'
import { readDetail } from '@shared/guide/pack'
import { buildIndex } from '@shared/guide/search-index'
import { profileKeys } from '@shared/places/profiles'
import { shippedEdition } from '@server/guide/edition-files'
import { harmlessPhrases, hazardousPhrases, namesHazard, type Phrase } from './hazard-grid'

const { core, detail, terms } = shippedEdition()
const index = buildIndex(core)
const details = readDetail(detail)
const places = profileKeys.flatMap((region) => [false, true].map((rural) => ({ region, rural })))
const first = (text: string, at = places[0] ?? { region: 'xuchang' as const, rural: false }): Answer | undefined =>
  answers(index, text, at, details, 1)[0]
const told = (text: string, answer: Answer | undefined): string =>
  answer
    ? `${text} → ${answer.local.text}, ${answer.name}${answer.basis ? ` (${answer.basis})` : ''}`
    : `${text} → none`
const wrongOf = (phrases: readonly Phrase[], isWrong: (answer: Answer | undefined) => boolean): string[] =>
  phrases.flatMap(({ text }) => {
    const answer = first(text)
    return isWrong(answer) ? [told(text, answer)] : []
  })

describe('the grid', () => {
  const hazardous = hazardousPhrases(terms)
  const harmless = harmlessPhrases(terms)

  test('is as large as promised', () => {
    expect(new Set(hazardous.map(({ text }) => text)).size).toBeGreaterThan(10_000)
    expect(new Set(harmless.map(({ text }) => text)).size).toBeGreaterThan(1000)
  })
  test('each hazardous phrase is answered, and with its hazard', () =>
    expect(wrongOf(hazardous, (answer) => !answer || !namesHazard(answer))).toEqual([]))
  test('at most 5 of 1,000 harmless phrases are answered with a hazard', () => {
    const wrong = wrongOf(harmless, (answer) => answer !== undefined && namesHazard(answer))
    expect(wrong.slice(0, Math.floor(harmless.length / 200) + 1)).toHaveLength(
      Math.min(wrong.length, harmless.length / 200),
    )
  })
  test.each(places)('$region, in the village $rural: the same hazards, and their bin', (at) => {
    const wrong = hazardous
      .filter((_, place) => place % 20 === 0)
      .map(({ text }) => ({ text, answer: first(text, at) }))
      .filter(({ answer }) => !answer || !namesHazard(answer) || /可回收|好卖|堆肥|可烂/.test(answer.local.text))
    expect(wrong.map(({ text, answer }) => told(text, answer))).toEqual([])
  })
})

describe('phrases of residents', () => {
  test.each([
    ...[
      '敌敌畏空瓶子',
      '百草枯的瓶子',
      '油漆的瓶子',
      '油漆塑料桶',
      '机油铁桶',
      '防冻液空桶',
      '农药空袋子',
      '稀释剂空桶',
    ],
    ...[
      '打农药用的手套',
      '喷过农药的口罩',
      '石棉手套',
      '石棉绳',
      '化学药品空瓶',
      '刷完漆的桶',
      '油漆桶盖',
      '蚊香液空瓶',
    ],
    ...['阿莫西林空瓶', '眼药水空瓶', '胰岛素空瓶', '药水空瓶', '药片铝板', '胶囊铝塑壳', '枪手杀虫剂空罐', '雷达空罐'],
    ...['玻璃灯管', '玻璃荧光灯管', '旧玻璃灯管', '铁皮灭火器', '铝塑药板', '塑料药板', '染发剂塑料罐', '塑料针筒'],
    ...['铁气罐', '金属充电宝', '塑料注射器', '装着汽油的矿泉水瓶', '可乐瓶里装的是农药', '瓶子原来是装硫酸的'],
    ...[
      '锂电池进水了',
      '没响的炮',
      '打火机气体',
      '氢氧化钠',
      '拌种剂',
      '变压器油',
      '废酸',
      '手枪',
      '透析袋',
      '灭鼠的毒米',
    ],
    ...[
      '云南白药喷雾',
      '铅粒',
      '冰毒',
      '益母草膏',
      '油漆洒在地板上了',
      '水银掉到地毯上了',
      '沾了汽油的衣服',
      '玩具车里的锂电池',
    ],
    ...['纸箱和杀虫剂空瓶', '1605空瓶', '没洗干净的农药壶', '洋油桶', '打药壶', '臭虫药瓶子', '抹布和农药'],
  ])('%s: the hazard comes first', (text) => {
    const answer = first(text)
    expect(answer && namesHazard(answer) ? '' : told(text, answer)).toBe('')
  })
  test.each([
    ['玻璃水杯子', 'recyclable'],
    ['不锈钢瓶', 'recyclable'],
    ['香水空瓶', 'recyclable'],
    ['香水的玻璃瓶', 'recyclable'],
    ['药盒', 'recyclable'],
    ['旧药盒', 'recyclable'],
    ['维生素饮料空瓶', 'recyclable'],
    ['没电池的遥控器', 'recyclable'],
    ['不是电池的遥控器', 'recyclable'],
    ['电池充电器', 'recyclable'],
    ['84年的书', 'recyclable'],
    ['臭蛋糕', 'food'],
    ['打过农药的白菜', 'food'],
    ['山药皮', 'food'],
    ['香蕉水果', 'food'],
    ['硫磺皂', 'residual'],
    ['沾了油污的手套', 'residual'],
    ['漆皮包', 'recyclable'],
    ['放完的烟花', 'residual'],
    ['重油污的锅', 'recyclable'],
  ])('%s is %s: what only sounds so is no hazard', (text, category) => {
    expect(told(text, first(text))).not.toContain('有害')
    expect(first(text)?.category).toBe(category)
  })
})

describe('a vessel with an unknown word before it', () => {
  test.each([
    '唐莫瓶',
    '洋灰油瓶',
    '呼里空瓶子',
    '装过卡多乐的桶',
    '西莫子铁罐',
    '呼里塑料瓶',
    '呼里的空袋子',
    '喷过呼里的手套',
  ])('%s: asks what was in it, shows both ways, never says recyclable', (text) => {
    const answer = first(text)
    expect(answer).toMatchObject({ category: null, local: { code: 'ask' }, inferred: true, danger: false })
    expect(answer?.variants.map((variant) => variant.category)).toEqual(['hazardous', expect.anything()])
  })
  test.each(['娃哈哈瓶', '洋瓶子', '大瓶子', '矿全水瓶', '旺仔牛奶罐', '老干妈瓶子', '喝空的酒瓶子'])(
    '%s: known, or nothing that could be a content, is not asked',
    (text) => expect(first(text)?.local.code).not.toBe('ask'),
  )
})
