// The notice of a change-over for the door of each building: one A4 page a building, in large type.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import type { changeovers } from '@shared/changeovers/contract'
import { showBuilding, showBuildings } from '@shared/changeovers/rules'
import { DomainError } from '@shared/errors'
import { dayOf, longDay, showDay } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { makePaper } from '../papers/papers'
import { requirePlace, settingsOf } from '../places/places'
import { requireChangeover, shownWithSites } from './changeovers'

/** @throws DomainError NOT_FOUND, WRONG_STATE once it was called off, PAPER_GLYPH_MISSING */
export async function changeoverPaper(actor: Actor, { id }: ParsedOf<typeof changeovers.paper>): Promise<FileAnswer> {
  const record = await requireChangeover(actor, id)
  if (record.status !== 'planned') throw new DomainError('WRONG_STATE')
  const place = await requirePlace(record.placeId)
  const { hotline } = (await settingsOf(place._id)).settings.contact
  const [shown] = await shownWithSites([record])
  if (!shown) throw new Error('a change-over without its row')
  await auditRead(actor, { action: 'changeovers.print', subject: `changeovers/${id}`, placePath: record.placePath })
  const { day, buildings, siteName, hoursText, note } = shown
  const foot = `${hotline ? `有疑问请打社区电话 ${hotline}，` : ''}张贴日期 ${showDay(dayOf(now()))}`
  const title = '楼层撤桶通知'
  return makePaper({ title, name: `${title}-${place.name}-${day}`, foot, bare: true }, (sheet) => {
    const large = { size: 17, gap: 5 }
    const pages = buildings.length > 0 ? buildings : [null]
    pages.forEach((building, at) => {
      if (at > 0) sheet.page()
      sheet.text(title, { size: 30, weight: 'bold', align: 'center', gap: 10 })
      sheet.text(`${place.name}${building === null ? '' : ` ${showBuilding(building)}`}的各位住户：`, large)
      sheet.text(`从 ${longDay(day)} 起，本${building === null ? '小区' : '栋'}楼层不再放垃圾桶。`, large)
      sheet.text(`请把分好的垃圾送到：${siteName}`, { ...large, size: 21, weight: 'bold' })
      if (hoursText) sheet.text(`开放时间：${hoursText}`, { ...large, size: 21, weight: 'bold' })
      if (note) sheet.text(note, large)
      sheet.text('行动不便的住户可以告诉社区，由志愿者或物业帮忙投放。', large)
      if (hotline) sheet.text(`社区电话：${hotline}`, large)
      if (buildings.length > 1) sheet.text(`这次撤桶的楼栋：${showBuildings(buildings)}`, { size: 11, faint: true })
    })
  })
}
