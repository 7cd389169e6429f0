// 评优 at the desk: a programme with its target and call, nominations, and who is awarded. Invariants: nobody is awarded
// before the call has hung, and everybody has known of it, for a week; whoever nominated does not decide; neither the
// target nor a share of a group is ever passed (the programme's own counts, in the filter of the write).
import { holdsRole, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { earliestEnd, mostOfGroup, nomineeKindOf } from '@shared/standings/awards'
import type { NomineeRow, ProgrammeRow, awards } from '@shared/standings/awards-contract'
import { awardKeepers, awardNominators, awardReaders } from '@shared/standings/vocabulary'
import { dayOf, type Day } from '@shared/time'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction } from '../db'
import { seal, unseal } from '../field-cipher'
import { organisationsByIds } from '../organisations/names'
import { readCountedPage } from '../paging'
import { refuseOwnCase } from '../people/conflicts'
import { personOfNumber } from '../people/people'
import { staffNames } from '../people/staff'
import { placesByIds, type Place } from '../places/places'
import { Nominees, Programmes, type NomineeRecord, type ProgrammeRecord } from './awards.model'
import { requireArea } from './rules'

/** City, district, subdistrict: the third of every path. */
const SUBDISTRICT = 2

async function presentProgrammes(
  actor: Actor,
  area: Place,
  records: readonly ProgrammeRecord[],
): Promise<ProgrammeRow[]> {
  const today = dayOf(now())
  const counts = await Nominees.aggregate<{ _id: string; count: number }>([
    { $match: { programmeId: { $in: records.map(({ _id }) => _id) } } },
    { $group: { _id: '$programmeId', count: { $sum: 1 } } },
  ])
  const isKeeper = holdsRole(actor, awardKeepers, area.path)
  const nominates = actor.kind === 'person' && actor.grants.some(({ role }) => isOneOf(awardNominators, role))
  return records.map((record) => ({
    id: record._id,
    kind: record.kind,
    year: record.year,
    title: record.title,
    target: record.target,
    mostOfGroup: mostOfGroup(record.target, record.groupShare),
    fen: record.fen,
    feeRelief: record.feeRelief,
    callOn: record.callOn,
    nominateUntil: record.nominateUntil,
    nominated: counts.find(({ _id }) => _id === record._id)?.count ?? 0,
    awarded: record.awarded,
    toldOn: record.toldOn,
    allowed: [
      ...(nominates && isOpen(record, today) ? (['nominate'] as const) : []),
      ...(isKeeper && mayDecideOn(record, today) ? (['decide'] as const) : []),
      ...(isKeeper && record.awarded > 0 && record.fen > 0 ? (['payout'] as const) : []),
    ],
  }))
}

const isOneOf = (roles: readonly string[], role: string): boolean => roles.includes(role)
/** The call has ended, and everybody had a week since they were told of it. */
const mayDecideOn = ({ nominateUntil, toldOn }: ProgrammeRecord, today: Day): boolean =>
  today > nominateUntil && toldOn !== null && today >= earliestEnd(toldOn)
const isOpen = ({ callOn, nominateUntil }: ProgrammeRecord, today: string): boolean =>
  callOn <= today && today <= nominateUntil

export async function listProgrammes(
  actor: Actor,
  input: ParsedOf<typeof awards.list>,
): Promise<OutputOf<typeof awards.list>> {
  const area = await requireArea()
  const { rows, ...page } = await readCountedPage(Programmes, { callOn: -1 }, { area: area._id }, input, 30)
  return { items: await presentProgrammes(actor, area, rows), ...page }
}

