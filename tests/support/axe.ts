// What axe-core, the accessibility checker of the field, finds on a page as it is shown: only what it calls serious or
// critical. For pages of the residents' site and of the console alike. What WCAG 2.1 A and AA and axe's own best
// practices ask is looked at.
//
//   expect(await seriousFindings(page)).toEqual([])
import axe from 'axe-core'
import type { Page } from 'playwright-core'

export type AxeFinding = { rule: string; help: string; elements: string[] }

const MOST_ELEMENTS = 4

/** @param except rules that another check of the same test answers already */
export async function seriousFindings(page: Page, except: readonly string[] = []): Promise<AxeFinding[]> {
  // evaluated, not added as a script: the pages' own policy allows none but theirs
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(
    (off) =>
      (window as unknown as { axe: typeof axe }).axe.run(document, {
        resultTypes: ['violations'],
        rules: Object.fromEntries(off.map((rule) => [rule, { enabled: false }])),
      }),
    [...except],
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => ({
      rule: id,
      help,
      elements: nodes.slice(0, MOST_ELEMENTS).map(({ html }) => html.replace(/\s+/g, ' ').slice(0, 160)),
    }))
}
