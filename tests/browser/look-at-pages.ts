import type { BrowserContextOptions, Page } from 'playwright-core'
import { accessFaults } from './axe.ts'
import { settled } from './console-world.ts'

/** The looks in which every page is to be accessible. */
export const looks: Record<string, BrowserContextOptions> = {
  light: {},
  'dark, narrow, German': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, locale: 'de-DE' },
  'high contrast': { contrast: 'more' },
}

/** Leads the console to another of its addresses, as a link in it does: nothing is loaded twice. */
async function follow(page: Page, path: string): Promise<void> {
  const go = `history.pushState({ idx: history.state.idx + 1 }, '', ${JSON.stringify(`/console${path}`)}); dispatchEvent(new PopStateEvent('popstate'))`
  await page.evaluate(`document.querySelector('#main h1')?.setAttribute('data-left', ''); ${go}`)
  await page.waitForSelector('#main h1:not([data-left])')
}

/** An address that leads nowhere. */
const nowhere = '/nothing/here'

/** Shows a page of the console, and nothing that is left of the one before. */
export async function turnTo(page: Page, path: string): Promise<void> {
  // The same page with other conditions keeps its title: there is one in between.
  if (!page.url().endsWith(nowhere)) await follow(page, nowhere)
  await follow(page, path)
  await settled(page)
}

/** Opens pages of the console one by one. @returns what is not accessible, or wider than the window. */
export async function faultsOfPages(page: Page, url: string, paths: readonly string[], look: string) {
  const shots = process.env['HAILPORT_SCREENSHOTS']
  if (!page.url().startsWith(`${url}/console`)) await page.goto(`${url}/console`)
  await page.waitForSelector('#main h1')
  await follow(page, nowhere)
  const found = (await accessFaults(page)).map(fault => `${nowhere} ${fault}`)
  for (const path of paths) {
    await turnTo(page, path)
    found.push(...(await accessFaults(page)).map(fault => `${path} ${fault}`))
    if (shots)
      await page.screenshot({ path: `${shots}/${look.split(',')[0]}-${path.replaceAll(/\W+/g, '-').slice(0, 20)}.png` })
  }
  return found
}
