// The printed run sheet: readable in a cab, with boxes to write in. It is the way out when a phone is dead; what was
// written is entered later through the same log as the phone's.
import { separateIn } from '@shared/pickups/separate'
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
import { makePaper } from '../papers/papers'
import { fullNames } from '../people/people'
import { isNear } from '../pickups/present'
import { isOnRun } from './crew-rights'
import { bookingsOf, helpedOf, presentStop, stopsOf } from './runs'
import { Runs, type RunRecord } from './runs.model'

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
  const helped = await helpedOf(bookings, run.day)
  await auditRead(actor, {
    action: 'runs.print',
    subject: `runs/${run._id}`,
    placePath: run.placePath,
    details: { full },
    ...(reason === undefined ? {} : { reason }),
  })
  const shown = stops.flatMap((stop) => {
    const booking = bookings.get(stop.bookingId)
    return booking ? [presentStop(stop, booking, full, helped.has(booking.householdId ?? ''))] : []
  })
  const crewNames = run.names.length > 0 ? run.names : run.crewIds.map((each) => names.get(each) ?? '')
  return sheetOf(run, shown, crewNames)
}

/**
 * A name that the font lacks does not keep the crew without their sheet: 〓 stands for it, and the telephone beside it
 * is what they go by.
 */
async function sheetOf(run: RunRecord, stops: readonly Stop[], crewNames: readonly string[]): Promise<FileAnswer> {
  const people = crewNames.filter((name) => name !== '').join('、')
  const head = [
    showDay(run.day),
    `车辆 ${run.vehicle || '________'}`,
    `收运员 ${people || '________ ________'}`,
    `共${stops.length}户`,
    `第${run.version}版`,
  ]
  const foot = `${run.name} ${run.day}，打印于 ${showInstant(now())}。电话和住址不要外传，补录后销毁本单。`
  return makePaper({ title: `班次单 ${run.name}`, name: `班次单-${run.name}-${run.day}`, foot }, (sheet) => {
    sheet.text(head.join(' · '))
    sheet.table(
      [
        { name: '序', share: 0.4 },
        { name: '地址与联系人', share: 3 },
        { name: '物品', share: 2 },
        { name: '填写', share: 2.6 },
      ],
      stops.map((stop, index) => rowOf(stop, index)),
      '这一班还没有站点',
    )
    const separate = separateIn(stops.flatMap((stop) => stop.items))
    if (separate.length > 0)
      sheet.table(
        [
          { name: '这一班要单独放、单独交的', share: 2 },
          { name: '件数', share: 0.5 },
          { name: '怎样办', share: 3 },
          { name: '依据', share: 2 },
        ],
        separate.map((line) => [
          `${line.names}（${line.what}）`,
          String(line.count),
          line.how,
          line.source ?? '系统默认',
        ]),
        '',
      )
    sheet.text('没有收成的请写明原因并拍照，因为会影响住户。班次结束后交调度员补录。')
  })
}

function rowOf(stop: Stop, index: number): string[] {
  const items = stop.items.map((item) => `${item.name}${item.count > 1 ? `×${item.count}` : ''}`).join('、')
  const floor = stop.floor > 0 ? `${stop.floor}楼` : '一楼或楼下'
  const carry = `${floor}${stop.floor > 1 ? (stop.hasLift ? '，有电梯' : '，无电梯') : ''}`
  const where = [
    `${stop.from}–${stop.to} ${stop.addressText}`,
    `放在：${stop.standsAt}（${carry}）`,
    ...(stop.number ? [stop.number] : []),
    `${stop.contactName} ${stop.contactPhone || '没有电话，请敲门'}${stop.elder ? ' · 长者' : ''}`,
    ...(stop.carryHelp ? ['【帮扶】请进屋帮搬'] : []),
    ...(stop.status === 'planned' ? [] : [stopStatusTexts[stop.status]]),
  ]
  const fill = [
    '□ 已收 □ 部分 □ 无物',
    '□ 进不去 □ 拒收',
    '材料/千克 ______ ______',
    '原因 ____________',
    ...(stop.owedFen > 0 ? [`应收 ${showFen(stop.owedFen)} 实收 ______`] : []),
    '时间 ____ 签名 ______',
  ]
  return [
    String(index + 1),
    where.join('\n'),
    `${kindNames[stop.kind]}:${items}${stop.note ? `\n说明：${stop.note}` : ''}`,
    fill.join('\n'),
  ]
}
