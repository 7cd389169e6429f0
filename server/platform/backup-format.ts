// A backup on disk: a folder with one compressed file a collection, a manifest, and the manifest's own checksum.
//   manifest.json    what is in it: per collection its file, documents, SHA-256, options and indexes
//   manifest.sha256  `sha256sum -c manifest.sha256` checks the manifest, which vouches for the rest
//   people.ejson.gz  one document a line, canonical Extended JSON: every BSON type comes back as it was
// Beside the backups lies erasures.jsonl: who has asked to be erased, so that an older backup learns of it.
// Invariant: a folder counts as a backup only when all of it was read back and every byte is as it was written.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

export const MANIFEST = 'manifest.json'
export const CHECKSUM = 'manifest.sha256'
export const ERASURES = 'erasures.jsonl'

const CollectionEntry = z.strictObject({
  name: z.string().min(1),
  file: z.string().regex(/^[\w.-]+\.ejson\.gz$/),
  documents: z.int().min(0),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  options: z.record(z.string(), z.unknown()),
  indexes: z.array(z.looseObject({ name: z.string(), key: z.record(z.string(), z.unknown()) })),
})
const Manifest = z.strictObject({
  format: z.literal(1),
  /** The instant of the snapshot, by the clock of whoever made the backup. */
  madeAt: z.iso.datetime(),
  database: z.string(),
  mongodb: z.string(),
  epoch: z.string().nullable(),
  /** Recognises the FIELD_KEY without which personal fields can't be read. */
  keyCheck: z.string().nullable(),
  collections: z.array(CollectionEntry),
})
export type Manifest = z.infer<typeof Manifest>
export type CollectionEntry = z.infer<typeof CollectionEntry>

/** A reason why a backup or a restore can't go on; the message is one sentence for the person at the terminal. */
export class BackupError extends Error {}

export const checksumLine = (manifest: Buffer | string): string =>
  `${createHash('sha256').update(manifest).digest('hex')}  ${MANIFEST}\n`

/**
 * Reads a backup's manifest and every byte that it vouches for.
 * @param progress told after each file: bytes read so far, and of how many
 * @throws BackupError naming the first file that is missing, foreign or altered
 */
export async function checkBackup(
  folder: string,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<Manifest> {
  const manifest = await readManifest(folder)
  const expected = new Set([MANIFEST, CHECKSUM, ...manifest.collections.map(({ file }) => file)])
  const foreign = (await readdir(folder)).filter((name) => !expected.has(name))
  if (foreign.length > 0) throw new BackupError(`备份里有不属于它的文件:${foreign.join('、')};请换一份完整的备份。`)
  const total = manifest.collections.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  for (const { file, bytes, sha256 } of manifest.collections) {
    if ((await sha256Of(path.join(folder, file))) !== sha256)
      throw new BackupError(`备份文件 ${file} 与清单不符,已损坏或被改动;请换一份完整的备份。`)
    done += bytes
    progress(done, total)
  }
  return manifest
}

async function readManifest(folder: string): Promise<Manifest> {
  const isFolder = await stat(folder).then(
    (each) => each.isDirectory(),
    () => false,
  )
  if (!isFolder) throw new BackupError(`没有这个备份文件夹:${folder}`)
  const [bytes, checksum] = await Promise.all(
    [MANIFEST, CHECKSUM].map((name) => readFile(path.join(folder, name)).catch(() => null)),
  )
  if (!bytes || !checksum)
    throw new BackupError(
      `${folder} 不是一份完整的备份:缺少 ${MANIFEST} 或 ${CHECKSUM}(没有做完的备份以 .partial 结尾)。`,
    )
  if (checksum.toString('utf8') !== checksumLine(bytes))
    throw new BackupError(`备份的清单 ${MANIFEST} 与它的校验和不符,已损坏或被改动;请换一份完整的备份。`)
  const parsed = Manifest.safeParse(JSON.parse(bytes.toString('utf8')))
  if (!parsed.success) throw new BackupError('这份备份的格式本版本读不懂;请用做这份备份的版本来恢复。')
  return parsed.data
}

async function sha256Of(file: string): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    for await (const part of createReadStream(file)) hash.update(part as Buffer)
  } catch {
    return null
  }
  return hash.digest('hex')
}
