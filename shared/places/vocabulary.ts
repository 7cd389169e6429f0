// The words of the feature places: kinds of places and sites, routes a site may take, streams of a bin.
// Pure constants with their Chinese names, so that screens, imports and the server use one list.
// The routes are the ones of the sorting guide: an answer of the guide leads to a site that takes the thing.

/** From the whole to the part. A place stands directly below one of `parentKinds`. */
export const placeKinds = ['city', 'district', 'subdistrict', 'road', 'community', 'compound', 'village'] as const
export type PlaceKind = (typeof placeKinds)[number]

export const placeKindNames: Readonly<Record<PlaceKind, string>> = {
  city: '市',
  district: '区县',
  subdistrict: '街道/镇',
  road: '道路',
  community: '社区/村委会',
  compound: '小区',
  village: '自然村',
}

export const parentKinds: Readonly<Record<PlaceKind, PlaceKind | null>> = {
  city: null,
  district: 'city',
  subdistrict: 'district',
  road: 'subdistrict',
  community: 'subdistrict',
  compound: 'community',
  village: 'community',
}

export const siteKinds = ['drop_off', 'bulky', 'hazardous', 'recycling_station', 'reuse_shop', 'textile_box'] as const
export type SiteKind = (typeof siteKinds)[number]

export const siteKindNames: Readonly<Record<SiteKind, string>> = {
  drop_off: '投放点',
  bulky: '大件暂存点',
  hazardous: '有害垃圾收集点',
  recycling_station: '可回收物交投站',
  reuse_shop: '旧物交换店',
  textile_box: '旧衣回收箱',
}

/** What happens to a thing that a site takes; the routes of the guide that can end at a site. */
export const siteRoutes = [
  'bin',
  'door_recycling',
  'bulky',
  'hazardous_point',
  'builders_waste',
  'garden_waste',
  'textile_box',
  'parcel_box',
  'return_to_shop',
  'reuse',
] as const
export type SiteRoute = (typeof siteRoutes)[number]

export const siteRouteNames: Readonly<Record<SiteRoute, string>> = {
  bin: '分类桶',
  door_recycling: '可回收物',
  bulky: '大件垃圾',
  hazardous_point: '有害垃圾',
  builders_waste: '装修（惰性）垃圾',
  garden_waste: '园林绿化垃圾',
  textile_box: '旧衣织物',
  parcel_box: '快递包装',
  return_to_shop: '退回商家',
  reuse: '旧物再利用',
}

/** The four streams of GB/T 19095-2019, as bins stand at a drop-off site. */
export const streams = ['recyclable', 'food', 'hazardous', 'residual'] as const
export type Stream = (typeof streams)[number]

export const streamNames: Readonly<Record<Stream, string>> = {
  recyclable: '可回收物',
  food: '厨余垃圾',
  hazardous: '有害垃圾',
  residual: '其他垃圾',
}

export const siteStatuses = ['open', 'suspended', 'archived'] as const
export type SiteStatus = (typeof siteStatuses)[number]
export const siteStatusNames: Readonly<Record<SiteStatus, string>> = {
  open: '使用中',
  suspended: '暂停使用',
  archived: '已撤销',
}

/** Layered duty 桶长制: who answers for a site, from the building up to the area. */
export const dutyLevels = ['building', 'compound', 'community', 'area'] as const
export type DutyLevel = (typeof dutyLevels)[number]
export const dutyLevelNames: Readonly<Record<DutyLevel, string>> = {
  building: '楼栋桶长',
  compound: '小区桶长',
  community: '社区桶长',
  area: '片区桶长',
}

/** Who manages a compound: a company, nobody, or someone standing in. */
export const managementKinds = ['company', 'none', 'substitute'] as const
export type ManagementKind = (typeof managementKinds)[number]
export const managementNames: Readonly<Record<ManagementKind, string>> = {
  company: '物业公司',
  none: '无物业',
  substitute: '临时代管',
}

/** Geodetic datums a position may arrive in; WGS-84 is stored. */
export const datums = ['wgs84', 'gcj02', 'bd09'] as const
export type Datum = (typeof datums)[number]

export const importKinds = ['places', 'sites', 'holidays'] as const
export type ImportKind = (typeof importKinds)[number]
export const importKindNames: Readonly<Record<ImportKind, string>> = {
  places: '地点',
  sites: '点位',
  holidays: '节假日',
}
