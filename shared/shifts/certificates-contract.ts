// Certificates of hours: asked for by the volunteer, issued by the office of a community or street, fetched as PDF,
// checked by anybody on a page without script.
import { countedPageOf, line, listInput, route } from '../contract'
import { Id } from '../ids'
import { publicLine } from '../personal-text'
import { Day, Instant } from '../time'
import * as z from '../z'
import {
  certificateIssuers,
  certificateReaders,
  certificateRevokers,
  certificateStatuses,
  identityKinds,
} from './certificates'

export const Certificate = z.object({
  id: Id,
  /** The office: a community or a subdistrict. */
  placeId: Id,
  office: z.string(),
  /** Null until it is issued. */
  number: z.string().nullable(),
  status: z.enum(certificateStatuses),
  from: Day,
  to: Day,
  /** Of shifts with a second person behind them, and made-up ones that were approved; as issued, or by now. */
  minutes: z.int(),
  madeUp: z.int(),
  times: z.int(),
  askedAt: Instant,
  dueOn: Day,
  issuedOn: Day.nullable(),
  /** Why it was declined or taken back. */
  reason: z.string().nullable(),
})
export type Certificate = z.infer<typeof Certificate>

export const DeskCertificate = Certificate.extend({
  name: z.string(),
  /** The name of the account whose hours they are; null where it has none yet. */
  account: z.string().nullable(),
  identityKind: z.enum(identityKinds),
  identityTail: z.string(),
  /** Who issued or declined it. */
  handler: z.string().nullable(),
  allowed: z.array(z.enum(['decide', 'revoke', 'paper'])),
})
export type DeskCertificate = z.infer<typeof DeskCertificate>

export const certificates = {
  offices: route({
    method: 'GET',
    path: '/api/shifts/certificates/offices',
    may: 'signedIn',
    input: z.strictObject({}),
    /** Communities, then subdistricts, with hours that can be proven; the most first. */
    output: z.object({
      name: z.string(),
      items: z.array(
        z.object({
          placeId: Id,
          office: z.string(),
          minutes: z.int(),
          madeUp: z.int(),
          times: z.int(),
          from: Day,
          to: Day,
        }),
      ),
    }),
    summary: '可以开具志愿服务记录证明的社区、街道和时长',
  }),
  mine: route({
    method: 'GET',
    path: '/api/shifts/certificates/mine',
    may: 'signedIn',
    input: z.strictObject({}),
    /** The latest 50. */
    output: z.object({ items: z.array(Certificate) }),
    summary: '我的志愿服务记录证明',
  }),
  ask: route({
    method: 'POST',
    path: '/api/shifts/certificates',
    may: 'signedIn',
    limit: { count: 10, seconds: 3600 },
    input: z.strictObject({
      id: Id,
      placeId: Id,
      from: Day,
      to: Day,
      /** As it stands in the identity paper; the office compares. */
      name: line(30, 2),
      identityKind: z.enum(identityKinds),
      /** The last four characters, no more. */
      identityTail: z.string().regex(/^[0-9A-Za-z]{4}$/, '请填证件号码的最后4位'),
    }),
    output: Certificate,
    errors: [
      'CERTIFICATE_NAME_DIFFERS',
      'CERTIFICATE_NOTHING',
      'CERTIFICATE_ASKED',
      'IDEMPOTENCY_KEY_REUSED',
      'INPUT_INVALID',
    ],
    summary: '申请开具志愿服务记录证明（只计志愿者身份、已核实的时长）',
  }),
  paper: route({
    method: 'GET',
    path: '/api/shifts/certificates/:id/paper',
    may: 'signedIn',
    input: z.strictObject({ id: Id }),
    output: z.any(),
    answer: 'file',
    media: ['application/pdf'],
    errors: ['NOT_FOUND', 'CERTIFICATE_NOT_ISSUED', 'PAPER_GLYPH_MISSING'],
    summary: '下载志愿服务记录证明（本人，或出具单位）',
  }),
  list: route({
    method: 'GET',
    path: '/api/shifts/desk/certificates',
    may: certificateReaders,
    input: z.strictObject({
      ...listInput('-askedAt', 'askedAt'),
      status: z.enum(certificateStatuses).optional(),
      placeId: Id.optional(),
      open: Id.optional(),
    }),
    output: countedPageOf(DeskCertificate),
    errors: ['NOT_FOUND'],
    summary: '志愿服务记录证明：待出具、已出具、已撤销（查看留痕）',
  }),
  decide: route({
    method: 'POST',
    path: '/api/shifts/desk/certificates/:id/decide',
    may: certificateIssuers,
    input: z.strictObject({ id: Id, outcome: z.enum(['issued', 'declined']), reason: line(100).optional() }),
    output: DeskCertificate,
    errors: [
      'NOT_FOUND',
      'WRONG_STATE',
      'DECIDES_OWN_CASE',
      'CERTIFICATE_NAME_DIFFERS',
      'CERTIFICATE_NOTHING',
      'INPUT_INVALID',
    ],
    summary: '核对证件后出具，或说明为什么不出具（不能给自己办）',
  }),
  revoke: route({
    method: 'POST',
    path: '/api/shifts/desk/certificates/:id/revoke',
    may: certificateRevokers,
    stepUp: true,
    input: z.strictObject({ id: Id, reason: publicLine(100, 2) }),
    output: DeskCertificate,
    errors: ['NOT_FOUND', 'NOT_ALLOWED', 'WRONG_STATE', 'DECIDES_OWN_CASE'],
    summary: '撤销一份证明（写明原因，公开核验页马上显示已撤销）',
  }),
  page: route({
    method: 'GET',
    path: '/c/hours/:number',
    may: 'anyone',
    answer: 'page',
    limit: { count: 60, seconds: 600 },
    input: z.strictObject({ number: line(60) }),
    output: z.string(),
    summary: '志愿服务记录证明核验页（不用登录，不需要脚本）',
  }),
  issuedPage: route({
    method: 'GET',
    path: '/c/hours',
    may: 'anyone',
    answer: 'page',
    limit: { count: 60, seconds: 600 },
    input: z.strictObject({ number: line(60).optional() }),
    output: z.string(),
    summary: '近30天出具的证明编号（公示），按编号查一份',
  }),
} as const
