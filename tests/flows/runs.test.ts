// One Tuesday, told from booking to settled: two households, one crew without signal, a failed stop, a contest, exact
// figures all the way.
import { ledger } from '@shared/ledger/contract'
import { notices } from '@shared/notices/contract'
import { runsCrew } from '@shared/runs/crew-contract'
import { pickups } from '@shared/pickups/contract'
import { pickupsDesk } from '@shared/pickups/desk-contract'
import { instantAt } from '@shared/time'
import { verifyLedger } from '@server/ledger/verify'
import { deliverNotice } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { settlePickups } from '@server/pickups/pickups-jobs'
import { aStaff, setClock } from '../support/app'
import { useDatabase } from '../support/database'
import {
  aBooking,
  aLog,
  aPhoto,
  aWorld,
  anotherCompound,
  morning,
  plan,
  send,
  shanghai,
  useCrewApp,
} from '../support/runs'

useDatabase()
const app = useCrewApp()
afterAll(() => setClock())

test('a Tuesday', async () => {
  const world = await aWorld(app)
  const sofa = await aBooking(world, { kind: 'bulky' })
  const paper = await aBooking(world, { place: await anotherCompound(world, 113.86, 34.035) })
  expect(sofa.booking).toMatchObject({ status: 'confirmed', owedFen: 3000 })
  await plan(world)

  const [run] = await morning(world)
  await app.as(world.zhang).call(runsCrew.startRun, { id: run?.id ?? '', names: ['张强', '李雷'] })
  const stopOf = (bookingId: string): string => run?.stops.find((stop) => stop.bookingId === bookingId)?.id ?? ''
  expect(run?.stops.map(({ owedFen }) => owedFen).sort()).toEqual([0, 3000])

  // The morning without signal: everything arrives at noon, in order, from the phone's outbox.
  setClock(shanghai('09:00'))
  const photo = await aPhoto(app, world.zhang)
  setClock(shanghai('12:10'))
  const rows = [
    aLog(stopOf(paper.booking.id), 'set_out', '08:10'),
    aLog(stopOf(paper.booking.id), 'arrive', '08:20'),
    aLog(stopOf(paper.booking.id), 'collect', '08:26', {
      by: '李雷',
      weights: [
        { material: 'paper', grams: 10_400 },
        { material: 'cardboard', grams: 6_250 },
      ],
    }),
    aLog(stopOf(sofa.booking.id), 'arrive', '08:50'),
    aLog(stopOf(sofa.booking.id), 'not_presented', '08:58', { reason: 'nothing_outside', photoIds: [photo] }),
  ]
  const answers = await send(world, rows)
  expect(answers.map(({ outcome }) => outcome)).toEqual(Array(5).fill('accepted'))
  expect((await send(world, rows)).map(({ outcome }) => outcome)).toEqual(Array(5).fill('had'))

  const done = await app.as(paper.who).call(pickups.show, { id: paper.booking.id })
  // 10.4 kg × 2 = 20.8 → 20 points, 6.25 kg × 3 = 18.75 → 18; 10.4 kg × 0.80 = 8.32 yuan; paper 10.4 × 300 g, cardboard
  //   by its own factor
  expect(done.receipt).toMatchObject({ totalGrams: 16_650, points: 38, fen: 832 })
  expect(done.receipt?.lines[0]).toMatchObject({ material: 'paper', points: 20, carbonGrams: 3_120 })
  expect(done.receipt?.carbonNote).toMatch(/^估算 · 方法/)
  const { accounts } = await app.as(paper.who).call(ledger.summaries, {})
  expect(accounts.map(({ available }) => available)).toContain(38)
  const failed = await app.as(sofa.who).call(pickups.show, { id: sofa.booking.id })
  expect(failed).toMatchObject({
    status: 'not_presented',
    reason: { code: 'nothing_outside' },
    allowed: expect.arrayContaining(['contest']),
  })
  expect((await morning(world))[0]?.status).toBe('finished')

  setClock(shanghai('12:12'))
  await deliverOutbox({ notice: deliverNotice })
  const titles = async (who: typeof sofa.who) =>
    (await app.as(who).call(notices.inbox, {})).items.map(({ title }) => title)
  expect(await titles(paper.who)).toEqual(expect.arrayContaining(['已收走，回执请查收']))
  expect(await titles(paper.who)).not.toContain('收运员出发了') // two hours old: no news any more
  expect(await titles(sofa.who)).toEqual(expect.arrayContaining(['这次没有收成']))

  // The household objects to the weight of the cardboard and is right: the entry is reversed and posted anew.
  await app.as(paper.who).call(pickups.contest, {
    id: paper.booking.id,
    contestId: '01KDVDNA00NGBB7BEWDGQZZ23N',
    about: 'weight',
    text: '纸板有八千克',
  })
  const officer = await aStaff('cityOfficer', world.district.path[0] ?? '')
  const corrected = await app.as(officer).call(pickupsDesk.decideContest, {
    id: paper.booking.id,
    upheld: true,
    reason: '磅单写的是8千克',
    weights: [
      { material: 'paper', grams: 10_400 },
      { material: 'cardboard', grams: 8_000 },
    ],
  })
  expect(corrected.receipt).toMatchObject({ totalGrams: 18_400, points: 44 })
  expect((await app.as(paper.who).call(ledger.summaries, {})).accounts.map(({ available }) => available)).toContain(44)

  setClock(instantAt('2026-12-02', '00:20'))
  expect(await settlePickups.run('2026-12-02', { progress: async () => undefined })).toMatchObject({ settled: 2 })
  expect((await verifyLedger({ scope: { kind: 'all' } })).findings).toEqual([])
})
