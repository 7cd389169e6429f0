// The paper of a class that helped at the bins, and the public page that checks it: school, class, how many and how
// long, who answered for it. No pupil is named, so a school adds its own list of who was there.
import { holdsRole, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { readNumber } from '@shared/shifts/certificates'
import { CLASS_PAPER_KIND } from '@shared/shifts/classes'
import { showMinutes } from '@shared/shifts/hours'
import { leadsShift, shiftReaders } from '@shared/shifts/rules'
import { clockOf, longDay } from '@shared/time'
import type { FileAnswer } from '../http/implement'
import { makePaper } from '../papers/papers'
import { ShiftClasses, type ShiftClass } from './classes.model'
import { checkForm, checkPage, checkRow, checkState } from './check-page'
import { nameOfSite, placesOfShifts, requireShift } from './present'

const TITLE = '班级垃圾分类实践证明'
const ADDRESS = '/c/classes'

let publicUrl = ''
/** Where people reach this server; empty where it isn't known, as in the demo. */
export function configureClasses(url: string | undefined): void {
  publicUrl = (url ?? '').replace(/\/+$/, '')
}

/** For the teacher, the lead and the office. @throws DomainError NOT_FOUND, CLASS_NO_PAPER, PAPER_GLYPH_MISSING */
export async function classPaper(actor: PersonActor, id: string): Promise<FileAnswer> {
  const one = await ShiftClasses.findById(id).lean<ShiftClass>()
  if (!one) throw new DomainError('NOT_FOUND')
  const isTeacher = one.teacherId === actor.personId
  const isNear = isTeacher || leadsShift(actor, await requireShift(one.shiftId))
  if (!isNear && !holdsRole(actor, shiftReaders, one.placePath)) throw new DomainError('NOT_FOUND')
  const { certificate } = one
  if (one.state !== 'confirmed' || !certificate) throw new DomainError('CLASS_NO_PAPER')
  const site = nameOfSite(await placesOfShifts([one.siteId]), one)
  const pupils = one.byLead?.pupils ?? 0
  const address = `${publicUrl}${ADDRESS}`
  const foot = `编号 ${certificate}。真假请到 ${address} 按编号查，没有显示“有效”的不作数。`
  return makePaper({ title: TITLE, name: `${TITLE}-${certificate}`, foot }, (sheet) => {
    sheet.text(`编号：${certificate}`, { size: 12, gap: 4 })
    sheet.pairs([
      ['学校', one.school],
      ['班级', one.className],
      ['带队老师', one.teacher || '已注销'],
      ['时间', `${longDay(one.day)} ${clockOf(one.startsAt)}～${clockOf(one.endsAt)}`],
      ['地点', site],
      ['到场学生', `${pupils}人（带队老师和现场组长报的一致）`],
      ['每人时长', showMinutes(one.minutes)],
    ])
    sheet.text('本证明不写学生姓名，名单由学校自己保存。不是志愿服务记录证明。', { gap: 4 })
    sheet.qr(`${address}?number=${certificate}`, 34, [`打开 ${address}，输入编号 ${certificate}。`])
  })
}

/** The page that checks a number; without one, the form alone. */
export async function classPage(typed: string | undefined): Promise<FileAnswer> {
  const title = '班级实践证明核验'
  const answer = (body: string, status?: number): FileAnswer =>
    checkPage(title, `<h1>${title}</h1>${body}${checkForm(ADDRESS, CLASS_PAPER_KIND)}`, status)
  if (typed === undefined) return answer('<p>输入证明上的编号，看它是不是真的。</p>')
  const certificate = readNumber(typed, CLASS_PAPER_KIND)
  const one = certificate ? await ShiftClasses.findOne({ certificate, state: 'confirmed' }).lean<ShiftClass>() : null
  if (!one?.certificate)
    return answer(checkState({ title: '查无此证', text: '没有这个编号的证明，请对照纸上的编号再查一次。' }), 404)
  const facts = [
    checkRow('编号', one.certificate),
    checkRow('学校', one.school),
    checkRow('班级', one.className),
    checkRow('日期', longDay(one.day)),
    checkRow('到场学生', `${one.byLead?.pupils ?? 0}人`),
    checkRow('每人时长', showMinutes(one.minutes)),
  ]
  return answer(
    `${checkState({ title: '有效', text: '带队老师和现场组长报的人数一致。' }, true)}<table>${facts.join('')}</table>`,
  )
}
