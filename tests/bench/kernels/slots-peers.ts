// What the slots room is measured against, through the raw driver on the same database with the same durability:
// writes that check nothing, the bare guarded update, and the transaction that reads, checks and inserts.
import { newId } from '@server/ids'
import mongoose, { mongo } from 'mongoose'

type RawDay = { _id: string; taken: number; seats: { id: string; key: string; until: Date }[] }
type RawSeat = { _id: string; day: string; key: string; until: Date }
type RawHolder = { _id: string; open: { id: string; day: string; until: Date }[] }

const client = (): mongo.MongoClient => mongoose.connection.getClient() as unknown as mongo.MongoClient
const durable = { writeConcern: new mongo.WriteConcern('majority', undefined, true) }
const days = (): mongo.Collection<RawDay> => client().db('slotsPeers').collection('days', durable)
const seats = (): mongo.Collection<RawSeat> => client().db('slotsPeers').collection('seats', durable)
const holders = (): mongo.Collection<RawHolder> => client().db('slotsPeers').collection('holders', durable)

/** A seat asked for: the day's id, the holder's key. */
export type RawAsk = { day: string; key: string }
const inAQuarter = (): Date => new Date(Date.now() + 900_000)

/** Empty days and the index that counting needs. */
export async function preparePeers(dayIds: readonly string[]): Promise<void> {
  await client().db('slotsPeers').dropDatabase()
  await seats().createIndex({ day: 1 })
  for (let from = 0; from < dayIds.length; from += 5_000)
    await days().insertMany(dayIds.slice(from, from + 5_000).map((_id) => ({ _id, taken: 0, seats: [] })))
}

/** What has been stored so far is written out now and not while somebody is measured. */
export const onDisk = (): Promise<unknown> => client().db('admin').command({ fsync: 1 })

/** One guarded update of the day and nothing else: nobody's limit, no expiry. False when it is full. */
export async function guardedUpdate({ day, key }: RawAsk, capacity: number): Promise<boolean> {
  const { matchedCount } = await days().updateOne(
    { _id: day, taken: { $lt: capacity } },
    { $inc: { taken: 1 }, $push: { seats: { id: newId(), key, until: inAQuarter() } } },
  )
  return matchedCount === 1
}

/** The seat as a document of its own, unchecked. */
export const insertOnly = ({ day, key }: RawAsk): Promise<unknown> =>
  seats().insertOne({ _id: newId(), day, key, until: inAQuarter() })

/**
 * The two writes that a seat of ours needs at the least, its day's and its holder's, unchecked. The day keeps the last
 * `kept` seats, so that popular ones do not grow beyond what a real one holds.
 */
export async function writeBoth({ day, key }: RawAsk, kept: number): Promise<void> {
  const id = newId()
  const until = inAQuarter()
  await holders().updateOne({ _id: key }, { $push: { open: { id, day, until } } }, { upsert: true })
  await days().updateOne({ _id: day }, { $push: { seats: { $each: [{ id, key, until }], $slice: -kept } } })
}

/**
 * As most write it: count what is taken, insert when there is room, and touch the day so that two such transactions
 * meet; without that touch both would insert. False when it is full.
 */
export async function readCheckInsert({ day, key }: RawAsk, capacity: number): Promise<boolean> {
  const session = client().startSession()
  try {
    return await session.withTransaction(
      async () => {
        if ((await seats().countDocuments({ day }, { session })) >= capacity) return false
        await seats().insertOne({ _id: newId(), day, key, until: inAQuarter() }, { session })
        await days().updateOne({ _id: day }, { $inc: { taken: 1 } }, { session })
        return true
      },
      { readConcern: { level: 'snapshot' }, ...durable },
    )
  } finally {
    await session.endSession()
  }
}

/** How many seats stand in a day, by both ways of writing them. */
export const standing = async (day: string): Promise<{ inDay: number; inserted: number }> => ({
  inDay: (await days().findOne({ _id: day }))?.seats.length ?? 0,
  inserted: await seats().countDocuments({ day }),
})
