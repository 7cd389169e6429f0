// A write as a screen hands it to the outbox, and its pictures brought to where they last.
import type { Route } from '@shared/contract'
import type { Id } from '@shared/ids'
import { newId } from '../ids'
import { platform } from '../platform/platform'
import type { Batch, RowFile } from './rows'

export type Entry = {
  /** What the person reads in the list of what waits. */
  label: string
  route: Pick<Route, 'method' | 'path'>
  input: Record<string, unknown>
  batch?: Batch
  /**
   * Pictures: a temporary path, where it is sent with which fields, and the list in `input` that takes its new id.
   * `isKept`: the path is a lasting one already (`platform.keepFile`). `id`: made before, and named by the input where
   * it belongs; no `into` then.
   */
  files?: readonly {
    path: string
    route: Pick<Route, 'method' | 'path'>
    fields: Record<string, unknown>
    into?: string
    isKept?: boolean
    id?: Id
  }[]
  /** For so long (ms) it can be taken back. */
  undoMs?: number
  /** Goes only when nothing else of this person waits, so that a picture that does not get through holds up nothing. */
  isBehind?: boolean
}

/** Moves pictures to where they last and puts their identifiers into the input. */
export async function keepPictures(entry: Entry): Promise<{ files: RowFile[]; input: Record<string, unknown> }> {
  const files: RowFile[] = []
  const input = { ...entry.input }
  for (const { path, route, fields, into, isKept = false, id: known } of entry.files ?? []) {
    const id = known ?? (await newId())
    files.push({
      id,
      path: isKept ? path : await platform.keepFile(path),
      route: { method: route.method, path: route.path },
      fields,
      sent: false,
    })
    if (into === undefined) continue
    const before = input[into]
    input[into] = [...(Array.isArray(before) ? (before as unknown[]) : []), id]
  }
  return { files, input }
}
