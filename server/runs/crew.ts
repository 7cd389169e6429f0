// A crew's day: its runs with everything that works without signal, and the start of a run with the names of those on
// board. Only people whom a dispatcher has put on a run see it; its addresses are in full on the day itself, and
// reading them is audited.
import type { PersonActor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { materialNames } from '@shared/ledger/materials'
import type { runsCrew, Run } from '@shared/runs/crew-contract'
import { reasonTexts } from '@shared/pickups/reasons'
import { Material, StopReason } from '@shared/pickups/schemas'
import { actionsOf } from '@shared/runs/stop-machine'
import { dayOf } from '@shared/time'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { isOnRun } from './crew-rights'
import { auditRunRead, presentRun } from './runs'
import { Runs, type RunRecord } from './runs.model'

/** A run of this person. @throws DomainError NOT_FOUND for everybody else */
export async function requireOwnRun(actor: PersonActor, id: string, tx?: Tx): Promise<RunRecord> {
  const run = tx ? await tx.on(Runs).findOne({ _id: id }) : await Runs.findById(id).lean<RunRecord>()
  if (!run || !isOnRun(actor, run)) throw new DomainError('NOT_FOUND')
  return run
}

/** Everything for a day without signal: stops in order, materials to weigh, reasons that fit each outcome. */
export async function myRuns(
  actor: PersonActor,
  input: ParsedOf<typeof runsCrew.mine>,
): Promise<OutputOf<typeof runsCrew.mine>> {
  const day = input.day ?? dayOf(now())
  const found = await Runs.find({ crewIds: actor.personId, day }).sort({ from: 1, _id: 1 }).lean<RunRecord[]>()
  const runs: Run[] = []
  for (const run of found.filter((each) => isOnRun(actor, each))) {
    runs.push(await presentRun(run))
    await auditRunRead(actor, run, 'runs.read')
  }
  return {
    day,
    runs,
    materials: Material.options.map((code) => ({ code, name: materialNames[code] ?? code })),
    reasons: StopReason.options.map((code) => ({ code, text: reasonTexts[code], actions: actionsOf(code) })),
  }
}

/**
 * Starts a run, or writes down who is on board now. @throws DomainError NOT_FOUND, WRONG_STATE for a run that is over
 */
export async function startRun(actor: PersonActor, { id, names }: ParsedOf<typeof runsCrew.startRun>): Promise<Run> {
  return transaction(async (tx) => {
    const run = await requireOwnRun(actor, id, tx)
    if (run.status === 'finished') throw new DomainError('WRONG_STATE')
    if (run.day > dayOf(now())) throw new DomainError('WRONG_STATE')
    const at = now()
    const after = await tx.on(Runs).findOneAndUpdate(
      { _id: id, version: run.version, status: run.status },
      {
        $set: {
          status: 'started',
          names: [...new Set(names)],
          updatedAt: at,
          ...(run.startedAt ? {} : { startedAt: at, lastAt: at }),
        },
        $inc: { version: 1 },
      },
    )
    if (!after) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, {
      action: 'runs.start',
      subject: `runs/${id}`,
      placePath: run.placePath,
      details: { names: names.length },
    })
    return presentRun(after, tx)
  })
}
