// A property company without an account: staff make a link that shows what concerns its own compounds until a day:
// the preview with its days to object, published entries to answer, and findings that are not mended yet. Invariants:
// a link opens one company's compounds and no others; whoever made it decides no objection of that company.
import { scopeOf, type Actor, type LinkActor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { standingsDesk } from '@shared/standings/desk-contract'
import type { standingsByLink } from '@shared/standings/link-contract'
import { forwarders } from '@shared/standings/vocabulary'
import { dayOf } from '@shared/time'
import { issueLink, requireLink } from '../access/links'
import { actorId, auditReadHourly } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { linkFile, uploadFor } from '../files/files'
import type { Upload } from '../http/implement'
import { waitingFindings } from '../inspections/for-lists'
import { organisationNames } from '../organisations/names'
import { listPlaces } from './inputs'
import { keepFromDeciding, objectTo, requireEntry } from './objections'
import { repliesOf, replyTo } from './replies'
import { requireArea } from './rules'
import { mayStillObject } from './run'
import { Entries, Objections, Runs, type EntryRecord, type ObjectionRecord, type RunRecord } from './standings.model'

/** So many months a company sees of its entries. */
const MONTHS = 3

/**
 * @throws DomainError NOT_FOUND for a company without a compound in the actor's area, IDEMPOTENCY_KEY_REUSED,
 * LINK_INVALID
 */
export async function forwardToCompanies(
  actor: PersonActor,
  { items, days }: ParsedOf<typeof standingsDesk.forward>,
): Promise<OutputOf<typeof standingsDesk.forward>> {
  const scope = scopeOf(actor, forwarders)
  const area = await requireArea()
  const own = (await listPlaces(area)).filter(({ placePath }) => placePath.some((id) => scope.includes(id)))
  const names = await organisationNames(items.map(({ companyId }) => companyId))
  return transaction(async (tx) => {
    const made = []
    for (const { id, companyId } of items) {
      const place = own.find((each) => each.companyId === companyId)
      if (!place) throw new DomainError('NOT_FOUND')
      const { token, expiresAt } = await issueLink(tx, actor, {
        id,
        subject: `standings/${companyId}`,
        acts: ['answer'],
        party: { kind: 'organisation', id: companyId },
        // as far as whoever sends it may see, and no further
        placePath: withinOf(place.placePath, scope),
        days,
      })
      await keepFromDeciding(tx, companyId, actor.personId)
      made.push({ id, companyId, company: names.get(companyId) ?? '', token, expiresAt: expiresAt.toISOString() })
    }
    return { items: made }
  })
}

/** The path down to the sender's own place above a compound. */
const withinOf = (path: readonly string[], scope: readonly string[]): string[] =>
  path.slice(0, path.findIndex((id) => scope.includes(id)) + 1)

type Opened = { actor: LinkActor; companyId: string; within: string }

function opened(actor: Actor, act?: 'answer'): Opened {
  const link = requireLink(actor, 'standings', act)
  if (link.party.kind !== 'organisation' || link.party.id !== link.subjectId) throw new DomainError('NOT_ALLOWED')
  return { actor: link, companyId: link.subjectId, within: link.placePath.at(-1) ?? '' }
}

/** What companies said, by entry. */
async function ownReplies(runs: readonly RunRecord[]): Promise<Map<string, string>> {
  const replies = new Map<string, string>()
  for (const run of runs)
    for (const [entryId, own] of await repliesOf(run._id)) {
      const said = own.find(({ side }) => side === 'company')
      if (said) replies.set(entryId, said.text)
    }
  return replies
}

/** @throws DomainError NOT_ALLOWED for a link to something else */
export async function showByLink(actor: Actor): Promise<OutputOf<typeof standingsByLink.byLink>> {
  const { companyId, within } = opened(actor)
  const area = await requireArea()
  const today = dayOf(now())
  const runs = await Runs.find({ area: area._id, status: { $in: ['preview', 'published'] } })
    .sort({ period: -1 })
    .limit(MONTHS)
    .lean<RunRecord[]>()
  const entries = await Entries.find({
    companyId,
    // its own result is its own, wherever it is registered; where nobody of its kind is ranked there is none
    $or: [
      { placePath: within, placeId: { $ne: companyId } },
      { placeId: companyId, outcome: { $ne: 'out' } },
    ],
    runId: { $in: runs.map(({ _id }) => _id) },
  })
    .sort({ period: -1, order: 1 })
    .limit(300)
    .lean<EntryRecord[]>()
  const objections = await Objections.find({
    entryId: { $in: entries.map(({ _id }) => _id) },
    side: 'company',
  }).lean<ObjectionRecord[]>()
  const replies = await ownReplies(runs)
  const preview = runs.find(({ status }) => status === 'preview')
  const places = (await listPlaces(area)).filter(
    (place) => place.companyId === companyId && place.placePath.includes(within),
  )
  const placeNames = new Map(places.map(({ id, name }) => [id, name]))
  await auditReadHourly(actor, {
    action: 'standings.readByLink',
    subject: `standings/${companyId}`,
    placePath: area.path,
  })
  return {
    company: (await organisationNames([companyId])).get(companyId) ?? '',
    preview: preview?.objectUntil
      ? { period: preview.period, objectUntil: preview.objectUntil, late: today > preview.objectUntil }
      : null,
    entries: entries.map((entry) => {
      const run = runs.find(({ _id }) => _id === entry.runId)
      const objection = objections.find(({ entryId }) => entryId === entry._id)
      const isListed = entry.outcome === 'red' || entry.outcome === 'black'
      return {
        period: entry.period,
        placeId: entry.placeId,
        name: entry.name,
        subdistrict: entry.subdistrict,
        outcome: entry.outcome,
        isPublished: entry.isPublished,
        score: entry.score,
        low: entry.low,
        high: entry.high,
        reasons: entry.reasons,
        missing: entry.missing,
        reply: replies.get(entry._id) ?? null,
        objection: objection
          ? {
              status: objection.status,
              text: objection.text,
              photoIds: objection.photoIds,
              answer: objection.decision?.text ?? null,
            }
          : null,
        allowed: [
          ...(run && entry.kind !== 'company' && mayStillObject(run, today) && !objection ? (['object'] as const) : []),
          ...(isListed ? (['reply'] as const) : []),
        ],
      }
    }),
    findings: (await waitingFindings([...placeNames.keys()])).map(({ id, place, text, dueAt, isLate }) => ({
      id,
      place: placeNames.get(place) ?? '',
      text,
      dueAt: dueAt.toISOString(),
      late: isLate,
    })),
  }
}

/** @throws DomainError NOT_FOUND for a compound of another company */
async function ownEntry(actor: Actor, period: string, placeId: string): Promise<Opened & { entry: EntryRecord }> {
  const link = opened(actor, 'answer')
  const { run, entry } = await requireEntry(period, placeId)
  const isShown = run.status === 'preview' || run.status === 'published'
  const isOwn = entry.placeId === link.companyId || entry.placePath.includes(link.within)
  if (entry.companyId !== link.companyId || !isOwn || !isShown) throw new DomainError('NOT_FOUND')
  return { ...link, entry }
}

/** A photo of an objection to come. @throws DomainError NOT_ALLOWED and those of files */
export async function uploadByLink(actor: Actor, id: string, upload: Upload | null): Promise<{ id: string }> {
  const link = opened(actor, 'answer')
  await uploadFor(actorId(link.actor), { id, purpose: 'standingObjection' }, upload)
  return { id }
}

/** @throws DomainError NOT_FOUND for a photo of somebody else's */
export function photoByLink(actor: Actor, id: string): Promise<OutputOf<typeof standingsByLink.photoByLink>> {
  opened(actor)
  return linkFile(actor, { id, size: 'full' })
}

/** A company sees what it sent itself, by whichever of its links. */
export async function mayReadOwnPhoto(actor: Actor, objection: ObjectionRecord): Promise<boolean> {
  if (actor.kind !== 'link' || objection.side !== 'company') return false
  const { companyId, within } = opened(actor)
  const entry = await Entries.findById(objection.entryId).lean<EntryRecord>()
  return entry?.companyId === companyId && entry.placePath.includes(within)
}

/** @throws DomainError NOT_FOUND, STANDING_OBJECTION_LATE, STANDING_OBJECTION_HAD */
export async function objectByLink(
  actor: Actor,
  { photoIds = [], ...input }: ParsedOf<typeof standingsByLink.objectByLink>,
): Promise<OutputOf<typeof standingsByLink.objectByLink>> {
  await ownEntry(actor, input.period, input.placeId)
  const { status } = await objectTo(actor, { ...input, photoIds, side: 'company' })
  return { status }
}

/** @throws DomainError NOT_FOUND, STANDING_NOT_LISTED, IDEMPOTENCY_KEY_REUSED */
export async function replyByLink(
  actor: Actor,
  { id, period, placeId, text }: ParsedOf<typeof standingsByLink.replyByLink>,
): Promise<OutputOf<typeof standingsByLink.replyByLink>> {
  const { entry } = await ownEntry(actor, period, placeId)
  const said = await replyTo(actor, entry, { id, side: 'company', text })
  return { text: said.text }
}
