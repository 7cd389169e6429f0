// One spelling for what people type: half width, lower case, Arabic digits, no spaces and no punctuation.
// Names in the index and questions go through the same function; it maps characters one to one or drops them.

const DIGITS = '零一二三四五六七八九'
/** Traditional forms and such as are easily taken for another (鱼剌, 过期葯). */
const TRADITIONAL: Readonly<Record<string, string>> = {
  紙: '纸', 報: '报', 書: '书', 電: '电', 燈: '灯', 藥: '药', 過: '过', 廢: '废', 舊: '旧', 衛: '卫', 膠: '胶', 鐵: '铁', 銅: '铜', 鋁: '铝', 鋼: '钢',
  魚: '鱼', 雞: '鸡', 鴨: '鸭', 飯: '饭', 麵: '面', 湯: '汤', 葉: '叶', 殼: '壳', 頭: '头', 髮: '发', 貓: '猫', 機: '机', 櫃: '柜', 桌: '桌',
  鞋: '鞋', 褲: '裤', 襪: '袜', 帶: '带', 塊: '块', 飲: '饮', 罐: '罐', 塗: '涂', 溫: '温', 計: '计', 體: '体', 線: '线', 網: '网', 車: '车',
  輪: '轮', 墊: '垫', 筆: '笔', 鏡: '镜', 鍋: '锅', 蓋: '盖', 壺: '壶', 盤: '盘', 絲: '丝', 棗: '枣', 蘋: '苹', 橘: '橘', 殘: '残', 餘: '余',
  葯: '药', 蕃: '番', 剌: '刺', 膩: '腻', 絨: '绒', 氈: '毡', 塵: '尘', 燭: '烛', 瀝: '沥', 籃: '篮', 漿: '浆', 麥: '麦', 豬: '猪', 鮮: '鲜', 蝦: '虾', 鴿: '鸽',
}
const KEPT = /[a-z0-9.\u3007\u4e00-\u9fff]/

/** The character as it is compared, or '' where it is dropped. */
export function normaliseCharacter(character: string): string {
  const code = character.charCodeAt(0)
  const half = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : character
  const lower = half.toLowerCase()
  const digit = lower === '〇' ? 0 : DIGITS.indexOf(lower)
  if (digit >= 0) return String(digit)
  return KEPT.test(lower) && lower !== '.' ? TRADITIONAL[lower] ?? lower : ''
}

/** @param text what a person typed, or a name @returns its compared form; may be empty */
export function normalise(text: string): string {
  let result = ''
  for (let at = 0; at < text.length; at += 1) result += normaliseCharacter(text.charAt(at))
  return result
}
