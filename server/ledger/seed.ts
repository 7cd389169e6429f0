// The ledger's share of the demo city: the starting carbon factors. Entries come from what pickups post.
import type { SeedContext } from '../feature'
import { loadStarterFactors } from './factors'

export async function seedLedger({ progress }: SeedContext): Promise<void> {
  progress(`减碳系数 ${await loadStarterFactors()} 种材料`)
}
