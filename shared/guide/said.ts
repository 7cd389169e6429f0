// What was said of a thing, as tags: dirty or clean, empty or not, broken or whole, what it is made of, with what it
// was. A phrase and an entry's conditions are read by the same lists, so that what was said picks the condition.

type Tag = string

/** Said with a negation before what it negates, so that 没洗干净 is dirty and 没沾油 clean. Matched text is used up. */
const TAGS: readonly (readonly [Tag, RegExp])[] = [
  ['nomercury', /(不含|不带|没有?|无|不是|非)(汞|水银)|不(是|能|可以?|可)?充电|(没法|无法)充电/g],
  [
    'clean',
    /(没有?|未|不)(沾|碰|接触|喷|打|上)(过|上|到|了)?(农药|除草剂|杀虫剂|油漆|药水|药|漆|化学品|汽油|机油|酒精|毒)/g,
  ],
  ['clean', /(没有?|未)(发|生)?(霉|臭|馊|锈)|没有?(打|弄|受|浸|泡)?(湿|潮)|不(臭|霉)/g],
  ['clean', /([没未]有?|[不无])(被|弄|沾|碰|带|含|有|蹭|染)*[上到了过着]*(油[污渍腻]?(?![漆])|脏|污|残渣)/g],
  ['fresh', /(没有?|未)(过期|到期|变质|失效)/g],
  ['denied', /(没有?|未|不是?)(用来?)?(装|盛|放|灌|倒|泡|拌|浸)(过|上|到|了)?[\u4e00-\u9fff]{1,6}?的/g],
  [
    'denied',
    /(不是|不是用|除了?|不带|没有(?!油|残|洗|冲|擦|用|穿|拆|开|碎|破|坏|裂|摔|沾|弄|空))[\u4e00-\u9fff]{1,3}?的/g,
  ],
  ['clean', /([没未]有?|不)(沾|弄湿)/g],
  ['dirty', /没有?(洗|冲|擦|刷|涮)(洗|净|干净)?|未(冲)?洗|不干净|洗不(干净|掉|净)|难洗净?|擦不(净|掉)/g],
  ['whole', /没有?(碎|破|坏|裂|摔)|完好|完整|还能用|能用的|能穿的/g],
  [
    'full',
    /[没未](有)?[用喝吃抽放点挤打烧倒]完|没用?过?空|还有(?!油)|剩余|剩下?|残余?|[半满][个瓶盒袋桶罐管包]|装着|里面有(?!油)|未用尽/g,
  ],
  ['unused', /没有?(用|穿|拆|开)[过封]|未(用|拆|开)[过封]?|全新|新的|没拆|没打开/g],
  ['notcharged', /不(能|可)?充电|1次性/g],
  ['clean', /洗[净过]|洗干净|冲[净过洗]|冲干净|干净|擦净|干燥|晒干|晾干|擦干|烘干/g],
  ['dirty', /沾|浸|脏|污|油腻|有油|带油|油渍|满是油|都是油|很油|[擦垫包裹][过完]|血|屎|尿|馊|臭|霉/g],
  ['wet', /湿|泡水|水泡|受潮|进水|淋/g],
  // a battery that has swollen, leaks or has become hot
  ['swollen', /鼓包|鼓[起胀了]|膨胀|胀起|顶起|漏液|发烫|冒烟|[着起]火|爆炸/g],
  ['broken', /打?碎|打破|摔|裂|破|坏/g],
  ['empty', /空(?![调气心白间])|喝完|用完|吃完|用光|倒空|用尽|倒净|抽完/g],
  ['hard', /硬透|干透|干了|干掉|干涸|结块/g],
  ['expired', /过期|变质|失效|到期/g],
  ['charged', /充电/g],
  ['electronic', /电子/g],
  ['battery', /纽扣|锂/g],
  ['dead', /死/g],
  ['bulk', /1大堆|成堆|大量|很多|成捆|成袋|量大|数量较?多/g],
  ['poison', /农药|油漆|化工|药品|杀虫/g],
  ['plastic', /塑料|亚克力|pvc|塑胶|胶的/g],
  ['glass', /玻璃/g],
  ['metal', /金属|不锈钢|铝|铁|铜|钢|合金|锡/g],
  ['ceramic', /陶|瓷/g],
  ['wood', /木|竹|藤/g],
  ['foam', /泡沫/g],
  ['silver', /银|金(?!属)/g],
  ['coated', /覆膜|塑封|烫金|过塑|镀/g],
  ['paper', /纸/g],
  ['cloth', /布|棉|织|毛线|绒/g],
  ['leather', /皮(革|的|质)/g],
  ['rubber', /橡胶|硅胶|乳胶/g],
]
/** A condition that says one of these holds for nothing else. */
const CONTRARY: Readonly<Record<Tag, Tag>> = {
  clean: 'dirty',
  wet: 'clean',
  dirty: 'clean',
  empty: 'full',
  full: 'empty',
  whole: 'broken',
  broken: 'whole',
  charged: 'notcharged',
}
/** What is so worn or soiled in one way is taken for the other too. */
const MATERIALS = new Set('plastic glass metal ceramic wood foam silver coated paper cloth leather rubber'.split(' '))

export function tagsOf(text: string): Set<Tag> {
  const tags = new Set<Tag>()
  let rest = text
  for (const [tag, pattern] of TAGS) {
    const left = rest.replace(pattern, '_')
    if (left === rest) continue
    tags.add(tag)
    // materials and amounts may stand in one word: 不锈钢塑料
    if (!MATERIALS.has(tag)) rest = left
  }
  return tags
}

/**
 * True when what was said is this condition: one of its clauses has nothing that was not said, and says something.
 * "沾了油的" meets "沾油、弄脏的"; "没洗的" meets "没冲洗、发臭的"; "洗干净的" meets neither. @param whole with the name,
 * which may say what it is made of
 */
export function meetsCondition(said: string, condition: string, whole = said): boolean {
  if (!said) return false
  const told = tagsOf(said)
  const made = [...tagsOf(whole)].filter((tag) => MATERIALS.has(tag))
  return condition.split(/[、,，;；或和与及]/).some((clause) => {
    const asked = [...tagsOf(clause)].filter((tag) => tag !== 'denied')
    if (asked.some((tag) => told.has(CONTRARY[tag] ?? '-'))) return false
    const words = clause.replace(/[的（）()]/g, '')
    if (words.length >= 2 && said.includes(words) && !/^[破烂坏旧空]/.test(words)) return true
    // what is greasy has something left in it
    const states = asked.filter((tag) => !MATERIALS.has(tag) && !(tag === 'full' && asked.includes('dirty')))
    const of = asked.filter((tag) => MATERIALS.has(tag))
    if (states.length > 0 && of.length > 0 && made.length > 0 && !of.some((tag) => made.includes(tag))) return false
    return (
      asked.length > 0 &&
      states.every((tag) => told.has(tag)) &&
      (of.length === 0 || states.length > 0 || of.some((tag) => told.has(tag)))
    )
  })
}

/** Unwashed or greasy, and not said to be clean. */
export const isSaidDirty = (said: string): boolean =>
  !tagsOf(said).has('clean') &&
  /[不没][能可法]以?回收的|没(有)?(洗|冲|擦|刷)|未(冲)?洗|沾(了|满|着|上)?油|油污|油腻|满是油|[都全]是.?[油汤汁酱]|很油|带油|弄脏|很脏|脏的|脏了|油乎|脏兮|黏|洗不(掉|干净|净)/.test(
    said,
  )
