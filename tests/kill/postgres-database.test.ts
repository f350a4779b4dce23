import { after, before, test } from 'node:test'
import { type PostgresServer, startPostgres } from '@hailport/registry/testing/postgres-server'
import { lookAtPostgres } from '@hailport/registry/testing/rows'
import type { Service } from '../service.ts'
import { startForKills, underKills } from './kills.ts'

let postgres: PostgresServer
let service: Service
before(async () => {
  postgres = await startPostgres()
  service = await startForKills(postgres.url)
})
after(async () => {
  await service.remove()
  await postgres.stop()
})

test('PostgreSQL, the database is killed again and again: nothing acknowledged is lost or doubled', t =>
  underKills(t, service, postgres, () => lookAtPostgres(postgres.url)))
