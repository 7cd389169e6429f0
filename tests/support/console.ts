// The console as it is built, in a real browser: somebody of the demonstration's list signs in, and what the server
// refuses the page or the page throws is written down.
import type { Browser, Page } from 'playwright-core'
import { Persons } from '@server/people/people.model'
import type { Signed } from './people'

export type OpenConsole = { page: Page; refused: string[] }

/** Puts people on the list of those who sign in without a password. */
export async function canSignIn(...people: Signed[]): Promise<void> {
  for (const [index, { personId }] of people.entries())
    await Persons.updateOne({ _id: personId }, { $set: { demoKey: `office-${index}`, demoDescription: '测试人员' } })
}

/** A console at 1280 × 800 and a fixed instant with the person signed in. Closing the page ends its context. */
export async function openConsole(
  browser: Browser,
  url: string,
  name: string,
  address: string,
  at: Date,
): Promise<OpenConsole> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  const refused: string[] = []
  await page.clock.setFixedTime(at)
  await page.goto(`${url}/admin/${address}`)
  await page.getByRole('button', { name }).click()
  await page.locator('.sider').waitFor()
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${new URL(response.url()).pathname}`)
  })
  page.on('pageerror', (error) => refused.push(error.message))
  return { page, refused }
}

/** Opens every group of the menu, so that all its pages are there to be clicked. */
export async function openMenu(page: Page): Promise<void> {
  const closed = page.locator('.sider .ant-menu-submenu-title[aria-expanded=false]')
  while ((await closed.count()) > 0) await closed.first().click()
}

/** Waits until nothing on the page is being read any more. */
export const allRead = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => document.querySelector('.ant-skeleton, .ant-spin-spinning') === null)
