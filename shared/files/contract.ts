// Photos and evidence: uploaded once under a client-made id, re-encoded, served only to those who may see what they
// belong to (pictures of goods to anyone).
import { Id } from '../ids'
import { route } from '../contract'
import * as z from '../z'

/** What it was taken for, in one word of the feature that shows it: "stop", "reward". It stands in a person's copy. */
const Purpose = z.string().regex(/^[a-z][A-Za-z]{1,30}$/, '请更新到最新版本后重试')

export const files = {
  upload: route({
    method: 'POST',
    path: '/api/files',
    may: 'signedIn',
    inputKind: 'multipart',
    input: z.strictObject({ id: Id, purpose: Purpose }),
    output: z.object({ id: Id, width: z.int(), height: z.int(), bytes: z.int() }),
    errors: ['FILE_MISSING', 'FILE_NOT_A_PICTURE', 'FILE_TOO_MANY_PIXELS', 'FILE_QUOTA', 'BODY_TOO_LARGE'],
    limit: { count: 120, seconds: 3600 },
    summary: '上传一张照片（去除拍摄地点等信息）',
  }),
  show: route({
    method: 'GET',
    path: '/api/files/:id',
    may: 'anyone',
    input: z.strictObject({ id: Id, size: z.enum(['full', 'thumb']).optional() }),
    output: z.string(),
    answer: 'file',
    media: ['image/jpeg'],
    errors: ['NOT_FOUND', 'SIGN_IN_REQUIRED'],
    summary: '查看照片（兑换品的图片不用登录）',
  }),
  link: route({
    method: 'GET',
    path: '/api/files/:id/link',
    may: 'anyone',
    input: z.strictObject({ id: Id, size: z.enum(['full', 'thumb']).optional() }),
    output: z.object({ url: z.string(), expiresAt: z.string() }),
    errors: ['NOT_FOUND', 'SIGN_IN_REQUIRED'],
    summary: '五分钟内有效的照片链接（供图片组件使用）',
  }),
  linked: route({
    method: 'GET',
    path: '/api/files/linked/:token',
    may: 'anyone',
    input: z.strictObject({ token: z.string().min(20).max(400) }),
    output: z.string(),
    answer: 'file',
    media: ['image/jpeg'],
    errors: ['NOT_FOUND'],
    summary: '凭链接查看照片',
  }),
} as const
