// The working calendar over real HTTP: announced and unknown years, festivals, and who keeps it.
import { ensureHolidayYears } from '@server/places/calendar'
import { workCalendar } from '@server/places/places'
import { HolidayYears } from '@server/places/places.model'
import { seedCity } from '@server/places/seed'
import { seedPlace } from '@server/places/seed-ids'
import { places } from '@shared/places/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { isWorkingDay } from '@shared/time'
import { aStaff, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()

let officer: Signed, cityOfficer: Signed, administrator: Signed

beforeAll(async () => {
  await seedCity({ today: '2026-11-22', progress: () => {} })
  officer = await aStaff('subdistrictOfficer', seedPlace('liuwan').id)
  cityOfficer = await aStaff('cityOfficer', seedPlace('qingchuan').id)
  administrator = await aStaff('administrator', seedPlace('qingchuan').id)
})

describe('the working calendar', () => {
  test('2026 is announced, 2027 is not and says so', async () => {
    const calendar = await workCalendar()
    expect(calendar.knownUntil).toBe('2026-12-31')
    expect(['2026-10-10', '2026-02-14'].map((day) => isWorkingDay(day, calendar))).toEqual([true, true])
    expect(['2026-10-01', '2026-02-17', '2026-01-02'].map((day) => isWorkingDay(day, calendar))).toEqual([
      false,
      false,
      false,
    ])
    const shown = await app.anonymous().call(places.calendar, { from: '2026-12-31', to: '2027-01-01' })
    expect(shown.days.map((day) => [day.known, day.note])).toEqual([
      [true, null],
      [false, '节假日安排未公布，可能调整'],
    ])
    expect(shown.sources.map((source) => [source.year, source.status])).toEqual([
      [2026, 'published'],
      [2027, 'unknown'],
    ])
  })
  test('festivals are named ranges with a text for the date screen', async () => {
    const { festivals, days } = await app.anonymous().call(places.calendar, { from: '2026-02-14', to: '2026-02-24' })
    expect(festivals).toContainEqual({
      name: '春节',
      from: '2026-02-15',
      to: '2026-02-23',
      text: expect.stringContaining('收运时段减少'),
    })
    expect(days[0]).toMatchObject({ kind: 'workday', working: true, note: null })
    expect(days[1]).toMatchObject({ kind: 'holiday', working: false, note: expect.stringContaining('2月15日—2月23日') })
    await expectError(app.anonymous().call(places.calendar, { from: '2026-01-01', to: '2026-12-31' }), 'INPUT_INVALID')
    await expectError(app.anonymous().call(places.calendar, { from: '2026-02-30', to: '2026-03-01' }), 'INPUT_INVALID')
  })
  test('is kept by the city, holds at once, and is not overwritten by the package', async () => {
    const years = (await app.as(cityOfficer).call(placesDesk.holidayYears, {})).items
    const unknown = years.find((year) => year.year === 2027)
    expect(unknown).toMatchObject({ status: 'unknown', days: [], source: expect.stringContaining('尚未公布') })
    const input = {
      year: 2027,
      revision: unknown?.revision ?? 0,
      status: 'published' as const,
      source: '测试公布的安排',
      festivals: [{ name: '春节', from: '2027-02-05', to: '2027-02-12', text: '春节减少' }],
      days: [
        { day: '2027-01-01', kind: 'holiday' as const },
        { day: '2027-01-09', kind: 'workday' as const },
      ],
    }
    await expectError(app.as(officer).call(placesDesk.setHolidayYear, input), 'NOT_ALLOWED')
    await expectError(
      app.as(cityOfficer).call(placesDesk.setHolidayYear, { ...input, days: [{ day: '2028-01-01', kind: 'holiday' }] }),
      'HOLIDAY_YEAR_WRONG',
    )
    const far = { ...input, year: 2100, days: [], festivals: [] }
    await expectError(app.as(cityOfficer).call(placesDesk.setHolidayYear, far), 'INPUT_INVALID')
    await workCalendar()
    await app.as(administrator).call(placesDesk.setHolidayYear, input)
    expect(await workCalendar()).toMatchObject({ knownUntil: '2027-12-31', days: { '2027-01-09': 'workday' } })
    await expectError(app.as(cityOfficer).call(placesDesk.setHolidayYear, input), 'CHANGED_MEANWHILE')
    expect(await ensureHolidayYears([2026, 2027])).toBe(0)
    expect(await HolidayYears.findOne({ year: 2027 }).lean()).toMatchObject({ source: '测试公布的安排' })
  })
})
