// Handing a run to another phone: a code that one crew member shows and another one scans, or eight characters that are
// read out and typed where nothing can be scanned. The code is signed; both hold for ten minutes, for this
// version of the run only, and therefore once. Invariant: the one who hands over keeps the right to send what was
// logged before, so that nothing that lies on the first phone is lost.
import type { PersonActor } from '@shared/actors'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { OutputOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { runsCrew, Run } from '@shared/runs/crew-contract'
import { readCode as readTypedCode, showCode, typedCodeFrom } from '@shared/people/rules'
import { isOpenStop } from '@shared/runs/stop-machine'
import type { UpdateQuery } from 'mongoose'
import { audit } from '../audit'
import { now } from '../clock'
import { transaction } from '../db'
import { blindIndex } from '../field-cipher'
import { fullNames } from '../people/people'
import { requireOwnRun } from './crew'
import { isCrewIn, requireOwnCrew } from './crew-rights'
import { presentRun, stopsOf } from './runs'
import { Runs, type RunRecord } from './runs.model'

const GOOD_FOR_MS = 10 * 60_000
const SHAPE = /^([0-9A-HJKMNP-TV-Z]{26})\.([0-9A-HJKMNP-TV-Z]{26})\.(\d{1,6})\.(\d{13})\.([\w-]{43})$/

const signatureOf = (runId: string, fromId: string, version: number, until: number): string =>
  blindIndex(`hand-over|${runId}|${fromId}|${version}|${until}`)

/** @throws DomainError NOT_FOUND for those who are not on the run */
export async function offerHandOver(
  actor: PersonActor,
  { id }: { id: string },
): Promise<OutputOf<typeof runsCrew.offerHandOver>> {
  const { personId } = actor
  const until = now().getTime() + GOOD_FOR_MS
  const typed = typedCodeFrom(randomBytes(7))
  return transaction(async (tx) => {
    const run = await requireOwnRun(actor, id, tx)
    const handOver = { typedIndex: typedIndexOf(typed), fromId: personId, version: run.version, until: new Date(until) }
    await tx.on(Runs).updateOne({ _id: id }, { $set: { handOver } } as UpdateQuery<RunRecord>)
    const signature = signatureOf(id, personId, run.version, until)
    return {
      code: `${id}.${personId}.${run.version}.${until}.${signature}`,
      typed: showCode(typed),
      expiresAt: new Date(until).toISOString(),
    }
  })
}

const typedIndexOf = (typed: string): string => blindIndex(`hand-over-typed|${typed}`)

type Offer = { runId: string; fromId: string; version: number }

/** Eight characters that were read out or typed; guessing is slowed down by the route's own limit. */
async function readTyped(typed: string): Promise<Offer> {
  const run = await Runs.findOne({
    handOver: { $exists: true },
    'handOver.typedIndex': typedIndexOf(typed),
  } as object).lean<RunRecord>()
  if (!run?.handOver || run.handOver.until < now()) throw new DomainError('RUN_HANDOVER_INVALID')
  return { runId: run._id, fromId: run.handOver.fromId, version: run.handOver.version }
}

/** @throws DomainError RUN_HANDOVER_INVALID for a forged, altered or expired code */
async function offerIn(code: string): Promise<Offer> {
  const typed = readTypedCode(code)
  if (typed?.kind === 'typed') return readTyped(typed.code)
  const [, runId = '', fromId = '', version = '', until = '', signature = ''] = SHAPE.exec(code) ?? []
  const expected = Buffer.from(signatureOf(runId, fromId, Number(version), Number(until)))
  const given = Buffer.from(signature)
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected)
  if (!isOurs || Number(until) < now().getTime()) throw new DomainError('RUN_HANDOVER_INVALID')
  return { runId, fromId, version: Number(version) }
}

/**
 * The person who scans gets the run, the one who showed the code leaves it. @throws DomainError RUN_HANDOVER_INVALID
 */
export async function takeOver(actor: PersonActor, { code }: { code: string }): Promise<Run> {
  const { personId } = actor
  const offer = await offerIn(code)
  const names = await fullNames([personId])
  return transaction(async (tx) => {
    const run = await tx.on(Runs).findOne({ _id: offer.runId })
    if (!run || !isCrewIn(actor, run)) throw new DomainError('RUN_HANDOVER_INVALID')
    if (run.crewIds.includes(personId) && run.formerCrew.some((each) => each.personId === offer.fromId))
      return presentRun(run, tx)
    if (
      run.version !== offer.version ||
      !run.crewIds.includes(offer.fromId) ||
      offer.fromId === personId ||
      run.status === 'finished'
    )
      throw new DomainError('RUN_HANDOVER_INVALID')
    await requireOwnCrew(tx, run, [personId])
    const after = await tx.on(Runs).findOneAndUpdate(
      { _id: run._id, version: offer.version },
      {
        $set: {
          crewIds: [...new Set([...run.crewIds.filter((id) => id !== offer.fromId), personId])],
          formerCrew: formerAfter(run, offer.fromId),
          updatedAt: now(),
        },
        $inc: { version: 1 },
      },
    )
    if (!after) throw new DomainError('RUN_HANDOVER_INVALID')
    const stops = (await stopsOf([run._id], tx)).filter((stop) => isOpenStop(stop.status)).length
    await audit(tx, actor, {
      action: 'runs.takeOver',
      subject: `runs/${run._id}`,
      placePath: run.placePath,
      details: { from: offer.fromId, by: names.get(personId) ?? '', stops },
    })
    return presentRun(after, tx)
  })
}

/** What was logged up to now may still be sent. */
const formerAfter = (run: RunRecord, fromId: string): RunRecord['formerCrew'] => [
  ...run.formerCrew.filter((each) => each.personId !== fromId),
  { personId: fromId, until: now() },
]
