// The public check of a certificate: plain HTML without script or sign-in. Invariants: nothing is believed but what
// lies in the database; what is not found, or can't be looked up now, is never shown as valid; a name is masked.
import { escapeHtml } from '@shared/escape'
import {
  checkResultOf,
  checkTexts,
  listedSince,
  officeName,
  readNumber,
  showIdentity,
  type CheckResult,
} from '@shared/shifts/certificates'
import { showMinutes } from '@shared/shifts/hours'
import { dayOf, fullInstant, instantAt, longDay } from '@shared/time'
import { now } from '../clock'
import { maskName } from '../field-cipher'
import type { FileAnswer } from '../http/implement'
import { log } from '../log'
import { placeNames } from '../people/people'
import { nameOn, tailOn } from './certificates'
import { checkForm, checkPage, checkRow, checkState } from './check-page'
import { Certificates, type CertificateRecord } from './certificates.model'
import { provenAt } from './proven'

const MOST_LISTED = 500

const TITLE = '志愿服务记录证明核验'

const answer = (body: string, status?: number): FileAnswer => checkPage(TITLE, body, status)
const form = (): string => checkForm('/c/hours', 'ZF')

/** The page of one number. */
export async function certificatePage(typed: string): Promise<FileAnswer> {
  try {
    return await looked(typed)
  } catch (error) {
    log.error({ err: error }, 'a certificate could not be looked up')
    return answer(stateOf('unsure') + form(), 503)
  }
}

async function looked(typed: string): Promise<FileAnswer> {
  const number = readNumber(typed)
  const kept = number ? await Certificates.findOne({ number }).lean<CertificateRecord>() : null
  const isIssued = kept?.status === 'issued' && !kept.erasedAt
  const today = isIssued ? await provenAt(kept.personId, kept.placeId, kept) : { minutes: 0, madeUp: 0 }
  const result = checkResultOf(kept && { ...kept, isErased: kept.erasedAt !== undefined }, today)
  if (!kept || result === 'unknown') return answer(stateOf('unknown') + form(), 404)
  const office = officeName((await placeNames([kept.placeId])).get(kept.placeId) ?? '')
  return answer(stateOf(result) + factsOf(kept, office, result) + form())
}

const stateOf = (result: CheckResult): string =>
  `<h1>${TITLE}</h1>${checkState(checkTexts[result], result === 'valid')}`

function factsOf(kept: CertificateRecord, office: string, result: CheckResult): string {
  const ended =
    result === 'revoked'
      ? checkRow('撤销日期', kept.revokedAt ? longDay(dayOf(kept.revokedAt)) : '') +
        checkRow('撤销原因', kept.reason ?? '')
      : ''
  const person =
    result === 'erased'
      ? ''
      : checkRow('姓名', maskName(nameOn(kept))) + checkRow('身份证件', showIdentity(kept.identityKind, tailOn(kept)))
  const hours = `${showMinutes(kept.minutes)}${kept.madeUp > 0 ? `；另有补记${showMinutes(kept.madeUp)}` : ''}`
  return `<table>${checkRow('编号', kept.number ?? '')}${ended}${person}${checkRow('服务时间', `${longDay(kept.from)}至${longDay(kept.to)}，共${kept.times}次`)}${checkRow('服务时长', hours)}${checkRow('出具单位', office)}${checkRow('经办人', kept.handler ?? '')}${checkRow('出具日期', kept.issuedAt ? longDay(dayOf(kept.issuedAt)) : '')}</table><p class="small">请逐项对照纸上写的，有一项不同就不是这一份。查询时间：${fullInstant(now())}。姓名按规定部分隐去。</p>`
}

/** Half of a number: who has the paper finds it in the list, nobody finds a person by the list. */
const halfOf = (number: string): string => number.replace(/-[^-]*$/, '-•••••')

/** The page without a number: looking one up, and the numbers that were issued lately, made public. */
export async function issuedPage(typed: string | undefined): Promise<FileAnswer> {
  if (typed !== undefined) return certificatePage(typed)
  const since = listedSince(dayOf(now()))
  const found = await Certificates.find({ number: { $exists: true }, issuedAt: { $gte: instantAt(since, '00:00') } })
    .sort({ issuedAt: -1 })
    .limit(MOST_LISTED)
    .lean<CertificateRecord[]>()
  const names = await placeNames([...new Set(found.map(({ placeId }) => placeId))])
  const items = found.map(
    ({ number = '', placeId, issuedAt, status }) =>
      `<li>${escapeHtml(halfOf(number))} ${escapeHtml(officeName(names.get(placeId) ?? ''))} ${issuedAt ? dayOf(issuedAt) : ''}${status === 'revoked' ? '（已撤销）' : ''}</li>`,
  )
  const list = items.length > 0 ? `<ul>${items.join('')}</ul>` : '<p>这段时间没有出具证明。</p>'
  return answer(
    `<h1>${TITLE}</h1>${form()}<h2>近30天出具的编号</h2><p class="small">按规定公示，编号的后一半隐去。有疑问请联系出具单位。</p>${list}`,
  )
}
