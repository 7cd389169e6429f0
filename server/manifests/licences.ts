// What the city keeps of haulers and disposers: licences with their days, vehicles with their payload, and weighbridges
// that report by themselves. A licence that is taken away ends on a day; what was collected before is not touched by
// it, and closes as ever.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import { canonical } from '@shared/canonical'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { LicenceRow, manifestsDesk, ScaleRow, VehicleRow } from '@shared/manifests/desk-contract'
import { licenceKeepers } from '@shared/manifests/rules'
import { addDays, dayOf } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { deviceById } from '../access/devices'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { organisationNames } from '../organisations/names'
import { readCountedPage } from '../paging'
import { fullNames } from '../people/people'
import { requireKind } from './parties'
import { Licences, Scales, Vehicles, type LicenceRecord, type ScaleRecord, type VehicleRecord } from './register.model'

/** Haulers work in the whole city: whoever keeps licences somewhere keeps them all. */
const mayKeep = (actor: Actor): boolean => scopeOf(actor, licenceKeepers).length > 0

async function presentLicences(actor: Actor, licences: readonly LicenceRecord[]): Promise<LicenceRow[]> {
  const names = await organisationNames(licences.map(({ organisationId }) => organisationId))
  const people = await fullNames(licences.map(({ enteredBy }) => enteredBy))
  const keeps = mayKeep(actor)
  return licences.map(({ _id, organisationId, enteredBy, enteredAt, ...licence }) => ({
    id: _id,
    organisationId,
    organisation: names.get(organisationId) ?? '',
    ...licence,
    enteredBy: people.get(enteredBy) ?? '系统',
    enteredAt: enteredAt.toISOString(),
    mayKeep: keeps && licence.revokedOn === null,
  }))
}

/** The next to end first. */
export async function listLicences(
  actor: Actor,
  { organisationId, ...page }: ParsedOf<typeof manifestsDesk.licences>,
): Promise<OutputOf<typeof manifestsDesk.licences>> {
  const { rows, ...counted } = await readCountedPage(
    Licences,
    { to: 1 },
    organisationId ? { organisationId } : {},
    page,
  )
  return { items: await presentLicences(actor, rows), ...counted }
}

async function oneLicence(actor: Actor, record: LicenceRecord): Promise<LicenceRow> {
  const [row] = await presentLicences(actor, [record])
  if (!row) throw new Error('a licence without its row')
  return row
}

/** The index decides between two at once. */
async function unlessTaken<T>(
  code: 'MANIFEST_LICENCE_TAKEN' | 'MANIFEST_PLATE_TAKEN',
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError(code) : error
  }
}

type Licence = Omit<ParsedOf<typeof manifestsDesk.enterLicence>, 'id'>
const termsOf = ({ organisationId, number, kinds, from, to }: Licence) =>
  canonical([organisationId, number, [...new Set(kinds)].sort(), from, to])
/** One that was revoked has another last day by now. */
const isSameLicence = (had: LicenceRecord, input: Licence): boolean =>
  termsOf(had) === termsOf(had.revokedOn === null ? input : { ...input, to: had.to })

/** The same id again is answered the same. @throws DomainError as the route says */
export async function enterLicence(
  actor: Actor,
  { id, ...input }: ParsedOf<typeof manifestsDesk.enterLicence>,
): Promise<LicenceRow> {
  if (input.to < input.from) throw new DomainError('MANIFEST_DAYS_WRONG')
  await requireKind(input.organisationId, 'hauler')
  const stored = await unlessTaken('MANIFEST_LICENCE_TAKEN', () =>
    transaction(async (tx) => {
      const had = await tx.on(Licences).findOne({ _id: id })
      if (had && !isSameLicence(had, input)) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (had) return had
      if ((await tx.on(Licences).count({ number: input.number })) > 0) throw new DomainError('MANIFEST_LICENCE_TAKEN')
      const record: LicenceRecord = {
        _id: id,
        ...input,
        kinds: [...new Set(input.kinds)],
        enteredBy: actorId(actor),
        enteredAt: now(),
        revokedOn: null,
        reason: null,
      }
      await tx.on(Licences).insert(record)
      await auditKept(tx, actor, 'manifests.enterLicence', `manifestLicences/${id}`, { number: record.number })
      return record
    }),
  )
  return oneLicence(actor, stored)
}

const auditKept = (
  tx: Tx,
  actor: Actor,
  action: string,
  subject: string,
  details: Record<string, unknown>,
  reason?: string,
): Promise<void> => audit(tx, actor, { action, subject, ...(reason ? { reason } : {}), details })

/** Its last day, today or earlier: what happened since is judged by it. @throws DomainError as the route says */
export async function revokeLicence(
  actor: Actor,
  { id, lastDay, reason }: ParsedOf<typeof manifestsDesk.revokeLicence>,
): Promise<LicenceRow> {
  const stored = await transaction(async (tx) => {
    const before = await tx.on(Licences).findOne({ _id: id })
    if (!before) throw new DomainError('NOT_FOUND')
    if (lastDay < addDays(before.from, -1) || lastDay >= before.to || lastDay > dayOf(now()))
      throw new DomainError('MANIFEST_DAYS_WRONG')
    const after = await tx.on(Licences).findOneAndUpdate({ _id: id, revokedOn: null }, {
      $set: { to: lastDay, revokedOn: lastDay, reason },
    } as UpdateQuery<LicenceRecord>)
    if (!after) throw new DomainError('WRONG_STATE')
    await auditKept(tx, actor, 'manifests.revokeLicence', `manifestLicences/${id}`, { lastDay }, reason)
    return after
  })
  return oneLicence(actor, stored)
}

