// The public page of a month's list. What is frozen comes from the version's document; beside it, and marked as such,
// stand replies, what has been mended since, and the date of the next list.
import { escapeHtml } from '@shared/escape'
import { listTitle } from '@shared/standings/computing'
import type { ListDocument, ListRow, ListTable } from '@shared/standings/list'
import { showScore } from '@shared/standings/registered'
import { showTenths } from '@shared/standings/score'
import { listRuleWords } from '@shared/standings/words'
import type { StandingRules } from '@shared/standings/standing-rules'
import {
  colourNames,
  colourWords,
  isVisitedKind,
  listKindNames,
  placeColumnNames,
  replyNameOf,
  type ListKind,
  type TableColour,
} from '@shared/standings/vocabulary'
import { addMonths, longDay, longMonth, monthDay } from '@shared/time'
import type { FileAnswer } from '../http/implement'
import { installedCity } from '../places/places'
import { importedBlock, importedPage } from './imported-page'
import { CHECK_PATH } from './page-check'
import { historyDrawing, intervalDrawing } from './page-drawings'
import { drawsBlock } from './page-draws'
import { htmlAnswer, missingPage, pageOf, publicOrigin } from './page-frame'
import { mapBlock } from './page-map'
import { methodBlock } from './page-method'
import {
  HISTORY,
  hanging,
  listedHistory,
  mendingOfEntry,
  nextList,
  publishedMonths,
  repliesAt,
  type Hanging,
  type Next,
} from './published'
import { rulesOf } from './rules'
import { entryIdOf, type EntryRecord } from './standings.model'

const e = escapeHtml

/** The page of the newest list, of a month, and of one version of it. */
export async function listPage(period: string | null, version: string | null): Promise<FileAnswer> {
  if (period !== null && !/^\d{4}-\d{2}$/.test(period)) return missingPage('没有找到这一期红黑榜')
  if (version !== null && !/^v[1-9]\d{0,3}$/.test(version)) return missingPage('没有找到这一版红黑榜')
  const shown = await hanging(period, version === null ? null : Number(version.slice(1)))
  if (!shown && period === null) return beforeTheFirst()
  if (!shown)
    return (version === null && period ? await importedPage(period) : null) ?? missingPage('没有找到这一期红黑榜')
  const { document, area } = shown.version
  const rules = await rulesOf(area, document.rulesVersion)
  const places = document.tables.flatMap(({ rows }) => rows.map(({ place }) => place))
  const [next, months, history] = await Promise.all([nextList(area), publishedMonths(area), listedHistory(places)])
  const isNewest = months[0]?.period === document.period
  const body = [
    noticeBlock(shown),
    isNewest && next ? nextBlock(next) : '',
    ruleBlock(rules),
    document.notRanked ? `<div class="card warn"><p>${e(document.notRanked)}</p></div>` : '',
    ...document.tables.map((table) => tableBlock(shown, table, rules, history)),
    await mapBlock(document),
    risenBlock(document),
    countsBlock(document),
    methodBlock(document, rules),
    await drawsBlock(document),
    checkBlock(shown),
    monthsBlock(months.map(({ period: month }) => month).filter((month) => month !== document.period)),
    await importedBlock(area),
    '<div class="card"><p><a href="/lists/credit">企业环保信用等级</a>：由生态环境部门另外评定，和红黑榜互不影响。<a href="/lists/awards">评优</a>：绿色小区、绿色单位等的征集和结果。</p></div>',
    '<footer><p>住户、房号、姓名、电话从不上榜；不足10户的数字不公布。更正用公告，出新的一版，原版一直在原来的地址。</p></footer>',
  ].join('')
  return htmlAnswer(pageOf(`${document.areaName}${listTitle(document.period)}`, mast(shown, next), body))
}

async function beforeTheFirst(): Promise<FileAnswer> {
  const area = (await installedCity())?._id
  const none = '<div class="card none"><b>还没有公布过红黑榜</b><p>检查满一个月、过了异议期以后公布第一期。</p></div>'
  const body = none + (area ? await importedBlock(area) : '')
  return htmlAnswer(pageOf('生活垃圾分类红黑榜', '<h1>生活垃圾分类红黑榜</h1>', body))
}

