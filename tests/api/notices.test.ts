// Notices: once per cause, in the inbox always, to WeChat while consent lasts and never at night.
import { DomainError } from '@shared/errors'
import { notices } from '@shared/notices/contract'
import { setClock } from '@server/clock'
import { transaction } from '@server/db'
import { newId } from '@server/ids'
import { configureNotices, deliverNotice, notify, unnotify, type PushSender } from '@server/notices/notices'
import { deliverOutbox } from '@server/outbox'
import { expectError, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { aResident, signInAs } from '../support/people'

useDatabase()
const app = useApp()
const TEMPLATE = 'tmpl-receipt'
const deliver = (): Promise<number> => deliverOutbox({ notice: deliverNotice })
const receipt = { kind: 'receipt' as const, title: '收运回执', text: '沙发已收走' }

let pushed: string[] = []
const recordingSender: PushSender = async (personId) => void pushed.push(personId)

beforeEach(() => {
  pushed = []
  setClock(new Date('2026-11-23T02:00:00Z'))
  configureNotices({ sender: null, templates: {} })
})
afterAll(() => setClock())

test('the same cause is told once, however often and by however many workers', async () => {
  const wang = await aResident()
  for (let times = 0; times < 3; times += 1)
    await transaction((tx) => notify(tx, wang.personId, 'pickups/1/receipt', receipt))
  await Promise.all([deliver(), deliver(), deliver()])
  const { items } = await app.as(wang).call(notices.inbox, {})
  expect(items.map(({ title, text }) => [title, text])).toEqual([['收运回执', '沙发已收走']])
  expect(await app.as(wang).call(notices.unread, {})).toEqual({ count: 1 })
  await app.as(wang).call(notices.markRead, { all: true })
  expect(await app.as(wang).call(notices.unread, {})).toEqual({ count: 0 })
})

test('a row of a transaction that failed is never told', async () => {
  const wang = await aResident()
  await expect(
    transaction(async (tx) => {
      await notify(tx, wang.personId, 'pickups/2/receipt', receipt)
      throw new DomainError('WRONG_STATE')
    }),
  ).rejects.toThrow('WRONG_STATE')
  await deliver()
  expect((await app.as(wang).call(notices.inbox, {})).items).toEqual([])
})

test('a reminder waits for its time, and can be taken back', async () => {
  const wang = await aResident()
  await transaction((tx) =>
    notify(
      tx,
      wang.personId,
      'pickups/3/reminder',
      { ...receipt, kind: 'booking_reminder' },
      new Date('2026-11-24T00:00:00Z'),
    ),
  )
  await transaction((tx) =>
    notify(
      tx,
      wang.personId,
      'pickups/4/reminder',
      { ...receipt, kind: 'booking_reminder' },
      new Date('2026-11-24T00:00:00Z'),
    ),
  )
  await deliver()
  expect((await app.as(wang).call(notices.inbox, {})).items).toHaveLength(0)
  await transaction((tx) => unnotify(tx, wang.personId, 'pickups/4/reminder'))
  setClock(new Date('2026-11-24T00:00:01Z'))
  await deliver()
  expect((await app.as(await signInAs(wang.personId)).call(notices.inbox, {})).items).toHaveLength(1)
})

test('one consent is one message; the same consent counted twice is still one', async () => {
  configureNotices({ sender: recordingSender, templates: { receipt: TEMPLATE } })
  const wang = await aResident()
  const id = newId()
  const consent = {
    id,
    results: [
      { templateId: TEMPLATE, result: 'accept' as const },
      { templateId: 'unknown', result: 'accept' as const },
    ],
  }
  expect(await app.as(wang).call(notices.recordConsent, consent)).toEqual({ left: { [TEMPLATE]: 1 } })
  expect(await app.as(wang).call(notices.recordConsent, consent)).toEqual({ left: { [TEMPLATE]: 1 } })
  await transaction((tx) => notify(tx, wang.personId, 'pickups/5/receipt', receipt))
  await transaction((tx) => notify(tx, wang.personId, 'pickups/6/receipt', receipt))
  await deliver()
  expect(pushed).toEqual([wang.personId])
  expect((await app.as(wang).call(notices.inbox, {})).items).toHaveLength(2)
})

test('at night the inbox has it at once and the message waits for the morning without using up its tries', async () => {
  configureNotices({ sender: recordingSender, templates: { receipt: TEMPLATE } })
  const wang = await aResident()
  await app.as(wang).call(notices.recordConsent, { id: newId(), results: [{ templateId: TEMPLATE, result: 'accept' }] })
  setClock(new Date('2026-11-23T15:00:00Z'))
  await transaction((tx) => notify(tx, wang.personId, 'pickups/7/receipt', receipt))
  for (let tries = 0; tries < 12; tries += 1) await deliver()
  expect(pushed).toEqual([])
  expect((await app.as(await signInAs(wang.personId)).call(notices.inbox, {})).items).toHaveLength(1)
  setClock(new Date('2026-11-23T23:30:01Z'))
  await deliver()
  expect(pushed).toEqual([wang.personId])
})

test('a refusal by WeChat ends the consent and is not tried again', async () => {
  const refusing: PushSender = async (personId) => {
    pushed.push(personId)
    throw new DomainError('WECHAT_MESSAGE_REFUSED')
  }
  configureNotices({ sender: refusing, templates: { receipt: TEMPLATE } })
  const wang = await aResident()
  await app.as(wang).call(notices.recordConsent, { id: newId(), results: [{ templateId: TEMPLATE, result: 'accept' }] })
  await transaction((tx) => notify(tx, wang.personId, 'pickups/8/receipt', receipt))
  await deliver()
  await deliver()
  expect(pushed).toHaveLength(1)
  const { templates } = await app.as(wang).call(notices.settings, {})
  expect(templates).toEqual([{ kind: 'receipt', templateId: TEMPLATE, left: 0 }])
})

test('kinds can be switched off, but not those that rights hang on', async () => {
  const wang = app.as(await aResident())
  expect(await wang.call(notices.switchKind, { kind: 'points', on: false })).toEqual({ kind: 'points', on: false })
  const { kinds } = await wang.call(notices.settings, {})
  expect(kinds.find(({ kind }) => kind === 'points')?.on).toBe(false)
  await expectError(wang.call(notices.switchKind, { kind: 'booking_failed', on: false }), 'NOTICE_ALWAYS_ON')
})

test('paging walks the inbox without gap or repeat', async () => {
  const wang = await aResident()
  for (let number = 0; number < 7; number += 1)
    await transaction((tx) => notify(tx, wang.personId, `n/${number}`, receipt))
  await deliver()
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await app.as(wang).call(notices.inbox, { limit: 3, ...(cursor ? { cursor } : {}) })
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next ?? undefined
  } while (cursor)
  expect(new Set(seen).size).toBe(7)
})
