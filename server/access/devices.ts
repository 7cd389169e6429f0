// Devices: a smart bin or a scale at one site, with a key of its own. Invariants: one key is good at a time; a rotated
// or revoked one is refused from then on, like one that never was; what a device may reach is its site.
import { holdsRole, scopeOf, type Actor, type DeviceActor, type Role } from '@shared/actors'
import type { access } from '@shared/access/contract'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { readCountedPage } from '../paging'
import { namesOn } from '../places/present'
import { sitesByIds } from '../places/sites'
import { Devices, type DeviceRecord } from './access.model'
import { SEEN_EVERY_MS, deviceKey, fits, hashOf, idIn } from './keys'

type Row = OutputOf<typeof access.revokeDevice>
type WithKey = OutputOf<typeof access.registerDevice>

const keepers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
const readers = [...keepers, 'auditor'] as const satisfies readonly Role[]

/** Who acts with a device's key. @throws DomainError DEVICE_KEY_INVALID, whatever is wrong with it */
export async function loadDevice(key: string): Promise<DeviceActor> {
  const id = idIn(key)
  const device = id ? await Devices.findById(id).lean<DeviceRecord>() : null
  if (!device || !fits(key, device.keyHash) || device.status !== 'active') throw new DomainError('DEVICE_KEY_INVALID')
  const at = now()
  if (!device.lastSeenAt || at.getTime() - device.lastSeenAt.getTime() >= SEEN_EVERY_MS)
    await Devices.updateOne({ _id: device._id }, { $set: { lastSeenAt: at } })
  return { kind: 'device', deviceId: device._id, siteId: device.siteId, placePath: device.placePath }
}

/** One that is in use; null for none. */
export const deviceById = (id: string): Promise<Pick<DeviceRecord, '_id' | 'siteId' | 'placePath'> | null> =>
  Devices.findOne({ _id: id, status: 'active' }, { siteId: 1, placePath: 1 })
    .lean<Pick<DeviceRecord, '_id' | 'siteId' | 'placePath'>>()
    .exec()

/** What a device is told about itself. */
export async function whoIsDevice(actor: Actor): Promise<OutputOf<typeof access.device>> {
  if (actor.kind !== 'device') throw new DomainError('NOT_ALLOWED')
  const device = await Devices.findById(actor.deviceId).lean<DeviceRecord>()
  if (!device) throw new DomainError('DEVICE_KEY_INVALID')
  const [site] = await sitesByIds([device.siteId])
  return { id: device._id, name: device.name, siteId: device.siteId, siteName: site?.name ?? '' }
}

async function present(actor: Actor, devices: readonly DeviceRecord[], tx?: Tx): Promise<Row[]> {
  const found = await sitesByIds(
    devices.map(({ siteId }) => siteId),
    tx,
  )
  const places = await namesOn(
    found.map(({ placeId }) => [placeId]),
    tx,
  )
  const sites = new Map(found.map(({ _id, name, placeId }) => [_id, `${places.get(placeId) ?? ''} ${name}`.trim()]))
  return devices.map((device) => ({
    id: device._id,
    name: device.name,
    siteId: device.siteId,
    siteName: sites.get(device.siteId) ?? '',
    serial: device.serial,
    status: device.status,
    createdAt: device.createdAt.toISOString(),
    lastSeenAt: device.lastSeenAt?.toISOString() ?? null,
    mayKeep: holdsRole(actor, keepers, device.placePath),
  }))
}

async function presentOne(actor: Actor, device: DeviceRecord, tx: Tx): Promise<Row> {
  const [row] = await present(actor, [device], tx)
  if (!row) throw new Error('a device without its row')
  return row
}

const withKey = async (actor: Actor, device: DeviceRecord, tx: Tx): Promise<WithKey> => ({
  ...(await presentOne(actor, device, tx)),
  key: deviceKey(device._id, device.serial),
})

