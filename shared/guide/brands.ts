// Brands that people say instead of the thing: 维达 is paper tissues, 蜜雪冰城杯 the cup of a milk tea. A brand is replaced by
// its everyday word and the result looked up as a name; nothing is ever guessed from a brand alone. Works on normalised
// text.
import { normalise } from './normalise'

/** Word of the thing, and the brands whose bare name means it. */
const PRODUCTS: Readonly<Record<string, string>> = {
  饮料: '冰红茶 椰树',
  白酒: '茅台 五粮液 二锅头 牛栏山 江小白 汾酒 泸州老窖 洋河 仰韶 宋河 杜康酒 剑南春',
  雪糕: '哈根达斯 梦龙 钟薛高 巧乐兹 可爱多 东北大板',
  护肤品: '郁美净 大宝 百雀羚 自然堂 兰蔻 雅诗兰黛 欧莱雅 SK2 资生堂 海蓝之谜 珀莱雅 薇诺娜 玉兰油',
  香皂: '舒肤佳',
  牙膏: '佳洁士 高露洁 冷酸灵 云南白药牙膏',
  药: '连花清瘟 芬必得 泰诺 白加黑 感康 快克 双黄连 三九胃泰 思密达 妈咪爱 皮炎平 达克宁 马应龙 小儿氨酚黄那敏 新康泰克 康泰克 吗丁啉 健胃消食片 奥司他韦 美林 云南白药',
  '5号电池': '南孚 南孚电池 双鹿 双鹿电池 金霸王 金霸王电池 超霸 超霸电池 劲量电池 聚能环',
  音箱: '天猫精灵',
  手机: 'iPhone 红米',
  平板电脑: 'Pad',
  游戏机: 'PS5 PSP Switch',
  电纸书: 'Kindle',
  相机: '拍立得',
  卫生棉条: 'tampon',
  除锈剂: 'WD40',
  玩偶: '泡泡玛特 拉布布',
  积木: '乐高 LEGO',
  创可贴: 'OK绷 邦迪',
  快餐盒: '沙县打包盒',
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
