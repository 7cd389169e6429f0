// Takes a spoken phrase apart: the question around the thing ("…怎么扔"), what happened to it ("喝完的", "过期了") and how many
// there are. Works on normalised text. Callers look every stage up, from the whole phrase inwards, so that a name which
// contains such words (旧书, 空调, 废纸) is met before anything is taken off.

/** From here on the rest is a question, wherever it stands behind the thing. */
const QUESTION = new RegExp(
  [
    '为什么',
    '为啥',
    '为何',
    '凭什么',
    '不能(扔|丢|放|倒|投|算|回收|进|卖)',
    '怎么',
    '怎样',
    '怎麼',
    '咋',
    '如何',
    '是什么',
    '是啥',
    '是哪',
    '是甚',
    '属于',
    '属什么',
    '属哪',
    '属啥',
    '算什么',
    '算啥',
    '算哪',
    '算不算',
    '算是',
    '算(可|有害|厨|湿|干垃|其他)',
    '归',
    '该',
    '应当',
    '(扔|丢|放|倒|投|装|搁|送|拿|交)(在|到|进|去|给)?(哪|什么|啥|那里|那个桶)',
    '(扔|丢|倒|投)(在|到|进|掉|了|垃圾|厨余|可回收|有害|其他)',
    '往哪',
    '去哪',
    '搁哪',
    '哪里',
    '哪儿',
    '哪个',
    '哪类',
    '哪种',
    '哪一',
    '能不能',
    '能否',
    '能回收',
    '能卖',
    '能扔',
    '能丢',
    '能倒',
    '能不',
    '能直接',
    '能和',
    '能跟',
    '能一起',
    '能当',
    '能算',
    '还能',
    '可以',
    '可不可',
    '可否',
    '可回收[吗么不嘛物还]',
    '可回收$',
    '要不要',
    '要扔',
    '要丢',
    '要怎',
    '要分',
    '是不是',
    '是否',
    '是可',
    '是有害',
    '是厨',
    '是干',
    '是湿',
    '是其他',
    '是垃圾',
    '有人(收|要)',
    '有没有人',
    '谁(来|要|收|家|会)',
    '哪家',
    '多少钱',
    '什么时候',
    '几点',
    '有没有',
    '上门',
    '有害[吗么]',
    '有毒[吗么]',
    '收不收',
    '回收[吗么不嘛]',
    '卖钱',
    '卖掉',
    '卖给',
    '值钱',
    '什么垃圾',
    '啥垃圾',
    '的?垃圾?分类$',
    '的?处理(方法|方式|办法)?$',
    '的?回收(方法|方式)?$',
    '是$',
    '呢$',
    '吗$',
    '么$',
  ].join('|'),
)

/** What stands before the thing in a question or a wish. */
const LEADING =
  /^(请问|你好|您好|问一?下|问1下|我?想(问|知道|了解)(1下|一下)?|我(想|要|准备|打算)?|帮我(查|看)?(1下|一下)?|查(1下|一下)|求助|求问|谁知道|有人知道|为什么|为啥|为何|怎么样?(处理|扔掉?|丢掉?|回收|分类|投放|放|倒掉?|清理|办)|如何(处理|扔掉?|丢掉?|回收|分类|投放)|哪里(可以)?(扔|丢|回收|收|卖)|哪儿(能)?(扔|收)|什么垃圾(是|桶)?|(应该|该|要|想|准备|打算|可以|能)?(扔掉?|丢掉?|倒掉?|投放|处理掉?|回收|清理掉?|卖掉?)(1下)?|关于|这(种|个|些)?|那(种|个|些)?|家里(的|有)?|我们?家(里)?的?|1些|有(1)?(个|些|只|张|把|台|件|双|瓶|盒|袋|包))/

/** Verbs that tell something of the thing only with a result: 喝完, 用过, 吃剩 (看书 is no state of a book). */
const VERBED =
  '(喝|吃|用|穿|看|洗|擦|打|摔|拆|切|挤|抽|嚼|啃|泡|煮|炒|做|装|盛|点|烧|刷|玩|戴|盖|垫|写|画|换|剪|剥|削|剃|掉|扫|拔|修剪|喷|涂|贴|撕|捡|踩|压|咬|熬|炖|冲|睡|坐|骑|开|淋|晒|放|存|挖|种|养)(剩下?|完|过|坏|掉|光|破|旧|小|满|好|了|空|碎|烂|脏|断|死|下来?|出来?|不完|不了|焦|糊|湿|干净?|久|到1半)'
const STATE =
  '坏|破|碎|烂|断|裂|旧|脏|空|剩|过期|变质|发霉|霉|馊|臭|枯|蔫|生锈|锈|漏水?|没电|没气|没水|没墨|没用|没洗|没开封|没喝完|没吃完|没用完|喝剩|吃剩|用剩|不用|不要|不穿|不看|不玩|不亮|不走|不能用|不能穿|不好用|报废|死|淘汰|退役|开封|融化|干涸|老化|褪色|变形|开胶|脱皮|起球|缩水|掉色|瘪|爆|鼓包|受潮|潮|弄脏|弄湿|打湿|破洞|破损|损坏|沾[油水满]|油腻|保质期|焦|过保|长毛|长虫|生虫|发芽|发黄|发臭|变味|失效|用废|废弃|洒|多余|没人要|太多|到期'
