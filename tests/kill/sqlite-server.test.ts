import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { lookAtSqlite } from '@hailport/registry/testing/rows'
import type { Service } from '../service.ts'
import { startForKills, underKills } from './kills.ts'

let service: Service
before(async () => {
  service = await startForKills()
})
after(() => service.remove())

test('SQLite, the server is killed again and again: nothing acknowledged is lost or doubled', async t => {
  const look = () => lookAtSqlite(service.databasePath)
  await underKills(t, service, service, look)
  const file = look()
  const found = file.rows('pragma integrity_check')
  await file.close()
  assert.deepEqual(found, [{ integrity_check: 'ok' }])
})
