// Brands that people say instead of the thing: 维达 is paper tissues, 蜜雪冰城杯 the cup of a milk tea. A brand is replaced by
// its everyday word and the result looked up as a name; nothing is ever guessed from a brand alone. Works on normalised
// text.
import { normalise } from './normalise'

/** Word of the thing, and the brands whose bare name means it. */
const PRODUCTS: Readonly<Record<string, string>> = {
  饮料: '雪碧 芬达 美年达 七喜 北冰洋 冰峰 健力宝 红牛 东鹏特饮 脉动 尖叫 加多宝 王老吉 元气森林 外星人电解质水 东方树叶 三得利 维他柠檬茶 椰树 六个核桃 爽歪歪 AD钙 营养快线 冰红茶 水溶C100',
  矿泉水: '农夫山泉 怡宝 百岁山 景田 冰露 康师傅水',
  啤酒: '百威 乌苏 哈啤 青岛啤酒 雪花啤酒 燕京啤酒 金星啤酒',
  白酒: '茅台 五粮液 二锅头 牛栏山 江小白 汾酒 泸州老窖 洋河 仰韶 宋河 杜康酒 剑南春',
  零食: '三只松鼠 良品铺子 百草味 来伊份 上好佳 浪味仙 可比克 旺旺 卫龙 洽洽 盐津铺子 妙脆角 呀土豆',
  薯片: '乐事 品客',
  饼干: '奥利奥 趣多多 太平苏打 好吃点 闲趣',
  蛋糕: '好丽友派 达利园 盼盼',
  糖果: '大白兔 阿尔卑斯 徐福记 曼妥思 不二家 悠哈',
  巧克力: '德芙 士力架 费列罗 M豆 好时',
  口香糖: '炫迈 益达 绿箭',
  雪糕: '哈根达斯 梦龙 钟薛高 巧乐兹 可爱多 东北大板',
  火腿肠: '王中王',
  方便面: '康师傅 汤达人 今麦郎 合味道 出前一丁 火鸡面 白象 老坛酸菜面 统一面',
  酸奶: '纯甄 安慕希 优益C 养乐多 莫斯利安',
  牛奶: '特仑苏 蒙牛 伊利 金典',
  奶粉: '君乐宝 贝因美 惠氏 飞鹤 爱他美 美素佳儿',
  咖啡: '三顿半 雀巢',
  味精: '太太乐',
  酱油: '海天',
  食用油: '金龙鱼 福临门 鲁花 胡姬花',
  纸巾: '维达 心相印 洁柔 得宝 舒洁',
  卫生巾: '护舒宝 苏菲 七度空间 高洁丝 洁婷 ABC 淘淘氧棉',
  纸尿裤: '帮宝适 安尔乐 尤妮佳 妈咪宝贝 大王纸尿裤 碧芭',
  避孕套: '杰士邦 杜蕾斯 冈本',
  洗衣液: '蓝月亮 汰渍 立白 碧浪 奥妙',
  消毒液: '滴露 威露士',
  洁厕灵: '威猛先生',
  杀虫剂: '榄菊 必扑 黑旋风',
  护肤品: '郁美净 大宝 百雀羚 自然堂 兰蔻 雅诗兰黛 欧莱雅 SK2 资生堂 海蓝之谜 珀莱雅 薇诺娜 玉兰油',
  化妆品: '完美日记 花西子 橘朵',
  洗发水: '海飞丝 飘柔 潘婷 沙宣',
  香皂: '舒肤佳',
  牙膏: '佳洁士 高露洁 冷酸灵 云南白药牙膏',
  药: '连花清瘟 芬必得 泰诺 白加黑 感康 快克 双黄连 三九胃泰 思密达 妈咪爱 皮炎平 达克宁 马应龙 小儿氨酚黄那敏 新康泰克 康泰克 吗丁啉 健胃消食片 奥司他韦 美林 云南白药',
  保健食品: '汤臣倍健 善存 钙尔奇 脑白金 黄金搭档',
  '5号电池': '南孚 南孚电池 双鹿 双鹿电池 金霸王 金霸王电池 超霸 超霸电池 劲量电池 聚能环',
  保鲜盒: '特百惠 乐扣 乐扣乐扣',
  保温杯: '膳魔师 富光',
  洗衣机: '小天鹅',
  洗衣粉: '雕牌',
  电动车: 'ebike 雅迪 爱玛 台铃 九号电动车 新日',
  自行车: '捷安特 美利达',
  吸尘器: '戴森',
  扫地机器人: '科沃斯 石头扫地机',
  音箱: '天猫精灵 小爱同学 小度',
  手机: 'iPhone 爱疯 redmi 红米 iQOO OPPO vivo realme 一加手机',
  平板电脑: 'Pad iPod',
  笔记本电脑: 'Mac MacBook ThinkPad MagicBook surface 拯救者',
  台式电脑: 'iMac',
  耳机: 'AirPods',
  智能手表: 'AppleWatch 小米手环 华为手环',
  游戏机: 'PS4 PS5 PSP Xbox Switch 任天堂 小霸王',
  电纸书: 'Kindle',
  相机: 'GoPro 拍立得',
  机顶盒: 'AppleTV 天猫魔盒',
  香烟: '芙蓉王 红塔山 黄鹤楼烟 中华烟 红旗渠烟',
  电子烟: '悦刻 RELX IQOS',
  打火机: 'zippo',
  卫生棉条: 'tampon',
  除锈剂: 'WD40',
  玩偶: '泡泡玛特 拉布布',
  积木: '乐高 LEGO',
  创可贴: 'OK绷 邦迪',
  快餐盒: '沙县打包盒',
  自热锅: '莫小仙 自嗨锅',
}

