// What leaves the house of 企业环保信用等级: the letter to an enterprise, the letter to the price authority, and the page
// for everybody. On the page stands only what is published.
import type { Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { escapeHtml } from '@shared/escape'
import { creditGradeNames } from '@shared/standings/credit'
import { dayOf, fullInstant, longDay, showDay } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { makePaper } from '../papers/papers'
import { installedCity } from '../places/places'
import { publishedCredit, requireRating } from './credit'
import { htmlAnswer, pageOf } from './page-frame'
import { requireArea } from './rules'

/** @throws DomainError NOT_ALLOWED, NOT_FOUND, WRONG_STATE before it is confirmed */
export async function creditLetter(actor: Actor, { id }: { id: string }): Promise<FileAnswer> {
  const { area, record } = await requireRating(actor, id)
  if (record.status !== 'told' && record.status !== 'published') throw new DomainError('WRONG_STATE')
  await auditRead(actor, {
    action: 'standings.printCredit',
    subject: `standingCredits/${id}`,
    placePath: area.path,
  })
  return makePaper(
    {
      title: `${record.year}年企业环保信用等级告知书`,
      name: `credit-${record.year}`,
      foot: `${area.name}，印于${fullInstant(now())}`,
    },
    (sheet) => {
      sheet.text(`${record.name}：`, { size: 13, weight: 'bold' })
      sheet.text(`经评定，你单位${record.year}年的企业环保信用等级为：${creditGradeNames[record.grade]}。`)
      sheet.text(`依据：${record.basis}`)
      sheet.text(
        record.objectUntil
          ? `如有异议，请在${longDay(record.objectUntil)}前以书面形式提出，并附有关材料。裁定结果不会比现在差。逾期没有异议的，等级对外公布，并告知价格主管部门。`
          : '',
      )
      sheet.space(8)
      sheet.pairs(
        [
          ['经办', ''],
          ['签发', ''],
          ['送达日期', ''],
          ['签收', ''],
        ],
        2,
      )
    },
  )
}

/** @throws DomainError NOT_FOUND for a year without a published grade */
export async function creditNotice(actor: Actor, { year }: { year: string }): Promise<FileAnswer> {
  const area = await requireArea()
  const records = await publishedCredit(area._id, year)
  if (records.length === 0) throw new DomainError('NOT_FOUND')
  await auditRead(actor, { action: 'standings.printCredit', subject: `standingCredits/${year}`, placePath: area.path })
  return makePaper(
    {
      title: `关于${year}年企业环保信用等级评定结果的函`,
      name: `credit-notice-${year}`,
      foot: `${area.name}，印于${fullInstant(now())}`,
    },
    (sheet) => {
      sheet.text('价格主管部门：')
      sheet.text(
        `${year}年企业环保信用等级已经评定并公布，共${records.length}家，名单如下。异议期已满，异议都已裁定。评定结果和企业电价怎样挂钩，由你单位按规定确定。`,
      )
      sheet.table(
        [
          { name: '企业', share: 44 },
          { name: '等级', share: 28 },
          { name: '公布日期', share: 28 },
        ],
        records.map(({ name, grade, publishedOn }) => [
          name,
          creditGradeNames[grade],
          publishedOn ? showDay(publishedOn) : '',
        ]),
        '没有',
      )
      sheet.space(8)
      sheet.pairs(
        [
          ['经办', ''],
          ['签发', ''],
        ],
        2,
      )
    },
  )
}

export async function creditPage(): Promise<FileAnswer> {
  const area = await installedCity()
  const records = area ? await publishedCredit(area._id) : []
  const [first] = records
  const e = escapeHtml
  const rows = records
    .map(
      ({ name, grade, publishedOn }) =>
        `<tr><th scope="row">${e(name)}</th><td>${creditGradeNames[grade]}</td><td>${publishedOn ? longDay(publishedOn) : ''}</td></tr>`,
    )
    .join('')
  const body = first
    ? `<div class="card"><table class="plain"><thead><tr><th scope="col">企业</th><th scope="col">等级</th><th scope="col">公布日期</th></tr></thead><tbody>${rows}</tbody></table></div>`
    : '<div class="card none"><b>还没有公布过企业环保信用等级</b><p>评定、告知、异议期满以后在这里公布。</p></div>'
  const about =
    '<div class="card"><p class="note">由生态环境部门评定，一年一次；两个人核定，企业有异议期。等级分环保诚信（绿牌）、环保良好（蓝牌）、环保警示（黄牌）、环保不良（红牌）四等。它和生活垃圾分类红黑榜是两回事，互不影响。</p></div>'
  const head = `<p class="city"><a href="/lists">垃圾分类红黑榜</a></p><h1>${first ? `${first.year}年` : ''}企业环保信用等级</h1><div class="meta"><span>${e(area?.name ?? '')}</span><span>${longDay(dayOf(now()))}的名单</span></div>`
  return htmlAnswer(pageOf('企业环保信用等级', head, body + about))
}
