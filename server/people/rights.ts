// A person's rights (个人信息保护法 第四十五、四十七条): a copy of everything kept about them, and erasure. What other features hold is
// reached through the list given at start. Ledger and statistics stay under the person's id, which then names nobody.
import type { PersonActor } from '@shared/actors'
import { dayOf } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { unseal } from '../field-cipher'
import { eraseAnswersOf, forgetAnswers } from '../http/idempotency'
import type { FileAnswer } from '../http/implement'
import { eraseOutboxOf, type OutboxRow } from '../outbox'
import { guardiansOf } from './guardians'
import { householdLabels } from './households'
import { Invitations, JoinRequests, Memberships, Proxies, type Membership } from './households.model'
import { closeRequest } from './join-requests'
import { endMembership } from './members'
import { homeNamesOf } from './me'
import { nameOf, requirePerson } from './people'
import { ConsentActs, Persons, RoleGrants, Sessions, StaffLogins } from './people.model'
import { requireAdministrator } from './roles'
import { forgetActors } from './sessions'
import { peopleSettings } from './settings'
import { SavedViews } from './views.model'

/** Everything kept about the person as one JSON file. */
export async function downloadMyData(actor: PersonActor): Promise<FileAnswer> {
  const { personId } = actor
  const parts: Record<string, unknown> = {}
  for (const { name, personalData } of peopleSettings().personalData) parts[name] = await personalData.export(personId)
  return {
    contentType: 'application/json; charset=utf-8',
    filename: `我的数据-${dayOf(now())}.json`,
    body: JSON.stringify({ person: personId, madeAt: now().toISOString(), ...parts }, null, 2),
  }
}

/** This feature's share of the copy. */
export async function exportPerson(personId: string): Promise<unknown> {
  const person = await requirePerson(personId)
  const memberships = await Memberships.find({ personId }).lean<Membership[]>()
  const labels = await householdLabels(
    memberships.filter((membership) => membership.active).map((membership) => membership.householdId),
    true,
  )
  const without = { personId: 0 } as const
  return {
    displayName: nameOf(person),
    phone: person.phoneSealed ? unseal(person.phoneSealed, personId) : null,
    phoneVerifiedAt: person.phoneVerifiedAt ?? null,
    signedInThroughWeChat: person.openidSealed !== undefined,
    elderMode: person.elderMode,
    birthYear: person.birthYear ?? null,
    homeNames: Object.values(homeNamesOf(person)),
    guardians: guardiansOf(person),
    createdAt: person.createdAt,
    households: memberships.map(({ householdId, owner, how, since, until }) => ({
      household: labels.get(householdId) ?? null,
      owner,
      how,
      since,
      until: until ?? null,
    })),
    roles: await RoleGrants.find({ personId }, { ...without, placePath: 0, checks: 0 }).lean(),
    consents: await ConsentActs.find({ personId }, without).lean(),
    requests: await JoinRequests.find(
      { personId },
      { kind: 1, status: 1, note: 1, createdAt: 1, decidedAt: 1, reason: 1 },
    ).lean(),
    proxies: await Proxies.find({ personId }, { ...without, placePath: 0 }).lean(),
    views: await SavedViews.find({ personId }, { page: 1, name: 1, filters: 1 }).lean(),
    sessions: await Sessions.find({ personId }, { kind: 1, device: 1, createdAt: 1, lastSeenAt: 1 }).lean(),
  }
}

/** Erases the account: every feature's share in one transaction. @throws DomainError LAST_ADMINISTRATOR */
export async function deleteMe(actor: PersonActor): Promise<Record<string, never>> {
  const { personId } = actor
  await requirePerson(personId)
  await transaction(async (tx) => {
    const administers = await tx.on(RoleGrants).count({ personId, active: true, role: 'administrator' })
    await eraseEverywhere(tx, personId)
    if (administers > 0) await requireAdministrator(tx)
    await audit(tx, actor, { action: 'people.deleteMe', subject: `people/${personId}` })
    return {}
  })
  forgetActors()
  return {}
}

async function eraseEverywhere(tx: Tx, personId: string): Promise<void> {
  for (const { personalData } of peopleSettings().personalData) await personalData.erase(tx, personId)
  await eraseOutboxOf(tx, personId)
  await eraseAnswersOf(tx, personId)
}

/** Who has been erased, for the list that is kept beside the backups. */
export async function erasedPersons(): Promise<{ personId: string; erasedAt: string }[]> {
  const erased = await Persons.find({ erasedAt: { $exists: true } }, { erasedAt: 1 }).lean<
    { _id: string; erasedAt: Date }[]
  >()
  return erased.map(({ _id, erasedAt }) => ({ personId: _id, erasedAt: erasedAt.toISOString() }))
}

/**
 * After a restore: erases again whoever had asked for it since the backup, each in a transaction. An administrator who
 * was the last one back then is erased too: when they asked there was another. Answers how many there were.
 */
export async function eraseAgain(personIds: readonly string[]): Promise<number> {
  let erased = 0
  for (const personId of new Set(personIds)) {
    if (!(await Persons.exists({ _id: personId, erasedAt: { $exists: false } }))) continue
    await transaction(async (tx) => {
      await eraseEverywhere(tx, personId)
      await audit(
        tx,
        { kind: 'system', name: 'restore' },
        { action: 'people.eraseAgain', subject: `people/${personId}` },
      )
    })
    erased += 1
  }
  return erased
}

/** This feature's share of the erasure: sessions end, memberships end, the document keeps only that it was erased. */
export async function erasePerson(tx: Tx, personId: string): Promise<void> {
  for (const membership of await tx.on(Memberships).find({ personId, active: true }))
    await endMembership(tx, membership.householdId, personId, personId)
  await tx
    .on(RoleGrants)
    .updateMany({ personId, active: true }, { $set: { active: false, revokedAt: now(), revokedBy: personId } })
  await tx.on(Sessions).deleteMany({ personId })
  await tx.on(StaffLogins).deleteOne({ _id: personId })
  for (const { _id } of await tx.on(JoinRequests).find({ personId, status: 'waiting' }))
    await closeRequest(tx, { kind: 'system', name: 'erasure' }, _id, '账号已注销')
  await tx.on(JoinRequests).deleteMany({ personId })
  await tx.on(Invitations).deleteMany({ invitedBy: personId })
  await tx.on(Proxies).updateMany({ personId }, { $set: { active: false, note: '' } })
  await tx.on(ConsentActs).deleteMany({ personId })
  await tx.on(SavedViews).deleteMany({ personId })
  await tx.on(Persons).deleteOne({ _id: personId })
  await tx.on(Persons).insert({ _id: personId, erasedAt: now() } as never)
}

/**
 * After an erasure: kept answers of others that mention what was erased. Features put the rows out with their share of
 * the erasure.
 */
export async function forgetErased(row: OutboxRow): Promise<void> {
  await forgetAnswers((row.payload as { mentions: string[] }).mentions)
}
