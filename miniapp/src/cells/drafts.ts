// What an applicant has changed of an application and the server does not have yet: answers clause by clause, photos
// one by one. In storage before it is on screen; sent at once, again when the network returns, and whenever a page
// opens. Invariants: a session that ends or a phone that dies loses nothing; a colleague's change is never overwritten
// unseen; a photo is part of a clause only once the server has it.
import type { CellDetail, CellItem } from '@shared/cells/application'
import { cells } from '@shared/cells/contract'
import type { OutputOf } from '@shared/contract'
import { files } from '@shared/files/contract'
import type { Id } from '@shared/ids'
import { create } from 'zustand'
import { asApiError, call, upload, type ApiError } from '@/lib/api'
import { newId } from '@/lib/ids'
import { platform } from '@/lib/platform/platform'
import { queryClient } from '@/lib/query'
import { onSessionChange, session } from '@/lib/session'
import { readStored, removeStored, storedKeys, writeStored } from '@/lib/storage'

export type Draft = Pick<CellItem, 'revision' | 'answer' | 'note' | 'evidence'> & {
  id: Id
  code: string
  state: 'unsaved' | 'conflict' | 'refused'
  /** Why it could not be saved, in words. */
  why: string | null
  /** As a colleague has left it meanwhile. */
  theirs: CellItem | null
}
/** A photo that is only on this phone. */
export type Photo = { photoId: Id; id: Id; code: string; path: string; why: string | null }
type State = {
  drafts: Readonly<Record<string, Draft>>
  photos: readonly Photo[]
  /** Why the last tap was not kept. */
  problem: string | null
}

const NO_ROOM = '没有记下来：手机存储满了。请删掉一些照片或文件，再点一次。'
const TYPING_MS = 700
const me = (): Id => session().person?.id ?? ''
const home = (): string => `cells/${me()}/`
const draftKey = (id: Id, code: string): string => `${home()}item/${id}/${code}`
const photosKey = (): string => `${home()}photos`

const load = (): State => {
  const drafts = storedKeys(`${home()}item/`).flatMap((key) => {
    const draft = readStored<Draft>(key)
    return draft ? [[key, draft] as const] : []
  })
  return { drafts: Object.fromEntries(drafts), photos: readStored<Photo[]>(photosKey()) ?? [], problem: null }
}
const store = create<State>(load)
export const useDrafts = store
export const sayProblem = (problem: string | null): void => store.setState({ problem })

onSessionChange((now, before) => {
  if (now.person?.id !== before.person?.id) store.setState(load())
  if (now.tokens && now.tokens !== before.tokens) void sendAll()
})
platform.onNetworkChange((online) => {
  if (online) void sendAll()
})

const showKey = (id: Id): readonly unknown[] => [cells.show.path, { id }]
const known = (id: Id): CellDetail | undefined => queryClient.getQueryData<CellDetail>(showKey(id))

/** What a write answered is what is shown; whoever comes back to the page reads it anew. */
export function takeDetail(detail: CellDetail): void {
  queryClient.setQueryData(showKey(detail.id), detail)
}

function takeItem(id: Id, { item, ...sums }: OutputOf<typeof cells.saveItem>): void {
  const list = (all: readonly CellItem[]) => all.map((one) => (one.code === item.code ? item : one))
  queryClient.setQueryData<CellDetail>(showKey(id), (old) => old && { ...old, ...sums, list: list(old.list) })
  void queryClient.invalidateQueries({ queryKey: showKey(id), refetchType: 'none' })
}

/** The clause as it stands on this phone. */
export const draftOf = ({ drafts }: State, id: Id, code: string): Draft | null => drafts[draftKey(id, code)] ?? null

const fromItem = (id: Id, { code, revision, answer, note, evidence }: CellItem): Draft => ({
  ...{ id, code, revision, answer, note, evidence },
  state: 'unsaved',
  why: null,
  theirs: null,
})

function keep(key: string, draft: Draft): boolean {
  try {
    writeStored(key, draft)
  } catch {
    store.setState({ problem: NO_ROOM })
    platform.vibrate('long')
    return false
  }
  store.setState({ drafts: { ...store.getState().drafts, [key]: draft }, problem: null })
  return true
}

function drop(key: string): void {
  removeStored(key)
  const { [key]: _gone, ...drafts } = store.getState().drafts
  store.setState({ drafts })
}

const timers = new Map<string, ReturnType<typeof setTimeout>>()

/** Stores what was tapped or typed and sends it. @param isTyped waits until the typing pauses */
export function changeItem(
  id: Id,
  item: CellItem,
  part: Partial<Pick<Draft, 'answer' | 'note' | 'evidence'>>,
  isTyped = false,
): void {
  const key = draftKey(id, item.code)
  const before = draftOf(store.getState(), id, item.code) ?? fromItem(id, item)
  if (!keep(key, { ...before, ...part, state: 'unsaved', why: null })) return
  clearTimeout(timers.get(key))
  timers.set(
    key,
    setTimeout(() => void send(key), isTyped ? TYPING_MS : 0),
  )
}

const sending = new Map<string, Promise<void>>()

