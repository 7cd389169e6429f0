// The words around a thing's name: what is asked, who has it, what happened to it, how much of it. Word lists and how
// they are put together; nothing is decided here. All in the spelling of normalise.ts (Arabic digits). Relies on
// nothing; built once, at the first question.

/** What a word is for: skipped · a question · a verb with an object · a state · a joint · a negation · a measure. */
export type Role = 'filler' | 'question' | 'verb' | 'state' | 'joint' | 'not' | 'of' | 'count'

const list = (text: string): string[] => text.split(' ')
/** A pattern of one of the words, the longest that fits; an empty one means that none may stand there. */
const any = (words: readonly string[]): string => `(?:${[...words].sort((a, b) => b.length - a.length).join('|')})`
const sequence = (...parts: (readonly string[])[]): string => parts.map(any).join('')

const FILLER = list(
  '请问 请帮我 你好 您好 谢谢 多谢 麻烦 问1下 问下 想问 想问问 我想 想知道 不知道 查1下 查询 查询1下 帮我 帮我查 帮忙 帮我看看 求助 ' +
    '侬 阿拉 伲 阮 阮厝 恁 俺娘 俺爹 俺们 屋头 屋里头 屋里厢 屋企 厝内 厝里 灶屋 堂屋 灶房 我屋 ' +
    '我 我们 我们家 我家 你 他 她 咱 俺 人家 自己 自家 家里 家里的 家 屋里 家用 家庭 家里有 我妈 我爸 妈妈 爸爸 奶奶 爷爷 ' +
    '姥姥 老妈 老爸 老公 老婆 孩子 小孩 小孩子 娃 宝宝 婴儿 老人 老人过世 邻居 朋友 同事 别人 客人 前男友 前女友 男朋友 女朋友 月子娃 大人 ' +
    '发现 看到 看见 发现了 第2天 第3天 隔天 隔夜 半夜 前几天 那天 上个月 这个月 上班 下班 昨天 今天 前天 昨晚 今早 早上 中午 晚上 刚才 刚刚 刚 上次 上周 去年 前年 以前 之前 现在 后来 最后 平时 每天 过年 过节 过生日 生日 中秋 春节 元宵 端午 冬天 夏天 春天 秋天 ' +
    '小区 楼下 楼上 楼道 请客 聚餐 聚会 办酒席 酒席 大扫除 旅游 出差 体检 毕业 开学 小区里 花坛 院子 门口 客厅 厨房 卧室 卫生间 阳台 办公室 公司 单位 学校 教室 饭店 餐馆 超市 网上买 网购 店里 村里 田里 路上 路边 ' +
    '冰箱里 柜子里 桌上 地上 床上 床底下 嘴里 手里 里面 里边 里头 里 上面 上边 下面 外面 外边 中间 旁边 底下 边上 当中 ' +
    '1次性 个 洋 软 硬 圆 方 扁 宽 窄 轻 重 双 单 真 假 仿 纯 散 那个 这个 那种 这种 那些 这些 那 这 某 各种 所有 全部 有些 有的 1种 1类 有 1些 嗯 呃 啊 呀 哦 哎 唉 嘛 呗 吧 哈 哇 诶 噢 呐 了 着 过 地 得 ' +
    '已经 都 快 也 还 还是 就 又 再 才 只 太 很 非常 特别 有点 好像 突然 好几 1直 几乎 大概 应该 可能 其实 然后 因为 所以 但是 不过 而且 如果 的话 时候 的时候 之后 以后 后 ' +
    '想 要 把 将 给 被 让 叫 从 用来 想要 需要 打算 准备 想扔 要扔 扔掉 丢掉 扔了 丢了 倒掉 倒了 处理 处理掉 清理 清理掉 不要 不想要 没人要 没用 没用了 不用 ' +
    '打扫 打扫卫生 搬家 收拾 收拾屋子 整理 找到 找出来 翻出来 清出来 装修 装修完 留下 剩下 剩下来 剩 掉下来 掉下来的 换下来 换下 换掉 拆下来 拆下 剪下来 剪下 拔下来 ' +
    '捡到 捡 买 买了 买的 收到 收的 送的 送 拿 拿到 快递来 做饭 做菜 生活 日常 老式 普通 1般 常用 国产 进口 多余 闲置 废弃 废 废旧 老旧 老 新 旧 小型 大型 小 大 长 短 厚 薄 ' +
    '红色 白色 黑色 绿色 蓝色 黄色 灰色 彩色 透明 红 白 黑 绿 蓝 黄 灰 男 女 男士 女士 儿童 成人 小朋友 1次 分开 分开扔 1起扔 1起 直接 单独 能 可以 会 是 说 的说 东西 物品 垃圾 废品 类 ' +
    '重新 翻新 中 内 去 来 到 在 往 进 上 下 出来 起来 下来 回来 放 放在 搁 摆 弄 搞 挖 网红 便宜 昂贵 高档 好 好看 漂亮 各 每 另 其他 其它 其余 1整 整块 整个 1整块儿 1整块 1大堆 1堆 1大袋 满满 多 好多 很多 许多 不少 点 1点 点儿 1点儿',
)

