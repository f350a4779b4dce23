import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { startChromium } from '../../tests/browser/chromium.ts'
import { call } from '../client.ts'
import { countAsOwn } from '../machine.ts'
import { percentile } from '../percentile.ts'
import type { Service } from '../service.ts'
import type { Tools } from './tools.ts'

/** What scrolling through so many rows looked like. */
interface Scroll {
  readonly rows: number
  /** Times between two frames, ms. */
  readonly median: number
  readonly p95: number
  /** Share of frames that took longer than those of 50 a second. */
  readonly late: number
  /** CPU that the page took for a frame, ms. */
  readonly cpu: number
  /** Share of frames in which no row was there to scroll to yet. */
  readonly waiting: number
}

interface Held {
  readonly rows: number
  /** JavaScript heap after a collection, MB. */
  readonly heap: number
  /** Elements of the page. */
  readonly elements: number
}

/** Somebody looks at the list of devices in Chromium. Times from the click until the rows are drawn, ms. */
export interface Looked {
  readonly firstRows: readonly number[]
  readonly otherRows: readonly number[]
  readonly scroll: Scroll
  readonly held: readonly Held[]
  /** From there to the top, whose rows were let go, ms. */
  readonly back: number
}

const password = 'kettle orbit marble 7 fen'
const rowHeight = 44
const measured = 20_000
const scrolled = 50_000
const list = `document.querySelector('#main [role=table]')?.parentElement`
const frame = 'new Promise(resolve => requestAnimationFrame(resolve))'

/** A window of somebody who sees the devices, at the overview. */
async function signIn(browser: Browser, { url, tenant }: Service): Promise<Page> {
  const organization = `${url}/api/v1/organizations/${tenant.id}`
  await call(`${organization}/sign-in-policy`, tenant.token, 'PUT', { secondFactor: 'optional' })
  const email = `looker-${Date.now()}@people.example`
  const body = { email, name: 'Ada Lang', roles: ['tenant-admin'] }
  const added = await call<{ signInLink: { url: string } }>(`${organization}/people`, tenant.operator, 'POST', body)
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' })
  page.setDefaultTimeout(60_000)
  await page.goto(url + new URL(added.signInLink.url).pathname)
  await page.fill('#password', password)
  await page.fill('#again', password)
  await page.click('main button')
  await page.goto(`${url}/console/`)
  const before = await page.waitForSelector('#main, #email')
  if ((await before.getAttribute('id')) === 'email') {
    await page.fill('#email', email)
    await page.fill('#password', password)
    await page.click('form[action="/sign-in"] button')
  }
  await page.getByRole('link', { name: 'Devices', exact: true }).waitFor()
  // Nobody clicks before the overview is there.
  const pending = page.locator('#main [aria-busy=true], #main [role=progressbar]')
  await pending.first().waitFor({ state: 'detached' })
  return page
}

/** Clicks, and waits within the page until that has come true and is drawn. @returns ms. */
const timed = (page: Page, click: string, until: string): Promise<number> =>
  page.evaluate(`(async () => {
    const start = performance.now()
    ;(${click}).click()
    do await ${frame}
    while (!(${until}))
    await ${frame}
    return performance.now() - start
  })()`)

const toDevices = `document.querySelector('nav a[href$="/devices"]')`
const toOverview = `document.querySelector('nav a[href$="/console/"], nav a[href="/console"]')`
const hasRows = `document.querySelector('#main [role=row][aria-rowindex="2"]')`
/** The list after other rows were asked for: these are there. */
const isListed = `${list}?.getAttribute('aria-busy') === 'false' && ${hasRows} && window.__before !== location.search`

/** What has been pressed to have other rows: a chip, and titles of columns. */
const deeds = [
  `document.querySelectorAll('#main button[aria-pressed]')[1]`,
  `document.querySelectorAll('#main [role=columnheader] button')[0]`,
  `document.querySelectorAll('#main [role=columnheader] button')[2]`,
]

async function lookAtOthers(page: Page): Promise<number[]> {
  const times: number[] = []
  for (const deed of deeds) {
    await page.evaluate('window.__before = location.search')
    times.push(await timed(page, deed, isListed))
  }
  // Back to all of them.
  await timed(page, toOverview, `!${list}`)
  await timed(page, toDevices, hasRows)
  return times
}

/** CPU time so far, ms, of the pages or of all processes of the browser. */
async function cpuOf(session: CDPSession, which: 'pages' | 'all' = 'pages'): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  return processInfo
    .filter(({ type }) => which === 'all' || type === 'renderer')
    .reduce((sum, { cpuTime }) => sum + 1_000 * cpuTime, 0)
}

/** Scrolls on, so many pixels a frame, to a row. */
async function scrollTo(page: Page, whole: CDPSession, row: number, step: number): Promise<Scroll> {
  const cpuBefore = await cpuOf(whole)
  const { times, waiting } = await page.evaluate<{ times: number[]; waiting: number }>(`(async () => {
    const list = ${list}
    const times = []
    let waiting = 0
    let last = await ${frame}
    while (list.scrollTop < ${row * rowHeight}) {
      const before = list.scrollTop
      list.scrollTop = before + ${step}
      if (list.scrollTop === before) waiting++
      const now = await ${frame}
      times.push(now - last)
      last = now
    }
    return { times, waiting }
  })()`)
  const cpu = ((await cpuOf(whole)) - cpuBefore) / times.length
  const sorted = Float64Array.from(times).sort()
  return {
    rows: row,
    median: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    late: times.filter(time => time > 20.5).length / times.length,
    cpu,
    waiting: waiting / times.length,
  }
}

async function heldAt(page: Page, session: CDPSession, rows: number): Promise<Held> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return { rows, heap: usedSize / 1e6, elements: await page.evaluate(`document.querySelectorAll('*').length`) }
}

/** The list of devices in a real browser, on a service that has them. */
export async function lookInBrowser(tools: Tools, service: Service): Promise<Looked> {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../packages/console/build.ts', import.meta.url))])
  const browser = await startChromium()
  const whole = await browser.newBrowserCDPSession()
  try {
    tools.say('looking through them in Chromium')
    const page = await signIn(browser, service)
    const firstRows: number[] = []
    for (let n = 0; n < 3; n++) {
      if (n > 0) await timed(page, toOverview, `!${list}`)
      firstRows.push(await timed(page, toDevices, hasRows))
    }
    const otherRows = await lookAtOthers(page)
    const session = await page.context().newCDPSession(page)
    const held = [await heldAt(page, session, 0)]
    const scroll = await scrollTo(page, whole, measured, 10 * rowHeight)
    held.push(await heldAt(page, session, measured))
    await scrollTo(page, whole, scrolled, 40 * rowHeight)
    held.push(await heldAt(page, session, scrolled))
    const back = await timed(page, `{ click: () => { (${list}).scrollTop = 0 } }`, hasRows)
    return { firstRows, otherRows, scroll, held, back }
  } finally {
    await countAsOwn(await cpuOf(whole, 'all').catch(() => 0), () => browser.close())
  }
}
