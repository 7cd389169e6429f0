// What can be fetched from the door: about 90 things residents ask for, with size, the most of them in one booking,
// whether they can be taken apart, the litres they take up on a truck, and the names they go by (the sorting guide's
// and everyday ones). Litres are rounded outer volumes of common models; an area sets prices by `code`. `other` stands
// for a thing typed by name.
import type { Material, PickupKind } from './schemas'

export type CatalogueItem = {
  code: string
  name: string
  kind: PickupKind
  size: 'S' | 'M' | 'L' | 'XL'
  maxCount: number
  canDismantle: boolean
  litres: number
  aliases: readonly string[]
  /** What to do before collection. */
  hint: string | null
  /** What it is weighed as. */
  material: Material
  /** In good order it is worth giving away. */
  reusable: boolean
}

type Row = readonly [
  code: string,
  name: string,
  size: CatalogueItem['size'],
  maxCount: number,
  litres: number,
  aliases: string,
  flags?: string,
  hint?: string,
]

/** Flags: `d` can be taken apart, `r` worth re-using. */
function rows(kind: PickupKind, material: Material, list: readonly Row[]): CatalogueItem[] {
  return list.map(([code, name, size, maxCount, litres, aliases, flags = '', hint]) => ({
    code,
    name,
    kind,
    size,
    maxCount,
    litres,
    material,
    aliases: aliases === '' ? [] : aliases.split(' '),
    canDismantle: flags.includes('d'),
    reusable: flags.includes('r'),
    hint: hint ?? null,
  }))
}

const DRY = '别淋湿，用绳子捆好'
const EMPTY = '清空抽屉，擦干净'

