// Places for the console: the tree, sites, an area's rules, the working calendar, and the sheets of
// sheets-contract.ts. Every answer about one thing carries `rights`: what the actor may do with it. Writers name the
// `revision` they have seen.
import { staffRoles } from '../actors'
import { countedPageOf, line, listInput, pageInput, queryFlag, queryInt, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import {
  city,
  HolidayYearShown,
  keepers,
  placeFacts,
  PlaceRow,
  Reason,
  Revision,
  shapers,
  siteFields,
  SiteRow,
} from './desk-rows'
import {
  PlaceCode,
  PlaceKindName,
  ProfileKeyName,
  SentFestival,
  SiteKindName,
  SiteRouteName,
  SiteStatusName,
} from './schemas'
import { readerRoles } from './rules'
import { AreaOverrides, AreaSettings } from './settings'
import { sheetRoutes } from './sheets-contract'

const Corner = z.object({ lng: z.number(), lat: z.number() })

export const placesDesk = {
  tree: route({
    method: 'GET',
    path: '/api/places/tree',
    may: readerRoles,
    input: z.strictObject({ parentId: Id.optional(), archived: queryFlag().optional(), ...listInput('name', '-name') }),
    output: countedPageOf(PlaceRow),
    errors: ['NOT_FOUND'],
    summary: '下一级地点；不给上级则从自己负责的地点开始',
  }),
  search: route({
    method: 'GET',
    path: '/api/places/search',
    may: readerRoles,
    input: z.strictObject({ q: line(30, 1), kind: PlaceKindName.optional(), ...pageInput }),
    output: countedPageOf(PlaceRow),
    summary: '在自己的范围内按名称、拼音首字母或代码找地点',
  }),
  outline: route({
    method: 'GET',
    path: '/api/places/outline',
    may: staffRoles,
    input: z.strictObject({}),
    output: z.object({
      /** `ring`: corners in WGS-84; `parentId`: the street or town that it belongs to. */
      areas: z.array(z.object({ id: Id, name: z.string(), parentId: z.string(), ring: z.array(Corner) })),
      water: z.array(z.object({ name: z.string(), ring: z.array(Corner) })),
      /** What it is, to be shown on the map. */
      note: z.string(),
    }),
    summary: '没有地图瓦片时画的底图：各社区的示意范围',
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
    summary: '修改地点（社区只能改户数、位置和物业；名称、代码、方案由街道和市改）',
  }),
  archive: route({
    method: 'POST',
    path: '/api/places/tree/:id/archive',
    may: shapers,
    input: z.strictObject({ id: Id, reason: Reason }),
    output: PlaceRow,
    errors: ['NOT_FOUND', 'PLACE_HAS_CHILDREN', 'WRONG_STATE'],
    summary: '停用地点（写明原因）',
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
    summary: '换上级（连同下面的地点；以后的预约和统计按新归属，已经发生的不变）',
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
    summary: '一个地点换过的上级，和资料跟随的进度',
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
    summary: '地点的规则：自己的、继承的、历次修改',
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
    summary: '修改地点的规则（整份替换自己的部分，留版本）',
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
      ...listInput('id', '-id', 'name', '-name'),
    }),
    output: countedPageOf(SiteRow),
    errors: ['NOT_FOUND'],
    summary: '点位列表（姓名打码）',
  }),
  siteForStaff: route({
    method: 'GET',
    path: '/api/places/desk/sites/:id',
    may: readerRoles,
    input: z.strictObject({ id: Id }),
    output: SiteRow,
    errors: ['NOT_FOUND'],
    summary: '点位详情（负责的工作人员可见姓名，查看留痕）',
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
    summary: '暂停、恢复或撤销点位（写明原因）',
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

  ...sheetRoutes,
}
