// What kinds of organisations there are, and what a person is in one. Words of the field, fixed; a city adds none.

export const organisationKinds = [
  'propertyCompany',
  'hauler',
  'disposer',
  'sortingCompany',
  'assessingBody',
  'shop',
  'restaurant',
  'canteen',
  'hotel',
  'school',
  'hospital',
  'government',
  'association',
  'mall',
  'market',
  'scenicArea',
  'farm',
  'factory',
  'company',
] as const
export type OrganisationKind = (typeof organisationKinds)[number]

export const organisationKindNames: Readonly<Record<OrganisationKind, string>> = {
  propertyCompany: '物业公司',
  hauler: '收运单位',
  disposer: '处置单位',
  sortingCompany: '分类服务企业',
  assessingBody: '评估机构',
  shop: '商店',
  restaurant: '餐饮',
  canteen: '单位食堂',
  hotel: '酒店民宿',
  school: '学校',
  hospital: '医院',
  government: '机关',
  association: '社会组织',
  mall: '商场超市',
  market: '集贸市场',
  scenicArea: '景区',
  farm: '农场',
  factory: '工厂园区',
  company: '其他企业',
}

export const affiliationRoles = [
  'head',
  'contact',
  'employee',
  'teacher',
  'assessor',
  'subdistrictOfficer',
  'adviser',
] as const
export type AffiliationRole = (typeof affiliationRoles)[number]

export const affiliationRoleNames: Readonly<Record<AffiliationRole, string>> = {
  head: '负责人',
  contact: '联系人',
  employee: '职工',
  teacher: '教师',
  assessor: '评估员',
  subdistrictOfficer: '街道干部',
  adviser: '顾问',
}

export const organisationStandings = ['active', 'ended'] as const
export type OrganisationStanding = (typeof organisationStandings)[number]
export const organisationStandingNames: Readonly<Record<OrganisationStanding, string>> = {
  active: '在册',
  ended: '已停用',
}