/** What happened to the thing, said behind it: "牛奶过期了". */
const TRAILING = new RegExp(
  `(已经|都|全|快|也|有点|好像|突然|刚|被|给|很|太|1直|要)*((${VERBED})|(${STATE}))(了|掉|掉了|过了|完了|的|得很|不了|的时候|以后|之后|后)*$`,
)
/** A single character says so only with 了 behind ("碗碎了"); 花洒 is no wet flower. */
const LONE = /^[\u4e00-\u9fff]$/
/** … and before it: "喝完的奶茶杯", "过期药". */
const BEFORE = new RegExp(
  `^(已经|都|快|没|刚|被|全|很|有点|弄|搞|给|1直)*((${VERBED})|(${STATE}))(了|掉|过|完|掉了|完了)?的?`,
)
const SIMPLE =
  /^(钝|废旧|破旧|老旧|陈旧|废弃|废|旧|破烂|破|坏掉?|烂|脏|空|碎|新|老|小型|大型|小|大|剩下?|剩余|闲置|淘汰|多余|2手|干净|洗干净|热|冷|凉|湿|干|半[个瓶盒袋块只]?|整[个块张只]?|长|短|厚|薄|红色?|白色?|黑色?|绿色?|蓝色?|黄色?|灰色?|彩色?|透明|普通|家用|家庭|日常|生活|各种|所有|全部|国产|进口|儿童|小孩|宝宝|婴儿|老人|男士?|女士?|孩子|网购|快递(来)?|超市(买)?|买|买来|收到|送|别人|邻居|朋友|公司|单位|办公室|学校|楼下|客厅|厨房|卧室|卫生间|阳台|冬天|夏天|去年|过年|过节|中秋|春节)的?/
const COUNT =
  /^([0-9两几多好数些这那此每某整半]|10)+(大|小|整|满)?(个|只|条|张|块|瓶|罐|盒|袋|包|把|根|支|枝|双|件|套|台|部|辆|本|份|堆|箱|桶|杯|碗|盘|片|颗|粒|棵|盆|节|串|卷|批|些|滩|坨|床|顶|副|对|口|座|幅|筐|捆|摞|打|团|束|朵|头|匹|架|盏|升|斤|公斤|点)(的|大|小)?/

/** The phrase without its question, and the pieces that were taken off. */
export function stripQuestion(phrase: string): string {
  let rest = phrase
  for (let turn = 0; turn < 4; turn += 1) {
    const leading = LEADING.exec(rest)?.[0] ?? ''
    if (!leading || leading.length >= rest.length) break
    rest = rest.slice(leading.length)
  }
  const at = rest.slice(1).search(QUESTION)
  if (at >= 0) rest = rest.slice(0, at + 1)
  return rest.replace(/(的|啊|呀|吧|哦|呢|垃圾桶里)+$/, '') || phrase
}

/** One thing said about the object taken off at either end, or null when there is none. */
export function stripOnce(phrase: string): { rest: string; off: string; behind: boolean } | null {
  // behind first: in 空调坏了 nothing is empty
  const behind = TRAILING.exec(phrase)?.[0] ?? ''
  if (behind && !LONE.test(behind) && behind.length < phrase.length)
    return { rest: phrase.slice(0, phrase.length - behind.length), off: behind, behind: true }
  for (const pattern of [COUNT, BEFORE, SIMPLE]) {
    const off = pattern.exec(phrase)?.[0] ?? ''
    if (off && off.length < phrase.length) return { rest: phrase.slice(off.length), off, behind: false }
  }
  return null
}

/** States in which an answer may differ; what was said is compared with an entry's conditions by these. */
const STATES: readonly RegExp[] = [
  /沾|浸|带油|有油|油腻|油渍|油污|^油|脏|污|染|血|没洗|未洗|洗不|[擦垫包裹]过|^擦/,
  /湿|泡水|水泡|受潮|进水|淋/,
  /碎|打破|摔|裂/,
  /^空|空的?$|喝完|用完|吃完|用光|倒空/,
  /洗净|洗干净|干净/,
  /过期|变质|失效/,
  /没用完|没喝完|没吃完|有残|剩|装着|还有|未用完/,
  /充电/,
]

/** True when what was said of the thing is this condition ("沾了油的" and "沾油、弄脏的"). */
export function meetsCondition(said: string, condition: string): boolean {
  if (!said) return false
  const told = said.replace(/[没未][\u4e00-\u9fff]完/g, '剩')
  const words = condition
    .split(/[、,,;和或与及]/)
    .map((word) => word.replace(/的$/, ''))
    .filter((word) => word.length >= 2)
  if (words.some((word) => told.includes(word) && !/^[破烂坏旧]/.test(word))) return true
  return STATES.some((state) => state.test(told) && state.test(condition.slice(0, 8)))
}

/** Tails that may follow a thing's name in a sentence that goes on about it. */
const GOES_ON =
  /^(坏|碎|破|旧|脏|空|没|不|过期|用|喝|吃|剩|掉|断|裂|了|怎|能|可|是|要|该|放|扔|丢|倒|在|里|上|和|跟|与|或|有|很|太|也|还|都|被|已|后|时|算|属|收|卖|洗|拆|沾|发|变|湿|死|快|给|往|送|去|带)/
export const goesOn = (tail: string): boolean => tail === '' || GOES_ON.test(tail)

const VERB =
  /^(洗|吃|喝|看|买|打|玩|读|听|写|学|修|骑|开|坐|穿|戴|种|养|做|唱|弹|画|逛|爱|想|去|来|找|关|换|装|搬|擦|拿|取|借|还|交|租|卖|刷|叫|点|约|发|接|练|教|踢|拍|跳|抱|喂|遛|煮|晒|晾|叠|搭|贴|剪|切|包|下|上|喜欢|我爱|我要|想要|想吃|想喝|想买|爱吃|爱喝|喜欢吃|学习|购买|制作|使用|维修|安装|清洗|推荐|寻找|我|你|他|她|我们|你们|他们|不吃|没有|买了|吃了)$/
/** "洗衣服" is something one does, not a thing: what stands before the thing's name is a bare verb. */
export const isVerb = (before: string): boolean => VERB.test(before)