/** Of the actor's area. */
export async function listDevices(
  actor: Actor,
  { siteId, ...input }: ParsedOf<typeof access.devices>,
): Promise<OutputOf<typeof access.devices>> {
  const filter = { placePath: { $in: scopeOf(actor, readers) }, ...(siteId ? { siteId } : {}) }
  const { rows, ...page } = await readCountedPage(Devices, { createdAt: -1 }, filter, input, 20)
  return { items: await present(actor, rows), ...page }
}

/**
 * The same id again is answered the same until its key is rotated. @throws DomainError NOT_FOUND for a site outside the
 * actor's area, IDEMPOTENCY_KEY_REUSED, WRONG_STATE when it was rotated or revoked since
 */
export function registerDevice(
  actor: Actor,
  { id, name, siteId }: ParsedOf<typeof access.registerDevice>,
): Promise<WithKey> {
  return transaction(async (tx) => {
    const [site] = await sitesByIds([siteId], tx)
    if (!site || site.status === 'archived' || !holdsRole(actor, keepers, site.placePath))
      throw new DomainError('NOT_FOUND')
    const had = await tx.on(Devices).findOne({ _id: id })
    if (had) {
      if (had.siteId !== siteId || had.name !== name) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (had.serial > 1 || had.status !== 'active') throw new DomainError('WRONG_STATE')
      return withKey(actor, had, tx)
    }
    const device: DeviceRecord = {
      _id: id,
      name,
      siteId,
      placePath: site.placePath,
      serial: 1,
      keyHash: hashOf(deviceKey(id, 1)),
      status: 'active',
      createdAt: now(),
    }
    await tx.on(Devices).insert(device)
    await audit(tx, actor, {
      action: 'access.registerDevice',
      subject: `devices/${id}`,
      placePath: device.placePath,
      details: { name, siteId },
    })
    return withKey(actor, device, tx)
  })
}

async function requireDevice(tx: Tx, actor: Actor, id: string): Promise<DeviceRecord> {
  const device = await tx.on(Devices).findOne({ _id: id })
  if (!device || !holdsRole(actor, keepers, device.placePath)) throw new DomainError('NOT_FOUND')
  return device
}

/**
 * A new key; the one with this serial ends at once. The same again gives the same new key. @throws DomainError
 * NOT_FOUND, CHANGED_MEANWHILE, WRONG_STATE when revoked
 */
export function rotateDeviceKey(
  actor: Actor,
  { id, serial, reason }: ParsedOf<typeof access.rotateDeviceKey>,
): Promise<WithKey> {
  return transaction(async (tx) => {
    const seen = await requireDevice(tx, actor, id)
    if (seen.status !== 'active') throw new DomainError('WRONG_STATE')
    if (seen.serial === serial + 1) return withKey(actor, seen, tx)
    const device = await tx
      .on(Devices)
      .findOneAndUpdate(
        { _id: id, serial, status: 'active' },
        { $set: { serial: serial + 1, keyHash: hashOf(deviceKey(id, serial + 1)) } },
      )
    if (!device) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, {
      action: 'access.rotateDeviceKey',
      subject: `devices/${id}`,
      placePath: device.placePath,
      reason,
      details: { serial: device.serial },
    })
    return withKey(actor, device, tx)
  })
}

/** For good: a device that comes back is registered anew. @throws DomainError NOT_FOUND, WRONG_STATE */
export function revokeDevice(actor: Actor, { id, reason }: ParsedOf<typeof access.revokeDevice>): Promise<Row> {
  return transaction(async (tx) => {
    await requireDevice(tx, actor, id)
    const device = await tx.on(Devices).findOneAndUpdate({ _id: id, status: 'active' }, { $set: { status: 'revoked' } })
    if (!device) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'access.revokeDevice',
      subject: `devices/${id}`,
      placePath: device.placePath,
      reason,
    })
    return presentOne(actor, device, tx)
  })
}
