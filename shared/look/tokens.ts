// The look in figures, for both clients: colours, type, sizes. The mini-program turns them into CSS variables
// (miniapp/scripts/look.ts), the console into antd's theme (admin/src/app/theme.ts). Rules for their use: docs/look.md.
// Invariant: text on its ground keeps 4.5 : 1 (WCAG 2.1, SC 1.4.3), controls 3 : 1; tokens.test.ts computes it.

/** By day. `ink`, `muted` and `faint` are text; `faint` never on `sunk`. `warm` is for shapes, never text. */
export const day = {
  primary: '#0b645c',
  'primary-dark': '#084b45',
  'primary-deep': '#06332f',
  'primary-mid': '#12867b',
  'primary-soft': '#e1f0ec',
  'on-primary': '#ffffff',
  warm: '#f2a65a',
  'warm-soft': '#fff0dc',
  'warm-tile': '#fdeccf',
  'warm-text': '#87480a',
  'cool-tile': '#d9ede7',
  'picture-ground': '#f7f2e7',
  ink: '#16211f',
  muted: '#4a5754',
  faint: '#646f6c',
  ground: '#f6f4ee',
  paper: '#ffffff',
  sunk: '#ece8de',
  line: '#e4dfd3',
  'control-line': '#848d89',
  good: '#1e6b3c',
  'good-soft': '#e4f3e8',
  warn: '#7d4900',
  'warn-soft': '#fff1d9',
  bad: '#a8281e',
  'bad-soft': '#fdece9',
  info: '#1c4f82',
  'info-soft': '#e6f0f9',
} as const
export type Colour = keyof typeof day

/** For work in the dark: crew by choice. What is not named stays as by day. */
export const night = {
  primary: '#5fd3c3',
  'primary-dark': '#8fe3d6',
  'primary-soft': '#17332e',
  'on-primary': '#06332f',
  'warm-soft': '#35280f',
  'warm-text': '#ffc46b',
  ink: '#f2f5f3',
  muted: '#b4c0bc',
  faint: '#9fada8',
  ground: '#0b1110',
  paper: '#15201e',
  sunk: '#1f2d2a',
  line: '#33453f',
  'control-line': '#7c8c86',
  good: '#7bd88f',
  'good-soft': '#16301d',
  warn: '#ffc46b',
  'warn-soft': '#35280f',
  bad: '#ff8a7a',
  'bad-soft': '#3a1c18',
  info: '#8fc1f5',
  'info-soft': '#14293f',
} as const satisfies Partial<Record<Colour, string>>

/** Elder mode keeps the colours and makes text darker still. */
export const elder = { ink: '#0c1412', muted: '#39443f', faint: '#46524e' } as const satisfies Partial<
  Record<Colour, string>
>

/** Text sizes in CSS pixels, and the least height of what can be tapped, of buttons and fields, and of tiles. */
export const sizes = {
  normal: { xs: 13, s: 14, m: 16, l: 18, xl: 22, xxl: 28, num: 44, touch: 44, control: 52, tile: 64, gap: 12, tab: 12 },
  elder: { xs: 18, s: 18, m: 20, l: 23, xl: 28, xxl: 36, num: 56, touch: 60, control: 64, tile: 72, gap: 16, tab: 18 },
} as const
export type SizeSet = (typeof sizes)[keyof typeof sizes]

/** Corners in CSS pixels: tag, button and field, card and tile, sheet. */
export const radii = { s: 8, m: 12, l: 18, xl: 24 } as const

/** The console is worked with a mouse for hours: smaller, denser, borders in place of shadows. */
export const desk = { fontSize: 14, controlHeight: 34, radius: 8, radiusLarge: 12, ground: '#f4f3ef' } as const

/**
 * Series of charts and runs on a map, in this order: told apart under any colour blindness (least ΔE 18.8), each at
 * least 3 : 1 on paper, and none the colour of a bin. A shape or pattern always stands beside the colour.
 */
export const series = ['#0b645c', '#b96b27', '#3d96d6', '#9b2788', '#1c2840', '#8b8475'] as const

/** Maps without tiles: the ground, areas and those of the street beside, and water; maps.css says the same ground. */
export const mapGround = { ground: '#f4f1e8', area: '#e9e3d3', next: '#e3e4d4', water: '#bfe0d8' } as const
