// The grid of phrases in which people ask for what held a poison: every content × phrasing × container × material, and
// the same phrasings for harmless contents. Contents come from the edition (its hazardous entries and all their names),
// from brands, and from products that no entry names; nothing is drawn at random, so that a failure can be repeated.
import type { Answer, Term } from '@shared/guide/contract'
import { normalise } from '@shared/guide/normalise'

export type Phrase = { text: string; content: string }

const words = (text: string): string[] => text.trim().split(/\s+/)

const CONTAINERS = words('瓶 瓶子 罐 罐子 桶 盒 管 袋 袋子 喷壶 壶')
const KEPT = words('盖 瓶盖 手套 抹布 刷子 口罩')
const MATERIALS = words('塑料 玻璃 铁 铁皮 铝 不锈钢')

/** {x} content, {c} container, {m} material. */
const HELD = words(`
  {x}{c} 空{x}{c} {x}空{c} {x}的{c} {x}的空{c} 空的{x}{c} 装{x}的{c} 装过{x}的{c} 装过{x}的{m}{c} {x}{m}{c} {m}{x}{c} {x}的{m}{c} 用完的{x}{c} 洗过的{x}{c} {x}{c}洗干净了
  {x}{c}怎么扔 盛过{x}的{m}{c}能回收吗 放{x}的旧{c} {c}里装过{x} 家里的{x}空{c} {x}用完了剩下的{c} {x}用剩的{m}{c} 两个{x}空{c} 请问{x}{m}{c}是什么垃圾 捡来的{x}{c} 没洗的{x}{c} {x}{c}子 倒空的{x}{c}
  三个装{x}的空{c} 装{x}用的{m}{c} 还有点{x}的{c} {x}喝完的{c} {x}倒掉以后的{c}
`)
const ON = words('{x}{k} 沾了{x}的{k} 擦过{x}的{k} 倒{x}用的{k} {x}的{k} 沾{x}的旧{k}')
const ITSELF = words(
  '{x} 没用完的{x} 剩的{x} 半瓶{x} {x}漏了 {x}过期了怎么办 {x}倒哪里 {x}能倒下水道吗 家里还有点{x} 用完的{x} {m}{x} 剩下的{x}怎么处理',
)

/** Products that no entry names; read by the stems of their names, or asked about. */
export const UNLISTED = words(`
  高效氯氟氰菊酯 溴氰菊酯 毒死蜱 甲拌磷硫磷 氟磺胺草醚 苄嘧磺隆 异丙甲草胺 精草铵膦 氟虫腈 噻虫嗪 苯醚甲环唑 戊唑醇 嘧菌酯 代森锌 溴敌隆 灭蝇胺 灭蚁灵 驱蚊剂 拌种剂 阿奇霉素 氨苄西林 左氧氟沙星 硝苯地平 厄贝沙坦 美托洛尔 阿托伐他汀 替米沙坦 二甲双胍片 伏立康唑 布地奈德 孟鲁司特 止咳糖浆 降糖药 驱虫药水 脱模剂 环氧树脂 四氯乙烯 三氯乙烯 二氯甲烷 乙二醇 正丁醇 硼酸 铬酸 氢氟酸 氢氧化钠 重铬酸钾 氰化钠 白磷 变压器油 液压油 润滑脂 云石胶 厌氧胶 染发霜 漂白粉 显影剂 定影粉 蚀刻液 电镀液 防霉剂 船底漆 地坪漆 电解液
`)
const BRANDS = words('榄菊 滴露 威露士 芬必得 泰诺 感康 达克宁 wd40')

/** Cosmetics whose empty vessels the edition calls recyclable, and what is no substance. */
const OWN_WORD =
  /香水|古龙水|精油|发胶|摩丝|喷雾|药板|药壳|胶囊[板壳皮]|铝箔|药瓶|[瓶罐桶袋盒管]|包装|照片|胶[片卷]|底片|菲林|彩卷|负片|X光|CT|MRI|相纸|相片|片子|幻灯|拷贝|硒鼓|感光鼓|滤芯|机滤|滤|开关|继电器|触点|血压|体温|温度|[口肛]表|探热|笔芯|胰岛素笔|显影|充电/i
const ARTICLE = /^(粉盒|光片|油污|叶酸|喉宝|含片|药剂|片剂|DHA|燃油|花药|蓝色硅胶|干冰|雪种|补漆|发热包)$/i

/** Substances among the edition's hazardous names: what can be in a bottle. */
export function substancesOf(terms: readonly Term[]): string[] {
  return terms
    .filter(({ code }) => code === 'H.chemical')
    .flatMap(({ name, aliases }) => [name, ...aliases])
    .filter((name) => !OWN_WORD.test(name) && !ARTICLE.test(name))
}