const QUESTION = [
  sequence(
    ['', ...list('应该 该 要 都 那 这 可以 能 得 需要 到底 究竟 现在')],
    list('怎么 怎样 咋 咋个 如何 怎'),
    ['', ...list('扔 丢 处理 办 弄 分 分类 放 倒 回收 投 投放 卖 搞 处置 清理 样 整')],
    ['', ...list('好 呢 啊 呀 了 吗 才对')],
  ),
  sequence(
    ['', ...list('应该 该 要 可以 能 得 我 都 需要')],
    list('扔 丢 放 倒 投 投放 装 搁 送 拿 交 算 属 属于 归 归到 归类 是 往 去 进 当 卖 弄 寄 捐 埋'),
    ['', ...list('在 到 进 去 给 于 放 扔 丢 往')],
    list(
      '哪 哪里 哪儿 哪个桶 哪个桶里 哪个桶里面 哪个垃圾桶 哪类 哪1类 哪种 哪种垃圾 哪个 哪类垃圾 什么 啥 什么垃圾 啥垃圾 什么桶 啥桶 什么垃圾桶 啥垃圾桶 哪1个桶 哪个垃圾箱 哪个箱 几号桶 什么里面 什么里头 什么桶里 什么桶里头 哪个桶里头 哪个里面 什么类 什么类型 什么颜色桶 什么颜色的桶 什么地方 哪去 那里 谁 垃圾桶 可回收 可回收吗 可回收物 可回收垃圾 有害垃圾 厨余垃圾 其他垃圾 干垃圾 湿垃圾 有害 厨余 其他 可回收桶',
    ),
    ['', ...list('吗 呢 啊 呀 里 扔 去 放 好 么 了 吧')],
  ),
  sequence(
    ['', ...list('是 是不是 算 算不算 属于 归 这是 属不属于 应该是 到底是 都是')],
    list(
      '可回收 可回收物 可回收垃圾 有害 有害垃圾 有毒 厨余 厨余垃圾 湿垃圾 干垃圾 其他垃圾 垃圾 废品 大件垃圾 什么 啥 哪种 哪类 什么东西 建筑垃圾 什么垃圾 啥垃圾',
    ),
    ['', ...list('吗 么 嘛 不 还是 呢 的吗 啊')],
  ),
  sequence(
    list(
      '能 可以 可 能不能 可不可以 能否 可否 还能 还可以 不能 不可以 可不可 要不要 用不用 需不需要 需要 要 该不该 得不得',
    ),
    [
      '',
      ...list(
        '扔 丢 回收 卖 卖钱 倒 放 投 直接扔 直接丢 直接倒 直接扔可回收 1起扔 1起丢 1起 放1起 随便扔 进 当 算 洗 分开 分开扔 拆 拆开 倒下水道 倒马桶 冲马桶 扔厨余 扔进厨余 扔可回收 扔其他垃圾 扔垃圾桶 扔垃圾桶里 继续用 用 再用 捐 烧 埋 单独 单独扔 丢垃圾桶 堆肥 喂鸡 放可回收 倒厨余',
      ),
    ],
    ['', ...list('吗 么 嘛 不 不能 呢 啊 了 掉 了吗 的吗')],
  ),
  any(
    list(
      '为什么 为啥 为何 凭什么 呢 吗 么 嘛 收不收 有人收 有人收吗 有没有人收 有没有人要 有人要吗 谁收 谁要 谁来收 上门拉走 上门拉 上门取 上门搬 拉走 来拉 来收 来搬 收走 谁来拉 谁来拉走 谁来搬 谁来处理 谁管 找谁 找谁收 找谁拉 该找谁 叫谁来收 归谁管 给谁 哪家收 值钱吗 值不值钱 到底值不值钱 能卖多少钱 能卖几个钱 卖不卖得掉 有人买吗 多少钱 多少钱1斤 卖钱吗 什么时候扔 上门收吗 上门回收 有毒吗 有害吗 行不行 行吗 好不好 对不对 ' +
        '可以吗 可不可以 能不能 怎么回事 处理方法 处理方式 处理办法 怎么弄 埋哪里 埋哪 埋了 烧了 倒下水道 下水道 分类 垃圾分类 回收 回收吗 是什么 是啥 归类 属于 扔 丢 投放 请回答 求解答 是 归',
    ),
  ),
].join('|')

