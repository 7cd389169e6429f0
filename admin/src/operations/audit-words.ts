// How the actions and things of the audit log read in Chinese, and the page of the console where a thing is. A test beside this file
// holds the list against the actions that the server writes.
type Names = Readonly<Record<string, string>>

/** By the feature before the dot, in the order of the menu. */
export const actionGroups: readonly { label: string; names: Names }[] = [
  { label: '预约上门', names: {
    'pickups.showBooking': '查看预约详情', 'pickups.readBoard': '查看调度看板', 'pickups.readRun': '查看班次', 'pickups.printRun': '打印班次单', 'pickups.exportBookings': '导出预约',
    'pickups.book': '代人预约', 'pickups.amend': '修改预约', 'pickups.cancel': '取消预约', 'pickups.cancelByOperator': '运营方取消预约', 'pickups.reportMissed': '报漏收',
    'pickups.scheduleRevisit': '安排补收', 'pickups.recordPayment': '登记收费', 'pickups.contest': '代提收运异议', 'pickups.decideContest': '裁定收运异议',
    'pickups.plan': '排班', 'pickups.replan': '重新排班', 'pickups.assignCrew': '安排班组', 'pickups.moveStop': '移动站点', 'pickups.startRun': '出发', 'pickups.takeOverRun': '接手班次',
    'pickups.lateEntry': '补登收运记录', 'pickups.logWeighing': '登记过磅', 'pickups.mixedLoad': '登记混装', 'pickups.readLoadChecks': '查看混装核查', 'pickups.closeLoadCheck': '办结混装核查',
    'pickups.saveRound': '维护收运线路', 'pickups.saveCaps': '设定每周总量', 'pickups.setDay': '调整某一天的运力', 'pickups.savePrices': '发布价目',
  } },
  { label: '地点', names: {
    'places.create': '新增地点', 'places.update': '修改地点', 'places.archive': '停用地点', 'places.move': '换上级', 'places.restore': '恢复地点', 'places.setSettings': '修改地点规则',
    'places.createCompany': '新增物业公司', 'places.updateCompany': '修改物业公司', 'places.archiveCompany': '停用物业公司',
    'places.createSite': '新增点位', 'places.updateSite': '修改点位', 'places.site.open': '恢复点位', 'places.site.suspended': '暂停点位', 'places.site.archived': '撤销点位',
    'places.readKeeper': '查看桶长姓名', 'places.setHolidayYear': '维护节假日', 'places.import.check': '检查导入文件', 'places.import.apply': '导入', 'places.export': '导出地点数据',
  } },
  { label: '住户与人员', names: {
    'people.readHousehold': '查看住户', 'people.readPhone': '查看手机号', 'people.findByPhone': '按手机号找人', 'people.lookUpCode': '按户码查住户', 'people.readCode': '查看户码', 'people.printSheet': '打印户卡',
    'people.createHousehold': '登记住户', 'people.mergeHouseholds': '合并住户', 'people.reissueCode': '换发户码', 'people.removeMember': '移出成员', 'people.transferOwner': '转让户主',
    'people.claimHousehold': '加入住户', 'people.acceptInvitation': '接受邀请', 'people.leaveHousehold': '退出住户', 'people.request.approved': '同意入户', 'people.request.refused': '拒绝入户', 'people.request.lapsed': '入户申请过期',
    'people.recordProxy': '登记代办', 'people.revokeProxy': '取消代办', 'people.recordGuardianConsent': '登记监护人同意', 'people.deleteMe': '注销账号',
    'people.createStaff': '新建工作账号', 'people.disableStaff': '停用工作账号', 'people.enableStaff': '恢复工作账号', 'people.resetPassword': '重设密码', 'people.changePassword': '修改自己的密码',
    'people.grantRole': '授予身份', 'people.revokeRole': '收回身份',
  } },
  { label: '分类指南', names: {
    'guide.term.add': '新增词条', 'guide.term.change': '修改词条', 'guide.term.remove': '停用词条', 'guide.publish': '发布新版',
    'guide.question.newTerm': '回答生词(新词条)', 'guide.question.alias': '回答生词(并入别名)', 'guide.question.declined': '回答生词(不是一件东西)',
  } },
  { label: '积分与碳', names: {
    'ledger.readAccount': '查看账户', 'ledger.readEntry': '查看一笔流水', 'ledger.readContest': '查看积分异议', 'ledger.exportAccounts': '导出账户', 'ledger.exportContests': '导出积分异议', 'ledger.printPoints': '打印积分明细',
    'ledger.contestAtDesk': '代提积分异议', 'ledger.decideContest': '裁定积分异议',
    'ledger.draftRule': '起草积分规则', 'ledger.rule.edit': '修改规则草稿', 'ledger.rule.preview': '试算规则', 'ledger.rule.propose': '提交规则审定', 'ledger.rule.takeBack': '退回规则草稿',
    'ledger.rule.activate': '审定规则', 'ledger.rule.end': '停用规则', 'ledger.publishFactors': '发布减碳系数', 'ledger.saveFund': '维护公益金',
  } },
  { label: '积分兑换', names: {
    'rewards.readRedemptions': '查看兑换记录', 'rewards.readRedemption': '查看一次兑换', 'rewards.readDisputes': '查看兑换异议', 'rewards.readFlags': '查看频繁兑换', 'rewards.readCard': '查看住户卡', 'rewards.exportRedemptions': '导出兑换记录',
    'rewards.redeemAtDesk': '窗口兑换', 'rewards.redeemFor': '代人兑换', 'rewards.setPin': '设卡密码', 'rewards.printReceipt': '打印兑换凭据', 'rewards.printStatement': '打印对账单', 'rewards.disputeAtDesk': '代提兑换异议',
    'rewards.decideDispute': '裁定兑换异议', 'rewards.decideFlag': '核实频繁兑换', 'rewards.decideNickname': '审核昵称',
    'rewards.createGood': '新建商品', 'rewards.changeGood': '修改商品', 'rewards.moveStock': '入库或出库', 'rewards.createShop': '新建兑换点', 'rewards.changeShop': '修改兑换点',
    'rewards.draftSettlement': '编制月结单', 'rewards.confirmSettlement': '确认月结单', 'rewards.objectSettlement': '对月结单提异议', 'rewards.signOffSettlement': '月结单签字',
  } },
  { label: '运行', names: { 'complaints.read': '查看投诉', 'complaints.answer': '答复投诉', 'operations.rerunJob': '重跑任务', 'operations.cancelJob': '取消任务' } },
]

