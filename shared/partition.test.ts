import { partitionOf } from './partition'

test('partitions are whole numbers from 0 to 1023 and spread evenly', () => {
  const counts = new Map<number, number>()
  for (let n = 0; n < 20_480; n += 1)
    counts.set(partitionOf(`01JD${n}`), (counts.get(partitionOf(`01JD${n}`)) ?? 0) + 1)
  expect(Math.min(...counts.keys())).toBeGreaterThanOrEqual(0)
  expect(Math.max(...counts.keys())).toBeLessThan(1024)
  expect(counts.size).toBeGreaterThan(1_000)
  expect(Math.max(...counts.values())).toBeLessThan(60)
})
