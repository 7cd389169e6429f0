// 农资回收: packaging of pesticides and film that farms bring back to a shop. The shop enters what came on its phone, or
// the village enters the shop's paper book in the console. Reward and deposit are recorded only.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { Day, Month } from '../time'
import * as z from '../z'
import { farmReaders, farmRecorders } from './rules'
import { farmThings } from './vocabulary'

const Thing = z.enum(farmThings)
/** Fen. */
const Money = z.int().min(0).max(1_000_000)
/** Pieces; grams of film. */
const Amount = z.int().min(1).max(100_000_000)

export const FarmReturn = z.object({
  id: Id,
  siteId: Id,
  siteName: z.string(),
  day: Day,
  thing: Thing,
  amount: z.int(),
  rewardFen: z.int(),
  depositFen: z.int(),
  note: z.string(),
  /** Why it was taken back; it counts no longer. */
  withdrawn: z.string().nullable(),
  allowed: z.array(z.enum(['withdraw'])),
})
export type FarmReturn = z.infer<typeof FarmReturn>

const Total = z.object({
  thing: Thing,
  times: z.int(),
  amount: z.int(),
  rewardFen: z.int(),
  depositFen: z.int(),
})
const siteFields = { id: Id, name: z.string(), placeName: z.string() }

export const farm = {
  sites: route({
    method: 'GET',
    path: '/api/farm/sites',
    may: farmReaders,
    input: z.strictObject({}),
    output: z.object({ sites: z.array(z.object(siteFields)) }),
    summary: '本片区的农资回收点（收“退回商家”的点位）',
  }),
  list: route({
    method: 'GET',
    path: '/api/farm/returns',
    may: farmReaders,
    input: z.strictObject({ ...listInput('-day', 'day'), siteId: Id.optional() }),
    output: countedPageOf(FarmReturn),
    summary: '农药包装与农膜的回收登记',
  }),
  totals: route({
    method: 'GET',
    path: '/api/farm/totals',
    may: farmReaders,
    input: z.strictObject({ month: Month, siteId: Id.optional() }),
    output: z.object({ totals: z.array(Total) }),
    errors: ['NOT_FOUND'],
    summary: '一个月的农药包装与农膜回收合计',
  }),
  record: route({
    method: 'POST',
    path: '/api/farm/returns',
    may: farmRecorders,
    input: z.strictObject({
      id: Id,
      siteId: Id,
      day: Day,
      thing: Thing,
      amount: Amount,
      rewardFen: Money,
      depositFen: Money,
      /** No names: what the book says beside it. */
      note: line(60),
    }),
    output: FarmReturn,
    errors: ['NOT_FOUND', 'FARM_SITE_WRONG', 'FARM_DAY_WRONG', 'FARM_TOO_MUCH', 'IDEMPOTENCY_KEY_REUSED'],
    summary: '登记一次农药包装或农膜回收（奖励、押金只记录）',
  }),
  withdraw: route({
    method: 'POST',
    path: '/api/farm/returns/:id/withdraw',
    may: farmRecorders,
    input: z.strictObject({ id: Id, reason: line(100, 2) }),
    output: FarmReturn,
    errors: ['NOT_FOUND', 'WRONG_STATE'],
    summary: '撤回一次登记（写明原因，留痕）',
  }),
} as const
