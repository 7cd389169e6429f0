// Devices of the demo city: a scale and two smart bins, one of them taken out of use. Through the operations; nobody
// has their keys, which are shown once.
import type { SeedContext } from '../feature'
import { seedId } from '../ids'
import { seedActor } from '../people/seed-ids'
import { registerDevice, revokeDevice, rotateDeviceKey } from './devices'

const DEVICES = [
  ['bin-1', '1号点智能桶', 'liuwan/1/1:drop1'],
  ['bin-2', '1号点智能桶', 'liuwan/1/2:drop1'],
  ['scale', '第一交投站台秤', 'liuwan:station1'],
] as const

/** Called once, after places and people. */
export async function seedAccess({ progress }: SeedContext): Promise<void> {
  const officer = seedActor('subdistrict-1-feng')
  for (const [key, name, site] of DEVICES)
    await registerDevice(officer, { id: seedId(`device:${key}`), name, siteId: seedId(`site:${site}`) })
  await rotateDeviceKey(officer, { id: seedId('device:scale'), serial: 1, reason: '换了控制盒' })
  await revokeDevice(officer, { id: seedId('device:bin-2'), reason: '桶盖坏了，已送修' })
  progress(`设备 ${DEVICES.length}台`)
}
