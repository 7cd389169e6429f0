// Answers for words that are no entry, decided by their parts: what it is made of and its form (玻璃 + 瓶), or a head that
// decides alone (…药 …漆). Every such answer is marked 推断 and says on what it rests; a word that nothing decides gets
// none. Relies on nothing but the word and on whether its first part is known as food.
import type { Verdict } from './codes'

/** `say`: what to do, where the code's usual sentence does not fit. */
export type Inference = Verdict & { basis: string; say?: string }

type Form = 'bag' | 'film' | 'vessel' | 'tableware' | 'furniture' | 'clothing' | 'board' | 'sheet' | 'part'

const FORMS: readonly (readonly [Form, RegExp])[] = [
  [
    'furniture',
    /(柜|橱|床|桌|椅|凳|沙发|书架|货架|屏风|茶几|家具|躺椅|摇椅|圈椅|长椅|衣架子|门板|床板|架子床|大门)子?$/,
  ],
  [
    'clothing',
    /(衣|裤|裙|衫|袜|帽|鞋|靴|围巾|毛巾|浴巾|头巾|手套|被|被套|床单|枕套|窗帘|桌布|毯|背包|书包|布包|围裙|袖套|腰带|坐垫套)子?$/,
  ],
  ['bag', /(袋|兜)子?$/],
  ['film', /(膜|薄膜|皮套|雨披|雨衣|桌布|台布|袋子膜)$/],
  ['tableware', /(杯|碗|盘|碟|勺|叉|筷|筷子|吸管|餐盒|饭盒|餐具|刀叉)子?$/],
  [
    'vessel',
    /(瓶|罐|盒|箱|桶|盆|壶|缸|筐|篮|篓|锅|坛|盅|钵|瓮|托盘|托|筒|管|瓢|盆栽盆|匣|漏斗|水槽|水箱|笼)(子|儿|盖|身|底)?$/,
  ],
  [
    'board',
    /(板|片|块|条|棒|棍|杆|柱|球|砖|架|框|网|丝|线|链|环|圈|扣|钩|夹|钉|牌|座|盖|塞|壳|把手|柄|门|窗|轮|梯|栏杆|零件|配件|制品|摆件|工艺品|雕像|花瓶|玩具|尺|梳|刷|扫把|簸箕|支架|挂钩|衣架|凳面|垫|盖子|管子|水管|件|器|模具|模型|罩|帘|滤网|泵|铲|剪|锁|钥匙|炉|灶|格|盘子)子?$/,
  ],
  ['sheet', /(纸|本|册|书|卡|标签|票|画|表|信封|报)$/],
]

type Material = { says: RegExp; name: string; of: Partial<Record<Form, Verdict>>; any?: Verdict }
const verdict = (code: string, route: Verdict['route'] = 'bin', ...flags: string[]): Verdict => ({ code, route, flags })

const RESIDUAL = verdict('O')
const PLASTIC = verdict('R.plastic', 'bin', 'material=plastic_mixed')
const METAL = verdict('R.metal', 'bin', 'material=steel')
const GLASS = verdict('R.glass', 'bin', 'lowvalue', 'material=glass')
const PAPER = verdict('R.paper', 'bin', 'material=paper')
const CLOTHES = verdict('R.textile', 'textile_box', 'material=textile')
const CERAMIC = verdict('O', 'bin', 'inert')
const WOODEN_BULKY = verdict('O', 'bulky', 'material=wood_furniture', 'bulky=M')
const FOOD = verdict('F.home')
const CHEMICAL = verdict('H.chemical', 'hazardous_point', 'danger')
const APPLIANCE = verdict('R.metal', 'door_recycling', 'material=weee')
const GARDEN = verdict('N', 'garden_waste')

const hard = (each: Verdict): Partial<Record<Form, Verdict>> => ({
  vessel: each,
  tableware: each,
  board: each,
  film: each,
})

