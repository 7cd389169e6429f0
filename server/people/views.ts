// Saved views of the console's lists, each person their own, at most 20 a page.
import type { PersonActor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError, invalid } from '@shared/errors'
import type { SavedView, views } from '@shared/people/views-contract'
import { now } from '../clock'
import { transaction } from '../db'
import { SavedViews, type SavedViewRecord } from './views.model'

const MOST = 20

export async function listViews({ personId }: PersonActor, { page }: ParsedOf<typeof views.list>) {
  const found = await SavedViews.find({ personId, page }).sort({ at: 1 }).limit(MOST).lean<SavedViewRecord[]>()
  return { items: found.map(({ _id, name, filters }): SavedView => ({ id: _id, name, filters })) }
}

/** Under a name that is there it takes the other's place. @throws DomainError INPUT_INVALID, IDEMPOTENCY_KEY_REUSED */
export const saveView = (
  { personId }: PersonActor,
  { id, page, name, filters }: ParsedOf<typeof views.save>,
): Promise<SavedView> =>
  transaction(async (tx) => {
    const kept = await tx.on(SavedViews).find({ personId, page })
    const others = kept.filter((view) => view.name !== name && view._id !== id)
    if (others.length >= MOST) throw invalid('name', `一个页面最多存${MOST}个视图，请先删除不用的`)
    const taken = await tx.on(SavedViews).findOne({ _id: id })
    if (taken && taken.personId !== personId) throw new DomainError('IDEMPOTENCY_KEY_REUSED')
    await tx.on(SavedViews).deleteMany({ personId, page, $or: [{ name }, { _id: id }] })
    await tx.on(SavedViews).insert({ _id: id, personId, page, name, filters, at: now() })
    return { id, name, filters }
  })

export async function removeView({ personId }: PersonActor, { id }: { id: string }): Promise<{ id: string }> {
  await transaction((tx) => tx.on(SavedViews).deleteOne({ _id: id, personId }))
  return { id }
}
