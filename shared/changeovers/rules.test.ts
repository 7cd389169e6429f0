import { changeoverText, isAhead, isShownOn, showBuildings, type ChangeoverStatus } from './rules'

const day = '2026-12-10'
test.each<[string, ChangeoverStatus, boolean]>([
  ['2026-11-25', 'planned', false],
  ['2026-11-26', 'planned', true],
  ['2026-12-10', 'planned', true],
  ['2026-12-24', 'planned', true],
  ['2026-12-25', 'planned', false],
  ['2026-11-25', 'calledOff', false],
  ['2026-12-10', 'calledOff', true],
  ['2026-12-11', 'calledOff', false],
])('on %s one of 10 December that is %s is shown: %s', (today, status, shown) =>
  expect(isShownOn(today, { day, status })).toBe(shown),
)

test.each<[string, ChangeoverStatus, boolean]>([
  ['2026-12-09', 'planned', true],
  ['2026-12-10', 'planned', true],
  ['2026-12-11', 'planned', false],
  ['2026-12-09', 'calledOff', false],
])('on %s one that is %s can be changed: %s', (today, status, ahead) =>
  expect(isAhead(today, { day, status })).toBe(ahead),
)

test('its sentence', () => {
  expect(showBuildings([])).toBe('全小区')
  expect(changeoverText({ day, buildings: ['3', 'A', '东楼'], siteName: '1号投放点', hoursText: '' })).toBe(
    '12月10日 周四起3栋、A栋、东楼楼层不再放桶，请到1号投放点投放。',
  )
})