/** The later a material stands in the word, the nearer it is to the form: 铁皮玩具盒 is decided by 铁皮, 玻璃罐铁盖 by 铁. */
const MATERIALS: readonly Material[] = [
  {
    says: /玻璃/,
    name: '玻璃',
    of: { ...hard(GLASS), film: RESIDUAL, furniture: verdict('R.glass', 'bulky', 'danger', 'bulky=M') },
  },
  {
    says: /泡沫|保丽龙|宝丽龙/,
    name: '泡沫',
    of: {
      vessel: verdict('R.plastic', 'bin', 'lowvalue', 'material=plastic_mixed'),
      board: verdict('R.plastic', 'bin', 'lowvalue', 'material=plastic_mixed'),
      tableware: RESIDUAL,
    },
  },
  {
    says: /塑料|塑胶|塑制|亚克力|树脂|p[pecv]c?(?=[^a-z]|$)|pet|abs/,
    name: '塑料',
    of: {
      ...hard(PLASTIC),
      tableware: PLASTIC,
      bag: RESIDUAL,
      film: RESIDUAL,
      furniture: verdict('R.plastic', 'bulky', 'material=plastic_mixed', 'bulky=S'),
      clothing: RESIDUAL,
      sheet: PLASTIC,
    },
  },
  {
    says: /搪瓷|洋瓷|不锈钢|铝合金|合金|金属|马口铁|铁艺|铁皮|铸铁|[铁钢铝铜锡](?!化|笔|琴|锈|丝球|观音|板烧)/,
    name: '金属',
    of: { ...hard(METAL), furniture: verdict('R.metal', 'bulky', 'material=steel', 'bulky=M'), sheet: METAL },
  },
  {
    says: /陶瓷|(?:^|[^搪洋])瓷|紫砂|陶/,
    name: '陶瓷',
    of: { ...hard(CERAMIC), furniture: verdict('N', 'builders_waste', 'inert') },
  },
  { says: /硅胶|橡胶|乳胶|海绵|胶皮/, name: '橡胶硅胶', of: { ...hard(RESIDUAL), bag: RESIDUAL, clothing: RESIDUAL } },
  {
    says: /硬纸|纸板|瓦楞|牛皮纸|纸质|纸制|纸/,
    name: '纸',
    of: { vessel: PAPER, board: PAPER, bag: PAPER, sheet: PAPER, tableware: RESIDUAL },
  },
  { says: /实木|红木|木头|木制|木质|木/, name: '木', of: { ...hard(RESIDUAL), furniture: WOODEN_BULKY } },
  { says: /竹|藤|草编|柳编/, name: '竹藤', of: { ...hard(RESIDUAL), furniture: verdict('O', 'bulky', 'bulky=M') } },
  {
    says: /纯棉|棉|羊毛|毛绒|毛|亚麻|麻|丝绸|真丝|涤纶|牛仔|帆布|绒|针织|布艺|布|羽绒/,
    name: '织物',
    of: { clothing: CLOTHES, bag: CLOTHES },
  },
  {
    says: /真皮|皮革|皮质|牛皮|仿皮|皮/,
    name: '皮革',
    of: { clothing: CLOTHES, furniture: verdict('O', 'bulky', 'bulky=L') },
  },
  {
    says: /石膏|水泥|大理石|石材/,
    name: '石材',
    of: {
      board: verdict('N', 'builders_waste', 'inert'),
      furniture: verdict('N', 'builders_waste', 'inert'),
      vessel: CERAMIC,
    },
  },
]

/** Decided by what it is made of and its form: "按“玻璃”材质和“瓶”推断". Null when either is not said. */
export function inferByMaterial(word: string): Inference | null {
  const form = FORMS.flatMap(([kind, pattern]) => {
    const match = pattern.exec(word)
    return match ? [{ kind, text: match[0], at: match.index }] : []
  })
  for (const { kind, text, at } of form) {
    const before = word.slice(0, at)
    const material = MATERIALS.filter((each) => each.of[kind] && each.says.test(before))
      .map((each) => ({ each, match: [...before.matchAll(new RegExp(each.says, 'g'))].pop() }))
      .sort(
        (a, b) =>
          (b.match?.index ?? 0) + (b.match?.[0].length ?? 0) - (a.match?.index ?? 0) - (a.match?.[0].length ?? 0),
      )[0]
    const decided = material?.each.of[kind]
    if (material && decided)
      return { ...decided, basis: `按“${material.match?.[0] ?? material.each.name}”材质和“${text}”推断` }
  }
  return null
}

/** What filters, seals or wipes in a machine, and is worn out: no metal to be had. */
const WORN = /[滤棉网纸胶圈刷皮套贴膜布袋垫绳]/
const PART =
  /^(?![没不被在有能]).*[座头线盒盖壳架片管轮轴板门脚腿把手键钮扣件芯叶槽筐篮杆条带钩托罩扇泵阀器屏环簧关达滤棉网纸圈刷皮套贴膜布袋垫绳]$/
