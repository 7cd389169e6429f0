// P3: what each screen of the compiled mini-program sends to WeChat by setData until it is at rest: every page of
// app.json from a cold start, with the seeded city's data, on the real server; and two lists with ten times the rows.
// Invariant: the program is the built one and every byte counted is what WeChat would get (the JSON of a setData).
import { randomBytes } from 'node:crypto'
import { seedDemoCity } from '@server/demo-city'
import { connectDatabase, disconnectDatabase, transaction } from '@server/db'
import { newId } from '@server/ids'
import { postMany } from '@server/ledger/ledger'
import { Notices } from '@server/notices/notices.model'
import { runInScope } from '@server/scope'
import { anEarning } from '../../ledger/posts'
import { newFlash } from '../../miniapp/phone'
import type { Sent } from '../../miniapp/page'
import { MiniProgram } from '../../miniapp/program'
import { startApp, type TestApp } from '../../support/app'
import { aResident, type Signed } from '../../support/people'
import { dropScratchDatabase, openScratchDatabase } from '../../support/scratch-database'
import { peopleOfScreens, storedSession, whoSees } from '../../support/screen-people'

export type Screen = {
  page: string
  /** Bytes of the largest setData. */
  largest: number
  /** Bytes of all of them. */
  total: number
  calls: number
  /** Calls in the busiest second. */
  perSecond: number
  /** Elements and texts of the page at rest. */
  nodes: number
}
export type Traffic = { screens: Screen[]; lists: { page: string; rows: number; few: Screen; many: Screen }[] }

const SECOND_MS = 1000
const FEW = 30
const MANY = 10 * FEW

const busiestSecond = (sent: readonly Sent[]): number =>
  Math.max(0, ...sent.map(({ at }) => sent.filter((other) => other.at >= at && other.at < at + SECOND_MS).length))

async function screenOf(
  dist: string,
  app: TestApp,
  who: Signed,
  name: string,
  query: string | undefined,
): Promise<Screen> {
  const flash = newFlash()
  flash.storage.set('wufei/session', JSON.stringify(JSON.stringify(storedSession(who, name, false))))
  const program = new MiniProgram(dist, { baseUrl: app.url, flash })
  try {
    await program.start()
    const page = await program.open(`/${name}${query ? `?${query}` : ''}`)
    // a list that is drawn in steps goes on after the first rest
    await new Promise((resolve) => setTimeout(resolve, 300))
    await program.settled()
    if (program.phone.failures.length > 0) throw new Error(`${name}: ${program.phone.failures.join('; ')}`)
    const bytes = page.sent.map((each) => each.bytes)
    return {
      page: name,
      largest: Math.max(0, ...bytes),
      total: bytes.reduce((sum, each) => sum + each, 0),
      calls: page.sent.length,
      perSecond: busiestSecond(page.sent),
      nodes: page.all().length,
    }
  } finally {
    program.kill()
  }
}

/** A person's statement and inbox with so many rows. */
async function aReader(rows: number): Promise<Signed> {
  const who = await aResident({ name: '列表' })
  const at = (index: number): Date => new Date(Date.now() - (index + 1) * 60_000)
  for (let from = 0; from < rows; from += FEW) {
    const posts = Array.from({ length: FEW }, (_unused, index) =>
      anEarning({ points: 5, to: `person:${who.personId}`, earnerId: who.personId, at: at(from + index) }),
    )
    await runInScope({ requestId: 'bench' }, () => transaction((tx) => postMany(tx, posts)))
  }
  await Notices.insertMany(
    Array.from({ length: rows }, (_unused, index) => ({
      _id: newId(),
      personId: who.personId,
      kind: 'points',
      title: '积分到账',
      text: `您的第 ${index + 1} 次投放得了 5 分`,
      link: '/me/points',
      at: at(index),
      readAt: null,
      pushed: 'none',
    })),
  )
  return who
}

/** @param dist the compiled mini-program @param folder for the database */
export async function measureTraffic(dist: string, folder: string): Promise<Traffic> {
  const database = await openScratchDatabase('bench_weapp', `${folder}/mongo-${randomBytes(3).toString('hex')}`)
  await connectDatabase(database.uri)
  let app: TestApp | null = null
  try {
    app = await startApp({ requestsPerSecond: 100_000 })
    await seedDemoCity(() => undefined)
    const people = await peopleOfScreens()
    const { json } = new MiniProgram(dist, {})
    const names = [
      ...json.pages,
      ...(json.subPackages ?? []).flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`)),
    ]
    const screens: Screen[] = []
    for (const name of names)
      screens.push(await screenOf(dist, app, whoSees(people, name), name, people.parameters[name]))
    const [few, many] = [await aReader(FEW), await aReader(MANY)]
    const lists: Traffic['lists'] = []
    for (const page of ['me/points', 'me/inbox'])
      lists.push({
        page,
        rows: MANY,
        few: await screenOf(dist, app, few, page, undefined),
        many: await screenOf(dist, app, many, page, undefined),
      })
    return { screens, lists }
  } finally {
    await app?.close()
    await dropScratchDatabase()
    await disconnectDatabase()
    await database.stop()
  }
}
