// The OpenAPI 3.1 document, derived from the contracts: nothing is described twice.
import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { isKeyed, pathParameters, type Caller, type May, type Route } from '@shared/contract'
import { errors, statusOf, type ErrorCode } from '@shared/errors'
import type { Implemented } from './implement'
import { mediaOf } from './media'

const ErrorAnswer = z
  .object({
    error: z.object({ code: z.string(), text: z.string(), details: z.unknown().optional(), requestId: z.string() }),
  })
  .meta({ id: 'Error' })
const ALWAYS: ErrorCode[] = ['INPUT_INVALID', 'TOO_MANY_REQUESTS', 'SYSTEM_BUSY', 'DATABASE_DOWN']

const STEP_UP =
  '绑定了动态验证码的人：十分钟内要再验证过一次（POST /api/people/staff/step-up），否则回答 STEP_UP_REQUIRED；之后可用同一个 Idempotency-Key 重发。'

export function openApiDocument(routes: readonly Implemented[]): object {
  const paths: ZodOpenApiPathsObject = {}
  for (const implemented of routes) {
    const path = implemented.route.path.replace(/:([A-Za-z]\w*)/g, '{$1}')
    paths[path] = { ...paths[path], [implemented.route.method.toLowerCase()]: operation(implemented) }
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: '无废通 API',
      version: '0.1.0',
      description:
        '写操作都带 Idempotency-Key(ULID)：重复发送得到第一次的回答。错误只看 HTTP 状态和 error.code。' +
        '每个回答的 X-Epoch 是数据库的代号：变了，说明服务端从备份恢复过，客户端要把最近30天的写操作按原来的键重发一遍。',
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        link: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'Link <专用链接里的令牌>' },
        device: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'Device <编号>.<毫秒时间>.<签名>，见 docs/devices.md',
        },
      },
    },
    paths,
  })
}

/** Which of the credentials open a route. */
function securityOf(may: Exclude<May, 'anyone'>): Record<string, string[]>[] {
  const named: readonly Caller[] = may === 'signedIn' ? [] : may
  const keys = (['link', 'device'] as const).filter((key) => named.includes(key))
  const byPersons = may === 'signedIn' || named.length > keys.length
  return [...(byPersons ? [{ bearer: [] }] : []), ...keys.map((key) => ({ [key]: [] }))]
}

function operation({ name, route }: Implemented): ZodOpenApiOperationObject {
  const names = pathParameters(route.path)
  const shape = route.input.shape as Record<string, z.ZodType>
  const pick = (wanted: (field: string) => boolean): Record<string, z.ZodType> =>
    Object.fromEntries(Object.entries(shape).filter(([field]) => wanted(field)))
  const inQuery = route.method === 'GET' || route.method === 'DELETE'
  const rest = z.strictObject(pick((field) => !names.includes(field)))
  return {
    operationId: name,
    summary: route.summary,
    ...(route.stepUp ? { description: STEP_UP, 'x-step-up': true } : {}),
    tags: [name.split('.')[0] ?? name],
    ...(route.may === 'anyone' ? {} : { security: securityOf(route.may) }),
    requestParams: {
      path: z.object(pick((field) => names.includes(field))),
      ...(inQuery ? { query: rest } : {}),
      ...(isKeyed(route) ? { header: z.object({ 'Idempotency-Key': z.string() }) } : {}),
    },
    ...(inQuery
      ? {}
      : {
          requestBody: {
            content: {
              [route.inputKind === 'multipart' ? 'multipart/form-data' : 'application/json']: { schema: rest },
            },
          },
        }),
    responses: {
      200: okAnswer(route),
      ...errorAnswers(refusalsOf(route), route.answer === 'page'),
    },
  } as ZodOpenApiOperationObject
}

function okAnswer(route: Route): object {
  const schema = !route.answer || route.answer === 'json' ? route.output : { type: 'string' }
  return {
    description: route.summary,
    content: Object.fromEntries(mediaOf(route).map((type) => [type, { schema }])),
  }
}

const namesSomething = (route: Route): boolean =>
  pathParameters(route.path).length > 0 || Object.keys(route.input.shape).some((field) => /^id$|Ids?$/.test(field))

/** What any such route may answer beside what it declares. */
function refusalsOf(route: Route): ErrorCode[] {
  return [
    ...ALWAYS,
    'SESSION_ENDED',
    ...(route.may === 'anyone' ? [] : (['SIGN_IN_REQUIRED'] as const)),
    ...(typeof route.may === 'string' ? [] : (['NOT_ALLOWED'] as const)),
    ...(namesSomething(route) ? (['NOT_FOUND'] as const) : []),
    ...(isKeyed(route)
      ? (['IDEMPOTENCY_KEY_MISSING', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'] as const)
      : []),
    ...(route.method === 'POST' || route.method === 'PUT' ? (['BODY_UNREADABLE', 'BODY_TOO_LARGE'] as const) : []),
    ...(route.stepUp ? (['STEP_UP_REQUIRED'] as const) : []),
    ...(route.errors ?? []),
  ]
}

/** @param hasPage nothing found is answered as a page */
function errorAnswers(codes: readonly ErrorCode[], hasPage: boolean): Record<string, object> {
  const byStatus = new Map<number, string[]>()
  for (const code of new Set(codes)) {
    const status = statusOf(code)
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${code}: ${errors[code].text}`])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, texts]) => [
      String(status),
      {
        description: texts.join(' / '),
        content: {
          'application/json': { schema: ErrorAnswer },
          ...(hasPage && status === 404 ? { 'text/html': { schema: { type: 'string' } } } : {}),
        },
      },
    ]),
  )
}
