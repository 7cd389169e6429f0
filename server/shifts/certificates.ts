// Certificates of hours, in the order of the story: where one can be had, asked for, compared with the identity paper
// and issued or declined, fetched, taken back. Invariants: only confirmed minutes as a volunteer, of the office's own
// area; nobody issues for themselves or their home; once issued it never changes, it is only taken back.
import { scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import {
  ISSUE_WORKING_DAYS,
  certificateIssuers,
  certificateReaders,
  mayRevoke,
  officeName,
  type Certified,
} from '@shared/shifts/certificates'
import type { Certificate, DeskCertificate, certificates } from '@shared/shifts/certificates-contract'
import { addWorkingDays, dayOf, showDay } from '@shared/time'
import { actorId, audit, auditReadHourly } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { seal, unseal } from '../field-cipher'
import { notify } from '../notices/notices'
import { readCountedPage } from '../paging'
import { refuseOwnCase } from '../people/conflicts'
import { ERASED, UNNAMED, fullNames, placeNames } from '../people/people'
import { requirePlace, workCalendar } from '../places/places'
import { decidable } from '../reviews/reviews-lists'
import { defineReview, type Opening } from '../reviews/reviews'
import { Certificates, type CertificateLine, type CertificateRecord } from './certificates.model'
import { drawNumber } from './check-page'
import { nameOfSite, placesOfShifts } from './present'
import { isOffice, provenAt, provenOf, sumOf, within, type Proven } from './proven'

export const HOURS = '/shifts/hours'
const MOST_LINES = 12
const REPLACED = '本人已换发新的证明，以新的为准'

type Shown = { certificate: CertificateRecord; office: string; live: Certified | null }

const shown = ({ certificate, office, live }: Shown): Certificate => ({
  id: certificate._id,
  placeId: certificate.placeId,
  office,
  number: certificate.number ?? null,
  status: certificate.status,
  from: certificate.from,
  to: certificate.to,
  minutes: live?.minutes ?? certificate.minutes,
  madeUp: live?.madeUp ?? certificate.madeUp,
  times: live?.times ?? certificate.times,
  askedAt: certificate.askedAt.toISOString(),
  dueOn: certificate.dueOn,
  issuedOn: certificate.issuedAt ? dayOf(certificate.issuedAt) : null,
  reason: certificate.reason ?? null,
})

/** With the hours of now for what is not issued yet. */
async function withOffice(found: readonly CertificateRecord[], tx?: Tx): Promise<Shown[]> {
  const names = await placeNames(found.map(({ placeId }) => placeId))
  const all: Shown[] = []
  for (const certificate of found) {
    const { personId, placeId, status } = certificate
    const live = status === 'asked' ? await provenAt(personId, placeId, certificate, tx) : null
    all.push({ certificate, office: officeName(names.get(placeId) ?? ''), live })
  }
  return all
}

/** One's own, the latest first. */
export async function listMyCertificates(actor: PersonActor): Promise<OutputOf<typeof certificates.mine>> {
  const found = await Certificates.find({ personId: actor.personId })
    .sort({ askedAt: -1, _id: -1 })
    .limit(50)
    .lean<CertificateRecord[]>()
  return { items: (await withOffice(found)).map(shown) }
}

/**
 * Asks an office to prove the hours of some days; the same id again is answered the same. @throws DomainError
 * CERTIFICATE_NOTHING, CERTIFICATE_ASKED while another waits there, IDEMPOTENCY_KEY_REUSED, INPUT_INVALID
 */
export async function askCertificate(
  actor: PersonActor,
  input: ParsedOf<typeof certificates.ask>,
): Promise<Certificate> {
  const { personId } = actor
  const today = dayOf(now())
  if (input.to < input.from) throw invalid('to', '结束日期早于开始日期')
  if (input.to > today) throw invalid('to', '还没到的日子不能证明')
  const place = await requirePlace(input.placeId)
  if (!isOffice(place.kind)) throw invalid('placeId', '证明由社区或街道出具')
  const dueOn = addWorkingDays(today, ISSUE_WORKING_DAYS, await workCalendar())
  const asked = (): Promise<Certificate> =>
    transaction(async (tx) => {
      const had = await tx.on(Certificates).findOne({ _id: input.id })
      if (had && had.personId !== personId) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
      if (had) return one(tx, had)
      await requireOwnName(personId, input.name)
      const proven = await provenAt(personId, place._id, input, tx)
      if (proven.times === 0) throw new DomainError('CERTIFICATE_NOTHING')
      const certificate: CertificateRecord = {
        _id: input.id,
        personId,
        placeId: place._id,
        placePath: place.path,
        status: 'asked',
        from: input.from,
        to: input.to,
        nameSealed: seal(input.name, input.id),
        identityKind: input.identityKind,
        identityTailSealed: seal(input.identityTail.toUpperCase(), input.id),
        askedAt: now(),
        dueOn,
        ...proven,
        lines: [],
      }
      await tx.on(Certificates).insert(certificate)
      await certificateReview.open(tx, actor, openingOf(certificate))
      return one(tx, certificate)
    })
  try {
    return await asked()
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('CERTIFICATE_ASKED') : error
  }
}

/** The name of an account; null where nobody has written one. */
const accountName = (names: ReadonlyMap<string, string>, personId: string): string | null => {
  const name = names.get(personId)
  return name === undefined || name === UNNAMED || name === ERASED ? null : name
}

/** Hours are proven to whose they are. @throws DomainError CERTIFICATE_NAME_DIFFERS */
async function requireOwnName(personId: string, name: string): Promise<void> {
  const account = accountName(await fullNames([personId]), personId)
  if (account !== null && account.replace(/\s/g, '') !== name.replace(/\s/g, ''))
    throw new DomainError('CERTIFICATE_NAME_DIFFERS')
}

async function one(tx: Tx, certificate: CertificateRecord): Promise<Certificate> {
  const [row] = await withOffice([certificate], tx)
  if (!row) throw new Error('a certificate without its office')
  return shown(row)
}

/** What the office may see of certificates. @throws DomainError NOT_FOUND for a place outside the area */
export async function listCertificates(
  actor: Actor,
  { status, placeId, open, ...input }: ParsedOf<typeof certificates.list>,
): Promise<OutputOf<typeof certificates.list>> {
  const scope = scopeOf(actor, certificateReaders)
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !scope.some((id) => place.path.includes(id))) throw new DomainError('NOT_FOUND')
  const filter = {
    placePath: { $in: place ? [place._id] : scope },
    ...(status ? { status } : {}),
    ...(open ? { _id: open } : {}),
  }
  const { rows, ...page } = await readCountedPage(Certificates, { askedAt: -1 }, filter, input)
  await auditReadHourly(actor, { action: 'shifts.readCertificates', subject: 'certificates' })
  return { items: await presentForDesk(actor, rows), ...page }
}

