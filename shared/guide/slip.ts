// A slip of the finger, or another word? Decides whether a name one character away is what was meant.
// Relies on how many other names have the character; used for answers, not for lists to choose from.
import { wordsOf } from './plain'
import { findTypo } from './search-find'
import { listOf, type GuideIndex, type Name } from './search-index'

/** How many names end (or begin) with a character, up to 3. */
function edgeCount(index: GuideIndex, code: number, atEnd: boolean): number {
  let count = 0
  for (const { key } of listOf(index, code)) {
    if (key.charCodeAt(atEnd ? key.length - 1 : 0) === code) count += 1
    if (count === 3) break
  }
  return count
}

/** A head or a first part that other names have too is meant: 气垫膜 is no 气垫床. */
function isSlip(index: GuideIndex, key: string, other: string): boolean {
  const last = key.length - 1
  if (key.length < other.length)
    return (
      key.length >= 4 ||
      (key.charCodeAt(0) === other.charCodeAt(0) && key.charCodeAt(last) === other.charCodeAt(other.length - 1))
    )
  if (key.length > other.length) return !key.startsWith(other) || edgeCount(index, key.charCodeAt(last), true) === 0
  if (key.charCodeAt(last) !== other.charCodeAt(last) && key.slice(0, last) === other.slice(0, last))
    return edgeCount(index, key.charCodeAt(last), true) < 3
  if (key.charCodeAt(0) !== other.charCodeAt(0) && key.slice(1) === other.slice(1))
    return key.length >= 4 || edgeCount(index, key.charCodeAt(0), false) < 3
  // in the middle of three, a character that many names hold tells another thing apart
  return (
    key.length > 3 ||
    key.charCodeAt(1) === other.charCodeAt(1) ||
    key.charCodeAt(0) !== other.charCodeAt(0) ||
    listOf(index, key.charCodeAt(1)).length < 10
  )
}

/** Characters that are easily taken for each other when written or tapped. */
const ALIKE = (
  '怀杯 抱泡 炮泡 泊泡 涮刷 汁计 科料 桨浆 笨苹 剌刺 末未 末沫 沬沫 土士 干千 折拆 帖贴 灌罐 版板 扳板 坡玻 漓璃 离璃 朔塑 贷袋 代袋 简筒 拒柜 倚椅 卓桌 登凳 农衣 库裤 群裙 冒帽 ' +
  '币巾 申电 约药 什针 钉针 菅管 旦蛋 荼茶 渔鱼 内肉 爪瓜 挑桃 犁梨 澄橙 拧柠 蒙檬 苟狗 喿澡 皂皀 炔快 怏快 筷块 笛苗 侯候 漆膝 徐涂 余涂 淦油 抽油 由油 泣粒 拉粒 位粒 慕幕 莫膜 摸膜 摹膜 铝吕 纲钢 ' +
  '刚钢 网钢 铜同 仝铜 俏销 哨销 稍梢 饮饭 饭饮 饼拼 并饼 拼饼 瓶拼 抹沫 狠根 跟根 很根 极板 纸低 抵纸 氏纸 红纸 住注 柱注 洼注 娃蛙 眠眼 银眼 恨眼 镜境 竟镜 壶壸 宕碗 婉碗 惋碗 豌碗 蝶碟 谍碟 喋碟 勾勺 ' +
  '匀勺 叉又 剪煎 煎剪 卯卵 恰洽 合盒 拾盒 令合 槽糟 糟槽 遭糟 芯心 悬县 奈耐 棵课 颗棵 裸棵 籽仔 杆秆 秆杆 稿搞 缐线 钱线 残线 浅线 栈线 丝纱 沙纱 砂纱 抄纱 妙纱 吵纱 枕忱 沈枕 担胆 但担 埕橙 暖缓 缓暖 嗳暖 援暖'
).split(' ')
const alikes = new Map<string, string[]>()
for (const pair of ALIKE) {
  const [wrong = '', right = ''] = pair
  alikes.set(wrong, [...(alikes.get(wrong) ?? []), right])
}

/** Names with one character in the place of one that looks like it. */
function byLook(index: GuideIndex, key: string): Name | undefined {
  for (let at = 0; at < key.length; at += 1) {
    for (const right of alikes.get(key.charAt(at)) ?? []) {
      const name = index.byKey.get(key.slice(0, at) + right + key.slice(at + 1))
      if (name) return name
    }
  }
  return undefined
}

/** Is this a word of its own, and so no slip? */
export const isWord = (index: GuideIndex, key: string): boolean => wordsOf(index).common.has(key)

/** The name that was meant by a word with one wrong character, if it is rather a slip than another word. */
export const findSlip = (index: GuideIndex, key: string): Name | undefined =>
  isWord(index, key)
    ? undefined
    : (byLook(index, key) ?? findTypo(index, key).find((name) => isSlip(index, key, name.key)))
