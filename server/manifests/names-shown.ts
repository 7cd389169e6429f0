// Names for what is shown of handovers and trips: organisations in full, people masked.
import type { Signature } from '@shared/manifests/contract'
import type { Tx } from '../db'
import { organisationNames } from '../organisations/names'
import { personNames } from '../people/people'
import type { StoredSignature } from './manifests.model'
import type { ProducerRecord } from './register.model'

export const iso = (at: Date | null | undefined): string | null => at?.toISOString() ?? null

export type Names = { organisations: Map<string, string>; people: Map<string, string> }

export async function namesOf(
  organisationIds: readonly string[],
  signatures: readonly StoredSignature[],
  tx?: Tx,
): Promise<Names> {
  const all = [...organisationIds, ...signatures.map((each) => each.organisationId)]
  return {
    organisations: await organisationNames(all, tx),
    people: await personNames(signatures.flatMap(({ personId }) => personId ?? [])),
  }
}

export const presentSignatures = (
  signatures: readonly StoredSignature[],
  names: { organisations: ReadonlyMap<string, string>; people: ReadonlyMap<string, string> },
  isHeld: (signature: StoredSignature) => boolean,
): Signature[] =>
  signatures.map((each) => ({
    side: each.side,
    way: each.way,
    at: each.at.toISOString(),
    receivedAt: each.receivedAt.toISOString(),
    isClockOff: each.isClockOff,
    organisation: names.organisations.get(each.organisationId) ?? '',
    by: each.personId ? (names.people.get(each.personId) ?? '') : null,
    hash: each.hash,
    holds: isHeld(each),
  }))

/** "老街坊饭店 后厨" */
export const fullName = (
  { organisationId, name }: Pick<ProducerRecord, 'organisationId' | 'name'>,
  organisations: ReadonlyMap<string, string>,
): string => `${organisations.get(organisationId) ?? ''} ${name}`.trim()
