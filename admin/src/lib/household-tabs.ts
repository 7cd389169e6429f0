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

export const HouseholdTabs = createContext<readonly HouseholdTab[]>([])
