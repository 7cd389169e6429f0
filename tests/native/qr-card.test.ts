/** @jest-environment jsdom */
// The native QR card as WeChat compiles it: its boxes cover exactly the dark squares, and the typed code stands below.
import path from 'node:path'
import simulate from 'miniprogram-simulate'

const folder = path.resolve(__dirname, '../../miniapp/src/native/qr-card')
const QUIET = 4
const WIDTH = 264

// A module may be loaded once a file (the simulator keeps a registry); it may be rendered as often as wanted.
const id = simulate.load(path.join(folder, 'index'), 'qr-card', { compiler: 'official', rootPath: folder })

// jsdom's page and what the simulator's own types leave out.
declare const document: {
  body: { appendChild: (node: unknown) => HTMLElement }
  createElement: (tag: string) => unknown
}
type Listening = { addEventListener: (name: string, then: (event: { detail: unknown }) => void) => void }

function show(properties: Record<string, unknown>) {
  const card = simulate.render(id, properties)
  card.attach(document.body.appendChild(document.createElement('div')))
  return card
}

type Box = { left: number; top: number; width: number; height: number }

/** The squares that the boxes paint, as rows of 0 and 1. */
function painted(boxes: readonly Box[], count: number, side: number): string[] {
  const rows = Array.from({ length: count }, () => Array.from({ length: count }, () => '0'))
  for (const { left, top, width } of boxes) {
    for (let x = left; x < left + width; x += side) {
      const row = rows[top / side - QUIET]
      if (row) row[x / side - QUIET] = '1'
    }
  }
  return rows.map((row) => row.join(''))
}

test('the boxes paint exactly the dark squares, in whole pixels, inside a quiet zone', () => {
  const rows = ['10110', '00000', '11111', '01010', '10001']
  const card = show({ rows, code: '', label: '' })
  const side = Math.floor(WIDTH / (rows.length + 2 * QUIET))
  const { boxes, size } = card.data as { boxes: Box[]; size: number }
  expect(painted(boxes, rows.length, side)).toEqual(rows)
  expect(boxes).toHaveLength(7)
  expect(size).toBe(side * (rows.length + 2 * QUIET))
  for (const box of boxes) for (const value of Object.values(box)) expect(Number.isInteger(value)).toBe(true)
  expect(card.querySelectorAll('.dark')).toHaveLength(7)
  const first = card.querySelector('.dark')?.dom?.getAttribute('style') ?? ''
  expect(first).toContain(`left: ${QUIET * side}px`)
})

test('a real code of 29 squares fits the width and keeps every square', () => {
  const rows = Array.from({ length: 29 }, (_row, y) =>
    Array.from({ length: 29 }, (_square, x) => ((x * 7 + y * 3) % 5 < 2 ? '1' : '0')).join(''),
  )
  const { boxes, size } = show({ rows, code: '', label: '' }).data as { boxes: Box[]; size: number }
  expect(size).toBeLessThanOrEqual(WIDTH)
  expect(painted(boxes, 29, size / (29 + 2 * QUIET))).toEqual(rows)
})

test('the typed code stands below in fours, and the card is read aloud by its label', () => {
  const card = show({ rows: ['1'], code: '4KQ7MX2P', label: '住户码 4KQ7MX2P' })
  expect(card.querySelector('.code')?.dom?.textContent?.trim()).toBe('4KQ7 MX2P')
  expect((card.data as { label: string }).label).toBe('住户码 4KQ7MX2P')
})

test('without squares there is no picture, only the code', () => {
  const card = show({ rows: [], code: '4KQ7MX2P', label: '' })
  expect(card.querySelector('.picture')).toBeFalsy()
  expect(card.querySelector('.code')).toBeTruthy()
})

test('a tap asks for the large view and names the code', () => {
  const card = show({ rows: ['1'], code: '4KQ7MX2P', label: '' })
  const asked: unknown[] = []
  const listening = card as unknown as Listening
  listening.addEventListener('enlarge', (event) => asked.push(event.detail))
  card.querySelector('.card')?.dispatchEvent('tap')
  return new Promise((resolve) => setTimeout(resolve, 20)).then(() => expect(asked).toEqual([{ code: '4KQ7MX2P' }]))
})