const furniture = rows('bulky', 'wood_furniture', [
  ['sofa_3', '三人沙发', 'L', 2, 1800, '沙发 布艺沙发 皮沙发 真皮沙发 贵妃沙发 梳化', 'r'],
  ['sofa_1', '单人沙发', 'M', 4, 700, '懒人沙发 小沙发 豆袋沙发', 'r'],
  ['sofa_corner', '转角沙发', 'XL', 1, 3000, '组合沙发 L型沙发', 'dr'],
  ['sofa_bed', '沙发床', 'L', 2, 1700, '折叠沙发床 两用沙发', 'r'],
  ['sofa_wood', '木沙发', 'L', 2, 1500, '实木沙发 红木沙发 藤沙发', 'r'],
  ['bed_double', '双人床', 'XL', 2, 900, '床 床架 木床 大床 实木床 板式床', 'dr', '请先拆成床头、床板和床架'],
  ['bed_single', '单人床', 'L', 3, 600, '小床 铺板床', 'dr', '请先拆成床头、床板和床架'],
  ['bed_child', '儿童床', 'M', 2, 400, '婴儿床 宝宝床 拼接床', 'dr'],
  ['bed_bunk', '上下铺', 'XL', 2, 1000, '高低床 铁床 子母床 铁架床', 'd', '请拆成条捆好'],
  ['bed_folding', '折叠床', 'S', 4, 200, '行军床 午休床 陪护床', 'r'],
  ['bed_board', '床板', 'M', 4, 200, '铺板 排骨架 床铺板', '', DRY],
  ['bed_head', '床头', 'M', 3, 300, '床头靠背 床屏 床头板'],
  ['nightstand', '床头柜', 'S', 4, 120, '床边柜 小柜子 床头桌', 'r', EMPTY],
  ['tatami', '榻榻米', 'XL', 1, 1500, '榻榻米床 地台床', 'd', '请先拆成板'],
  ['mattress_double', '双人床垫', 'L', 3, 700, '床垫 席梦思 弹簧床垫 大床垫', '', DRY],
  ['mattress_single', '单人床垫', 'M', 4, 400, '小床垫 薄床垫', '', DRY],
  ['mattress_foam', '乳胶床垫', 'M', 3, 400, '海绵床垫 记忆棉床垫 泡沫床垫', '', '卷起捆紧'],
  ['mattress_palm', '棕垫', 'M', 3, 300, '棕榈床垫 椰棕垫 山棕床垫', '', DRY],
  ['wardrobe_2', '两门衣柜', 'L', 2, 1300, '衣柜 大衣柜 衣橱 立柜', 'd', EMPTY],
  ['wardrobe_4', '四门衣柜', 'XL', 1, 2500, '推拉门衣柜 大立柜 组合柜', 'd', EMPTY],
  ['wardrobe_cloth', '布衣柜', 'S', 3, 150, '简易衣柜 帆布衣柜', 'd', '布和管子分开捆好'],
  ['bookcase', '书柜', 'L', 2, 900, '书架 书橱 展示柜', 'dr', EMPTY],
  ['sideboard', '餐边柜', 'L', 2, 800, '碗柜 橱柜 酒柜 储物柜', 'dr', EMPTY],
  ['shoe_cabinet', '鞋柜', 'M', 3, 400, '鞋架 换鞋凳', 'r', EMPTY],
  ['tv_cabinet', '电视柜', 'L', 2, 700, '地柜 电视机柜', 'dr', EMPTY],
  ['chest', '五斗柜', 'M', 3, 500, '斗柜 抽屉柜 斗橱', 'r', EMPTY],
  ['dresser', '梳妆台', 'M', 2, 500, '化妆台 妆台', 'r', '镜子请包好，贴上胶带'],
  ['dining_table', '餐桌', 'L', 2, 900, '饭桌 圆桌 八仙桌 方桌', 'dr'],
  ['desk', '书桌', 'M', 3, 600, '写字台 电脑桌 办公桌 学习桌', 'dr'],
  ['coffee_table', '茶几', 'M', 3, 400, '茶桌 边几 茶台', 'r', '玻璃面请包好'],
  ['folding_table', '折叠桌', 'S', 4, 150, '麻将桌 小桌子 炕桌', 'r'],
  ['mahjong_table', '自动麻将机', 'L', 1, 700, '麻将机', 'r', '请断电，拆下桌腿'],
  ['chair', '椅子', 'S', 8, 200, '餐椅 靠背椅 凳子 木椅 长凳', 'r'],
  ['office_chair', '办公椅', 'M', 4, 400, '电脑椅 转椅 老板椅 电竞椅', 'r'],
  ['recliner', '躺椅', 'M', 2, 450, '摇椅 逍遥椅 藤椅', 'r'],
  ['massage_chair', '按摩椅', 'L', 1, 1000, '按摩沙发', 'r', '请断电'],
  ['screen', '屏风', 'M', 2, 200, '隔断'],
  ['coat_rack', '衣帽架', 'S', 3, 100, '挂衣架 衣架 晾衣架', 'r'],
  ['door', '门', 'M', 3, 150, '木门 房门 旧门', '', '只收少量拆下的旧门，装修垃圾请另约'],
  ['carpet', '地毯', 'M', 3, 200, '地垫 毛毯', '', '卷起捆紧，别淋湿'],
  ['mirror', '大镜子', 'M', 2, 100, '穿衣镜 落地镜', 'r', '贴上胶带，用纸板包好'],
  ['fish_tank', '鱼缸', 'L', 1, 400, '水族箱', 'r', '放空水，玻璃贴胶带'],
  ['piano', '钢琴', 'XL', 1, 1500, '立式钢琴 风琴', 'r', '请预先说明楼层和楼道宽度'],
  ['treadmill', '跑步机', 'L', 1, 900, '走步机 健身器', 'r', '请断电折叠'],
  ['exercise_bike', '动感单车', 'M', 1, 500, '健身车 椭圆机 健身器材', 'r'],
  ['bicycle', '自行车', 'M', 2, 500, '单车 脚踏车 童车', 'r'],
  ['pram', '婴儿车', 'M', 2, 300, '推车 手推车 儿童推车', 'r'],
  ['suitcase', '行李箱', 'S', 4, 120, '拉杆箱 皮箱', 'r'],
  ['bathtub', '浴缸', 'L', 1, 800, '浴盆 澡盆'],
  ['toilet', '马桶', 'M', 2, 200, '坐便器 蹲便器 洗手盆 陶瓷盆', '', '请冲净擦干'],
  ['wood_scrap', '旧木料', 'M', 3, 300, '木板 木条 木头', '', '请捆成一捆，不超过一米五'],
  ['other', '其他大件', 'M', 5, 300, '', '', '请写清名称和大小'],
])

