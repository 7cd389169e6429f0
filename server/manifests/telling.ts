// Whom manifests tell: the people of a side who answer for it.
import { dayOf } from '@shared/time'
import { now } from '../clock'
import type { Tx } from '../db'
import { notify } from '../notices/notices'
import { peopleOf } from '../organisations/affiliations'
import type { StoredSignature } from './manifests.model'

/** Everybody who has signed it themselves. */
export const signersOf = ({ signatures }: { signatures: readonly StoredSignature[] }): string[] => [
  ...new Set(signatures.flatMap(({ personId }) => personId ?? [])),
]

/** Head and contacts of organisations, told once per cause. */
export async function tellOrganisations(
  tx: Tx,
  organisationIds: readonly string[],
  cause: string,
  words: { title: string; text: string; link: string },
): Promise<number> {
  const told = new Set<string>()
  for (const organisationId of new Set(organisationIds))
    for (const { personId, role } of await peopleOf(organisationId, dayOf(now()), tx))
      if (role === 'head' || role === 'contact') told.add(personId)
  for (const personId of told) await notify(tx, personId, `manifests/${cause}`, { kind: 'manifest', ...words })
  return told.size
}
