// What goes out of shifts as a file: the code that hangs at a site, and who was there with the hours that count.
import type { Actor } from '@shared/actors'
import type { ParsedOf } from '@shared/contract'
import { DomainError } from '@shared/errors'
import type { shiftsDesk } from '@shared/shifts/desk-contract'
import { closedAtEndText, countedMinutes } from '@shared/shifts/hours'
import { keepsShift } from '@shared/shifts/rules'
import { bookingStateNames, markWayNames, standingNames, supervisorNames } from '@shared/shifts/vocabulary'
import { clockOf, dayOf } from '@shared/time'
import { auditRead } from '../audit'
import { now } from '../clock'
import type { FileAnswer } from '../http/implement'
import { makePaper, type Pen } from '../papers/papers'
import { fullNames } from '../people/people'
import { requirePlace } from '../places/places'
import { sitesByIds } from '../places/sites'
import { sheetFile, type Cell, type Column } from '../sheets'
import { siteCode } from './codes'
import { shiftsIn } from './desk'
import { nameOfSite, placesOfShifts } from './present'
import { ShiftBookings, type ShiftBooking } from './shifts.model'

/** The code for a wall: it proves the place alone, so the lead confirms who has scanned it. @throws NOT_FOUND */
export async function siteCodePaper(actor: Actor, siteId: string): Promise<FileAnswer> {
  const [site] = await sitesByIds([siteId])
  if (!site || site.status === 'archived' || !keepsShift(actor, site)) throw new DomainError('NOT_FOUND')
  const place = await requirePlace(site.placeId)
  const name = `${place.name} ${site.name}`
  await auditRead(actor, { action: 'shifts.printSiteCode', subject: `sites/${siteId}`, placePath: site.placePath })
  const title = '督导签到码'
  const foot = `${title}，贴在点位上。扫了先记为自记，组长核实后算数。`
  return makePaper({ title, name: `${title}-${name}`, foot, bare: true }, (sheet) =>
    sheet.cards([name], {
      grid: { across: 1, down: 1 },
      draw: (text, pen) => draw(text, siteCode(siteId), pen),
      headingOf: () => title,
    }),
  )
}

function draw(name: string, code: string, pen: Pen): void {
  const size = 110
  const left = (pen.width - size) / 2
  pen.text(name, { left: 0, top: 18, width: pen.width }, { size: 26, weight: 'bold', align: 'center' })
  pen.qr(code, { left, top: 48 }, size)
  const style = { size: 18, align: 'center' } as const
  pen.text('志愿督导到岗签到', { left: 0, top: 172, width: pen.width }, style)
  pen.text('打开“志愿督导 · 我的班次”，扫这个码', { left: 0, top: 184, width: pen.width }, { ...style, size: 14 })
}

const columns: readonly Column[] = [
  { name: '日期', width: 12 },
  { name: '开始', width: 8 },
  { name: '结束', width: 8 },
  { name: '点位', width: 26 },
  { name: '姓名', width: 12 },
  { name: '身份', width: 14 },
  { name: '报名', width: 12 },
  { name: '核实', width: 10 },
  { name: '签到', width: 8 },
  { name: '签退', width: 8 },
  { name: '方式', width: 16 },
  { name: '计入分钟', width: 10 },
  { name: '没计的原因', width: 50 },
  { name: '更正原因', width: 30 },
]

/** Everybody who had a place in the days asked for. @throws DomainError NOT_FOUND, INPUT_INVALID */
export async function exportPeople(
  actor: Actor,
  { format, ...span }: ParsedOf<typeof shiftsDesk.exportPeople>,
): Promise<FileAnswer> {
  const shifts = (await shiftsIn(actor, span)).filter((shift) => keepsShift(actor, shift))
  const byId = new Map(shifts.map((shift) => [shift._id, shift]))
  const bookings = await ShiftBookings.find({
    shiftId: { $in: [...byId.keys()] },
    state: { $in: ['booked', 'calledOff'] },
  })
    .sort({ day: 1, startsAt: 1, _id: 1 })
    .lean<ShiftBooking[]>()
  const names = await fullNames(bookings.map(({ personId }) => personId))
  const places = await placesOfShifts(bookings.map(({ siteId }) => siteId))
  const rows = bookings.flatMap((booking): Cell[][] => {
    const shift = byId.get(booking.shiftId)
    if (!shift) return []
    const counted = countedMinutes(shift, { in: booking.checkedInAt, out: booking.checkedOutAt })
    const said = [
      ...(counted.closedAtEnd ? [closedAtEndText(shift)] : []),
      ...counted.uncounted.map(({ text }) => text),
    ]
    return [
      [
        shift.day,
        shift.from,
        shift.to,
        nameOfSite(places, shift),
        names.get(booking.personId) ?? '',
        supervisorNames[booking.as],
        bookingStateNames[booking.state],
        standingNames[booking.standing],
        booking.checkedInAt ? clockOf(booking.checkedInAt) : '',
        booking.checkedOutAt ? clockOf(booking.checkedOutAt) : '',
        booking.how ? markWayNames[booking.how] : '',
        booking.state === 'booked' ? counted.minutes : 0,
        booking.state === 'booked' && shift.endsAt <= now() ? said.join('；') : '',
        booking.corrections.at(-1)?.reason ?? '',
      ],
    ]
  })
  await auditRead(actor, {
    action: 'shifts.exportPeople',
    subject: 'shifts',
    details: { ...span, format, rows: rows.length },
  })
  return sheetFile(format, `督导到岗-${span.from}-${span.to}-${dayOf(now())}`, columns, rows)
}
