// Packaging of pesticides and film that farms bring back to shops 农资回收: entered, listed, summed by month, taken back
// with a reason. Money is only recorded. Invariant: who brought it is not kept.
import { holdsRole, scopeOf, type Actor, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { farm, FarmReturn } from '@shared/farm/contract'
import { farmReaders, farmRecorders, farmRefusal, mayWithdraw } from '@shared/farm/rules'
import { farmThings, type FarmThing } from '@shared/farm/vocabulary'
import { dayOf, lastDayOf } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { isDuplicateKey, transaction, type Tx } from '../db'
import { readCountedPage } from '../paging'
import { placesByIds } from '../places/places'
import { sitesByIds, sitesTaking } from '../places/sites'
import { FarmReturns, type FarmReturnRecord } from './farm.model'

const MOST_SITES = 200
const ROUTE = 'return_to_shop'

/** Shops of the actor's area. */
export async function farmSites(actor: Actor): Promise<OutputOf<typeof farm.sites>> {
  const sites = await sitesTaking(ROUTE, scopeOf(actor, farmReaders), MOST_SITES)
  const places = await placesByIds(sites.map(({ placeId }) => placeId))
  const names = new Map(places.map(({ _id, name }) => [_id, name]))
  return { sites: sites.map(({ _id, name, placeId }) => ({ id: _id, name, placeName: names.get(placeId) ?? '' })) }
}

async function present(actor: Actor, rows: readonly FarmReturnRecord[], tx?: Tx): Promise<FarmReturn[]> {
  const ids = rows.map(({ siteId }) => siteId)
  const names = new Map((await sitesByIds(ids, tx)).map(({ _id, name }) => [_id, name]))
  const today = dayOf(now())
  return rows.map(({ _id, placePath, recordedBy: _by, createdAt: _at, withdrawn, ...row }) => {
    const may = withdrawn === undefined && mayWithdraw(row.day, today) && holdsRole(actor, farmRecorders, placePath)
    return {
      id: _id,
      siteId: row.siteId,
      siteName: names.get(row.siteId) ?? '',
      day: row.day,
      thing: row.thing,
      amount: row.amount,
      rewardFen: row.rewardFen,
      depositFen: row.depositFen,
      note: row.note,
      withdrawn: withdrawn ?? null,
      allowed: may ? ['withdraw' as const] : [],
    }
  })
}

async function presentOne(actor: Actor, row: FarmReturnRecord, tx: Tx): Promise<FarmReturn> {
  const [shown] = await present(actor, [row], tx)
  if (!shown) throw new Error('a return without its row')
  return shown
}

const scopeFilter = (actor: Actor, siteId: string | undefined) => ({
  placePath: { $in: scopeOf(actor, farmReaders) },
  ...(siteId ? { siteId } : {}),
})

/** Of the actor's area. */
export async function listFarmReturns(
  actor: Actor,
  { siteId, ...input }: ParsedOf<typeof farm.list>,
): Promise<OutputOf<typeof farm.list>> {
  const { rows, ...page } = await readCountedPage(FarmReturns, { day: -1 }, scopeFilter(actor, siteId), input, 20)
  return { items: await present(actor, rows), ...page }
}

type Sum = { _id: FarmThing; times: number; amount: number; rewardFen: number; depositFen: number }

/** Without what was taken back. */
export async function farmTotals(
  actor: Actor,
  { month, siteId }: ParsedOf<typeof farm.totals>,
): Promise<OutputOf<typeof farm.totals>> {
  const day = { $gte: `${month}-01`, $lte: lastDayOf(month) }
  const sum = (field: string) => ({ $sum: `$${field}` })
  const found = await FarmReturns.aggregate<Sum>([
    { $match: { ...scopeFilter(actor, siteId), day, withdrawn: { $exists: false } } },
    {
      $group: {
        _id: '$thing',
        times: { $sum: 1 },
        amount: sum('amount'),
        rewardFen: sum('rewardFen'),
        depositFen: sum('depositFen'),
      },
    },
  ])
  const none = { times: 0, amount: 0, rewardFen: 0, depositFen: 0 }
  return {
    totals: farmThings.map((thing) => {
      const { _id, ...sums } = found.find((each) => each._id === thing) ?? { _id: thing, ...none }
      return { thing: _id, ...sums }
    }),
  }
}

/** @throws DomainError as the route says */
export async function recordFarmReturn(
  actor: PersonActor,
  { id, ...input }: ParsedOf<typeof farm.record>,
): Promise<FarmReturn> {
  const refusal = farmRefusal(input, dayOf(now()))
  if (refusal) throw new DomainError(refusal)
  const [site] = await sitesByIds([input.siteId])
  if (!site || !holdsRole(actor, farmRecorders, site.placePath)) throw new DomainError('NOT_FOUND')
  if (site.status !== 'open' || !site.takes.includes(ROUTE)) throw new DomainError('FARM_SITE_WRONG')
  try {
    return await transaction(async (tx) => {
      const record: FarmReturnRecord = {
        _id: id,
        placePath: [...site.placePath],
        ...input,
        recordedBy: actor.personId,
        createdAt: now(),
      }
      await tx.on(FarmReturns).insert(record)
      await audit(tx, actor, {
        action: 'farm.record',
        subject: `farmReturns/${id}`,
        placePath: record.placePath,
        details: { thing: input.thing, amount: input.amount, rewardFen: input.rewardFen, depositFen: input.depositFen },
      })
      return presentOne(actor, record, tx)
    })
  } catch (error) {
    throw isDuplicateKey(error) ? new DomainError('IDEMPOTENCY_KEY_REUSED') : error
  }
}

/** It stays listed and counts no longer. @throws DomainError NOT_FOUND outside the actor's area, WRONG_STATE */
export function withdrawFarmReturn(
  actor: PersonActor,
  { id, reason }: ParsedOf<typeof farm.withdraw>,
): Promise<FarmReturn> {
  return transaction(async (tx) => {
    const seen = await tx.on(FarmReturns).findOne({ _id: id })
    if (!seen || !holdsRole(actor, farmRecorders, seen.placePath)) throw new DomainError('NOT_FOUND')
    if (!mayWithdraw(seen.day, dayOf(now()))) throw new DomainError('WRONG_STATE')
    const record = await tx
      .on(FarmReturns)
      .findOneAndUpdate({ _id: id, withdrawn: { $exists: false } }, { $set: { withdrawn: reason } })
    if (!record) throw new DomainError('WRONG_STATE')
    await audit(tx, actor, {
      action: 'farm.withdraw',
      subject: `farmReturns/${id}`,
      placePath: record.placePath,
      reason,
    })
    return presentOne(actor, record, tx)
  })
}
