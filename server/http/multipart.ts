// Reads one file and text fields out of a multipart body, within limits.
import busboy from '@fastify/busboy'
import type { Context } from 'koa'
import { DomainError } from '@shared/errors'
import type { Upload } from './implement'

const MAX_FILE_BYTES = 10 * 1024 * 1024

/** @throws DomainError BODY_UNREADABLE, BODY_TOO_LARGE (10 MB a file) */
export function readMultipart(ctx: Context): Promise<{ fields: Record<string, string>; upload: Upload | null }> {
  return new Promise((resolve, reject) => {
    let parser: ReturnType<typeof busboy>
    try {
      parser = busboy({
        headers: ctx.req.headers as { 'content-type': string },
        limits: { files: 1, fileSize: MAX_FILE_BYTES, fields: 20, fieldSize: 4096, fieldNameSize: 100 },
      })
    } catch {
      reject(new DomainError('BODY_UNREADABLE'))
      return
    }
    const fields: Record<string, string> = Object.create(null) as Record<string, string>
    let upload: Upload | null = null
    let tooLarge = false
    parser.on('file', (name, stream, filename) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('limit', () => {
        tooLarge = true
      })
      stream.on('end', () => {
        if (name === 'file') upload = { bytes: Buffer.concat(chunks), filename }
      })
    })
    parser.on('field', (name: string, value: string) => {
      fields[name] = value
    })
    parser.on('filesLimit', () => {
      tooLarge = true
    })
    parser.on('error', () => reject(new DomainError('BODY_UNREADABLE')))
    parser.on('finish', () => (tooLarge ? reject(new DomainError('BODY_TOO_LARGE')) : resolve({ fields, upload })))
    ctx.req.on('aborted', () => reject(new DomainError('BODY_UNREADABLE')))
    ctx.req.pipe(parser)
  })
}
