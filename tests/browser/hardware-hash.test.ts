import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { base64ToBytes, decodeHardwareHash, hardwareHashToBase64, readIdentity } from '@hailport/hardware-hash'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { startChromium } from './chromium.ts'

/** The hardware-hash library in a real browser: the same results as in Node, on every vector. */
const folder = new URL('../../packages/hardware-hash/vectors/', import.meta.url)
const vectors = readdirSync(folder)
  .filter(name => name.endsWith('.txt'))
  .map(name => readFileSync(new URL(name, folder), 'utf8').trim())

let browser: Browser
before(async () => {
  browser = await startChromium()
})
after(() => browser?.close())

test('decodes, reads and re-encodes every vector in Chromium as in Node', async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../packages/hardware-hash/src/index.ts', import.meta.url))],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'hash',
    write: false,
  })
  const page = await browser.newPage()
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
  const inBrowser = await page.evaluate(
    `(${JSON.stringify(vectors)}).map(text => {
      const model = hash.decodeHardwareHash(text)
      return { model, identity: hash.readIdentity(hash.base64ToBytes(text)), again: hash.hardwareHashToBase64(model) }
    })`,
  )
  const inNode = vectors.map(text => {
    const model = decodeHardwareHash(text)
    return { model, identity: readIdentity(base64ToBytes(text)), again: hardwareHashToBase64(model) }
  })
  assert.equal(JSON.stringify(inBrowser), JSON.stringify(inNode))
  assert.deepEqual(
    inNode.map(one => one.again),
    vectors,
  )
})