/** @throws DomainError NOT_ALLOWED, INPUT_INVALID for a call that is too short, AWARD_HAD, IDEMPOTENCY_KEY_REUSED */
export async function createProgramme(
  actor: PersonActor,
  { id, ...given }: ParsedOf<typeof awards.create>,
): Promise<ProgrammeRow> {
  const area = await requireArea()
  if (!holdsRole(actor, awardKeepers, area.path)) throw new DomainError('NOT_ALLOWED')
  if (given.callOn < dayOf(now())) throw invalid('callOn', '征集从今天或以后开始')
  if (given.nominateUntil < earliestEnd(given.callOn)) throw invalid('nominateUntil', '征集不能少于7天')
  const record: ProgrammeRecord = {
    _id: id,
    area: area._id,
    ...given,
    by: actorId(actor),
    at: now(),
    awarded: 0,
    toldOn: null,
    toldAfter: '',
    groups: {},
  }
  return transaction(async (tx) => {
    const had = await tx.on(Programmes).findOne({ _id: id })
    if (had && (had.title !== given.title || had.by !== record.by)) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    if (!had) {
      await tx.on(Programmes).insert(record)
      await audit(tx, actor, {
        action: 'standings.callAward',
        subject: `standingAwards/${id}`,
        placePath: area.path,
        details: given,
      })
    }
    const [row] = await presentProgrammes(actor, area, [had ?? record])
    if (!row) throw new Error('a programme without its row')
    return row
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('AWARD_HAD') : error
  })
}

export const nomineeName = ({ _id, name, isSealed }: NomineeRecord): string => (isSealed ? unseal(name, _id) : name)

async function presentNominees(actor: Actor, programme: ProgrammeRecord, records: readonly NomineeRecord[]) {
  const names = await staffNames(records.flatMap(({ nominatedBy, decision }) => [nominatedBy, decision?.by ?? '']))
  const isKeeper = holdsRole(actor, awardKeepers, [programme.area])
  const isOver = mayDecideOn(programme, dayOf(now()))
  return records.map((record): NomineeRow => ({
    id: record._id,
    // of persons only those who decide, and whoever named them, see the whole name
    name:
      record.isSealed && !isKeeper && record.nominatedBy !== actorId(actor)
        ? `${nomineeName(record).slice(0, 1)}某`
        : nomineeName(record),
    group: record.groupName,
    merits: record.merits,
    status: record.status,
    nominatedBy: names.get(record.nominatedBy) ?? '工作人员',
    nominatedAt: record.nominatedAt.toISOString(),
    decidedBy: record.decision ? (names.get(record.decision.by) ?? '工作人员') : null,
    reason: record.decision?.reason ?? '',
    mayDecide: isKeeper && isOver && record.status === 'nominated' && record.nominatedBy !== actorId(actor),
  }))
}

/** @throws DomainError NOT_FOUND */
export async function requireProgramme(id: string): Promise<ProgrammeRecord> {
  const area = await requireArea()
  const programme = await Programmes.findById(id).lean<ProgrammeRecord>()
  if (programme?.area !== area._id) throw new DomainError('NOT_FOUND')
  return programme
}

/** Those of the whole city for who keeps and audits; else the actor's own. @throws DomainError NOT_FOUND */
export async function listNominees(
  actor: PersonActor,
  { id, ...input }: ParsedOf<typeof awards.nominees>,
): Promise<OutputOf<typeof awards.nominees>> {
  const programme = await requireProgramme(id)
  const seesAll = holdsRole(actor, awardReaders, [programme.area])
  const filter = { programmeId: id, ...(seesAll ? {} : { nominatedBy: actorId(actor) }) }
  const { rows, ...page } = await readCountedPage(Nominees, { nominatedAt: 1 }, filter, input, 50)
  return { items: await presentNominees(actor, programme, rows), ...page }
}

type Nominated = Pick<NomineeRecord, 'subjectId' | 'name' | 'isSealed' | 'personId' | 'groupId' | 'groupName'>

/** Whom it is about, within the actor's places. @throws DomainError NOT_FOUND, INPUT_INVALID */
async function subjectOf(
  actor: Actor,
  { kind }: ProgrammeRecord,
  { nomineeId, subjectId, name, employerId, phone }: ParsedOf<typeof awards.nominate>,
): Promise<Nominated> {
  const wanted = nomineeKindOf[kind]
  const id = wanted === 'person' ? employerId : subjectId
  if (!id) throw invalid(wanted === 'person' ? 'employerId' : 'subjectId', '请选择')
  if (wanted === 'place') {
    const [place] = await placesByIds([id])
    const wantedKind = kind === 'street' ? 'subdistrict' : 'compound'
    if (place?.kind !== wantedKind || !holdsRole(actor, awardNominators, place.path)) throw new DomainError('NOT_FOUND')
    const [above] = await placesByIds([place.path[SUBDISTRICT] ?? place._id])
    return {
      subjectId: place._id,
      name: place.name,
      isSealed: false,
      groupId: above?._id ?? place._id,
      groupName: above?.name ?? '',
    }
  }
  const [organisation] = await organisationsByIds([id])
  if (!organisation || !holdsRole(actor, awardNominators, organisation.placePath)) throw new DomainError('NOT_FOUND')
  const group = { groupId: organisation._id, groupName: organisation.name }
  if (wanted === 'organisation')
    return { subjectId: organisation._id, name: organisation.name, isSealed: false, ...group }
  if (!name) throw invalid('name', '请填写姓名')
  const personId = phone ? await personOfNumber(phone) : null
  return { subjectId: null, name: seal(name, nomineeId), isSealed: true, ...(personId ? { personId } : {}), ...group }
}

