// What parts of a word decide, and what they don't: a guess that could mislead is worse than none, so refusals are
// many.
import { infer, inferBone, inferByMaterial, isNothing } from './infer'

const FOODS = ['苹果', '西瓜', '花生', '奶茶', '白菜', '土豆', '茶', '鸡蛋']
const isFood = (part: string): boolean => FOODS.some((food) => part.endsWith(food))
const codeOf = (word: string): string | undefined => infer(word, isFood)?.code

describe('material and form', () => {
  test.each([
    ['玻璃储物罐', 'R.glass'],
    ['玻璃花瓶', 'R.glass'],
    ['塑料整理箱', 'R.plastic'],
    ['塑料折叠凳', 'R.plastic'],
    ['不锈钢保温壶', 'R.metal'],
    ['铁架子', 'R.metal'],
    ['铝合金晾衣架', 'R.metal'],
    ['搪瓷盆', 'R.metal'],
    ['铜水管', 'R.metal'],
    ['纸质礼盒', 'R.paper'],
    ['牛皮纸袋', 'R.paper'],
    ['陶瓷茶叶罐', 'O'],
    ['紫砂壶', 'O'],
    ['硅胶铲', 'O'],
    ['橡胶垫', 'O'],
    ['木勺', 'O'],
    ['竹篮', 'O'],
    ['实木鞋柜', 'O'],
    ['帆布包袋', 'R.textile'],
    ['纯棉床单', 'R.textile'],
    ['泡沫箱', 'R.plastic'],
    ['纸碗', 'O'],
  ])('%s is %s', (word, code) => expect(inferByMaterial(word)?.code).toBe(code))
  test('the basis says which parts', () => expect(inferByMaterial('玻璃储物罐')?.basis).toBe('按“玻璃”材质和“罐”推断'))
  test('the material next to the form decides', () => expect(inferByMaterial('玻璃罐铁盖')?.code).toBe('R.metal'))
  test('big things go the bulky way', () => expect(inferByMaterial('铁书柜')?.route).toBe('bulky'))
  test.each([
    '玻璃',
    '塑料',
    '瓶',
    '玻璃心',
    '塑料感',
    '铁路',
    '钢琴曲',
    '纸牌屋',
    '木马病毒',
    '铜陵',
    '银行',
    '金融',
    '布局',
    '陶醉',
    '木星',
  ])('%s: a material without a form, or a form without a material, decides nothing', (word) =>
    expect(inferByMaterial(word)).toBeNull(),
  )
})

describe('heads that decide alone', () => {
  test.each([
    ['玩具车电池', 'H.battery'],
    ['紫外线灯管', 'H.lamp'],
    ['降压药', 'H.chemical'],
    ['阿莫西林胶囊', 'H.chemical'],
    ['木器漆', 'H.chemical'],
    ['土豆皮', 'F.home'],
    ['西瓜籽', 'F.home'],
    ['花生壳', 'F.home'],
    ['生蚝壳', 'O'],
    ['贝皮', 'O'],
    ['榴莲壳', 'O'],
    ['榴莲皮', undefined],
    ['红烧牛肉', 'F.home'],
    ['炒白菜', 'F.home'],
    ['蛋炒饭', 'F.home'],
    ['防晒衣服', 'R.textile'],
    ['跑鞋', 'R.textile'],
    ['英语书', 'R.paper'],
    ['酸奶机', 'R.metal'],
    ['儿童书桌', 'O'],
    ['烧烤炉灰', 'O'],
    ['榕树枝', 'N'],
  ])('%s is %s', (word, code) => expect(codeOf(word)).toBe(code))
})

describe('words that nothing decides get no answer', () => {
  test.each([
    // sayings, people, feelings
    '你好',
    '谢谢',
    '再见',
    '生日快乐',
    '爸爸',
    '老师',
    '爱情',
    '幸福',
    '开心',
    '天气',
    '今天',
    '明天',
    '时间',
    '新闻',
    '积分',
    '预约',
    // places
    '北京',
    '许昌',
    '安阳',
    '偃师',
    '郑州市',
    '人民路',
    '火车站',
    '中心医院',
    '第一小学',
    '阳光小区',
    '万达广场',
    '清华大学',
    // doing
    '跑步',
    '睡觉',
    '吃饭',
    '做饭',
    '看书',
    '读书',
    '洗衣',
    '起床',
    '吃药',
    '买菜',
    '种菜',
    '钓鱼',
    '养鱼',
    '喷漆',
    '关机',
    '开机',
    '唱歌',
    '跳舞',
    '吃瓜',
    // heads that only look so
    '坏蛋',
    '笨蛋',
    '傻瓜',
    '结果',
    '后果',
    '效果',
    '如果',
    '司机',
    '飞机',
    '危机',
    '时机',
    '有机',
    '火药',
    '炸药',
    '征服',
    '说服',
    '河床',
    '机床',
    '秘书',
    '证书',
    '心灰',
    '石灰',
    '肌肉',
    '人肉',
    '车皮',
    '牙签肉皮',
    '调皮',
    '地皮',
    '脑壳',
    '地壳',
    '皮',
    '核',
    '壳',
    '肉',
    '药',
    '书',
    '衣',
    '电影票房',
    '红色',
    '蓝色',
    // letters and numbers
    'asdf',
    'qwerty',
    'abc',
    '12345',
    'x',
    '',
  ])('%s', (word) => expect(infer(word, isFood)).toBeNull())
  test.each(['宝宝', '北京', '许昌', '人民路', '红色', '股市'])('%s names nothing at all', (word) =>
    expect(isNothing(word)).toBe(true),
  )
  test.each(['路由器', '市政井盖', '校服', '小区垃圾', '公园椅', '电影票', '银行卡', '公司文件'])(
    '%s may be a thing',
    (word) => expect(isNothing(word)).toBe(false),
  )
})

describe('bones', () => {
  test.each([
    ['羊蝎子骨头', 'O'],
    ['猪腿骨头', 'O'],
    ['鸡骨头', 'F.home'],
    ['排骨骨头', 'F.home'],
  ])('%s is %s', (word, code) => expect(inferBone(word)?.code).toBe(code))
  test.each(['骨头', '主心骨', '骨头架子', '露骨'])('%s is not decided', (word) => expect(inferBone(word)).toBeNull())
})
