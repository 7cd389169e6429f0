// What follows from 评优: the sheet by which 以奖代补 is paid, a company's year for the housing bureau, and the page with
// calls and results for everybody. Persons are named on the sheet of payment alone; in public only how many they are.
import { holdsRole, type Actor } from '@shared/actors'
import { DomainError } from '@shared/errors'
import { escapeHtml } from '@shared/escape'
import { awardKindNames, mostOfGroup } from '@shared/standings/awards'
import { showScored } from '@shared/standings/registered'
import { awardKeepers, mendingNames, outcomeNames } from '@shared/standings/vocabulary'
import { dayOf, fullInstant, longDay, longMonth } from '@shared/time'
import { showFen } from '@shared/units'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { organisationNames } from '../organisations/names'
import { makePaper } from '../papers/papers'
import { installedCity } from '../places/places'
import { nomineeName, requireProgramme } from './awards'
import { Nominees, Programmes, type NomineeRecord, type ProgrammeRecord } from './awards.model'
import { htmlAnswer, pageOf } from './page-frame'
import { requireArea } from './rules'
import { Entries, type EntryRecord } from './standings.model'

const signed = [
  ['经办', ''],
  ['复核', ''],
  ['签发', ''],
] as const

const awardedOf = (programmeId: string): Promise<NomineeRecord[]> =>
  Nominees.find({ programmeId, status: 'awarded' }).sort({ nominatedAt: 1, _id: 1 }).lean<NomineeRecord[]>().exec()

/** @throws DomainError NOT_FOUND before anybody was awarded */
export async function payoutSheet(actor: Actor, { id }: { id: string }): Promise<FileAnswer> {
  const programme = await requireProgramme(id)
  if (!holdsRole(actor, awardKeepers, [programme.area])) throw new DomainError('NOT_FOUND')
  const awarded = await awardedOf(id)
  if (awarded.length === 0) throw new DomainError('NOT_FOUND')
  await auditRead(actor, {
    action: 'standings.printAward',
    subject: `standingAwards/${id}`,
    placePath: [programme.area],
  })
  return makePaper(
    {
      title: `${programme.year}年${programme.title}以奖代补发放表`,
      name: `payout-${programme.year}`,
      foot: `印于${fullInstant(now())}`,
    },
    (sheet) => {
      sheet.text(
        `${awardKindNames[programme.kind]}，年度目标${programme.target}个，评上${awarded.length}个，每个${showFen(programme.fen)}，合计${showFen(programme.fen * awarded.length)}。${programme.feeRelief}`,
      )
      sheet.table(
        [
          { name: '序号', share: 8 },
          { name: '受奖对象', share: 34 },
          { name: '单位或镇街', share: 30 },
          { name: '金额', share: 14 },
          { name: '签收', share: 14 },
        ],
        awarded.map((nominee, at) => [
          String(at + 1),
          nomineeName(nominee),
          nominee.groupName,
          showFen(programme.fen),
          '',
        ]),
        '没有',
      )
      sheet.space(8)
      sheet.pairs(
        signed.map(([name, value]) => [name, value]),
        2,
      )
    },
  )
}

