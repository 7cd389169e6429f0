// One spelling for what people type: half width, lower case, Arabic digits, no spaces and no punctuation.
// Names in the index and questions go through the same function; it maps characters one to one or drops them.

/** Numbers, traditional forms, and characters easily taken for another (鱼剌, 过期葯), each before the one that is meant. */
const PAIRS =
  '〇0零0一1二2三3四4五5六6七7八8九9紙纸報报書书電电燈灯藥药過过廢废舊旧衛卫膠胶鐵铁銅铜鋁铝鋼钢魚鱼雞鸡鴨鸭飯饭麵面湯汤葉叶殼壳頭头髮发貓猫機机櫃柜褲裤襪袜帶带塊块飲饮塗涂溫温計计體体線线網网車车' +
  '輪轮墊垫筆笔鏡镜鍋锅蓋盖壺壶盤盘絲丝棗枣蘋苹殘残餘余葯药蕃番剌刺膩腻絨绒氈毡塵尘燭烛瀝沥籃篮漿浆麥麦豬猪鮮鲜蝦虾鴿鸽'
const OTHER = new RegExp(`[^a-z0-9\\u4e00-\\u9fff]|[${PAIRS.replace(/(.)./g, '$1')}]`, 'g')

function meant(character: string): string {
  const code = character.charCodeAt(0)
  const plain = (code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0) : character).toLowerCase()
  if (/^[a-z0-9]$/.test(plain)) return plain
  const pair = PAIRS.indexOf(character)
  return pair < 0 ? '' : PAIRS.charAt(pair + 1)
}

/** @param text what a person typed, or a name @returns its compared form; may be empty */
export const normalise = (text: string): string => text.replace(OTHER, meant)

/** The piece of a typed text that is compared as `part`; `part` itself where it was put together of several pieces. */
export function typedOf(text: string, part: string): string {
  const symbols = Array.from(text)
  const keys = symbols.map(normalise)
  const at = part ? keys.join('').indexOf(part) : -1
  if (at < 0) return part
  let [from, length] = [0, 0]
  while (length + (keys[from] ?? '').length <= at) length += (keys[from++] ?? '').length
  let to = from
  while (length < at + part.length) length += (keys[to++] ?? '').length
  return symbols.slice(from, to).join('').trim()
}
