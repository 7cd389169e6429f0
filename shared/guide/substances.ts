// What the hazard stage reads in a phrase besides the edition's own names: stems by which poisons, medicines and
// chemicals are named (a product that nobody listed still ends in 菊酯 or 西林), what such things are kept in or stick to,
// and words that say nothing of the thing itself. Plain data on normalised text; hazard.ts and segments.ts decide.

const DIGITS = '〇一二三四五六七八九'
/** Alternatives, in the spelling of normalised text: Arabic digits. */
const anyOf = (words: string): string =>
  words
    .trim()
    .split(/\s+/)
    .join('|')
    .replace(new RegExp(`[${DIGITS}]`, 'g'), (digit) => String(DIGITS.indexOf(digit)))

/** Plastics, fibres and what else only sounds like a poison: these letters are no stem. */
const SAFE = anyOf(
  '聚氯 聚酰 聚.?氟 烟酰 含氟 铁氟龙 特氟 四氟 氟橡胶 氟斑 三聚氰 丁腈 腈纶 脲醛 氯化钠 氯丁 苯板 聚苯 苯乙烯',
)
/** Characters that stand in the names of drugs, pesticides and poisons and hardly anywhere else. */
const CHEMISTS = '[唑膦嗪脒肟喹噻吡嘧啶蜱溴腈肼胍苄砜胂砷铊镉酰氯氟氰脲苯]'

/** Pesticides by their endings (common names, GB 4839), and what is sold against a pest. */
const POISONS = anyOf(`
  菊酯 磺隆 草[胺松酮醚快畏稗枯净除] 敌[稗草] 菌[酯胺清灵素] 霜灵 霉[灵胺利威] 瘟[灵净] 代森 [硫效吸柳拌白黄红硝]磷 磷[胺化] [^昆毛爬幼甲]虫[双单环威磷胺] 鼠[灵酮隆醚钠] 赤霉
  [杀灭驱除毒熏诱治](虫|蚊|蝇|蟑|鼠|蚁|虱|蚤|螨|菌|霉|草|老鼠|耗子|蟑螂|蚂蚁|苍蝇|蚊子|跳蚤|臭虫|害虫)的?(药|剂|粉|液|水|饵|油|片|烟|胶饵|喷|气雾|颗粒|灵|净|威|毒米)
  (老鼠|耗子|蟑螂|蚂蚁|苍蝇|蚊子|跳蚤|臭虫|果树|庄稼|打虫|虫子)(药|毒饵) (拌种|催熟|膨大|生根|熏蒸)[药粉液] 毒[饵米谷]
`)

/** Medicines: stems of generic names, and forms that only medicines come in. */
const MEDICINES = anyOf(`
  西林 头孢 [青红链庆卡春氯土阿].?.?霉素 沙星 磺胺 [洛那他]韦 地平(?![线仪面]) [依贝赖培福西]那?普利 沙坦 洛尔 他汀 双胍 格列[本美吡齐喹] 西泮 巴比妥 洛芬 匹林 氨酚 昔布 米松 尼松 奈德 雷他定 那敏 司特 茶碱 立酮
  (感冒|止咳|化痰|止痛|退烧|消炎|降压|降糖|降脂|安眠|止泻|抗癌|过敏|晕车|减肥|健胃|消食|清热|解毒|补肾|通便|避孕|驱虫|痔疮|脚气|皮炎|鼻炎|咽炎|哮喘|胃痛|头痛|痛经|麻醉)(灵|药|片|丸|颗粒|糖浆|胶囊|膏|喷雾|针|水) [^草茶材]药[水液膏片丸粉剂酊] 地黄丸 口服液 注射[液剂] 滴[眼鼻耳] [眼鼻]用?[药膏] 点滴液 造影剂
`)

/** Paints, solvents, glues, dyes, disinfectants, acids, salts of heavy metals and the like. */
const CHEMICALS = anyOf(`
  (?!干燥|防潮|脱氧|除湿|吸湿|洗涤|清洁|柔[顺软]|护理|调味|膨松|发酵|甜味|保鲜|增稠|凝固|洗碗|清新|芳香|漂洗|护色|[除吸]味|除臭|营养|去污|添加|抗氧|除氧|吸氧|消泡|洗衣)[\u4e00-\u9fff]{2}剂(?![型量])
  (稀释|固化|[脱除退洗]漆|[除去松防]锈|[除去]胶|[粘黏][合接]|漂白|染[色发]|烫发|[显定]影|洗相|疏通|防[腐霉冻]|除[霉垢蜡]|助焊|制冷|冷[却冻]|消毒|[杀灭]菌|蚀刻|电镀|脱模|切削|清洗)[液水粉油膏]
  [^火生雕烤]漆(?=[桶罐瓶盒袋刷渣]|$) 环氧 树脂[胶液] [甲乙丙丁][醇醛酮醚](?![素食]) [硫盐硝磷草甲乙铬硼醋]酸(?![奶菜甜辣梅梨枣味]) 氢氧化. [烧火苛片]碱 [强废][酸碱](?!奶) [氨锰]水 电解液 三氧化二砷 铬酸 锰酸 亚硝酸 次氯酸 [甘升]汞 化学(药|品|试|原|溶|废) 化工
  (船用|白电|火机|润滑)油 (强力|瞬间|快干|结构|硅酮|厌氧|聚氨酯)胶 [染漂][发布白][膏霜水料粉] 染料
`)

