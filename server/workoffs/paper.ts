// The certificate that a fine was worked off, as a paper and as the public page that checks it. The paper names the
// decision, since it is shown to whoever made it; the page names neither offence nor fine. Invariants: what is not
// found, or can't be looked up, is never shown as valid; a name on the page is masked.
import { holdsRole, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { readNumber } from '@shared/shifts/certificates'
import { showMinutes } from '@shared/shifts/hours'
import { dayOf, fullInstant, longDay } from '@shared/time'
import { CERTIFICATE_KIND, workoffReaders } from '@shared/workoffs/rules'
import { auditRead } from '../audit'
import { now } from '../clock'
import { maskName } from '../field-cipher'
import type { FileAnswer } from '../http/implement'
import { log } from '../log'
import { makePaper } from '../papers/papers'
import { fullNames } from '../people/people'
import { settingsOf } from '../places/places'
import { checkForm, checkPage, checkRow, checkState } from '../shifts/check-page'
import { workedFor } from './counting'
import { nameOnCase } from './present'
import { WorkoffCases, type WorkoffCase } from './workoffs.model'

const TITLE = '以工代罚完成证明'

let publicUrl = ''
/** Where people reach this server; empty where it isn't known, as in the demo. */
export function configureWorkoffs(url: string | undefined): void {
  publicUrl = (url ?? '').replace(/\/+$/, '')
}

/**
 * For whose case it is, and for who reads cases, whose reading is audited.
 * @throws DomainError NOT_FOUND, WORKOFF_NO_PAPER, PAPER_GLYPH_MISSING
 */
export async function workoffPaper(actor: PersonActor, id: string): Promise<FileAnswer> {
  const one = await WorkoffCases.findById(id).lean<WorkoffCase>()
  const isOwn = one?.personId === actor.personId
  if (!one || (!isOwn && !holdsRole(actor, workoffReaders, one.placePath))) throw new DomainError('NOT_FOUND')
  const { certificate, doneAt, closedBy = '' } = one
  if (one.state !== 'done' || !certificate || !doneAt || one.erasedAt) throw new DomainError('WORKOFF_NO_PAPER')
  if (!isOwn)
    await auditRead(actor, {
      action: 'workoffs.printCertificate',
      subject: `workoffs/${id}`,
      placePath: one.placePath,
    })
  const handler = (await fullNames([closedBy])).get(closedBy) ?? ''
  const { hotline } = (await settingsOf(one.placePath)).settings.contact
  const address = `${publicUrl}${ADDRESS}`
  const foot = `编号 ${certificate}。真假请到 ${address} 按编号查，没有显示“有效”的不作数。`
  return makePaper({ title: TITLE, name: `${TITLE}-${certificate}`, foot }, (sheet) => {
    sheet.text(`编号：${certificate}`, { size: 12, gap: 4 })
    sheet.pairs([
      ['姓名', nameOnCase(one)],
      ['决定书编号', one.number],
      ['作出决定的机关', one.agency],
      ['应参加时长', showMinutes(one.owed)],
      ['已核实时长', `${showMinutes(one.minutes)}（培训和桶边见习，由组长、讲师或工作人员核实）`],
      ['转办日期', longDay(dayOf(one.referredAt))],
      ['办结日期', longDay(dayOf(doneAt))],
      ['经办人', handler],
      ['联系电话', hotline || '请向作出决定的机关询问'],
    ])
    sheet.qr(`${address}?number=${certificate}`, 34, [
      `打开 ${address}，输入编号 ${certificate}。`,
      '核验页不显示缘由和金额。',
      '这不是志愿服务记录证明，时长不计入志愿服务。',
    ])
    sheet.text('（机关盖章）', { align: 'right', gap: 4 })
  })
}

const CHECK = '完成证明核验'
const ADDRESS = '/c/workoffs'
const answer = (body: string, status?: number): FileAnswer =>
  checkPage(CHECK, `<h1>${CHECK}</h1>${body}${checkForm(ADDRESS, CERTIFICATE_KIND)}`, status)
const said = (title: string, text: string, isValid = false): string => checkState({ title, text }, isValid)

/** The page that checks a number; without one, the form alone. */
export async function workoffPage(typed: string | undefined): Promise<FileAnswer> {
  if (typed === undefined) return answer('<p>输入证明上的编号，看它是不是真的、现在还有没有效。</p>')
  try {
    return await looked(typed)
  } catch (error) {
    log.error({ err: error }, 'a certificate could not be looked up')
    return answer(said('暂时无法核实', '系统暂时查不了，请过几分钟再试。没有显示“有效”以前，请不要当作有效。'), 503)
  }
}

async function looked(typed: string): Promise<FileAnswer> {
  const certificate = readNumber(typed, CERTIFICATE_KIND)
  const one = certificate ? await WorkoffCases.findOne({ certificate }).lean<WorkoffCase>() : null
  if (!one?.certificate) return answer(said('查无此证', '没有出具过这个编号的证明，请对照纸上的编号再查一次。'), 404)
  if (one.erasedAt) return answer(said('不能再核验', '持证人已注销账号，个人资料已删除。'))
  if (one.state !== 'done') return answer(said('已撤销', '这份证明已由出具机关撤销，不能再使用。'))
  // somebody has corrected a presence since
  if ((await workedFor(one)).minutes < one.owed)
    return answer(said('记录有更正', '出具以后到岗记录有更正，现在核实的时长不够了，请联系出具机关。'))
  const facts = [
    checkRow('编号', one.certificate),
    checkRow('姓名', maskName(nameOnCase(one))),
    checkRow('核实时长', showMinutes(one.minutes)),
    checkRow('出具机关', one.agency),
    checkRow('出具日期', one.doneAt ? longDay(dayOf(one.doneAt)) : ''),
  ]
  const small = `<p class="small">请逐项对照纸上写的，有一项不同就不是这一份。查询时间：${fullInstant(now())}。姓名按规定部分隐去。</p>`
  return answer(`${said('有效', '这份证明由下面的机关出具。', true)}<table>${facts.join('')}</table>${small}`)
}
