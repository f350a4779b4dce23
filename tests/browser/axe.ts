import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Stops for the focus at the edges of dialogs, which pass it on at once; news that goes by itself, and lies over all landmarks. */
const outOfSight = ['[data-tabster-dummy]', '.fui-Toaster']

const look = `axe.run({ exclude: ${JSON.stringify(outOfSight.map(each => [each]))} }, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`

/** What axe finds wrong with the page as it is shown, and whether it is wider than its window. */
export async function accessFaults(page: Page): Promise<string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source)
  const found = (await page.evaluate(look)) as string[]
  const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
  return wide ? [...found, 'wider than its window'] : found
}
