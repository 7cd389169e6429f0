// Items that short tables have in common but for their words.
import { share, value } from './build'

export const responsible = (text: string, question: string) =>
  value(
    'people',
    5,
    [text, question],
    [
      [2, 5],
      [1, 4],
    ],
  )
export const trained = (text: string, question: string) =>
  share('trainedPeople', 5, [text, question], [0, 70], ['参加过培训的人', '登记的人员'])
export const mended = (text: string) =>
  share('findingsMended', 5, [text, '检查指出的问题，都按时改了吗？'], [40, 100], ['按期改好的问题', '到期的问题'])
export const scored = (text: string) =>
  value(
    'inspectionScore',
    5,
    [text, '最近一年的现场抽查，平均多少分？'],
    [
      [90, 5],
      [80, 4],
      [60, 2],
    ],
  )
export const hours = (text: string) =>
  value(
    'volunteerHours',
    5,
    [text, '做过志愿督导吗？'],
    [
      [12, 5],
      [4, 3],
      [1, 1],
    ],
  )
