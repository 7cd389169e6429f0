// Pictures of the demo's goods, until a shop takes its own photos: own drawings in the palette of the look, made into
// files like any upload. Relies on files. Invariant: what is public is only the picture that a good is shown with.
import sharp from 'sharp'
import type { PersonActor } from '@shared/actors'
import { shadow } from '@shared/look/drawings'
import { day } from '@shared/look/tokens'
import { transaction } from '../db'
import { attachFiles, uploadFile } from '../files/files'
import { seedId } from '../ids'

/** On 96 × 72, over the soft shadow; by the key of the good. */
const drawings: Readonly<Record<string, string>> = {
  bags: '<rect x="22" y="26" width="46" height="34" rx="8" fill="#2A9488"/><ellipse cx="68" cy="43" rx="9" ry="17" fill="#7FC6BA"/><ellipse cx="68" cy="43" rx="4" ry="8" fill="#F3E2C4"/><path d="M30 34h26M30 43h22M30 52h26" stroke="#0B645C" stroke-width="2" stroke-linecap="round"/>',
  soap: '<rect x="18" y="36" width="42" height="24" rx="8" fill="#F9CF9C"/><rect x="36" y="22" width="42" height="24" rx="8" fill="#F2A65A"/><path d="M47 34h20" stroke="#C97B30" stroke-width="3" stroke-linecap="round"/><g fill="#BFE3DA"><circle cx="24" cy="24" r="6"/><circle cx="34" cy="16" r="4"/><circle cx="82" cy="54" r="4"/></g>',
  salt: '<path d="M30 18h36l4 42a3 3 0 0 1-3 3H29a3 3 0 0 1-3-3z" fill="#FFFFFF" stroke="#B5C6C1" stroke-width="1.5"/><path d="M30 18l4-8h28l4 8z" fill="#CBD7D3"/><path d="M28 34h40l1 12H27z" fill="#3D96D6"/><circle cx="48" cy="40" r="4" fill="#FFFFFF"/>',
  towel:
    '<rect x="24" y="14" width="48" height="46" rx="4" fill="#7FC6BA"/><path d="M24 30h48v6H24zM24 40h48v3H24z" fill="#0B645C"/><path d="M28 60v4M36 60v4M44 60v4M52 60v4M60 60v4M68 60v4" stroke="#2A9488" stroke-width="3" stroke-linecap="round"/>',
  eggs: '<path d="M16 44h64l-6 18a3 3 0 0 1-3 2H25a3 3 0 0 1-3-2z" fill="#D9B083"/><g fill="#F3E2C4"><ellipse cx="30" cy="38" rx="9" ry="12"/><ellipse cx="66" cy="38" rx="9" ry="12"/></g><ellipse cx="48" cy="36" rx="10" ry="13" fill="#F9CF9C"/><path d="M20 50h56" stroke="#A8743F" stroke-width="2"/>',
  water:
    '<path d="M48 8c12 16 20 26 20 36a20 20 0 0 1-40 0c0-10 8-20 20-36z" fill="#3D96D6"/><path d="M38 44a10 10 0 0 0 9 10" fill="none" stroke="#FFFFFF" stroke-width="3" stroke-linecap="round"/>',
  phone:
    '<rect x="32" y="8" width="32" height="54" rx="6" fill="#22312E"/><rect x="35" y="14" width="26" height="38" rx="2" fill="#7FC6BA"/><circle cx="48" cy="57" r="2.5" fill="#8FA39D"/><path d="M42 36l5 5 8-10" fill="none" stroke="#0B645C" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>',
  swim: '<circle cx="62" cy="24" r="7" fill="#F2A65A"/><path d="M22 40l22-14 14 12" fill="none" stroke="#F2A65A" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"/><path d="M12 48c8-6 14-6 22 0s14 6 22 0 14-6 24 0M12 58c8-6 14-6 22 0s14 6 22 0 14-6 24 0" fill="none" stroke="#3D96D6" stroke-width="4" stroke-linecap="round"/>',
  badminton:
    '<path d="M48 50L34 14M48 50L62 14M48 50V12M48 50L41 12M48 50l7-38" stroke="#8FA39D" stroke-width="3" stroke-linecap="round"/><path d="M36 24h24M39 34h18" stroke="#B5C6C1" stroke-width="3"/><path d="M38 48h20v4a10 10 0 0 1-20 0z" fill="#F3E2C4"/><path d="M38 48h20" stroke="#0B645C" stroke-width="4"/>',
  pothos:
    '<path d="M34 38h28l-3 24a3 3 0 0 1-3 2H40a3 3 0 0 1-3-2z" fill="#F2A65A"/><path d="M35 46h26" stroke="#C97B30" stroke-width="3"/><g fill="#2A9488"><path d="M48 38C40 34 32 26 34 14c10 2 16 12 14 24z"/><path d="M48 38c8-4 18-8 18-20-10 0-19 8-18 20z"/><path d="M36 38c-8 2-14 8-14 16 8 0 13-7 14-16z"/></g><path d="M60 38c8 2 14 8 14 16-8 0-13-7-14-16z" fill="#4DB3A5"/>',
  tomato:
    '<path d="M20 50h56l-4 12a3 3 0 0 1-3 2H27a3 3 0 0 1-3-2z" fill="#A8743F"/><g stroke="#2A9488" stroke-width="3" stroke-linecap="round"><path d="M32 50V34M48 50V26M64 50V34"/></g><g fill="#4DB3A5"><ellipse cx="27" cy="34" rx="7" ry="4"/><ellipse cx="37" cy="30" rx="7" ry="4"/><ellipse cx="42" cy="27" rx="7" ry="4"/><ellipse cx="54" cy="22" rx="7" ry="4"/><ellipse cx="59" cy="34" rx="7" ry="4"/><ellipse cx="70" cy="30" rx="7" ry="4"/></g>',
  compost:
    '<path d="M28 20h40l6 40a3 3 0 0 1-3 4H25a3 3 0 0 1-3-4z" fill="#C99A66"/><path d="M32 12h32l4 8H28z" fill="#A8743F"/><circle cx="48" cy="42" r="13" fill="#F3E2C4"/><path d="M48 50V40M48 42c-6 0-8-4-8-8 6 0 8 4 8 8zM48 40c0-5 3-8 8-8 0 5-3 8-8 8z" fill="#2A9488" stroke="#2A9488" stroke-width="1.5"/>',
}

const WIDTH = 640
const HEIGHT = 480

async function pictureOf(drawing: string): Promise<Buffer> {
  const ground = `<rect width="96" height="72" fill="${day['picture-ground']}"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 72" width="${WIDTH}" height="${HEIGHT}">${ground}${shadow}${drawing}</svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/** The picture's id for a good of the demo; null where none is drawn. */
export const pictureId = (key: string): string | null => (key in drawings ? seedId(`reward:picture:${key}`) : null)

/** Stores the pictures and ties each to its good. @param ownerId who put them up @param goodId of a good's key */
export async function seedPictures(ownerId: string, goodId: (key: string) => string): Promise<void> {
  const actor: PersonActor = { kind: 'person', personId: ownerId, sessionId: 'seed', grants: [], households: [] }
  for (const [key, drawing] of Object.entries(drawings)) {
    const id = pictureId(key)
    if (!id) continue
    await uploadFile(actor, { id, purpose: 'reward' }, { bytes: await pictureOf(drawing), filename: `${key}.png` })
    await transaction((tx) => attachFiles(tx, ownerId, [id], `rewards/${goodId(key)}`))
  }
}
