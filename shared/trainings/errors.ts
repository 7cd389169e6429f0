// Error codes of trainings.
import type { ErrorTable } from '../error-kinds'

export const trainingsErrors = {
  TRAINING_CODE_WRONG: { kind: 'refused', text: '签到码不对或已过期，请重新扫讲师屏幕上的码' },
  TRAINING_NOT_YET: { kind: 'refused', text: '还没到时间，开始前半小时起可以签到' },
  TRAINING_OVER: { kind: 'refused', text: '这场培训已经结束，不能再登记，请联系组织者' },
  TRAINING_FULL: { kind: 'conflict', text: '这场培训人已满，请参加下一场' },
  TRAINING_TIMES_WRONG: { kind: 'invalid', text: '结束要晚于开始，一场最长12小时' },
} as const satisfies ErrorTable