const appliances = rows('appliance', 'weee', [
  ['fridge', '冰箱', 'L', 2, 1000, '电冰箱 双门冰箱 旧冰箱', 'r', '清空断电，门用胶带粘住；不要放掉制冷剂'],
  ['freezer', '冰柜', 'L', 2, 800, '冷柜 冷藏柜', 'r', '清空断电'],
  ['washer', '洗衣机', 'L', 2, 500, '滚筒洗衣机 波轮洗衣机 双缸洗衣机', 'r', '放空水，断电'],
  ['dryer', '烘干机', 'M', 1, 500, '干衣机', 'r'],
  ['aircon_wall', '挂式空调', 'L', 3, 400, '空调 空调挂机 分体空调', '', '请先由专业人员拆下内外机'],
  ['aircon_stand', '柜式空调', 'XL', 2, 900, '立式空调 空调柜机', '', '请先由专业人员拆下内外机'],
  ['tv', '电视机', 'M', 3, 250, '液晶电视 平板电视 旧电视 显像管电视', 'r', '屏幕别压，整机交'],
  ['computer', '台式电脑', 'M', 3, 120, '电脑 主机 电脑主机 一体机', 'r', '请先清除个人资料'],
  ['monitor', '显示器', 'S', 4, 80, '电脑屏幕 电脑显示器', 'r'],
  ['laptop', '笔记本电脑', 'S', 4, 10, '手提电脑 笔记本 平板电脑', 'r', '请先清除个人资料'],
  ['phone', '旧手机', 'S', 10, 1, '手机 智能手机 老人机', 'r', '请先清除个人资料，电池鼓包的按有害垃圾交'],
  ['printer', '打印机', 'M', 2, 100, '复印机 传真机', 'r', '请取出硒鼓、墨盒'],
  ['water_heater', '热水器', 'M', 2, 250, '电热水器 燃气热水器 太阳能热水器', '', '请先关水关气，由专业人员拆下'],
  ['range_hood', '抽油烟机', 'M', 2, 300, '油烟机 排烟机', '', '请先拆下，擦去油污'],
  ['gas_stove', '燃气灶', 'S', 2, 60, '煤气灶 灶具 炉灶', '', '请先关气拆下'],
  ['dishwasher', '洗碗机', 'M', 1, 350, '消毒柜 碗柜消毒柜', 'r'],
  ['microwave', '微波炉', 'S', 3, 60, '光波炉 烤箱 电烤箱', 'r'],
  ['rice_cooker', '电饭煲', 'S', 5, 30, '电饭锅 电压力锅 电磁炉 小家电', 'r', '倒空洗净'],
  ['fan', '电风扇', 'S', 4, 80, '风扇 落地扇 空调扇', 'r'],
  ['heater', '取暖器', 'S', 4, 60, '电暖气 油汀 暖风机 小太阳', 'r'],
  ['vacuum', '吸尘器', 'S', 3, 40, '扫地机器人 拖地机', 'r'],
  ['water_dispenser', '饮水机', 'M', 2, 120, '净水器 净水机', 'r', '放空水'],
  ['ebike', '电动自行车', 'L', 1, 700, '电动车 电瓶车', 'r', '请先取下电池，电池按有害垃圾约'],
  ['stereo', '音响', 'M', 3, 100, '音箱 功放 收音机', 'r'],
])

