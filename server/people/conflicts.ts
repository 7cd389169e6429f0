// Who may not decide. Nobody decides a case of their own: not one they asked for, wrote down or acted in, not one about
// themselves, about a household they live in, act for or ask to join, or about someone who lives with them. Two
// accounts count as one person where they share a verified phone, and where one of them made the other or set its
// password within 90 days. Every feature asks here, in the transaction of its decision; a feature keeps no comparison
// of persons of its own.
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { now } from '../clock'
import { reading, type Tx } from '../db'
import type { Near } from '../work'
import { Households, JoinRequests, Memberships, Proxies } from './households.model'
import { Persons, StaffLogins } from './people.model'

/** For so long whoever made an account, or set its password, counts as the same person as its holder. */
const ACCOUNT_DAYS = 90
/** For so long a household that someone has left still counts as theirs. */
const LEFT_DAYS = 90
/** How often one household may have been merged into the next. */
const MERGES = 5
const DAY_MS = 24 * 3600_000

type Id = string | null | undefined

/** Those whose case it is. Absent ids and those of jobs ("system:…") are passed over. */
export type OwnCase = {
  /** Who asked for it, drafted it or objected. */
  author?: Id
  /** Who acted in it: weighed, scored, entered it at a desk, decided the round before. */
  actedBy?: readonly Id[]
  /** Households it is about. */
  householdIds?: readonly Id[]
  /** Persons it is about. */
  personIds?: readonly Id[]
}

/**
 * Why someone may not decide: it is their own act or case, that of their home, or that of an account tied to theirs.
 */
export type Conflict = 'self' | 'home' | 'account'

/** Everybody and every household that is too near to an actor. */
export type Circle = {
  self: ReadonlySet<string>
  households: ReadonlySet<string>
  home: ReadonlySet<string>
  accounts: ReadonlySet<string>
}

const nobody: Circle = { self: new Set(), households: new Set(), home: new Set(), accounts: new Set() }

/**
 * Reads the circle of an actor once, for lists that tell of many cases whether the actor may decide them. Jobs and
 * seeds have none.
 */
export const circleOf = async (tx: Tx, actor: Actor): Promise<Circle> =>
  actor.kind === 'person' ? circleOfPerson(tx, actor.personId) : nobody

async function circleOfPerson(tx: Tx, personId: string): Promise<Circle> {
  const self = await accountsOfOnePerson(tx, personId)
  const households = await householdsOf(tx, [...self])
  const home = await tx.on(Memberships).find({ householdId: { $in: [...households] }, active: true })
  return {
    self,
    households,
    home: new Set(home.map((membership) => membership.personId)),
    accounts: await tiedAccounts(tx, [...self]),
  }
}

/** The households alone that are too near to each of some persons, as in their circles. */
export async function nearHouseholds(
  tx: Tx,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const accounts = await accountsOf(tx, personIds)
  const near = await householdsBy(tx, [...new Set([...accounts.values()].flatMap((ids) => [...ids]))])
  return new Map(
    [...accounts].map(([personId, ids]) => [personId, new Set([...ids].flatMap((id) => [...(near.get(id) ?? [])]))]),
  )
}

/** All accounts with the same verified phone: one person may have one for the phone and one for the console. */
export const accountsOfOnePerson = async (tx: Tx, personId: string): Promise<Set<string>> =>
  (await accountsOf(tx, [personId])).get(personId) ?? new Set([personId])

async function accountsOf(tx: Tx, personIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const people = await tx.on(Persons).find({ _id: { $in: [...new Set(personIds)] } })
  const phones = new Map(
    people.flatMap(({ _id, phoneIndex, phoneVerifiedAt }) =>
      phoneIndex && phoneVerifiedAt ? [[_id, phoneIndex]] : [],
    ),
  )
  const phoneIndex = { $in: [...new Set(phones.values())] }
  const same = phones.size > 0 ? await tx.on(Persons).find({ phoneIndex, phoneVerifiedAt: { $exists: true } }) : []
  return new Map(
    personIds.map((id) => {
      const phone = phones.get(id)
      return [id, new Set([id, ...same.filter((each) => phone && each.phoneIndex === phone).map(({ _id }) => _id)])]
    }),
  )
}

/**
 * Households the persons live in, lived in until lately, act for or have asked to join, with those that were merged
 * into them.
 */
const householdsOf = async (tx: Tx, personIds: string[]): Promise<Set<string>> =>
  new Set([...(await householdsBy(tx, personIds)).values()].flatMap((ids) => [...ids]))

