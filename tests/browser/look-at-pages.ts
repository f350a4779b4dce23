import type { BrowserContextOptions, Page } from 'playwright-core'
import { accessFaults, colourFaults } from './axe.ts'
import { settled } from './console-world.ts'

/** Colours change without a passage in between, which would be read as those of the page. */
const atOnce = { reducedMotion: 'reduce' } as const

/** The windows in which every page is to be accessible: light, where the colours of high contrast are looked at as well, and dark. */
export const looks: Record<string, BrowserContextOptions> = {
  'light and high contrast': { ...atOnce, contrast: 'no-preference' },
  'dark, narrow, German': { ...atOnce, colorScheme: 'dark', viewport: { width: 360, height: 740 }, locale: 'de-DE' },
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
  // The same page with other conditions, or at another address, keeps its title: there is one in between.
  if (!page.url().endsWith(nowhere)) await follow(page, nowhere)
  await follow(page, path)
  await settled(page)
}

const isLight = (page: Page) => page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")

const background = "getComputedStyle(document.querySelector('.fui-FluentProvider')).backgroundColor"

/** Waits for a condition of the page; it allows no code from text but from here. */
const until = (page: Page, condition: string): Promise<void> =>
  page.evaluate(`new Promise(resolve => {
    const look = () => (${condition} ? resolve() : requestAnimationFrame(look))
    look()
  })`)

/** What is wrong with the colours of high contrast, on a page that is light else. */
async function faultsOfContrast(page: Page): Promise<string[]> {
  const before = await page.evaluate(background)
  await page.emulateMedia({ contrast: 'more' })
  await until(page, `${background} !== '${before}'`)
  const found = await colourFaults(page)
  await page.emulateMedia({ contrast: 'no-preference' })
  await until(page, `${background} === '${before}'`)
  return found.map(fault => `in high contrast ${fault}`)
}

/** Opens pages of the console one by one. @returns what is not accessible, or wider than the window. */
export async function faultsOfPages(page: Page, url: string, paths: readonly string[], look: string) {
  const shots = process.env['HAILPORT_SCREENSHOTS']
  if (!page.url().startsWith(`${url}/console`)) await page.goto(`${url}/console`)
  await page.emulateMedia(atOnce)
  await page.waitForSelector('#main h1')
  await follow(page, nowhere)
  const light = await isLight(page)
  const faultsOf = async (path: string) => [
    ...(await accessFaults(page)).map(fault => `${path} ${fault}`),
    ...(light ? await faultsOfContrast(page) : []).map(fault => `${path} ${fault}`),
  ]
  const found = await faultsOf(nowhere)
  for (const path of paths) {
    await turnTo(page, path)
    found.push(...(await faultsOf(path)))
    if (shots)
      await page.screenshot({ path: `${shots}/${look.split(',')[0]}-${path.replaceAll(/\W+/g, '-').slice(0, 20)}.png` })
  }
  return found
}
