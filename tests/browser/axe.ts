import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** Stops for the focus at the edges of dialogs, which pass it on at once; news that goes by itself, and lies over all landmarks. */
const outOfSight = ['[data-tabster-dummy]', '.fui-Toaster']

/** The rules of axe that look at colours. */
const ofColours = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }

const look = (
  options: object,
  within?: string,
) => `axe.run({ ${within === undefined ? '' : `include: [...document.querySelectorAll(${JSON.stringify(within)})], `}exclude: ${JSON.stringify(outOfSight.map(each => [each]))} }, ${JSON.stringify(
  {
    resultTypes: ['violations'],
    ...options,
  },
)}).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`

async function ask(page: Page, options: object, within?: string): Promise<string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(axe.source)
  return page.evaluate(look(options, within))
}

/** What axe finds wrong with the page as it is shown, and whether it is wider than its window. */
export async function accessFaults(page: Page): Promise<string[]> {
  const found = await ask(page, {})
  const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
  return wide ? [...found, 'wider than its window'] : found
}

/** What axe finds wrong with the colours of the page: enough where only they are others than in a look that was read wholly. */
export const colourFaults = (page: Page): Promise<string[]> => ask(page, ofColours)

/** The same for a part of the page that lies over its landmarks: a dialog, a menu. */
export const colourFaultsWithin = (page: Page, within: string): Promise<string[]> => ask(page, ofColours, within)

/** What axe finds wrong with a part of the page that lies over its landmarks: a dialog, a menu. */
export const faultsWithin = (page: Page, within: string): Promise<string[]> =>
  ask(page, { rules: { region: { enabled: false } } }, within)
