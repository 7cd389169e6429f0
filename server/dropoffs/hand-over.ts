// Rows that a phone could not send, handed to staff as a file: taken in as if the phone had sent them, row by row and
// with the same answers, and known again when the phone sends them after all. Invariants: whoever logged a row stays
// its author; staff hand in for sites of their own area only, never their own rows, and what they handed in is
// audited.
import { holdsRole, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import type { dropoffsDesk } from '@shared/dropoffs/desk-contract'
import { deciders } from '@shared/dropoffs/vocabulary'
import { DomainError, errors } from '@shared/errors'
import { audit } from '../audit'
import { transaction } from '../db'
import { goesToThemselves } from '../people/conflicts'
import { fullNames } from '../people/people'
import { dropOffSites } from '../places/sites'
import { readRow } from './arriving'
import { Logs, type LogRecord } from './dropoffs.model'
import { syncRows } from './sync'

type Handed = ParsedOf<typeof dropoffsDesk.handIn>
type Answer = OutputOf<typeof dropoffsDesk.handIn>

/** @throws DomainError NOT_FOUND for a person without a log at the actor's sites, DECIDES_OWN_CASE, SYSTEM_BUSY */
export async function handIn(actor: PersonActor, { personId, rows }: Handed): Promise<Answer> {
  if (await goesToThemselves(actor.personId, { personIds: [personId] })) throw new DomainError('DECIDES_OWN_CASE')
  const mine = await ofMySites(actor, personId, rows)
  if (mine.length === 0) throw new DomainError('NOT_FOUND')
  const { results } = await syncRows({ personId }, { rows: mine })
  await transaction((tx) =>
    audit(tx, actor, {
      action: 'dropoffs.handIn',
      subject: `people/${personId}`,
      details: { rows: mine.length, fresh: results.filter(({ outcome }) => outcome === 'accepted').length },
    }),
  )
  const answers = new Map(results.map((result) => [result.id, result]))
  const name = (await fullNames([personId])).get(personId) ?? ''
  return {
    by: name,
    results: rows.map(
      ({ id }) =>
        answers.get(id) ?? {
          id,
          outcome: 'refused' as const,
          state: null,
          code: 'NOT_ALLOWED',
          text: errors.NOT_ALLOWED.text,
          points: null,
        },
    ),
  }
}

/** Logs of sites in the actor's area, and what is added to such logs, of this file or before. */
async function ofMySites(actor: PersonActor, personId: string, rows: Handed['rows']): Promise<Handed['rows']> {
  const read = rows.map((sent) => ({ sent, row: readRow(sent).row }))
  const sites = await dropOffSites(read.flatMap(({ row }) => (row?.kind === 'log' ? [row.siteId] : [])))
  const may = new Set(sites.filter(({ placePath }) => holdsRole(actor, deciders, placePath)).map(({ _id }) => _id))
  const here = new Set(read.flatMap(({ row }) => (row?.kind === 'log' && may.has(row.siteId) ? [row.id] : [])))
  const sought = read.flatMap(({ row }) => (row && row.kind !== 'log' && !here.has(row.logId) ? [row.logId] : []))
  const before = await Logs.find({ _id: { $in: sought }, personId }).lean<LogRecord[]>()
  for (const { _id, placePath } of before) if (holdsRole(actor, deciders, placePath)) here.add(_id)
  return read.flatMap(({ sent, row }) => (row && here.has(row.kind === 'log' ? row.id : row.logId) ? [sent] : []))
}
