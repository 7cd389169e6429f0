// The demo city 清川市: seeded once, feature by feature in the order of the table, through the features' own rules.
// A seed that was interrupted is never half used: the database's mark says that it began, and who may begin it anew
// (database-mark.ts).
import { dayOf } from '@shared/time'
import { now } from './clock'
import { beginSeed, databaseMark, endSeed } from './database-mark'
import { features } from './features'

/** Goes up with a change that what was seeded before doesn't fit: 2, entries are hashed over texts with lengths. */
const FORMAT = 2

/**
 * Seeds the demo city unless it is there. Removes nothing: `claimDatabase` has looked at what is in the database.
 * @param say prints a line of progress
 */
export async function seedDemoCity(say: (line: string) => void): Promise<void> {
  const seed = (await databaseMark())?.seed
  if (seed?.finishedAt) {
    if (seed.format !== FORMAT)
      say('这份演示数据是旧版本生成的，还能用，但账本核对会报差异；要重新生成，请停止后删除数据目录再启动')
    return
  }
  await beginSeed(FORMAT)
  const startedAt = performance.now()
  const seeded = features.filter((feature) => feature.seed)
  for (const [index, feature] of seeded.entries()) {
    const from = performance.now()
    await feature.seed?.({ today: dayOf(now()), progress: (line) => say(`  ${feature.name}: ${line}`) })
    say(
      `演示城市 ${index + 1}/${seeded.length}：${feature.name}（${((performance.now() - from) / 1000).toFixed(1)}秒）`,
    )
  }
  const seconds = (performance.now() - startedAt) / 1000
  await endSeed(seconds)
  say(`演示城市已就绪，用时 ${seconds.toFixed(1)}秒`)
}
