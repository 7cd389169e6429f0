// Links that let a company or a household without an account act on one thing, until a day. A feature issues one in the
// transaction of its cause and asks `requireLink` in every operation that a link may call.
// Invariants: one that is unknown, forged, expired or revoked is answered alike; every act is audited as the link's.
import { holdsRole, scopeOf, type Actor, type LinkActor, type Role } from '@shared/actors'
import type { access } from '@shared/access/contract'
import { MAX_LINK_DAYS, type LinkAct, type PartyKind } from '@shared/access/vocabulary'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { readCountedPage } from '../paging'
import { staffNames } from '../people/staff'
import { Links, type LinkRecord } from './access.model'
import { SEEN_EVERY_MS, fits, hashOf, idIn, linkToken } from './keys'

type Row = OutputOf<typeof access.revokeLink>

const keepers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const satisfies readonly Role[]
const readers = [...keepers, 'auditor'] as const satisfies readonly Role[]

export type LinkToIssue = {
  id: string
  /** "reviews/…" */
  subject: string
  acts: readonly LinkAct[]
  party: { kind: PartyKind; id: string }
  placePath: readonly string[]
  days: number
}

/**
 * Issues a link; the caller has decided that the actor may. The same id again gives the same token while nothing about
 * it has changed. @throws DomainError IDEMPOTENCY_KEY_REUSED, LINK_INVALID for one that has ended since
 */
export async function issueLink(
  tx: Tx,
  actor: Actor,
  { id, subject, acts, party, placePath, days }: LinkToIssue,
): Promise<{ id: string; token: string; expiresAt: Date }> {
  const token = linkToken(id)
  const had = await tx.on(Links).findOne({ _id: id })
  if (had) {
    if (had.subject !== subject || had.partyId !== party.id) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    if (stateOf(had) !== 'active') throw new DomainError('LINK_INVALID')
    return { id, token, expiresAt: had.expiresAt }
  }
  const at = now()
  const expiresAt = new Date(at.getTime() + Math.min(days, MAX_LINK_DAYS) * 86_400_000)
  await tx.on(Links).insert({
    _id: id,
    subject,
    acts: [...acts],
    partyKind: party.kind,
    partyId: party.id,
    placePath: [...placePath],
    tokenHash: hashOf(token),
    expiresAt,
    createdBy: actorId(actor),
    createdAt: at,
  })
  await audit(tx, actor, {
    action: 'access.issueLink',
    subject: `links/${id}`,
    placePath,
    details: { opens: subject, acts, party, expiresAt: expiresAt.toISOString() },
  })
  return { id, token, expiresAt }
}

const stateOf = ({ revokedAt, expiresAt }: LinkRecord): Row['status'] =>
  revokedAt ? 'revoked' : expiresAt <= now() ? 'expired' : 'active'

/** Who acts with a link. @throws DomainError LINK_INVALID, whatever is wrong with it */
export async function loadLink(token: string): Promise<LinkActor> {
  const id = idIn(token)
  const link = id ? await Links.findById(id).lean<LinkRecord>() : null
  if (!link || !fits(token, link.tokenHash) || stateOf(link) !== 'active') throw new DomainError('LINK_INVALID')
  const at = now()
  if (!link.lastUsedAt || at.getTime() - link.lastUsedAt.getTime() >= SEEN_EVERY_MS)
    await Links.updateOne({ _id: link._id }, { $set: { lastUsedAt: at } })
  return {
    kind: 'link',
    linkId: link._id,
    subject: link.subject,
    acts: link.acts,
    party: { kind: link.partyKind, id: link.partyId },
    placePath: link.placePath,
  }
}

/** Until when a link is good. @throws DomainError LINK_INVALID */
export async function linkEnds(linkId: string): Promise<Date> {
  const link = await Links.findById(linkId, { expiresAt: 1 }).lean<Pick<LinkRecord, 'expiresAt'>>()
  if (!link) throw new DomainError('LINK_INVALID')
  return link.expiresAt
}

/** Narrows to a link that opens this subject, and allows the act where one is named. @throws DomainError NOT_ALLOWED */
export function requireLink(actor: Actor, feature: string, act?: LinkAct): LinkActor & { subjectId: string } {
  if (actor.kind !== 'link' || (act && !actor.acts.includes(act)) || !actor.subject.startsWith(`${feature}/`))
    throw new DomainError('NOT_ALLOWED')
  return { ...actor, subjectId: actor.subject.slice(feature.length + 1) }
}

async function present(actor: Actor, links: readonly LinkRecord[]): Promise<Row[]> {
  const names = await staffNames(links.map(({ createdBy }) => createdBy))
  return links.map((link) => ({
    id: link._id,
    subject: link.subject,
    acts: link.acts,
    party: { kind: link.partyKind, id: link.partyId },
    expiresAt: link.expiresAt.toISOString(),
    createdAt: link.createdAt.toISOString(),
    createdBy: names.get(link.createdBy) ?? '系统',
    lastUsedAt: link.lastUsedAt?.toISOString() ?? null,
    status: stateOf(link),
    mayKeep: holdsRole(actor, keepers, link.placePath),
  }))
}

/** Who has made links to a subject, as long as those are kept. */
export const linkMakers = (subject: string): Promise<string[]> => Links.distinct('createdBy', { subject }).exec()

/** Of the actor's area. */
export async function listLinks(
  actor: Actor,
  { subject, ...input }: ParsedOf<typeof access.links>,
): Promise<OutputOf<typeof access.links>> {
  const filter = { placePath: { $in: scopeOf(actor, readers) }, ...(subject ? { subject } : {}) }
  const { rows, ...page } = await readCountedPage(Links, { createdAt: -1 }, filter, input, 20)
  return { items: await present(actor, rows), ...page }
}

/** Ends at once. @throws DomainError NOT_FOUND outside the actor's area, WRONG_STATE when it has ended */
export async function revokeLink(actor: Actor, { id, reason }: ParsedOf<typeof access.revokeLink>): Promise<Row> {
  const seen = await Links.findById(id).lean<LinkRecord>()
  if (!seen || !holdsRole(actor, keepers, seen.placePath)) throw new DomainError('NOT_FOUND')
  const [row] = await present(actor, [{ ...seen, revokedAt: now() }])
  if (!row) throw new Error('a link without its row')
  return transaction(async (tx) => {
    const { matched } = await tx
      .on(Links)
      .updateOne({ _id: id, revokedAt: { $exists: false }, expiresAt: { $gt: now() } }, { $set: { revokedAt: now() } })
    if (matched === 0) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'access.revokeLink',
      subject: `links/${id}`,
      placePath: seen.placePath,
      reason,
      details: { opens: seen.subject },
    })
    return row
  })
}