/** A hazardous substance by its stem, or (first group) what is none; global, to find every occurrence in a phrase. */
export const STEMS = new RegExp(`(${SAFE})|${POISONS}|${MEDICINES}|${CHEMICALS}|${CHEMISTS}`, 'g')

/**
 * Names of hazardous entries that are something else inside a longer word (a powder box, the state of a pan, a toy's
 * bullet): they count only when nothing but modifiers is said with them.
 */
export const ALONE: ReadonlySet<string> = new Set(
  '粉盒 手枪 步枪 大麻 蓝色硅胶 ct 光片 电棒 油污 子弹 礼花 弹壳 干冰 叶酸 喉宝 含片 气瓶 气罐 钢瓶 充气瓶 花药 长刀 弩 针尖 片剂 口表 铅罐 负片 药剂 dha 雪种 燃油 电板'.split(
    ' ',
  ),
)

/** What something is kept in, alone or as the last part of a word. */
const VESSEL_HEADS =
  '瓶|罐|桶|壶|听|筒|坛|缸|盒|箱|袋|兜|管|包装|包装物|容器|喷壶|喷瓶|水桶|水瓶|水壶|油桶|油壶|杯|碗|盆|盘|勺|量杯|漏斗|滴管|瓮|篓|筐'
/** What else keeps a residue: lids, gloves, masks, rags, brushes, sprayers. */
const CARRIER_HEADS =
  '盖|塞|皮|手套|口罩|抹布|毛巾|布|棉|棉球|棉签|海绵|刷|滚筒|喷头|喷嘴|喷枪|泵头|喷雾器|喷雾机|打药机|纸|纸巾|报纸|膜|铝箔|锡箔|棍|棒|铲|渣|残渣|残液|标签|板|壳'
const BEHIND = '(子|儿|身|底|口|盖|塞|盖子|内胆|壳)?'
const ADJECTIVES =
  '空|大|小|旧|废|破|烂|脏|新|老|扁|圆|方|长|短|塑料|塑胶|玻璃|铁皮?|铝|铝制|铝塑|锡|铜|不锈钢|金属|马口铁|陶瓷|陶|瓷|搪瓷|木头?|纸|硬纸|泡沫|橡胶|尼龙|编织|蛇皮|pet|pe|pp|酒|矿泉水|饮料|可乐|雪碧|啤酒|牛奶|外|内|包装|密封|一次性|1次性|劳保|橡皮|白'

/** A bare vessel, whatever it is made of: 瓶子, 空的塑料桶, 矿泉水瓶. */
export const VESSEL = new RegExp(`^(${ADJECTIVES})*(${VESSEL_HEADS})${BEHIND}$`)
/** A vessel, lid, glove, rag, brush or sprayer: what a substance stays in or on. */
export const CARRIER = new RegExp(`^(${ADJECTIVES})*(${VESSEL_HEADS}|${CARRIER_HEADS})${BEHIND}$`)
/** Vessels that alone say nothing of what was in them. */
export const UNSAID = /(瓶|罐|桶|听|喷壶|壶|袋|盒|管)(子|儿|身|盖|底)?$/
/** … unless it is a drink's. */
export const DRINK = /矿泉水|饮料|可乐|雪碧|啤酒|牛奶|酒/

/** Words that say nothing of the thing: between a content and what held it they change nothing. */
export const FILLERS: ReadonlySet<string> = new Set(
  (
    '的 之 用 那 个 这 只 支 种 家 家里 我 我家 他 里 面 内 上 子 儿 也 都 和 是 在 了 吗 呢 给 把 被 有 没 不 很 全 各种 老 新 旧 废 破 烂 坏 脏 空 大 小 圆 方 长 短 干净 透明 白 白色 黑色 红 红色 绿 绿色 蓝 蓝色 黄 黄色 棕色 整 半 洋 ' +
    '剩 剩下 剩余 残留 多余 闲置 废弃 废旧 过期 变质 用剩 拆开 打开 油腻 用完 用过 用光 倒空 倒掉 喝完 喝空 吃完 吃空 喷完 洗过 洗净 没洗 冲洗 清洗 晾干 擦过 装过 装 盛过 盛 放过 放 存 存过 泡过 泡 沾 沾过 沾了 沾着 沾满 打 打过 喷 喷过 配过 倒 倒过 捡 捡来 买 买来 ' +
    '塑料 塑胶 玻璃 铁 铁皮 铝 铝制 铝塑 铝合金 不锈钢 金属 马口铁 陶瓷 瓷 搪瓷 木 木头 纸 纸质 泡沫 橡胶 硅胶 尼龙 铜 钢 1次性 家用 农用 医用 进口 小号 大号 收纳 储物 密封 保温 烧水 浇花 垃圾 折叠 花 水 茶 酒 油 米 糖 盐 醋 奶 酱 汤 菜'
  ).split(' '),
)
