// How codes of pickups read in Chinese.
import type { BookingStatus, Material, PickupKind } from '@shared/pickups/schemas'

export const kindNames: Record<PickupKind, string> = {
  bulky: '大件',
  appliance: '家电',
  recyclable: '可回收物',
  hazardous: '有害垃圾',
}
export const kindOptions = Object.entries(kindNames).map(([value, label]) => ({ value: value as PickupKind, label }))

const statusNames: Record<BookingStatus, string> = {
  held: '占位中',
  confirmed: '已预约',
  assigned: '已排班',
  en_route: '在路上',
  arrived: '已到达',
  collected: '已收走',
  partly_collected: '部分收走',
  not_presented: '没放出来',
  no_access: '进不去',
  refused: '拒收',
  settled: '已完结',
  cancelled: '已取消',
  cancelled_by_operator: '运营方取消',
  lapsed: '已过期',
  missed: '报漏收',
  revisit_due: '待补收',
}
export const statusOptions = Object.entries(statusNames).map(([value, label]) => ({
  value: value as BookingStatus,
  label,
}))
const good: readonly BookingStatus[] = ['collected', 'settled']
const bad: readonly BookingStatus[] = [
  'not_presented',
  'no_access',
  'refused',
  'missed',
  'revisit_due',
  'partly_collected',
]
export const statusColour = (status: BookingStatus): string =>
  good.includes(status)
    ? 'green'
    : bad.includes(status)
      ? 'orange'
      : status.startsWith('cancel') || status === 'lapsed'
        ? 'default'
        : 'blue'

export const materialNames: Record<Material, string> = {
  paper: '纸类',
  cardboard: '纸板',
  beverage_carton: '饮料纸盒',
  plastic_mixed: '塑料（混合）',
  plastic_pet: 'PET 瓶',
  plastic_hdpe: 'HDPE',
  plastic_pp: 'PP',
  aluminium: '铝',
  steel: '钢铁',
  copper: '铜',
  glass: '玻璃',
  textile: '织物',
  weee: '废旧家电',
  wood_furniture_reused: '木家具（再用）',
  wood_furniture: '木家具（拆解）',
  hazardous: '有害垃圾',
  residual: '其他垃圾',
}
export const weekdayOptions = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'].map((label, index) => ({
  value: index + 1,
  label,
}))

export const aboutNames = { weight: '重量', reason: '未收成的原因', price: '费用' } as const
export const howNames: Readonly<Record<string, string>> = { phone: '电话', counter: '窗口', proxy: '代办人' }
export const materialOptions = Object.entries(materialNames).map(([value, label]) => ({
  value: value as Material,
  label,
}))
export const priceModes = { free: '免费', per_item: '按件', per_cubic_metre: '按立方米' } as const