const VERB = list(
  '跑 飞 爬 煎 炸 炒 炖 榨 蒸 烤 撕 揭 刮 挤 铺 捆 绑 掰 啃 喷洒 洗 吃 喝 看 打 拉 玩 读 听 写 学 修理 修 骑 开 坐 穿 戴 种 养 做 唱 弹 画 逛 爱 找 关 换 装 搬 擦 取 借 租 卖 刷 点 约 发 接 练 教 踢 拍 跳 抱 喂 遛 煮 晒 晾 叠 搭 贴 剪 切 包 扫 扫了 喷 涂 抹 盛 泡 拌 配 用 打开 用着 埋 倒 洒 喜欢 ' +
    '想吃 想喝 想买 爱吃 爱喝 喜欢吃 学习 购买 制作 使用 维修 安装 清洗 推荐 寻找 不吃',
)

const DONE = list(
  '铲 砸 敲 凿 拧 翘 顶 倒 喝 吃 用 穿 看 洗 擦 打 摔 拆 切 挤 抽 嚼 啃 泡 煮 炒 做 装 盛 点 烧 刷 玩 戴 盖 垫 写 画 换 剪 剥 削 剃 掉 扫 拔 修剪 喷 涂 贴 撕 捡 踩 压 咬 熬 炖 冲 睡 坐 骑 开 淋 晒 放 存 挖 种 养 包 裹 沾 喂 骑 磨 扯 滴 打碎 喝剩 吃剩 用剩 补 敷 铺 晾 卸 打包 生 使 磕',
)
const RESULT = list(
  '起来 开 散 散架 翘 成 空了 剩 剩下 剩下来 完 过 坏 掉 光 破 旧 小 满 好 空 碎 烂 脏 断 死 下 下来 出来 不完 不了 焦 糊 湿 干净 净 久 到1半 了1半 1半 废 裂 没 漏 穿 成渣 得差不多 干 爆 瘪 扁 弯 歪 变形 掉漆',
)
const PLAIN_STATES = list(
  '坏球 瞎 瘫 孬 烧不热 淌水 不灵 结块 翘 散架 不能玩 按不动 塌 坏 破 碎 烂 断 裂 脏 空 过期 到期 变质 发霉 霉 馊 臭 枯 蔫 生锈 锈 漏 漏水 漏气 漏液 没电 没气 没水 没墨 没洗 没洗干净 未洗 没冲 没擦 没开封 未开封 没拆封 未拆封 没拆 未拆 没喝完 没吃完 没用完 未用完 未喝完 未吃完 没放完 没点完 ' +
    '没抽完 没打完 没挤完 不穿 不看 不玩 不亮 不走 不转 不响 不热 不冷 不能用 不能穿 不能吃 不能喝 不好用 不好 报废 死 淘汰 退役 开封 融化 化 干涸 干 老化 褪色 变形 开胶 脱皮 起球 缩水 掉色 瘪 爆 鼓包 受潮 潮 弄脏 弄湿 打湿 泡水 进水 ' +
    '掉漆 脱漆 掉瓷 掉皮 破洞 破损 损坏 破旧 破烂 陈旧 沾油 沾水 沾满 沾满油 沾了油 沾血 带血 带油 带水 油腻 有油 没油 没有油 无油 没有水 有水 没有残渣 没有渣 保质期 过保质期 过了保质期 过了期 焦 糊 过保 长毛 长虫 生虫 发芽 发黄 发臭 变味 失效 用废 洒 湿 干净 不干净 洗干净 洗净 ' +
    '冲干净 冲洗干净 擦干净 很脏 完好 完整 打碎 摔碎 打破 破碎 碎掉 裂开 装满 半空 满 没用过 未用过 没使用过 没穿过 没开过 没打开 用过 使用过 没响 没炸 没爆 坏死 吃剩 喝剩 用剩 吃剩下 剩余 残余 残留 沾 磨损 磨破 起毛 没人吃 没人买 不敢吃 不敢喝 不敢用 没人喝 没人用 没人穿 没人玩 没人看 冻坏 放坏 放久 过时 鼓 鼓起来 ' +
    '胀 胀气 着火 冒烟 漏电 短路 掉地上 打翻 热 冷 凉 冰 冻 活 活着 2手 全新 崭新 还能用 能用 能穿 还能穿 好好 没坏 没碎 没破 不脏 没沾 没沾油 没有沾 没过期 未过期 不新鲜 新鲜 生 熟 钝 秃 卷 皱 松 充不进电 充不进去电 充不上电 开不了机 开不开 关不上 打不开 不制冷 不制热 不加热 不通电 不出水 不出风 不转了 剩1半 剩半 只剩1半 用了1半 打包回来 打包 充电 可充电 不充电 不带电 带电 没电池 ' +
    '含汞 不含汞 无汞 带壳 去壳 去皮 带皮 沾血 掉毛 化了 拧干 晾干 晒干 风干 洗过 冲过 擦过 没气了 没水了 瘪了 倒空 清空 喝空 打完 放完 点完',
)
const AFTER = [
  '',
  ...list('了 掉 掉了 过 过了 完了 得很 不了 的时候 以后 之后 着 好几个 好几天 很久 好久 成 透了 光了 了1半 了点'),
]
const BEFORE = [
  '',
  ...list('已经 都 快 没 没有 未 不 刚 被 全 全都 很 有点 弄 搞 给 1直 半 还没 还没有 太 已 好 刚刚 里面还有 还'),
]

