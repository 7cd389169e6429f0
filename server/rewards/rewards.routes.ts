// One line a route: resident, shop, community desk, console.
import { rewards } from '@shared/rewards/contract'
import { rewardsDesk } from '@shared/rewards/desk-contract'
import { rewardsOffice } from '@shared/rewards/office-contract'
import { rewardsShop } from '@shared/rewards/shop-contract'
import { implement } from '../http/implement'
import { listCatalogue, showGood } from './catalogue'
import { enterDispute, listGoodsAt, printReceipt, printStatement, readStatement, redeemAtDesk, showCard } from './desk'
import { answerDispute, decideDispute, listDisputes, listShopDisputes } from './disputes'
import { decideFlag, listFlags } from './flags'
import { decideNickname, listNicknames, setMyHonour, showHonours, showMyHonour } from './honours'
import { listOfflineCodes, sendOfflineCodes } from './offline'
import {
  exportRedemptions,
  listGoods,
  listRedemptions,
  listShops,
  listStocks,
  moveStock,
  readRedemption,
  saveGood,
  saveShop,
  showSummary,
} from './office'
import { setCardPin } from './pins'
import {
  cancelRedemption,
  disputeRedemption,
  listMine,
  listPayers,
  redeem,
  showCode,
  showRedemption,
  takeOfflineCode,
} from './rewards'
import {
  confirmSettlement,
  draftSettlement,
  exportSettlement,
  exportSettlements,
  printSettlement,
  listSettlements,
  listShopSettlements,
  objectSettlement,
  showSettlement,
  signOffSettlement,
} from './settlements'
import { captureCode, listMyShops, listStock, listToday, lookAtCode, showStatement } from './shop'

export const rewardsRoutes = [
  ...implement(
    'rewards',
    rewards,
  )({
    catalogue: (input, { actor }) => listCatalogue(actor, input),
    good: (input, { actor }) => showGood(actor, input),
    payers: (_input, { actor }) => listPayers(actor),
    redeem: (input, { actor }) => redeem(actor, input),
    mine: (input, { actor }) => listMine(actor, input),
    show: (input, { actor }) => showRedemption(actor, input),
    code: (input, { actor }) => showCode(actor, input),
    offlineCode: (input, { actor }) => takeOfflineCode(actor, input),
    cancel: (input, { actor }) => cancelRedemption(actor, input),
    dispute: (input, { actor }) => disputeRedemption(actor, input),
    honours: (input) => showHonours(input),
    myHonour: (_input, { actor }) => showMyHonour(actor),
    setHonour: (input, { actor }) => setMyHonour(actor, input),
  }),
  ...implement(
    'rewardsShop',
    rewardsShop,
  )({
    mine: (_input, { actor }) => listMyShops(actor),
    look: (input, { actor }) => lookAtCode(actor, input),
    capture: (input, { actor }) => captureCode(actor, input),
    today: (input, { actor }) => listToday(actor, input),
    statement: (input, { actor }) => showStatement(actor, input),
    stock: (input, { actor }) => listStock(actor, input),
    settlements: (input, { actor }) => listShopSettlements(actor, input),
    confirmSettlement: (input, { actor }) => confirmSettlement(actor, input),
    objectSettlement: (input, { actor }) => objectSettlement(actor, input),
    disputes: (input, { actor }) => listShopDisputes(actor, input),
    answerDispute: (input, { actor }) => answerDispute(actor, input),
    offlineList: (input, { actor }) => listOfflineCodes(actor, input),
    sendOffline: (input, { actor }) => sendOfflineCodes(actor, input),
  }),
  ...implement(
    'rewardsDesk',
    rewardsDesk,
  )({
    card: (input, { actor }) => showCard(actor, input),
    goodsAt: (input, { actor }) => listGoodsAt(actor, input),
    setPin: (input, { actor }) => setCardPin(actor, input),
    redeem: (input, { actor }) => redeemAtDesk(actor, input),
    receipt: (input, { actor }) => printReceipt(actor, input),
    statement: (input, { actor }) => readStatement(actor, input),
    statementPaper: (input, { actor }) => printStatement(actor, input),
    dispute: (input, { actor }) => enterDispute(actor, input),
  }),
  ...implement(
    'rewardsOffice',
    rewardsOffice,
  )({
    goods: (input, { actor }) => listGoods(actor, input),
    saveGood: (input, { actor }) => saveGood(actor, input),
    shops: (input, { actor }) => listShops(actor, input),
    saveShop: (input, { actor }) => saveShop(actor, input),
    stocks: (input, { actor }) => listStocks(actor, input),
    moveStock: (input, { actor }) => moveStock(actor, input),
    redemptions: (input, { actor }) => listRedemptions(actor, input),
    exportRedemptions: (input, { actor }) => exportRedemptions(actor, input),
    redemption: (input, { actor }) => readRedemption(actor, input),
    settlements: (input, { actor }) => listSettlements(actor, input),
    settlement: (input, { actor }) => showSettlement(actor, input),
    draftSettlement: (input, { actor }) => draftSettlement(actor, input),
    signOff: (input, { actor }) => signOffSettlement(actor, input),
    settlementPaper: (input, { actor }) => printSettlement(actor, input),
    exportSettlement: (input, { actor }) => exportSettlement(actor, input),
    exportSettlements: (input, { actor }) => exportSettlements(actor, input),
    disputes: (input, { actor }) => listDisputes(actor, input),
    decideDispute: (input, { actor }) => decideDispute(actor, input),
    flags: (input, { actor }) => listFlags(actor, input),
    decideFlag: (input, { actor }) => decideFlag(actor, input),
    nicknames: (input, { actor }) => listNicknames(actor, input),
    decideNickname: (input, { actor }) => decideNickname(actor, input),
    summary: (input, { actor }) => showSummary(actor, input),
  }),
]
