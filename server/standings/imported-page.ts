// Months whose list was published before the product was there: shown in the same tables as they were printed then,
// marked as imported, without a score, since none was kept.
import { escapeHtml } from '@shared/escape'
import { colourNames, colourWords, listColours, listKindNames, placeColumnNames } from '@shared/standings/vocabulary'
import { longMonth, type Month } from '@shared/time'
import type { FileAnswer } from '../http/implement'
import { installedCity } from '../places/places'
import { ImportedEntries, type ImportedEntry } from './imported.model'
import { htmlAnswer, pageOf } from './page-frame'

const e = escapeHtml
/** So many months are named at most: ten years. */
const MOST_MONTHS = 120

/** The newest first. */
async function importedMonths(area: string): Promise<Month[]> {
  const found = await ImportedEntries.aggregate<{ _id: Month }>([
    { $match: { placePath: area } },
    { $group: { _id: '$period' } },
    { $sort: { _id: -1 } },
    { $limit: MOST_MONTHS },
  ])
  return found.map(({ _id }) => _id)
}

/** Those of a place, the newest first. */
export const importedOf = (placeId: string): Promise<ImportedEntry[]> =>
  ImportedEntries.find({ placeId }).sort({ period: -1 }).lean<ImportedEntry[]>()

/** Links to the months before; empty where nothing was imported. */
export async function importedBlock(area: string): Promise<string> {
  const months = await importedMonths(area)
  if (months.length === 0) return ''
  const links = months.map((month) => `<a href="/lists/${month}">${longMonth(month)}</a>`).join('、')
  return `<div class="card"><h2>以前公布的榜单</h2><p class="note">本系统启用以前由市里公布，按当时的表格录入，没有得分和可能的范围。</p><p>${links}</p></div>`
}

/** Null where nothing of that month was imported. */
export async function importedPage(period: Month): Promise<FileAnswer | null> {
  const city = await installedCity()
  if (!city) return null
  const entries = await ImportedEntries.find({ placePath: city._id, period })
    .sort({ rank: 1, placeId: 1 })
    .lean<ImportedEntry[]>()
  if (entries.length === 0) return null
  const tables = (['compound', 'community'] as const).flatMap((kind) =>
    listColours.map((colour) => tableOf(kind, colour, entries)).filter((table) => table !== ''),
  )
  const head = `<p class="city">${e(city.name)} · <a href="/lists">看最新一期</a></p><h1>${longMonth(period)}<br>垃圾分类红黑榜</h1><div class="meta"><span>本系统启用以前公布，按当时的表格录入</span></div>`
  const notice =
    '<div class="card warn"><p><b>这一期是录入的。</b>当时怎么评分、名次1是最好还是最差，原表没有写；这里只照抄，没有得分，也不和现在的榜比。</p></div>'
  return htmlAnswer(pageOf(`${city.name}${longMonth(period)}垃圾分类红黑榜（录入）`, head, notice + tables.join('')))
}

function tableOf(kind: ImportedEntry['kind'], colour: ImportedEntry['colour'], all: readonly ImportedEntry[]): string {
  const rows = all.filter((entry) => entry.kind === kind && entry.colour === colour)
  if (rows.length === 0) return ''
  const isCompound = kind === 'compound'
  const title = `${listKindNames[kind]}${colourNames[colour]}`
  const heads = ['榜单', '镇街', placeColumnNames[kind], '排名', ...(isCompound ? ['物业公司'] : [])]
    .map((column) => `<th scope="col">${column}</th>`)
    .join('')
  const body = rows
    .map(({ placeId, name, subdistrict, rank, company }, at) => {
      const group =
        at === 0
          ? `<th class="k" scope="rowgroup" rowspan="${rows.length * 2}">${colourNames[colour]}<br>${colourWords[colour]}</th>`
          : ''
      const last = isCompound ? `<td class="co">${e(company ?? '')}</td>` : ''
      return `<tr class="e">${group}<td class="st">${e(subdistrict)}</td><td class="nm"><a href="/lists/places/${e(placeId)}">${e(name)}</a></td><td class="no">${rank}</td>${last}</tr><tr class="d"><td colspan="${isCompound ? 4 : 3}"></td></tr>`
    })
    .join('')
  return `<section class="card tb ${colour}"><h2>${title}<span class="wd">${colourWords[colour]}</span></h2><table><caption>${title}（${colourWords[colour]}，录入）</caption><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></section>`
}

/** Rows of a place's own page. */
export const importedRows = (entries: readonly ImportedEntry[]): string =>
  entries
    .map(
      ({ period, colour, rank, company }) =>
        `<tr><th scope="row"><a href="/lists/${period}">${longMonth(period)}</a></th><td>${colourNames[colour]}第${rank}名（录入）</td><td></td><td></td><td>${e(company ?? '')}</td></tr>`,
    )
    .join('')
