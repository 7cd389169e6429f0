// The certificate as a paper, in four groups as the rule asks: the volunteer, the service, who proves it and by whose
// hand, the number; with the address of the check page in words, since a code alone may lead anywhere.
import { holdsRole, type PersonActor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { SERVICE, certificateReaders, officeName, showIdentity } from '@shared/shifts/certificates'
import { showMinutes } from '@shared/shifts/hours'
import { dayOf, longDay } from '@shared/time'
import { auditRead } from '../audit'
import type { FileAnswer } from '../http/implement'
import { makePaper } from '../papers/papers'
import { requirePlace, settingsOf } from '../places/places'
import { nameOn, tailOn } from './certificates'
import { Certificates, type CertificateRecord } from './certificates.model'

let publicUrl = ''
/** Where people reach this server; empty where it isn't known, as in the demo. */
export function configureCertificates(url: string | undefined): void {
  publicUrl = (url ?? '').replace(/\/+$/, '')
}

/**
 * For the volunteer, and for the office, whose reading is audited. @throws DomainError NOT_FOUND,
 * CERTIFICATE_NOT_ISSUED, PAPER_GLYPH_MISSING
 */
export async function certificatePaper(actor: PersonActor, id: string): Promise<FileAnswer> {
  const certificate = await Certificates.findById(id).lean<CertificateRecord>()
  const isOwn = certificate?.personId === actor.personId
  if (!certificate || (!isOwn && !holdsRole(actor, certificateReaders, certificate.placePath)))
    throw new DomainError('NOT_FOUND')
  const { status, number, issuedAt } = certificate
  if (status !== 'issued' || !number || !issuedAt || certificate.erasedAt)
    throw new DomainError('CERTIFICATE_NOT_ISSUED')
  if (!isOwn)
    await auditRead(actor, {
      action: 'shifts.printCertificate',
      subject: `certificates/${id}`,
      placePath: certificate.placePath,
    })
  const place = await requirePlace(certificate.placeId)
  const { hotline } = (await settingsOf(place._id)).settings.contact
  return draw({ ...certificate, number, issuedAt }, officeName(place.name), hotline)
}

type Issued = CertificateRecord & { number: string; issuedAt: Date }

function draw(certificate: Issued, office: string, hotline: string): Promise<FileAnswer> {
  const { number, issuedAt, minutes, madeUp, times, from, to, lines } = certificate
  const title = '志愿服务记录证明'
  const name = nameOn(certificate)
  const address = `${publicUrl}/c/hours`
  const foot = `编号 ${number}。真假请到 ${address} 按编号查，没有显示“有效”的不作数。`
  return makePaper({ title, name: `${title}-${name}-${number}`, foot, exact: true }, (sheet) => {
    const heading = { size: 13, weight: 'bold', gap: 2 } as const
    sheet.text(`编号：${number}`, { size: 12, gap: 4 })
    sheet.text('一、志愿者', heading)
    sheet.pairs([
      ['姓名', name],
      ['身份证件', showIdentity(certificate.identityKind, tailOn(certificate))],
    ])
    sheet.text('二、志愿服务', heading)
    sheet.pairs([
      ['服务项目', SERVICE.project],
      ['服务内容', SERVICE.content],
      ['服务时间', `${longDay(from)}至${longDay(to)}，共${times}次`],
      ['服务时长', showMinutes(minutes)],
      ...(madeUp > 0
        ? ([['其中不含的补记时长', `${showMinutes(madeUp)}（事后凭证明材料申请，经工作人员核准）`]] as const)
        : []),
      ['记录', SERVICE.recorder],
    ])
    sheet.table(
      [
        { name: '服务地点', share: 3 },
        { name: '次数', align: 'right' },
        { name: '时长', align: 'right' },
      ],
      lines.map((line) => [line.name, String(line.times), showMinutes(line.minutes)]),
      '这段时间只有补记的时长',
    )
    sheet.text('三、出具单位', heading)
    sheet.pairs([
      ['出具单位', office],
      ['经办人', certificate.handler ?? ''],
      ['联系电话', hotline || '请向出具单位询问'],
      ['出具日期', longDay(dayOf(issuedAt))],
    ])
    sheet.text('四、核验', heading)
    sheet.qr(`${address}/${number}`, 34, [
      `打开 ${address}，输入编号 ${number}。`,
      '也可以扫左边的码，先看打开的网址是不是上面这一个。',
      '显示“有效”才有效；查不到、打不开，都不作数。',
      '只写志愿者身份、经第二个人核实的时长。',
    ])
    sheet.text('（出具单位盖章）', { align: 'right', gap: 4 })
  })
}