const MATERIAL_LITRES = 100
const recyclables: CatalogueItem[] = (
  [
    ['paper', 'paper', '旧书报', '书本 报纸 杂志 纸 废纸 作业本', '捆好，不要淋湿'],
    ['cardboard', 'cardboard', '纸箱纸板', '纸箱 纸板 快递箱 纸壳', '拆开压平捆好'],
    ['carton', 'beverage_carton', '饮料纸盒', '牛奶盒 利乐包 饮料盒', '倒空冲洗压扁'],
    ['pet', 'plastic_pet', '饮料瓶', '矿泉水瓶 塑料瓶 可乐瓶', '倒空压扁'],
    ['hdpe', 'plastic_hdpe', '洗衣液瓶等硬塑料瓶', '洗衣液瓶 洗发水瓶 油桶', '冲净'],
    ['pp', 'plastic_pp', '塑料盆桶餐盒', '塑料盆 塑料桶 外卖盒 塑料凳', '冲净擦干'],
    ['plastic', 'plastic_mixed', '其他塑料', '塑料 塑料玩具 泡沫箱', '洗净'],
    ['aluminium', 'aluminium', '易拉罐和铝', '铝 铝锅 易拉罐 铝合金', '倒空压扁'],
    ['steel', 'steel', '废铁', '铁 钢 铁锅 不锈钢 罐头盒', '尖锐处包好'],
    ['copper', 'copper', '废铜', '铜 铜线 铜管', '捆好'],
    ['glass', 'glass', '玻璃瓶', '玻璃 酒瓶 酱油瓶', '完整的装筐，碎的包好写明'],
    ['textile', 'textile', '旧衣旧织物', '旧衣服 衣服 被单 窗帘 鞋 棉被', '洗净晾干装袋'],
  ] as const
).map(([code, material, name, aliases, hint]) => ({
  code,
  name,
  kind: 'recyclable',
  size: 'S',
  maxCount: 20,
  canDismantle: false,
  litres: MATERIAL_LITRES,
  aliases: aliases.split(' '),
  hint,
  material,
  reusable: code === 'textile' || code === 'paper',
}))

const SEALED = '不要打开，保持原样，单独装袋'
const hazardous = rows('hazardous', 'hazardous', [
  ['battery', '充电电池和纽扣电池', 'S', 20, 1, '电池 纽扣电池 充电宝 锂电池', '', '电极贴胶带'],
  ['car_battery', '蓄电池', 'S', 2, 15, '电瓶 铅酸电池 电动车电池', '', '直立放置，不要倾倒'],
  ['lamp', '荧光灯管', 'S', 20, 5, '灯管 节能灯 日光灯', '', '套上纸筒，不要打碎'],
  ['thermometer', '水银温度计', 'S', 5, 1, '体温计 水银血压计 水银', '', '装进有盖的瓶子'],
  ['medicine', '过期药品', 'S', 20, 2, '药 药片 药水 过期药', '', '连包装一起装袋'],
  ['paint', '油漆和溶剂', 'S', 10, 10, '油漆 油漆桶 稀料 香蕉水 胶水', '', SEALED],
  ['pesticide', '杀虫剂和农药', 'S', 10, 5, '杀虫剂 农药 消毒剂 老鼠药', '', SEALED],
  ['cosmetics', '指甲油和染发剂', 'S', 20, 1, '指甲油 染发剂 洗甲水', '', SEALED],
  ['film', '胶片和相纸', 'S', 20, 2, 'X光片 CT片 胶卷 相纸'],
  ['cartridge', '硒鼓和墨盒', 'S', 10, 3, '硒鼓 墨盒 色带', '', '装袋，避免漏粉'],
])

export const catalogue: readonly CatalogueItem[] = [...furniture, ...appliances, ...recyclables, ...hazardous]

const byCode = new Map(catalogue.map((item) => [item.code, item]))
export const catalogueItem = (code: string): CatalogueItem | undefined => byCode.get(code)

