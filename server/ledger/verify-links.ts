// What entries say of other entries: a reversal of what it reverses (I2), a capture or void of the hold it ends (I6).
// Looked up by the batch.
import type { mongo } from 'mongoose'
import { isStored, memberOf } from '@shared/ledger/accounts'
import { normalise } from '@shared/ledger/content'
import type { Entry } from '@shared/ledger/entries'
import { Entries } from './entries.model'

type Say = (where: string, text: string) => void

const entries = () => Entries.collection as unknown as mongo.Collection<Entry>

export async function checkLinks(batch: readonly Entry[], say: Say): Promise<void> {
  const linked = batch.filter(
    (entry) =>
      entry.reverses !== undefined ||
      entry.ends !== undefined ||
      entry.kind === 'capture' ||
      entry.kind === 'void' ||
      entry.kind === 'reverse',
  )
  if (linked.length === 0) return
  const ids = linked.flatMap((entry) => [entry.reverses ?? [], entry.ends ?? []].flat())
  const found = await entries()
    .find({ _id: { $in: ids } })
    .toArray()
  const byId = new Map(found.map((entry) => [entry._id, entry]))
  for (const entry of linked) {
    if ((entry.kind === 'reverse') !== (entry.reverses !== undefined))
      say(entry._id, '冲正没有写明冲正哪一笔，或不是冲正却写了')
    if (entry.reverses !== undefined) checkReversal(entry, byId.get(entry.reverses), say)
    if (entry.ends !== undefined || entry.kind === 'capture' || entry.kind === 'void')
      checkEnd(entry, byId.get(entry.ends ?? ''), say)
  }
  await checkTwice(found, say)
}

function checkReversal(entry: Entry, original: Entry | undefined, say: Say): void {
  if (!original) return say(entry._id, `冲正的原流水 ${entry.reverses ?? ''} 不存在`)
  const sums = (of: Entry, sign: 1 | -1): string =>
    JSON.stringify(
      normalise(
        of.postings.map((each) => ({
          ...each,
          account: isStored(memberOf(each.account)) ? memberOf(each.account) : each.account,
          amount: each.amount * sign,
        })),
      ),
    )
  if (sums(entry, 1) !== sums(original, -1)) say(entry._id, `冲正与原流水 ${original._id} 的数额不相反`)
  if (entry.reversedKind !== original.kind) say(entry._id, `冲正写的原流水类型不对`)
}

function checkEnd(entry: Entry, hold: Entry | undefined, say: Say): void {
  if (entry.kind !== 'capture' && entry.kind !== 'void')
    return say(entry._id, '既不是核销也不是退回，却写着结束一笔预留')
  if (!hold || hold.kind !== 'hold') return say(entry._id, `要结束的预留 ${entry.ends ?? ''} 不存在`)
  // the name is what makes the database admit one end only: an end under another name would be a second one
  if (entry._id !== `${hold._id}/end`) say(entry._id, `预留 ${hold._id} 的结束不叫这个编号`)
  if (entry.effects[0]?.account !== hold.effects[0]?.account) say(entry._id, `结束的不是同一个账户的预留 ${hold._id}`)
}

async function checkTwice(originals: readonly Entry[], say: Say): Promise<void> {
  if (originals.length === 0) return
  const filter = {
    partition: { $in: [...new Set(originals.map((entry) => entry.partition))] },
    reverses: { $in: originals.map((entry) => entry._id) },
  }
  const reversals = await entries()
    .find(filter, { projection: { reverses: 1 } })
    .toArray()
  const seen = new Set<string>()
  for (const { reverses } of reversals) {
    if (seen.has(reverses ?? '')) say(reverses ?? '', '被冲正了不止一次')
    seen.add(reverses ?? '')
  }
}
