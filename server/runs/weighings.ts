// The weight chain of a run: what the crew (or the dispatcher, from the weighbridge's slip) logs as the truck's and the
// station's net weight, beside the sum of the doors; and its gap by month for everybody. A later weighing replaces an
// earlier one, in whatever order they arrive, and both stay in the audit.
import { holdsRole, type PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { runsChecks } from '@shared/runs/checks-contract'
import { instantOf } from '@shared/runs/stop-machine'
import { chainOf, isOutrun } from '@shared/runs/weight-chain'
import { lastDayOf } from '@shared/time'
import { dispatchers } from '@shared/pickups/roles'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { requirePlace } from '../places/places'
import { isOnRun } from './crew-rights'
import { chainOfRun, gramsAt, stopsOf } from './runs'
import { Runs, type RunRecord } from './runs.model'
import { Stops } from './stops.model'

/**
 * @throws DomainError NOT_FOUND for those who are neither on the run nor its dispatchers, WRONG_STATE before it has
 * begun
 */
export async function logWeighing(
  actor: PersonActor,
  input: ParsedOf<typeof runsChecks.logWeighing>,
): Promise<OutputOf<typeof runsChecks.logWeighing>> {
  return transaction(async (tx) => {
    const run = await tx.on(Runs).findOne({ _id: input.id })
    if (!run) throw new DomainError('NOT_FOUND')
    const receivedAt = now()
    const at = input.weighedAt ? instantOf(new Date(input.weighedAt), receivedAt, run.day) : receivedAt
    const isTheirs =
      isOnRun(actor, run) ||
      run.formerCrew.some((each) => each.personId === actor.personId && at <= each.until) ||
      holdsRole(actor, dispatchers, run.placePath)
    if (!isTheirs) throw new DomainError('NOT_FOUND')
    if (run.status === 'planned') throw new DomainError('WRONG_STATE')
    const outrun = isOutrun(run.weighings?.[input.at], at)
    const weighing = { grams: input.grams, at, by: actorId(actor) }
    const after = outrun
      ? run
      : await tx.on(Runs).findOneAndUpdate({ _id: run._id }, {
          $set: { [`weighings.${input.at}`]: weighing, updatedAt: receivedAt },
        } as UpdateQuery<RunRecord>)
    if (!after) throw new DomainError('NOT_FOUND')
    const details = {
      at: input.at,
      grams: input.grams,
      before: gramsAt(run, input.at),
      weighedAt: at.toISOString(),
      ...(outrun ? { outrun } : {}),
    }
    await audit(tx, actor, {
      action: 'runs.logWeighing',
      subject: `runs/${run._id}`,
      placePath: run.placePath,
      details,
    })
    return { id: run._id, chain: chainOfRun(after, await stopsOf([run._id], tx)) }
  })
}

/** A month of a place, over the runs that were weighed on the truck. @throws DomainError NOT_FOUND */
export async function showWeightGaps({
  placeId,
  month,
}: ParsedOf<typeof runsChecks.weightGaps>): Promise<OutputOf<typeof runsChecks.weightGaps>> {
  await requirePlace(placeId)
  const runs = await Runs.find(
    { placePath: placeId, day: { $gte: `${month}-01`, $lte: lastDayOf(month) } },
    { weighings: 1 },
  ).lean<Pick<RunRecord, '_id' | 'weighings'>[]>()
  const weighed = runs.filter((run) => gramsAt(run, 'truck') !== null)
  const [door] = await Stops.aggregate<{ grams: number }>([
    { $match: { runId: { $in: weighed.map((run) => run._id) } } },
    { $unwind: '$weights' },
    { $group: { _id: null, grams: { $sum: '$weights.grams' } } },
  ])
  const total = (at: 'truck' | 'station'): number => weighed.reduce((sum, run) => sum + (gramsAt(run, at) ?? 0), 0)
  // a station's sum is comparable only when every run of the sum was weighed there too
  const atStation =
    weighed.length > 0 && weighed.every((run) => gramsAt(run, 'station') !== null) ? total('station') : null
  return {
    month,
    runs: runs.length,
    weighed: weighed.length,
    chain: chainOf(door?.grams ?? 0, weighed.length > 0 ? total('truck') : null, atStation),
  }
}