function mast(shown: Hanging, next: Next | null): string {
  const { areaName, period, publishedOn, from, to, objections, version } = shown.version.document
  const file = (name: string, label: string): string =>
    `<a class="btn" href="/lists/${period}/v${version}/list.${name}">${label}</a>`
  const heard =
    objections.made === 0 ? '预览期没有异议' : `预览期异议${objections.made}件，成立${objections.upheld}件，都已裁定`
  return `<p class="city">${e(areaName)}</p><h1>${longMonth(period)}<br>垃圾分类红黑榜</h1>
<div class="meta"><span>${longDay(publishedOn)}公布${version > 1 ? `（第${version}版）` : ''}</span><span>抽查时间${monthDay(from)}～${monthDay(to)}</span><span>${heard}</span>${next ? `<span>下一期${monthDay(next.earliest)}起公布</span>` : ''}</div>
<nav class="btns" aria-label="下载">${file('pdf', '打印（PDF）')}${file('xlsx', '下载Excel')}${file('csv', '下载CSV')}</nav>`
}

/** Corrections, and whether a newer version hangs. */
function noticeBlock({ version, newest }: Hanging): string {
  const { period, corrections, version: number } = version.document
  const newer =
    newest > number
      ? `<div class="card warn"><p><b>这是第${number}版，已经更正过。</b><a href="/lists/${period}">看最新的第${newest}版</a></p></div>`
      : ''
  if (corrections.length === 0) return newer
  const rows = corrections
    .map(
      ({ version: own, on, why, changes }) =>
        `<li><b>第${own}版，${longDay(on)}：</b>${e(why)}<ul>${changes
          .map(({ name, before, after }) => `<li>${e(name)}：原为${e(before)}，更正为${e(after)}</li>`)
          .join('')}</ul></li>`,
    )
    .join('')
  const olds = Array.from({ length: number - 1 }, (_unused, at) => at + 1)
    .map((old) => `<a href="/lists/${period}/v${old}">第${old}版</a>`)
    .join('、')
  return `${newer}<div class="card"><h2>更正公告</h2><ul>${rows}</ul><p class="note">原版仍在：${olds}</p></div>`
}

const nextBlock = ({ period, earliest, latest, late }: Next): string =>
  late
    ? `<div class="card warn"><p><b>${longMonth(period)}的红黑榜已经迟了。</b>应当在${longDay(latest)}前公布，还没有公布。下面是上一期。</p></div>`
    : `<div class="card"><p>${longMonth(period)}的红黑榜在${longDay(earliest)}公布；有人提异议时，最迟${longDay(latest)}公布。</p></div>`

function ruleBlock(rules: StandingRules): string {
  const { sample, version } = rules
  return `<div class="card"><p><b>怎么上榜：</b>三个月里由${sample.inspectors}名以上检查员随机抽查${sample.visits}次以上、满${sample.bags}袋才排名。${listRuleWords(rules)}只算检查员看到的和整改的，不算打卡、登录和志愿者登记。<a href="#method">怎么算的（规则第${version}版）</a></p></div>`
}

type History = ReadonlyMap<string, readonly EntryRecord[]>

function tableBlock(shown: Hanging, { kind, colour, rows }: ListTable, rules: StandingRules, history: History): string {
  const title = `${listKindNames[kind]}${colourNames[colour]}`
  const head = `<section class="card tb ${colour}"><h2>${title}<span class="wd">${colourWords[colour]}</span></h2>`
  if (rows.length === 0) return `${head}${noneBlock(shown.version.document, kind, colour, rules)}</section>`
  const isVisited = isVisitedKind(kind)
  const columns = [
    '榜单',
    ...(isVisited ? ['镇街'] : []),
    placeColumnNames[kind],
    '排名',
    ...(kind === 'compound' ? ['物业公司'] : []),
    kind === 'enterprise' ? '回收利用率' : '得分',
    ...(isVisited ? ['可能的范围'] : []),
  ]
  const heads = columns.map((column) => `<th scope="col">${column}</th>`).join('')
  const body = rows
    .map((row, at) => {
      const group =
        at === 0
          ? `<th class="k" scope="rowgroup" rowspan="${rows.length * 2}">${colourNames[colour]}<br>${colourWords[colour]}</th>`
          : ''
      return rowBlock(shown, row, { group, kind, isRed: colour === 'red', rules, history })
    })
    .join('')
  return `${head}<table><caption>${title}（${colourWords[colour]}）</caption><thead><tr>${heads}${isVisited ? '<th class="sm" scope="col">抽查</th>' : ''}</tr></thead><tbody>${body}</tbody></table></section>`
}