/** Part of a machine that has no name of its own: 电热水壶底座, 电饭煲的线. */
export const inferPart = (device: string, part: string): Inference | null =>
  PART.test(part) ? { ...(WORN.test(part) ? RESIDUAL : METAL), basis: `按“${device}”的零件推断` } : null

/** Behind something to eat, what has no name and holds nothing: 稀饭水, 蛋黄派. */
const NO_FOOD = /[机器具架锅灶树灯包垫刷贴纸布皂霜膜托盘刀板线绳笔牌票卡衣服帽车苗夹签瓶罐盒袋箱桶杯碗筐铺店味色香]/
export const inferDish = (food: string, rest: string): Inference | null =>
  NO_FOOD.test(rest) ? null : { ...FOOD, basis: `按“${food}”推断` }

type Head = {
  head: RegExp
  verdict: Verdict
  not?: RegExp
  /** Only behind something to eat or drink. */ afterFood?: boolean
  least?: number
}

const HEADS: readonly Head[] = [
  { head: /(电池|电瓶)$/, verdict: verdict('H.battery', 'hazardous_point', 'danger') },
  { head: /(灯管|荧光灯|节能灯|紫外灯|杀菌灯|汞灯)$/, verdict: verdict('H.lamp', 'hazardous_point', 'danger') },
  {
    head: /(药|药水|药膏|药片|药丸|药粉|胶囊|口服液|注射液|滴眼液|冲剂|糖浆|混悬液|栓剂|喷剂|贴剂|酊|药酒|软膏|抗生素|霉素|西林|洛芬|沙星|地平|他汀|双胍|唑)$/,
    verdict: CHEMICAL,
    not: /[火炸弹芍麦山中草膳补农]药$|^(吃|买|开|喝|配|抓|下|敷|上|用|嗑|服|抹|涂|换|煎|熬|送|给)药$|咖啡胶囊|洗衣胶囊|止咳糖浆瓶|果味?糖浆|枫?糖浆$/,
  },
  {
    head: /(漆|涂料|稀释剂|脱漆剂|杀虫剂|除草剂|杀菌剂|灭虫剂|驱虫剂|消毒液|消毒剂|消毒水|粘合剂|黏合剂|胶粘剂|除锈剂|防冻液|制冷剂|洗甲水|染发剂|染发膏|定型喷雾|杀虫喷雾|灭蚊喷雾|驱蚊喷雾|蟑螂喷雾|除虫喷雾|防锈喷雾|农药|溶剂|显影液|定影液|汽油|柴油|煤油|机油|润滑油|松节油)$/,
    verdict: CHEMICAL,
    not: /^(喷|刷|上|掉|补|脱)漆$/,
  },
  { head: /(温度计|体温计|血压计|体温表)$/, verdict: CHEMICAL, not: /电子|数字|红外|酒精/ },
  {
    head: /(皮|核|籽|仁|蒂|梗|瓤|把[儿子]?|根须|须|芯|叶|叶子|茎|缨|苗|渣子?|沫子?|末|碎|帮子?|根|秧|藤|肉|汁|片|干|粒|丁|丝|泥|花|块)$/,
    verdict: FOOD,
    afterFood: true,
    not: /(贝|蛤蜊?|蚌|螺|蛏子?|蚝|牡蛎|花甲|椰子?)皮$/,
  },
  {
    head: /壳$/,
    verdict: FOOD,
    afterFood: true,
    not: /(贝|蛤蜊?|蛤|蚌|螺|蛏|蚝|牡蛎|鲍鱼|生蚝|花甲|海鲜|椰子|椰|榴莲|夏威夷果|山核桃|菠萝蜜|碧根果|巴旦木)壳$/,
  },
  {
    head: /((贝|蛤蜊|花蛤|蛤|蚌|螺|田螺|蛏子?|蚝|牡蛎|鲍鱼|生蚝|花甲|椰子?)[壳皮]|榴莲壳)$/,
    verdict: verdict('O', 'bin', 'inert'),
  },
  {
    head: /(肉|鱼|虾|蟹|鸡|鸭|鹅|排骨|鸡爪|鸡翅|鸭脖|丸子|火腿|香肠|腊肠)$/,
    verdict: FOOD,
    not: /[肌人血皮筋骨]肉$|^(金|钓|养|木|摸|抓|捕|杀|卖|买|吃|钢|机|斗|养|烧|拍|鳄|章|鲸|观赏|热带|锦)鱼$|(飞|田|公|母|斗|小|养|杀|战斗|打)鸡$|(充气|橡皮|玩具|毛绒|电动|木头|塑料|死|病|养|活|小|宠物).*[鱼鸡鸭鹅虾蟹]$/,
    least: 2,
  },
  {
    head: /(菜|萝卜|瓜|果|豆|豆腐|菇|笋|藕|葱|蒜|姜|椒|茄子|薯|芋头|柚|橙|橘|桔|桃|李|梨|莓|枣|柿|葡萄)$/,
    verdict: FOOD,
    not: /^(点|买|上|炒|种|做|洗|切|吃|卖|夹|挑|摘|小|名|下)菜$|[傻呆脑吃卖种]瓜$|(后|结|效|如|成|因|战|恶|苦|正|开|吃|买|水|坚|糖|苏|苹|无花|人参)果$|^(如|成|结|效|后|因)|[红胡咖土]豆$|桃李|^(行李|姓李)|李$|^卖萌|脑瓜|(效|后|结|成|战|因|恶|苦|如|摇)果$/,
    least: 2,
  },
  {
    head: /(饭|粥|面条|拉面|拌面|炒面|汤面|焖面|烩面|卤面|蒸面|面包|馒头|包子|饺子|馄饨|饼|糕|点心|汤|羹|粉丝|米粉|米线|河粉|凉皮|酱|火锅|寿司|汉堡|披萨|饼干|薯条|蛋|蛋黄|豆浆|粽子|汤圆|馍|窝头|烧麦|油条|凉粉|零食|蜜饯|果脯|肉干|糖果)$/,
    verdict: FOOD,
    not: /^(吃|做|煮|蒸|要|讨|开|打|送|点|盛|混|约|请|没|盒|喝|熬|泡|炸|烤|烧|买|卖|下|摊|烙|切|包|订|洗|画|盛|放)(饭|粥|汤|饼|糕|面包|饺子|蛋|饺|包子|火锅|蛋糕)$|(坏|笨|混|完|滚|傻|捣|王8|穷光|彩|脸|扯|臭|操|龟|零|忠)蛋$|铁饼|画饼|杠铃|泡汤|糟糕|鸡汤文|粉饼|蜡|香?皂|浴/,
    least: 2,
  },
  {
    head: /(衣服|衣|裤子?|裙子?|衫|褂|袄|马甲|外套|袜子?|帽子?|鞋子?|靴子?|围巾|丝巾|手套|床单|被套|枕套|校服|西装|制服|工装|睡袍|礼服|旗袍|汉服|球服|服装|背包|书包)$/,
    verdict: CLOTHES,
    not: /^(洗|晾|穿|脱|晒|换|买|收|叠|更|试|大|糖|肠|外|雨|救生|潜水|宇航|防护|隔离|玉米|花生红?|炮|风|擦|修|绣|补|卖|织|缝|寿|胞|鲜|玉)(衣|裤|鞋|帽|袜)$|(1次性|塑料|橡胶|雨|防护|隔离|救生|潜水|糖|丁腈|乳胶|pvc).*(衣|服|鞋|裤|帽|套)$|(不|信|征|说|佩|舒|克|心|折|收|制|口|内)服$/,
    least: 2,
  },
  {
    head: /(书|杂志|报纸|课本|教材|试卷|画册|传单|账本|字典|词典|小说|漫画|绘本|教辅|期刊)$/,
    verdict: PAPER,
    not: /^(看|读|背|念|教|写|买|听|说|借|翻|藏|卖|著|尚|秘|文|证|遗|板|电子|全|辞|天|图|丛|家|情|上|签|隶|楷|草)书$|塑料|布书|洗澡书/,
    least: 2,
  },
  {
    head: /(纸箱|纸盒|礼盒|纸袋|鞋盒|药盒|酒盒)$/,
    verdict: verdict('R.paper', 'bin', 'material=cardboard'),
  },
  {
    head: /(瓶|瓶子|瓶儿)$/,
    verdict: PLASTIC,
    not: /(药|农药|花|暖水|保温|热水|氧气|煤气|液化气|油漆|水银|暖|指甲油|酒精|消毒液|除草剂|杀虫剂|电|拖|掉链)瓶子?$/,
    least: 2,
  },
  {
    head: /(罐|罐子)$/,
    verdict: METAL,
    not: /(煤气|液化气|油漆|杀虫剂|陶|泡菜|砂|瓦|拔火?|火|储|存|坛|瓷)罐子?$/,
    least: 3,
  },
  {
    head: /(桶|筐|水瓢|水舀)$/,
    verdict: PLASTIC,
    not: /(油漆|农药|马|垃圾|木|铁|泡面|机油|涂料|饭|乳胶漆)桶$/,
    least: 2,
  },
  { head: /[钳锤锯斧凿锉锄镐钎剪][子头]?$/, verdict: METAL, least: 2 },
  { head: /(卷芯|纸芯|卷筒芯)$/, verdict: PAPER },
  { head: /(餐盒|饭盒)$/, verdict: RESIDUAL },
  {
    head: /(零食袋|糖果袋|调料包|盐袋|胶带|贴纸|便签|护垫|尿裤|尿垫|纸巾|湿巾|面巾|厕纸|抽纸|棉签|棉花|烟头|烟蒂|猫砂|牙签|竹签|筷子|牙刷|抹布|口罩|1次性餐具)$/,
    verdict: RESIDUAL,
    not: /打火机油/,
  },
  { head: /(袋|袋子)$/, verdict: RESIDUAL, not: /(睡|布|帆布|麻|热水|沙|口|脑|眼|气|血|香|水)袋子?$/, afterFood: true },
  { head: /(杯|杯子)$/, verdict: RESIDUAL, afterFood: true },
  {
    head: /(家具|柜子?|床|床垫|床架|桌子?|椅子?|凳子?|沙发|茶几|书架|橱|屏风)$/,
    verdict: WOODEN_BULKY,
    not: /^(起|下|上|卧|河|机|赖|铺|车|温|离|临|尿|同|病|牙|矿|换|掀|拼|坐)床$|(充气|床上|消费|按揭|邻|同)(桌|床)$|[上下前后里外]桌$/,
    least: 2,
  },
  {
    head: /(电视|冰箱|冰柜|空调|电脑|风扇|电扇|电器|相机|音响|音箱|耳机|手机|平板|键盘|鼠标|电锅|电炉|烤箱|监控|对讲器|门铃|仪器|检测仪|机器人)$/,
    verdict: APPLIANCE,
    not: /^(看|开|关|打|玩|修|装)(电视|空调|电脑|手机|电扇|风扇)$/,
  },
  {
    head: /机$/,
    verdict: APPLIANCE,
    not: /(飞|司|危|时|有|动|投|待|转|随|乘|良|契|商|生|天|战|先|趁|伺|心|登|接|关|开|死|宕|重启|宏|坐|候|班|客|专|货|微|玄|禅|枢|无|当|手|失|杀|拉|订|等|送|劫|停|抓|借|换|刷|买|理|可乘之|打火|订书|起重|挖掘|拖拉|收割|播种|纺织)机$/,
    least: 3,
  },
  {
    head: /(树枝|枝条|树叶|落叶|草坪|绿篱|年桔|桃树|桂花树|绿植|树桩|树根|灌木)$/,
    verdict: GARDEN,
    not: /茶树/,
  },
  {
    head: /(灰|灰尘|尘土|煤渣|炉渣)$/,
    verdict: CERAMIC,
    not: /^(蓝|深|浅|银|心|炮|烟|石|口|死|积|吃|抹|落|擦|洋|骨)灰$/,
  },
  {
    head: /(碗|盘子|碟子?|茶杯|茶壶|茶具|瓷器|陶罐|花瓶|酒盅|花盆|砂锅|汤盆)$/,
    verdict: CERAMIC,
    not: /^(洗|刷|端|吃|摔|饭|木|铁|光)(碗|盘|碟)$|1次性|塑料|纸/,
    least: 2,
  },
  {
    head: /(碴子?|瓷片|瓦片|土|沙子|砂子|石子|石头)$/,
    verdict: CERAMIC,
    not: /^(混凝|乡|领|国|故|本|动|出|入|吐|尘|风|黏|粘|腐殖|营养|花|秃)土$|钻石/,
    least: 2,
  },
  {
    head: /(笔|橡皮|毛刷|刷子|梳子|牙线|发圈|皮筋|绳子?|扫把|拖把|玩偶|玩具|尺子|鱼缸|相框|[餐礼奖]券|腰带|皮带|皮包|头发|指甲|羽毛|贴膜|雨伞|雨衣|雨披|蜡烛|香烛|蚊香|假花|气球|彩带|海绵|擦|鞋垫|枕头|抱枕|坐垫|地毯|地垫|凉席|竹席)$/,
    verdict: RESIDUAL,
    not: /^(动|下|执|随|投|亲|绝|败|伏|落|主|文|润|代|起|收|铅|停|手)笔$|^(摩|擦|板|刮|涂)擦$/,
    least: 2,
  },
]

