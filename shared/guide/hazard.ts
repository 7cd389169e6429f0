// What held, covered or touched something hazardous goes with it, before any other answer: whatever it is made of, and
// however it is said. Relies on the names of the index and on infer.ts for contents that are no entry.
import { joinsOf, type Group } from './groups'
import { infer, type Inference } from './infer'
import { nameOf } from './search-find'
import type { GuideIndex } from './search-index'

const CHEMICAL = 'H.chemical'
/** What holds, covers or has touched something hazardous is hazardous with it, in whatever it is said to be of. */
const TOUCHED =
  /(?:(?:空|旧|大|小|废|硬|喷|用|专用|的|塑料|塑胶|玻璃|铁皮?|铝|金属|不锈钢|纸|木|橡胶|1次性)*(?:瓶|罐|桶|盒|壶|箱|缸|盆|管|袋|包|包装|包装物|外壳|盖|塞|嘴|泵头|喷头|喷雾器|手套|抹布|布|棉球|棉签|棉|纱|毛巾|纸|巾|刷|滚筒|口罩|衣服|工作服|围裙|滴管|勺|杯|碗|绳|渣|空壳|板|片)[子儿头]*)+$/
/** Paper that lay beside it, unsoiled. */
const BESIDE = /(说明书|纸箱|快递箱|快递盒|外盒|纸盒|发票)$/

/** Mixed into what one eats, it makes bait of it: 拌了老鼠药的米. What was sprayed in the field is eaten. */
const BAIT = /(拌|掺|混|蘸|下|浸)(过|了|有|着|好|入)*$/
/** Made to kill: what it comes in is as the poison: 喷蟑螂的罐子. */
const KILLS = /[喷打灭杀毒除药驱]死?(蟑螂|蚊|老鼠|耗子|苍蝇|蚂蚁|跳蚤|臭虫|害?虫|草)子?(用|使)?的/
const POISONED = /(有毒|下了?毒|有剧毒|毒死人)的/

/** Is this content hazardous, as a name, a brand or by what decides it? Lamps and batteries soil nothing. */
function isHazard(index: GuideIndex, word: string): boolean {
  if (word === '漆') return true
  if (word.length < 2) return false
  const name = nameOf(index, word)
  if (name) return index.terms[name.term]?.classLine.startsWith(CHEMICAL) ?? false
  return infer(word, () => false)?.code === CHEMICAL
}

const SOILED = (content: string, holder: string): Inference => ({
  code: CHEMICAL,
  route: 'hazardous_point',
  flags: ['danger'],
  basis: `沾过、装过“${content}”的“${holder}”按有害垃圾推断`,
})

/** Bait, however harmless what it was made of. @param all the whole phrase */
export function poisoned(index: GuideIndex, { pieces, wide }: Group, all: string): Inference | null {
  const last = pieces[pieces.length - 1]
  if (POISONED.test(all) || (KILLS.test(all) && TOUCHED.test(last?.text ?? '')))
    return SOILED('毒物', last?.text ?? wide)
  const at = pieces.findIndex(({ text }) => wide.includes(text) && BAIT.test(wide.slice(0, wide.indexOf(text))))
  const content = pieces[at]
  return content && content !== last && isHazard(index, content.text) ? SOILED(content.text, last?.text ?? '') : null
}

/** What held something hazardous stays hazardous, whatever it is made of and however it is said. */
export function soiled(index: GuideIndex, group: Group): Inference | null {
  const { pieces, wide, words: own } = group
  if (BESIDE.test(wide)) return null
  // 喝中药剩下的药渣: an entry of its own, and none of a holder
  const head = pieces[pieces.length - 1]
  if (head?.name && head.text.length > 1 && /渣$/.test(head.text)) return null
  const known = pieces.filter(({ role }) => role !== 'unknown')
  for (const words of [
    ...joinsOf(index, pieces),
    own,
    ...(known.length < pieces.length ? joinsOf(index, known) : []),
  ]) {
    const word = words.join('')
    const holder = TOUCHED.exec(word)
    if (!holder) continue
    // a holder with a name of its own (易拉罐, 矿泉水瓶) behind what was in it
    for (let last = words.length - 1; last > 0; last -= 1) {
      const content = words.slice(0, last).find((_word, from) => isHazard(index, words.slice(from, last).join('')))
      if (content !== undefined && TOUCHED.test(words.slice(last).join('')))
        return SOILED(content, words.slice(last).join(''))
    }
    const end = holder.index
    for (let from = Math.max(0, end - 8); from < end; from += 1) {
      const content = word.slice(from, end)
      if (startsAt(words, from) && isHazard(index, content)) return SOILED(content, word.slice(end))
    }
  }
  return null
}

/** In 橡胶 + 水管 there is no 胶水. */
function startsAt(words: readonly string[], place: number): boolean {
  let at = 0
  return words.some((word) => {
    at += word.length
    return at - word.length === place
  })
}
