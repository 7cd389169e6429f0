// Photos: re-encoded on arrival (which drops EXIF, GPS and anything hidden in the file), stored once under the client's
// id, shown to their owner until they belong to something and then to whoever may see that, without a sign-in only
// where that feature calls the picture public. Links for picture elements last five minutes.
import { createHash } from 'node:crypto'
import jwt from 'jsonwebtoken'
import sharp from 'sharp'
import type { Actor, PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { now } from '../clock'
import { isDuplicateKey, type Tx } from '../db'
import type { FileAnswer, Upload } from '../http/implement'
import { gridFs } from '../platform/storage'
import { Files, type FileRecord } from './files.model'

/** 40 megapixels: above any phone's photo, far below a decompression bomb. */
const MAX_PIXELS = 40_000_000
const LONG_SIDE = 1600
const THUMB_SIDE = 320
const PER_DAY = 200
const LINK_SECONDS = 300

type Readers = Readonly<Record<string, (actor: Actor, subjectId: string, fileId: string) => Promise<boolean>>>
let readers: Readers = {}
let linkSecret = ''

/** Told at start: how each feature decides who may see its photos, and the key that signs links. */
export function configureFiles(given: { readers: Readers; secret: string }): void {
  readers = given.readers
  linkSecret = given.secret
}

/**
 * Stores a photo under the client's id; the same id again by the same person answers the first result.
 * @throws DomainError FILE_MISSING, FILE_NOT_A_PICTURE, FILE_TOO_MANY_PIXELS, FILE_QUOTA, NOT_FOUND (the id is another
 * person's)
 */
export const uploadFile = (
  actor: PersonActor,
  input: { id: string; purpose: FileRecord['purpose'] },
  upload: Upload | null,
) => uploadFor(actor.personId, input, upload)

/** The same for whoever acts by a link. @param ownerId of the person, or "link:…" */
export async function uploadFor(
  ownerId: string,
  input: { id: string; purpose: FileRecord['purpose'] },
  upload: Upload | null,
) {
  if (!upload || upload.bytes.length === 0) throw new DomainError('FILE_MISSING')
  const known = await Files.findById(input.id).lean<FileRecord>()
  if (known) return presentOwn(known, ownerId)
  const dayAgo = new Date(now().getTime() - 24 * 3_600_000)
  if ((await Files.countDocuments({ ownerId, createdAt: { $gt: dayAgo } })) >= PER_DAY)
    throw new DomainError('FILE_QUOTA')
  const { full, thumb, width, height } = await reencode(upload.bytes)
  await gridFs.put(`${input.id}.full`, full, 'image/jpeg')
  await gridFs.put(`${input.id}.thumb`, thumb, 'image/jpeg')
  const record: FileRecord = {
    _id: input.id,
    ownerId,
    purpose: input.purpose,
    subject: null,
    width,
    height,
    bytes: full.length,
    originalHash: createHash('sha256').update(upload.bytes).digest('hex'),
    createdAt: now(),
  }
  try {
    await Files.create([record])
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    const first = await Files.findById(input.id).lean<FileRecord>()
    if (first) return presentOwn(first, ownerId)
  }
  return present(record)
}

/** By magic bytes, never by name: JPEG, PNG, WebP. */
function isPicture(bytes: Buffer): boolean {
  return (
    bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) ||
    bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) ||
    (bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP')
  )
}

async function reencode(bytes: Buffer): Promise<{ full: Buffer; thumb: Buffer; width: number; height: number }> {
  if (!isPicture(bytes)) throw new DomainError('FILE_NOT_A_PICTURE')
  try {
    const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).autoOrient()
    const { data: full, info } = await picture
      .clone()
      .resize(LONG_SIDE, LONG_SIDE, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 80 })
      .toBuffer({ resolveWithObject: true })
    const thumb = await picture
      .clone()
      .resize(THUMB_SIDE, THUMB_SIDE, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 70 })
      .toBuffer()
    return { full, thumb, width: info.width, height: info.height }
  } catch (error) {
    throw new DomainError(
      error instanceof Error && /pixel limit/i.test(error.message) ? 'FILE_TOO_MANY_PIXELS' : 'FILE_NOT_A_PICTURE',
    )
  }
}

/**
 * Ties photos to what they belong to, with the transaction of that thing. Only the uploader's own, unused (or already
 * so used) ones.
 * @param subject "pickups/<id>" @throws DomainError NOT_FOUND
 */
export async function attachFiles(tx: Tx, ownerId: string, ids: readonly string[], subject: string): Promise<void> {
  for (const id of new Set(ids)) {
    const { matched } = await tx
      .on(Files)
      .updateOne({ _id: id, ownerId, subject: { $in: [null, subject] } }, { $set: { subject } })
    if (matched === 0) throw new DomainError('NOT_FOUND', { photo: id })
  }
}

/**
 * The same for rows of phones, which are kept whatever they say: photos that belong to something else already stay
 * there, and nothing is refused.
 */
