// The OpenAPI 3.1 document, derived from the contracts: nothing is described twice.
import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { isKeyed, pathParameters } from '@shared/contract'
import { errors, type ErrorCode } from '@shared/errors'
import { statusOfKind } from '@shared/error-kinds'
import type { Implemented } from './implement'

const ErrorAnswer = z
  .object({
    error: z.object({ code: z.string(), text: z.string(), details: z.unknown().optional(), requestId: z.string() }),
  })
  .meta({ id: 'Error' })
const ALWAYS: ErrorCode[] = ['INPUT_INVALID', 'TOO_MANY_REQUESTS', 'SYSTEM_BUSY']

const STEP_UP =
  '绑定了动态验证码的人:十分钟内要再验证过一次(POST /api/people/staff/step-up),否则回答 STEP_UP_REQUIRED;之后可用同一个 Idempotency-Key 重发。'

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
        '写操作都带 Idempotency-Key(ULID):重复发送得到第一次的回答。错误只看 HTTP 状态和 error.code。' +
        '每个回答的 X-Epoch 是数据库的代号:变了,说明服务端从备份恢复过,客户端要把最近 30 天的写操作按原来的键重发一遍。',
    },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    paths,
  })
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
    ...(route.may === 'anyone' ? {} : { security: [{ bearer: [] }] }),
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
      ...errorAnswers([...(route.errors ?? []), ...(route.stepUp ? (['STEP_UP_REQUIRED'] as const) : [])]),
    },
  } as ZodOpenApiOperationObject
}

function okAnswer(route: Implemented['route']): object {
  if (!route.answer || route.answer === 'json')
    return { description: route.summary, content: { 'application/json': { schema: route.output } } }
  const type =
    route.answer === 'page' ? 'text/html' : route.answer === 'stream' ? 'text/event-stream' : 'application/octet-stream'
  return { description: route.summary, content: { [type]: { schema: { type: 'string' } } } }
}

function errorAnswers(codes: readonly ErrorCode[]): Record<string, object> {
  const byStatus = new Map<number, string[]>()
  for (const code of new Set([...ALWAYS, ...codes])) {
    const status = statusOfKind[errors[code].kind]
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${code}: ${errors[code].text}`])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, texts]) => [
      String(status),
      { description: texts.join(' / '), content: { 'application/json': { schema: ErrorAnswer } } },
    ]),
  )
}
