// Redeeming points: the desk, redemptions, goods, shops, settlements.
// Its pages in the order of the menu, and how the audit log names what happens here.
import { pointDesks } from '@shared/ledger/desk-contract'
import { rewardDesks, rewardReaders } from '@shared/rewards/roles'
import { householdSide, householdTab, page, type Feature } from '../feature'

export const rewards: Feature = {
  name: 'rewards',
  pages: [
    page('redeem-desk', '窗口兑换', '积分与兑换', rewardDesks, async () => (await import('./DeskPage')).DeskPage),
    page(
      'redemptions',
      '兑换记录',
      '积分与兑换',
      rewardReaders,
      async () => (await import('./RedemptionsPage')).RedemptionsPage,
    ),
    page('goods', '商品与库存', '积分与兑换', rewardReaders, async () => (await import('./GoodsPage')).GoodsPage),
    page('shops', '兑换点', '积分与兑换', rewardReaders, async () => (await import('./ShopsPage')).ShopsPage),
    page(
      'settlements',
      '结算',
      '积分与兑换',
      rewardReaders,
      async () => (await import('./SettlementsPage')).SettlementsPage,
    ),
  ],
  householdSides: [householdSide('points', pointDesks, async () => (await import('./HouseholdTabs')).PointsLeft)],
  householdTabs: [
    householdTab('points', '积分', pointDesks, async () => (await import('./HouseholdTabs')).HouseholdPoints),
    householdTab(
      'redemptions',
      '兑换',
      rewardReaders,
      async () => (await import('./HouseholdTabs')).HouseholdRedemptions,
    ),
  ],
  audit: {
    label: '积分兑换',
    actions: {
      'rewards.readRedemptions': '查看兑换记录',
      'rewards.readRedemption': '查看一次兑换',
      'rewards.readDisputes': '查看兑换异议',
      'rewards.readFlags': '查看频繁兑换',
      'rewards.readCard': '查看住户卡',
      'rewards.exportRedemptions': '导出兑换记录',
      'rewards.redeemAtDesk': '窗口兑换',
      'rewards.redeemFor': '代人兑换',
      'rewards.printReceipt': '打印兑换凭据',
      'rewards.readStatement': '查看对账单',
      'rewards.printStatement': '打印对账单',
      'rewards.disputeAtDesk': '代提兑换异议',
      'rewards.decideDispute': '裁定兑换异议',
      'rewards.decideFlag': '核实频繁兑换',
      'rewards.decideNickname': '审核昵称',
      'rewards.createGood': '新建商品',
      'rewards.changeGood': '修改商品',
      'rewards.moveStock': '入库或出库',
      'rewards.createShop': '新建兑换点',
      'rewards.changeShop': '修改兑换点',
      'rewards.draftSettlement': '编制月结单',
      'rewards.confirmSettlement': '确认月结单',
      'rewards.objectSettlement': '对月结单提异议',
      'rewards.signOffSettlement': '月结单签字',
    },
    subjects: {
      rewards: { name: '兑换', at: (id) => `/redemptions?open=${id}` },
      'rewards/settlements': { name: '月结单', at: (id) => `/settlements?open=${id}` },
      'rewards/shops': { name: '兑换点' },
      'rewards/goods': { name: '商品' },
      'rewards/flags': { name: '频繁兑换' },
      'rewards/disputes': { name: '兑换异议' },
    },
  },
}