export const materialNames: Readonly<Record<Material, string>> = {
  paper: '书报纸类',
  cardboard: '纸板',
  beverage_carton: '饮料纸盒',
  plastic_mixed: '混合塑料',
  plastic_pet: 'PET 瓶',
  plastic_hdpe: '硬塑料瓶桶（HDPE）',
  plastic_pp: '塑料餐盒（PP）',
  aluminium: '铝',
  steel: '钢铁',
  copper: '铜',
  glass: '玻璃',
  textile: '旧衣织物',
  weee: '废旧家电',
  wood_furniture_reused: '木家具（再用）',
  wood_furniture: '木家具（拆解）',
  hazardous: '有害垃圾',
  residual: '其他垃圾',
}

export const kindNames: Readonly<Record<PickupKind, string>> = {
  bulky: '大件垃圾',
  appliance: '废旧家电',
  recyclable: '可回收物',
  hazardous: '有害垃圾',
}

const plain = (text: string): string => text.replace(/[\s,。、()()]/g, '').toLowerCase()

/**
 * The catalogue's thing for a typed name: the same name first, then the longest name or alias contained in it; null
 * when unknown.
 */
export function findItem(typed: string, list: readonly CatalogueItem[] = catalogue): CatalogueItem | null {
  const asked = plain(typed)
  if (asked === '') return null
  let best: { item: CatalogueItem; length: number } | null = null
  for (const item of list) {
    if (item.code === 'other') continue
    for (const name of [item.name, ...item.aliases].map(plain)) {
      if (name === asked) return item
      if (name.length > (best?.length ?? 0) && (asked.includes(name) || (asked.length >= 2 && name.includes(asked))))
        best = { item, length: name.length }
    }
  }
  return best?.item ?? null
}

export type Way = {
  way: 'reuse' | 'door_recycling' | 'free_point' | 'paid_bulky'
  title: string
  why: string
  siteId: string | null
  kind: PickupKind | null
}
export type AdviceFacts = {
  /** Nearest sites that take it: a re-use shop, and a site residents may bring it to. */
  reuseSite: { id: string; name: string } | null
  freeSite: { id: string; name: string } | null
  /** Kinds that are fetched from the door here. */
  servedKinds: readonly PickupKind[]
  /** What one of it costs as bulky waste; null = not known here. */
  priceFen: number | null
}

/** The best way first: re-use → door recycling → free site → paid bulky; a way that does not exist here is left out. */
export function adviseFor(item: CatalogueItem, facts: AdviceFacts): Way[] {
  const ways: Way[] = []
  if (item.reusable) {
    ways.push({
      way: 'reuse',
      title: facts.reuseSite ? `还能用：送到${facts.reuseSite.name}` : '还能用：转送或捐给需要的人',
      why: '继续用一天，就少做一件新的，不花钱',
      siteId: facts.reuseSite?.id ?? null,
      kind: null,
    })
  }
  const doorKind = item.kind === 'bulky' ? null : item.kind
  if (doorKind && facts.servedKinds.includes(doorKind)) {
    ways.push({
      way: 'door_recycling',
      title: `预约上门收${kindNames[doorKind]}`,
      why: doorKind === 'hazardous' ? '有毒有害，由专人收走最安全' : '材料还能再生，上门收走，不收费',
      siteId: null,
      kind: doorKind,
    })
  }
  if (facts.freeSite) {
    ways.push({
      way: 'free_point',
      title: `自己送到${facts.freeSite.name}`,
      why: '离家不远，随时可以放，不收费',
      siteId: facts.freeSite.id,
      kind: null,
    })
  }
  if (item.kind === 'bulky' && facts.servedKinds.includes('bulky')) {
    const cost =
      facts.priceFen === null || facts.priceFen === 0
        ? '按本地规定收费，确认前会先告诉您'
        : `每件${(facts.priceFen / 100).toFixed(2)}元，有免费件数时先用免费的`
    ways.push({
      way: 'paid_bulky',
      title: '预约大件上门',
      why: `搬不动、没人要的，上门搬走；${cost}`,
      siteId: null,
      kind: 'bulky',
    })
  }
  return ways
}
