// Draws the icons of the tab bar as 81 × 81 PNG files from a few shapes, in two colours each.
// They are for WeChat versions that know no custom tab bar, and for the lists of its tools; it takes no SVG there, and
// pictures do not belong into version control, so the build makes them.
// Invariant: same shapes, same bytes; a file is written only when it differs, so that watching builds stay quiet.
const fs = require('node:fs')
const path = require('node:path')
const zlib = require('node:zlib')

const SIZE = 81
const SAMPLES = 4

const box = (x0, y0, x1, y1) => (x, y) => x >= x0 && x <= x1 && y >= y0 && y <= y1
const rounded = (x0, y0, x1, y1, r) => (x, y) => {
  const dx = Math.max(x0 + r - x, 0, x - (x1 - r))
  const dy = Math.max(y0 + r - y, 0, y - (y1 - r))
  return dx * dx + dy * dy <= r * r
}
const disc = (cx, cy, r) => (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= r * r
const polygon =
  (...points) =>
  (x, y) =>
    points.reduce((inside, [ax, ay], i) => {
      const [bx, by] = points[(i + points.length - 1) % points.length]
      return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !inside : inside
    }, false)
const any =
  (...shapes) =>
  (x, y) =>
    shapes.some((shape) => shape(x, y))
const cut =
  (shape, ...holes) =>
  (x, y) =>
    shape(x, y) && !holes.some((hole) => hole(x, y))

/** One shape per tab: a house, a bin with its lid, a calendar leaf, a person. */
const SHAPES = {
  home: any(
    polygon([40.5, 12], [73, 40], [67, 46], [40.5, 23], [14, 46], [8, 40]),
    cut(polygon([20, 44], [40.5, 26], [61, 44], [61, 69], [20, 69]), box(34, 50, 47, 69)),
  ),
  guide: any(
    rounded(14, 20, 67, 28, 3),
    rounded(31, 12, 50, 19, 3),
    cut(polygon([19, 32], [62, 32], [57, 70], [24, 70]), box(31, 40, 35, 62), box(46, 40, 50, 62)),
  ),
  pickups: any(
    cut(rounded(12, 16, 69, 70, 7), box(18, 33, 63, 64)),
    rounded(24, 9, 31, 24, 3),
    rounded(50, 9, 57, 24, 3),
    polygon([27, 48], [32, 43], [38, 49], [51, 37], [56, 42], [38, 59]),
  ),
  me: any(disc(40.5, 27, 15), cut(disc(40.5, 74, 29), box(0, 70, 81, 81))),
}

function crc32(bytes) {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const out = Buffer.alloc(named.length + 8)
  out.writeUInt32BE(body.length, 0)
  named.copy(out, 4)
  out.writeUInt32BE(crc32(named), named.length + 4)
  return out
}

/** A palette PNG: the index is the share of the pixel that is covered, so the edges are smooth. */
function png(shape, [red, green, blue]) {
  const levels = SAMPLES * SAMPLES + 1
  const rows = Buffer.alloc(SIZE * (SIZE + 1))
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      let covered = 0
      for (let s = 0; s < SAMPLES * SAMPLES; s++) {
        const dx = ((s % SAMPLES) + 0.5) / SAMPLES
        const dy = (Math.floor(s / SAMPLES) + 0.5) / SAMPLES
        if (shape(x + dx, y + dy)) covered++
      }
      rows[y * (SIZE + 1) + 1 + x] = covered
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIZE, 0)
  header.writeUInt32BE(SIZE, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const palette = Buffer.from(Array.from({ length: levels }, () => [red, green, blue]).flat())
  const alpha = Buffer.from(Array.from({ length: levels }, (_, i) => Math.round((255 * i) / (levels - 1))))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('tRNS', alpha),
    chunk('IDAT', zlib.deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))

/** Draws `<tab>.png` and `<tab>-active.png` for the four tabs into `folder`. `colours`: "#rrggbb" of both states. */
function writeTabIcons(folder, colours) {
  fs.mkdirSync(folder, { recursive: true })
  for (const [name, shape] of Object.entries(SHAPES)) {
    for (const [state, colour] of Object.entries(colours)) {
      const file = path.join(folder, state === 'active' ? `${name}-active.png` : `${name}.png`)
      const bytes = png(shape, rgb(colour))
      if (!fs.existsSync(file) || !fs.readFileSync(file).equals(bytes)) fs.writeFileSync(file, bytes)
    }
  }
}

module.exports = { writeTabIcons }
