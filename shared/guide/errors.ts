// Error codes of the sorting guide.
import type { ErrorTable } from '../error-kinds'

export const guideErrors = {
  GUIDE_WORD_KNOWN: { kind: 'refused', text: '这个词已经可以查到了，请再搜一次' },
  GUIDE_NAME_TAKEN: { kind: 'refused', text: '这个名称已在别的词条里，请换一个或合并' },
  GUIDE_ANSWER_INCOMPLETE: { kind: 'invalid', text: '请填完整：新词条的内容，或要并入的词条' },
  GUIDE_NOT_PROPOSED: { kind: 'refused', text: '还没有人提议发布，请先提议' },
  GUIDE_SECOND_PERSON: { kind: 'refused', text: '发布要由另一位同事来做，请交给没有改过词条、也没有参与提议的人' },
  GUIDE_NOTHING_CHANGED: { kind: 'refused', text: '自上一版以来没有改动' },
} as const satisfies ErrorTable
