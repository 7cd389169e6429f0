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
import { Certificates, type CertificateRecord } from './certificates.model'
import { provenAt } from './proven'

const MOST_LISTED = 500

const STYLE = `body{font:20px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:640px;margin:0 auto;padding:20px;color:#1b2b23;background:#fff}
h1{font-size:28px;line-height:1.3;margin:8px 0}h2{font-size:22px;margin:28px 0 8px}p{margin:6px 0}
.state{font-size:26px;font-weight:700;border-left:10px solid #b3261e;padding:10px 14px;background:#fdf0ef}.state.valid{border-color:#2E7D32;background:#f1f7f2}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:10px 8px;border-bottom:1px solid #d5ded8}th{width:7em;font-weight:600}
input,button{font:inherit;min-height:52px;padding:6px 12px;border:2px solid #4a5a51;border-radius:8px;max-width:100%;box-sizing:border-box}button{background:#2E7D32;color:#fff;border-color:#2E7D32;font-weight:600}
.small{font-size:18px;color:#4a5a51}ul{list-style:none;padding:0;font-variant-numeric:tabular-nums}@media print{body{font-size:14px}form{display:none}}`

const TITLE = '志愿服务记录证明核验'

const answer = (body: string, status?: number): FileAnswer => ({
  contentType: 'text/html; charset=utf-8',
  body: `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${TITLE}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`,
  headers: { 'Cache-Control': 'no-store' },
  ...(status ? { status } : {}),
})

const form = (): string =>
  `<form method="get" action="/c/hours"><p><label for="number">输入纸上的编号</label></p><p><input id="number" name="number" autocomplete="off" autocapitalize="characters" placeholder="ZF2026-…" required maxlength="40"> <button>查一查</button></p></form>`

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
  `<h1>${TITLE}</h1><p class="state${result === 'valid' ? ' valid' : ''}" role="status">${checkTexts[result].title}</p><p>${checkTexts[result].text}</p>`

const row = (name: string, value: string): string =>
  value === '' ? '' : `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`

function factsOf(kept: CertificateRecord, office: string, result: CheckResult): string {
  const ended =
    result === 'revoked'
      ? row('撤销日期', kept.revokedAt ? longDay(dayOf(kept.revokedAt)) : '') + row('撤销原因', kept.reason ?? '')
      : ''
  const person =
    result === 'erased'
      ? ''
      : row('姓名', maskName(nameOn(kept))) + row('身份证件', showIdentity(kept.identityKind, tailOn(kept)))
  const hours = `${showMinutes(kept.minutes)}${kept.madeUp > 0 ? `；另有补记${showMinutes(kept.madeUp)}` : ''}`
  return `<table>${row('编号', kept.number ?? '')}${ended}${person}${row('服务时间', `${longDay(kept.from)}至${longDay(kept.to)}，共${kept.times}次`)}${row('服务时长', hours)}${row('出具单位', office)}${row('经办人', kept.handler ?? '')}${row('出具日期', kept.issuedAt ? longDay(dayOf(kept.issuedAt)) : '')}</table><p class="small">请逐项对照纸上写的，有一项不同就不是这一份。查询时间：${fullInstant(now())}。姓名按规定部分隐去。</p>`
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
