// Publishing takes two people: one proposes, having seen which answers change, another publishes just that. An edition
// can be taken back: its entries become drafts again, which are proposed and published like any other. Invariants: who
// proposed or changed an entry does not publish; what is published is what was proposed, entry by entry; an edition is
// never changed.
import { createHash } from 'node:crypto'
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { answers } from '@shared/guide/answer'
import type { ChangedName, ChangedTerm, Edition, Proposal, Term } from '@shared/guide/contract'
import { normalise } from '@shared/guide/normalise'
import { readDetail, readTerms, readVariant, splitCore, type CoreTerm } from '@shared/guide/pack'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { newId } from '../ids'
import { relyOnOrganisation, requireOrganisation } from '../organisations/organisations'
import { secondPerson } from '../people/conflicts'
import { fullNames } from '../people/people'
import { draftOf, editedBy, termOf } from './drafts'
import { currentGuide, forgetCurrent, publishable, writeEdition, type CurrentGuide } from './editions'
import { Editions, PublicationProposals, TermDrafts, type PublicationProposal, type TermDraft } from './guide.model'

const NEXT = 'next'
const MOST_LISTED = 500
type Lead = NonNullable<ChangedName['before']>

/** The state of what would be published: any further change makes another one. */
const stateOf = (changed: readonly TermDraft[]): string =>
  createHash('sha256')
    .update(changed.map(({ _id, active, updatedAt }) => `${_id} ${active} ${updatedAt.toISOString()}`).join('\n'))
    .digest('base64url')

const changedDrafts = (tx: Tx): Promise<TermDraft[]> => tx.on(TermDrafts).find({ changed: true }, { sort: { _id: 1 } })

/** Whoever has a hand in what is published: who proposed it, and who changed an entry since the last edition. */
const firstsOf = (proposal: PublicationProposal, changed: readonly TermDraft[]): string[] => [
  proposal.proposedBy,
  ...changed.flatMap(({ edits }) => edits.map(({ by }) => by)),
]

const presentProposal = (
  proposal: PublicationProposal,
  { state, mayPublish, by }: { state: string; mayPublish: boolean; by: string },
): Proposal => ({
  id: proposal.proposalId,
  notes: proposal.notes,
  reviewedBy: proposal.reviewedBy,
  proposedBy: by,
  proposedAt: proposal.proposedAt.toISOString(),
  entries: proposal.entries,
  outdated: proposal.drafts !== state,
  mayPublish,
})

/** Where the edition in force leads a name. */
function leadNow({ index, details }: CurrentGuide, name: string): Lead | null {
  const [answer] = answers(index, name, { region: 'xuchang', rural: false }, details, 1)
  if (!answer) return null
  const term = answer.termId === null ? undefined : index.terms[index.byId.get(answer.termId) ?? -1]
  const [code = ''] = term?.classLine.split(' ') ?? []
  return { code: code || (answer.category ?? 'N'), route: answer.route, inferred: answer.inferred }
}

/** What of an entry is answered, as one text. */
const wordsOf = ({ preparation, reason, counterExample, source, variants, flags }: Term): string =>
  JSON.stringify([preparation, reason, counterExample, source, variants, flags])

/** The names whose answer a draft changes. */
function changesOf(guide: CurrentGuide, draft: TermDraft): ChangedName[] {
  const { before, after } = beforeAndAfter(guide, draft)
  const namesOf = (term: Term | null): string[] => (term ? [term.name, ...term.aliases] : [])
  const isReworded = before !== null && after !== null && wordsOf(before) !== wordsOf(after)
  const kept = new Set(namesOf(after).map(normalise))
  return [...new Set([...namesOf(after), ...namesOf(before)])].flatMap((name) => {
    const was = leadNow(guide, name)
    const is = kept.has(normalise(name)) && after ? { code: after.code, route: after.route, inferred: false } : null
    const isSame = was?.code === is?.code && was?.route === is?.route && was?.inferred === is?.inferred
    const changed = { name, termId: draft._id, term: draft.name, before: was, after: is, onlyWords: isSame }
    return isSame && !isReworded ? [] : [changed]
  })
}

