// Devices: a smart bin or a scale at one site, with a key of its own that signs each request and is never sent.
// Invariants (I60): one key is good at a time; a rotated or revoked one is refused from then on, like one that never
// was; no request counts twice, and none whose time is not now; what a device may reach is its site.
import { DEVICE_CLOCK_MINUTES, readSignedHeader } from '@shared/access/signed-request'
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
import { isSignedWith, type DeviceRequest } from './device-signatures'
import { deviceKey, fits, hashOf } from './keys'

type Row = OutputOf<typeof access.revokeDevice>
type WithKey = OutputOf<typeof access.registerDevice>

const keepers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
const readers = [...keepers, 'auditor'] as const satisfies readonly Role[]

/**
 * Who signed a request, by what stands in its header.
 * @throws DomainError DEVICE_KEY_INVALID, whatever is wrong with key or signature; DEVICE_CLOCK_WRONG with the server's
 * time; DEVICE_REPLAYED for a time that is not later than the last
 */
export async function loadDevice(header: string, request: DeviceRequest): Promise<DeviceActor> {
  const signed = readSignedHeader(header)
  const device = signed ? await Devices.findById(signed.deviceId).lean<DeviceRecord>() : null
  if (!signed || !device || device.status !== 'active' || !isSignedBy(device, request, signed))
    throw new DomainError('DEVICE_KEY_INVALID')
  const at = now()
  if (Math.abs(at.getTime() - signed.time) > DEVICE_CLOCK_MINUTES * 60_000)
    throw new DomainError('DEVICE_CLOCK_WRONG', { at: at.toISOString() })
  // of two requests with one time the database lets one pass
  const { matchedCount } = await Devices.updateOne(
    { _id: device._id, serial: device.serial, status: 'active', lastTime: { $lt: signed.time } },
    { $set: { lastTime: signed.time, lastSeenAt: at } },
  )
  if (matchedCount === 0) throw new DomainError('DEVICE_REPLAYED')
  return { kind: 'device', deviceId: device._id, siteId: device.siteId, placePath: device.placePath }
}

/** The key is made again and never stored; one of another installation does not fit what stands here. */
function isSignedBy(
  { _id, serial, keyHash }: DeviceRecord,
  request: DeviceRequest,
  { time, signature }: { time: number; signature: string },
): boolean {
  const key = deviceKey(_id, serial)
  return fits(key, keyHash) && isSignedWith(key, request, time, signature)
}

/** One that is in use; null for none. */
export const deviceById = (id: string): Promise<Pick<DeviceRecord, '_id' | 'siteId' | 'placePath'> | null> =>
  Devices.findOne({ _id: id, status: 'active' }, { siteId: 1, placePath: 1 })
    .lean<Pick<DeviceRecord, '_id' | 'siteId' | 'placePath'>>()
    .exec()

export async function deviceNames(ids: readonly string[]): Promise<Map<string, string>> {
  const found = ids.length > 0 ? await Devices.find({ _id: { $in: [...new Set(ids)] } }, { name: 1 }).lean() : []
  return new Map(found.map(({ _id, name }) => [_id, name]))
}

/** @throws DomainError NOT_ALLOWED for who is none */
export function asDevice(actor: Actor): DeviceActor {
  if (actor.kind !== 'device') throw new DomainError('NOT_ALLOWED')
  return actor
}

/** What a device is told about itself. */
export async function whoIsDevice(actor: Actor): Promise<OutputOf<typeof access.device>> {
  const device = await Devices.findById(asDevice(actor).deviceId).lean<DeviceRecord>()
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
      lastTime: 0,
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
