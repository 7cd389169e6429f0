// Who did or saw what, when and why. Rows are only ever added. Reading another person's data and every decision leave
// one.
import type { Actor } from '@shared/actors'
import { now } from './clock'
import { defineModel, type Document, type Tx } from './db'
import { newId } from './ids'
import { currentScope } from './scope'

export type AuditRow = Document & {
  at: Date
  actorId: string
  action: string
  /** "pickups/01J…": what it was done to. */
  subject: string
  placePath: string[]
  reason?: string
  details?: Record<string, unknown>
  requestId: string
  /** Something was looked at, and nothing changed. */
  isRead?: true
}

export const AuditRows = defineModel<AuditRow>(
  'AuditRow',
  'auditRows',
  {
    at: { type: Date, required: true },
    actorId: { type: String, required: true },
    action: { type: String, required: true },
    subject: { type: String, required: true },
    placePath: { type: [String], required: true },
    reason: String,
    details: { type: Object },
    requestId: { type: String, required: true },
    isRead: Boolean,
  },
  [
    { fields: { at: -1, _id: -1 } },
    { fields: { subject: 1, at: -1, _id: -1 } },
    { fields: { actorId: 1, at: -1, _id: -1 } },
    { fields: { action: 1, at: -1, _id: -1 } },
  ],
)

/** The person's id, or "link:…", "device:…", "system:…", "anonymous". */
export function actorId(actor: Actor): string {
  if (actor.kind === 'person') return actor.personId
  if (actor.kind === 'link') return `link:${actor.linkId}`
  if (actor.kind === 'device') return `device:${actor.deviceId}`
  return actor.kind === 'system' ? `system:${actor.name}` : 'anonymous'
}

export type AuditEntry = {
  action: string
  subject: string
  placePath?: readonly string[]
  reason?: string
  details?: Record<string, unknown>
}

const rowOf = (actor: Actor, entry: AuditEntry): AuditRow => ({
  _id: newId(),
  at: now(),
  actorId: actorId(actor),
  requestId: currentScope()?.requestId ?? 'none',
  ...entry,
  placePath: [...(entry.placePath ?? [])],
})

const readOf = (actor: Actor, entry: AuditEntry): AuditRow => ({ ...rowOf(actor, entry), isRead: true })

/** Writes the rows, at least one, with the transaction of what they record. */
export const audit = (tx: Tx, actor: Actor, ...entries: readonly [AuditEntry, ...AuditEntry[]]): Promise<void> =>
  tx.on(AuditRows).insert(...entries.map((entry) => rowOf(actor, entry)))

/** For a view that refreshes by itself: one row an hour for the same person and subject. */
export async function auditReadHourly(actor: Actor, entry: AuditEntry): Promise<void> {
  const { _id: _fresh, ...row } = readOf(actor, entry)
  const hour = row.at.toISOString().slice(0, 13)
  await AuditRows.updateOne(
    { _id: `${row.actorId}:${row.action}:${row.subject}:${hour}` },
    { $setOnInsert: row },
    { upsert: true },
  )
}

/** For reads, which have no transaction. */
export async function auditRead(actor: Actor, entry: AuditEntry): Promise<void> {
  await AuditRows.create([readOf(actor, entry)])
}
