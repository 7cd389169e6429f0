// Movements and accounts in plain words.
import { materialsText } from './materials'
import { accountName, showLine } from './words'

const at = new Date('2026-11-03T11:12:00Z')

describe('words', () => {
  const line = {
    at,
    kind: 'earn' as const,
    why: {
      template: 'pickup.collected',
      params: {
        service: '大件上门',
        materials: materialsText([{ material: 'cardboard', grams: 12500 }]),
        priceList: '1',
      },
    },
    points: 25,
    fen: 0,
    carbonGrams: 0,
  }
  it.each([
    ['an earning', line, true, '11月3日 19:12 大件上门 纸板 12.5千克 +25（价目 v1）'],
    ['without the time of day', line, false, '11月3日 大件上门 纸板 12.5千克 +25（价目 v1）'],
    [
      'with carbon',
      { ...line, carbonGrams: 1250 },
      true,
      '11月3日 19:12 大件上门 纸板 12.5千克 +25 · 减碳 1.25 kgCO₂e（价目 v1）',
    ],
    [
      'a fee',
      {
        ...line,
        kind: 'owe' as const,
        points: 0,
        fen: -3000,
        why: { template: 'pickup.fee', params: { service: '大件上门', priceList: '1' } },
      },
      false,
      '11月3日 大件上门 上门费 应付 30.00元（价目 v1）',
    ],
    [
      'a reversal',
      {
        ...line,
        kind: 'reverse' as const,
        points: -25,
        why: { template: 'ledger.reversed', params: { reason: '重量录错' } },
      },
      false,
      '11月3日 冲正：重量录错 −25',
    ],
    [
      'a difference',
      {
        ...line,
        kind: 'compensate' as const,
        points: 4,
        why: { template: 'ledger.added', params: { reason: '少记一捆' } },
      },
      false,
      '11月3日 补差：少记一捆 +4',
    ],
    [
      'a template of a later release',
      { ...line, why: { template: 'moon.visited', params: {} } },
      false,
      '11月3日 获得 +25',
    ],
  ])('%s', (_sentence, of, withClock, text) => expect(showLine(of, withClock)).toBe(text))
  it('accounts have names', () =>
    expect([accountName('debt:household:x'), accountName('nature'), accountName('issuer:r')]).toEqual([
      '待偿还（住户 x）',
      '减碳',
      '发放 r',
    ]))
})
