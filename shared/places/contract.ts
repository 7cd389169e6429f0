// Places for residents and anyone: find one's compound, the nearest site that takes a thing, a site's page, the
// calendar. Works without a position by naming a place; a position is used for the answer and never stored.
import { line, queryFlag, queryInt, route } from '../contract'
import { Id } from '../ids'
import { Day, Instant } from '../time'
import * as z from '../z'
import {
  DatumName,
  FestivalShown,
  PlaceBrief,
  ProfileKeyName,
  SchemeShown,
  ShownDuty,
  SiteRouteName,
  SiteShown,
  StreamName,
} from './schemas'
import { AreaSettings } from './settings'

const queryNumber = (min: number, max: number) => z.coerce.number().min(min).max(max)

export const places = {
  findCompounds: route({
    method: 'GET',
    path: '/api/places/compounds',
    may: 'anyone',
    limit: { count: 120, seconds: 60 },
    input: z.strictObject({
      /** Part of a name (its own, its community's, its street's) or of its pinyin; without it a position is used. */
      q: line(30, 1).optional(),
      lng: queryNumber(-180, 180).optional(),
      lat: queryNumber(-90, 90).optional(),
      datum: DatumName.optional(),
      limit: queryInt(1, 50).optional(),
    }),
    /** `more`: there are others that are not in the list. */
    output: z.object({ items: z.array(PlaceBrief), more: z.boolean() }),
    summary: '按名称（小区、社区或街道的）、拼音或位置找小区、自然村（选地址用）',
  }),
  childrenOf: route({
    method: 'GET',
    path: '/api/places/children',
    may: 'anyone',
    input: z.strictObject({ parentId: Id.optional() }),
    output: z.object({ parent: PlaceBrief.nullable(), items: z.array(PlaceBrief) }),
    summary: '逐级选地点（不用定位时）；不给上级则从市开始',
  }),
  area: route({
    method: 'GET',
    path: '/api/places/area/:id',
    may: 'anyone',
    input: z.strictObject({ id: Id }),
    output: z.object({
      place: PlaceBrief,
      profile: ProfileKeyName,
      profileName: z.string(),
      scheme: SchemeShown,
      settings: AreaSettings,
      settingsVersion: z.string(),
    }),
    errors: ['NOT_FOUND'],
    summary: '一个地点适用的分类方案、预约规则和功能开关',
  }),
  nearestSites: route({
    method: 'GET',
    path: '/api/places/nearest',
    may: 'anyone',
    limit: { count: 60, seconds: 60 },
    input: z.strictObject({
      route: SiteRouteName,
      stream: StreamName.optional(),
      lng: queryNumber(-180, 180).optional(),
      lat: queryNumber(-90, 90).optional(),
      datum: DatumName.optional(),
      placeId: Id.optional(),
      at: Instant.optional(),
      openOnly: queryFlag().optional(),
      limit: queryInt(1, 20).optional(),
    }),
    output: z.object({
      items: z.array(z.object({ site: SiteShown, metres: z.int().nullable(), distanceText: z.string() })),
      /** Which way it was looked for: by position, by place, or neither was given. */
      by: z.enum(['position', 'place', 'city']),
    }),
    errors: ['NOT_FOUND'],
    summary: '最近的、收这种东西的点位，现在开放的在前',
  }),
  site: route({
    method: 'GET',
    path: '/api/places/sites/:id',
    may: 'anyone',
    input: z.strictObject({ id: Id }),
    output: z.object({ site: SiteShown, duties: z.array(ShownDuty), pathNames: z.array(z.string()) }),
    errors: ['NOT_FOUND'],
    summary: '点位详情（负责人姓名对外打码）',
  }),
  sitesOf: route({
    method: 'GET',
    path: '/api/places/sites-of/:placeId',
    may: 'anyone',
    input: z.strictObject({ placeId: Id, route: SiteRouteName.optional() }),
    output: z.object({ items: z.array(SiteShown) }),
    errors: ['NOT_FOUND'],
    summary: '一个地点及其下的点位（最多100个）',
  }),
  sitePage: route({
    method: 'GET',
    path: '/p/:id',
    may: 'anyone',
    answer: 'page',
    input: z.strictObject({ id: z.string().max(40) }),
    output: z.string(),
    summary: '点位公开页（扫码打开，不需要脚本）',
  }),
  calendar: route({
    method: 'GET',
    path: '/api/places/calendar',
    may: 'anyone',
    input: z.strictObject({ from: Day, to: Day }),
    output: z.object({
      knownUntil: Day.nullable(),
      sources: z.array(z.object({ year: z.int(), status: z.enum(['published', 'unknown']), source: z.string() })),
      /** At most 92 days. */
      days: z.array(
        z.object({
          day: Day,
          working: z.boolean(),
          kind: z.enum(['ordinary', 'holiday', 'workday']),
          known: z.boolean(),
          /** Text for the date screen: a festival, or that nothing is announced yet. */
          note: z.string().nullable(),
        }),
      ),
      festivals: z.array(FestivalShown),
    }),
    summary: '工作日历与节日安排',
  }),
}
