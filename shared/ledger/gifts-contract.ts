// Routes of gifts: to whom points may be given, the giving, and the funds that receive them.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { Month } from '../time'
import { Points } from '../units'
import * as z from '../z'
import { AccountId, ledgerReaders } from './contract'
import { contestDeciders } from './contests-contract'

export const FundKind = z.enum(['compound', 'school'])
export const FundView = z.object({
  /** "fund:<id>" */
  account: z.string(),
  kind: FundKind,
  name: z.string(),
  placeName: z.string(),
  points: Points,
  receivedTotal: Points,
  receivedThisMonth: Points,
  gifts: z.int(),
  months: z.array(z.object({ month: Month, received: Points, used: Points, gifts: z.int() })),
})

export const GiftTarget = z.object({
  account: z.string(),
  kind: FundKind,
  name: z.string(),
  placeName: z.string(),
  points: Points,
})

export const gifts = {
  giftTargets: route({
    method: 'GET',
    path: '/api/ledger/gifts/targets',
    may: 'signedIn',
    input: z.strictObject({ from: AccountId.optional() }),
    output: z.object({
      from: z.string(),
      available: Points,
      mostPerMonth: Points,
      givenThisMonth: Points,
      leftThisMonth: Points,
      /** May points go to a neighbour here? Off unless the area switches it on. */
      neighbours: z.boolean(),
      items: z.array(GiftTarget),
    }),
    errors: ['NOT_FOUND'],
    summary: '可以把积分赠给谁、本月还能赠多少',
  }),
  give: route({
    method: 'POST',
    path: '/api/ledger/gifts',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      from: AccountId,
      points: z.int().min(1, '至少1分').max(1_000_000),
      /** A fund, or … */
      to: AccountId.optional(),
      /** … the code on a neighbour's household card, where the area allows it. */
      neighbourCode: line(200, 1).optional(),
      note: line(40).optional(),
    }),
    output: z.object({
      entryId: z.string(),
      points: Points,
      toName: z.string(),
      available: Points,
      leftThisMonth: Points,
    }),
    errors: [
      'NOT_FOUND',
      'LEDGER_INSUFFICIENT',
      'LEDGER_GIFT_LIMIT',
      'LEDGER_GIFT_TARGET',
      'LEDGER_GIFT_NEIGHBOUR_OFF',
      'LEDGER_GIFT_SELF',
      'HOUSEHOLD_CODE_UNKNOWN',
      'HOUSEHOLD_CODE_REVOKED',
    ],
    limit: { count: 30, seconds: 3600 },
    summary: '赠送积分给小区公益金、学校公益金（或邻居）',
  }),
  fund: route({
    method: 'GET',
    path: '/api/ledger/funds/:id',
    may: 'anyone',
    input: z.strictObject({ id: Id }),
    output: FundView,
    errors: ['NOT_FOUND'],
    summary: '一个公益金的公开页（不列赠送人）',
  }),
  deskFunds: route({
    method: 'GET',
    path: '/api/ledger/desk/funds',
    may: ledgerReaders,
    input: z.strictObject(listInput('-createdAt', 'createdAt')),
    output: countedPageOf(
      z.object({
        id: Id,
        account: z.string(),
        kind: FundKind,
        name: z.string(),
        placeId: Id,
        placeName: z.string(),
        points: Points,
        active: z.boolean(),
      }),
    ),
    summary: '学校公益金',
  }),
  saveFund: route({
    method: 'PUT',
    path: '/api/ledger/desk/funds/:id',
    may: contestDeciders,
    input: z.strictObject({ id: Id, placeId: Id, name: line(40, 2), active: z.boolean() }),
    output: z.object({ id: Id, account: z.string(), name: z.string(), active: z.boolean() }),
    errors: ['NOT_FOUND'],
    summary: '登记或停用一所学校的公益金',
  }),
}
