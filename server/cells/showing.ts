// One application, for whoever may see it; what staff open is written down.
import { type PersonActor } from '@shared/actors'
import type { CellDetail } from '@shared/cells/application'
import { auditReadHourly } from '../audit'
import { presentDetail } from './present'
import { load } from './steps'

/** @throws DomainError NOT_FOUND */
export async function showApplication(actor: PersonActor, id: string): Promise<CellDetail> {
  const loaded = await load(actor, id)
  if (!loaded.relations.includes('member'))
    await auditReadHourly(actor, {
      action: 'cells.read',
      subject: `cellApplications/${id}`,
      placePath: loaded.application.placePath,
    })
  return presentDetail(actor, loaded)
}
