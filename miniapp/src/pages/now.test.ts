// The first sentence of the program, as a table: what is open, until when, when it opens next.
import { expect, test } from '@jest/globals'
import { nowText } from './now'

const NOW = new Date('2026-11-30T08:00:00+08:00')
const at = (clock: string, day = '2026-11-30') => new Date(`${day}T${clock}:00+08:00`).toISOString()
const site = (name: string, open: boolean, openUntil: string | null, opensAt: string | null) => ({
  name,
  open,
  openUntil,
  opensAt,
  openText: '',
  statusReason: null,
})
const [east, west] = ['东门投放点', '西门投放点']

test.each<[Parameters<typeof nowText>[0], [string, string]]>([
  [[], ['请看小区的公示牌', '这里还没有登记投放点']],
  [[site(east, true, at('09:00'), null)], ['现在可以投放', '东门投放点开到9:00']],
  [
    [site(east, true, at('09:00'), null), site(west, true, at('21:00'), null)],
    ['现在可以投放', '西门投放点开到21:00，共2处开着'],
  ],
  [[site(east, true, null, null)], ['现在可以投放', '东门投放点一直开着']],
  [
    [site(east, false, null, at('19:00')), site(west, false, null, at('18:00'))],
    ['现在还没开', '西门投放点18:00开'],
  ],
  [[site(east, false, null, at('07:00', '2026-12-01'))], ['现在还没开', '东门投放点明天7:00开']],
  [[site(east, false, null, at('07:00', '2026-12-05'))], ['现在还没开', '东门投放点12月5日 周六7:00开']],
  [[{ ...site(east, false, null, null), statusReason: '正在维修' }], ['现在不能投放', '正在维修']],
])('%j', (items, said) => {
  expect(nowText(items, NOW)).toEqual(said)
})
