// The bins' names by region, in town and in the village.
import type { Region } from './contract'
import type { Verdict } from './codes'
import { localOf } from './local'

const of = (code: string, flags: string[] = [], route: Verdict['route'] = 'bin'): Verdict => ({ code, route, flags })
const codes = (verdict: Verdict, rural: boolean): string[] =>
  (['xuchang', 'anyang', 'yanshi'] as Region[]).map((region) => localOf(verdict, region, rural).code)

test.each([
  ['R.paper', 'kehuishou', '可回收物'],
  ['H.lamp', 'youhai', '有害垃圾'],
  ['O', 'qita', '其他垃圾'],
])('in town %s is %s everywhere', (code, local, text) => {
  for (const region of ['xuchang', 'anyang', 'yanshi'] as Region[])
    expect(localOf(of(code), region, false)).toEqual({ code: local, text })
})
test('许昌 calls food waste by the name of its government', () => {
  expect(localOf(of('F.home'), 'xuchang', false)).toEqual({ code: 'chuyu', text: '餐厨（厨余）垃圾' })
  expect(localOf(of('F.home'), 'anyang', false)).toEqual({ code: 'chuyu', text: '厨余垃圾' })
})
test.each([
  ['builders_waste', '装修垃圾（另运）'],
  ['garden_waste', '园林垃圾（另运）'],
  ['bulky', '大件垃圾（预约上门）'],
  ['not_household', '不属于生活垃圾'],
  ['return_to_shop', '退回销售点或专业机构'],
] as const)('no household waste by %s is said as such', (route, text) =>
  expect(localOf(of('N', [], route), 'anyang', false).text).toBe(text),
)

test.each<[string, Verdict, string[]]>([
  ['food rots', of('F.home'), ['kelan', 'yifulan', 'huilan-keduifei']],
  ['food that spoils compost', of('F.home', ['nocompost']), ['kelan', 'yifulan', 'huilan-bukeduifei']],
  ['large bones rot, but not in compost', of('O', ['rots']), ['kelan', 'yifulan', 'huilan-bukeduifei']],
  ['what a dealer buys', of('R.paper'), ['kehuishou', 'kehuishou', 'buhuilan-haomai']],
  ['what a dealer does not buy', of('R.glass', ['lowvalue']), ['kehuishou', 'kehuishou', 'buhuilan-buhaomai']],
  ['hazardous', of('H.battery'), ['youhai', 'youhai', 'youhai']],
  ['ash and shards', of('O', ['inert']), ['qita', 'feiyifulan', 'buhuilan-buhaomai']],
  ['the rest', of('O'), ['qita', 'qitabukehuishou', 'buhuilan-buhaomai']],
  ['rubble', of('N', [], 'builders_waste'), ['qita', 'feiyifulan', 'buhuilan-buhaomai']],
  ['leaves', of('N', [], 'garden_waste'), ['kelan', 'yifulan', 'huilan-keduifei']],
  ['dung', of('N', ['rots'], 'not_household'), ['kelan', 'yifulan', 'huilan-keduifei']],
  ['no household waste', of('N', [], 'not_household'), ['feishenghuo', 'feishenghuo', 'feishenghuo']],
])('in the village: %s', (_name, verdict, expected) => expect(codes(verdict, true)).toEqual(expected))
test('偃师 says what the household and what the collector does', () => {
  expect(localOf(of('F.home'), 'yanshi', true).text).toBe('会烂垃圾（保洁员再分：可堆肥）')
  expect(localOf(of('O'), 'yanshi', true).text).toBe('不会烂垃圾（保洁员再分：不好卖的）')
})
test('许昌 villages keep ashes and rubble apart, and say so', () => {
  expect(localOf(of('O', ['inert']), 'xuchang', true).text).toBe('其他垃圾（灰土砖石放村里指定的地方）')
  expect(localOf(of('O'), 'xuchang', true).text).toBe('其他垃圾')
})
