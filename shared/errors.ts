// Every error a client can meet: a stable code, a kind (which decides the status) and one Chinese sentence.
// Codes are stable for ever: old mini-program packages switch on them. A feature keeps its own table beside its
// contract.
import { statusOfKind, type ErrorKind, type ErrorTable } from './error-kinds'
import { accessErrors } from './access/errors'
import { cellsErrors } from './cells/errors'
import { changeoversErrors } from './changeovers/errors'
import { dropoffsErrors } from './dropoffs/errors'
import { farmErrors } from './farm/errors'
import { filesErrors } from './files/errors'
import { guideErrors } from './guide/errors'
import { importsErrors } from './imports/errors'
import { inspectionsErrors } from './inspections/errors'
import { ledgerErrors } from './ledger/errors'
import { manifestsErrors } from './manifests/errors'
import { noticesErrors } from './notices/errors'
import { operationsErrors } from './operations/errors'
import { organisationsErrors } from './organisations/errors'
import { papersErrors } from './papers/errors'
import { peopleErrors } from './people/errors'
import { pickupsErrors } from './pickups/errors'
import { placesErrors } from './places/errors'
import { reportsErrors } from './reports/errors'
import { reviewsErrors } from './reviews/errors'
import { rewardsErrors } from './rewards/errors'
import { runsErrors } from './runs/errors'
import { shiftsErrors } from './shifts/errors'
import { slotsErrors } from './slots/errors'
import { standingsErrors } from './standings/errors'
import { trainingsErrors } from './trainings/errors'
import { workoffsErrors } from './workoffs/errors'

const commonErrors = {
  INPUT_INVALID: { kind: 'invalid', text: '填写的内容有误，请按提示修改' },
  BODY_UNREADABLE: { kind: 'invalid', text: '发送的内容无法读取，请重试' },
  BODY_TOO_LARGE: { kind: 'invalid', text: '发送的内容太大了，请减少后再试' },
  IDEMPOTENCY_KEY_MISSING: { kind: 'invalid', text: '请求缺少编号，请更新到最新版本后重试' },
  IDEMPOTENCY_KEY_REUSED: { kind: 'refused', text: '这个请求编号已用于别的内容，请重新提交' },
  IDEMPOTENCY_IN_PROGRESS: { kind: 'conflict', text: '上一次提交正在处理，请稍候' },
  SIGN_IN_REQUIRED: { kind: 'unauthenticated', text: '请先登录' },
  SESSION_ENDED: { kind: 'unauthenticated', text: '登录已过期，请重新登录' },
  NOT_ALLOWED: { kind: 'forbidden', text: '您没有办理这项业务的权限' },
  NOT_FOUND: { kind: 'notFound', text: '没有找到，可能已被删除或不在您的查看范围内' },
  ROUTE_UNKNOWN: { kind: 'notFound', text: '没有这个地址' },
  METHOD_UNKNOWN: { kind: 'notFound', text: '这个地址不支持这种操作' },
  CHANGED_MEANWHILE: { kind: 'conflict', text: '内容刚刚有变动，请看过最新的再试' },
  WRONG_STATE: { kind: 'conflict', text: '现在的状态不能这样操作，请刷新查看' },
  TOO_MANY_REQUESTS: { kind: 'tooMany', text: '操作太频繁了，请稍后再试' },
  SYSTEM_BUSY: { kind: 'unavailable', text: '系统正忙，请稍后再试' },
  DATABASE_DOWN: { kind: 'unavailable', text: '服务暂时不可用，请稍后再试' },
  DEFECT: { kind: 'unavailable', text: '系统出了点问题，我们已记录，请稍后再试' },
} as const satisfies ErrorTable

export const errors = {
  ...commonErrors,
  ...accessErrors,
  ...cellsErrors,
  ...changeoversErrors,
  ...peopleErrors,
  ...placesErrors,
  ...guideErrors,
  ...importsErrors,
  ...inspectionsErrors,
  ...ledgerErrors,
  ...pickupsErrors,
  ...manifestsErrors,
  ...noticesErrors,
  ...dropoffsErrors,
  ...farmErrors,
  ...filesErrors,
  ...operationsErrors,
  ...organisationsErrors,
  ...papersErrors,
  ...reportsErrors,
  ...reviewsErrors,
  ...rewardsErrors,
  ...runsErrors,
  ...shiftsErrors,
  ...slotsErrors,
  ...standingsErrors,
  ...trainingsErrors,
  ...workoffsErrors,
} as const

export type ErrorCode = keyof typeof errors

/** Body of every unsuccessful answer. `text` is fit to be shown as it is. */
export type ErrorBody = { error: { code: ErrorCode; text: string; details?: unknown; requestId: string } }

/** Codes for which HTTP has a status of its own beside that of their kind. */
const ownStatus: Partial<Record<ErrorCode, number>> = { DEFECT: 500, METHOD_UNKNOWN: 405, BODY_TOO_LARGE: 413 }

/** The HTTP status of a code. */
export const statusOf = (code: ErrorCode): number => ownStatus[code] ?? statusOfKind[errors[code].kind]

/** A refusal by rule or by input. Anything else that is thrown is a defect and answers 500 without detail. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly details?: unknown,
  ) {
    super(code)
    this.name = 'DomainError'
  }

  get kind(): ErrorKind {
    return errors[this.code].kind
  }

  get text(): string {
    return errors[this.code].text
  }

  get status(): number {
    return statusOf(this.code)
  }
}

/** The refusal of one field of an input, with one sentence beside it. */
export const invalid = (path: string, text: string): DomainError =>
  new DomainError('INPUT_INVALID', { fields: [{ path, text }] })