async function presentVehicles(actor: Actor, vehicles: readonly VehicleRecord[]): Promise<VehicleRow[]> {
  const names = await organisationNames(vehicles.map(({ haulerId }) => haulerId))
  return vehicles.map(({ _id, haulerId, plate, payloadGrams, standing }) => ({
    id: _id,
    haulerId,
    hauler: names.get(haulerId) ?? '',
    plate,
    payloadGrams,
    standing,
    mayKeep: mayKeep(actor) && standing === 'active',
  }))
}

export async function listVehicles(
  actor: Actor,
  { haulerId, ...page }: ParsedOf<typeof manifestsDesk.vehicles>,
): Promise<OutputOf<typeof manifestsDesk.vehicles>> {
  const { rows, ...counted } = await readCountedPage(Vehicles, { plate: 1 }, haulerId ? { haulerId } : {}, page)
  return { items: await presentVehicles(actor, rows), ...counted }
}

async function oneVehicle(actor: Actor, record: VehicleRecord): Promise<VehicleRow> {
  const [row] = await presentVehicles(actor, [record])
  if (!row) throw new Error('a vehicle without its row')
  return row
}

/** The same id again is answered the same. @throws DomainError as the route says */
export async function enterVehicle(
  actor: Actor,
  { id, ...input }: ParsedOf<typeof manifestsDesk.enterVehicle>,
): Promise<VehicleRow> {
  await requireKind(input.haulerId, 'hauler')
  const stored = await unlessTaken('MANIFEST_PLATE_TAKEN', () =>
    transaction(async (tx) => {
      const had = await tx.on(Vehicles).findOne({ _id: id })
      const { haulerId, plate, payloadGrams } = input
      if (had && (had.plate !== plate || had.haulerId !== haulerId || had.payloadGrams !== payloadGrams))
        throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (had) return had
      if ((await tx.on(Vehicles).count({ plate: input.plate, standing: 'active' })) > 0)
        throw new DomainError('MANIFEST_PLATE_TAKEN')
      const record: VehicleRecord = { _id: id, ...input, standing: 'active' }
      await tx.on(Vehicles).insert(record)
      await auditKept(tx, actor, 'manifests.enterVehicle', `manifestVehicles/${id}`, { plate: record.plate })
      return record
    }),
  )
  return oneVehicle(actor, stored)
}

/** Trips that are under way with it go on. @throws DomainError NOT_FOUND, WRONG_STATE */
export async function endVehicle(
  actor: Actor,
  { id, reason }: ParsedOf<typeof manifestsDesk.endVehicle>,
): Promise<VehicleRow> {
  const stored = await transaction(async (tx) => {
    if (!(await tx.on(Vehicles).findOne({ _id: id }))) throw new DomainError('NOT_FOUND')
    const after = await tx
      .on(Vehicles)
      .findOneAndUpdate({ _id: id, standing: 'active' }, { $set: { standing: 'ended' } })
    if (!after) throw new DomainError('WRONG_STATE')
    await auditKept(tx, actor, 'manifests.endVehicle', `manifestVehicles/${id}`, { plate: after.plate }, reason)
    return after
  })
  return oneVehicle(actor, stored)
}

async function presentScales(actor: Actor, scales: readonly ScaleRecord[]): Promise<ScaleRow[]> {
  const names = await organisationNames(scales.map(({ disposerId }) => disposerId))
  return scales.map(({ _id, name, disposerId }) => ({
    id: _id,
    name,
    disposerId,
    disposer: names.get(disposerId) ?? '',
    mayKeep: mayKeep(actor),
  }))
}

export async function listScales(actor: Actor): Promise<OutputOf<typeof manifestsDesk.scales>> {
  const found = await Scales.find().sort({ disposerId: 1 }).limit(200).lean<ScaleRecord[]>()
  return { items: await presentScales(actor, found) }
}

/** A device of the keeper's area weighs for a disposer from now on. @throws DomainError as the route says */
export async function bindScale(
  actor: Actor,
  { deviceId, name, disposerId }: ParsedOf<typeof manifestsDesk.bindScale>,
): Promise<ScaleRow> {
  await requireKind(disposerId, 'disposer')
  const device = await deviceById(deviceId)
  if (!device || !holdsRole(actor, licenceKeepers, device.placePath)) throw new DomainError('NOT_FOUND')
  const stored = await transaction(async (tx) => {
    await tx.on(Scales).updateOne({ _id: deviceId }, { $set: { name, disposerId } }, { upsert: true })
    await auditKept(tx, actor, 'manifests.bindScale', `manifestScales/${deviceId}`, { name, disposerId })
    return { _id: deviceId, name, disposerId }
  })
  const [row] = await presentScales(actor, [stored])
  if (!row) throw new Error('a scale without its row')
  return row
}
