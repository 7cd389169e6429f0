// Common English words for everyday things, and what people say of them, each as a Chinese word that the guide reads. A
// phrase is taken word by word, since both languages put what is said of a thing before it: old T-shirt → 旧T恤.
const WORDS =
  'battery=电池|aa=5号|aaa=7号|button=纽扣|lithium=锂|rechargeable=充电|bulb lightbulb=灯泡|lamp=灯|light=灯|tube=管|fluorescent=荧光|led=led|bottle=瓶|can=罐|tin=铁罐|jar=罐|' +
  'box=盒|carton=纸盒|bag=袋|cup=杯|mug=杯子|glass=玻璃|plate=盘子|bowl=碗|dish=盘子|lid=盖|cap=瓶盖|tray=托盘|bucket=桶|barrel=桶|basket=篮子|wrapper=包装袋|package parcel=快递盒|' +
  'packaging=包装|cardboard=纸板|paper=纸|newspaper=报纸|magazine=杂志|book=书|notebook=笔记本|envelope=信封|receipt=小票|plastic=塑料|metal=金属|steel=不锈钢|iron=铁|' +
  'aluminum aluminium=铝|copper=铜|wood wooden=木|bamboo=竹|ceramic=陶瓷|rubber=橡胶|leather=皮|cotton=棉|foam styrofoam polystyrene=泡沫|fabric cloth=布|peel skin=皮|' +
  'shell=壳|core=核|pit=核|seed=籽|bone=骨头|leaf leaves=叶|stem=梗|leftover=剩菜|food=食物|rice=米饭|noodle=面条|bread=面包|cake=蛋糕|cookie biscuit=饼干|candy=糖果|' +
  'chocolate=巧克力|meat=肉|beef=牛肉|pork=猪肉|chicken=鸡|fish=鱼|shrimp=虾|crab=螃蟹|egg=鸡蛋|eggshell=鸡蛋壳|eggs=鸡蛋|milk=牛奶|yogurt yoghurt=酸奶|cheese=奶酪|butter=黄油|' +
  'tea=茶叶|teabag=茶包|coffee=咖啡|grounds=渣|juice=果汁|beer=啤酒|wine=红酒|water=水|soda coke cola=可乐|oil=油|vegetable veggies=蔬菜|fruit=水果|apple=苹果|banana=香蕉|' +
  'orange=橙子|watermelon=西瓜|melon=瓜|grape=葡萄|pear=梨|peach=桃子|mango=芒果|pineapple=菠萝|durian=榴莲|coconut=椰子|lemon=柠檬|strawberry=草莓|cherry=樱桃|potato=土豆|' +
  'tomato=西红柿|onion=洋葱|garlic=大蒜|carrot=胡萝卜|cabbage=白菜|corn=玉米|corncob=玉米芯|cob=芯|mushroom=蘑菇|cucumber=黄瓜|pumpkin=南瓜|bean=豆子|peanut=花生|nut=坚果|walnut=核桃|' +
  'tofu=豆腐|soup=汤|sauce=酱|salad=沙拉|pizza=披萨|hamburger burger=汉堡|sandwich=三明治|sushi=寿司|dumpling=饺子|diaper nappy=纸尿裤|tissue=纸巾|napkin=餐巾纸|toilet=马桶|wipe=湿巾|' +
  'towel=毛巾|toothbrush=牙刷|toothpaste=牙膏|soap=肥皂|shampoo=洗发水|detergent=洗衣液|sponge=海绵|brush=刷子|comb=梳子|razor=剃须刀|mask=口罩|glove=手套|sanitary=卫生|pad=卫生巾|' +
  'tampon=卫生棉条|condom=避孕套|swab=棉签|bandaid bandage=创可贴|lipstick=口红|perfume=香水|nail=指甲|polish=油|cosmetics makeup=化妆品|cream=面霜|lotion=乳液|hair=头发|' +
  'medicine medication drug=药|pill tablet=药片|capsule=胶囊|syringe=注射器|needle=针头|thermometer=体温计|mercury=水银|pesticide=农药|insecticide=杀虫剂|bug=虫|spray=喷雾|' +
  'paint=油漆|bleach=漂白水|disinfectant=消毒液|alcohol=酒精|gasoline petrol=汽油|ink=墨水|cartridge=墨盒|toner=硒鼓|glue=胶水|lighter=打火机|match=火柴|candle=蜡烛|' +
  'cigarette butt=烟头|ash=灰|firework=烟花|phone cellphone smartphone=手机|computer=电脑|laptop=笔记本电脑|ipad=平板电脑|keyboard=键盘|mouse=鼠标|cable=数据线|charger=充电器|' +
  'earphone headphone earbuds=耳机|camera=相机|printer=打印机|tv television=电视|monitor screen=显示器|remote=遥控器|powerbank=充电宝|fridge refrigerator=冰箱|microwave=微波炉|' +
  'oven=烤箱|kettle=水壶|fan=电风扇|heater=取暖器|vacuum=吸尘器|washer=洗衣机|dryer=吹风机|hairdryer=吹风机|cooker=电饭锅|usb=usb|cd dvd=光盘|sofa couch=沙发|chair=椅子|table=桌子|' +
  'desk=书桌|bed=床|mattress=床垫|wardrobe closet=衣柜|cabinet=柜子|shelf=架子|mirror=镜子|carpet rug=地毯|curtain=窗帘|pillow=枕头|quilt duvet=被子|blanket=毯子|furniture=家具|' +
  'door=门|window=窗户|shirt=衬衫|tshirt tee=t恤|pants trousers=裤子|jeans=牛仔裤|dress=裙子|skirt=裙子|coat jacket=外套|sweater=毛衣|sock=袜子|shoe=鞋|sneakers=运动鞋|boot=靴子|' +
  'slipper=拖鞋|hat=帽子|scarf=围巾|belt=皮带|bra=文胸|underwear=内衣|clothes clothing=衣服|backpack=书包|suitcase luggage=行李箱|umbrella=雨伞|handbag=手提包|wallet=钱包|watch=手表|' +
  'ring=戒指|toy=玩具|doll=娃娃|ball=球|balloon=气球|bicycle bike=自行车|scooter=滑板车|tire tyre=轮胎|car=汽车|guitar=吉他|pen=笔|pencil=铅笔|eraser=橡皮|ruler=尺子|scissors=剪刀|' +
  'stapler=订书机|tape=胶带|knife knives=刀|fork=叉子|spoon=勺子|chopstick=筷子|straw=吸管|pan=平底锅|pot=锅|wok=炒锅|plant=盆栽|flower=鲜花|grass=草|branch=树枝|tree=树|soil dirt=土|' +
  'sand=沙子|stone rock=石头|brick=砖头|tile=瓷砖|cement=水泥|cat=猫|dog=狗|litter=砂|poop=屎|pet=宠物|foil=锡纸|film=膜|wrap=膜|bubble=气泡|string rope=绳子|wire=电线|nails=钉子|' +
  'screw=螺丝|old=旧|new=新|broken=坏的|used=用过的|dirty=脏的|clean=干净的|empty=空|expired=过期|rotten=烂|dead=死|wet=湿的|dry=干|big=大|small=小|disposable=1次性|' +
  'takeaway takeout delivery=外卖|instant=方便|express=快递|electric=电|electronic=电子|baby=婴儿|dust=灰尘|rind=皮|husk=皮|scraps=剩菜|grain=粮食|flour=面粉|sugar=白糖|salt=盐|' +
  'honey=蜂蜜|jam=果酱|snack=零食|chips crisps=薯片|popcorn=爆米花|sausage=香肠|ham=火腿|bacon=培根|duck=鸭|lamb=羊肉|seafood=海鲜|clam=蛤蜊|oyster=生蚝|lobster=龙虾|squid=鱿鱼|' +
  'lettuce=生菜|spinach=菠菜|celery=芹菜|ginger=生姜|pepper=辣椒|eggplant=茄子|radish=萝卜|avocado=牛油果|kiwi=猕猴桃|lychee litchi=荔枝|longan=龙眼|plum=李子|date=红枣|chestnut=栗子|' +
  'almond=杏仁|sesame=芝麻|porridge congee=粥|bun=包子|pie=派|toast=吐司|pudding=布丁|jelly=果冻|gum=口香糖|vase=花瓶|teapot=茶壶|thermos=保温杯|flask=保温瓶|lunchbox=饭盒|' +
  'container=盒子|drawer=抽屉|stool=凳子|bench=长凳|bookshelf bookcase=书架|nightstand=床头柜|hanger=衣架|broom=扫帚|mop=拖把|dustpan=簸箕|bin=垃圾桶|rag=抹布|cloths=抹布|apron=围裙|' +
  'tie=领带|uniform=校服|raincoat=雨衣|slippers=拖鞋|heels=高跟鞋|sandal=凉鞋|sheet=床单|cushion=靠垫|mat=垫子|sewing=缝纫|zipper=拉链|thread=线|cosmetic=化妆品|sunscreen=防晒霜|' +
  'deodorant=止汗露|cottonpad=化妆棉|floss=牙线|mouthwash=漱口水|eyeliner=眼线笔|mascara=睫毛膏|hairpin=发夹|wig=假发|glasses=眼镜|lens=镜片|vitamin=维生素片|ointment=药膏|syrup=糖浆|' +
  'gauze=纱布|bandages=绷带|crutch=拐杖|wheelchair=轮椅|thermometers=体温计|varnish=清漆|thinner=稀释剂|solvent=溶剂|fertilizer=化肥|herbicide=除草剂|kerosene=煤油|diesel=柴油|' +
  'lubricant=润滑油|antifreeze=防冻液|mothball=樟脑丸|extinguisher=灭火器|router=路由器|modem=光猫|speaker=音箱|microphone=麦克风|projector=投影仪|scanner=扫描仪|calculator=计算器|' +
  'clock=闹钟|radio=收音机|drone=无人机|console=游戏机|socket=插座|plug=插头|adapter=充电器|wires=电线|motor=电机|pump=水泵|drill=电钻|hammer=锤子|wrench=扳手|pliers=钳子|' +
  'screwdriver=螺丝刀|saw=锯子|ladder=梯子|bolt=螺栓|lock=锁|key=钥匙|chain=链条|hinge=合页|faucet=水龙头|sink=水槽|shower=花洒|bathtub=浴缸|helmet=头盔|skateboard=滑板|racket=球拍|' +
  'tent=帐篷|piano=钢琴|violin=小提琴|drum=鼓|puzzle=拼图|lego=积木|crayon=蜡笔|chalk=粉笔|marker=记号笔|sticker=贴纸|calendar=挂历|ticket=车票|poster=海报|photo=照片|card=卡片|' +
  'album=相册|stamp=邮票|bubblewrap=气泡膜|ribbon=丝带|bouquet=花束|cactus=仙人掌|weed=杂草|log=木头|bark=树皮|cage=笼子|aquarium=鱼缸|leash=牵引绳|feather=羽毛|fur=毛|wool=羊毛|silk=丝绸|' +
  'nylon=尼龙|glassware=玻璃杯|porcelain=陶瓷|concrete=水泥|plaster=石膏|insulation=保温棉|burnt=烧焦的|moldy mouldy=发霉的|greasy oily=沾油的|washed=洗过的|unused=没用过的|leaking=漏的|' +
  'dried=干的|frozen=冷冻|cooked=熟的|raw=生|with=带|and=和|of=的|the=|a=|an=|my=|some=|one=|two=|how=|to=|do=|i=|throw=|away=|dispose=|where=|what=|is=|recycle=|' +
  'trash=|garbage=|waste='
