// Words and pictures of the log screen: short names of the streams, and what a volunteer reads of one log. Pure.
import type { Stream } from '@shared/places/vocabulary'
import { logStateNames, type LogState, type Result } from '@shared/dropoffs/vocabulary'
import type { IconName } from '@/ui/icon-names'

const town: Readonly<Record<Stream, string>> = {
  food: '厨余',
  residual: '其他',
  recyclable: '可回收',
  hazardous: '有害',
}
/** In villages the first split is what rots and what doesn't. */
const country: Readonly<Record<Stream, string>> = { ...town, food: '会烂', residual: '不会烂' }

export const streamName = (stream: Stream, isRural: boolean): string => (isRural ? country : town)[stream]

/** "荷塘里 1号投放点": every compound has a first site, so that its own name alone says nothing. */
export const siteTitle = ({ placeName, name }: { placeName: string; name: string }): string =>
  name.startsWith(placeName) ? name : `${placeName} ${name}`

export const binSigns: Readonly<Record<Stream, IconName>> = {
  food: 'fish-bone',
  residual: 'tied-bag',
  recyclable: 'recycle',
  hazardous: 'battery-box',
}

const resultWords: Readonly<Record<Result, string>> = { correct: '对', wrong: '错', mixed: '混杂', unopened: '未破袋' }
/** "厨余 对" */
export const logWords = (stream: Stream, result: Result, isRural: boolean): string =>
  `${streamName(stream, isRural)} ${resultWords[result]}`

/** What more can be said of a bag that was wrong, in the words of the buttons. */
export const reasonWords: Readonly<Record<Exclude<Result, 'correct'>, string>> = {
  wrong: '投错桶',
  mixed: '混了别的',
  unopened: '没破袋',
}

/** `unsent`: on this phone only; `refused`: the server did not take it. */
export type Shown = LogState | 'unsent' | 'refused'
export const shownWords: Readonly<Record<Shown, string>> = { ...logStateNames, unsent: '待送', refused: '未记' }
export const shownTones: Readonly<Record<Shown, 'neutral' | 'good' | 'warn' | 'bad' | 'info'>> = {
  unsent: 'info',
  counted: 'good',
  waiting: 'info',
  review: 'warn',
  setAside: 'bad',
  refused: 'bad',
  undone: 'neutral',
}
