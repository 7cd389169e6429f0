// How the codes of the guide read in Chinese, in the console and in tables.
import type { DisposalRoute } from './contract'

export const codeNames: Readonly<Record<string, string>> = {
  'R.paper': '可回收物 · 纸类',
  'R.plastic': '可回收物 · 塑料',
  'R.metal': '可回收物 · 金属',
  'R.glass': '可回收物 · 玻璃',
  'R.textile': '可回收物 · 织物',
  'H.lamp': '有害垃圾 · 灯管',
  'H.chemical': '有害垃圾 · 家用化学品',
  'H.battery': '有害垃圾 · 电池',
  'F.home': '厨余垃圾 · 家庭厨余',
  'F.canteen': '厨余垃圾 · 餐厨',
  'F.market': '厨余垃圾 · 其他厨余',
  O: '其他垃圾',
  N: '不属于生活垃圾',
}
export const codeText = (code: string): string => codeNames[code] ?? code

export const routeNames: Readonly<Record<DisposalRoute, string>> = {
  bin: '投对应的桶',
  door_recycling: '上门回收',
  bulky: '大件预约',
  hazardous_point: '有害垃圾点',
  builders_waste: '装修垃圾',
  garden_waste: '园林垃圾',
  textile_box: '旧衣箱',
  parcel_box: '快递箱回收',
  return_to_shop: '交回商家',
  reuse: '再利用',
  not_household: '不属于生活垃圾',
}