async function presentForDesk(actor: Actor, found: readonly CertificateRecord[], tx?: Tx): Promise<DeskCertificate[]> {
  const open = found.filter(({ status }) => status === 'asked').map(({ _id }) => _id)
  const mine = await decidable(actor, 'hoursCertificate', open, tx)
  const names = await fullNames(found.map(({ personId }) => personId))
  return (await withOffice(found, tx)).map((row): DeskCertificate => {
    const { certificate } = row
    const isIssued = certificate.status === 'issued'
    return {
      ...shown(row),
      name: nameOn(certificate),
      account: accountName(names, certificate.personId),
      identityKind: certificate.identityKind,
      identityTail: tailOn(certificate),
      handler: certificate.handler ?? null,
      allowed: [
        ...(mine.has(certificate._id) ? (['decide'] as const) : []),
        ...(isIssued && mayRevoke(actor, certificate) ? (['revoke'] as const) : []),
        ...(isIssued && !certificate.erasedAt ? (['paper'] as const) : []),
      ],
    }
  })
}

export const nameOn = ({ _id, nameSealed }: CertificateRecord): string =>
  nameSealed ? unseal(nameSealed, _id) : '已注销'
export const tailOn = ({ _id, identityTailSealed }: CertificateRecord): string =>
  identityTailSealed ? unseal(identityTailSealed, _id) : '····'

