// What acts without an account, in the console: devices at sites, and links that were sent out.
// Its pages in the menu, and how the audit log names what happens here.
import { access as contract } from '@shared/access/contract'
import { rolesOf } from '@shared/contract'
import { page, type Feature } from '../feature'

export const access: Feature = {
  name: 'access',
  pages: [
    page(
      'devices',
      '设备',
      '管理',
      rolesOf(contract.devices.may),
      async () => (await import('./DevicesPage')).DevicesPage,
    ),
    page('links', '专用链接', '管理', rolesOf(contract.links.may), async () => (await import('./LinksPage')).LinksPage),
  ],
  audit: {
    label: '设备与链接',
    actions: {
      'access.issueLink': '发出专用链接',
      'access.revokeLink': '停用专用链接',
      'access.registerDevice': '登记设备',
      'access.rotateDeviceKey': '换发设备密钥',
      'access.revokeDevice': '停用设备',
    },
    subjects: { devices: { name: '设备' }, links: { name: '专用链接' } },
  },
}
