import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import Fastify from 'fastify'
import type { App } from '../surface.ts'
import { consoleRoutes } from './routes.ts'

const directory = mkdtempSync(join(tmpdir(), 'hailport-console-'))
const app = Fastify() as unknown as App
consoleRoutes(app, join(directory, 'dist'))
after(async () => {
  await app.close()
  rmSync(directory, { recursive: true, force: true })
})
const get = (url: string, headers = {}) => app.inject({ method: 'GET', url, headers })

test('a service whose console is not built says so, and serves it as soon as it is there', async () => {
  const absent = await get('/console')
  assert.equal(absent.statusCode, 503)
  assert.match(absent.payload, /npm run build/)
  mkdirSync(join(directory, 'dist/assets'), { recursive: true })
  writeFileSync(join(directory, 'dist/index.html'), '<script nonce="{nonce}"></script>')
  writeFileSync(join(directory, 'dist/secret.txt'), 'no asset')
  writeFileSync(join(directory, 'dist/assets/a-1.js'), 'export {}')
  const [one, two] = [await get('/console'), await get('/console/any/where')]
  assert.match(one.payload, /<script nonce="[\w+/]{22}=="><\/script>/)
  assert.notEqual(one.payload, two.payload, 'each page has a nonce of its own')
})

test('only files that the build has listed are served', async () => {
  const asset = await get('/console/assets/a-1.js', { 'accept-encoding': 'br, gzip' })
  assert.deepEqual([asset.statusCode, asset.headers['content-encoding']], [200, 'br'])
  assert.equal((await get('/console/assets/a-1.js')).payload, 'export {}')
  for (const name of ['a-2.js', '../secret.txt', '..%2fsecret.txt', '%2e%2e/secret.txt', ''])
    assert.doesNotMatch((await get(`/console/assets/${name}`)).payload, /no asset/, name)
})