/** Sends one clause until what is here is what is there. Never throws. */
function send(key: string): Promise<void> {
  const running = sending.get(key)
  if (running) return running
  const run = sendOne(key).finally(() => sending.delete(key))
  sending.set(key, run)
  return run
}

async function sendOne(key: string): Promise<void> {
  for (;;) {
    const draft = store.getState().drafts[key]
    if (!draft || draft.state === 'conflict' || !session().tokens) return
    const { id, code, revision, answer, note, evidence } = draft
    try {
      const saved = await call(cells.saveItem, { id, code, revision, answer, note: note.trim(), evidence })
      takeItem(id, saved)
      const now = store.getState().drafts[key]
      if (!now || now === draft) return drop(key)
      keep(key, { ...now, revision: saved.item.revision })
    } catch (error) {
      return failed(key, draft, asApiError(error))
    }
  }
}

function failed(key: string, sent: Draft, { code, text, details, isTemporary, status }: ApiError): void {
  const now = store.getState().drafts[key] ?? sent
  if (code === 'CELL_ITEM_CHANGED') {
    const theirs = (details as { item?: CellItem } | undefined)?.item ?? null
    // an answer of the server was lost on the way: this is what was sent
    if (theirs && isSame(theirs, sent)) {
      keep(key, { ...now, revision: theirs.revision })
      if (now === sent) drop(key)
      else void Promise.resolve().then(() => send(key))
      return
    }
    keep(key, { ...now, state: 'conflict', why: text, theirs })
    return
  }
  keep(key, { ...now, state: isTemporary || status === 401 ? 'unsaved' : 'refused', why: text })
}

const isSame = (item: CellItem, { answer, note, evidence }: Draft): boolean =>
  JSON.stringify([item.answer, item.note, item.evidence]) === JSON.stringify([answer, note.trim(), evidence])

/** A person has looked at both: one's own, or the colleague's. Photos of both stay either way. */
export function settle(id: Id, code: string, use: 'mine' | 'theirs'): void {
  const key = draftKey(id, code)
  const draft = store.getState().drafts[key]
  if (!draft?.theirs) return
  const { theirs } = draft
  const evidence = [...new Set([...theirs.evidence, ...draft.evidence])]
  const chosen =
    use === 'mine' ? { answer: draft.answer, note: draft.note } : { answer: theirs.answer, note: theirs.note }
  const next: Draft = {
    ...draft,
    ...chosen,
    evidence,
    revision: theirs.revision,
    state: 'unsaved',
    why: null,
    theirs: null,
  }
  if (keep(key, next)) void send(key)
}

/** Lets go of what the server does not take; only for a person who has read why. */
export const letGo = (id: Id, code: string): void => drop(draftKey(id, code))

function keepPhotos(photos: readonly Photo[]): boolean {
  try {
    writeStored(photosKey(), photos)
  } catch {
    store.setState({ problem: NO_ROOM })
    return false
  }
  store.setState({ photos })
  return true
}

/** Keeps a picture that was just taken and sends it. */
export async function addPhoto(id: Id, code: string, temporaryPath: string): Promise<void> {
  const photo: Photo = { photoId: await newId(), id, code, path: await platform.keepFile(temporaryPath), why: null }
  if (keepPhotos([...store.getState().photos, photo])) await sendPhoto(photo)
}

export function dropPhoto(photoId: Id): void {
  const photo = store.getState().photos.find((one) => one.photoId === photoId)
  if (!photo) return
  keepPhotos(store.getState().photos.filter((one) => one !== photo))
  void platform.dropFile(photo.path)
}

const patch = (photoId: Id, why: string | null): boolean =>
  keepPhotos(store.getState().photos.map((one) => (one.photoId === photoId ? { ...one, why } : one)))

const uploading = new Set<Id>()

/** Sends one picture and puts it to its clause. Never throws. */
export async function sendPhoto({ photoId, id, code, path }: Photo): Promise<void> {
  if (uploading.has(photoId)) return
  uploading.add(photoId)
  patch(photoId, null)
  try {
    await upload(files.upload, path, { id: photoId, purpose: 'cell' }, { key: photoId })
    const item = (known(id) ?? (await call(cells.show, { id }))).list.find((one) => one.code === code)
    if (item) {
      const before = draftOf(store.getState(), id, code) ?? fromItem(id, item)
      changeItem(id, item, { evidence: [...before.evidence.filter((one) => one !== photoId), photoId] })
    }
    dropPhoto(photoId)
  } catch (error) {
    patch(photoId, asApiError(error).text)
  } finally {
    uploading.delete(photoId)
  }
}

/** Sends all that waits; answers how many clauses and photos of this application still do. Never throws. */
export async function sendAll(id?: Id): Promise<number> {
  if (!session().tokens) return 0
  for (const photo of store.getState().photos) await sendPhoto(photo)
  for (const key of Object.keys(store.getState().drafts)) await send(key)
  const { drafts, photos } = store.getState()
  const isOf = (one: { id: Id }) => id === undefined || one.id === id
  return Object.values(drafts).filter(isOf).length + photos.filter(isOf).length
}
