// The ledger's row in the table of features.
import type { Feature } from '../feature'
import { ledgerBudgets, returnBudgets } from './budgets'
import { ledgerVerify } from './checks'
import { eraseContests, exportContests } from './contests'
import { contestRoutes, earningRoutes, giftRoutes } from './earning.routes'
import { ledgerExpire, ledgerExpiryNotices } from './expiry'
import { moveOnMerge } from './ledger'
import { ledgerAtPlaces } from './living'
import { ledgerDeskRoutes } from './ledger-desk.routes'
import { ledgerRoutes } from './ledger.routes'
import { ledgerWork } from './ledger-work'
import { ledgerSeal } from './seals'
import { seedLedger } from './seed'
import { exportOf } from './statement'

export const ledgerFeature: Feature = {
  name: 'ledger',
  routes: [...ledgerRoutes, ...earningRoutes, ...contestRoutes, ...giftRoutes, ...ledgerDeskRoutes],
  seed: seedLedger,
  onMerge: moveOnMerge,
  stop: returnBudgets,
  livesAt: ledgerAtPlaces,
  work: ledgerWork,
  // in the order in which they follow each other at night: what has ended is booked out, the day sealed, everything
  // verified
  jobs: [ledgerExpire, ledgerSeal, ledgerVerify, ledgerBudgets, ledgerExpiryNotices],
  // accounts and entries carry the person's random id and nothing else about them: that is the pseudonym under which
  // they stay; what a person typed in a contest goes
  personalData: {
    export: async (personId) => ({ ...(await exportOf(personId)), contests: await exportContests(personId) }),
    erase: eraseContests,
  },
}
