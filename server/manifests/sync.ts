// Rows of a truck's phone: each is answered by itself, in whatever order it comes and however often. Invariant: a row
// is in the records once; what it needs and is not here yet it waits for, and the phone sends it again.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, errors, type ErrorCode } from '@shared/errors'
import { ROW_FORMAT, type manifests, type Row, type RowAnswer } from '@shared/manifests/contract'
import { transaction, type Tx } from '../db'
import { collect, hadRow, refuse, type Driver } from './collecting'
import { onceMore } from './handing'
import type { HandoverRecord } from './manifests.model'
import { actAsHauler, readClock } from './parties'
import { openTripIn, signTripIn } from './trips'

/** @throws DomainError ORGANISATION_NOT_YOURS, MANIFEST_NOT_A_HAULER */
export async function syncRows(
  actor: PersonActor,
  { organisationId, deviceId, sentAt, rows }: ParsedOf<typeof manifests.sync>,
): Promise<OutputOf<typeof manifests.sync>> {
  const acting = await actAsHauler(actor, organisationId)
  const driver: Driver = { actor, acting, deviceId }
  const results: RowAnswer[] = []
  for (const row of rows) results.push(await takeRow(driver, row, sentAt))
  return { results }
}

const answer = (id: string, outcome: RowAnswer['outcome'], about?: HandoverRecord): RowAnswer => ({
  id,
  outcome,
  code: null,
  text: null,
  handoverId: about?._id ?? null,
  state: about?.state ?? null,
})

const refused = (id: string, code: ErrorCode): RowAnswer => ({
  ...answer(id, code === 'MANIFEST_NO_TRIP' ? 'waits' : 'refused'),
  code,
  text: errors[code].text,
})

async function takeRow(driver: Driver, row: Row, sentAt: string): Promise<RowAnswer> {
  if (row.format !== ROW_FORMAT) return refused(row.id, 'INPUT_INVALID')
  try {
    return await onceMore(() => transaction((tx) => takeRowIn(tx, driver, row, sentAt)))
  } catch (error) {
    // a refusal is an answer; that the database is away is not
    if (error instanceof DomainError && error.kind !== 'unavailable') return refused(row.id, error.code)
    throw error
  }
}

async function takeRowIn(tx: Tx, driver: Driver, row: Row, sentAt: string): Promise<RowAnswer> {
  const clock = readClock(row.at, sentAt)
  if (row.row === 'trip') {
    const isNew = await openTripIn(tx, driver, { ...row, id: row.tripId }, clock)
    return answer(row.id, isNew ? 'accepted' : 'had')
  }
  if (row.row === 'deliver') {
    const isNew = await signTripIn(tx, driver, row.tripId, clock)
    return answer(row.id, isNew ? 'accepted' : 'had')
  }
  const had = await hadRow(tx, row.id, driver.acting.organisationId)
  if (had) return answer(row.id, 'had', had)
  const stored = row.row === 'collect' ? await collect(tx, driver, row, clock) : await refuse(tx, driver, row, clock)
  return answer(row.id, 'accepted', stored)
}
