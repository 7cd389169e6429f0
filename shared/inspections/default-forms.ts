// Forms to begin with, one for each kind of target. Lines, points and periods are ours, drawn from what cities' sorting
// checks ask for; no source gives these weights, and each form says so. A city writes its own.
import type { FormContent, FormItem, Phrase } from './forms'
import type { TargetKind } from './vocabulary'

const OURS = '项目、分值和期限为本产品的默认值，不是国家或地方标准；请按本地文件修改后公布。'

const severities: FormContent['severities'] = [
  { code: 'overflow', name: '满溢脏乱', hours: 24, days: null },
  { code: 'sorting', name: '分类问题', hours: null, days: 7 },
  { code: 'building', name: '设施改造', hours: null, days: 30 },
]

type Severity = 'overflow' | 'sorting' | 'building'
const phrase = (code: string, text: string, points: number, severity: Severity): Phrase => ({
  code,
  text,
  points,
  // half as much again, rounded up
  again: Math.ceil(points * 1.5),
  severity,
})

const item = (
  code: string,
  title: string,
  points: number,
  phrases: readonly Phrase[],
  given: Partial<Pick<FormItem, 'hint' | 'method' | 'mayBeAbsent'>> = {},
): FormItem => ({
  code,
  title,
  hint: given.hint ?? '',
  points,
  method: given.method ?? 'deduct',
  mayBeAbsent: given.mayBeAbsent ?? false,
  phrases: phrases.map((one) => ({ ...one, again: Math.min(one.again, points) })),
})

const form = (title: string, items: FormItem[], bags: number): FormContent => ({
  title,
  source: OURS,
  items,
  severities: [...severities],
  lookBackDays: 180,
  bags,
})

const bins = (points: number): FormItem =>
  item(
    'bins',
    '投放点桶体与标识',
    points,
    [
      phrase('missing', '缺少应有的一类收集容器', 5, 'building'),
      phrase('label', '桶身标识缺失或与类别不符', 3, 'sorting'),
      phrase('broken', '桶盖或桶体破损，不能密闭', 4, 'building'),
    ],
    { hint: '逐个投放点看，同一处写同样的地点' },
  )
const clean = (points: number): FormItem =>
  item(
    'clean',
    '投放点环境',
    points,
    [
      phrase('overflow', '容器满溢', 6, 'overflow'),
      phrase('outside', '桶外有散落垃圾', 4, 'overflow'),
      phrase('liquid', '地面有明显污水', 3, 'overflow'),
    ],
    { hint: '看地面和桶口，不看气味' },
  )
const mixed = (points: number): FormItem =>
  item(
    'mixed',
    '桶内分类质量',
    points,
    [
      phrase('food', '厨余桶内混入其他垃圾', 6, 'sorting'),
      phrase('recyclable', '可回收物桶内混入其他垃圾', 4, 'sorting'),
      phrase('hazardous', '其他桶内混入有害垃圾', 5, 'sorting'),
    ],
    { hint: '打开每个桶看表面一层' },
  )
const notice = (points: number): FormItem =>
  item(
    'notice',
    '公示牌与投放指引',
    points,
    [phrase('absent', '没有公示分类指引', 4, 'building'), phrase('old', '开放时间或联系电话与实际不符', 2, 'sorting')],
    { method: 'deduct' },
  )
const bulky = (points: number): FormItem =>
  item(
    'bulky',
    '大件与装修垃圾暂存',
    points,
    [
      phrase('piled', '大件垃圾堆放在指定区域外', 5, 'overflow'),
      phrase('builders', '装修垃圾与生活垃圾混放', 5, 'sorting'),
    ],
    { mayBeAbsent: true },
  )
const guide = (points: number): FormItem =>
  item('guide', '定时守桶与引导', points, [
    phrase('nobody', '开放时段无人守桶引导', 5, 'sorting'),
    phrase('unlocked', '非开放时段投放口没有关闭', 3, 'sorting'),
  ])
const records = (points: number): FormItem =>
  item(
    'records',
    '台账与清运记录',
    points,
    [phrase('gap', '清运记录缺失一天以上', 4, 'sorting'), phrase('none', '没有建立台账', 10, 'sorting')],
    { hint: '看最近30天' },
  )
const fire = (points: number): FormItem =>
  item('passage', '通道与安全', points, [phrase('blocked', '垃圾或废旧物品堵占通道', 10, 'overflow')], {
    method: 'yesNo',
  })

export const defaultForms: Readonly<Record<TargetKind, FormContent>> = {
  compound: form(
    '小区生活垃圾分类检查表',
    [bins(15), clean(20), mixed(25), notice(10), bulky(10), guide(10), fire(10)],
    35,
  ),
  community: form(
    '行政村、居垃圾分类检查表',
    [bins(15), clean(25), mixed(20), notice(10), bulky(10), records(10), fire(10)],
    35,
  ),
  street: form(
    '沿街商铺垃圾分类检查表',
    [
      item('frontage', '门前环境', 30, [
        phrase('bags', '店外乱放垃圾袋', 5, 'overflow'),
        phrase('grease', '门前有油污、污水', 4, 'overflow'),
      ]),
      item('shopBins', '店内分类容器', 30, [
        phrase('single', '店内只有一个桶', 5, 'sorting'),
        phrase('mixed', '店内桶混投', 5, 'sorting'),
      ]),
      item('handover', '定时定点交投', 25, [phrase('early', '非收运时段把垃圾放在路边', 5, 'sorting')]),
      notice(15),
    ],
    0,
  ),
  company: form(
    '物业公司垃圾分类管理检查表',
    [
      records(25),
      item('staff', '保洁与督导安排', 25, [
        phrase('roster', '没有守桶值班安排', 5, 'sorting'),
        phrase('training', '保洁人员没有分类培训记录', 5, 'sorting'),
      ]),
      item('rectify', '整改台账', 30, [
        phrase('unsigned', '整改没有记录责任人和时间', 5, 'sorting'),
        phrase('photo', '整改前后没有照片', 4, 'sorting'),
      ]),
      item('contract', '清运合同与去向', 20, [phrase('expired', '清运合同过期或去向不明', 10, 'sorting')], {
        method: 'yesNo',
      }),
    ],
    0,
  ),
  enterprise: form(
    '企事业单位垃圾分类检查表',
    [
      item('office', '办公与公共区域容器', 25, [
        phrase('single', '公共区域没有分类容器', 5, 'sorting'),
        phrase('mixed', '容器混投', 4, 'sorting'),
      ]),
      item(
        'kitchen',
        '餐厨垃圾单独收集',
        25,
        [phrase('mixed', '餐厨垃圾混入其他垃圾', 6, 'sorting'), phrase('oil', '没有油水分离或没有记录', 5, 'building')],
        { mayBeAbsent: true },
      ),
      item('reduction', '源头减量', 25, [
        phrase('single-use', '主动提供一次性用品', 5, 'sorting'),
        phrase('paper', '没有双面打印或旧纸回收', 3, 'sorting'),
      ]),
      records(25),
    ],
    0,
  ),
}