/**
 * @throws DomainError NOT_FOUND, INPUT_INVALID, AWARD_CLOSED outside the call, AWARD_NOMINEE_HAD,
 * IDEMPOTENCY_KEY_REUSED
 */
export async function nominate(actor: PersonActor, input: ParsedOf<typeof awards.nominate>): Promise<NomineeRow> {
  const programme = await requireProgramme(input.id)
  if (!isOpen(programme, dayOf(now()))) throw new DomainError('AWARD_CLOSED')
  const record: NomineeRecord = {
    _id: input.nomineeId,
    programmeId: programme._id,
    ...(await subjectOf(actor, programme, input)),
    merits: input.merits,
    status: 'nominated',
    nominatedBy: actorId(actor),
    nominatedAt: now(),
  }
  return transaction(async (tx) => {
    const had = await tx.on(Nominees).findOne({ _id: record._id })
    if (had && (had.programmeId !== programme._id || had.nominatedBy !== record.nominatedBy))
      throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    if (!had) {
      await tx.on(Nominees).insert(record)
      await audit(tx, actor, {
        action: 'standings.nominate',
        subject: `standingAwards/${programme._id}`,
        placePath: [programme.area],
        details: { nominee: record._id },
      })
    }
    const [row] = await presentNominees(actor, programme, [had ?? record])
    if (!row) throw new Error('a nominee without its row')
    return row
  }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('AWARD_NOMINEE_HAD') : error
  })
}

/**
 * @throws DomainError NOT_FOUND, DECIDES_OWN_CASE, WRONG_STATE, AWARD_TOO_EARLY while the call hangs or within the week
 * after everybody was told of it, AWARD_FULL,
 * AWARD_GROUP_FULL
 */
export async function decideNominee(
  actor: PersonActor,
  { id, outcome, reason }: ParsedOf<typeof awards.decide>,
): Promise<NomineeRow> {
  const seen = await Nominees.findById(id).lean<NomineeRecord>()
  const programme = seen && (await requireProgramme(seen.programmeId))
  if (!programme || !holdsRole(actor, awardKeepers, [programme.area])) throw new DomainError('NOT_FOUND')
  if (!mayDecideOn(programme, dayOf(now()))) throw new DomainError('AWARD_TOO_EARLY')
  return transaction(async (tx) => {
    await refuseOwnCase(tx, actor, { author: seen.nominatedBy })
    const decision = { by: actorId(actor), at: now(), reason }
    const record = await tx
      .on(Nominees)
      .findOneAndUpdate({ _id: id, status: 'nominated' }, { $set: { status: outcome, decision } })
    if (!record) throw new DomainError('WRONG_STATE')
    if (outcome === 'awarded') {
      const group = `groups.${record.groupId}`
      const most = mostOfGroup(programme.target, programme.groupShare)
      const open = { _id: programme._id, awarded: { $lt: programme.target } }
      const { matched } = await tx.on(Programmes).updateOne(
        { ...open, $or: [{ [group]: { $exists: false } }, { [group]: { $lt: most } }] },
        {
          $inc: { awarded: 1, [group]: 1 },
        },
      )
      if (matched === 0)
        throw new DomainError((await tx.on(Programmes).findOne(open)) ? 'AWARD_GROUP_FULL' : 'AWARD_FULL')
    }
    await audit(tx, actor, {
      action: 'standings.decideNominee',
      subject: `standingAwards/${programme._id}`,
      placePath: [programme.area],
      reason,
      details: { nominee: id, outcome },
    })
    const [row] = await presentNominees(actor, programme, [record])
    if (!row) throw new Error('a nominee without its row')
    return row
  })
}
