// Notices: the inbox always; WeChat subscription messages while the person's consent for that template lasts.
import { Id } from '../ids'
import { Instant } from '../time'
import { countedPageOf, listInput, pageInput, pageOf, route } from '../contract'
import * as z from '../z'
import { noticeKinds, type NoticeKind as Kind } from './rules'

/** Kinds a person may switch off one by one. */
export const NoticeKind = z.enum(Object.keys(noticeKinds) as [Kind, ...Kind[]])
export type NoticeKind = Kind

export const notices = {
  inbox: route({
    method: 'GET',
    path: '/api/notices',
    may: 'signedIn',
    input: z.strictObject({ ...pageInput, unread: z.enum(['true', 'false']).optional() }),
    output: pageOf(
      z.object({
        id: z.string(),
        kind: NoticeKind,
        title: z.string(),
        text: z.string(),
        at: Instant,
        readAt: Instant.nullable(),
        link: z.string().nullable(),
      }),
    ),
    summary: '我的消息',
  }),
  unread: route({
    method: 'GET',
    path: '/api/notices/unread',
    may: 'signedIn',
    input: z.strictObject({}),
    output: z.object({ count: z.int() }),
    summary: '未读数',
  }),
  markRead: route({
    method: 'POST',
    path: '/api/notices/read',
    may: 'signedIn',
    keyed: false,
    input: z.strictObject({ ids: z.array(z.string().max(120)).max(100).optional(), all: z.boolean().optional() }),
    output: z.object({ count: z.int() }),
    summary: '标为已读',
  }),
  settings: route({
    method: 'GET',
    path: '/api/notices/settings',
    may: 'signedIn',
    input: z.strictObject({}),
    output: z.object({
      kinds: z.array(z.object({ kind: NoticeKind, title: z.string(), on: z.boolean(), canSwitchOff: z.boolean() })),
      /** WeChat templates that may be asked for at the natural tap, and how many sends are left. */
      templates: z.array(z.object({ kind: NoticeKind, templateId: z.string(), left: z.int() })),
      quietFrom: z.string(),
      quietTo: z.string(),
    }),
    summary: '消息设置',
  }),
  switchKind: route({
    method: 'PUT',
    path: '/api/notices/settings/:kind',
    may: 'signedIn',
    input: z.strictObject({ kind: NoticeKind, on: z.boolean() }),
    output: z.object({ kind: NoticeKind, on: z.boolean() }),
    errors: ['NOTICE_ALWAYS_ON'],
    summary: '打开或关闭一类消息',
  }),
  recordConsent: route({
    method: 'POST',
    path: '/api/notices/subscriptions',
    may: 'signedIn',
    input: z.strictObject({
      id: Id,
      results: z
        .array(
          z.strictObject({
            templateId: z.string().min(1).max(64),
            result: z.enum(['accept', 'reject', 'ban', 'filter']),
          }),
        )
        .min(1)
        .max(3),
    }),
    output: z.object({ left: z.record(z.string(), z.int()) }),
    summary: '记录订阅消息的同意（一次同意可发一条）',
  }),
  undelivered: route({
    method: 'GET',
    path: '/api/notices/undelivered',
    may: ['cityOfficer', 'administrator', 'auditor'],
    input: z.strictObject(listInput('-nextAt', 'nextAt')),
    output: countedPageOf(
      z.object({ id: z.string(), kind: z.string(), attempts: z.int(), lastError: z.string().nullable(), at: Instant }),
    ),
    summary: '没能送达的消息',
  }),
  sendAgain: route({
    method: 'POST',
    path: '/api/notices/undelivered/again',
    may: ['cityOfficer', 'administrator'],
    input: z.strictObject({ ids: z.array(z.string().min(1).max(200)).min(1).max(100) }),
    output: z.object({ count: z.int() }),
    summary: '没能送达的消息再发一次',
  }),
} as const
