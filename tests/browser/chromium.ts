import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** The first has no windows at all and takes half as long. */
const places = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']

/** Starts a real Chromium: the one that CHROMIUM names, or Debian's. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? places.find(place => existsSync(place)) ?? 'chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
