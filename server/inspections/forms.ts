// Forms: written by one person, put in force by a second. One holds for a kind of target from a day on, for its place
// and all below it that have none of their own. Invariants: a proposed form holds nowhere; who wrote in it does not
// publish it; a published one is never changed, so that a visit of that day can be scored again.
import { holdsRole, type Actor } from '@shared/actors'
import type { OutputOf, ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import { formProblem } from '@shared/inspections/forms'
import type { FormRecord, inspectionsForms } from '@shared/inspections/forms-contract'
import { formKeepers } from '@shared/inspections/roles'
import type { TargetKind } from '@shared/inspections/vocabulary'
import { dayOf, tooFarAhead, type Day } from '@shared/time'
import type { UpdateQuery } from 'mongoose'
import { actorId, audit } from '../audit'
import { now } from '../clock'
import { transaction, type Tx } from '../db'
import { secondPerson } from '../people/conflicts'
import { fullNames } from '../people/people'
import { placesByIds, requirePlace } from '../places/places'
import { Forms, type FormDocument } from './inspections.model'

/** The form that holds for a kind at a path on a day: the nearest place's, of those its newest. */
export async function formAt(kind: TargetKind, path: readonly string[], day: Day): Promise<FormDocument | null> {
  const found = await Forms.find({ placeId: { $in: [...path] }, kind, state: 'published', validFrom: { $lte: day } })
    .sort({ validFrom: -1 })
    .lean<FormDocument[]>()
  for (const placeId of [...path].reverse()) {
    const own = found.find((form) => form.placeId === placeId)
    if (own) return own
  }
  return null
}

/** @throws DomainError INSPECTION_NO_FORM */
export async function requireFormAt(kind: TargetKind, path: readonly string[], day: Day): Promise<FormDocument> {
  const form = await formAt(kind, path, day)
  if (!form) throw new DomainError('INSPECTION_NO_FORM')
  return form
}

export async function formsByIds(ids: readonly string[], tx?: Tx): Promise<Map<string, FormDocument>> {
  const filter = { _id: { $in: [...new Set(ids)] } }
  const found = tx ? await tx.on(Forms).find(filter) : await Forms.find(filter).lean<FormDocument[]>()
  return new Map(found.map((form) => [form._id, form]))
}

async function present(actor: Actor, forms: readonly FormDocument[]): Promise<FormRecord[]> {
  const today = dayOf(now())
  const names = await fullNames(forms.flatMap(({ updatedBy, publishedBy }) => [updatedBy, publishedBy ?? '']))
  const places = new Map((await placesByIds(forms.map(({ placeId }) => placeId))).map(({ _id, name }) => [_id, name]))
  const isSecond = await secondPerson(actor)
  const current = new Set<string>()
  for (const form of forms) {
    const holds = await formAt(form.kind, form.placePath, today)
    if (holds) current.add(holds._id)
  }
  return forms.map((form) => {
    const isOpen = form.state === 'proposed' && holdsRole(actor, formKeepers, form.placePath)
    return {
      id: form._id,
      placeId: form.placeId,
      placeName: places.get(form.placeId) ?? '',
      kind: form.kind,
      validFrom: form.validFrom,
      version: form.version,
      state: form.state,
      isNow: current.has(form._id),
      content: form.content,
      by: names.get(form.updatedBy) ?? '系统',
      at: form.updatedAt.toISOString(),
      publishedBy: names.get(form.publishedBy ?? '') ?? null,
      allowed: [
        ...(isOpen ? (['change'] as const) : []),
        ...(isOpen && form.validFrom > today && isSecond(form.writtenBy) ? (['publish'] as const) : []),
        ...(isOpen ? (['withdraw'] as const) : []),
      ],
    }
  })
}

async function presentOne(actor: Actor, form: FormDocument): Promise<FormRecord> {
  const [row] = await present(actor, [form])
  if (!row) throw new Error('a form without its row')
  return row
}

/** Those of the places where the actor has a role, and of the places above them. */
export async function listForms(
  actor: Actor,
  { kind }: ParsedOf<typeof inspectionsForms.list>,
): Promise<OutputOf<typeof inspectionsForms.list>> {
  const grants = actor.kind === 'person' ? actor.grants : []
  const above = grants.flatMap(({ placePath }) => placePath)
  const own = grants.map(({ placeId }) => placeId)
  const found = await Forms.find({
    $or: [{ placeId: { $in: above } }, { placePath: { $in: own } }],
    ...(kind ? { kind } : {}),
  })
    .sort({ validFrom: -1, _id: -1 })
    .limit(100)
    .lean<FormDocument[]>()
  return {
    items: await present(actor, found),
    mayPropose: grants.some(({ role }) => (formKeepers as readonly string[]).includes(role)),
  }
}

/**
 * Proposes a form, or changes one that is proposed.
 * @throws DomainError NOT_FOUND, WRONG_STATE, CHANGED_MEANWHILE, INSPECTION_FORM_PAST, INPUT_INVALID
 */
export async function saveForm(actor: Actor, input: ParsedOf<typeof inspectionsForms.save>): Promise<FormRecord> {
  const place = await requirePlace(input.placeId)
  if (!holdsRole(actor, formKeepers, place.path)) throw new DomainError('NOT_FOUND')
  const today = dayOf(now())
  if (input.validFrom <= today) throw new DomainError('INSPECTION_FORM_PAST')
  const far = tooFarAhead(input.validFrom, today)
  if (far) throw invalid('validFrom', far)
  const problem = formProblem(input.content)
  if (problem) throw invalid('content', problem)
  const { id, version, kind, placeId, validFrom, content } = input
  const after = await transaction(async (tx) => {
    const had = await tx.on(Forms).findOne({ _id: id })
    if (had && (had.placeId !== placeId || had.kind !== kind)) throw new DomainError('NOT_FOUND')
    if (had && had.state !== 'proposed') throw new DomainError('WRONG_STATE')
    if (had && had.version !== version) throw new DomainError('CHANGED_MEANWHILE')
    const sameDay = await tx.on(Forms).findOne({ placeId, kind, validFrom })
    if (sameDay && sameDay._id !== id) throw new DomainError('CHANGED_MEANWHILE', { id: sameDay._id })
    const fields = { kind, placeId, placePath: place.path, validFrom, content, state: 'proposed' as const }
    const saved = await tx.on(Forms).findOneAndUpdate(
      { _id: id },
      {
        $set: { ...fields, version: (had?.version ?? 0) + 1, updatedAt: now(), updatedBy: actorId(actor) },
        $addToSet: { writtenBy: actorId(actor) },
      } as UpdateQuery<FormDocument>,
      { upsert: true },
    )
    await audit(tx, actor, {
      action: 'inspections.saveForm',
      subject: `inspectionForms/${id}`,
      placePath: place.path,
      details: { kind, validFrom },
    })
    if (!saved) throw new DomainError('CHANGED_MEANWHILE')
    return saved
  })
  return presentOne(actor, after)
}

type Seen = { id: string; version: number }

async function proposed(tx: Tx, actor: Actor, { id, version }: Seen): Promise<FormDocument> {
  const form = await tx.on(Forms).findOne({ _id: id })
  if (!form || !holdsRole(actor, formKeepers, form.placePath)) throw new DomainError('NOT_FOUND')
  if (form.state !== 'proposed') throw new DomainError('WRONG_STATE')
  if (form.version !== version) throw new DomainError('CHANGED_MEANWHILE')
  return form
}

/** The second person's word. @throws DomainError also INSPECTION_FORM_PAST, INSPECTION_SAME_PERSON */
export async function publishForm(actor: Actor, input: Seen): Promise<FormRecord> {
  const after = await transaction(async (tx) => {
    const { kind, placePath, validFrom, writtenBy } = await proposed(tx, actor, input)
    if (validFrom <= dayOf(now())) throw new DomainError('INSPECTION_FORM_PAST')
    if (!(await secondPerson(actor, tx))(writtenBy)) throw new DomainError('INSPECTION_SAME_PERSON')
    const published = await tx
      .on(Forms)
      .findOneAndUpdate(
        { _id: input.id, version: input.version, state: 'proposed' },
        { $set: { state: 'published', publishedBy: actorId(actor) } },
      )
    if (!published) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, {
      action: 'inspections.publishForm',
      subject: `inspectionForms/${input.id}`,
      placePath,
      details: { kind, validFrom, writtenBy },
    })
    return published
  })
  return presentOne(actor, after)
}

/** Takes back what is proposed. */
export function withdrawForm(actor: Actor, { reason, ...seen }: Seen & { reason: string }): Promise<{ id: string }> {
  return transaction(async (tx) => {
    const { kind, placePath, validFrom } = await proposed(tx, actor, seen)
    const deleted = await tx.on(Forms).deleteOne({ _id: seen.id, version: seen.version, state: 'proposed' })
    if (deleted === 0) throw new DomainError('CHANGED_MEANWHILE')
    await audit(tx, actor, {
      action: 'inspections.withdrawForm',
      subject: `inspectionForms/${seen.id}`,
      placePath,
      reason,
      details: { kind, validFrom },
    })
    return { id: seen.id }
  })
}
