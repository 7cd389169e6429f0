// Runs the compiled mini-program the way WeChat does, without WeChat: app.js and the pages in the bare world of
// phone.ts, with the tree that Taro sends to the screen kept as WeChat would keep it. Nothing of the program is
// replaced. Relies on build.ts, program.ts and, for data, a real server. Never assert on a node's `nn` or `pN`: they
// differ from build to build.
//
//   const app = await launch({ baseUrl: server.url })            // builds first when sources changed
//   const page = await app.open('/pages/me')                     // waits until nothing is going on
//   page.text()                                                  // every visible text, in order, joined by '|'
//   await page.tap('设置'); app.current().route                    // by label, text or id
//   await page.input('联系电话', '13800000000')
//   app.network.setOnline(false); const flash = app.kill(); const again = await launch({ flash })
//   app.network.weather = ({ path }) => path.startsWith('/api/crew') ? 'loseAnswer' : 'pass'
//   app.phone.failures                                           // must be empty at the end of every test
import { ensureWeappBuild } from './build'
import type { Flash } from './phone'
import type { Page, PageInstance } from './page'
import { MiniProgram, type LaunchOptions } from './program'

jest.setTimeout(240_000)
// the first file waits for the build, on a slow machine beside those of the sites
beforeAll(async () => {
  await ensureWeappBuild()
}, 900_000)

const launched = new Set<MiniProgram>()
afterAll(() => {
  for (const program of launched) program.kill()
})

/** A cold start of the compiled mini-program. What is still running when the test file ends is killed. */
export async function launch(options: LaunchOptions = {}): Promise<MiniProgram> {
  const program = new MiniProgram(options.dist ?? (await ensureWeappBuild()), options)
  launched.add(program)
  await program.start()
  return program
}

export type { Flash, LaunchOptions, MiniProgram, Page, PageInstance }
