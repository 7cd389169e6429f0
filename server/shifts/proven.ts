// What of a person's hours can be proven: confirmed minutes as a volunteer, in an office's own area, by what is known
// now.
import type { PersonActor } from '@shared/actors'
import type { OutputOf } from '@shared/contract'
import type { PlaceKind } from '@shared/places/vocabulary'
import { certifiedOf, isCertified, officeKinds, officeName, type Certified } from '@shared/shifts/certificates'
import type { certificates } from '@shared/shifts/certificates-contract'
import { hoursOf, type HourRow } from '@shared/shifts/hours'
import type { Day } from '@shared/time'
import type { Tx } from '../db'
import { fullNames } from '../people/people'
import { placesByIds } from '../places/places'
import { recordsOf, type Stood } from './hours'

export const isOffice = (kind: PlaceKind): boolean => (officeKinds as readonly PlaceKind[]).includes(kind)

export type Span = { from: Day; to: Day }
export type Proven = { row: HourRow; at: Stood }

/** Records of a person that a certificate may name, with where they were. */
export async function provenOf(personId: string, span?: Span, tx?: Tx): Promise<Proven[]> {
  const { records, stood } = await recordsOf(personId, span, tx)
  return hoursOf(records).rows.flatMap((row) => {
    const at = stood.get(row.id)
    return at && isCertified(row) ? [{ row, at }] : []
  })
}

export const within = (all: readonly Proven[], placeId: string): Proven[] =>
  all.filter(({ at }) => at.placePath.includes(placeId))
export const sumOf = (all: readonly Proven[]): Certified => certifiedOf(all.map(({ row }) => row))

/** What an office can prove of a person over some days, by what is known now. */
export const provenAt = async (personId: string, placeId: string, span: Span, tx?: Tx): Promise<Certified> =>
  sumOf(within(await provenOf(personId, span, tx), placeId))

/** Communities and streets in which the person has hours that can be proven, the nearest first. */
export async function listOffices(actor: PersonActor): Promise<OutputOf<typeof certificates.offices>> {
  const all = await provenOf(actor.personId)
  const places = await placesByIds([...new Set(all.flatMap(({ at }) => at.placePath))])
  const items = places
    .filter(({ kind }) => isOffice(kind))
    .map(({ _id, name, path }) => {
      const own = within(all, _id)
      const days = own.map(({ at }) => at.day).sort()
      return {
        placeId: _id,
        office: officeName(name),
        ...sumOf(own),
        from: days[0] ?? '',
        to: days.at(-1) ?? '',
        depth: path.length,
      }
    })
    .sort((a, b) => b.depth - a.depth || b.minutes - a.minutes)
    .map(({ depth: _depth, ...office }) => office)
  return { name: (await fullNames([actor.personId])).get(actor.personId) ?? '', items }
}