type RowContext = { group: string; kind: ListKind; isRed: boolean; rules: StandingRules; history: History }

function rowBlock(shown: Hanging, row: ListRow, { group, kind, isRed, rules, history }: RowContext): string {
  const lines = { black: rules.black.below, red: rules.red.score }
  const isVisited = isVisitedKind(kind)
  const cells = [
    isVisited ? `<td class="st">${e(row.subdistrict)}</td>` : '',
    `<td class="nm">${isVisited ? `<a href="/lists/places/${e(row.place)}">${e(row.name)}</a>` : e(row.name)}</td>`,
    `<td class="no">${row.rank}</td>`,
    kind === 'compound' ? `<td class="co">${e(row.company ?? '')}</td>` : '',
    `<td class="sc">${showScore(kind, row.score)}</td>`,
    isVisited
      ? `<td class="iv">${intervalDrawing(row, isRed, lines)}<span>${showTenths(row.low)}～${showTenths(row.high)}</span></td>`
      : '',
    isVisited ? `<td class="sm">${row.visits}次、${row.inspectors}人${row.bags > 0 ? `、${row.bags}袋` : ''}</td>` : '',
  ].join('')
  const replies = repliesAt(shown, row.place)
    .map(({ side, text }) => `<div class="say"><b>${replyNameOf(side, kind)}</b>${e(text)}</div>`)
    .join('')
  const details = `<p>${row.reasons.map(e).join('；')}</p>${mendingBlock(shown, row)}${photosBlock(shown, row)}${replies}${isVisited ? placesBlock(shown, row, lines, history) : ''}`
  const width = kind === 'compound' ? 7 : isVisited ? 6 : 3
  return `<tr class="e" id="at-${e(row.place)}">${group}${cells}</tr><tr class="d"><td colspan="${width}">${details}</td></tr>`
}

/** Covered copies, small; each opens in full. */
function photosBlock({ photos, version }: Hanging, { place }: ListRow): string {
  const own = photos.get(entryIdOf(version.runId, place)) ?? []
  if (own.length === 0) return ''
  const figures = own
    .map(({ _id, caption }) => {
      const address = `/api/files/${e(_id)}`
      return `<figure><a href="${address}"><img src="${address}?size=thumb" alt="${e(caption)}" loading="lazy"></a><figcaption>${e(caption)}</figcaption></figure>`
    })
    .join('')
  return `<div class="shots">${figures}</div>`
}

function mendingBlock(shown: Hanging, { place }: ListRow): string {
  const mending = mendingOfEntry(shown.entries.get(place))
  if (!mending) return ''
  const words = {
    due: `整改中，最迟${monthDay(mending.until)}退出`,
    fixed: `已整改${mending.on ? `，${monthDay(mending.on)}复查合格` : ''}`,
    left: `已退出黑榜${mending.on ? `，${monthDay(mending.on)}` : ''}`,
  }[mending.state]
  return `<p><span class="tag ${mending.state}">${words}</span></p>`
}

function placesBlock(shown: Hanging, row: ListRow, lines: { black: number; red: number }, history: History): string {
  const points = history.get(row.place) ?? []
  const apart = `在“${e(row.size)}”这一档里，名次可能在第${row.rankFrom}名到第${row.rankTo}名之间。`
  if (points.length < 2) return `<p class="note">${apart}</p>`
  const months = lastMonths(shown.version.period)
  return `<details><summary>最近${HISTORY}期和名次范围</summary><p class="note">${apart}</p><div class="hist">${historyDrawing(months, points, lines)}</div></details>`
}

