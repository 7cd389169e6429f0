// What English words mean where they are said of a thing or are part of one, each as a Chinese word that the guide
// reads. Things themselves are aliases of entries (washingmachine, papertowel). A phrase is taken word by word, since
// both languages put what is said of a thing before it: old T-shirt → 旧T恤.
import type { GuideIndex } from './search-index'

const WORDS =
  'aa=5号|aaa=7号|lithium=锂|rechargeable=充电|lamp light=灯|plastic=塑料|metal=金属|glass=玻璃|paper=纸|steel=不锈钢|' +
  'iron=铁|rubber=橡胶|tube=管|fluorescent=荧光|led=led|bottle=瓶|can jar=罐|box=盒|bag=袋|cup=杯|lid=盖|cap=瓶盖|' +
  'bucket barrel=桶|notebook=笔记本|receipt=小票|wood wooden=木|bamboo=竹|leather peel skin rind husk=皮|cotton=棉|' +
  'shell=壳|core pit=核|seed=籽|leaf leaves=叶|stem=梗|food=食物|rice=米饭|chicken=鸡|tea=茶叶|grounds=渣|water=水|' +
  'oil polish=油|cob=芯|soup=汤|pizza=披萨|sandwich=三明治|toothpaste=牙膏|sanitary=卫生|pad=卫生巾|' +
  'medicine medication drug=药|thermometer=体温计|bug=虫|spray=喷雾|bleach=漂白水|ash=灰|computer=电脑|ipad=平板电脑|tv=电视|' +
  'fan=电风扇|usb=usb|cd dvd=光盘|table=桌子|bed=床|cabinet=柜子|shelf=架子|door=门|window=窗户|shoe=鞋|bra=文胸|ring=戒指|' +
  'doll=娃娃|ball=球|bike=自行车|pen=笔|tape=胶带|knife knives=刀|pan=平底锅|pot=锅|grass=草|tree=树|soil dirt=土|cat=猫|' +
  'dog=狗|litter=砂|poop=屎|pet=宠物|film wrap=膜|bubble=气泡|string rope=绳子|old=旧|new=新|broken cracked=坏的|used=用过的|' +
  'leftover=剩的|swollen=鼓包的|half=半|dirty=脏的|clean=干净的|empty=空|expired=过期|rotten=烂|dead=死|wet=湿的|dry=干|big=大|' +
  'small=小|disposable=1次性|takeaway takeout delivery=外卖|instant=方便|electric=电|electronic=电子|baby=婴儿|snack=零食|' +
  'duck=鸭|porridge congee=粥|bun=包子|pie=派|toast=吐司|gum=口香糖|flask=保温瓶|tie=领带|mat=垫子|sewing=缝纫|thread=线|key=钥匙|' +
  'ticket=车票|card=卡片|cage=笼子|fur=毛|burnt=烧焦的|moldy mouldy=发霉的|greasy oily=沾油的|washed=洗过的|unused=没用过的|' +
  'leaking=漏的|dried=干的|frozen=冷冻|cooked=熟的|raw=生|with=带|and=和|' +
  "the a an my some one two how to do i throw away dispose where what is recycle trash garbage waste should be put in which it this that these those from for our your it's goes go get rid out please does im have="
const chinese = new Map<string, string>()
for (const group of WORDS.split('|')) {
  const [words = '', meaning = ''] = group.split('=')
  for (const word of words.split(' ')) if (!chinese.has(word)) chinese.set(word, meaning)
}

/** A word or several in one, or what it is the plural of. */
function meaningOf({ byKey, terms }: GuideIndex, word: string): string | undefined {
  for (const form of [word, word.replace(/s$/, ''), word.replace(/es$/, ''), word.replace(/ies$/, 'y')]) {
    const name = form.length > 2 ? byKey.get(form) : undefined
    const meaning = chinese.get(form) ?? (name && terms[name.term]?.names[0])
    if (meaning !== undefined) return meaning
  }
  return undefined
}

const HOLDER = /[瓶罐桶盒袋箱杯管]$/

/**
 * The text with each English word that is known in Chinese; null where a word of letters is not, unless it only says
 * more of a thing behind it (fluffy pillow). What was in a bottle has to be known.
 */
export function fromEnglish(index: GuideIndex, text: string): string | null {
  const words = text
    .toLowerCase()
    .replace(/t-shirt/g, 'tshirt')
    .replace(/x-ray/g, 'xray')
    .replace(/(\w+) of (\w+)$/, '$2 $1')
    .replace(/can (?=i |we |you |it |this |the |be )/g, '')
    .split(/[^a-z\u4e00-\u9fff]+/)
    .filter(Boolean)
  let out = ''
  let isUnread = false
  for (let at = 0; at < words.length;) {
    // toilet paper is no paper for a toilet
    const length = [3, 2, 1].find((many) => many === 1 || meaningOf(index, words.slice(at, at + many).join(''))) ?? 1
    const word = words.slice(at, at + length).join('')
    const meaning = meaningOf(index, word) ?? (/^[a-z]/.test(word) ? null : word)
    if (meaning === null) isUnread = true
    out += meaning ?? ''
    at += length
  }
  return isUnread && (!out || HOLDER.test(out) || meaningOf(index, words[words.length - 1] ?? '') === undefined)
    ? null
    : out
}