async function oneForDesk(tx: Tx, actor: Actor, certificate: CertificateRecord): Promise<DeskCertificate> {
  const [row] = await presentForDesk(actor, [certificate], tx)
  if (!row) throw new Error('a certificate without its row')
  return row
}

/** @throws DomainError NOT_FOUND, WRONG_STATE, DECIDES_OWN_CASE, CERTIFICATE_NOTHING, INPUT_INVALID */
export function decideCertificate(
  actor: Actor,
  { id, outcome, reason = '' }: ParsedOf<typeof certificates.decide>,
): Promise<DeskCertificate> {
  if (outcome === 'declined' && reason.length < 2) throw invalid('reason', '请写明为什么不出具')
  return certificateReview.decide(actor, { subjectId: id, outcome, reason, given: null })
}

const openingOf = (certificate: CertificateRecord): Opening => ({
  subjectId: certificate._id,
  placePath: certificate.placePath,
  headline: `志愿服务记录证明，${showDay(certificate.from)}到${showDay(certificate.to)}`,
  due: { on: certificate.dueOn },
  personId: certificate.personId,
  author: certificate.personId,
  at: certificate.askedAt,
})

const certificateReview = defineReview<null, DeskCertificate>({
  name: 'hoursCertificate',
  title: '志愿服务记录证明',
  verb: '出具',
  deciders: certificateIssuers,
  tells: ['communityWorker', 'subdistrictOfficer'],
  noticeKind: 'shift',
  deskLink: ({ subjectId }) => `/volunteer-hours?open=${subjectId}`,
  askers: (_tx, { personId }) => Promise.resolve(personId ? [personId] : []),
  askerLink: () => HOURS,
  tellsLate: true,
  isObjection: false,
  freshDecider: false,
  answered: (_review, outcome, reason) =>
    outcome === 'issued'
      ? { title: '志愿服务记录证明开好了', text: '可以在“我的时长”里下载，纸上有编号和二维码，谁都能查真假。' }
      : { title: '志愿服务记录证明没有出具', text: `原因：${reason}。补齐后可以再申请。` },
  apply: async (tx, { actor, review, outcome, reason }) => {
    const certificate = await tx.on(Certificates).findOne({ _id: review.subjectId, status: 'asked' })
    if (!certificate) throw new DomainError('WRONG_STATE')
    const handlerId = actorId(actor)
    const handler = (await fullNames([handlerId])).get(handlerId) ?? ''
    const set = outcome === 'issued' ? await issuedNow(tx, certificate) : { status: 'declined' as const, reason }
    const { matched } = await tx
      .on(Certificates)
      .updateOne({ _id: certificate._id, status: 'asked' }, { $set: { ...set, handlerId, handler } })
    if (matched === 0) throw new DomainError('WRONG_STATE')
    return { details: 'number' in set ? { number: set.number, minutes: set.minutes, madeUp: set.madeUp } : {} }
  },
  present: async (tx, actor, { subjectId }) => oneForDesk(tx, actor, await certificateIn(tx, subjectId)),
  backlog: async (id) => {
    const found = await Certificates.find({ status: 'asked', ...(id ? { _id: id } : {}) })
      .limit(500)
      .lean<CertificateRecord[]>()
    return found.map(openingOf)
  },
  audit: {
    action: { issued: 'shifts.issueCertificate', declined: 'shifts.declineCertificate' },
    subject: ({ subjectId }) => `certificates/${subjectId}`,
  },
})

async function certificateIn(tx: Tx, id: string): Promise<CertificateRecord> {
  const certificate = await tx.on(Certificates).findOne({ _id: id })
  if (!certificate) throw new DomainError('NOT_FOUND')
  return certificate
}