/** An entry as the edition in force has it and as the next one would; null where it is not in it. */
function beforeAndAfter(guide: CurrentGuide, draft: TermDraft): { before: Term | null; after: Term | null } {
  const own = guide.index.terms[guide.index.byId.get(draft._id) ?? -1]
  return { before: own ? termFrom(own, guide) : null, after: draft.active ? termOf(draft) : null }
}

const changedTerm = (guide: CurrentGuide, draft: TermDraft, names: ReadonlyMap<string, string>): ChangedTerm => ({
  id: draft._id,
  ...beforeAndAfter(guide, draft),
  edits: draft.edits.map(({ by, at, reason }) => ({ by: names.get(by) ?? '系统', at: at.toISOString(), reason })),
})

/** Which answers the drafts would change, in which words, by whom and why; and what is proposed. */
export async function listChanges(actor: Actor) {
  const guide = await currentGuide()
  const { drafts, proposal, mayPublish } = await transaction(async (tx) => {
    const changed = await changedDrafts(tx)
    const found = await tx.on(PublicationProposals).findOne({ _id: NEXT })
    const isSecond = found !== null && (await secondPerson(actor, tx))(firstsOf(found, changed))
    return { drafts: changed, proposal: found, mayPublish: isSecond }
  })
  const changes = drafts.flatMap((draft) => changesOf(guide, draft))
  const items = changes.sort((a, b) => Number(a.onlyWords) - Number(b.onlyWords)).slice(0, MOST_LISTED)
  const names = await fullNames([
    ...(proposal ? [proposal.proposedBy] : []),
    ...drafts.flatMap(({ edits }) => edits.map(({ by }) => by)),
  ])
  const by = names.get(proposal?.proposedBy ?? '') ?? ''
  return {
    entries: drafts.length,
    names: changes.length,
    items,
    terms: drafts.slice(0, MOST_LISTED).map((draft) => changedTerm(guide, draft, names)),
    proposal: proposal ? presentProposal(proposal, { state: stateOf(drafts), mayPublish, by }) : null,
  }
}

/**
 * The first person's word; a second proposal takes the place of the first. @throws DomainError GUIDE_NOTHING_CHANGED,
 * NOT_FOUND, ORGANISATION_ENDED (the reviewing body)
 */
export async function propose(actor: Actor, input: { notes: string; reviewerId?: string }): Promise<Proposal> {
  await currentGuide()
  return transaction(async (tx) => {
    const reviewer = input.reviewerId ? await requireOrganisation(actor, 'read', input.reviewerId, tx) : null
    if (reviewer) await relyOnOrganisation(tx, reviewer._id, 'government')
    const reviewedBy = reviewer?.name ?? null
    const { changed } = await publishable(tx, reviewedBy)
    const drafts = stateOf(await changedDrafts(tx))
    const fields = {
      proposalId: newId(),
      notes: input.notes,
      reviewedBy,
      proposedBy: actorId(actor),
      proposedAt: now(),
      entries: changed,
      drafts,
    }
    await tx.on(PublicationProposals).updateOne({ _id: NEXT }, { $set: fields }, { upsert: true })
    await audit(tx, actor, { action: 'guide.propose', subject: 'guide/proposal', details: { changed, reviewedBy } })
    const by = (await fullNames([fields.proposedBy])).get(fields.proposedBy) ?? ''
    return presentProposal({ _id: NEXT, ...fields } as PublicationProposal, { state: drafts, mayPublish: false, by })
  })
}

export const withdrawProposal = (actor: Actor): Promise<{ withdrawn: boolean }> =>
  transaction(async (tx) => {
    const deleted = await tx.on(PublicationProposals).deleteMany({ _id: NEXT })
    if (deleted > 0) await audit(tx, actor, { action: 'guide.withdrawProposal', subject: 'guide/proposal' })
    return { withdrawn: deleted > 0 }
  })

