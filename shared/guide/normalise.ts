// One spelling for what people type: half width, lower case, Arabic digits, no spaces and no punctuation.
// Names in the index and questions go through the same function; it maps characters one to one or drops them.

const DIGITS = '零一二三四五六七八九'
/** Traditional forms, and characters easily taken for another (鱼剌, 过期葯), each before the one that is meant. */
const PAIRS = '紙纸報报書书電电燈灯藥药過过廢废舊旧衛卫膠胶鐵铁銅铜鋁铝鋼钢魚鱼雞鸡鴨鸭飯饭麵面湯汤葉叶殼壳頭头髮发貓猫機机櫃柜褲裤襪袜帶带塊块飲饮塗涂溫温計计體体線线網网車车'
  + '輪轮墊垫筆笔鏡镜鍋锅蓋盖壺壶盤盘絲丝棗枣蘋苹殘残餘余葯药蕃番剌刺膩腻絨绒氈毡塵尘燭烛瀝沥籃篮漿浆麥麦豬猪鮮鲜蝦虾鴿鸽'
const KEPT = /[a-z0-9\u3007\u4e00-\u9fff]/

/** The character as it is compared, or '' where it is dropped. */
export function normaliseCharacter(character: string): string {
  const code = character.charCodeAt(0)
  const half = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : character
  const lower = half.toLowerCase()
  const digit = lower === '〇' ? 0 : DIGITS.indexOf(lower)
  if (digit >= 0) return String(digit)
  if (!KEPT.test(lower)) return ''
  const pair = lower > '\u3007' ? PAIRS.indexOf(lower) : -1
  return pair >= 0 && pair % 2 === 0 ? PAIRS.charAt(pair + 1) : lower
}

/** @param text what a person typed, or a name @returns its compared form; may be empty */
export function normalise(text: string): string {
  let result = ''
  for (let at = 0; at < text.length; at += 1) result += normaliseCharacter(text.charAt(at))
  return result
}
