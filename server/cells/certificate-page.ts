// The public check of a certificate: plain HTML without script or sign-in, and the same for the mini-program.
// Invariants: a code is only looked up and nothing in it is believed; what is not found, or can't be looked up now, is
// never shown as valid; a revoked one stays to be found.
import { readCode, resultOf } from '@shared/cells/certificates'
import type { cellsPublic } from '@shared/cells/desk-contract'
import { cellKindNames } from '@shared/cells/table-words'
import { showPoints } from '@shared/cells/scoring'
import { certificateTexts, type CertificateResult } from '@shared/cells/vocabulary'
import type { OutputOf } from '@shared/contract'
import { escapeHtml } from '@shared/escape'
import { dayOf, fullInstant, longDay } from '@shared/time'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { log } from '../log'
import { placeNames } from '../people/people'
import { Applications, type ApplicationDocument } from './applications.model'

type Checked = OutputOf<typeof cellsPublic.check>
type Facts = NonNullable<Checked['facts']>

const CORRECTED = '有平台数据在命名以后被更正，主管部门正在核对；称号没有因此自动改变。'

const said = (result: CertificateResult, facts: Facts | null = null): Checked => ({
  result,
  ...certificateTexts[result],
  facts,
  at: now().toISOString(),
})

/** I54. What is known of a code, never an error: what can't be looked up is said so. */
export async function checkCertificate(typed: string): Promise<Checked> {
  try {
    return await looked(typed)
  } catch (error) {
    log.error({ err: error }, 'a certificate could not be looked up')
    return said('unsure')
  }
}

async function looked(typed: string): Promise<Checked> {
  const code = readCode(typed)
  const kept = code ? await Applications.findOne({ 'title.code': code }).lean<ApplicationDocument>() : null
  const title = kept?.title
  if (!kept || !title) return said('unknown')
  const result = resultOf({ state: kept.state, until: title.until }, dayOf(now()))
  if (result === 'unknown') return said('unknown')
  const district = (await placeNames(kept.placePath.slice(0, 2))).get(kept.placePath[1] ?? '') ?? ''
  return {
    ...said(result, {
      code: title.code,
      name: kept.subjectName,
      kind: kept.kind,
      level: `${cellKindNames[kept.kind]}${title.level === 'model' ? '（示范）' : ''}`,
      score: title.score,
      from: title.from,
      until: title.until,
      lastCheckedOn: title.lastCheckedOn,
      corrected: kept.corrected.length > 0 ? CORRECTED : null,
      office: `${district}无废城市建设主管部门`,
    }),
    ...(kept.endedReason && result !== 'valid' && result !== 'expired'
      ? { text: `${certificateTexts[result].text}原因：${kept.endedReason}` }
      : {}),
  }
}

const TITLE = '无废细胞证书核验'
const STYLE = `body{font:20px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:640px;margin:0 auto;padding:20px;color:#1b2b23;background:#fff}
h1{font-size:24px;line-height:1.3;margin:8px 0}.name{font-size:34px;font-weight:700;line-height:1.3;margin:16px 0 4px}p{margin:6px 0}
.state{font-size:28px;font-weight:700;border-left:10px solid #b3261e;padding:10px 14px;background:#fdf0ef}.state.valid{border-color:#2E7D32;background:#f1f7f2}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:10px 8px;border-bottom:1px solid #d5ded8}th{width:4.2em;font-weight:600;white-space:nowrap}
input,button{font:inherit;min-height:52px;padding:6px 12px;border:2px solid #4a5a51;border-radius:8px;max-width:100%;box-sizing:border-box}button{margin-top:12px;background:#2E7D32;color:#fff;border-color:#2E7D32;font-weight:600}
.small{font-size:18px;color:#4a5a51}@media print{body{font-size:14px}form{display:none}}`

const answer = (body: string, status?: number): FileAnswer => ({
  contentType: 'text/html; charset=utf-8',
  body: `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${TITLE}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`,
  headers: { 'Cache-Control': 'no-store' },
  ...(status ? { status } : {}),
})

const form = (): string =>
  `<form method="get" action="/c/cells"><p><label for="code">输入证书上的编号</label></p><p><input id="code" name="code" autocomplete="off" autocapitalize="characters" placeholder="WFXB-2026-…" required maxlength="40"> <button>查一查</button></p></form><p class="small">这里不用登录，也不会问您的手机号和密码；要您登录的不是这个网站。</p>`

const row = (name: string, value: string): string =>
  `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`

function factsOf(facts: Facts): string {
  const table = [
    row('称号', facts.level),
    row('编号', facts.code),
    row('得分', `${showPoints(facts.score)}分`),
    row('有效期', `${longDay(facts.from)}至${longDay(facts.until)}`),
    row('最近检查', longDay(facts.lastCheckedOn)),
    row('命名单位', facts.office),
  ].join('')
  const corrected = facts.corrected ? `<p>${escapeHtml(facts.corrected)}</p>` : ''
  return `<p class="name">${escapeHtml(facts.name)}</p><table>${table}</table>${corrected}<p class="small">请核对名称和证书上、店里挂的是不是同一个，有一项不同就不是这一份。查询时间：${fullInstant(now())}。</p>`
}

/** The page of one code. */
export async function certificatePage(typed: string): Promise<FileAnswer> {
  const { result, title, text, facts } = await checkCertificate(typed)
  const isValid = result === 'valid'
  const head = `<h1>${TITLE}</h1><p class="state${isValid ? ' valid' : ''}" role="status">${title}</p><p>${escapeHtml(text)}</p>`
  const status = result === 'unknown' ? 404 : result === 'unsure' ? 503 : undefined
  return answer(head + (facts ? factsOf(facts) : '') + form(), status)
}

/** The page without a code. */
export const certificateForm = async (typed: string | undefined): Promise<FileAnswer> =>
  typed === undefined ? answer(`<h1>${TITLE}</h1>${form()}`) : certificatePage(typed)
