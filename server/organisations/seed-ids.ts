// Ids of the demo city's organisations: other seeds find them here without asking the database.
import { seedId } from '../ids'

/** @param key "hauler-1", "shop-liuwan"; property companies stand in the seed of places */
export const seedOrganisationId = (key: string): string => seedId(`organisation:${key}`)
