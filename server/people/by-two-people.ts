// What one person writes and a second one puts in force: prices, forms, tables, rates. A version holds from a day on,
// for its place and all below it that have none of their own. Invariants: a proposed one holds nowhere; whoever wrote
// in it does not publish it; a published one is never changed; a place has one version of a kind and first day.
import { holdsRole, type Actor, type Role } from '@shared/actors'
import { DomainError, type ErrorCode } from '@shared/errors'
import type { Day } from '@shared/time'
import type { Model, QueryFilter, UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Document, type Tx } from '../db'
import { secondPerson } from './conflicts'

export type Versioned = Document & {
  /** What is told apart beside the place, where there are several kinds. */
  kind?: string
  placeId: string
  placePath: string[]
  validFrom: Day
  /** Counts changes while it is proposed. */
  version: number
  state: 'proposed' | 'published'
  updatedAt: Date
  updatedBy: string
  /** Everybody who has written in it; none of them publishes it. */
  writtenBy: string[]
  publishedBy?: string
}

export type Seen = { id: string; version: number }
type Fields<T extends Versioned> = Pick<T, 'placeId' | 'placePath' | 'validFrom'> & Partial<T>
export type VersionAct = 'change' | 'publish' | 'withdraw'

type Kept<T extends Versioned> = {
  model: Model<T>
  /** Who writes and who publishes. */
  keepers: readonly Role[]
  /** What the audit log calls a version, "cellTables", and each act on it. */
  subject: string
  actions: Readonly<Record<'save' | 'publish' | 'withdraw', string>>
  /** @throws DomainError when a version can't begin on that day any more */
  refusePast: (validFrom: Day) => void
  /** What somebody is told who wrote in it and would publish it. */
  samePerson: ErrorCode
}

export function byTwoPeople<T extends Versioned>({
  model,
  keepers,
  subject,
  actions,
  refusePast,
  samePerson,
}: Kept<T>) {
  const logged = ({ _id, kind, placePath, version, validFrom }: Versioned) => ({
    subject: `${subject}/${_id}`,
    placePath,
    details: { ...(kind === undefined ? {} : { kind }), version, validFrom },
  })
  const open = ({ id, version }: Seen): QueryFilter<T> =>
    ({ _id: id, version, state: 'proposed' }) as unknown as QueryFilter<T>

  /** The proposed one that was looked at. */
  async function proposed(tx: Tx, actor: Actor, { id, version }: Seen): Promise<T> {
    const found = await tx.on(model).findOne({ _id: id } as QueryFilter<T>)
    if (!found || !holdsRole(actor, keepers, found.placePath)) throw new DomainError('NOT_FOUND')
    if (found.state !== 'proposed') throw new DomainError('WRONG_STATE')
    if (found.version !== version) throw new DomainError('CHANGED_MEANWHILE')
    return found
  }

  return {
    /**
     * Proposes a version, or changes one that is proposed.
     * @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE and what `refusePast` says
     */
    save(actor: Actor, { id, version }: Seen, fields: Fields<T>): Promise<T> {
      if (!holdsRole(actor, keepers, fields.placePath)) throw new DomainError('NOT_FOUND')
      refusePast(fields.validFrom)
      const { placeId, validFrom } = fields
      const kind = fields.kind === undefined ? {} : { kind: fields.kind }
      return transaction(async (tx) => {
        const had = await tx.on(model).findOne({ _id: id } as QueryFilter<T>)
        if (had && (had.placeId !== placeId || had.kind !== fields.kind)) throw new DomainError('NOT_FOUND')
        if (had && had.state !== 'proposed') throw new DomainError('WRONG_STATE')
        if (had && had.version !== version) throw new DomainError('CHANGED_MEANWHILE')
        const sameDay = await tx.on(model).findOne({ placeId, validFrom, ...kind } as unknown as QueryFilter<T>)
        if (sameDay && sameDay._id !== id) throw new DomainError('CHANGED_MEANWHILE', { id: sameDay._id })
        const by = { version: (had?.version ?? 0) + 1, updatedAt: now(), updatedBy: actorId(actor) }
        const saved = await tx.on(model).findOneAndUpdate(
          { _id: id } as QueryFilter<T>,
          {
            $set: { ...fields, state: 'proposed', ...by },
            $addToSet: { writtenBy: actorId(actor) },
          } as unknown as UpdateQuery<T>,
          { upsert: true },
        )
        if (!saved) throw new DomainError('CHANGED_MEANWHILE')
        await audit(tx, actor, { action: actions.save, ...logged(saved) })
        return saved
      })
    },

    /** The second person's word. @throws DomainError also `samePerson` and what `refusePast` says */
    publish: (actor: Actor, seen: Seen): Promise<T> =>
      transaction(async (tx) => {
        const { validFrom, writtenBy } = await proposed(tx, actor, seen)
        refusePast(validFrom)
        if (!(await secondPerson(actor, tx))(writtenBy)) throw new DomainError(samePerson)
        const published = await tx.on(model).findOneAndUpdate(open(seen), {
          $set: { state: 'published', publishedBy: actorId(actor) },
        } as unknown as UpdateQuery<T>)
        if (!published) throw new DomainError('CHANGED_MEANWHILE')
        const { details, ...named } = logged(published)
        await audit(tx, actor, { action: actions.publish, ...named, details: { ...details, writtenBy } })
        return published
      }),

    /** Takes back what is proposed. */
    withdraw: (actor: Actor, { reason, ...seen }: Seen & { reason: string }): Promise<{ id: string }> =>
      transaction(async (tx) => {
        const found = await proposed(tx, actor, seen)
        if ((await tx.on(model).deleteOne(open(seen))) === 0) throw new DomainError('CHANGED_MEANWHILE')
        await audit(tx, actor, { action: actions.withdraw, reason, ...logged(found) })
        return { id: seen.id }
      }),

    /** What somebody may do with each of them. @param today Shanghai day */
    async allowed(actor: Actor, today: Day): Promise<(version: Versioned) => VersionAct[]> {
      const isSecond = await secondPerson(actor)
      return ({ state, placePath, validFrom, writtenBy }) => {
        if (state !== 'proposed' || !holdsRole(actor, keepers, placePath)) return []
        return validFrom > today && isSecond(writtenBy) ? ['change', 'publish', 'withdraw'] : ['change', 'withdraw']
      }
    },
  }
}
