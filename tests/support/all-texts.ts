// Every text the database holds, for tests that look for a planted value. Sealed fields are opened with the ids they
// may be bound to, and files are read whole: what can be read by someone with the key counts as still there.
import mongoose from 'mongoose'
import { unseal } from '@server/field-cipher'

/**
 * All strings and bytes of all collections, one a line. @param boundTo ids that sealed values may be bound to beside
 * their own record's
 */
export async function allTexts(boundTo: readonly string[]): Promise<string> {
  const database = mongoose.connection.db
  if (!database) throw new Error('not connected')
  const texts: string[] = []
  const visit = (value: unknown, id: string): void => {
    if (typeof value === 'string') texts.push(value, ...(value.startsWith('1.') ? opened(value, [id, ...boundTo]) : []))
    else if (value instanceof mongoose.mongo.Binary) texts.push(Buffer.from(value.buffer).toString('latin1'))
    else if (Array.isArray(value)) value.forEach((each) => visit(each, id))
    else if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
      for (const [name, field] of Object.entries(value)) {
        texts.push(name)
        visit(field, id)
      }
    }
  }
  for (const { name } of await database.listCollections().toArray()) {
    for (const document of await database.collection(name).find().toArray()) visit(document, String(document._id))
  }
  return texts.join('\n')
}

function opened(sealed: string, ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    try {
      return [unseal(sealed, id)]
    } catch {
      return [] // bound to another record
    }
  })
}
