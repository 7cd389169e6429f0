// What may be applied for by whom: a kind of cell is of organisations of some kinds, of places, or of households.
import type { OrganisationKind } from '../organisations/vocabulary'
import type { PlaceKind } from '../places/vocabulary'
import { cellKinds, type CellKind } from './table-words'

const organisationKindsOf: Readonly<Partial<Record<CellKind, readonly OrganisationKind[]>>> = {
  government: ['government'],
  school: ['school'],
  restaurant: ['restaurant', 'canteen'],
  hotel: ['hotel'],
  scenic: ['scenicArea'],
  mall: ['mall', 'shop'],
  hospital: ['hospital'],
  courier: ['company', 'shop'],
  market: ['market'],
  factory: ['factory'],
  industrialPark: ['factory', 'company', 'association'],
  event: ['company', 'association', 'government'],
  shoppingArea: ['company', 'association', 'mall'],
  farm: ['farm'],
  homestay: ['hotel'],
  construction: ['company'],
  garage: ['company', 'shop'],
}
const placeKindsOf: Readonly<Partial<Record<CellKind, readonly PlaceKind[]>>> = {
  compound: ['compound', 'community'],
  village: ['village'],
}

/** Those that organisations of these kinds may apply for. */
export const kindsForOrganisation = (kinds: readonly OrganisationKind[]): CellKind[] =>
  cellKinds.filter((kind) => organisationKindsOf[kind]?.some((one) => kinds.includes(one)))
export const kindsForPlace = (place: PlaceKind): CellKind[] =>
  cellKinds.filter((kind) => placeKindsOf[kind]?.includes(place))
/** Kinds of places that apply at all. */
export const applyingPlaces = ['community', 'compound', 'village'] as const satisfies readonly PlaceKind[]
