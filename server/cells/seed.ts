// Cells of the demo city.
import type { SeedContext } from '../feature'
import { seedTables } from './seed-tables'

/** Called once, after manifests. */
export async function seedCells({ today, progress }: SeedContext): Promise<void> {
  await seedTables(today)
  progress('无废细胞评价表')
}
