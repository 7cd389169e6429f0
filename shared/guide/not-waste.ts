// What is nothing to throw away, or nothing that a bin may ever take: the living, the dead, flags, weapons, money,
// and questions about the service. Each gets one sentence of its own. Matched on normalised text; an entry's own name
// goes before.
import type { Inference } from './infer'

const ANIMALS =
  '猫|狗|小狗|小猫|流浪猫|流浪狗|鸡|鸭|鹅|兔子?|鸟|鹦鹉|乌龟|龟|金鱼|鱼|仓鼠|老鼠|蛇|猪|牛|羊|马|驴|蛤蟆|青蛙|蜜蜂|马蜂|宠物|动物|刺猬|鸽子'
const ALIVE = '活的动物不是垃圾：走失的、受伤的请告诉社区或动物救助，不想养的请找人领养'
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      `^(捡到|抓到|家里|1只|几只|两只|我家|我|有|的|只|1条)*(活着?的?|流浪的?|走失的?|养的?|受伤的?|不想养的?|没人要的?|送人的?)+(小|大|老|个|只)*(${ANIMALS})(怎么处理|怎么办|不想养了|不要了|没人养)?$`,
    ),
    ALIVE,
  ],
  [new RegExp(`^(不想养|不要|送走|弃养|领养)(的|1只|只)?(${ANIMALS})`), ALIVE],
  [/^(小|大|老|我家的?)?(猫|狗|猫咪|狗狗|小猫咪|宠物|宠物狗|宠物猫|流浪猫|流浪狗|仓鼠|鹦鹉)$/, ALIVE],
  [
    /(尸体|遗体|死人|人骨|断指|断手|断肢|手指头?|脚趾头?|耳朵|眼珠|胎儿|死胎|流产|器官|截肢|残肢)$/,
    '与人的身体有关的请联系医院、殡葬单位或报警，不进任何垃圾桶',
  ],
  [
    /^(我的?|你的?|他的?|她的?)?(眼泪|血|血液|汗水?|口水|鼻涕|唾沫|痰|呕吐物|鼻血|精液)$/,
    '这不是一件要扔的东西；擦过的纸巾投其他垃圾',
  ],
  [
    /(国旗|党旗|团旗|军旗|队旗|国徽|党徽|五星红旗)$/,
    '旗帜和徽章不能当垃圾：请交回社区、单位或升旗的地方，由他们按规定收回',
  ],
  [
    /(手枪|步枪|猎枪|气枪|枪支|火枪|枪械|弹药|手榴弹|手雷|炮弹|地雷|炸弹|雷管|匕首|管制刀具|子弹|弹壳|^枪$|仿真枪|土枪|弩|电击棍|警棍)$/,
    '请不要碰，打 110 报警，由公安机关来收',
  ],
  [/(冰毒|毒品|海洛因|大麻|鸦片|摇头丸|罂粟壳?|k粉|可卡因)$/, '请不要碰，打 110 报警，由公安机关来收'],
  [
    /(假币|假钱|假钞|钱币?|现金|人民币|硬币|纸币|钞票|零钱|[1-9百千万]+块钱|外币|存折|钱包|金条|金戒指|金项链|首饰|钻戒)$/,
    '钱和值钱的东西不是垃圾：假币、残币交银行，捡到的交派出所',
  ],
  [
    /(身份证|护照|户口本|户口簿|驾驶证|驾照|社保卡|结婚证|房产证|军官证|港澳通行证)$/,
    '证件不当垃圾扔：捡到的交派出所，作废的交回发证单位',
  ],
  [
    /^(你是谁|你叫什么|你好吗|有人吗|人工服务|转人工|人工客服|电话多少|打什么电话|客服电话|联系电话|怎么联系|怎么投诉|我要投诉|投诉电话|怎么预约|怎么登录|怎么注册|怎么绑定|积分怎么(用|换|查|兑换)|怎么(赚|得|查|换)积分|积分(兑换|商城)|忘记密码|密码忘了)/,
    '这里查东西怎么扔；预约、积分、投诉请在首页找，也可以问工作人员',
  ],
  [
    /(几点|什么时候|何时|哪天|周几|多久)(来?收|开门|关门|开放|清运|倒|投|能扔|可以扔|上班)|(收|投放)(垃圾)?的?时间|垃圾车|垃圾费|物业费|保洁员|环卫工|投放点在哪|垃圾(桶|站|点|房)在哪|罚款|罚多少|收费标准|上班时间/,
    '收运时间、投放点和收费请看首页的“附近”，或问社区工作人员',
  ],
]

/**
 * The sentence for what is no waste, as an answer; null for everything else. @param isKnown the thing is an entry: then
 * only the living have a sentence
 */
export function notWaste(text: string, isKnown: boolean): Inference | null {
  for (const [pattern, say] of SENTENCES) {
    if ((!isKnown || say === ALIVE) && pattern.test(text))
      return { code: 'N', route: 'not_household', flags: [], basis: '不是要扔进桶里的东西', say }
  }
  return null
}

const CATEGORIES: readonly (readonly [RegExp, Inference['code'], Inference['route'], string])[] = [
  [/^(可回收物?|可回收垃圾|可再生资源)$/, 'R', 'bin', '可回收物：纸、塑料、金属、玻璃、织物，要干净'],
  [/^(有害|有害垃圾|有毒垃圾)$/, 'H', 'hazardous_point', '有害垃圾：电池、灯管、药品、油漆、农药等，原样包好送收集点'],
  [
    /^(厨余|厨余垃圾|餐厨垃圾|湿垃圾|易腐垃圾|可烂垃圾|会烂垃圾)$/,
    'F',
    'bin',
    '厨余垃圾：剩饭剩菜、果皮菜叶、蛋壳鱼骨，沥干去袋',
  ],
  [/^(其他垃圾|其它垃圾|干垃圾|不可回收垃圾|不可回收)$/, 'O', 'bin', '其他垃圾：脏的纸和塑料、陶瓷、灰土、烟头等'],
  [/^(大件垃圾|大件)$/, 'O', 'bulky', '大件垃圾：家具、床垫、大电器，预约上门收'],
  [/^(建筑垃圾|装修垃圾)$/, 'N', 'builders_waste', '装修垃圾：单独装袋，送装修垃圾暂存点'],
  [/^(园林垃圾|绿化垃圾)$/, 'N', 'garden_waste', '园林垃圾：树枝树叶草屑，送园林垃圾收集点'],
]

/** The name of a category leads to the category. */
export function categoryNamed(text: string): Inference | null {
  for (const [pattern, code, route, say] of CATEGORIES) {
    if (pattern.test(text)) return { code, route, flags: [], basis: '这是一个类别的名称', say }
  }
  return null
}