const chinese = new Map<string, string>()
for (const group of WORDS.split('|')) {
  const [words = '', meaning = ''] = group.split('=')
  for (const word of words.split(' ')) if (!chinese.has(word)) chinese.set(word, meaning)
}

/** A word, or what it is the plural of. */
function meaningOf(word: string): string | undefined {
  const forms = [word, word.replace(/s$/, ''), word.replace(/es$/, ''), word.replace(/ies$/, 'y')]
  return forms.map((form) => chinese.get(form)).find((meaning) => meaning !== undefined)
}

/** Two words that mean another thing together. */
const TOGETHER: Readonly<Record<string, string>> = {
  'toilet paper': '卫生纸',
  'paper towel': '厨房纸',
  'wine glass': '酒杯',
  'beer can': '啤酒罐',
  'soda can': '易拉罐',
  'aluminum can': '易拉罐',
  'tin can': '铁罐',
  'power bank': '充电宝',
  'hair dryer': '吹风机',
  'rice cooker': '电饭锅',
  'washing machine': '洗衣机',
  'air conditioner': '空调',
  'nail polish': '指甲油',
  'light bulb': '灯泡',
  'tea bag': '茶包',
  'egg shell': '鸡蛋壳',
  'sanitary pad': '卫生巾',
  'sanitary napkin': '卫生巾',
  'cat litter': '猫砂',
  'dog poop': '狗屎',
  'bug spray': '杀虫剂',
  'cling film': '保鲜膜',
  'plastic wrap': '保鲜膜',
  'tin foil': '锡纸',
  'aluminum foil': '锡纸',
  'bubble wrap': '气泡膜',
  'cigarette butt': '烟头',
  'ice cream': '冰淇淋',
  'hot pot': '火锅',
  'coffee grounds': '咖啡渣',
  'fish bone': '鱼骨',
  'bubble tea': '奶茶',
  'milk tea': '奶茶',
  'mobile phone': '手机',
  'cell phone': '手机',
  'remote control': '遥控器',
  'sim card': '手机卡',
  'bank card': '银行卡',
  'credit card': '信用卡',
  'contact lens': '隐形眼镜',
  'cotton swab': '棉签',
  'face mask': '口罩',
  'band aid': '创可贴',
  'hot water bottle': '热水袋',
  'fire extinguisher': '灭火器',
  'glass bottle': '玻璃瓶',
  'drinking glass': '玻璃杯',
  'broken glass': '碎玻璃',
  'light tube': '灯管',
  'fluorescent tube': '荧光灯管',
  'fluorescent lamp': '荧光灯管',
  'rice noodles': '米粉',
  'instant noodle': '方便面',
  'dead leaves': '落叶',
  'used oil': '废油',
  'ink cartridge': '墨盒',
  'contact lens case': '隐形眼镜盒',
  'watermelon rind': '西瓜皮',
  'sewing machine': '缝纫机',
  'vacuum cleaner': '吸尘器',
  'electric fan': '电风扇',
  'electric kettle': '电水壶',
  'electric toothbrush': '电动牙刷',
  'water heater': '热水器',
  'hot water': '热水',
  'fish tank': '鱼缸',
  'garbage bag': '垃圾袋',
  'trash bag': '垃圾袋',
  'trash can': '垃圾桶',
  'shopping bag': '购物袋',
  'school bag': '书包',
  'wet wipe': '湿巾',
  'face cream': '面霜',
  'hand cream': '护手霜',
  'hair dye': '染发剂',
  'spray paint': '自喷漆',
  'super glue': '502胶水',
  'rat poison': '老鼠药',
  'button cell': '纽扣电池',
  'car battery': '汽车电瓶',
  'phone case': '手机壳',
  'screen protector': '手机膜',
  'chinese medicine': '中药',
  'soy sauce': '酱油',
  'soy milk': '豆浆',
  'sweet potato': '红薯',
  'dragon fruit': '火龙果',
  'moon cake': '月饼',
  'spring roll': '春卷',
  'corn husk': '玉米皮',
  'egg carton': '鸡蛋盒',
  'juice box': '饮料盒',
  'pizza box': '披萨盒',
  'shoe box': '鞋盒',
  'nail clipper': '指甲刀',
  'hair clip': '发夹',
  'christmas tree': '圣诞树',
  'greeting card': '贺卡',
  'cooking oil': '食用油',
  'engine oil': '机油',
  'motor oil': '机油',
}

/** The text with each English word that is known in Chinese; null where a word of letters is not. */
export function fromEnglish(text: string): string | null {
  const words = text
    .toLowerCase()
    .replace(/t-shirt/g, 'tshirt')
    .split(/[^a-z\u4e00-\u9fff]+/)
    .filter(Boolean)
  let out = ''
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const pair = `${word} ${words[at + 1] ?? ''}`
    const together = TOGETHER[pair] ?? TOGETHER[pair.replace(/s$/, '')]
    if (together !== undefined) at += 1
    const meaning = together ?? meaningOf(word) ?? (/^[a-z]/.test(word) ? null : word)
    if (meaning === null) return null
    out += meaning
  }
  return out
}
