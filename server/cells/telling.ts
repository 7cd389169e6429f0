// Whom the steps of an application are told to, and where each reads on.
import type { Tx } from '../db'
import { notify } from '../notices/notices'
import { membersFor } from './applicants'
import type { ApplicationDocument } from './applications.model'

export const applicationLink = (id: string): string => `/cells/apply?id=${id}`
const VISITS = '/cells/visits'
export const deskLink = (id: string): string => `/cells?open=${id}`

type Words = { title: string; text: string }

/** Everybody who acts for the applicant today, once a cause. */
export async function tellMembers(
  tx: Tx,
  application: ApplicationDocument,
  cause: string,
  words: Words,
): Promise<void> {
  for (const { personId } of await membersFor(application, tx))
    await notify(tx, personId, `cells/${application._id}/${cause}`, {
      kind: 'cell',
      ...words,
      link: applicationLink(application._id),
    })
}

export const tellAssessor = (tx: Tx, personId: string, cause: string, words: Words): Promise<void> =>
  notify(tx, personId, `cells/${cause}`, { kind: 'cell', ...words, link: VISITS })

export const tellStaff = (tx: Tx, personId: string, id: string, cause: string, words: Words): Promise<void> =>
  notify(tx, personId, `cells/${id}/${cause}`, { kind: 'work', ...words, link: deskLink(id) })
