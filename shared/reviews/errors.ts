// Errors of reviews.
import type { ErrorTable } from '../error-kinds'

export const reviewsErrors = {
  REVIEW_WORSE: { kind: 'refused', text: '异议的裁定不能比原来的结果更差,请维持原结果或作有利于居民的更正' },
} as const satisfies ErrorTable
