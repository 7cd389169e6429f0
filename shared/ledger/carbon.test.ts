// Carbon figures: rounding, editions and the line that says how they were made.
import { carbonGramsOf, carbonNote, factorOn, type CarbonFactor } from './carbon'

describe('carbon', () => {
  const factor = (over: Partial<CarbonFactor> = {}): CarbonFactor => ({
    edition: 'e1',
    material: 'cardboard',
    gramsPerKg: 100,
    low: 100,
    high: 3460,
    baseline: '再生料替代原生料生产',
    source: 'S',
    sourceEdition: '2025',
    sourcePlace: '',
    note: '',
    validFrom: '2026-01-01',
    validTo: null,
    ...over,
  })
  it.each([
    [12_500, 100, 1_250],
    [9, 100, 0],
    [19, 100, 1],
    [999, 8_100, 8_091],
    [1_000, 0, 0],
    [100_000_000, 22_160, 2_216_000_000],
  ])('%i g at %i g/kg: %i g, rounded down', (grams, gramsPerKg, carbonGrams) => {
    expect(carbonGramsOf({ gramsPerKg }, grams)).toBe(carbonGrams)
  })
  it('a later edition counts from its day and alters nothing before', () => {
    const factors = [
      factor(),
      factor({ edition: 'e2', gramsPerKg: 90, validFrom: '2027-01-01' }),
      factor({ edition: 'e3', gramsPerKg: 80, validFrom: '2027-06-01', validTo: '2027-06-30' }),
    ]
    expect(
      ['2025-12-31', '2026-12-31', '2027-01-01', '2027-06-15', '2027-07-01'].map(
        (day) => factorOn(factors, 'cardboard', day)?.edition,
      ),
    ).toEqual([undefined, 'e1', 'e2', 'e3', 'e2'])
    expect(factorOn(factors, 'paper', '2026-12-31')).toBeNull()
  })
  it('method, baseline and uncertainty in one line; no claim is said', () => {
    expect(carbonNote(factor())).toBe(
      '估算 · 方法：重量 × 每千克100克（S 2025） · 基准：再生料替代原生料生产 · 不确定度：已发表数值每千克100–3460克 · 系数 e1',
    )
    expect(carbonNote(factor({ gramsPerKg: 0, low: null, high: null, baseline: '不声明减碳' }))).toBe(
      '估算 · 不计减碳，只记重量 · 基准：不声明减碳 · 系数 e1',
    )
  })
})
