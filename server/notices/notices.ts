// One way to tell a person something: `notify` puts a row out with the transaction of its cause. Delivery writes the
// inbox entry (its id is the cause, so once only) and, while the person's consent for the template lasts, sends one
// WeChat message.
import type { Actor, PersonActor } from '@shared/actors'
import { MAX_COUNTED } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { notices, type NoticeKind } from '@shared/notices/contract'
import { isQuiet, noticeKinds, QUIET_FROM, QUIET_TO, thing } from '@shared/notices/rules'
import { addDays, clockOf, dayOf, instantAt, showInstant } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import {
  countUndelivered,
  eraseOutboxOf,
  listUndelivered,
  Postponed,
  putOut,
  sendAgain,
  takeBack,
  type OutboxRow,
} from '../outbox'
import { readPage, type ListInput } from '../paging'
import type { WorkRow } from '../work'
import { Notices, Settings, type Notice, type NoticeSettings } from './notices.model'

export type NoticeText = { kind: NoticeKind; title: string; text: string; link?: string }

/** Sends one subscription message. @throws DomainError WECHAT_MESSAGE_REFUSED when the person allows none */
export type PushSender = (
  personId: string,
  message: { templateId: string; page: string | null; data: Record<string, { value: string }> },
) => Promise<void>

let sender: PushSender | null = null
let templates: Readonly<Record<string, string>> = {}

/** Told at start: how to reach WeChat (null in the demo) and the city's template ids by kind. */
export function configureNotices(given: {
  sender: PushSender | null
  templates: Readonly<Record<string, string>>
}): void {
  sender = given.sender
  templates = given.templates
}

/**
 * Tells a person, once per cause.
 * @param cause what it is about, such as "pickups/<id>/confirmed/1" @param notBefore for reminders
 */
export async function notify(
  tx: Tx,
  personId: string,
  cause: string,
  notice: NoticeText,
  notBefore?: Date,
): Promise<void> {
  await putOut(tx, 'notice', `${personId}:${cause}`, { personId, ...notice }, notBefore)
}

/** Takes back a notice that has not gone out yet (a reminder for a cancelled booking). */
export async function unnotify(tx: Tx, personId: string, cause: string): Promise<void> {
  await takeBack(tx, 'notice', `${personId}:${cause}`)
}

/** Deliverer of outbox rows `notice`. */
export async function deliverNotice(row: OutboxRow): Promise<void> {
  const { personId, kind, title, text, link } = row.payload as { personId: string } & NoticeText
  const at = now()
  const templateId = templates[kind]
  const push = sender !== null && templateId !== undefined
  await Notices.updateOne(
    { _id: row._id },
    {
      $setOnInsert: {
        personId,
        kind,
        title,
        text,
        link: link ?? null,
        at,
        readAt: null,
        pushed: push ? 'waiting' : 'none',
      },
    },
    { upsert: true },
  )
  if (!push || !templateId || !sender) return
  if (noticeKinds[kind].quiet && isQuiet(clockOf(at))) throw new Postponed(afterQuiet(at))
  await pushOnce(row._id, personId, templateId, { title, text, link })
}

async function pushOnce(
  id: string,
  personId: string,
  templateId: string,
  { title, text, link }: Omit<NoticeText, 'kind'>,
): Promise<void> {
  const settings = await Settings.findById(personId).lean<NoticeSettings>()
  const kind = (await Notices.findById(id).lean<Notice>())?.kind ?? ''
  const taken = settings?.off.includes(kind)
    ? null
    : await Settings.findOneAndUpdate(
        { _id: personId, [`left.${templateId}`]: { $gt: 0 } },
        { $inc: { [`left.${templateId}`]: -1 } },
      )
  if (!taken) return void (await Notices.updateOne({ _id: id, pushed: 'waiting' }, { $set: { pushed: 'none' } }))
  // The mark is set before sending: a crash in between loses one push (the inbox has it), it never sends two.
  const mine = await Notices.updateOne({ _id: id, pushed: 'waiting' }, { $set: { pushed: 'sent' } })
  if (mine.modifiedCount === 0) return
  try {
    await sender?.(personId, {
      templateId,
      page: link ?? null,
      data: { thing1: { value: thing(title) }, thing2: { value: thing(text) } },
    })
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'WECHAT_MESSAGE_REFUSED') throw error
    await Notices.updateOne({ _id: id }, { $set: { pushed: 'refused' } })
    await Settings.updateOne({ _id: personId }, { $set: { [`left.${templateId}`]: 0 } })
  }
}

/** Newest first; the cursor is the last instant and id. */
export async function inbox(actor: PersonActor, input: { cursor?: string; limit?: number; unread?: 'true' | 'false' }) {
  const { personId } = actor
  const { rows, next } = await readPage(
    Notices,
    { at: -1 },
    { personId, ...(input.unread === 'true' ? { readAt: null } : {}) },
    input,
  )
  return {
    items: rows.map((row) => ({
      id: row._id,
      kind: row.kind as NoticeKind,
      title: row.title,
      text: row.text,
      at: row.at.toISOString(),
      readAt: row.readAt?.toISOString() ?? null,
      link: row.link,
    })),
    next,
  }
}

