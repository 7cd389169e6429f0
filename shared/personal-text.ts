// What hangs for everybody must name nobody: numbers of telephones and identity cards, plates of cars, mail addresses
// and rooms are refused in every text that ends on a public page. Names of people can't be told from other words;
// staff take such a text away (replies) or refuse it when they decide (corrections). Plain patterns alone: old phones
// read this.
import { line, text } from './contract'

/** Days and times are digits too: "2026-11-12 19:30", "2026.11.12", "20261112". */
const DAYS = /20\d{2}([-./]?)(?:0?[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01]|[1-9])(?!\d)|\d{1,2}:\d{2}/g

const PERSONAL: readonly RegExp[] = [
  // seven digits and more, as they are told apart by writing: mobiles, landlines, identity cards, bank cards
  /\d(?:[-\s.·_]{0,2}\d){6,}/,
  // the same in words
  /[零〇一幺二三四五六七八九](?:[-\s·]?[零〇一幺二三四五六七八九]){6,}/,
  // 3号楼502, 3栋2单元, 三单元五〇一, 5座，1203; "5号楼、6号楼" and "5栋6栋" are buildings
  /[0-9零〇一二三四五六七八九十两]+\s*(?:栋|幢|号楼|座|单元)\s*(?:[0-9零〇一二三四五六七八九十两]+|[,，、]\s*[0-9零〇一二三四五六七八九十两]{3,})(?![0-9零〇一二三四五六七八九十两]|栋|幢|号楼|座)/,
  // 502室, 502房; 5-2-301
  /[0-9零〇一二三四五六七八九十两]{2,}\s*[室房]/,
  /(?:^|[^\d-])\d{1,3}-\d{1,2}-\d{3,4}(?!\d)/,
  // 豫A12345, 豫AD12345
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}/i,
  /[\w.+-]+@[\w-]+\.[\w.]+/,
  /(?:微信|VX|QQ)(?:号|群)?\s*[::是]?\s*[\w-]{5,}/i,
]

/** @param typed as it would hang */
export function holdsPersonal(typed: string): boolean {
  const plain = typed.normalize('NFKC').replace(DAYS, ' 日 ')
  return PERSONAL.some((pattern) => pattern.test(plain))
}

const REFUSED = '这段话会公开，请去掉电话、证件号、车牌和门牌再写'
const isPublic = (typed: string): boolean => !holdsPersonal(typed)

/** Several lines, or one, that everybody may read. @see text, line */
export const publicText = (max: number, min = 0) => text(max, min).refine(isPublic, REFUSED)
export const publicLine = (max: number, min = 0) => line(max, min).refine(isPublic, REFUSED)