/** Big bones do not rot in a composting plant in time; small ones do. */
export function inferBone(word: string): Inference | null {
  if (!/骨头?$/.test(word) || word.length < 3) return null
  if (/(鸡|鸭|鹅|鱼|鸽|兔|小|排骨|鸟|碎)/.test(word)) return { ...FOOD, basis: '按“小骨头”推断' }
  return /(大|猪|牛|羊|筒|棒|腿|蝎子|龙|脊|驴|马|鹿)/.test(word)
    ? { ...verdict('O', 'bin', 'rots'), basis: '按“大骨头”推断' }
    : null
}

/** Words that look like things' names and are none: whatever else matches, they get no answer. */
const NOTHING =
  /^(嗯+|随便|不知道|没有了?|什么|为什么|怎么|怎么办|怎么扔|怎么处理|垃圾分类|分类|天气|明天|今天|昨天|后天|现在|新闻|电影|游戏|视频|数学|语文|英语|朋友|婴儿|宝宝|小孩|小朋友|邻居|同事|亲戚|家人|学生|爸爸|妈妈|爷爷|奶奶|哥哥|姐姐|弟弟|妹妹|老公|老婆|孩子|男人|女人|人|世界|地球|太阳|月亮|恭喜发财|投诉|客服|人工|密码|上门|回收|附近|导航|地图|跑步|睡觉|上班|下班|上学|开会|唱歌|跳舞|旅游|旅行|聊天|购物|考试|学校|教育|健康|安全|空气|阳光|云|风|雨|雪|雷|天|地|山|河|海|水|声音|梦|梦想|颜色|[红黄蓝绿白黑灰紫粉橙棕金银彩]色|奖金|快递|外卖|点外卖|物流)$/