/** Unread entries of a person. */
export const unreadOf = (personId: string): Promise<number> => Notices.countDocuments({ personId, readAt: null }).exec()

export async function markRead(
  actor: PersonActor,
  input: { ids?: string[]; all?: boolean },
): Promise<{ count: number }> {
  const { personId } = actor
  const which = input.all ? {} : { _id: { $in: input.ids ?? [] } }
  const { modifiedCount } = await Notices.updateMany({ ...which, personId, readAt: null }, { $set: { readAt: now() } })
  return { count: modifiedCount }
}

export async function noticeSettings(actor: PersonActor) {
  const settings = await Settings.findById(actor.personId).lean<NoticeSettings>()
  const left = Object.fromEntries(Object.entries(settings?.left ?? {})) as Record<string, number>
  return {
    kinds: (Object.entries(noticeKinds) as [NoticeKind, (typeof noticeKinds)[NoticeKind]][]).map(
      ([kind, { title, canSwitchOff }]) => ({
        kind,
        title,
        canSwitchOff,
        on: !settings?.off.includes(kind),
      }),
    ),
    templates: (Object.entries(templates) as [NoticeKind, string][]).map(([kind, templateId]) => ({
      kind,
      templateId,
      left: left[templateId] ?? 0,
    })),
    quietFrom: QUIET_FROM,
    quietTo: QUIET_TO,
  }
}

export async function switchKind(actor: PersonActor, input: { kind: NoticeKind; on: boolean }) {
  const { personId } = actor
  if (!input.on && !noticeKinds[input.kind].canSwitchOff) throw new DomainError('NOTICE_ALWAYS_ON')
  await Settings.updateOne(
    { _id: personId },
    input.on ? { $pull: { off: input.kind } } : { $addToSet: { off: input.kind } },
    { upsert: true },
  )
  return { kind: input.kind, on: input.on }
}

/** One accepted tap allows one send per template; the same consent id again counts nothing. */
export async function recordConsent(
  actor: PersonActor,
  input: { id: string; results: { templateId: string; result: string }[] },
) {
  const { personId } = actor
  const known = new Set(Object.values(templates))
  const accepted = [
    ...new Set(
      input.results
        .filter(({ result, templateId }) => result === 'accept' && known.has(templateId))
        .map(({ templateId }) => templateId),
    ),
  ]
  await Settings.updateOne({ _id: personId }, { $setOnInsert: { off: [] } }, { upsert: true })
  if (accepted.length > 0) {
    await Settings.updateOne(
      { _id: personId, counted: { $ne: input.id } },
      {
        $inc: Object.fromEntries(accepted.map((templateId) => [`left.${templateId}`, 1])),
        $push: { counted: { $each: [input.id], $slice: -50 } },
      },
    )
  }
  const settings = await Settings.findById(personId).lean<NoticeSettings>()
  return { left: Object.fromEntries(Object.entries(settings?.left ?? {})) as Record<string, number> }
}

export async function undelivered(input: ListInput<OutboxRow>) {
  const { rows, ...page } = await listUndelivered(input)
  return {
    items: rows.map((row) => ({
      id: row._id,
      kind: String(row.payload.kind ?? row.kind),
      attempts: row.attempts,
      lastError: row.lastError ?? null,
      at: row.createdAt.toISOString(),
    })),
    ...page,
  }
}

/** Those that were sent, or taken back, meanwhile are passed over. */
export const sendUndelivered = (actor: Actor, { ids }: { ids: string[] }): Promise<{ count: number }> =>
  transaction(async (tx) => {
    const count = await sendAgain(tx, ids)
    await audit(tx, actor, { action: 'notices.sendAgain', subject: 'notices/undelivered', details: { count } })
    return { count }
  })

/** Messages that could not be sent, for who runs the product. */
export const noticesWork: readonly WorkRow[] = [
  {
    kind: 'notices.undelivered',
    title: '没能送达的消息',
    may: notices.sendAgain.may,
    count: async () => ({ late: 0, today: 0, later: await countUndelivered(MAX_COUNTED) }),
    next: async (_worker, limit) =>
      (await listUndelivered({ limit })).rows.map((row) => ({
        id: row._id,
        text: `${showInstant(row.createdAt)}，试了${row.attempts}次`,
        dueAt: null,
        link: '/undelivered',
      })),
  },
]

export async function exportNotices(personId: string): Promise<unknown> {
  const rows = await Notices.find({ personId }).sort({ at: -1 }).lean<Notice[]>()
  return rows.map(({ kind, title, text, at, readAt }) => ({
    kind,
    title,
    text,
    at: at.toISOString(),
    readAt: readAt?.toISOString() ?? null,
  }))
}

export async function eraseNotices(tx: Tx, personId: string): Promise<void> {
  await tx.on(Notices).deleteMany({ personId })
  await tx.on(Settings).deleteOne({ _id: personId })
  await eraseOutboxOf(tx, personId)
}

/** When a message that is not urgent may be pushed: now, or at the end of the quiet hours. */
function afterQuiet(instant: Date): Date {
  const clock = clockOf(instant)
  if (!isQuiet(clock)) return instant
  return instantAt(clock >= QUIET_FROM ? addDays(dayOf(instant), 1) : dayOf(instant), QUIET_TO)
}
