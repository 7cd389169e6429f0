// Where files lie: GridFS, so that a first start needs nothing else and backup is one thing. A city that outgrows it
// puts an S3-compatible store behind the same three functions.
import { Readable } from 'node:stream'
import mongoose from 'mongoose'

export type Storage = {
  put(name: string, bytes: Buffer, contentType: string): Promise<void>
  get(name: string): Promise<Readable>
  remove(name: string): Promise<void>
}

const bucket = () => {
  const { db } = mongoose.connection
  if (!db) throw new Error('not connected')
  return new mongoose.mongo.GridFSBucket(db, { bucketName: 'photos', writeConcern: { w: 'majority' } })
}

/** Names are unique: putting a name again replaces what was there once the new bytes are whole. */
export const gridFs: Storage = {
  put: async (name, bytes, contentType) => {
    const older = await bucket().find({ filename: name }).toArray()
    await new Promise<void>((resolve, reject) => {
      Readable.from([bytes])
        .pipe(bucket().openUploadStream(name, { metadata: { contentType } }))
        .on('finish', () => resolve())
        .on('error', reject)
    })
    for (const { _id } of older) await bucket().delete(_id)
  },
  get: async (name) => bucket().openDownloadStreamByName(name),
  remove: async (name) => {
    for (const { _id } of await bucket().find({ filename: name }).toArray()) await bucket().delete(_id)
  },
}
