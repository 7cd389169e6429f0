// A household's points for those without a phone, read at the desk and on paper: the lines of a month in plain words,
// the balance, and what ends next. No time of day stands on it, since it is handed over; for a member who came later it
// tells nothing from before. Reading and printing leave a trace.
import { holdsRole, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { accountFor } from '@shared/ledger/accounts'
import { pointDesks, type ledgerDesk, type HouseholdPoints } from '@shared/ledger/desk-contract'
import { spendableOn } from '@shared/ledger/lots'
import { emptyState } from '@shared/ledger/rules'
import { addMonths, dayOf, instantAt } from '@shared/time'
import { showCarbon } from '@shared/units'
import { actorId, auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { householdLabels, membersOf, requireHousehold } from '../people/households'
import { fullNames } from '../people/people'
import { settingsOf } from '../places/places'
import { balanceOf } from './ledger'
import { pointsPaper } from './points-paper'
import { effectBefore, entriesInRange, expiringSoon, linesOf } from './statement'

const LINES = 60

type Asked = ParsedOf<typeof ledgerDesk.householdPoints>

/**
 * For the holder of the household's card, or for one member from the day they joined.
 * @throws DomainError NOT_FOUND outside the worker's area, or for a person who is no member
 */
export const readPoints = (actor: Actor, asked: Asked): Promise<HouseholdPoints> =>
  pointsOf(actor, asked, 'ledger.readPoints')

/** The same as a paper. @throws DomainError NOT_FOUND, PAPER_GLYPH_MISSING */
export const printPoints = async (actor: Actor, asked: Asked): Promise<FileAnswer> =>
  pointsPaper(await pointsOf(actor, asked, 'ledger.printPoints'))

async function pointsOf(
  actor: Actor,
  { householdId, month, personId }: Asked,
  action: string,
): Promise<HouseholdPoints> {
  const household = await requireHousehold(householdId)
  if (!holdsRole(actor, pointDesks, household.placePath)) throw new DomainError('NOT_FOUND')
  const members = await membersOf(householdId)
  const since = personId === undefined ? null : (members.find((member) => member.personId === personId)?.since ?? null)
  if (personId !== undefined && since === null) throw new DomainError('NOT_FOUND')
  await auditRead(actor, {
    action,
    subject: `households/${householdId}`,
    placePath: household.placePath,
    details: { month, ...(personId ? { personId } : {}) },
  })
  const account = accountFor({ householdId })
  const state = (await balanceOf(account)) ?? emptyState(account, 0)
  const [begin, end] = [instantAt(`${month}-01`, '00:00'), instantAt(`${addMonths(month, 1)}-01`, '00:00')]
  const isBefore = since !== null && since >= end
  const before = isBefore ? null : await effectBefore(state, since && since > begin ? since : begin)
  const last = isBefore ? null : await effectBefore(state, end)
  const [first, to] = [(before?.seq ?? 0) + 1, last?.seq ?? 0]
  const from = Math.max(first, to - LINES + 1)
  const entries = await entriesInRange(account, from, to)
  const visible = entries.filter((entry) => since === null || entry.at >= since)
  const earlier = since === null ? null : await effectBefore(state, since)
  const { settings } = await settingsOf(household.placePath)
  const today = dayOf(now())
  const by = actorId(actor)
  const names = await fullNames([by, ...members.map((member) => member.personId)])
  return {
    title: '住户积分明细',
    householdId,
    householdLabel: (await householdLabels([householdId])).get(householdId) ?? '',
    account,
    month,
    opening: before?.points ?? 0,
    closing: last?.points ?? 0,
    available: spendableOn(state, today),
    held: state.held,
    debt: state.debt,
    expiring: expiringSoon(state, today),
    carbonText: showCarbon(state.carbonGrams - (earlier?.carbonGrams ?? 0)),
    lines: await linesOf(visible, { account, since: null, personId: null }),
    leftOut: to < from ? 0 : from - first,
    members: members.map((member) => ({
      personId: member.personId,
      name: names.get(member.personId) ?? '',
      since: dayOf(member.since),
    })),
    since: since && dayOf(since),
    printedBy: names.get(by) ?? '',
    printedAt: now().toISOString(),
    hotline: settings.contact.hotline,
    howToContest: `对任何一笔有疑问，${settings.points.contestDays}天内可以当场提出，由社区工作者代为登记并留名，答复后写在下一次的明细上。`,
  }
}
