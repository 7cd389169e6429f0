// Statistics of waste by class and month. Food waste of kitchens and of markets is counted from handovers, by hauler;
// the rest is what companies hand in. Invariant: nothing is counted twice. What manifests count of a company and month
// nobody hands in beside them.
import { holdsRole, scopeOf, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { monthSpan } from '@shared/manifests/book'
import { manifestKeepers, manifestReaders } from '@shared/manifests/rules'
import {
  countedClasses,
  socialClasses,
  socialClassNames,
  type manifestsSocial,
  type SocialClass,
  type SocialMonth,
  type SocialRow,
} from '@shared/manifests/social-contract'
import { dayOf, monthOf, type Month } from '@shared/time'
import { actorId, audit, auditRead } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import type { FileAnswer } from '../http/implement'
import { organisationsByIds } from '../organisations/names'
import { fullNames } from '../people/people'
import { requirePlace } from '../places/places'
import { sheetFile, type Column } from '../sheets'
import { producerRecords } from './book-lines'
import { Handovers } from './manifests.model'
import { SocialReports, type SocialReport } from './social.model'

type Counted = { haulerId: string; class: SocialClass; grams: number }

/** Food waste by hauler, that of markets apart; `within`: where the kitchens are. */
async function countedOf(month: Month, within: object): Promise<Counted[]> {
  const { from, to } = monthSpan(month)
  const states = ['handed', 'collected', 'confirmed', 'unanswered', 'closed']
  const sums = await Handovers.aggregate<{ _id: { haulerId: string; producerId: string }; grams: number }>([
    { $match: { ...within, day: { $gte: from, $lte: to }, kind: 'foodWaste', state: { $in: states } } },
    { $group: { _id: { haulerId: '$haulerId', producerId: '$producerId' }, grams: { $sum: '$grams' } } },
  ])
  const producers = await producerRecords(sums.map(({ _id }) => _id.producerId))
  const markets = new Set(producers.filter(({ kind }) => kind === 'market').map(({ _id }) => _id))
  const by = new Map<string, Counted>()
  for (const { _id, grams } of sums) {
    const own: SocialClass = markets.has(_id.producerId) ? 'market' : 'kitchen'
    const key = `${_id.haulerId} ${own}`
    by.set(key, { haulerId: _id.haulerId, class: own, grams: grams + (by.get(key)?.grams ?? 0) })
  }
  return [...by.values()]
}

const unreported = { isCounted: true, subsidyFen: null, by: null, at: null, version: 0, mayChange: false }

const rowOf = (
  actor: Actor,
  report: SocialReport,
  { name, placePath }: { name: string; placePath: readonly string[] },
  by: string,
): SocialRow => ({
  organisationId: report.organisationId,
  organisation: name,
  class: report.class,
  grams: report.grams,
  isCounted: false,
  subsidyFen: report.subsidyFen,
  note: report.note,
  by,
  at: report.at.toISOString(),
  version: report.version,
  mayChange: holdsRole(actor, manifestKeepers, placePath),
})

/** @throws DomainError NOT_FOUND for a place outside the actor's area */
export async function showSocial(
  actor: Actor,
  { month, placeId }: ParsedOf<typeof manifestsSocial.month>,
): Promise<OutputOf<typeof manifestsSocial.month>> {
  const place = placeId ? await requirePlace(placeId) : null
  if (place && !holdsRole(actor, manifestReaders, place.path)) throw new DomainError('NOT_FOUND')
  const scope = place ? [place._id] : scopeOf(actor, manifestReaders)
  const counted = await countedOf(month, { placePath: { $in: scope } })
  const reports = await SocialReports.find({ month }).sort({ _id: 1 }).lean<SocialReport[]>()
  const companies = new Map(
    (
      await organisationsByIds([
        ...counted.map(({ haulerId }) => haulerId),
        ...reports.map(({ organisationId }) => organisationId),
      ])
    ).map((each) => [each._id, each]),
  )
  const names = await fullNames(reports.map(({ by }) => by))
  const reported = reports.flatMap((report) => {
    const company = companies.get(report.organisationId)
    const isWithin = company?.placePath.some((id) => scope.includes(id)) ?? false
    return company && isWithin ? [rowOf(actor, report, company, names.get(report.by) ?? '系统')] : []
  })
  const own = counted.map(({ haulerId, class: of, grams }): SocialRow => ({
    ...unreported,
    organisationId: haulerId,
    organisation: companies.get(haulerId)?.name ?? '',
    class: of,
    grams,
    note: '由餐厨联单自动算出',
  }))
  return monthOfRows(month, [...own, ...reported])
}

function monthOfRows(month: Month, found: readonly SocialRow[]): SocialMonth {
  const rows = [...found].sort(
    (one, other) =>
      socialClasses.indexOf(one.class) - socialClasses.indexOf(other.class) ||
      other.grams - one.grams ||
      (one.organisationId < other.organisationId ? -1 : 1),
  )
  return {
    month,
    classes: socialClasses.map((of) => {
      const own = rows.filter((row) => row.class === of)
      const sum = (isCounted: boolean) =>
        own.filter((row) => row.isCounted === isCounted).reduce((total, { grams }) => total + grams, 0)
      return {
        class: of,
        countedGrams: sum(true),
        reportedGrams: sum(false),
        subsidyFen: own.reduce((total, { subsidyFen }) => total + (subsidyFen ?? 0), 0),
        companies: new Set(own.map(({ organisationId }) => organisationId)).size,
      }
    }),
    rows,
  }
}

/** @throws DomainError NOT_FOUND, INPUT_INVALID for a month to come, MANIFEST_COUNTED, CHANGED_MEANWHILE */
export async function saveSocial(
  actor: Actor,
  { version, ...input }: ParsedOf<typeof manifestsSocial.save>,
): Promise<SocialRow> {
  const [company] = await organisationsByIds([input.organisationId])
  if (!company || !holdsRole(actor, manifestKeepers, company.placePath)) throw new DomainError('NOT_FOUND')
  if (input.month > monthOf(dayOf(now()))) throw invalid('month', '这个月还没到，请核对月份')
  if (input.subsidyFen !== null && input.class !== 'lowValue') throw invalid('subsidyFen', '只有低值可回收物记补贴')
  const counted = countedClasses.includes(input.class)
    ? await countedOf(input.month, { haulerId: input.organisationId })
    : []
  if (counted.some((each) => each.class === input.class)) throw new DomainError('MANIFEST_COUNTED')
  const stored = await transaction(async (tx) => {
    const _id = `${input.organisationId}:${input.month}:${input.class}`
    const next = { ...input, version: version + 1, by: actorId(actor), at: now() }
    const had = await tx.on(SocialReports).findOne({ _id })
    if (had && isSame(had, input)) return had
    if (had) {
      const changed = await tx.on(SocialReports).findOneAndUpdate({ _id, version }, { $set: next })
      if (!changed) throw new DomainError('CHANGED_MEANWHILE')
    } else await tx.on(SocialReports).insert({ _id, ...next })
    await audit(tx, actor, {
      action: 'manifests.saveSocial',
      subject: `manifestSocialReports/${_id}`,
      placePath: company.placePath,
      details: { class: input.class, month: input.month, grams: input.grams, before: had?.grams ?? null },
    })
    return { _id, ...next }
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('CHANGED_MEANWHILE') : error
  })
  const names = await fullNames([stored.by])
  return rowOf(actor, stored, company, names.get(stored.by) ?? '系统')
}

type Given = Pick<SocialReport, 'grams' | 'subsidyFen' | 'note'>
const isSame = (had: Given, given: Given): boolean =>
  had.grams === given.grams && had.subsidyFen === given.subsidyFen && had.note === given.note

const columns: readonly Column[] = [
  { name: '序号', width: 6 },
  { name: '月份', width: 10 },
  { name: '类别', width: 16 },
  { name: '上报单位', width: 30 },
  { name: '数量（吨）', width: 14, decimals: 3 },
  { name: '补贴（元）', width: 12, decimals: 2 },
  { name: '数据来源', width: 12 },
  { name: '说明', width: 34 },
]

/** One line a company and class, as it is uploaded. @throws DomainError NOT_FOUND */
export async function socialFile(
  actor: Actor,
  { format, ...asked }: ParsedOf<typeof manifestsSocial.file>,
): Promise<FileAnswer> {
  const { month, rows } = await showSocial(actor, asked)
  await auditRead(actor, {
    action: 'manifests.exportSocial',
    subject: 'manifestSocialReports',
    details: { ...asked, format, rows: rows.length },
  })
  return sheetFile(
    format,
    `社会源固体废物分类统计-${month}`,
    columns,
    rows.map((row, at) => [
      at + 1,
      month,
      socialClassNames[row.class],
      row.organisation,
      row.grams / 1_000_000,
      row.subsidyFen === null ? null : row.subsidyFen / 100,
      row.isCounted ? '联单' : '单位上报',
      row.note,
    ]),
  )
}
