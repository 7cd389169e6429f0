// The tables that a city begins with, one for each kind of place.
import type { CellKind } from '../table-words'
import type { TableContent } from '../tables'
import { compound } from './compound'
import { restaurant } from './restaurant'
import { school } from './school'

export const defaultTables: Readonly<Partial<Record<CellKind, TableContent>>> = { restaurant, school, compound }
