// The printed run sheet: A4, plain, readable in a cab, with boxes to write in. It is the way out when a phone is dead;
// what was written is entered later through the same log as the phone's. Everything a person typed is escaped; no
// script, no outside address.
import { holdsRole, type Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import { kindNames } from '@shared/pickups/catalogue'
import type { runsCrew, Stop } from '@shared/runs/crew-contract'
import { stopStatusTexts } from '@shared/runs/stop-machine'
import { showDay, showInstant } from '@shared/time'
import { showFen } from '@shared/units'
import { dispatchers } from '@shared/pickups/roles'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { fullNames } from '../people/people'
import { isOnRun } from './crew-rights'
import { isNear } from '../pickups/present'
import { bookingsOf, presentStop, stopsOf } from './runs'
import { Runs, type RunRecord } from './runs.model'

const STYLE = `@page{size:A4;margin:12mm}body{font:12pt/1.4 "Noto Sans SC","Microsoft YaHei",sans-serif;color:#000;margin:0}
h1{font-size:18pt;margin:0 0 2mm}p{margin:0 0 3mm}table{width:100%;border-collapse:collapse}th,td{border:1px solid #000;padding:1.5mm;text-align:left;vertical-align:top}
th{background:#eee}tr{break-inside:avoid}.n{width:8mm;text-align:center;font-size:16pt}.w{width:46mm}.small{font-size:10pt}thead{display:table-header-group}`

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/**
 * Crew of the run, or dispatchers of its area. Addresses and numbers are in full for the crew today and tomorrow, and
 * for dispatchers who say why, as for any other number; else masked. Audited. @throws DomainError NOT_FOUND
 */
export async function runSheet(actor: Actor, { id, reason }: ParsedOf<typeof runsCrew.sheet>): Promise<FileAnswer> {
  const run = await Runs.findById(id).lean<RunRecord>()
  const isCrew = run !== null && isOnRun(actor, run)
  const isOffice = run !== null && holdsRole(actor, dispatchers, run.placePath)
  if (!run || !(isCrew || isOffice)) throw new DomainError('NOT_FOUND')
  const full = (isCrew && isNear(run.day)) || (isOffice && reason !== undefined)
  const stops = await stopsOf([id])
  const bookings = await bookingsOf(stops)
  const names = await fullNames(run.crewIds)
  await auditRead(actor, {
    action: 'runs.print',
    subject: `runs/${run._id}`,
    placePath: run.placePath,
    details: { full },
    ...(reason === undefined ? {} : { reason }),
  })
  const rows = stops.flatMap((stop) => {
    const booking = bookings.get(stop.bookingId)
    return booking ? [presentStop(stop, booking, full)] : []
  })
  return {
    contentType: 'text/html; charset=utf-8',
    headers: { 'Cache-Control': 'no-store' },
    body: sheetOf(
      run,
      rows,
      run.crewIds.map((each) => names.get(each) ?? ''),
    ),
  }
}

/** The sheet as HTML. */
export function sheetOf(
  run: Pick<RunRecord, 'name' | 'day' | 'vehicle' | 'names' | 'version'>,
  stops: readonly Stop[],
  crewNames: readonly string[],
): string {
  const people = (run.names.length > 0 ? run.names : crewNames)
    .filter((name) => name !== '')
    .map(escape)
    .join('、')
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escape(run.name)} ${run.day}</title><style>${STYLE}</style></head><body>
<h1>班次单 ${escape(run.name)}</h1>
<p>${showDay(run.day)} · 车辆 ${escape(run.vehicle) || '________'} · 收运员 ${people || '________ ________'} · 共 ${stops.length} 户 · 第 ${run.version} 版,打印于 ${showInstant(now())}</p>
<table><thead><tr><th class="n">序</th><th>地址与联系人</th><th>物品</th><th class="w">填写</th></tr></thead><tbody>
${stops.map(rowOf).join('\n')}
</tbody></table>
<p class="small">没有收成的请写明原因并拍照,因为会影响住户。班次结束后交调度员补录,电话和住址不要外传,补录后销毁本单。</p></body></html>`
}

function rowOf(stop: Stop, index: number): string {
  const items = stop.items.map((item) => `${escape(item.name)}${item.count > 1 ? `×${item.count}` : ''}`).join('、')
  const carry = `${stop.floor > 0 ? `${stop.floor} 楼` : '一楼或楼下'}${stop.floor > 1 ? (stop.hasLift ? ',有电梯' : ',无电梯') : ''}`
  const owed = stop.owedFen > 0 ? `<br>应收 ${showFen(stop.owedFen)} 实收 ______` : ''
  const done = stop.status === 'planned' ? '' : `<br><b>${stopStatusTexts[stop.status]}</b>`
  return `<tr><td class="n">${index + 1}</td><td>${stop.from}–${stop.to} <b>${escape(stop.addressText)}</b><br>放在:${escape(stop.standsAt)}(${carry})<br>${escape(stop.contactName)} ${escape(stop.contactPhone)}${stop.elder ? ' · 长者' : ''}${done}</td>
<td>${kindNames[stop.kind]}:${items}${stop.note ? `<br>说明:${escape(stop.note)}` : ''}</td>
<td>□ 已收 □ 部分 □ 无物 □ 进不去 □ 拒收<br>材料/千克 ______ ______<br>原因 ____________${owed}<br>时间 ____ 签名 ______</td></tr>`
}
