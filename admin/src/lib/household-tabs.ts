// What each feature shows of one household, and does for it: a tab of the household's page, which is handed them from
// above (app/Inside.tsx).
import { createContext, type ComponentType } from 'react'
import type { Role } from '@shared/actors'

export type HouseholdTab = {
  /** In the address. */
  key: string
  title: string
  /** Who sees it; the server decides what they may do. */
  roles: readonly Role[]
  Tab: ComponentType<{ householdId: string }>
}

/** What of one household is seen beside its tabs without a click. */
export type HouseholdSide = Pick<HouseholdTab, 'key' | 'roles'> & { Side: ComponentType<{ householdId: string }> }

export const HouseholdSides = createContext<readonly HouseholdSide[]>([])

export const HouseholdTabs = createContext<readonly HouseholdTab[]>([])