export const attachFreeFiles = (tx: Tx, ownerId: string, ids: readonly string[], subject: string): Promise<unknown> =>
  tx.on(Files).updateMany({ _id: { $in: [...ids] }, ownerId, subject: null }, { $set: { subject } })

/** Photos that are taken out of what they belonged to: nobody sees them there any more, and the sweep removes them. */
export const detachFiles = (tx: Tx, ids: readonly string[], subject: string): Promise<unknown> =>
  tx.on(Files).updateMany({ _id: { $in: [...ids] }, subject }, { $set: { subject: null } })

/** Which of these photos a person took for a purpose. */
export async function ownPictures(
  ownerId: string,
  purpose: FileRecord['purpose'],
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const found = await Files.find({ _id: { $in: [...ids] }, ownerId, purpose }, { _id: 1 }).lean<{ _id: string }[]>()
  return new Set(found.map(({ _id }) => _id))
}

/**
 * The bytes of a photo. @throws DomainError NOT_FOUND also for those who may not see it, SIGN_IN_REQUIRED in its place
 * without a session
 */
export async function showFile(actor: Actor, input: { id: string; size?: 'full' | 'thumb' }): Promise<FileAnswer> {
  await mustSee(actor, input.id)
  return answerOf(input.id, input.size ?? 'full')
}

/** A signed link good for five minutes, for picture elements that can't send a header. */
export async function linkFile(actor: Actor, input: { id: string; size?: 'full' | 'thumb' }) {
  await mustSee(actor, input.id)
  const expires = Math.floor(now().getTime() / 1000) + LINK_SECONDS
  const token = jwt.sign({ typ: 'file', size: input.size ?? 'full', exp: expires }, linkSecret, {
    algorithm: 'HS256',
    subject: input.id,
    audience: 'wufei-file',
  })
  return { url: `/api/files/linked/${token}`, expiresAt: new Date(expires * 1000).toISOString() }
}

/** @throws DomainError NOT_FOUND for a forged or expired link */
export async function showLinked(token: string): Promise<FileAnswer> {
  try {
    const claims = jwt.verify(token, linkSecret, {
      algorithms: ['HS256'],
      audience: 'wufei-file',
      clockTimestamp: Math.floor(now().getTime() / 1000),
    })
    if (typeof claims === 'string' || claims.typ !== 'file' || !claims.sub || !claims.exp) throw new Error('not a link')
    return await answerOf(claims.sub, claims.size === 'thumb' ? 'thumb' : 'full')
  } catch {
    throw new DomainError('NOT_FOUND')
  }
}

async function answerOf(id: string, size: 'full' | 'thumb'): Promise<FileAnswer> {
  return {
    contentType: 'image/jpeg',
    body: await gridFs.get(`${id}.${size}`),
    headers: {
      'Content-Disposition': `inline; filename="${id}.jpg"`,
      'Cache-Control': 'private, max-age=300',
      'X-Content-Type-Options': 'nosniff',
    },
  }
}

async function mustSee(actor: Actor, id: string): Promise<void> {
  const record = await Files.findById(id).lean<FileRecord>()
  // once it belongs to something, who sees that decides: also over those who took the picture and have left since
  if (record?.subject === null && actor.kind === 'person' && record.ownerId === actor.personId) return
  const [feature = '', subjectId = ''] = record?.subject?.split('/') ?? []
  if (record && (await readers[feature]?.(actor, subjectId, id))) return
  throw new DomainError(actor.kind === 'anonymous' ? 'SIGN_IN_REQUIRED' : 'NOT_FOUND')
}

const present = (record: FileRecord) => ({
  id: record._id,
  width: record.width,
  height: record.height,
  bytes: record.bytes,
})

function presentOwn(record: FileRecord, ownerId: string) {
  if (record.ownerId !== ownerId) throw new DomainError('NOT_FOUND')
  return present(record)
}

/** Photos that nothing uses after two days go; returns how many. */
export async function sweepUnusedFiles(before: Date, limit = 1000): Promise<number> {
  const unused = await Files.find({ subject: null, createdAt: { $lt: before } }, { _id: 1 })
    .limit(limit)
    .lean<{ _id: string }[]>()
  for (const { _id } of unused) {
    await Files.deleteOne({ _id, subject: null })
    await gridFs.remove(`${_id}.full`)
    await gridFs.remove(`${_id}.thumb`)
  }
  return unused.length
}

/** Number and dates of a person's photos, for "download my data". */
export async function exportFiles(personId: string): Promise<unknown> {
  const records = await Files.find({ ownerId: personId }).sort({ createdAt: -1 }).lean<FileRecord[]>()
  return records.map(({ _id, purpose, createdAt }) => ({ id: _id, purpose, at: createdAt.toISOString() }))
}

/** Unused photos lose their record at once (the sweep removes the bytes); evidence stays, without its owner. */
export async function eraseFiles(tx: Tx, personId: string): Promise<void> {
  await tx.on(Files).updateMany({ ownerId: personId }, { $set: { ownerId: 'erased' } })
}
