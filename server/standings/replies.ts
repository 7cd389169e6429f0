// 回应: what a community or a property company says beside its entry, at any time, in at most 300 characters. It is no
// objection and changes nothing of the list; it is taken away only for offence or personal data, and never rewritten.
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { ParsedOf, OutputOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { standingsDesk } from '@shared/standings/desk-contract'
import { keepers, replySides, type ReplySide } from '@shared/standings/vocabulary'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import { staffNames } from '../people/staff'
import { requireEntry, sideAt } from './objections'
import { Replies, type EntryRecord, type ReplyRecord } from './standings.model'

type Row = OutputOf<typeof standingsDesk.reply>

/** The newest of each side that was not taken away, by entry. */
export async function repliesOf(runId: string): Promise<Map<string, ReplyRecord[]>> {
  const found = await Replies.find({ runId, hidden: { $exists: false } })
    .sort({ at: 1 })
    .lean<ReplyRecord[]>()
  const shown = new Map<string, ReplyRecord[]>()
  for (const entryId of new Set(found.map((reply) => reply.entryId)))
    shown.set(
      entryId,
      replySides.flatMap((side) => found.findLast((reply) => reply.entryId === entryId && reply.side === side) ?? []),
    )
  return shown
}

export const presentReply = ({ side, text, at }: ReplyRecord) => ({ side, text, at: at.toISOString() })

async function present(actor: Actor, replies: readonly ReplyRecord[]): Promise<Row[]> {
  const names = await staffNames(replies.map(({ by }) => by))
  return replies.map((reply) => ({
    id: reply._id,
    ...presentReply(reply),
    by: reply.by.startsWith('link:') ? '物业公司（凭链接）' : (names.get(reply.by) ?? '工作人员'),
    isHidden: reply.hidden !== undefined,
    mayHide: reply.hidden === undefined && holdsRole(actor, keepers, reply.placePath),
  }))
}

/** All that was said beside one entry, the newest first. */
export const entryReplies = async (actor: Actor, entryId: string): Promise<Row[]> =>
  present(actor, await Replies.find({ entryId }).sort({ at: -1 }).limit(50).lean<ReplyRecord[]>())

/** @throws DomainError NOT_FOUND outside the actor's places, and as `replyTo` */
export async function replyAtDesk(actor: PersonActor, input: ParsedOf<typeof standingsDesk.reply>): Promise<Row> {
  const { entry } = await requireEntry(input.period, input.placeId)
  const side = sideAt(actor, entry.placePath)
  if (!side) throw new DomainError('NOT_FOUND')
  const [row] = await present(actor, [await replyTo(actor, entry, { ...input, side })])
  if (!row) throw new Error('a reply without its row')
  return row
}

/**
 * The same id again changes nothing. @throws DomainError STANDING_NOT_LISTED, IDEMPOTENCY_KEY_REUSED
 */
export function replyTo(
  actor: Actor,
  entry: EntryRecord,
  { id, side, text }: { id: string; side: ReplySide; text: string },
): Promise<ReplyRecord> {
  if (entry.outcome !== 'red' && entry.outcome !== 'black') throw new DomainError('STANDING_NOT_LISTED')
  const by = actorId(actor)
  return transaction(async (tx) => {
    const had = await tx.on(Replies).findOne({ _id: id })
    if (had) {
      if (had.entryId !== entry._id || had.by !== by || had.text !== text)
        throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      return had
    }
    const { runId, placeId, placePath } = entry
    const reply: ReplyRecord = { _id: id, entryId: entry._id, runId, placeId, placePath, side, text, at: now(), by }
    await tx.on(Replies).insert(reply)
    await audit(tx, actor, { action: 'standings.reply', subject: `standingReplies/${id}`, placePath })
    return reply
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('IDEMPOTENCY_KEY_REUSED') : error
  })
}

/** @throws DomainError NOT_FOUND outside the actor's area, WRONG_STATE when it is gone already */
export async function hideReply(
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof standingsDesk.hideReply>,
): Promise<Row> {
  const seen = await Replies.findById(id).lean<ReplyRecord>()
  if (!seen || !holdsRole(actor, keepers, seen.placePath)) throw new DomainError('NOT_FOUND')
  const hidden = { by: actorId(actor), at: now(), reason }
  const [row] = await present(actor, [{ ...seen, hidden }])
  if (!row) throw new Error('a reply without its row')
  return transaction(async (tx) => {
    const { matched } = await tx.on(Replies).updateOne({ _id: id, hidden: { $exists: false } }, { $set: { hidden } })
    if (matched === 0) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'standings.hideReply',
      subject: `standingReplies/${id}`,
      placePath: seen.placePath,
      reason,
    })
    return row
  })
}
