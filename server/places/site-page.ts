// The public page of a site, opened by the QR on its sign: plain HTML without script, readable at 70 and printable.
// Names of people are masked. An unknown code gets a kind page too, with status 404.
import { DomainError } from '@shared/errors'
import { escapeHtml } from '@shared/escape'
import { Id } from '@shared/ids'
import { siteRouteNames, streamNames } from '@shared/places/vocabulary'
import type { FileAnswer } from '../http/implement'
import { showSite } from './public'

const row = (name: string, value: string): string =>
  value === '' ? '' : `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`

const STYLE = `body{font:20px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;max-width:640px;margin:0 auto;padding:20px;color:#1b2b23;background:#fff}
h1{font-size:28px;line-height:1.3;margin:8px 0}h2{font-size:22px;margin:28px 0 8px}p{margin:6px 0}.now{font-size:24px;font-weight:700;border-left:8px solid #2E7D32;padding:8px 12px;background:#f1f7f2}
.now.closed{border-color:#8a5a00;background:#fdf6e7}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:10px 8px;border-bottom:1px solid #d5ded8}th{width:7em;font-weight:600}
.small{font-size:18px;color:#4a5a51}@media print{body{font-size:14px}}`

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`

const answer = (html: string, status?: number): FileAnswer => ({
  contentType: 'text/html; charset=utf-8',
  body: html,
  headers: { 'Cache-Control': 'no-cache' },
  ...(status ? { status } : {}),
})

/** The page of `/p/:id`. */
export async function sitePage(id: string): Promise<FileAnswer> {
  if (!Id.safeParse(id).success) return unknownPage()
  try {
    return answer(render(await showSite(id)))
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return unknownPage()
    throw error
  }
}

const unknownPage = (): FileAnswer =>
  answer(
    page(
      '没有找到这个点位',
      '<h1>没有找到这个点位</h1><p>二维码可能已更换。请看点位标牌上的新二维码，或向社区询问。</p>',
    ),
    404,
  )

function render({ site, duties, pathNames }: Awaited<ReturnType<typeof showSite>>): string {
  const reason = site.statusReason ? `<p>${escapeHtml(site.statusReason)}</p>` : ''
  const takes = site.takes.map((name) => siteRouteNames[name]).join('、')
  const answerable = duties
    .map((duty) => row(duty.levelName, [duty.name, duty.title].filter(Boolean).join(' · ')))
    .join('')
  return page(
    `${site.name} · ${site.kindName}`,
    `
<p class="small">${escapeHtml(pathNames.join(' · '))}</p>
<h1>${escapeHtml(site.name)}</h1>
<p class="now${site.open ? '' : ' closed'}">${escapeHtml(site.openText)}</p>${reason}
<h2>这里收什么</h2>
<table>${row('类型', site.kindName)}${row('收', takes)}${row('桶', site.streams.map((stream) => streamNames[stream]).join('、'))}${row('开放时间', site.hoursText)}${row('位置', site.address)}${row('说明', site.note)}</table>
<h2>谁负责</h2>
<table>${row('点位负责人', site.keeper ?? '暂无，请联系社区')}${answerable}</table>
<p class="small">姓名按规定部分隐去。发现满溢、损坏，请在小程序“随手拍”里告诉我们，或联系社区。</p>`,
  )
}
