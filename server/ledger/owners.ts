// Whose an account is, in the words of the office: a household's address without its room, a person's masked name, a
// place, a school, an earning source. Read for showing only; the account's own string stays the truth.
import { accountKinds, kindOf, memberOf, type Account } from '@shared/ledger/accounts'
import { earningSources } from '@shared/ledger/earning-sources'
import { accountName } from '@shared/ledger/words'
import { householdLabels } from '../people/households'
import { personNames, placeNames } from '../people/people'
import { staffNames } from '../people/staff'
import { SchoolFunds } from './funds.model'

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/
const idOf = (account: Account): string => account.slice(account.indexOf(':') + 1)
/** Whose it is: also what is pending for a member is named after them, though it is no part of their balance. */
const ownerOf = (account: Account): Account =>
  account.startsWith('pending:') ? account.slice('pending:'.length) : memberOf(account)

/** "锦绣花园 4栋1单元***", "王**", "柳湾小学"; accounts whose owner has no name here (a shop, the system's own) are left out. */
export async function ownersOf(accounts: readonly Account[]): Promise<Map<Account, string>> {
  const members = [...new Set(accounts.map(ownerOf))]
  const idsOf = (...kinds: string[]): string[] =>
    members.filter((account) => kinds.includes(kindOf(account) ?? '')).map(idOf)
  const [households, persons, places] = [
    await householdLabels(idsOf('household')),
    await personNames(idsOf('person')),
    await placeNames(idsOf('fund', 'compensation', 'operator')),
  ]
  const schools = idsOf('fund').some((id) => !places.has(id))
    ? await SchoolFunds.find({ _id: { $in: idsOf('fund') } }, { name: 1 }).lean<{ _id: string; name: string }[]>()
    : []
  const known = new Map([
    ...households,
    ...persons,
    ...places,
    ...schools.map(({ _id, name }) => [_id, name] as const),
    ...Object.entries(earningSources).map(([key, { name }]) => [key, name] as const),
  ])
  return new Map(
    members.flatMap((account) => {
      const owner = known.get(idOf(account))
      return owner ? [[account, owner] as const] : []
    }),
  )
}

/** "住户 锦绣花园 4栋1单元***", "预留(个人 王**)", "发放 可回收物上门"; the account's own name where the owner is not known. */
export function nameWith(owners: ReadonlyMap<Account, string>, account: Account): string {
  const member = ownerOf(account)
  const [kind, owner] = [kindOf(member), owners.get(member)]
  // a bare number tells nobody anything, and the account itself stands beside its name
  const named =
    kind && (owner ?? ULID.test(idOf(member)))
      ? [accountKinds[kind].name, owner].filter(Boolean).join(' ')
      : accountName(member)
  const part = kindOf(account)
  return member === account || !part ? named : `${accountKinds[part].name}（${named}）`
}

/** Who wrote entries: staff by name, residents masked, the system as one. */
export async function writersOf(ids: readonly string[]): Promise<(id: string) => string> {
  const [staff, others] = [await staffNames(ids), await personNames(ids)]
  return (id) => staff.get(id) ?? others.get(id) ?? (id.startsWith('system:') ? '系统' : id)
}