const lastMonths = (until: string): string[] =>
  Array.from({ length: HISTORY }, (_unused, at) => addMonths(until, at - HISTORY + 1))

/** An empty list is a result and is printed as one. */
function noneBlock(document: ListDocument, kind: ListKind, colour: TableColour, rules: StandingRules): string {
  const scored = document.counts.find((each) => each.kind === kind)?.scored ?? 0
  return `<div class="none"><b>本期无</b>${document.notRanked ? '这个月不排名' : noneWords(kind, colour, scored, rules)}</div>`
}

function noneWords(kind: ListKind, colour: TableColour, scored: number, { list, black }: StandingRules): string {
  if (colour === 'league') return '没有一家公司有够多的小区有得分'
  if (kind === 'enterprise')
    return `${scored}家核查过的企业，没有一家${colour === 'red' ? '达到目标又申报如实' : '申报严重不实、拒绝核查或受处罚'}`
  if (scored === 0) return '样本都还不够，没有一个参加排名'
  if (list.by === 'share' && scored * list.percent < 100)
    return `${scored}个参加排名，同等规模的${list.percent}%不到一个，没有名额`
  return `${scored}个参加排名的${listKindNames[kind]}，没有一个${colour === 'black' ? `整段低于${black.below}分` : '够得上表扬线'}`
}

function risenBlock({ risen }: ListDocument): string {
  if (!risen || risen.rows.length === 0) return ''
  const cards = risen.rows
    .map(
      ({ name, subdistrict, before, after }) =>
        `<div class="card"><b>${e(name)}</b>，从${showTenths(before)}分到${showTenths(after)}分<p class="note">${e(subdistrict)}</p></div>`,
    )
    .join('')
  return `<h2 class="sec">进步榜</h2><p class="note">和${longMonth(risen.since)}的榜比：两次的抽查时间不重叠，可能的范围也不相交，才算进步。</p><div class="two">${cards}</div>`
}

function countsBlock({ counts }: ListDocument): string {
  const rows = counts
    .map(
      ({ kind, places, scored, thin, check }) =>
        `<tr><th scope="row">${listKindNames[kind]}</th><td>${places}</td><td>${scored}</td><td>${thin}</td><td>${check ?? '—'}</td></tr>`,
    )
    .join('')
  return `<div class="card"><h2>没有上榜的</h2><p class="note">样本不足：抽查的次数、人数或袋数不够，不给分也不排名。待加查：还看不准，下个月由别的检查员多查几次，只公布个数，不公布名字；除了上榜的不到10个时，个数也不公布（写“—”）。</p><table class="plain"><thead><tr><th scope="col">类别</th><th scope="col">全部</th><th scope="col">有得分</th><th scope="col">样本不足</th><th scope="col">待加查</th></tr></thead><tbody>${rows}</tbody></table></div>`
}

/** How anybody checks that nothing was changed since. */
function checkBlock({ version }: Hanging): string {
  const { period, version: number } = version.document
  const address = `/lists/${period}/v${number}/list.json`
  const origin = publicOrigin()
  const command = origin ? `curl -s ${origin}${address} | sha256sum` : 'sha256sum list.json'
  return `<div class="card"><h2>自己核对</h2><p>这一版的原文是<a href="${address}">list.json</a>，公布后一个字节也不再变。校验码（SHA-256）：</p><p><code>${version.hash}</code></p><p>用一行命令核对，结果应当和上面一样：</p><p><code>${command}</code></p><div class="check" data-check="${address}" data-hash="${version.hash}"></div></div><script src="${CHECK_PATH}" defer></script>`
}

const monthsBlock = (months: readonly string[]): string =>
  months.length === 0
    ? ''
    : `<div class="card"><h2>往期</h2><p class="months">${months.map((month) => `<a href="/lists/${month}">${longMonth(month)}</a>`).join('　')}</p></div>`