const actions: Names = Object.assign({}, ...actionGroups.map((group) => group.names)) as Names

/** "查看账户"; the code itself for one this console does not know yet. */
export const actionName = (action: string): string => actions[action] ?? action

const things: Names = {
  pickups: '预约', runs: '班次', stops: '站点', rounds: '收运线路', serviceDays: '运力', weekdayCaps: '每周总量', priceLists: '价目', places: '地点', sites: '点位', companies: '物业公司', placeImports: '导入',
  households: '住户', people: '人员', joinRequests: '入户申请', guide: '分类指南', earningRules: '积分规则', ledger: '账本', ledgerContests: '积分异议', schoolFunds: '公益金', carbonFactors: '减碳系数',
  rewards: '兑换', 'rewards/settlements': '月结单', 'rewards/shops': '兑换点', 'rewards/goods': '商品', 'rewards/flags': '频繁兑换', 'rewards/disputes': '兑换异议', complaints: '投诉', jobs: '任务', calendar: '工作日历',
}
const pages: Readonly<Record<string, (id: string) => string>> = {
  pickups: (id) => `/bookings?open=${id}`, places: (id) => `/places?place=${id}`, sites: (id) => `/sites?site=${id}`, households: (id) => `/households?household=${id}`, earningRules: (id) => `/rules?open=${id}`,
  ledgerContests: (id) => `/contests?open=${id}`, rewards: (id) => `/redemptions?open=${id}`, 'rewards/settlements': (id) => `/settlements?open=${id}`,
}

/** What a subject ("rewards/settlements/01J…:2026-10") is called, and its page where there is one. */
export function subjectOf(subject: string): { name: string; to: string | null } {
  const [first = '', second = '', ...rest] = subject.split('/')
  const [kind, id] = things[`${first}/${second}`] ? [`${first}/${second}`, rest.join('/')] : [first, [second, ...rest].filter(Boolean).join('/')]
  const name = things[kind] ?? subject
  if (kind === 'ledger' && id) return /^\d/.test(id) ? { name: '一笔流水', to: null } : { name: '账户', to: `/accounts?account=${encodeURIComponent(id)}` }
  return { name, to: id ? (pages[kind]?.(encodeURIComponent(id)) ?? null) : null }
}
