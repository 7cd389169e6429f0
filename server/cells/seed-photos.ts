// Photos under the items of an application in the demo city, so that whoever reviews it has something to look at.
import { itemsOf, type TableContent } from '@shared/cells/tables'
import { attachFiles, uploadFile } from '../files/files'
import { drawnPhoto } from '../files/seed-photo'
import { transaction } from '../db'
import { seedId } from '../ids'
import type { seedActor } from '../people/seed-ids'
import type { ApplicationDocument, KeptItem } from './applications.model'
import { fileSubject, PHOTO_PURPOSE } from './drafting'

/** As many of each item as its table asks for. */
export async function withPhotos(
  actor: ReturnType<typeof seedActor>,
  application: ApplicationDocument,
  table: TableContent,
): Promise<ApplicationDocument> {
  const items: KeptItem[] = []
  for (const item of application.items) {
    const asked = itemsOf(table).find(({ code }) => code === item.code)?.evidence
    const evidence: string[] = []
    for (let shot = 1; shot <= (asked?.least ?? 0); shot += 1) {
      const id = seedId(`cell:photo:${application._id}:${item.code}:${shot}`)
      const bytes = await drawnPhoto(`示意图：${asked?.ask ?? ''}`)
      await uploadFile(actor, { id, purpose: PHOTO_PURPOSE }, { bytes, filename: 'photo.jpg' })
      evidence.push(id)
    }
    items.push({ ...item, evidence })
  }
  const taken = items.flatMap(({ evidence }) => evidence)
  await transaction((tx) => attachFiles(tx, actor.personId, taken, fileSubject(application._id)))
  return { ...application, items }
}
