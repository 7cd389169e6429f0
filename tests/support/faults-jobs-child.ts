// A second server for `npm run faults -- jobs`: connects, says that it is ready, and on the word "go" does what is due
// at an instant. It kills itself in front of its n-th write, as a power cut would.
import mongoose from 'mongoose'
import { setClock } from '@server/clock'
import { connect } from '@server/db'
import { features } from '@server/features'
import { runDueJobs } from '@server/jobs'

const [uri = '', instant = '', names = '', killAt = '0'] = process.argv.slice(2)

let writes = 0
function beforeWrite(): void {
  writes += 1
  if (writes === Number(killAt)) process.kill(process.pid, 'SIGKILL')
}

type Methods = Record<string, (...given: unknown[]) => Promise<unknown>>
function watched(prototype: object, methods: readonly string[]): void {
  for (const name of methods) {
    const original = (prototype as Methods)[name]
    if (!original) throw new Error(`no ${name}`)
    ;(prototype as Methods)[name] = function (this: unknown, ...given) {
      beforeWrite()
      return original.apply(this, given)
    }
  }
}
watched(mongoose.mongo.Collection.prototype, [
  'insertOne',
  'insertMany',
  'updateOne',
  'updateMany',
  'findOneAndUpdate',
  'bulkWrite',
  'deleteOne',
  'deleteMany',
])
watched(mongoose.mongo.ClientSession.prototype, ['commitTransaction'])

void (async () => {
  await connect(uri)
  setClock(new Date(instant))
  const all = features.flatMap(({ jobs = [] }) => jobs)
  const jobs = names === 'all' ? all : all.filter(({ name }) => names.split(',').includes(name))
  process.stdout.write('ready\n')
  await new Promise((resolve) => process.stdin.once('data', resolve))
  await runDueJobs(jobs)
  process.stdout.write(`writes ${writes}\n`)
  process.exit(0)
})()
