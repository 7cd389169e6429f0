// Routes of access without an account, one line each.
import { access } from '@shared/access/contract'
import { implement } from '../http/implement'
import { listDevices, registerDevice, revokeDevice, rotateDeviceKey, whoIsDevice } from './devices'
import { listLinks, revokeLink } from './links'

export const accessRoutes = implement(
  'access',
  access,
)({
  devices: (input, { actor }) => listDevices(actor, input),
  registerDevice: (input, { actor }) => registerDevice(actor, input),
  rotateDeviceKey: (input, { actor }) => rotateDeviceKey(actor, input),
  revokeDevice: (input, { actor }) => revokeDevice(actor, input),
  device: (_input, { actor }) => whoIsDevice(actor),
  links: (input, { actor }) => listLinks(actor, input),
  revokeLink: (input, { actor }) => revokeLink(actor, input),
})
