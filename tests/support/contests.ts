// A household whose entries can be contested, in an area with an officer who answers: what the tests of contests begin
// with.
import { accountFor } from '@shared/ledger/accounts'
import { post } from '@server/ledger/ledger'
import { deliverNotice } from '@server/notices/notices'
import { Notices } from '@server/notices/notices.model'
import { deliverOutbox } from '@server/outbox'
import type { Place } from '@server/places/places.model'
import type { Role } from '@shared/actors'
import type { PlaceKind } from '@shared/places/vocabulary'
import { anEarning } from '../ledger/posts'
import { aHousehold, aPlace, aStaff, ancestorOf, setClock, type Signed } from './app'
import { anEarningRule } from './earning'

export type Contestable = {
  place: Place
  home: Awaited<ReturnType<typeof aHousehold>>
  account: string
  officer: Signed
}

/** A wall clock in Asia/Shanghai, 'YYYY-MM-DDTHH:mm', as an instant. */
export const shanghai = (text: string): Date => new Date(`${text}:00+08:00`)

/** Before each test it is the morning of 2026-11-04; afterwards the clock goes again. */
export function useContestClock(): void {
  beforeEach(() => setClock(shanghai('2026-11-04T10:00')))
  afterEach(() => setClock())
}

/** Somebody with a role at the place of a kind above this one. */
export const staffAbove = async (
  place: Pick<Place, 'path'>,
  kind: PlaceKind,
  role: Role,
  name: string,
): Promise<Signed> => aStaff(role, (await ancestorOf(place as Place, kind))._id, { name })

export async function aContestable(): Promise<Contestable> {
  const place = await aPlace()
  const home = await aHousehold({ place })
  return {
    place,
    home,
    account: accountFor({ householdId: home._id }),
    officer: await staffAbove(place, 'subdistrict', 'subdistrictOfficer', '冯主任'),
  }
}

/** The rule behind the entries, in force by that person. */
export const aContestedRule = (activatedBy: string) =>
  anEarningRule('pickup-recyclable', { paper: 10 }, { draftedBy: 'system:tests', activatedBy })

/** An entry of the household under the rule. @returns its id */
export async function aContestableEntry(
  { account, home }: Contestable,
  points: number,
  { at = '2026-11-04T09:00', by = 'system:tests' } = {},
): Promise<string> {
  const [outcome] = await post([
    {
      ...anEarning({ points, to: account, placePath: home.placePath, at: shanghai(at) }),
      ruleVersion: 'pickup-recyclable@v1',
      by,
    },
  ])
  if (outcome?.status !== 'posted') throw new Error('not posted')
  return outcome.entry._id
}

/** Titles of all that a person has been told, the oldest first. */
export async function toldTo(personId: string): Promise<string[]> {
  await deliverOutbox({ notice: deliverNotice })
  return (await Notices.find({ personId }).sort({ _id: 1 }).lean()).map((notice) => notice.title)
}
