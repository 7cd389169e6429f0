// Positions for the map inside WeChat, which expects GCJ-02; everything of ours is WGS-84. Pure.
// Relies on the published form of the offset (krasovsky ellipsoid, a = 6378245 m). Invariant: outside China nothing is
// moved.

const A = 6_378_245
const EE = 0.006_693_421_622_965_943

const wave = (value: number, length: number): number => Math.sin(value * Math.PI * length)

function northwards(x: number, y: number): number {
  const slow = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
  return (
    slow +
    ((20 * wave(x, 6) +
      20 * wave(x, 2) +
      20 * wave(y, 1) +
      40 * wave(y, 1 / 3) +
      160 * wave(y, 1 / 12) +
      320 * wave(y, 1 / 30)) *
      2) /
      3
  )
}

function eastwards(x: number, y: number): number {
  const slow = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
  return (
    slow +
    ((20 * wave(x, 6) +
      20 * wave(x, 2) +
      20 * wave(x, 1) +
      40 * wave(x, 1 / 3) +
      150 * wave(x, 1 / 12) +
      300 * wave(x, 1 / 30)) *
      2) /
      3
  )
}

/** A WGS-84 position as the map shows it. */
export function toGcj02({ lng, lat }: { lng: number; lat: number }): { lng: number; lat: number } {
  const isOutside = lng < 72.004 || lng > 137.8347 || lat < 0.8293 || lat > 55.8271
  if (isOutside) return { lng, lat }
  const radians = (lat * Math.PI) / 180
  const magic = 1 - EE * Math.sin(radians) ** 2
  const root = Math.sqrt(magic)
  const up = (northwards(lng - 105, lat - 35) * 180) / (((A * (1 - EE)) / (magic * root)) * Math.PI)
  const right = (eastwards(lng - 105, lat - 35) * 180) / ((A / root) * Math.cos(radians) * Math.PI)
  return { lng: lng + right, lat: lat + up }
}
