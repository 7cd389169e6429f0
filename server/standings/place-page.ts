// The public page of one place: when it was on a list, and what was said. Months in which it was on none are not told
// apart, so that nobody learns which places are visited more often.
import { DomainError } from '@shared/errors'
import { escapeHtml } from '@shared/escape'
import { Id } from '@shared/ids'
import { showTenths } from '@shared/standings/score'
import { mendingNames, outcomeNames } from '@shared/standings/vocabulary'
import { longMonth, monthDay } from '@shared/time'
import type { FileAnswer } from '../http/implement'
import { placeById } from '../places/places'
import { importedOf, importedRows } from './imported-page'
import { historyDrawing } from './page-drawings'
import { htmlAnswer, missingPage, pageOf } from './page-frame'
import { HISTORY, listedHistory, publishedMonths } from './published'
import { rulesFor } from './rules'
import type { EntryRecord } from './standings.model'

export async function placePage(id: string): Promise<FileAnswer> {
  try {
    return await shownPlace(id)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return missingPage('没有找到这个地方')
    throw error
  }
}

async function shownPlace(id: string): Promise<FileAnswer> {
  const place = Id.safeParse(id).success ? await placeById(id) : null
  const entries = place ? ((await listedHistory([place._id])).get(place._id) ?? []) : []
  const imported = place ? await importedOf(place._id) : []
  const area = place?.path[0]
  if (!place || !area || entries.length + imported.length === 0) throw new DomainError('NOT_FOUND')
  const [newest] = await publishedMonths(area)
  const until = newest?.period ?? entries.at(-1)?.period ?? imported[0]?.period ?? ''
  const rules = await rulesFor(area, until)
  const e = escapeHtml
  const months = (await publishedMonths(area)).map(({ period }) => period).reverse()
  const blocks = [...entries].reverse().map(entryBlock).join('')
  const gone = place.status === 'archived' ? '<p class="note">这个地方现在已经停用，从前的记录保留。</p>' : ''
  const subdistrict = entries.at(-1)?.subdistrict ?? ''
  const head = `<p class="city"><a href="/lists">垃圾分类红黑榜</a></p><h1>${e(place.name)}</h1><div class="meta"><span>${e(subdistrict)}</span><span>${entries.length > 0 ? `最近${HISTORY}期里上榜${entries.length}次` : '本系统启用以后没有上过榜'}</span></div>`
  const lines = { black: rules.black.below, red: rules.red.score }
  const drawing =
    entries.length === 0
      ? ''
      : `<div class="card hist"><h2>历次上榜</h2><p class="note">圆点是表扬，菱形是待整改，竖条是可能的范围；没有点的月份没有上榜。相邻两期有三分之二的检查是同一批，所以不画走势。</p>${historyDrawing(months.slice(-HISTORY), entries, lines)}</div>`
  const before =
    imported.length === 0
      ? ''
      : `<div class="card scroll"><h2>本系统启用以前</h2><table class="plain"><thead><tr><th scope="col">月份</th><th scope="col">结果</th><th scope="col">得分</th><th scope="col">可能的范围</th><th scope="col">当时的物业公司</th></tr></thead><tbody>${importedRows(imported)}</tbody></table></div>`
  return htmlAnswer(pageOf(`${place.name}历次上榜`, head, `${drawing}${blocks}${before}${gone}`))
}

/** One month: what it came to, why, who managed it, and what has become of the entry. */
function entryBlock(entry: EntryRecord): string {
  const { period, outcome, score, low, high, company, reasons, mending, mendingUntil, mendedOn } = entry
  const until = mendingUntil ? `，最迟${monthDay(mendingUntil)}退出` : ''
  const state = !mending
    ? ''
    : `<p><span class="tag ${mending}">${mending === 'left' ? '这一期的条目已退出' : mendingNames[mending]}${mending === 'due' ? until : mendedOn ? `，${monthDay(mendedOn)}` : ''}</span></p>`
  const figures =
    score === null || low === null || high === null
      ? ''
      : `，${showTenths(score)}分，可能在${showTenths(low)}到${showTenths(high)}之间`
  return `<div class="card"><h2><a href="/lists/${period}">${longMonth(period)}</a>：${outcomeNames[outcome]}</h2><p>${escapeHtml(company ?? '')}${figures}</p><p>${reasons.map(escapeHtml).join('；')}</p>${state}</div>`
}
