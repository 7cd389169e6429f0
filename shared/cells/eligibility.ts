// Who may apply at all, asked in plain words before anything else, and the letter that the responsible person signs.
// Questions and wording are ours, after the usual rule: nobody on the credit platform for serious dishonesty in safety,
// environment or quality in the last three years; no false material.
import { sha256 } from '../sha256'
import { canonical } from '../canonical'

/** `wanted`: the answer with which somebody may apply. */
export const eligibilityQuestions = [
  {
    code: 'operating',
    question: '现在在正常经营或使用吗？',
    wanted: true,
    why: '停业、停用的先不受理，恢复以后再申报',
  },
  {
    code: 'dishonest',
    question: '最近三年，在信用平台上有安全、环保、质量方面的严重失信记录吗？',
    wanted: false,
    why: '三年内有严重失信记录的不能申报',
  },
  {
    code: 'falseMaterial',
    question: '最近三年，因为申报材料造假被取消过资格吗？',
    wanted: false,
    why: '三年内因材料造假被取消资格的不能申报',
  },
] as const

const LETTER_VERSION = 1

/** What the responsible person promises; the same words for everybody, a home's own for a home. */
export const letterText = (subject: string, cell: string, isHousehold: boolean): string =>
  isHousehold
    ? `我是${subject}的住户，代表全家申报${cell}。我承诺：填写的内容和记录都真实，按清单去做；` +
      '有弄虚作假的，接受取消申报资格、撤销称号的处理。'
    : `我是${subject}的负责人，代表本单位申报${cell}。我承诺：填写的内容、提交和以后补充的材料都真实；` +
      '按评价表的要求去做，配合资料审核和现场评估；有弄虚作假的，接受取消申报资格、撤销称号的处理。'

export type Letter = {
  applicationId: string
  personId: string
  subject: string
  cell: string
  isHousehold: boolean
  name: string
  at: string
}

/** Covers the words, for whom, and who signed when: another responsible person signs another one. */
export const letterHash = (letter: Letter): string =>
  sha256(
    canonical({
      version: LETTER_VERSION,
      text: letterText(letter.subject, letter.cell, letter.isHousehold),
      ...letter,
    }),
  )