/**
 * The second person's word. @param input.proposal the one that was looked at
 * @throws DomainError GUIDE_NOT_PROPOSED, CHANGED_MEANWHILE, GUIDE_SECOND_PERSON, GUIDE_NOTHING_CHANGED
 */
export async function publish(actor: Actor, input: { proposal: string }): Promise<Edition> {
  await currentGuide()
  const edition = await transaction(async (tx) => {
    const proposal = await tx.on(PublicationProposals).findOne({ _id: NEXT })
    if (!proposal) throw new DomainError('GUIDE_NOT_PROPOSED')
    const changed = await changedDrafts(tx)
    if (proposal.proposalId !== input.proposal || proposal.drafts !== stateOf(changed))
      throw new DomainError('CHANGED_MEANWHILE')
    if (!(await secondPerson(actor, tx))(firstsOf(proposal, changed))) throw new DomainError('GUIDE_SECOND_PERSON')
    await tx.on(PublicationProposals).deleteMany({ _id: NEXT })
    return writeEdition(tx, actor, proposal)
  })
  forgetCurrent()
  return edition
}

/** An entry of a packed edition as it was written. */
function termFrom({ id, names, classLine, variants }: CoreTerm, { details }: Pick<CurrentGuide, 'details'>): Term {
  const [code = 'O', route = 'bin', ...flags] = classLine.split(' ')
  const detail = details.get(id)
  return {
    id,
    name: names[0] ?? id,
    aliases: names.slice(1),
    code,
    route: route as Term['route'],
    flags,
    preparation: detail?.preparation ?? '',
    reason: detail?.reason ?? '',
    variants: variants.map((text, at) => ({
      ...readVariant(text),
      preparation: detail?.variantPreparations[at] ?? '',
    })),
    counterExample: detail?.counterExample ?? null,
    source: detail?.source ?? null,
  }
}

/**
 * Makes the drafts say what an edition said. Nothing is answered from it until it is proposed and published.
 * @returns how many entries differ @throws DomainError NOT_FOUND
 */
export async function takeBack(actor: Actor, input: { number: number; reason: string }): Promise<{ changed: number }> {
  await currentGuide()
  return transaction(async (tx) => {
    const edition = await tx.on(Editions).findOne({ _id: `edition:${input.number}` })
    if (!edition) throw new DomainError('NOT_FOUND')
    const details = readDetail(edition.detail)
    const terms = readTerms(splitCore(edition.core).terms).map((term) => termFrom(term, { details }))
    const drafts = new Map((await tx.on(TermDrafts).find({})).map((draft) => [draft._id, draft]))
    const same = (term: Term): boolean => {
      const draft = drafts.get(term.id)
      return draft?.active === true && JSON.stringify(termOf(draft)) === JSON.stringify(term)
    }
    const differing = terms.filter((term) => !same(term))
    const ids = new Set(terms.map(({ id }) => id))
    const gone = [...drafts.values()].filter((draft) => draft.active && !ids.has(draft._id)).map(({ _id }) => _id)
    const at = now()
    // names may have moved from one entry to another: all are free before any is taken
    const off = [...gone, ...differing.map(({ id }) => id)]
    const edited = editedBy(actor, at, `改回第${input.number}版：${input.reason}`)
    const set = { active: false, changed: true, updatedAt: at }
    await tx.on(TermDrafts).updateMany({ _id: { $in: off } }, { $set: set, ...edited })
    for (const term of differing) {
      const { _id, ...fields } = draftOf(term, at)
      await tx
        .on(TermDrafts)
        .updateOne({ _id }, { $set: fields, $setOnInsert: { version: 1, edits: edited.$push.edits } }, { upsert: true })
    }
    await audit(tx, actor, {
      action: 'guide.takeBack',
      subject: `guide/editions/${input.number}`,
      reason: input.reason,
      details: { changed: off.length },
    })
    return { changed: off.length }
  })
}
