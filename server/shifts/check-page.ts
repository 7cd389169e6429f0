// The public pages that check a paper's number: plain HTML without script or sign-in, nothing of it kept by a browser.
import { randomInt } from 'node:crypto'
import { escapeHtml } from '@shared/escape'
import { certificateNumber, NUMBER_LETTERS } from '@shared/shifts/certificates'
import { dayOf } from '@shared/time'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'

/** A number that nobody guesses. @param kind two letters */
export function drawNumber(kind: string): string {
  const drawn = Array.from({ length: 10 }, () => NUMBER_LETTERS[randomInt(NUMBER_LETTERS.length)]).join('')
  return certificateNumber(dayOf(now()).slice(0, 4), drawn, kind)
}

const STYLE = `body{font:20px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:640px;margin:0 auto;padding:20px;color:#1b2b23;background:#fff}
h1{font-size:28px;line-height:1.3;margin:8px 0}h2{font-size:22px;margin:28px 0 8px}p{margin:6px 0}
.state{font-size:26px;font-weight:700;border-left:10px solid #b3261e;padding:10px 14px;background:#fdf0ef}.state.valid{border-color:#2E7D32;background:#f1f7f2}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:10px 8px;border-bottom:1px solid #d5ded8}th{width:7em;font-weight:600}
input,button{font:inherit;min-height:52px;padding:6px 12px;border:2px solid #4a5a51;border-radius:8px;max-width:100%;box-sizing:border-box}button{background:#2E7D32;color:#fff;border-color:#2E7D32;font-weight:600}
.small{font-size:18px;color:#4a5a51}ul{list-style:none;padding:0;font-variant-numeric:tabular-nums}@media print{body{font-size:14px}form{display:none}}`

/** @param body escaped already */
export const checkPage = (title: string, body: string, status?: number): FileAnswer => ({
  contentType: 'text/html; charset=utf-8',
  body: `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`,
  headers: { 'Cache-Control': 'no-store' },
  ...(status ? { status } : {}),
})

/** Where a number is typed; answered by the same address. */
export const checkForm = (address: string, kind: string): string =>
  `<form method="get" action="${address}"><p><label for="number">输入纸上的编号</label></p><p><input id="number" name="number" autocomplete="off" autocapitalize="characters" placeholder="${kind}2026-…" required maxlength="40"> <button>查一查</button></p></form>`

export const checkState = ({ title, text }: { title: string; text: string }, isValid = false): string =>
  `<p class="state${isValid ? ' valid' : ''}" role="status">${title}</p><p>${text}</p>`

/** A line of the table; none without a value. */
export const checkRow = (name: string, value: string): string =>
  value === '' ? '' : `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`
