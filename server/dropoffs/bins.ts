// Smart bins: what a device at a site hands in becomes logs by the way that a volunteer's rows take, under
// "device:<id>". Invariants (I60): a bin logs at its own site alone, which it does not name; like a keeper it needs no
// shift there; its clock was checked with the request's signature, so rows need no offset.
import type { DeviceActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { BinRow, type dropoffsDevice } from '@shared/dropoffs/device-contract'
import { ROW_FORMAT } from '@shared/dropoffs/rules'
import { isDevice } from '@shared/dropoffs/vocabulary'
import { deviceNames } from '../access/devices'
import { actorId } from '../audit'
import { now } from '../clock'
import { fullNames } from '../people/people'
import { rowHash, type ReadRow } from './arriving'
import { takeRows } from './sync'

/** Answers row by row, in the order given. @throws DomainError SYSTEM_BUSY: nothing of it is written */
export async function sendBin(
  actor: DeviceActor,
  { rows }: ParsedOf<typeof dropoffsDevice.send>,
): Promise<OutputOf<typeof dropoffsDevice.send>> {
  const read = rows.map((row) => readBinRow(actor, row))
  return { results: await takeRows({ personId: actorId(actor), rows: read, receivedAt: now(), bin: actor }) }
}

function readBinRow({ deviceId, siteId }: DeviceActor, sent: { id: string }): ReadRow {
  const row = BinRow.safeParse(sent).data
  if (!row) return { id: sent.id, row: null, hash: '' }
  const { id, code, stream, result, at } = row
  return {
    id,
    hash: rowHash(sent),
    row: {
      kind: 'log',
      format: ROW_FORMAT,
      id,
      siteId,
      scanId: id,
      of: code === null ? { kind: 'anonymous' } : { kind: 'code', code },
      stream,
      result,
      clock: { at, run: deviceId, tick: 0, offsetMs: 0 },
    },
  }
}

/** The names of those who logged: people, and devices. */
export async function loggerNames(ids: readonly string[]): Promise<Map<string, string>> {
  const devices = ids.filter(isDevice)
  const [people, names] = await Promise.all([
    fullNames(ids.filter((id) => !isDevice(id))),
    deviceNames(devices.map((id) => id.slice('device:'.length))),
  ])
  return new Map([...people, ...[...names].map(([id, name]) => [`device:${id}`, name] as const)])
}
