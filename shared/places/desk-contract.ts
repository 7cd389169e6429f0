// Places for the console: the tree, property companies, sites, an area's rules, the working calendar, imports and
// exports. Every answer about one thing carries `rights`: what the actor may do with it. Writers name the `revision`
// they have seen.
import { line, pageInput, pageOf, queryFlag, queryInt, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import {
  DatumName,
  FestivalShown,
  ImportKindName,
  ManagementName,
  PlaceCode,
  PlaceKindName,
  Position,
  ProfileKeyName,
  SentDuty,
  SentFestival,
  SentPosition,
  ShownDuty,
  SiteKindName,
  SiteRouteName,
  SiteShown,
  SiteStatusName,
  SiteWindow,
  StreamName,
} from './schemas'
import { readerRoles } from './rules'
import { AreaOverrides, AreaSettings } from './settings'

const keepers = ['communityWorker', 'subdistrictOfficer', 'cityOfficer', 'administrator'] as const
const shapers = ['subdistrictOfficer', 'cityOfficer', 'administrator'] as const
const city = ['cityOfficer', 'administrator'] as const

const Right = z.enum(['read', 'keepFacts', 'keepSites', 'shape', 'setRules'])
const Reason = line(100, 2)
const Revision = z.int().min(0)

export const PlaceRow = z.object({
  id: Id,
  kind: PlaceKindName,
  kindName: z.string(),
  name: z.string(),
  code: z.string().nullable(),
  parentId: Id.nullable(),
  path: z.array(Id),
  pathNames: z.array(z.string()),
  profile: ProfileKeyName.nullable(),
  rural: z.boolean(),
  management: ManagementName.nullable(),
  companyId: Id.nullable(),
  companyName: z.string().nullable(),
  substituteName: z.string().nullable(),
  households: z.int(),
  position: Position.nullable(),
  status: z.enum(['active', 'archived']),
  settingsVersion: z.int(),
  childCount: z.int(),
  revision: Revision,
  rights: z.array(Right),
})
export type PlaceRow = z.infer<typeof PlaceRow>

const placeFacts = {
  households: z.int().min(0).max(100_000),
  position: SentPosition.nullable(),
  management: ManagementName.nullable(),
  companyId: Id.nullable(),
  substituteName: line(40).nullable(),
}

export const CompanyRow = z.object({
  id: Id,
  name: z.string(),
  creditCode: z.string().nullable(),
  phone: z.string().nullable(),
  placeId: Id,
  status: z.enum(['active', 'archived']),
  compounds: z.int(),
  revision: Revision,
  mayEdit: z.boolean(),
})
const companyFields = {
  name: line(40, 2),
  creditCode: z
    .string()
    .regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/, '统一社会信用代码应为 18 位')
    .nullable()
    .optional(),
  phone: z
    .string()
    .trim()
    .regex(/^[0-9-]{5,20}$/, '电话只能有数字和横线')
    .nullable()
    .optional(),
}

/** A site as its staff see it: names readable. */
export const SiteRow = z.object({
  site: SiteShown,
  duties: z.array(ShownDuty),
  pathNames: z.array(z.string()),
  revision: Revision,
  rights: z.array(Right),
  /** Path of the public page, for its QR. */
  publicPath: z.string(),
})
const siteFields = {
  kind: SiteKindName,
  name: line(40, 2),
  takes: z.array(SiteRouteName).min(1, '至少选一种收的东西').max(10),
  streams: z.array(StreamName).max(4),
  windows: z.array(SiteWindow).max(20),
  address: line(80),
  position: SentPosition.nullable(),
  keeper: line(20).nullable(),
  duties: z.array(SentDuty).max(12),
  note: line(120),
}

export const HolidayYearShown = z.object({
  year: z.int(),
  status: z.enum(['published', 'unknown']),
  source: z.string(),
  days: z.array(z.object({ day: Day, kind: z.enum(['holiday', 'workday']) })),
  festivals: z.array(FestivalShown),
  revision: Revision,
  updatedAt: Instant,
  updatedBy: z.string(),
  mayEdit: z.boolean(),
})

