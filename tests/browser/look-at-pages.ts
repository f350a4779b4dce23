import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { settled } from './console-world.ts'

/** Stops for the focus at the edges of dialogs; they pass it on at once. */
const outOfSight = '[data-tabster-dummy]'

/** The looks in which every page is to be accessible. */
export const looks: Record<string, BrowserContextOptions> = {
  light: {},
  'dark, narrow, German': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, locale: 'de-DE' },
  'high contrast': { contrast: 'more' },
}

/** Opens pages of the console one by one. @returns what is not accessible, or wider than the window. */
export async function faultsOfPages(page: Page, url: string, paths: readonly string[], look: string) {
  const found: string[] = []
  const shots = process.env['HAILPORT_SCREENSHOTS']
  for (const path of paths) {
    await page.goto(`${url}/console${path}`)
    await page.waitForSelector('#main h1')
    await settled(page)
    const { violations } = await new AxeBuilder({ page }).exclude(outOfSight).analyze()
    found.push(...violations.flatMap(({ id, nodes }) => nodes.map(node => `${path} ${id}: ${node.html.slice(0, 200)}`)))
    if (await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'))
      found.push(`${path} is wider than its window`)
    if (shots)
      await page.screenshot({ path: `${shots}/${look.split(',')[0]}-${path.replaceAll(/\W+/g, '-').slice(0, 20)}.png` })
  }
  return found
}
