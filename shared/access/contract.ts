// Who acts without an account: links that were sent to a company or a household, and devices. Keys and links are shown
// when they are made and never again, and no such answer is kept: the routes that give them are not keyed, and the same
// id with the same serial gives the same key.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { Instant } from '../time'
import * as z from '../z'
import { linkActs, partyKinds } from './vocabulary'

const keepers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const
const readers = [...keepers, 'auditor'] as const
const Reason = line(100, 2)
const Serial = z.int().min(1)

export const DeviceRow = z.object({
  id: Id,
  name: z.string(),
  siteId: Id,
  siteName: z.string(),
  /** Counts the keys it has had. */
  serial: Serial,
  status: z.enum(['active', 'revoked']),
  createdAt: Instant,
  lastSeenAt: Instant.nullable(),
  mayKeep: z.boolean(),
})
const WithKey = DeviceRow.extend({ key: z.string() })

export const LinkRow = z.object({
  id: Id,
  /** "reviews/…": the one thing it opens. */
  subject: z.string(),
  acts: z.array(z.enum(linkActs)),
  party: z.object({ kind: z.enum(partyKinds), id: Id }),
  expiresAt: Instant,
  createdAt: Instant,
  createdBy: z.string(),
  lastUsedAt: Instant.nullable(),
  status: z.enum(['active', 'expired', 'revoked']),
  mayKeep: z.boolean(),
})

export const access = {
  devices: route({
    method: 'GET',
    path: '/api/access/devices',
    may: readers,
    input: z.strictObject({ ...listInput('-createdAt', 'createdAt', 'name', '-name'), siteId: Id.optional() }),
    output: countedPageOf(DeviceRow),
    summary: '设备',
  }),
  registerDevice: route({
    method: 'POST',
    path: '/api/access/devices',
    may: keepers,
    stepUp: true,
    keyed: false,
    input: z.strictObject({ id: Id, name: line(40, 2), siteId: Id }),
    output: WithKey,
    errors: ['NOT_FOUND', 'IDEMPOTENCY_KEY_REUSED', 'WRONG_STATE'],
    summary: '登记设备（密钥只显示这一次）',
  }),
  rotateDeviceKey: route({
    method: 'POST',
    path: '/api/access/devices/:id/rotate',
    may: keepers,
    stepUp: true,
    keyed: false,
    /** `serial`: of the key that is to end; the same again gives the same new key. */
    input: z.strictObject({ id: Id, serial: Serial, reason: Reason }),
    output: WithKey,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'WRONG_STATE'],
    summary: '换发设备密钥（旧的立即停用）',
  }),
  revokeDevice: route({
    method: 'POST',
    path: '/api/access/devices/:id/revoke',
    may: keepers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: DeviceRow,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '停用设备',
  }),
  /** A device asks who it is: to see that its key works. */
  device: route({
    method: 'GET',
    path: '/api/access/device',
    may: ['device'],
    input: z.strictObject({}),
    output: z.object({ id: Id, name: z.string(), siteId: Id, siteName: z.string() }),
    summary: '设备自检',
  }),
  links: route({
    method: 'GET',
    path: '/api/access/links',
    may: readers,
    input: z.strictObject({
      ...listInput('-createdAt', 'createdAt', 'expiresAt', '-expiresAt'),
      subject: line(120).optional(),
    }),
    output: countedPageOf(LinkRow),
    summary: '发出的专用链接',
  }),
  revokeLink: route({
    method: 'POST',
    path: '/api/access/links/:id/revoke',
    may: keepers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: LinkRow,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '停用一个专用链接',
  }),
} as const
