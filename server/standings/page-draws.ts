// Who was sent where, drawn by lot: the draws behind a list with their hashes, the seed files once their visits are
// over, and how anybody draws again.
import { escapeHtml } from '@shared/escape'
import { targetKindNames } from '@shared/inspections/vocabulary'
import type { ListDocument } from '@shared/standings/list'
import { monthDay } from '@shared/time'
import { drawsBetween } from '../inspections/draws'

/** Empty where nothing was drawn in the list's quarter, as in a city that begins with what it had. */
export async function drawsBlock({ from, to }: ListDocument): Promise<string> {
  const draws = await drawsBetween({ from, to })
  if (draws.length === 0) return ''
  const rows = draws
    .map(({ id, placeName, targetKind, from: first, to: last, visits, hash, openOn, isOpen }) => {
      const file = isOpen
        ? `<a href="/api/inspections/published-draws/${escapeHtml(id)}/file">种子文件</a>`
        : `${monthDay(openOn)}起公开`
      return `<tr><th scope="row">${escapeHtml(placeName)}，${targetKindNames[targetKind]}</th><td>${file}</td><td>${monthDay(first)}～${monthDay(last)}</td><td>${visits}次</td><td><code>${hash.slice(0, 16)}</code></td></tr>`
    })
    .join('')
  return `<details class="card"><summary>检查是怎么抽的（${draws.length}次抽签，谁都可以重抽一遍）</summary><p class="note">去哪里、谁去，由抽签前就定下的种子算出来。检查全部结束的次日起，种子文件公开；在本系统的源代码目录运行下面一行，打印出来的名单应当和文件一个字节也不差：</p><p><code>npm run -s draw -- draw.json | cmp - draw.json</code></p><div class="scroll"><table class="plain"><thead><tr><th scope="col">对象</th><th scope="col">文件</th><th scope="col">检查时段</th><th scope="col">抽中</th><th scope="col">校验码前16位</th></tr></thead><tbody>${rows}</tbody></table></div></details>`
}
