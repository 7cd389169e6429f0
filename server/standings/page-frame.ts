// The frame of the public pages of the lists: one file of HTML with its style in it, whole without script, printable,
// the look of the residents' pages (docs: the same colours as miniapp/src/app.scss). Wide screens and paper keep the
// columns that cities print; phones put them together.
import { escapeHtml } from '@shared/escape'
import { scene } from './page-scene'
import type { FileAnswer } from '../http/implement'

const STYLE = `
:root{--ink:#16211f;--muted:#4a5754;--faint:#646f6c;--ground:#f6f4ee;--paper:#fff;--line:#e4dfd3;--teal:#0b645c;--red:#b3261e;--black:#2b302e;--serif:"Songti SC","Noto Serif SC","Noto Serif CJK SC","Source Han Serif SC",SimSun,serif}
*{box-sizing:border-box;margin:0;padding:0}
body{background:var(--ground);color:var(--ink);font:17px/1.5 -apple-system,"PingFang SC","HarmonyOS Sans SC","MiSans","Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums;word-break:break-word}
a{color:var(--teal)}a:focus-visible,summary:focus-visible{outline:3px solid var(--ink);box-shadow:0 0 0 7px #f2a65a}
.wrap{max-width:1160px;margin:0 auto;padding:0 16px}
.mast{background:linear-gradient(168deg,#06332f,#0b5a53 60%,#12786d);color:#fff;padding:22px 0 26px}
.mast{position:relative;overflow:hidden}.mast .wrap{position:relative}.scene{position:absolute;right:-96px;bottom:-50px;width:375px;height:240px;opacity:.75;-webkit-mask-image:linear-gradient(90deg,transparent 30%,#000 60%);mask-image:linear-gradient(90deg,transparent 30%,#000 60%)}.mast a{color:#fff}.mast .city{font-weight:700}
h1{font:700 30px/1.3 var(--serif);margin-top:12px;letter-spacing:.02em}
.meta{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:8px;font-size:16px}
.btns{display:flex;gap:10px;flex-wrap:wrap;margin-top:16px}
.btn{display:inline-flex;align-items:center;min-height:48px;padding:0 18px;border-radius:12px;border:1px solid rgba(255,255,255,.5);background:rgba(255,255,255,.14);text-decoration:none;font-weight:700}
.card{background:var(--paper);border-radius:18px;box-shadow:0 1px 2px rgba(22,33,31,.05),0 4px 16px rgba(22,33,31,.05);margin-top:16px;padding:16px}
.card h2{font-size:20px}.tb{padding:0;overflow:hidden}.tb h2{font-size:20px;padding:14px 16px;display:flex;gap:10px;align-items:center;border-bottom:1px solid var(--line)}
.tb.red h2{border-top:5px solid var(--red)}.tb.black h2{border-top:5px solid var(--black)}
.wd{font-size:15px;color:#fff;padding:3px 10px;border-radius:8px;margin-left:auto}.red .wd{background:var(--red)}.black .wd{background:var(--black)}.league .wd{background:var(--teal)}.tb.league h2{border-top:5px solid var(--teal)}
table{width:100%;border-collapse:collapse}caption,.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.tb thead,.tb .k{display:none}
.tb tr.e{display:grid;grid-template-columns:40px 1fr auto;gap:0 10px;padding:14px 16px 0;border-top:1px solid var(--line)}
.tb tbody tr.e:first-child{border-top:0}
.tb tr.e td{display:block}.tb .no{grid-row:1/4;grid-column:1;font-weight:700;font-size:20px;text-align:center;width:40px;height:40px;line-height:40px;border-radius:10px}
.red .no{background:#fdecea;color:#a8281e}.black .no{background:#e9eae9;color:var(--black)}.league .no{background:#e2f0ee;color:var(--teal)}
.tb .nm{grid-row:1;grid-column:2;font-weight:700;font-size:19px}.tb .st{grid-row:2;grid-column:2/4;color:var(--muted);font-size:16px}.tb .co{grid-row:3;grid-column:2/4;color:var(--muted);font-size:16px}
.tb .sc{grid-row:1;grid-column:3;text-align:right;font-weight:700;font-size:22px;line-height:1.2}.tb .iv{grid-row:4;grid-column:2/4}.tb .sm{grid-row:5;grid-column:2/4;color:var(--muted);font-size:16px}
.tb tr.d{display:block;padding:4px 16px 14px 66px;font-size:16px}.tb tr.d td{display:block}
.iv svg{display:block;width:100%;max-width:300px;height:20px}.iv span{color:var(--muted);font-size:15px}
.say{border-left:4px solid var(--line);padding:2px 0 2px 10px;margin-top:6px}.say b{display:block;font-size:15px;color:var(--muted)}
.tag{display:inline-block;border-radius:8px;padding:2px 10px;font-weight:700;font-size:15px;margin-top:6px}.due{background:#fff1d9;color:#7d4900}.fixed,.left{background:#e4f3e8;color:#1e6b3c}
.none{padding:22px 16px;text-align:center;color:var(--muted)}.none b{display:block;color:var(--ink);font-size:19px}
h2.sec{font-size:20px;margin:26px 0 0}.note{color:var(--muted);font-size:16px}.warn{background:#fff1d9;color:#5f3800}
ul,ol{padding-left:1.3em}li{margin-top:4px}details summary{min-height:44px;display:flex;align-items:center;font-weight:700;color:var(--teal);cursor:pointer}
code{font:15px/1.6 ui-monospace,Menlo,Consolas,monospace;word-break:break-all}
.plain{width:100%;margin-top:8px}.plain th,.plain td{text-align:left;padding:8px 6px;border-bottom:1px solid var(--line);vertical-align:top;font-size:16px}
.scroll{overflow-x:auto}.scroll td,.scroll th{white-space:nowrap}.months a,.tb .nm a{display:inline-flex;min-height:44px;align-items:center;margin-right:12px}.hist svg{display:block;width:100%;max-width:360px;height:auto}
.shots{display:flex;flex-wrap:wrap;gap:12px;margin-top:8px}.shots figure{width:148px}.shots img{display:block;width:148px;height:111px;object-fit:cover;border-radius:10px;background:var(--line)}.shots figcaption{font-size:15px;color:var(--muted)}
#map{break-inside:avoid}.where svg{display:block;width:100%;max-width:520px;height:auto;margin:10px auto;border-radius:12px;background:#f3f0e7}.where ol{list-style:none;counter-reset:n;padding:0}.where li{counter-increment:n;display:flex;flex-wrap:wrap;gap:0 8px;align-items:center;margin:0}.where li::before{content:counter(n);min-width:24px;font-weight:700;text-align:right}.where a{display:inline-flex;min-height:44px;align-items:center}
.check button{min-height:48px;padding:0 18px;margin-top:12px;border-radius:12px;border:0;background:var(--teal);color:#fff;font-size:17px;font-weight:700;font-family:inherit;cursor:pointer}.check button:focus-visible{outline:3px solid var(--ink);box-shadow:0 0 0 7px #f2a65a}.check button:disabled{opacity:.6}.check p{margin-top:8px;font-weight:700}.check .same{color:#1e6b3c}.check .other{color:#a8281e}
footer{padding:22px 0 40px;color:var(--muted);font-size:16px}
@media(min-width:768px){.scene{right:0;bottom:-64px;width:520px;height:333px;opacity:1;-webkit-mask-image:linear-gradient(90deg,transparent,#000 45%);mask-image:linear-gradient(90deg,transparent,#000 45%)}.wrap{padding:0 32px}.mast{padding:30px 0 38px}h1{font-size:40px}
.tb thead{display:table-header-group}.tb th{text-align:left;font-size:15px;color:var(--muted);padding:10px 8px;border-bottom:1px solid var(--line);white-space:nowrap}
.tb tr.e,.tb tr.d{display:table-row}.tb tr.e td,.tb tr.d td,.tb .k{display:table-cell;padding:12px 8px 2px;vertical-align:top;font-size:16px;color:var(--ink);font-weight:400;text-align:left}
.tb tr.e td{border-top:1px solid var(--line)}.tb tr.d td{padding:0 8px 12px}.tb .k{font:700 18px/1.4 var(--serif);text-align:center;width:92px;color:var(--ink);border:0;border-right:1px solid var(--line);white-space:normal}
.tb .no{width:56px;height:auto;border-radius:0;line-height:1.5;text-align:center!important;font-weight:700!important;background:none!important}
.tb .nm{font-weight:700!important}.tb .nm a{display:inline}.tb .sc{font-weight:700!important;font-size:20px!important;line-height:1.2}.iv svg{width:180px}.where{display:grid;grid-template-columns:520px 1fr;gap:8px 32px;align-items:start}.where ol{columns:2;padding-top:10px}.two{display:grid;grid-template-columns:1fr 1fr;gap:16px}.two .card{margin-top:12px}}
@media screen and (min-width:768px) and (max-width:1099px){.tb .sm{display:none!important}.tb th.sm{display:none}}
.tb .sc,.tb .no{white-space:nowrap}
@media print{details{display:none}.iv svg{display:none}.tb .sm{white-space:nowrap}.scene{display:none}@page{size:A4 landscape;margin:12mm}body{background:#fff;font-size:12px}.mast{background:none;color:#000;padding:0;border-bottom:2px solid var(--teal)}.mast a{color:#000}.btns,.noprint,.check{display:none}.card{box-shadow:none;border:1px solid #999;border-radius:0;break-inside:avoid}h1{font-size:22px}.wd{color:#000!important;background:none!important;border:1px solid #000}}
`

let origin: string | null = null
/** Told at start: the address that people see, where the city has named it. */
export const useOrigin = (url: string | undefined): void => void (origin = url ? new URL(url).origin : null)
export const publicOrigin = (): string | null => origin

export const pageOf = (title: string, head: string, body: string): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><header class="mast">${scene}<div class="wrap">${head}</div></header><main class="wrap">${body}</main></body></html>`

export const htmlAnswer = (html: string, status?: number): FileAnswer => ({
  contentType: 'text/html; charset=utf-8',
  body: html,
  headers: { 'Cache-Control': 'no-cache' },
  ...(status ? { status } : {}),
})

/** For an address that leads nowhere: kind, and with a way on. */
export const missingPage = (what: string): FileAnswer =>
  htmlAnswer(
    pageOf(
      what,
      `<p class="city"><a href="/lists">垃圾分类红黑榜</a></p><h1>${escapeHtml(what)}</h1>`,
      '<div class="card"><p>地址可能写错了，或者这一期还没有公布。<a href="/lists">看最近公布的一期</a></p></div>',
    ),
    404,
  )
