// How long everybody else waits while somebody imports: one real server, 20,000 rows as 10 MB of CSV and as a workbook,
// sent, checked and written, while another client asks for the server's health every few milliseconds. Prints the
// longest wait of each stretch; exits 1 where one is longer than `--most=200` milliseconds. What else runs on the
// machine counts too: the wait with nothing under way is printed first.
// `npm run faults -- imports [--rows=20000] [--most=200]`
import http from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { imports } from '@shared/imports/contract'
import type { ImportShown } from '@shared/imports/contract'
import { newId } from '@server/ids'
import { columns } from '@server/places/columns'
import { Places, type Place } from '@server/places/places.model'
import { writeSheet, type Cell, type SheetFormat } from '@server/sheets'
import {
  drawsOf,
  numberOf,
  roundRobin,
  runFaults,
  send,
  serversOnDatabase,
  type Instance,
  type Table,
} from '../support/faults'
import { aPlace, aStaff, ancestorOf, type Signed } from '../support/people'

const ROWS = numberOf('rows', 20_000)
const MOST_MS = numberOf('most', 200)
const EVERY_MS = 5

runFaults('导入大表时别人等多久', async (table, dataDir, ends) => {
  const instances = await serversOnDatabase('imports', dataDir, 1, ends)
  const instance = roundRobin(instances, 0)
  const compound = await aPlace()
  const officer = await aStaff('cityOfficer', (await ancestorOf(compound, 'city'))._id)
  const path = (await Promise.all(compound.path.map((_id) => Places.findById(_id).lean<Place>()))).map(
    (one) => one?.name,
  )
  await longest(instance, () => wait(1000))
  check(table, '什么也没做', await longest(instance, () => wait(3000)))
  for (const format of ['csv', 'xlsx'] as const) {
    const file = await writeSheet(format, columns.sites, rowsIn(path.join('/'), format))
    const what = `${format} ${(file.length / 1024 / 1024).toFixed(1)} MB`
    const id = newId()
    check(table, `${what} 上传并检查`, await longest(instance, () => checked(instance, officer, id, format, file)))
    check(table, `${what} 写入`, await longest(instance, () => applied(instance, officer, id)))
  }
})

/** Addresses and notes as long as the file may be: nearly 10 MB either way. */
function rowsIn(path: string, format: SheetFormat): Cell[][] {
  const draw = drawsOf(`rows/${format}`)
  const words = (count: number): string =>
    Array.from({ length: count }, () => String.fromCharCode(0x4e00 + draw.below(6000))).join('')
  const [address, note] = format === 'csv' ? [20, 70] : [80, 118]
  return Array.from({ length: ROWS }, (_unused, index) => [
    '投放点',
    `${format} ${index + 1}号投放点`,
    '',
    path,
    '分类桶',
    '可回收物、厨余垃圾、有害垃圾、其他垃圾',
    '每天 07:00-09:00、19:00-21:00',
    words(address),
    113.912345,
    34.012345,
    '',
    words(note),
  ])
}

/** Milliseconds that the slowest answer of a server took while something was going on. */
async function longest({ port, agent }: Instance, meanwhile: () => Promise<unknown>): Promise<number> {
  let most = 0
  let isOver = false
  const going = meanwhile().finally(() => {
    isOver = true
  })
  while (!isOver) {
    const from = performance.now()
    await new Promise<void>((resolve, reject) => {
      http
        .get({ host: '127.0.0.1', port, agent, path: '/healthz' }, (answer) => {
          answer.resume()
          answer.on('end', resolve)
        })
        .on('error', reject)
    })
    most = Math.max(most, performance.now() - from)
    await wait(EVERY_MS)
  }
  await going
  return Math.round(most)
}

async function checked(instance: Instance, who: Signed, id: string, format: SheetFormat, file: Buffer): Promise<void> {
  const form = new FormData()
  form.set('id', id)
  form.set('kind', 'sites')
  form.set('file', new Blob([new Uint8Array(file)]), `点位.${format}`)
  const answer = await fetch(`http://127.0.0.1:${instance.port}${imports.upload.path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${who.token}`, 'idempotency-key': newId() },
    body: form,
  })
  if (answer.status !== 200) throw new Error(await answer.text())
  await until(instance, who, id, 'checked')
}

async function applied(instance: Instance, who: Signed, id: string): Promise<void> {
  const answer = await send(instance, { who, target: `/api/imports/${id}/apply`, body: {} })
  if (answer.status !== 200) throw new Error(answer.text)
  await until(instance, who, id, 'applied')
}

/** @throws Error where the work ends otherwise, or rows did not pass: then something else was measured */
async function until({ port }: Instance, who: Signed, id: string, wanted: ImportShown['status']): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/imports/${id}`, {
      headers: { authorization: `Bearer ${who.token}` },
    })
    const shown = (await answer.json()) as ImportShown
    if (shown.status === wanted && shown.counts.failed === 0) return
    if (shown.status !== 'checking' && shown.status !== 'applying')
      throw new Error(`${shown.statusText}: ${JSON.stringify(shown.problems.slice(0, 3))}`)
    await wait(200)
  }
}

const check = (table: Table, what: string, ms: number): void =>
  table.check(`${what}：最长等待 ${ms} 毫秒`, `不超过 ${MOST_MS}`, `${ms <= MOST_MS ? '不' : ''}超过 ${MOST_MS}`)
