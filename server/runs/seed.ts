// What crews did in the demo city: thirty days that were driven, and today's runs by the planner. Outcomes are decided
// by the same rules that serve crews; past days are sealed here, since nothing is posted to them any more.
import type { PersonActor } from '@shared/actors'
import { PickupKind } from '@shared/pickups/schemas'
import { addDays, type Day } from '@shared/time'
import sharp from 'sharp'
import { insertInBulk, transaction } from '../db'
import type { SeedContext } from '../feature'
import { attachFiles, uploadFile } from '../files/files'
import { reconcileBudgetsOf } from '../ledger/earning'
import { sealDays } from '../ledger/seals'
import { seedId } from '../ids'
import { fullNames } from '../people/people'
import { bookingsByIds } from '../pickups/bookings'
import { idOf, rewriteBookings, sceneOf, type Scene } from '../pickups/seed-bookings'
import { postByDay } from '../pickups/seed-outcomes'
import { roundsOfCity } from '../pickups/seed-rounds'
import { bookers, pastWishes, type PastWish } from '../pickups/seed-wishes'
import { sourceOf } from '../pickups/terms'
import { workCalendar } from '../places/places'
import { drawLoadCheck } from './load-checks'
import { planWholeDay } from './planning'
import { Runs } from './runs.model'
import { driveDay, photoOf, type Driven, type History } from './seed-history'
import { StopLogs, Stops } from './stops.model'

/** Called once, after pickups. */
export async function seedRuns({ today, progress }: SeedContext): Promise<void> {
  const rounds = roundsOfCity(today)
  const scene = await sceneOf(bookers(), today, await fullNames(rounds.flatMap((round) => round.crewIds)))
  const wishes = pastWishes(rounds, today)
  const booked = await bookingsByIds(wishes.map(({ wish }) => idOf(wish)))
  const mixedLabel = mixedOf(wishes, addDays(today, -1))
  const history: History = { bookings: [], runs: [], stops: [], logs: [], posts: [] }
  for (const day of new Set(wishes.map(({ wish }) => wish.day)))
    for (const round of rounds) {
      const driven = wishes
        .filter(({ wish }) => wish.day === day && wish.round._id === round._id)
        .flatMap(({ wish, fate }): Driven[] => {
          const booking = booked.get(idOf(wish))
          const mixed = wish.label === mixedLabel ? { mixedLoad: true } : {}
          return booking && fate !== 'cancelled' && fate !== 'cancelled_by_operator'
            ? [{ booking, fate, ...mixed }]
            : []
        })
      await driveDay(scene, round, day, driven, today, history)
    }
  await insertInBulk(Runs, history.runs)
  await insertInBulk(Stops, history.stops)
  await insertInBulk(StopLogs, history.logs)
  await rewriteBookings(history.bookings)
  await seedPhotos(history)
  await seedMixed(scene, history)
  await postByDay(history.posts, today)
  await sealDays(addDays(today, -1))
  await reconcileBudgetsOf(PickupKind.options.map(sourceOf))
  const planned = await planWholeDay(today)
  progress(`班次 ${history.runs.length + planned.runs}个、账目 ${history.posts.length}笔以上`)
}

/** The first load that was fetched in 柳湾 on that day, of somebody who is not of the cast. */
const mixedOf = (wishes: readonly PastWish[], day: Day): string | undefined =>
  wishes.find(
    ({ wish, fate }) =>
      wish.day === day &&
      wish.label.startsWith('past:') &&
      wish.round._id === seedId('round:liuwan-recyclable') &&
      fate === 'collected',
  )?.wish.label

/** The inspection that a mixed load draws, as the crew's log would. */
async function seedMixed(scene: Scene, { bookings, runs, stops }: History): Promise<void> {
  const calendar = await workCalendar()
  for (const stop of stops.filter(({ mixedLoad }) => mixedLoad)) {
    const booking = bookings.find(({ _id }) => _id === stop.bookingId)
    const run = runs.find(({ _id }) => _id === stop.runId)
    const context = booking && scene.contexts.get(booking.placeId)
    if (!booking || !run || !context || !stop.lastLog) throw new Error('no scene')
    const { id: logId, at } = stop.lastLog
    const drawn = { logId, at, by: run.names[0] ?? '', totalGrams: booking.receipt?.totalGrams ?? 0 }
    const workingDays = context.settings.office.loadCheckWorkingDays
    await transaction((tx) =>
      drawLoadCheck(tx, booking, stop, { ...drawn, crewIds: run.crewIds, workingDays, calendar }),
    )
  }
}

/** Evidence of failed stops: a drawn picture, uploaded by the crew through the same door as any photo. */
async function seedPhotos({ stops }: History): Promise<void> {
  const photos = stops.flatMap(({ bookingId, lastLog, reason }) =>
    reason && lastLog ? [{ id: photoOf(bookingId), ownerId: lastLog.personId, bookingId }] : [],
  )
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360"><rect width="480" height="360" fill="#cfd8dc"/><rect y="260" width="480" height="100" fill="#90a4ae"/><rect x="180" y="90" width="120" height="170" fill="#6d4c41"/><circle cx="282" cy="178" r="6" fill="#ffd54f"/></svg>`
  const bytes = await sharp(Buffer.from(drawing)).jpeg({ quality: 70 }).toBuffer()
  const uploadOne = async ({ id, ownerId, bookingId }: (typeof photos)[number]): Promise<void> => {
    const actor: PersonActor = { kind: 'person', personId: ownerId, sessionId: 'seed', grants: [], households: [] }
    await uploadFile(actor, { id, purpose: 'stop' }, { bytes, filename: 'stop.jpg' })
    await transaction((tx) => attachFiles(tx, ownerId, [id], `pickups/${bookingId}`))
  }
  for (let from = 0; from < photos.length; from += 8) await Promise.all(photos.slice(from, from + 8).map(uploadOne))
}
