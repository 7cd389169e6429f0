// Households, and the people who work here with their roles.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { registerReaders, roomSearchers } from '@shared/people/household-contract'
import { householdTab, page, type Feature } from '../feature'
import { everyone } from '../lib/role-lists'

export const people: Feature = {
  name: 'people',
  pages: [
    page('households', '住户', '管理', everyone, async () => (await import('./HouseholdsPage')).HouseholdsPage),
    {
      ...page('household', '一户', '管理', everyone, async () => (await import('./HouseholdPage')).HouseholdPage),
      inMenu: false,
    },
    {
      ...page('person', '一个人', '管理', roomSearchers, async () => (await import('./PersonPage')).PersonPage),
      inMenu: false,
    },
    page(
      'staff',
      '人员与身份',
      '管理',
      ['administrator', 'subdistrictOfficer', 'cityOfficer', 'auditor'],
      async () => (await import('./StaffPage')).StaffPage,
    ),
  ],
  householdTabs: [
    householdTab('members', '成员和户卡', registerReaders, async () => (await import('./HouseholdDetail')).MembersTab),
  ],
  audit: {
    label: '住户与人员',
    actions: {
      'people.readPerson': '查看一个人',
      'people.readHousehold': '查看住户',
      'people.listHouseholds': '查看住户列表',
      'people.searchHouseholds': '按门牌查住户',
      'people.setPin': '设卡密码',
      'people.readPhone': '查看手机号',
      'people.findByPhone': '按手机号找人',
      'people.lookUpCode': '按户码查住户',
      'people.readCode': '查看户码',
      'people.printSheet': '打印户卡和投放袋标签',
      'people.printSlip': '开始认领公示',
      'people.readSlip': '打印门上通知',
      'people.reissueLabel': '换发投放袋标签',
      'people.createHousehold': '登记住户',
      'people.mergeHouseholds': '合并住户',
      'people.reissueCode': '换发户码',
      'people.removeMember': '移出成员',
      'people.transferOwner': '转让户主',
      'people.claimHousehold': '加入住户',
      'people.acceptInvitation': '接受邀请',
      'people.leaveHousehold': '退出住户',
      'people.approveRequest': '同意入户',
      'people.refuseRequest': '拒绝入户',
      'people.withdrawRequest': '撤回入户申请',
      'people.recordProxy': '登记代办',
      'people.revokeProxy': '取消代办',
      'people.recordGuardianConsent': '登记监护人同意',
      'people.deleteMe': '注销账号',
      'people.eraseAgain': '恢复备份后再次清除已注销的人',
      'people.createStaff': '新建工作账号',
      'people.disableStaff': '停用工作账号',
      'people.enableStaff': '恢复工作账号',
      'people.resetPassword': '重设密码',
      'people.changePassword': '修改自己的密码',
      'people.grantRole': '授予身份',
      'people.revokeRole': '收回身份',
    },
    subjects: {
      households: { name: '住户', at: (id) => `/household?open=${id}` },
      people: { name: '人员' },
      joinRequests: { name: '入户申请' },
    },
  },
}