const NOT = list('不是 除了 除 不带 不含 不包括 不包含 不算 没有 无 去掉 去除 没带 没装 不装 不要')
const JOINT = list('和 跟 与 以及 还有 加上 加 连 连同 带着 外加 及 或者 或 同')

/** A number and what is counted with it. */
const NUMBERS = '[0-9两几多数半整这那某每有]|10|好几|1大|1小|半大'
const MEASURES =
  '大|小|整|满)?(个|只|条|张|块儿?|瓶|罐|盒|袋子?|包|把|根|支|枝|双|件|套|台|部|辆|本|份|堆|箱子?|桶|杯|碗|盘|片|颗|粒|棵|盆|节|串|卷|批|些|滩|坨|床|顶|副|对|口|座|幅|筐|捆|摞|打|团|束|朵|头|匹|架|盏|升|斤|公斤|千克|克|毫升|ml|kg|l|点儿?|截|段|种|簸箕|麻袋|兜|车|排|板|管|勺|壶|年|岁|天|个月|多年|垃圾桶|地|桌子'
/** What is put together of several words, by its role; `y`: matched where it is looked for. */
const PATTERNS: readonly (readonly [Role, RegExp])[] = [
  ['count', new RegExp(`(?:(?:${NUMBERS})+)(?:${MEASURES})(?:的(?!$))?`, 'y')],
  ['state', new RegExp(`${any(BEFORE)}(?:${any(DONE)}${any(RESULT)}|${any(PLAIN_STATES)})${any(AFTER)}`, 'y')],
  [
    'state',
    /(?:[少缺断掉破磨][了着]?|碎了)(?:1|好几|几|两)?[个条块只根道颗](?:腿|角|口子?|轮子?|盖子?|胳膊|耳朵|边|把手?|大?洞|扣子?|脚|大?窟窿|键|齿|缝)(?:了)?/y,
  ],
  [
    'state',
    /[黏粘油脏湿硬软臭干皱毛粗潮烂白灰黑滑](?:兮兮|乎乎|糊糊|邦邦|哒哒|漉漉|巴巴|溜溜|烘烘|腻腻|黏黏|渍渍|趴趴)|黏黏的?|[都全满]都?是[红菜辣肉]?(?:油|水|泥|灰|血|口水|汤|汁|酱|渣|奶|霉|锈|土)/y,
  ],
  ['question', new RegExp(QUESTION, 'y')],
]

let roles: Map<string, Role> | null = null
let longest = 0

function made(): Map<string, Role> {
  if (roles) return roles
  const all = new Map<string, Role>()
  const add = (words: readonly string[], role: Role): void => {
    for (const word of words) {
      if (!word) continue
      all.set(word, role)
      longest = Math.max(longest, word.length)
    }
  }
  add(VERB, 'verb')
  add(FILLER, 'filler')
  add(NOT, 'not')
  add(JOINT, 'joint')
  add(['的', '之'], 'of')
  roles = all
  return all
}

/** The longest word of these lists that a text has at a place. */
export function wordsAt(text: string, from: number): { length: number; role: Role }[] {
  const all = made()
  const found: { length: number; role: Role }[] = []
  for (let length = Math.min(longest, text.length - from); length > 0; length -= 1) {
    const role = all.get(text.substr(from, length))
    if (role) found.push({ length, role })
  }
  for (const [role, pattern] of PATTERNS) {
    pattern.lastIndex = from
    const match = pattern.exec(text)
    if (!match || !match[0]) continue
    // one character asks nothing by itself: 可, 扔
    found.push({ length: match[0].length, role: role === 'question' && match[0].length === 1 ? 'filler' : role })
  }
  return found
}
