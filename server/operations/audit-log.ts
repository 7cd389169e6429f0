// The audit log as those who run the city read it: by day, by whom, by what was done or to what; and as a table to take
// away, whose taking stands in it too.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { operations } from '@shared/operations/contract'
import { addDays, dayOf, fullInstant, instantAt } from '@shared/time'
import type { QueryFilter } from 'mongoose'
import { auditRead, AuditRows, type AuditRow } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { readCountedPage } from '../paging'
import { personNames } from '../people/people'
import { staffCalled, staffNames } from '../people/staff'
import { MAX_SHEET_ROWS, sheetContentType, writeSheet } from '../sheets'

type Asked = Omit<ParsedOf<typeof operations.exportAudit>, 'format'>

/** "system:…", "link:…", "device:…", as actorId() writes them. */
const withoutAccount: Readonly<Record<string, string>> = { system: '系统', link: '专用链接', device: '设备' }
const nameWithoutAccount = (actorId: string): string => withoutAccount[actorId.split(':')[0] ?? ''] ?? actorId

async function filterOf({ actorId, name, subject, action, from, to }: Asked): Promise<QueryFilter<AuditRow>> {
  const named = name ? await staffCalled(name) : null
  const at = {
    ...(from ? { $gte: instantAt(from, '00:00') } : {}),
    ...(to ? { $lt: instantAt(addDays(to, 1), '00:00') } : {}),
  }
  return {
    ...(actorId ? { actorId } : named ? { actorId: { $in: named } } : {}),
    ...(subject ? { subject } : {}),
    ...(action ? { action } : {}),
    ...(from || to ? { at } : {}),
  } as QueryFilter<AuditRow>
}

export async function searchAudit(input: ParsedOf<typeof operations.audit>) {
  const { rows, ...page } = await readCountedPage(AuditRows, { at: -1 }, await filterOf(input), input)
  const nameOf = await namesOf(rows)
  return {
    items: rows.map((row) => ({
      id: row._id,
      at: row.at.toISOString(),
      actorId: row.actorId,
      actorName: nameOf(row.actorId),
      action: row.action,
      subject: row.subject,
      reason: row.reason ?? null,
      details: row.details ?? {},
      requestId: row.requestId,
    })),
    ...page,
  }
}

/** @throws DomainError EXPORT_TOO_LONG */
export async function exportAudit(
  actor: Actor,
  { format, ...asked }: ParsedOf<typeof operations.exportAudit>,
): Promise<FileAnswer> {
  const rows = await AuditRows.find(await filterOf(asked))
    .sort({ at: -1, _id: -1 })
    .limit(MAX_SHEET_ROWS + 1)
    .lean<AuditRow[]>()
  if (rows.length > MAX_SHEET_ROWS) throw new DomainError('EXPORT_TOO_LONG')
  await auditRead(actor, {
    action: 'operations.exportAudit',
    subject: 'audit',
    details: { rows: rows.length, ...asked },
  })
  const nameOf = await namesOf(rows)
  const body = await writeSheet(
    format,
    ['时间', '谁', '操作', '对象', '原因', '细节', '请求编号'].map((name) => ({ name })),
    rows.map((row) => [
      fullInstant(row.at),
      nameOf(row.actorId),
      row.action,
      row.subject,
      row.reason ?? '',
      JSON.stringify(row.details ?? {}),
      row.requestId,
    ]),
    '操作留痕',
  )
  return { contentType: sheetContentType[format], filename: `操作留痕-${dayOf(now())}.${format}`, body }
}

/** Staff sign with their names; whoever else did something is shown masked. */
async function namesOf(rows: readonly { actorId: string }[]): Promise<(id: string) => string> {
  const ids = rows.map(({ actorId }) => actorId)
  const [names, staff] = [await personNames(ids), await staffNames(ids)]
  return (id) => staff.get(id) ?? names.get(id) ?? nameWithoutAccount(id)
}
