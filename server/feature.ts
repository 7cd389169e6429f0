// What a feature says of itself: one row in features.ts. Everything that must reach every feature (routes, jobs, demo
// data, a person's rights, access to files) goes through these rows.
import type { Actor, Role } from '@shared/actors'
import type { Day } from '@shared/time'
import type { Config } from './config'
import type { Tx } from './db'
import type { FigureRow } from './figures'
import type { Implemented } from './http/implement'
import type { ImportKind } from './imports/kinds'
import type { Job } from './jobs'
import type { Living } from './living'
import type { OutboxRow } from './outbox'
import type { SearchRow } from './search'
import type { WorkRow } from './work'

/** What seeding needs: which days to fill, and a line of progress. */
export type SeedContext = { today: Day; progress: (line: string) => void }

/** One way in which data may be incomplete; `link` leads to the console's list that mends it. */
export type QualityCheck = { code: string; text: string; link: string; count: () => Promise<number> }

export type Feature = {
  name: string
  routes: readonly Implemented[]
  /** Takes what it needs of the outside, and hands features before it what they ask of it; once, before all else. */
  configure?: (config: Config) => void
  /** Lines about who can sign in to the demo. */
  demoAccounts?: (config: Config) => Promise<string[]>
  jobs?: readonly Job[]
  /** Writes this feature's share of the demo city; called once, in the table's order. */
  seed?: (context: SeedContext) => Promise<void>
  /** A person's rights: a copy of their data, and erasure (ledger and statistics stay under a pseudonym). */
  personalData?: { export: (personId: string) => Promise<unknown>; erase: (tx: Tx, personId: string) => Promise<void> }
  /**
   * May this actor, perhaps nobody, read a file that belongs to `subject` ("pickups/<id>")? Asked of the feature named
   * first in it.
   */
  mayReadFile?: (actor: Actor, subjectId: string, fileId: string) => Promise<boolean>
  /** What must move when a duplicate household is merged, in the same transaction. */
  onMerge?: (tx: Tx, fromHouseholdId: string, intoHouseholdId: string) => Promise<void>
  /** What follows when a person's role ends, in the same transaction; access itself ends with the grant. */
  onRoleEnded?: (tx: Tx, personId: string, role: Role) => Promise<void>
  /**
   * What follows when nobody is left in a household, in the same transaction: who comes next sees nothing of before.
   */
  onVacated?: (tx: Tx, householdId: string) => Promise<void>
  /** What lives at places and follows when one gets another parent. */
  livesAt?: readonly Living[]
  /** Counts unfinished work that forbids moving this place to another district. */
  blocksMove?: (tx: Tx, placeId: string) => Promise<number>
  /** Counts what relies on an organisation: it can't end before that is changed. */
  usesOrganisation?: (tx: Tx, organisationId: string) => Promise<number>
  /** Moves what names one organisation to another that it became part of; returns how much that was. */
  onOrganisationMerged?: (tx: Tx, fromId: string, intoId: string) => Promise<number>
  /** What may be missing in this feature's data, for the data-quality page. */
  qualityChecks?: readonly QualityCheck[]
  /** Tables that can be imported. */
  imports?: readonly ImportKind[]
  /** What waits for staff, a row a kind; asked again by whoever opens the list of work. */
  work?: readonly WorkRow[]
  /** Charts of what happened in an area, for the first page of staff. */
  figures?: readonly FigureRow[]
  /** What staff find by the one search box. */
  search?: readonly SearchRow[]
  /** Called when an instance stops gracefully, before the database is left. */
  stop?: () => Promise<void>
  /** Deliverers of outbox rows by kind. */
  outbox?: Readonly<Record<string, (row: OutboxRow) => Promise<void>>>
}
