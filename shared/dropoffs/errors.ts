// Error codes of drop-offs: what a row from the phone is refused with. A refused row changes nothing and is kept.
import type { ErrorTable } from '../error-kinds'

export const dropoffsErrors = {
  DROPOFF_OWN_HOUSEHOLD: { kind: 'refused', text: '自己家或代办户的投放，请让同伴登记' },
  DROPOFF_REFERENCE_WRONG: { kind: 'refused', text: '这条记录的住户编号认不出来，请重新扫码登记' },
  DROPOFF_UNDO_TOO_LATE: { kind: 'refused', text: '超过时间不能撤销了，请告诉督导组长更正' },
  DROPOFF_NOTE_TOO_LATE: { kind: 'refused', text: '登记已过一天，不能再补充了，有话请告诉督导组长' },
  DROPOFF_NOTES_FULL: { kind: 'refused', text: '这条登记已补充过多次，还有话请告诉督导组长' },
  DROPOFF_PHOTO_WRONG: { kind: 'refused', text: '这张照片没有找到，请重新拍一张' },
  DROPOFF_UNDO_KEPT: { kind: 'refused', text: '这次撤销已留存，但登记没有改动；需要更正请告诉督导组长或社区' },
  DROPOFF_NOT_YOURS: { kind: 'refused', text: '只能改自己登记的记录' },
  DROPOFF_CONTEST_LATE: { kind: 'refused', text: '已超过可以提出异议的时间，有疑问请联系社区' },
} as const satisfies ErrorTable
