import { after, before, test } from 'node:test'
import { lookAtSqlite } from '@hailport/registry/testing/rows'
import type { Service } from '../service.ts'
import { removeAfterKills, startForKills, underKills } from './kills.ts'

let service: Service
before(async () => {
  service = await startForKills()
})
after(() => removeAfterKills(service))

test('SQLite, the server is killed again and again: nothing acknowledged is lost or doubled', t =>
  underKills(t, service, service, () => lookAtSqlite(service.databasePath)))
