// Errors of reviews.
import type { ErrorTable } from '../error-kinds'

export const reviewsErrors = {
  REVIEW_NOT_THEIRS: { kind: 'refused', text: '这件事与这个单位或住户无关，不能发给它' },
  REVIEW_ANSWERED_ENOUGH: { kind: 'refused', text: '这一轮已经回复过5次，请等待处理结果' },
  REVIEW_WORSE: { kind: 'refused', text: '异议的裁定不能比原来的结果更差，请维持原结果或作有利于居民的更正' },
} as const satisfies ErrorTable
