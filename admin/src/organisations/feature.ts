// The register of organisations and who belongs to them.
// Its page in the menu, and how the audit log names what happens here.
import { organisations as contract } from '@shared/organisations/contract'
import { page, type Feature } from '../feature'
import { rolesOf } from '@shared/contract'

export const organisations: Feature = {
  name: 'organisations',
  pages: [
    page(
      'organisations',
      '单位',
      '管理',
      rolesOf(contract.list.may),
      async () => (await import('./OrganisationsPage')).OrganisationsPage,
    ),
  ],
  audit: {
    label: '单位',
    actions: {
      'organisations.merge': '合并重复的单位',
      'organisations.create': '登记单位',
      'organisations.update': '修改单位',
      'organisations.end': '停用单位',
      'organisations.reopen': '恢复单位',
      'organisations.readPeople': '查看单位人员',
      'organisations.addPerson': '登记单位人员',
      'organisations.endPerson': '结束人员登记',
    },
    subjects: {
      organisations: { name: '单位', at: (id) => `/organisations?organisation=${id}` },
    },
  },
}
