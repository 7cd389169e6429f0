// 农资回收 in the console: what farms brought back to the shops of an area, with the sums of a month.
// Its page in the menu, and how the audit log names what happens here.
import { staffRoles, type Role } from '@shared/actors'
import { rolesOf } from '@shared/contract'
import { farm as contract } from '@shared/farm/contract'
import { page, type Feature } from '../feature'

/** Shops and collectors enter on the phone and do not sign in to the console. */
const readers = rolesOf(contract.list.may).filter((role) => (staffRoles as readonly Role[]).includes(role))

export const farm: Feature = {
  name: 'farm',
  pages: [page('farm-returns', '农资回收', '收运', readers, async () => (await import('./FarmPage')).FarmPage)],
  audit: {
    label: '农资回收',
    actions: { 'farm.record': '登记农资回收', 'farm.withdraw': '撤回农资回收登记' },
    subjects: { farmReturns: { name: '农资回收' } },
  },
}
