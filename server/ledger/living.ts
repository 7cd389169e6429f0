// What of the ledger lives at places: balances and schools' funds. Entries keep the path they were written with.
import { living } from '../living'
import { Accounts } from './accounts.model'
import { SchoolFunds } from './funds.model'

export const ledgerAtPlaces = [living(Accounts), living(SchoolFunds)]