export const ImportProblemShown = z.object({ row: z.int(), column: z.string(), value: z.string(), reason: z.string() })
export const ImportShown = z.object({
  id: Id,
  what: ImportKindName,
  filename: z.string(),
  mode: z.enum(['check', 'apply']),
  status: z.enum(['running', 'finished', 'failed']),
  counts: z.object({
    total: z.int(),
    done: z.int(),
    created: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    failed: z.int(),
  }),
  /** The first 200; the file of failed rows has all of them. */
  problems: z.array(ImportProblemShown),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
})
export type ImportShown = z.infer<typeof ImportShown>

const SheetFormat = z.enum(['csv', 'xlsx'])
const FileOutput = z.string()

export const placesDesk = {
  tree: route({
    method: 'GET',
    path: '/api/places/tree',
    may: readerRoles,
    input: z.strictObject({ parentId: Id.optional(), archived: queryFlag().optional(), ...pageInput }),
    output: pageOf(PlaceRow),
    errors: ['NOT_FOUND'],
    summary: '下一级地点;不给上级则从自己负责的地点开始',
  }),
  search: route({
    method: 'GET',
    path: '/api/places/search',
    may: readerRoles,
    input: z.strictObject({ q: z.string().trim().min(1).max(30), kind: PlaceKindName.optional(), ...pageInput }),
    output: pageOf(PlaceRow),
    summary: '在自己的范围内按名称、拼音首字母或代码找地点',
  }),
  get: route({
    method: 'GET',
    path: '/api/places/tree/:id',
    may: readerRoles,
    input: z.strictObject({ id: Id }),
    output: PlaceRow,
    errors: ['NOT_FOUND'],
    summary: '一个地点',
  }),
  create: route({
    method: 'POST',
    path: '/api/places/tree',
    may: shapers,
    input: z.strictObject({
      id: Id,
      kind: PlaceKindName,
      name: line(30, 2),
      code: PlaceCode.nullable().optional(),
      parentId: Id.nullable(),
      profile: ProfileKeyName.nullable().optional(),
      rural: z.boolean().optional(),
      households: placeFacts.households.optional(),
      position: placeFacts.position.optional(),
      management: placeFacts.management.optional(),
      companyId: placeFacts.companyId.optional(),
      substituteName: placeFacts.substituteName.optional(),
    }),
    output: PlaceRow,
    errors: ['NOT_FOUND', 'PLACE_PARENT_WRONG', 'PLACE_CODE_TAKEN', 'PLACE_NAME_TAKEN', 'PLACE_ARCHIVED'],
    summary: '新增地点',
  }),
  update: route({
    method: 'PUT',
    path: '/api/places/tree/:id',
    may: keepers,
    input: z.strictObject({
      id: Id,
      revision: Revision,
      name: line(30, 2).optional(),
      code: PlaceCode.nullable().optional(),
      profile: ProfileKeyName.nullable().optional(),
      rural: z.boolean().optional(),
      households: placeFacts.households.optional(),
      position: placeFacts.position.optional(),
      management: placeFacts.management.optional(),
      companyId: placeFacts.companyId.optional(),
      substituteName: placeFacts.substituteName.optional(),
    }),
    output: PlaceRow,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'PLACE_CODE_TAKEN', 'PLACE_NAME_TAKEN', 'PLACE_ARCHIVED'],
    summary: '修改地点(社区只能改户数、位置和物业;名称、代码、方案由街道和市改)',
  }),
  archive: route({
    method: 'POST',
    path: '/api/places/tree/:id/archive',
    may: shapers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: PlaceRow,
    errors: ['NOT_FOUND', 'PLACE_HAS_CHILDREN', 'WRONG_STATE'],
    summary: '停用地点(写明原因)',
  }),
  restore: route({
    method: 'POST',
    path: '/api/places/tree/:id/restore',
    may: shapers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: PlaceRow,
    errors: ['NOT_FOUND', 'WRONG_STATE', 'PLACE_NAME_TAKEN', 'PLACE_ARCHIVED'],
    summary: '恢复停用的地点',
  }),
  move: route({
    method: 'POST',
    path: '/api/places/tree/:id/move',
    may: shapers,
    input: z.strictObject({ id: Id, revision: Revision, parentId: Id, reason: Reason }),
    output: PlaceRow,
    errors: [
      'NOT_FOUND',
      'NOT_ALLOWED',
      'PLACE_MOVE_WRONG',
      'PLACE_MOVE_BUSY',
      'PLACE_NAME_TAKEN',
      'PLACE_ARCHIVED',
      'CHANGED_MEANWHILE',
    ],
    summary: '换上级(连同下面的地点;以后的预约和统计按新归属,已经发生的不变)',
  }),
  moves: route({
    method: 'GET',
    path: '/api/places/tree/:id/moves',
    may: readerRoles,
    input: z.strictObject({ id: Id }),
    output: z.object({
      items: z.array(
        z.object({
          id: Id,
          from: z.array(z.string()),
          to: z.array(z.string()),
          reason: z.string(),
          movedAt: Instant,
          status: z.enum(['running', 'finished']),
          /** Documents that have followed so far. */
          done: z.int(),
          finishedAt: Instant.nullable(),
        }),
      ),
    }),
    errors: ['NOT_FOUND'],
    summary: '一个地点换过的上级,和资料跟随的进度',
  }),

  settings: route({
    method: 'GET',
    path: '/api/places/tree/:id/settings',
    may: readerRoles,
    input: z.strictObject({ id: Id }),
    output: z.object({
      placeId: Id,
      own: AreaOverrides,
      effective: AreaSettings,
      /** For each overridden value ("booking.lookAheadDays") the place it comes from; the rest is the profile's. */
      sources: z.array(z.object({ field: z.string(), placeId: Id, placeName: z.string() })),
      profile: ProfileKeyName,
      profileName: z.string(),
      profileNotes: z.array(z.string()),
      version: z.int(),
      effectiveVersion: z.string(),
      mayEdit: z.boolean(),
      history: z.array(
        z.object({
          version: z.int(),
          changedAt: Instant,
          changedBy: z.string(),
          reason: z.string(),
          settings: AreaOverrides,
        }),
      ),
    }),
    errors: ['NOT_FOUND'],
    summary: '地点的规则:自己的、继承的、历次修改',
  }),
  setSettings: route({
    method: 'PUT',
    path: '/api/places/tree/:id/settings',
    may: shapers,
    input: z.strictObject({ id: Id, version: z.int().min(0), settings: AreaOverrides, reason: Reason }),
    output: z.object({
      placeId: Id,
      own: AreaOverrides,
      effective: AreaSettings,
      version: z.int(),
      effectiveVersion: z.string(),
    }),
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'SETTINGS_CONTRADICT', 'PLACE_ARCHIVED'],
    summary: '修改地点的规则(整份替换自己的部分,留版本)',
  }),

  companies: route({
    method: 'GET',
    path: '/api/places/companies',
    may: readerRoles,
    input: z.strictObject({ q: z.string().trim().max(40).optional(), ...pageInput }),
    output: pageOf(CompanyRow),
    summary: '物业公司',
  }),
  createCompany: route({
    method: 'POST',
    path: '/api/places/companies',
    may: shapers,
    input: z.strictObject({ id: Id, placeId: Id, ...companyFields }),
    output: CompanyRow,
    errors: ['NOT_FOUND', 'COMPANY_NAME_TAKEN'],
    summary: '新增物业公司',
  }),
  updateCompany: route({
    method: 'PUT',
    path: '/api/places/companies/:id',
    may: shapers,
    input: z.strictObject({ id: Id, revision: Revision, ...companyFields }),
    output: CompanyRow,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'COMPANY_NAME_TAKEN'],
    summary: '修改物业公司',
  }),
  archiveCompany: route({
    method: 'POST',
    path: '/api/places/companies/:id/archive',
    may: shapers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: CompanyRow,
    errors: ['NOT_FOUND', 'COMPANY_IN_USE', 'WRONG_STATE'],
    summary: '停用物业公司',
  }),

  sites: route({
    method: 'GET',
    path: '/api/places/desk/sites',
    may: readerRoles,
    input: z.strictObject({
      placeId: Id.optional(),
      kind: SiteKindName.optional(),
      takes: SiteRouteName.optional(),
      status: SiteStatusName.optional(),
      withoutKeeper: queryFlag().optional(),
      ...pageInput,
    }),
    output: pageOf(SiteRow),
    errors: ['NOT_FOUND'],
    summary: '点位列表(姓名打码)',
  }),
  siteForStaff: route({
    method: 'GET',
    path: '/api/places/desk/sites/:id',
    may: readerRoles,
    input: z.strictObject({ id: Id }),
    output: SiteRow,
    errors: ['NOT_FOUND'],
    summary: '点位详情(负责的工作人员可见姓名,查看留痕)',
  }),
  createSite: route({
    method: 'POST',
    path: '/api/places/desk/sites',
    may: keepers,
    input: z.strictObject({ id: Id, placeId: Id, ...siteFields }),
    output: SiteRow,
    errors: ['NOT_FOUND', 'SITE_NAME_TAKEN', 'PLACE_ARCHIVED'],
    summary: '新增点位',
  }),
  updateSite: route({
    method: 'PUT',
    path: '/api/places/desk/sites/:id',
    may: keepers,
    input: z.strictObject({ id: Id, revision: Revision, ...z.object(siteFields).partial().shape }),
    output: SiteRow,
    errors: ['NOT_FOUND', 'CHANGED_MEANWHILE', 'SITE_NAME_TAKEN', 'WRONG_STATE'],
    summary: '修改点位',
  }),
  setSiteStatus: route({
    method: 'POST',
    path: '/api/places/desk/sites/:id/status',
    may: keepers,
    input: z.strictObject({ id: Id, status: SiteStatusName, reason: Reason }),
    output: SiteRow,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '暂停、恢复或撤销点位(写明原因)',
  }),

  holidayYears: route({
    method: 'GET',
    path: '/api/places/holiday-years',
    may: readerRoles,
    input: z.strictObject({}),
    output: z.object({ items: z.array(HolidayYearShown) }),
    summary: '节假日年表',
  }),
  setHolidayYear: route({
    method: 'PUT',
    path: '/api/places/holiday-years/:year',
    may: city,
    input: z.strictObject({
      year: queryInt(2020, 2100),
      revision: Revision,
      status: z.enum(['published', 'unknown']),
      source: line(120, 2),
      days: z.array(z.strictObject({ day: Day, kind: z.enum(['holiday', 'workday']) })).max(120),
      festivals: z.array(SentFestival).max(12),
    }),
    output: HolidayYearShown,
    errors: ['CHANGED_MEANWHILE', 'HOLIDAY_YEAR_WRONG'],
    summary: '维护一年的节假日与调休',
  }),

  upload: route({
    method: 'POST',
    path: '/api/places/imports',
    may: shapers,
    inputKind: 'multipart',
    input: z.strictObject({
      id: Id,
      what: ImportKindName,
      mode: z.enum(['check', 'apply']),
      datum: DatumName.optional(),
    }),
    output: ImportShown,
    errors: ['SHEET_UNREADABLE', 'SHEET_TOO_LONG', 'SHEET_COLUMNS_WRONG', 'SHEET_EMPTY'],
    summary: '导入地点、点位或节假日:check 只检查,apply 写入合格的行;编号由客户端给出,可同时查进度',
  }),
  importStatus: route({
    method: 'GET',
    path: '/api/places/imports/:id',
    may: shapers,
    input: z.strictObject({ id: Id }),
    output: ImportShown,
    errors: ['NOT_FOUND'],
    summary: '导入进度与结果',
  }),
  imports: route({
    method: 'GET',
    path: '/api/places/imports',
    may: shapers,
    input: z.strictObject({ ...pageInput }),
    output: pageOf(ImportShown),
    summary: '我的导入记录',
  }),
  failedRows: route({
    method: 'GET',
    path: '/api/places/imports/:id/failed',
    may: shapers,
    answer: 'file',
    input: z.strictObject({ id: Id, format: SheetFormat }),
    output: FileOutput,
    errors: ['NOT_FOUND'],
    summary: '下载没有通过的行(改好后可直接再导入)',
  }),
  template: route({
    method: 'GET',
    path: '/api/places/templates/:what',
    may: shapers,
    answer: 'file',
    input: z.strictObject({ what: ImportKindName, format: SheetFormat }),
    output: FileOutput,
    summary: '下载导入模板',
  }),
  exportSheet: route({
    method: 'GET',
    path: '/api/places/exports/:what',
    may: readerRoles,
    stepUp: true,
    answer: 'file',
    input: z.strictObject({ what: ImportKindName, format: SheetFormat, placeId: Id.optional() }),
    output: FileOutput,
    errors: ['NOT_FOUND', 'EXPORT_TOO_LONG'],
    summary: '导出地点、点位或节假日(可改后再导入)',
  }),
}