const PLACE =
  /(省|市|县|区|镇|乡|村|街道|小区|社区|路|街|大道|胡同|广场|公园|车站|火车站|机场|医院|学校|大学|中学|小学|幼儿园|超市|商场|酒店|银行|公司|政府|派出所|法院|图书馆|博物馆|体育馆|电影院|物业|故宫|长城)$/
const CITY = /^(北京|上海|广州|深圳|郑州|洛阳|许昌|安阳|偃师|禹州|长葛|河南|中国|美国|日本|长沙|石家庄|铜陵)$/

/** True for greetings, places, and other words that name no thing to throw away. */
export const isNothing = (word: string): boolean =>
  NOTHING.test(word) || CITY.test(word) || (PLACE.test(word) && word.length >= 2)

/**
 * The answer that a word's parts give, or null.
 * @param word normalised, without question and modifiers @param isFood is this the name of something to eat or drink
 */
export function infer(word: string, isFood: (part: string) => boolean): Inference | null {
  if (word.length < 2 || isNothing(word) || !/[\u4e00-\u9fff]/.test(word)) return null
  const byMaterial = inferByMaterial(word)
  if (byMaterial) return byMaterial
  return byHead(word, HEADS, isFood)
}

function byHead(word: string, heads: readonly Head[], isFood: (part: string) => boolean): Inference | null {
  for (const each of heads) {
    const match = each.head.exec(word)
    if (!match || word.length < (each.least ?? 0) || each.not?.test(word)) continue
    const before = word.slice(0, match.index)
    if (each.afterFood && !(before && isFood(before))) continue
    return { ...each.verdict, basis: each.afterFood ? `按“${before}”和“${match[0]}”推断` : `按“${match[0]}”推断` }
  }
  return null
}

const FOOD_PARTS = HEADS.filter((each) => each.afterFood)
/** What is left of something to eat ("红苕皮"), or what it came in: more than a slip of the finger in another word. */
export const inferFoodPart = (word: string, isFood: (part: string) => boolean): Inference | null =>
  byHead(word, FOOD_PARTS, isFood)
