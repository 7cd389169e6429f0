// What the look promises about its colours, computed (WCAG 2.1: SC 1.4.3 text 4.5 : 1, SC 1.4.11 controls 3 : 1), and
// that its two halves fit: every set of sizes has the same names, elder mode is never smaller.
import { day, elder, mapGround, night, series, sizes, type Colour } from './tokens'

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(one: string, two: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(two)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const themes: [string, Record<Colour, string>][] = [
  ['day', day],
  ['elder', { ...day, ...elder }],
  ['night', { ...day, ...night }],
]
const text: [Colour, Colour][] = [
  ['ink', 'paper'],
  ['ink', 'ground'],
  ['ink', 'sunk'],
  ['muted', 'paper'],
  ['muted', 'ground'],
  ['muted', 'sunk'],
  ['faint', 'paper'],
  ['faint', 'ground'],
  ['primary', 'paper'],
  ['primary', 'ground'],
  ['primary', 'primary-soft'],
  ['primary-dark', 'primary-soft'],
  ['on-primary', 'primary'],
  ['warm-text', 'warm-soft'],
  ['good', 'good-soft'],
  ['good', 'paper'],
  ['warn', 'warn-soft'],
  ['bad', 'bad-soft'],
  ['bad', 'paper'],
  ['info', 'info-soft'],
]

test.each(themes)('%s: text stands out from every ground that it is shown on', (_name, colours) => {
  const weak = text.filter(([on, ground]) => contrast(colours[on], colours[ground]) < 4.5)
  expect(weak).toEqual([])
})

test('borders of controls stand out from paper and ground, and the check can fail', () => {
  for (const [, colours] of themes)
    for (const ground of ['paper', 'ground'] as const)
      expect(contrast(colours['control-line'], colours[ground])).toBeGreaterThanOrEqual(3)
  expect(contrast(day.warm, day.paper)).toBeLessThan(3)
})

test('series of charts stand out from paper, and on a map from its ground', () => {
  expect(series.filter((colour) => contrast(colour, day.paper) < 3)).toEqual([])
  expect(series.filter((colour) => contrast(colour, mapGround.ground) < 2.7)).toEqual([])
})

test('elder mode has the same sizes, none smaller', () => {
  expect(Object.keys(sizes.elder)).toEqual(Object.keys(sizes.normal))
  for (const [name, value] of Object.entries(sizes.elder))
    expect([name, value >= sizes.normal[name as keyof typeof sizes.normal]]).toEqual([name, true])
  expect(Math.min(...[sizes.elder.xs, sizes.elder.s, sizes.elder.tab])).toBeGreaterThanOrEqual(18)
})