/** What stands on the paper from now on. */
async function issuedNow(tx: Tx, certificate: CertificateRecord) {
  const { personId, placeId, from, to } = certificate
  await requireOwnName(personId, nameOn(certificate))
  const own = within(await provenOf(personId, { from, to }, tx), placeId)
  if (own.length === 0) throw new DomainError('CERTIFICATE_NOTHING')
  const issuedAt = now()
  // no hour is proven by two papers that hold: what the new one covers takes the place of those before
  await tx
    .on(Certificates)
    .updateMany(
      { personId, status: 'issued', from: { $lte: to }, to: { $gte: from } },
      { $set: { status: 'revoked', reason: REPLACED, revokedAt: issuedAt } },
    )
  return {
    status: 'issued' as const,
    number: drawNumber('ZF'),
    issuedAt,
    ...sumOf(own),
    lines: await linesOf(own, tx),
  }
}

/** By site, the most first. */
async function linesOf(own: readonly Proven[], tx: Tx): Promise<CertificateLine[]> {
  const places = await placesOfShifts(
    own.map(({ at }) => at.siteId),
    tx,
  )
  const lines = new Map<string, CertificateLine>()
  for (const { row, at } of own.filter((each) => !each.row.madeUp)) {
    const name = nameOfSite(places, at)
    const line = lines.get(name) ?? { name, times: 0, minutes: 0 }
    lines.set(name, { name, times: line.times + 1, minutes: line.minutes + row.minutes })
  }
  const ordered = [...lines.values()].sort((a, b) => b.minutes - a.minutes || (a.name < b.name ? -1 : 1))
  const rest = ordered.slice(MOST_LINES)
  const sum = (of: (line: CertificateLine) => number): number => rest.reduce((total, line) => total + of(line), 0)
  return rest.length === 0
    ? ordered
    : [
        ...ordered.slice(0, MOST_LINES),
        {
          name: `其余${rest.length}个投放点`,
          times: sum(({ times }) => times),
          minutes: sum(({ minutes }) => minutes),
        },
      ]
}

/**
 * Takes one back for good; the public page says so at once, and the person is told. @throws DomainError NOT_FOUND,
 * NOT_ALLOWED, WRONG_STATE, DECIDES_OWN_CASE
 */
export function revokeCertificate(
  actor: Actor,
  { id, reason }: ParsedOf<typeof certificates.revoke>,
): Promise<DeskCertificate> {
  return transaction(async (tx) => {
    const certificate = await certificateIn(tx, id)
    if (!mayRevoke(actor, certificate)) throw new DomainError('NOT_FOUND')
    await refuseOwnCase(tx, actor, { personIds: [certificate.personId] })
    const revoked = await tx
      .on(Certificates)
      .findOneAndUpdate(
        { _id: id, status: 'issued' },
        { $set: { status: 'revoked', reason, revokedAt: now(), revokedBy: actorId(actor) } },
      )
    if (!revoked) throw new DomainError('WRONG_STATE')
    await notify(tx, revoked.personId, `certificates/${id}/revoked`, {
      kind: 'shift',
      title: '志愿服务记录证明已撤销',
      text: `编号${revoked.number ?? ''}，原因：${reason}。不同意请联系出具单位。`,
      link: HOURS,
    })
    await audit(tx, actor, {
      action: 'shifts.revokeCertificate',
      subject: `certificates/${id}`,
      placePath: revoked.placePath,
      reason,
    })
    return oneForDesk(tx, actor, revoked)
  })
}

/** That a number was given stays, so that its paper is not taken for a forged one; whose it was goes. */
export async function eraseCertificates(tx: Tx, personId: string, nobody: string): Promise<void> {
  for (const { _id } of await tx.on(Certificates).find({ personId, status: 'asked' }))
    await certificateReview.withdraw(tx, { kind: 'system', name: 'shifts' }, _id, '本人已注销')
  await tx.on(Certificates).deleteMany({ personId, number: { $exists: false } })
  const gone = { personId: nobody, nameSealed: '', identityTailSealed: '', lines: [], erasedAt: now() }
  await tx.on(Certificates).updateMany({ personId }, { $set: gone })
}
