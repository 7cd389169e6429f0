// A phone of who works outdoors, for tests: signed in, with a camera, and dead after each life; found again where it
// lay. Server and phones share one set clock.
import sharp from 'sharp'
import { setClock, signInAs, useApp } from '../support/app'
import { useDatabase } from '../support/database'
import { hasNothingWaiting } from './crew-phone'
import { launch, type Flash, type MiniProgram, type Page } from './harness'
import { newFlash } from './phone'
import { answer } from './wechat'

/** A tap on what is called so, or whatever else is done on the page in front. */
export type Act = string | ((page: Page, phone: MiniProgram) => Promise<unknown>)

/** A phone on which somebody is signed in. */
export async function aPhoneOf(personId: string, name: string, roles: readonly string[]): Promise<Flash> {
  const { token, refreshToken } = await signInAs(personId)
  const flash = newFlash()
  const session = { tokens: { access: token, refresh: refreshToken }, person: { id: personId, name, roles } }
  flash.storage.set('wufei/session', JSON.stringify(JSON.stringify(session)))
  return flash
}

/** The server and the phones of one test file. */
export function useFieldPhones() {
  useDatabase()
  const server = useApp({ requestsPerSecond: 1000 })
  afterAll(() => setClock())
  let picture: Buffer
  beforeAll(async () => {
    picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#777' } })
      .jpeg()
      .toBuffer()
  })

  async function start(flash: Flash, online: boolean): Promise<MiniProgram> {
    const program: { at?: MiniProgram } = {}
    const started = await launch({
      baseUrl: server.url,
      flash,
      online,
      apis: {
        chooseMedia: (options) =>
          program.at?.phone.soon(() =>
            answer(options, { tempFiles: [{ tempFilePath: program.at?.network.takePicture(picture), size: 900 }] }),
          ),
      },
    })
    program.at = started
    return started
  }

  /** One life of a phone; it dies at its end. Answers what was on the screen then. */
  async function life(flash: Flash, url: string, acts: readonly Act[], isOnline = false): Promise<string> {
    const phone = await start(flash, isOnline)
    await phone.open(url)
    for (const act of acts) await (typeof act === 'string' ? phone.current().tap(act) : act(phone.current(), phone))
    const text = phone.current().text()
    expect(phone.phone.failures).toEqual([])
    phone.kill()
    return text
  }

  /** Until all that waits has been answered. */
  async function sendAll(flash: Flash, url: string): Promise<void> {
    const phone = await start(flash, true)
    await phone.open(url)
    await phone.until(hasNothingWaiting(flash))
    expect(phone.phone.failures).toEqual([])
    phone.kill()
  }

  return { server, start, life, sendAll }
}
