// The plain words of dates, windows and states, as a table.
import { describe, expect, test } from '@jest/globals'
import { BookingStatus } from '@shared/pickups/schemas'
import { nearDay, showClock, showWhen, showWindow } from '../lib/when'
import { arrivalText, nextText, nextTexts, putOutShort, putOutText, stepsOf, toneOf } from './words'

test.each([
  ['08:00', '上午8:00'],
  ['12:00', '中午12:00'],
  ['13:00', '下午1:00'],
  ['13:30', '下午1:30'],
  ['18:00', '晚上6:00'],
  ['24:00', '夜里12:00'],
  ['00:30', '上午0:30'],
])('%s is %s', (clock, text) => expect(showClock(clock)).toBe(text))

test.each([
  ['08:00', '10:00', '上午8:00～10:00'],
  ['10:00', '12:00', '上午10:00～12:00'],
  ['10:00', '12:30', '上午10:00～中午12:30'],
  ['12:00', '14:00', '中午12:00～下午2:00'],
  ['14:00', '17:30', '下午2:00～5:30'],
  ['14:00', '18:00', '下午2:00～6:00'],
  ['12:00', '18:00', '中午12:00～晚上6:00'],
  ['18:00', '20:00', '晚上6:00～8:00'],
  ['08:00', '18:00', '上午8:00～晚上6:00'],
  ['16:00', '19:00', '下午4:00～晚上7:00'],
  ['19:00', '24:00', '晚上7:00～夜里12:00'],
])('the window %s to %s is %s', (from, to, text) => expect(showWindow(from, to)).toBe(text))

test('a date carries its weekday', () => {
  expect(showWhen('2026-11-24', '08:00', '10:00')).toBe('11月24日 周二 上午8:00～10:00')
  expect(putOutText('2026-12-01', '08:00')).toBe('11月30日 周一傍晚以后再放出来，12月1日 周二上午8:00以前放好')
})

test('only the next two days have names', () => {
  expect(
    ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25', '2026-11-21'].map((day) => nearDay(day, '2026-11-22')),
  ).toEqual(['今天', '明天', '后天', null, null])
})

test('what went wrong is never shown in the colour of what went well', () => {
  const shown = Object.fromEntries(BookingStatus.options.map((status) => [status, toneOf(status)]))
  expect(shown).toEqual({
    held: 'warn',
    confirmed: 'booked',
    assigned: 'booked',
    en_route: 'info',
    arrived: 'info',
    collected: 'good',
    partly_collected: 'warn',
    not_presented: 'bad',
    no_access: 'bad',
    refused: 'bad',
    settled: 'good',
    cancelled: 'neutral',
    cancelled_by_operator: 'neutral',
    lapsed: 'neutral',
    missed: 'warn',
    revisit_due: 'warn',
  })
})

describe('what comes next', () => {
  const at = (clock: string) => new Date(`2026-11-24T${clock}:00+08:00`)
  test.each(['confirmed', 'assigned', 'en_route'] as const)(
    '%s promises nothing of a window that is over',
    (status) => {
      const booking = { status, day: '2026-11-24', to: '12:00' } as const
      expect(nextText(booking, at('11:59'))).toBe(nextTexts[status])
      expect(nextText(booking, at('12:00'))).toContain('已经过了')
    },
  )
  test('what has an outcome says the same for ever', () =>
    expect(nextText({ status: 'settled', day: '2026-11-24', to: '12:00' }, new Date('2027-01-01'))).toBe(
      nextTexts.settled,
    ))
})

describe('steps', () => {
  test('one step is under way, or all are over', () => {
    for (const status of BookingStatus.options) {
      const steps = stepsOf(status, '状态')
      expect([status, steps.filter(({ state }) => state === 'now' || state === 'failed').length]).toEqual([
        status,
        status === 'settled' ? 0 : 1,
      ])
      expect(nextTexts[status]).not.toBe('')
    }
  })

  test('a pickup on its way has two steps behind it', () => {
    expect(stepsOf('en_route', '收运员在路上').map(({ state }) => state)).toEqual([
      'done',
      'done',
      'now',
      'next',
      'next',
      'next',
    ])
  })

  test('a settled failure is not shown as collected', () => {
    expect(stepsOf('settled', '已完成', true).some(({ title }) => title === '收走')).toBe(false)
  })
})

test.each<[Parameters<typeof arrivalText>, string]>([
  [[{ from: '09:10', to: '09:40', stopsBefore: 2 }, 'assigned'], '预计上午9:10～9:40到，前面还有2家'],
  [[{ from: '08:00', to: '10:00', stopsBefore: 0 }, 'assigned'], '预计上午8:00～10:00到，您是第1家'],
  [[{ from: '08:00', to: '10:00', stopsBefore: 0 }, 'en_route'], '预计上午8:00～10:00到，下一家就是您'],
])('arrival %j', (given, text) => expect(arrivalText(...given)).toBe(text))

test.each<[Parameters<typeof putOutShort>, string]>([
  [['2026-12-02', '08:00', '2026-12-01', '单元楼门外'], '今天傍晚再搬到单元楼门外，别挡楼道'],
  [['2026-12-02', '08:00', '2026-11-30', '单元楼门外'], '明天傍晚再搬到单元楼门外，别挡楼道'],
  [['2026-12-06', '14:00', '2026-11-30'], '12月5日 周六傍晚再搬出来，别挡楼道'],
  [['2026-12-02', '08:00', '2026-12-02', '家门口'], '今天在家等，师傅到了再开门搬'],
])('what is to be done for it %j', (given, text) => expect(putOutShort(...given)).toBe(text))
