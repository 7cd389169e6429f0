// What a feature hands in for a table that can be imported: its columns, how one row is read, and how rows are written.
// Reading, the dry run, the report, progress, cancelling and history are here for all of them.
import type { Actor, Role } from '@shared/actors'
import { scopeOf } from '@shared/actors'
import { DomainError } from '@shared/errors'
import type { Datum } from '@shared/places/vocabulary'
import type { Tx } from '../db'
import type { Cell, Column, Layout } from '../sheets'
import type { RowReader } from './row-reader'

/** Records that come at a time where a city's are read at once: others have their turn in between. */
export const READ_AT_ONCE = 500

export type ImportColumn = Column & { required?: boolean }
export type Effect = 'create' | 'change' | 'same'

/** A row as it was read, `write` undefined where something is wrong with it. */
export type ReadRow<Write> = { reader: RowReader; write: Write | undefined }

/** `valuesOf`: what stands in a column, each once, so that only what the file is about needs to be read. */
export type ImportFile = { filename: string; datum: Datum; valuesOf: (column: string) => string[] }

export type ImportKind<Write = unknown, Context = unknown> = {
  /** As it stands in the address: "places". */
  name: string
  /** "地点" */
  title: string
  may: readonly Role[]
  /** Where a role alone is not enough. */
  mayToo?: (actor: Actor) => boolean
  /** For template, import and, where there is one, export: so that an export can be changed and imported again. */
  columns: readonly ImportColumn[]
  /** For files that are no plain table: what rows they stand for. The template is a plain one all the same. */
  layout?: Layout
  /** One filled row for the template. */
  example: readonly Cell[]
  /** Reads once what all rows are held against. */
  begin: (actor: Actor, file: ImportFile) => Promise<Context>
  /** Rows of a lower rank are read and written first: parents before what stands below them. */
  rank?: (reader: RowReader) => number
  /**
   * What a row would do; what is wrong with it is told to the reader. Sees the rows before it through the context. A
   * row that is there already is the same, so that a file can be imported twice.
   */
  readRow: (context: Context, reader: RowReader) => { effect: Effect; write?: Write }
  /** Looks at all rows together, once they are read: what only makes sense as a whole is refused as a whole. */
  readAll?: (context: Context, rows: readonly ReadRow<Write>[]) => void
  /** Writes rows in one transaction; it may run again. @throws DomainError for the portion, then row by row */
  applyRows: (tx: Tx, actor: Actor, context: Context, writes: readonly Write[]) => Promise<void>
  /** After the last portion. */
  finished?: () => void
}

let kinds = new Map<string, ImportKind>()

/** Told at start what the features hand in. */
export function configureImports(given: readonly ImportKind[]): void {
  kinds = new Map(given.map((kind) => [kind.name, kind]))
}

/** Gives a kind its types. */
export const defineImport = <Write, Context>(kind: ImportKind<Write, Context>): ImportKind => kind as ImportKind

/** @throws DomainError NOT_FOUND for an unknown kind, NOT_ALLOWED */
export function requireKind(actor: Actor, name: string): ImportKind {
  const kind = kinds.get(name)
  if (!kind) throw new DomainError('NOT_FOUND')
  if (scopeOf(actor, kind.may).length === 0 || kind.mayToo?.(actor) === false) throw new DomainError('NOT_ALLOWED')
  return kind
}
