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
import { now } from '../clock'
import type { Tx } from '../db'
import { byTwoPeople, type Seen } from '../people/by-two-people'
import { fullNames } from '../people/people'
import { placesByIds, requirePlace } from '../places/places'
import { Forms, type FormDocument } from './inspections.model'

const refusePast = (validFrom: Day): void => {
  const today = dayOf(now())
  if (validFrom <= today) throw new DomainError('INSPECTION_FORM_PAST')
  const far = tooFarAhead(validFrom, today)
  if (far) throw invalid('validFrom', far)
}

const versions = byTwoPeople({
  model: Forms,
  keepers: formKeepers,
  subject: 'inspectionForms',
  actions: { save: 'inspections.saveForm', publish: 'inspections.publishForm', withdraw: 'inspections.withdrawForm' },
  refusePast,
  samePerson: 'INSPECTION_SAME_PERSON',
})

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
  const allowed = await versions.allowed(actor, today)
  const current = new Set<string>()
  for (const form of forms) {
    const holds = await formAt(form.kind, form.placePath, today)
    if (holds) current.add(holds._id)
  }
  return forms.map((form) => ({
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
    allowed: allowed(form),
  }))
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
  refusePast(input.validFrom)
  const problem = formProblem(input.content)
  if (problem) throw invalid('content', problem)
  const { kind, placeId, validFrom, content } = input
  return presentOne(
    actor,
    await versions.save(actor, input, { kind, placeId, placePath: place.path, validFrom, content }),
  )
}

/** The second person's word. @throws DomainError also INSPECTION_FORM_PAST, INSPECTION_SAME_PERSON */
export const publishForm = async (actor: Actor, input: Seen): Promise<FormRecord> =>
  presentOne(actor, await versions.publish(actor, input))

/** Takes back what is proposed. */
export const withdrawForm = versions.withdraw