/** Shops and makers of many things: only with a thing's word behind ("古茗杯" is a 奶茶 + 杯). */
const MAKERS: Readonly<Record<string, string>> = {
  奶茶: '蜜雪冰城 蜜雪 古茗 喜茶 霸王茶姬 茶百道 沪上阿姨 一点点 奈雪 奈雪的茶 茶颜悦色 甜啦啦 益禾堂 书亦烧仙草 书亦 CoCo 贡茶 茶话弄 奶盖',
  咖啡: '星巴克 瑞幸 luckin 库迪 costa 库迪咖啡 瑞幸咖啡 Manner 幸运咖',
  快餐: '肯德基 麦当劳 KFC 华莱士 德克士 塔斯汀 汉堡王',
  披萨: '必胜客 达美乐',
  火锅: '海底捞 巴奴',
  快递: '顺丰 京东 菜鸟 EMS DHL 圆通 中通 申通 韵达 极兔 邮政 拼多多 淘宝',
  外卖: '美团 饿了么 淘宝闪购',
  购物: '盒马 山姆 胖东来 丹尼斯 永辉 沃尔玛 大润发 宜家 优衣库',
  纸巾: '清风 全棉时代',
  纸尿裤: '好奇 花王 大王',
  杀虫剂: '雷达 枪手 超威 彩虹',
  洗发水: '清扬 霸王',
  香皂: '力士',
  玩具: '泡泡玛特 奥特曼 万代 卡游',
  '': '小米 华为 苹果 美的 格力 海尔 苏泊尔 九阳 飞利浦 耐克 阿迪达斯 安踏 李宁 匡威 回力 名创优品 无印良品 MUJI 晨光 得力 双立人 LV 香奈儿 古驰 爱马仕',
}

type Brand = { length: number; things: string[] }
let words: Map<string, { things: string[]; bare: boolean }> | null = null

function table(): NonNullable<typeof words> {
  if (words) return words
  words = new Map()
  for (const [brands, bare] of [
    [PRODUCTS, true],
    [MAKERS, false],
  ] as const) {
    for (const [thing, list] of Object.entries(brands)) {
      for (const brand of list.split(' ')) {
        const key = normalise(brand)
        const known = words.get(key)
        words.set(key, { things: [...(known?.things ?? []), normalise(thing)], bare: bare || (known?.bare ?? false) })
      }
    }
  }
  return words
}

/** The longest brand that a text has at a place, and the words of the things that it makes; '' is anything. */
export function brandAt(text: string, from: number): Brand | null {
  const all = table()
  for (let length = Math.min(text.length - from, 10); length >= 2; length -= 1) {
    const known = all.get(text.substr(from, length))
    if (known) return { length, things: known.things }
  }
  return null
}

/** Does the brand's bare name mean a thing of it (维达 is paper tissues)? */
export const isBareBrand = (brand: string): boolean => table().get(brand)?.bare ?? false
