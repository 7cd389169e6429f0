// An archive of a few files, as the reader of workbooks takes it: every size stands in front of its file, so that the
// reader never has to look for the end of one. Compressed on a thread of the pool; the rest takes milliseconds.
// (Libraries write the sizes behind a file that they compress in portions, or count its checksum in one long piece.)
import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'

const deflate = promisify<Buffer, { level: number }, Buffer>(deflateRaw)
const DEFLATED = 8
/** Version 2.0 of the format: compressed, not encrypted. */
const VERSION = 20

/** What stands of a file both before it and in the directory at the end (APPNOTE.TXT 4.3.7 and 4.3.12). */
function headOf(path: Buffer, whole: Buffer, packed: Buffer): Buffer {
  const head = Buffer.alloc(26)
  head.writeUInt16LE(VERSION, 0)
  head.writeUInt16LE(DEFLATED, 4)
  head.writeUInt32LE(crc32(whole), 10)
  head.writeUInt32LE(packed.length, 14)
  head.writeUInt32LE(whole.length, 18)
  head.writeUInt16LE(path.length, 22)
  return head
}

const signature = (last: number): Buffer => Buffer.from([0x50, 0x4b, last - 1, last])

/** @param files path and content of each, at most 65,535 of them and 4 GB together */
export async function pack(files: readonly (readonly [string, Buffer])[]): Promise<Buffer> {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, whole] of files) {
    const path = Buffer.from(name)
    const packed = await deflate(whole, { level: 1 })
    const head = headOf(path, whole, packed)
    const local = [signature(4), head, path, packed]
    const where = Buffer.alloc(14)
    where.writeUInt32LE(at, 10)
    directory.push(signature(2), Buffer.from([VERSION, 0]), head, where, path)
    parts.push(...local)
    at += local.reduce((sum, part) => sum + part.length, 0)
  }
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(
    directory.reduce((sum, part) => sum + part.length, 0),
    8,
  )
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...parts, ...directory, signature(6), end])
}
