// What waits for those who make earning rules: versions that a second person has to approve before the day on which
// they begin; where that day has come, they go back to be drafted anew.
import { earning } from '@shared/ledger/earning-contract'
import { instantAt, showDay } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { actorId } from '../audit'
import { countsOf, type Item, type Worker, type WorkRow } from '../work'
import { EarningRules, type RuleRecord } from './earning.model'

/** A source has one version under way, so there are never many. */
const MOST = 200

const openTo = ({ actor }: Worker): QueryFilter<RuleRecord> => ({
  status: 'proposed',
  draftedBy: { $ne: actorId(actor) },
  proposedBy: { $ne: actorId(actor) },
})

const itemOf = ({ _id, name, version, validFrom }: RuleRecord): Item => ({
  id: _id,
  text: `${name} v${version}，${showDay(validFrom)}生效`,
  // the last moment at which it can be approved
  dueAt: instantAt(validFrom, '00:00'),
  link: `/rules?open=${_id}`,
})

const proposed = async (worker: Worker): Promise<Item[]> =>
  (await EarningRules.find(openTo(worker)).sort({ validFrom: 1 }).limit(MOST).lean<RuleRecord[]>()).map(itemOf)

export const ledgerWork: readonly WorkRow[] = [
  {
    kind: 'ledger.rules',
    title: '积分规则待第二人审定',
    may: earning.activateRule.may,
    count: async (worker) => countsOf(await proposed(worker)),
    next: async (worker, limit) => (await proposed(worker)).slice(0, limit),
  },
]
