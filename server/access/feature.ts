// The row of access in the table of features: links and devices.
import type { Feature } from '../feature'
import { living } from '../living'
import { Devices, Links } from './access.model'
import { accessRoutes } from './access.routes'
import { seedAccess } from './seed'

export const accessFeature: Feature = {
  name: 'access',
  routes: accessRoutes,
  seed: seedAccess,
  // a link stays with who holds it, now for the organisation that theirs became part of
  onOrganisationMerged: (tx, fromId, intoId) =>
    tx.on(Links).updateMany({ partyId: fromId, partyKind: 'organisation' }, { $set: { partyId: intoId } }),
  livesAt: [living(Links), living(Devices)],
}
