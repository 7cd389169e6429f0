// The table of holidays over real HTTP: a year becomes known as a whole or not at all.
import { newId } from '@server/ids'
import { workCalendar } from '@server/places/places'
import { seedCity } from '@server/places/seed'
import { seedPlace } from '@server/places/seed-ids'
import { imports, type ImportShown } from '@shared/imports/contract'
import { placesDesk } from '@shared/places/desk-contract'
import { aStaff, expectError, useApp, type Signed } from '../support/app'
import { useDatabase } from '../support/database'

useDatabase()
const app = useApp()
let cityOfficer: Signed, officer: Signed

beforeAll(async () => {
  await seedCity({ today: '2026-11-22', progress: () => {} })
  cityOfficer = await aStaff('cityOfficer', seedPlace('qingchuan').id)
  officer = await aStaff('subdistrictOfficer', seedPlace('liuwan').id)
})

const csv = (...lines: string[]) => ({ bytes: Buffer.from(lines.join('\r\n')), filename: '节假日.csv' })
async function apply(who: Signed, file: { bytes: Buffer; filename: string }): Promise<ImportShown> {
  const id = newId()
  await app.as(who).upload(imports.upload, { id, kind: 'holidays' }, file)
  return app.as(who).call(imports.apply, { id })
}

describe('holidays', () => {
  const YEAR = [
    '2027-01-01,放假,元旦,测试通知',
    '2027/2/5,放假,春节,',
    '2027年2月6日,放假,春节,',
    '2027.2.7,放假,春节,',
    '20270214,上班,春节,',
    '2027-04-05,放假,清明节,',
    '2027-05-01,放假,劳动节,',
    '46509,放假,劳动节,',
    '2027-06-09 00:00,放假,端午节,',
    '2027-09-15,放假,中秋节,',
    '2027-10-01,放假,国庆节,',
    '2027-10-02,放假,国庆节,',
    '2027-10-03,放假,国庆节,',
  ]
  const file = (...rows: string[]) => csv('日期,安排,节日,来源', ...rows)

  test.each([
    ['one good row among wrong ones', ['2027-13-01,放假,,', '2027-02-30,放假,,', ...YEAR]],
    ['a year without its autumn', YEAR.slice(0, 9)],
    ['a single day of a year to come', ['2028-01-01,放假,元旦,']],
  ])('%s leaves the year unknown, and each row says so', async (_what, rows) => {
    const applied = await apply(cityOfficer, file(...rows))
    expect(applied.counts).toMatchObject({ created: 0, failed: rows.length })
    expect(applied.problems.at(-1)?.reason).toContain('整年一起导入')
    expect((await workCalendar()).knownUntil).toBe('2026-12-31')
  })

  test('make an unknown year known, all of it at once', async () => {
    await expectError(apply(officer, file(...YEAR)), 'NOT_ALLOWED')
    expect((await apply(cityOfficer, file(...YEAR))).counts).toMatchObject({
      created: 13,
      failed: 0,
    })
    expect(await workCalendar()).toMatchObject({
      knownUntil: '2027-12-31',
      days: { '2027-02-14': 'workday', '2027-02-06': 'holiday', '2027-05-02': 'holiday' },
    })
    const year = (await app.as(cityOfficer).call(placesDesk.holidayYears, {})).items.find((each) => each.year === 2027)
    expect(year).toMatchObject({
      status: 'published',
      source: '测试通知',
      festivals: [{ name: '春节', from: '2027-02-05', to: '2027-02-07' }, { name: '国庆' }],
    })
    expect((await apply(cityOfficer, file(...YEAR))).counts).toMatchObject({
      created: 0,
      changed: 0,
      unchanged: 13,
    })
    // what is known already may be changed by the day
    expect((await apply(cityOfficer, file('2027-10-04,放假,国庆节,'))).counts).toMatchObject({
      created: 1,
    })
  })
})
