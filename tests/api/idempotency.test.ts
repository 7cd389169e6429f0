// The key of a write: the first answer is kept, byte for byte; other content is refused; a crash leaves no half.
import mongoose from 'mongoose'
import { route } from '@shared/contract'
import { DomainError } from '@shared/errors'
import * as z from '@shared/z'
import { now, setClock } from '@server/clock'
import { defineModel, transaction, type Document } from '@server/db'
import type { Feature } from '@server/feature'
import { implement } from '@server/http/implement'
import { newId } from '@server/ids'
import { features } from '@server/features'
import { expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aResident, signInAs } from '../support/people'

type Count = Document & { value: number }
const Counts = defineModel<Count>('TestCount', 'testCounts', { value: { type: Number, required: true } })

let pause: Promise<void> = Promise.resolve()
/** Called when a request has taken its key and waits at the pause. */
let arrived: () => void = () => undefined
let failBefore: (() => void) | null = null
const tries = {
  add: route({
    method: 'POST',
    path: '/api/test/add',
    may: 'anyone',
    input: z.strictObject({ by: z.int() }),
    output: z.object({ value: z.int() }),
    summary: '测试',
  }),
  refuse: route({
    method: 'POST',
    path: '/api/test/refuse',
    may: 'anyone',
    input: z.strictObject({}),
    output: z.object({}),
    summary: '测试',
  }),
}
let refusals = 0
const testFeature: Feature = {
  name: 'test',
  routes: implement(
    'test',
    tries,
  )({
    add: async ({ by }) => {
      arrived()
      await pause
      return transaction(async (tx) => {
        await tx.on(Counts).updateOne({ _id: 'c' }, { $inc: { value: by } }, { upsert: true })
        failBefore?.()
        const count = await tx.on(Counts).findOne({ _id: 'c' })
        return { value: count?.value ?? 0 }
      })
    },
    refuse: async () => {
      refusals += 1
      throw new DomainError(refusals === 1 ? 'WRONG_STATE' : 'NOT_FOUND')
    },
  }),
}

useDatabase()
const app = useApp({ features: [...features, testFeature] })
const value = async (): Promise<number> => (await Counts.findById('c').lean<Count>())?.value ?? 0

beforeEach(async () => {
  pause = Promise.resolve()
  arrived = () => undefined
  failBefore = null
  refusals = 0
  await Counts.deleteMany({})
})
afterEach(() => setClock())

test('three times the same request: one effect, the same bytes', async () => {
  const wang = app.as(await aResident())
  const key = newId()
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  const answers = []
  for (const body of ['{"by":5}', '{ "by": 5 }', '{"by":5}'])
    answers.push(await wang.raw('POST', '/api/test/add', { body, headers }))
  expect(answers.map(({ status, body }) => [status, body.toString()])).toEqual(Array(3).fill([200, '{"value":5}']))
  expect(answers.map((answer) => answer.headers['idempotency-replayed'])).toEqual([undefined, 'true', 'true'])
  expect(await value()).toBe(5)
})

test('the same key with other content is refused, and another person has keys of their own', async () => {
  const wang = app.as(await aResident())
  const key = newId()
  await wang.call(tries.add, { by: 1 }, { key })
  await expectError(wang.call(tries.add, { by: 2 }, { key }), 'IDEMPOTENCY_KEY_REUSED')
  await app.as(await aResident()).call(tries.add, { by: 10 }, { key })
  expect(await value()).toBe(11)
})

test('twenty at once: one effect; the others wait or are told that it is being done', async () => {
  const wang = app.as(await aResident())
  const key = newId()
  // the one that has the key goes on when the other nineteen have been answered
  let answered = 0
  let onAnswered: () => void = () => undefined
  pause = new Promise((resolve) => {
    onAnswered = () => {
      answered += 1
      if (answered === 19) resolve()
    }
  })
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () =>
      wang
        .call(tries.add, { by: 1 }, { key })
        .then(
          () => 'ok',
          (error: { code?: string }) => error.code,
        )
        .finally(() => onAnswered()),
    ),
  )
  expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
  expect(new Set(outcomes)).toEqual(new Set(['ok', 'IDEMPOTENCY_IN_PROGRESS']))
  expect(await value()).toBe(1)
})

test('a key must be there and be a ULID', async () => {
  const headers = { 'content-type': 'application/json' }
  for (const key of ['', 'abc', `${newId()}x`]) {
    const answer = await app.anonymous().raw('POST', '/api/test/add', {
      body: '{"by":1}',
      headers: key ? { ...headers, 'idempotency-key': key } : headers,
    })
    expect([answer.status, JSON.parse(answer.body.toString()).error.code]).toEqual([400, 'IDEMPOTENCY_KEY_MISSING'])
  }
  expect(await value()).toBe(0)
})

test('a refusal by rule is kept as the first answer', async () => {
  const wang = app.as(await aResident())
  const key = newId()
  const first = await expectError(wang.call(tries.refuse, {}, { key }), 'WRONG_STATE')
  const again = await expectError(wang.call(tries.refuse, {}, { key }), 'WRONG_STATE')
  expect(again.body).toEqual(first.body)
  expect(refusals).toBe(1)
})

test('a defect writes nothing and gives the key back', async () => {
  const wang = app.as(await aResident())
  const key = newId()
  failBefore = () => {
    throw new Error('planted')
  }
  await expectError(wang.call(tries.add, { by: 1 }, { key }), 'DEFECT')
  expect(await value()).toBe(0)
  failBefore = null
  expect(await wang.call(tries.add, { by: 1 }, { key })).toEqual({ value: 1 })
})

test('a holder that vanished before committing is taken over after its lease, and can no longer commit', async () => {
  const person = await aResident()
  const key = newId()
  let release: () => void = () => undefined
  pause = new Promise((resolve) => {
    release = resolve
  })
  const slowIsThere = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const slow = app
    .as(person)
    .call(tries.add, { by: 1 }, { key })
    .then(
      () => 'ok',
      (error: { code?: string }) => error.code,
    )
  await slowIsThere
  setClock(new Date(now().getTime() + 31_000))
  const held = pause
  pause = Promise.resolve()
  expect(await app.as(await signInAs(person.personId)).call(tries.add, { by: 1 }, { key })).toEqual({ value: 1 })
  release()
  await held
  expect(await slow).toBe('IDEMPOTENCY_IN_PROGRESS')
  expect(await value()).toBe(1)
})

test('answers are forgotten after thirty days', async () => {
  const indexes = await mongoose.connection.collection('idempotencyRecords').indexes()
  expect(indexes.find((index) => index.expireAfterSeconds !== undefined)).toMatchObject({
    key: { createdAt: 1 },
    expireAfterSeconds: 2_592_000,
  })
})
