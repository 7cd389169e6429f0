// One organisation that was registered twice becomes one: people, what relies on it and what was asked of it move to
// the one that stays; the other ends and names it. Invariants: two credit codes are two legal persons and never become
// one; spans of a person still share no day; who belongs to either of the two decides nothing here.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { OrganisationRow, organisations } from '@shared/organisations/contract'
import { without } from '@shared/organisations/rules'
import { dayOf } from '@shared/time'
import { asPerson } from '../acting-person'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { newId } from '../ids'
import { namedBy } from '../places/search-keys'
import { wasAffiliatedWithin } from './affiliations'
import { asRow, moveUses, requireOrganisation } from './organisations'
import { Affiliations, Organisations, type AffiliationSpan, type Organisation } from './organisations.model'

/** For so long whoever has left one of the two still counts as theirs. */
const LEFT_DAYS = 90

/**
 * `id` becomes part of `intoId`. @throws DomainError NOT_FOUND, NOT_ALLOWED, CHANGED_MEANWHILE, WRONG_STATE for one
 * that was merged before, ORGANISATION_ENDED where the other has ended, ORGANISATION_CODES_DIFFER, DECIDES_OWN_CASE
 */
export function mergeOrganisations(
  actor: Actor,
  { id, intoId, revision, reason }: ParsedOf<typeof organisations.merge>,
): Promise<OrganisationRow> {
  if (id === intoId) throw invalid('intoId', '请选择另一个单位')
  return transaction(async (tx) => {
    const from = await requireOrganisation(actor, 'keep', id, tx)
    const into = await requireOrganisation(actor, 'keep', intoId, tx)
    const today = dayOf(now())
    if (await wasAffiliatedWithin(asPerson(actor).personId, [id, intoId], LEFT_DAYS, today, tx))
      throw new DomainError('DECIDES_OWN_CASE')
    if (from.mergedInto) throw new DomainError('WRONG_STATE')
    if (from.creditCode && into.creditCode && from.creditCode !== into.creditCode)
      throw new DomainError('ORGANISATION_CODES_DIFFER')
    // first the one that goes, so that its name and code are free
    const ended = await tx.on(Organisations).updateOne(
      { _id: id, revision },
      {
        $set: { standing: 'ended', endedOn: from.endedOn ?? today, mergedInto: intoId },
        $inc: { revision: 1, touches: 1 },
      },
    )
    if (ended.matched === 0) throw new DomainError('CHANGED_MEANWHILE')
    const kept = await tx
      .on(Organisations)
      .findOneAndUpdate(
        { _id: intoId, standing: 'active', revision: into.revision },
        { $set: factsOf(from, into), $inc: { revision: 1, touches: 1 } },
      )
    if (!kept) throw new DomainError('ORGANISATION_ENDED')
    const people = await movePeople(tx, id, intoId)
    const moved = await moveUses(tx, id, intoId)
    await audit(tx, actor, {
      action: 'organisations.merge',
      subject: `organisations/${id}`,
      placePath: from.placePath,
      reason,
      details: { into: intoId, people, moved },
    })
    return asRow(actor, kept, tx)
  })
}

/** The one that stays is all that both were; what it lacks it takes over. */
function factsOf(from: Organisation, into: Organisation): Partial<Organisation> {
  const creditCode = into.creditCode ?? from.creditCode
  const phone = into.phone ?? from.phone
  return {
    kinds: [...new Set([...into.kinds, ...from.kinds])],
    ...namedBy(into.name, creditCode),
    ...(creditCode ? { creditCode } : {}),
    ...(phone ? { phone } : {}),
  }
}

/** What a person has in both stands once, as it was written where they stay. Returns how many people there were. */
async function movePeople(tx: Tx, fromId: string, intoId: string): Promise<number> {
  const found = await tx.on(Affiliations).find({ organisationId: fromId })
  for (const { _id, personId, spans } of found) {
    const own = await tx.on(Affiliations).findOne({ _id: `${intoId}:${personId}` })
    const added = spans.flatMap((span) =>
      without(span, own?.spans ?? []).map((part, index): AffiliationSpan => ({
        ...span,
        ...part,
        id: index === 0 ? span.id : newId(),
      })),
    )
    // the index of ids lets a span stand in one document only
    await tx.on(Affiliations).deleteOne({ _id })
    if (own) await tx.on(Affiliations).updateOne({ _id: own._id }, { $set: { spans: [...own.spans, ...added] } })
    else
      await tx.on(Affiliations).insert({ _id: `${intoId}:${personId}`, organisationId: intoId, personId, spans: added })
  }
  return found.length
}