async function householdsBy(tx: Tx, personIds: string[]): Promise<Map<string, Set<string>>> {
  const since = new Date(now().getTime() - LEFT_DAYS * DAY_MS)
  const memberships = await tx
    .on(Memberships)
    .find({ personId: { $in: personIds }, $or: [{ active: true }, { until: { $gt: since } }] })
  const proxies = await tx.on(Proxies).find({
    personId: { $in: personIds },
    $or: [{ active: true }, { revokedAt: { $gt: since } }],
  })
  const asked = await tx.on(JoinRequests).find({ personId: { $in: personIds }, status: 'waiting' })
  const addressIndex = { $in: asked.map((request) => request.addressIndex) }
  const wanted = asked.length > 0 ? await tx.on(Households).find({ addressIndex, status: 'active' }) : []
  const by = new Map(personIds.map((id) => [id, new Set<string>()]))
  for (const { personId, householdId } of [...memberships, ...proxies]) by.get(personId)?.add(householdId)
  for (const request of asked)
    for (const { _id } of wanted.filter((each) => each.addressIndex === request.addressIndex))
      by.get(request.personId)?.add(_id)
  let latest = [...new Set([...by.values()].flatMap((ids) => [...ids]))]
  const known = new Set(latest)
  for (let round = 0; round < MERGES && latest.length > 0; round += 1) {
    const merged = await tx.on(Households).find({ mergedInto: { $in: latest } })
    for (const { _id, mergedInto } of merged)
      for (const ids of by.values()) if (mergedInto !== undefined && ids.has(mergedInto)) ids.add(_id)
    latest = merged.map((household) => household._id).filter((id) => !known.has(id))
    for (const id of latest) known.add(id)
  }
  return by
}

/** Accounts that one of the persons made or reset lately, and whoever did that to theirs. */
async function tiedAccounts(tx: Tx, personIds: string[]): Promise<Set<string>> {
  const since = new Date(now().getTime() - ACCOUNT_DAYS * DAY_MS)
  const tied = await tx.on(StaffLogins).find({
    passwordSetAt: { $gt: since },
    $or: [{ _id: { $in: personIds } }, { passwordSetBy: { $in: personIds } }],
  })
  return new Set(tied.flatMap((login) => [login._id, ...(login.passwordSetBy ? [login.passwordSetBy] : [])]))
}

/** Why someone with this circle may not decide the case; null when they may. */
export function conflictIn(circle: Circle, own: OwnCase): Conflict | null {
  const has = (set: ReadonlySet<string>, ids: readonly Id[]): boolean => ids.some((id) => id && set.has(id))
  const people = [own.author, ...(own.personIds ?? [])]
  const actors = [...people, ...(own.actedBy ?? [])]
  if (has(circle.self, actors)) return 'self'
  if (has(circle.households, own.householdIds ?? []) || has(circle.home, people)) return 'home'
  return has(circle.accounts, actors) ? 'account' : null
}

/** The same as ids, for lists that leave out what `conflictIn` would find. */
export const nearOf = ({ self, households, home, accounts }: Circle): Near => ({
  persons: [...self, ...home, ...accounts],
  actors: [...self, ...accounts],
  households: [...households],
})

/** Why the actor may not decide the case; null when they may. */
export const conflictOf = async (tx: Tx, actor: Actor, own: OwnCase): Promise<Conflict | null> =>
  conflictIn(await circleOf(tx, actor), own)

/**
 * Whether what somebody weighs, checks or hands out goes to themselves or to their home. Who made whose account does
 * not matter here: nothing is decided.
 */
export async function goesToThemselves(personId: string, own: OwnCase, tx?: Tx): Promise<boolean> {
  const circle = await (tx ? circleOfPerson(tx, personId) : reading((snapshot) => circleOfPerson(snapshot, personId)))
  const conflict = conflictIn(circle, own)
  return conflict === 'self' || conflict === 'home'
}

/** For a decision, in its transaction. @throws DomainError DECIDES_OWN_CASE */
export async function refuseOwnCase(tx: Tx, actor: Actor, own: OwnCase): Promise<void> {
  if (await conflictOf(tx, actor, own)) throw new DomainError('DECIDES_OWN_CASE')
}

/** Accounts that the same hand made or reset lately as one of the persons': it could sign in as each of them. */
async function siblingAccounts(tx: Tx, personIds: string[]): Promise<Set<string>> {
  const since = new Date(now().getTime() - ACCOUNT_DAYS * DAY_MS)
  const own = await tx.on(StaffLogins).find({ _id: { $in: personIds }, passwordSetAt: { $gt: since } })
  const makers = own.flatMap(({ passwordSetBy }) => passwordSetBy ?? [])
  const made = await tx.on(StaffLogins).find({ passwordSetBy: { $in: makers }, passwordSetAt: { $gt: since } })
  return new Set(made.map((login) => login._id))
}

/**
 * For money, which takes two people: whether the actor may be the second to those who came first. Not to themselves,
 * to their home, to an account tied to theirs, or to one that the same administrator made or reset within 90 days.
 * Asked once for a list; a decision passes its transaction.
 */
export async function secondPerson(actor: Actor, tx?: Tx): Promise<(firsts: readonly Id[]) => boolean> {
  const read = async (own: Tx) => {
    const circle = await circleOf(own, actor)
    return { circle, siblings: await siblingAccounts(own, [...circle.self]) }
  }
  const { circle, siblings } = await (tx ? read(tx) : reading(read))
  return (firsts) => conflictIn(circle, { personIds: firsts }) === null && !firsts.some((id) => id && siblings.has(id))
}
