// The tables that a city begins with, one for each kind of place.
import type { CellKind } from '../table-words'
import type { TableContent } from '../tables'
import { compound } from './compound'
import { courier } from './courier'
import { event } from './event'
import { factory } from './factory'
import { government } from './government'
import { hospital } from './hospital'
import { hotel } from './hotel'
import { household } from './household'
import { industrialPark } from './industrial-park'
import { mall } from './mall'
import { market } from './market'
import { restaurant } from './restaurant'
import { scenic } from './scenic'
import { school } from './school'
import { shoppingArea } from './shopping-area'
import { farm, homestay } from './short-rural'
import { construction, garage } from './short-works'
import { village } from './village'

export const defaultTables: Readonly<Record<CellKind, TableContent>> = {
  government,
  school,
  restaurant,
  hotel,
  scenic,
  mall,
  compound,
  village,
  hospital,
  courier,
  market,
  household,
  factory,
  industrialPark,
  event,
  shoppingArea,
  farm,
  homestay,
  construction,
  garage,
}
