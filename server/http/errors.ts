// Turns what was thrown into the one error body. The HTTP status is the only success signal; defects answer 500 without
// detail.
import type { Context, Next } from 'koa'
import mongoose from 'mongoose'
import { DomainError, type ErrorBody } from '@shared/errors'
import { isConnectionLost } from '../db'
import { log } from '../log'
import { countDefect } from './observe'

/** Koa middleware: writes the error body, hides everything about defects. */
export async function writeErrors(ctx: Context, next: Next): Promise<void> {
  try {
    await next()
  } catch (thrown) {
    const error = asDomainError(thrown)
    if (error.code === 'DEFECT') {
      countDefect()
      log.error({ requestId: ctx.state.requestId, route: ctx.state.routeName, err: describe(thrown) }, 'defect')
    }
    const details = error.details as { retryAfterSeconds?: number } | undefined
    if (details?.retryAfterSeconds) ctx.set('Retry-After', String(details.retryAfterSeconds))
    ctx.status = error.status
    ctx.set('Cache-Control', 'no-store')
    ctx.body = errorBody(error, ctx.state.requestId as string)
  }
}

export function errorBody(error: DomainError, requestId: string): ErrorBody {
  return {
    error: {
      code: error.code,
      text: error.text,
      ...(error.details === undefined ? {} : { details: error.details }),
      requestId,
    },
  }
}

const WRITE_CONFLICT = 112

/** Database unreachable or busy → 503; everything unknown → DEFECT. */
export function asDomainError(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown
  if (isConnectionLost(thrown)) return new DomainError('DATABASE_DOWN')
  if (!(thrown instanceof mongoose.mongo.MongoError)) return new DomainError('DEFECT')
  if (thrown.hasErrorLabel('TransientTransactionError') || thrown.code === WRITE_CONFLICT)
    return new DomainError('SYSTEM_BUSY')
  return new DomainError(
    thrown.hasErrorLabel('RetryableWriteError') || thrown.hasErrorLabel('UnknownTransactionCommitResult')
      ? 'DATABASE_DOWN'
      : 'DEFECT',
  )
}

function describe(thrown: unknown): { name: string; message: string; stack?: string } {
  return thrown instanceof Error
    ? { name: thrown.name, message: thrown.message, stack: thrown.stack }
    : { name: 'thrown', message: String(thrown) }
}
