// The certificate as a paper: the name large, the QR of the public page with the code and the address in words beside
// it, since a code alone may lead anywhere. What holds is said by the page and never by the paper.
import { holdsRole, type PersonActor } from '@shared/actors'
import { readers } from '@shared/cells/roles'
import { showPoints } from '@shared/cells/scoring'
import { cellKindNames } from '@shared/cells/table-words'
import { holdsTitle } from '@shared/cells/vocabulary'
import { DomainError } from '@shared/errors'
import { longDay } from '@shared/time'
import { auditRead } from '../audit'
import type { FileAnswer } from '../http/implement'
import { makePaper } from '../papers/papers'
import { placeNames } from '../people/people'
import { certificateAddress } from './addresses'
import { load } from './steps'

/** @throws DomainError NOT_FOUND, CELL_NOT_TITLED, PAPER_GLYPH_MISSING */
export async function certificatePaper(actor: PersonActor, id: string): Promise<FileAnswer> {
  const { application, relations } = await load(actor, id)
  const isMember = relations.includes('member')
  if (!isMember && !holdsRole(actor, readers, application.placePath)) throw new DomainError('NOT_FOUND')
  const { title, state, subjectName, kind, placePath } = application
  if (!title || !holdsTitle(state)) throw new DomainError('CELL_NOT_TITLED')
  if (!isMember)
    await auditRead(actor, {
      action: 'cells.printCertificate',
      subject: `cellApplications/${id}`,
      placePath,
    })
  const names = await placeNames(placePath.slice(0, 2))
  const office = `${names.get(placePath[1] ?? '') ?? ''}无废城市建设主管部门`
  const address = certificateAddress()
  const level = `${cellKindNames[kind]}${title.level === 'model' ? '（示范）' : ''}`
  const foot = `编号 ${title.code}。真假请到 ${address} 按编号查，没有显示“有效”的不作数。`
  return makePaper(
    { title: '无废细胞证书', name: `无废细胞证书-${subjectName}-${title.code}`, foot, exact: true },
    (sheet) => {
      sheet.text(subjectName, { size: 30, weight: 'bold', align: 'center', gap: 6 })
      sheet.text('经评估、公示，命名为', { size: 14, align: 'center', gap: 3 })
      sheet.text(level, { size: 24, weight: 'bold', align: 'center', gap: 8 })
      sheet.pairs([
        ['编号', title.code],
        ['得分', `${showPoints(title.score)}分（满分 100）`],
        ['有效期', `${longDay(title.from)}至${longDay(title.until)}，每年检查一次`],
        ['命名单位', office],
      ])
      sheet.qr(`${address}/${title.code}`, 40, [
        `打开 ${address}，输入编号 ${title.code}。`,
        '也可以扫左边的码，先看打开的网址是不是上面这一个。',
        '显示“有效”、名称和这里写的一样，才有效；查不到、打不开，都不作数。',
        '核验不用登录，不会问手机号和密码。',
      ])
      sheet.text('（命名单位盖章）', { align: 'right', gap: 4 })
    },
  )
}