/** Everything that harms: substances, and lamps, batteries, gas bottles, needles … as they are. */
export function hazardsOf(terms: readonly Term[]): string[] {
  return terms
    .filter(
      ({ code, route, flags }) =>
        code.startsWith('H.') ||
        (code === 'N' && route !== 'builders_waste' && route !== 'garden_waste' && flags.includes('danger')),
    )
    .flatMap(({ name, aliases }) => [name, ...aliases])
}

/** An answer that names the hazard: hazardous waste, or nothing for a household's bins, with its warning. */
export const namesHazard = (answer: Pick<Answer, 'category' | 'danger'>): boolean =>
  answer.category === 'hazardous' || (answer.category === null && answer.danger)

const at = <T>(list: readonly T[], place: number): T => list[place % list.length] as T

function filled(template: string, content: string, place: number): Phrase {
  const text = template
    .replace('{x}', content)
    .replace('{c}', at(CONTAINERS, place))
    .replace('{m}', at(MATERIALS, place + Math.floor(place / MATERIALS.length)))
    .replace('{k}', at(KEPT, place))
  return { text, content }
}

/** Each content in `each` of the templates, containers and materials taking turns. */
function crossed(contents: readonly string[], templates: readonly string[], each = templates.length): Phrase[] {
  return contents.flatMap((content, row) =>
    Array.from({ length: each }, (_, turn) => filled(at(templates, row * 7 + turn), content, row * 5 + turn)),
  )
}

/** What the edition says of content and container together is its own answer: 香水瓶, 口服液盒, 塑料子弹. */
function saidTogether(terms: readonly Term[]): (phrase: Phrase) => boolean {
  const harmless = new Set(
    terms.filter(({ code }) => /^[ROF]/.test(code)).flatMap(({ name, aliases }) => [name, ...aliases].map(normalise)),
  )
  const vessels = words('瓶 罐 桶 盒 管 袋 壶')
  return ({ text, content }) =>
    harmless.has(normalise(text)) ||
    vessels.some((vessel) => text.includes(vessel) && harmless.has(normalise(content + vessel)))
}

/** Phrases whose first answer has to name the hazard. */
export function hazardousPhrases(terms: readonly Term[]): Phrase[] {
  const isSaid = saidTogether(terms)
  const substances = substancesOf(terms)
  const materialBefore = hazardsOf(terms).flatMap((content, row) =>
    [row, row + 2, row + 4].map((place) => ({ text: at(MATERIALS, place) + content, content })),
  )
  return [
    ...crossed(substances, HELD, 6),
    ...crossed(substances, ON, 1),
    ...crossed(substances, ITSELF, 2),
    ...crossed(UNLISTED, HELD, 12),
    ...crossed(UNLISTED, ITSELF, 3),
    ...crossed(BRANDS, HELD, 12),
    ...materialBefore,
  ].filter((phrase) => !isSaid(phrase))
}

const HARMLESS_MORE = words(
  '娃哈哈 农夫山泉 海飞丝 雪碧 蓝月亮 郁美净 老干妈 玻璃水杯 香水百合 山药 虫草 硫磺皂 电瓶车坐垫 维生素饮料 臭蛋糕 香蕉水果 密封胶条 电池充电器',
)

/** Harmless contents: what is eaten, drunk, or put on the skin. */
export function harmlessOf(terms: readonly Term[]): string[] {
  const food = terms.filter(({ code, flags }) => code === 'F.home' && !flags.includes('danger')).map(({ name }) => name)
  const care = terms
    .filter(
      ({ code, name }) =>
        code === 'O' &&
        /(霜|乳|露|膏|液|粉|水|油|皂|蜡|面膜|口红|纸巾|洗涤剂|盐|糖|茶叶|咖啡)$/.test(name) &&
        !/药|胶|漆/.test(name),
    )
    .map(({ name }) => name)
  return [...food.filter((_, place) => place % 6 === 0), ...care, ...HARMLESS_MORE]
}

/** Phrases with the same containers and materials that name nothing hazardous. */
export function harmlessPhrases(terms: readonly Term[]): Phrase[] {
  const contents = harmlessOf(terms)
  const kept = new Set(hazardsOf(terms).map(normalise))
  return [...crossed(contents, HELD, 5), ...crossed(contents, ON, 1), ...crossed(contents, ITSELF, 1)].filter(
    ({ text }) => !kept.has(normalise(text)),
  )
}