/** @throws DomainError NOT_ALLOWED, NOT_FOUND for a company without a published result in the year */
export async function companySheet(actor: Actor, { id, year }: { id: string; year: string }): Promise<FileAnswer> {
  const area = await requireArea()
  if (!holdsRole(actor, awardKeepers, area.path)) throw new DomainError('NOT_ALLOWED')
  const entries = await Entries.find({
    companyId: id,
    period: { $gte: `${year}-01`, $lte: `${year}-12` },
    isPublished: true,
  })
    .sort({ period: 1, name: 1 })
    .lean<EntryRecord[]>()
  const name = (await organisationNames([id])).get(id)
  if (!name || entries.length === 0) throw new DomainError('NOT_FOUND')
  await auditRead(actor, { action: 'standings.printCompany', subject: `organisations/${id}`, placePath: area.path })
  const own = entries.filter(({ kind }) => kind === 'company')
  const listed = entries.filter(
    ({ kind, outcome }) => kind === 'compound' && (outcome === 'red' || outcome === 'black'),
  )
  return makePaper(
    {
      title: `${year}年物业公司生活垃圾分类情况表`,
      name: `company-${year}`,
      foot: `${area.name}，印于${fullInstant(now())}`,
    },
    (sheet) => {
      sheet.text(name, { size: 13, weight: 'bold' })
      sheet.text('供住建部门对物业公司考核参考。只有随机抽查和按时整改算分；名次从所管小区来。')
      sheet.table(
        [
          { name: '月份', share: 16 },
          { name: '排名', share: 10 },
          { name: '得分', share: 12 },
          { name: '根据', share: 62 },
        ],
        own.map(({ period, listRank, score, reasons, missing }) => [
          longMonth(period),
          listRank === null ? '—' : `第${listRank}名`,
          score === null ? '—' : showScored({ kind: 'company', score, low: score, high: score }),
          reasons.join('；') || missing,
        ]),
        '没有参加排名',
      )
      sheet.text('所管小区上榜情况', { weight: 'bold' })
      sheet.table(
        [
          { name: '月份', share: 16 },
          { name: '小区', share: 24 },
          { name: '结果', share: 22 },
          { name: '得分（可能的范围）', share: 22 },
          { name: '整改', share: 16 },
        ],
        listed.map(({ period, name: place, kind, outcome, score, low, high, mending }) => [
          longMonth(period),
          place,
          outcomeNames[outcome],
          score === null || low === null || high === null ? '—' : showScored({ kind, score, low, high }),
          mending ? mendingNames[mending] : '',
        ]),
        '没有小区上榜',
      )
      sheet.space(8)
      sheet.pairs(
        signed.map(([title, value]) => [title, value]),
        2,
      )
    },
  )
}

export async function awardsPage(): Promise<FileAnswer> {
  const area = await installedCity()
  const today = dayOf(now())
  const programmes = area
    ? await Programmes.find({ area: area._id, callOn: { $lte: today } })
        .sort({ callOn: -1, _id: -1 })
        .limit(30)
        .lean<ProgrammeRecord[]>()
    : []
  const blocks: string[] = []
  for (const programme of programmes) blocks.push(programmeBlock(programme, await awardedOf(programme._id), today))
  const none = '<div class="card none"><b>还没有评优项目</b><p>开始征集以后在这里公布。</p></div>'
  const head = `<p class="city"><a href="/lists">垃圾分类红黑榜</a></p><h1>评优</h1><div class="meta"><span>${escapeHtml(area?.name ?? '')}</span><span>征集不少于7天，期满以后评审</span></div>`
  const about =
    '<div class="card"><p class="note">想推荐或自荐的，征集期里到社区说明；推荐的人不评审。个人和家庭只公布人数，不公布姓名。</p></div>'
  return htmlAnswer(pageOf('评优', head, (blocks.join('') || none) + about))
}

function programmeBlock(programme: ProgrammeRecord, awarded: readonly NomineeRecord[], today: string): string {
  const e = escapeHtml
  const { title, kind, year, target, groupShare, fen, feeRelief, nominateUntil } = programme
  const state =
    today <= nominateUntil
      ? `<p><span class="tag due">正在征集，${longDay(nominateUntil)}截止</span></p>`
      : `<p><span class="tag fixed">${awarded.length === 0 ? '征集已截止，正在评审' : `评上${awarded.length}个`}，年度目标${target}个</span></p>`
  const effects = [fen > 0 ? `以奖代补每个${showFen(fen)}` : '', feeRelief].filter(Boolean).join('；')
  const names = awarded.filter(({ isSealed }) => !isSealed)
  const persons = awarded.length - names.length
  const rows = names.map(({ name, groupName }) => `<li>${e(name)}<span class="note">，${e(groupName)}</span></li>`)
  return `<div class="card"><h2>${year}年${e(title)}</h2><p>${awardKindNames[kind]}；同一单位或镇街最多${mostOfGroup(target, groupShare)}个${effects ? `；${e(effects)}` : ''}。</p>${state}${rows.length > 0 ? `<ul>${rows.join('')}</ul>` : ''}${persons > 0 ? `<p>个人或家庭${persons}名。</p>` : ''}</div>`
}
