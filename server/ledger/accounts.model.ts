// Balances of members (persons, households, funds): a cache of their entries (I13), moved in the same transaction.
// System accounts have no document here; they are summed from entries.
import { defineModel } from '../db'
import type { AccountState } from '@shared/ledger/entries'

const count = { type: Number, required: true }

export const Accounts = defineModel<AccountState>(
  'LedgerAccount',
  'ledgerAccounts',
  {
    partition: count,
    placePath: { type: [String], required: true },
    seq: count,
    points: count,
    fen: count,
    carbonGrams: count,
    held: count,
    debt: count,
    earned: count,
    lots: { type: Object, required: true },
    oldestLot: String,
    used: Object,
  },
  [
    { fields: { placePath: 1, _id: 1 } },
    // the expiry run reads what is due and nothing else
    { fields: { oldestLot: 1 }, where: { oldestLot: { $type: 'string' } } },
  ],
)
