import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ndjsonReport, simulateFactory } from '@hailport/device'
import { type PostgresServer, startPostgres } from '@hailport/registry/testing/postgres-server'
import { Service } from '../service.ts'

const devices = 10_000
const tokenRate = 100
const env = {
  // Tokens name the service, not the server.
  HAILPORT_PUBLIC_URL: 'https://hailport.example',
  HAILPORT_RATES: `read=1000000,write=1000000,upload=1000000,device=1000000,token=${tokenRate}`,
}

const tokensIn = (said: string) => said.match(/hpat_[\w-]+/g) ?? []

for (const engine of ['sqlite', 'postgres'])
  describe(`two servers of one registry on ${engine}`, () => {
    let postgres: PostgresServer | undefined
    let data: string
    let servers: [Service, Service]
    let operatorToken: string
    before(async () => {
      data = mkdtempSync(join(tmpdir(), 'hailport-servers-'))
      if (engine === 'postgres') postgres = await startPostgres()
      const options = { data, database: postgres?.url ?? '', operatorToken: 'told by one of two', env }
      servers = await Promise.all([Service.start(options), Service.start(options)])
    })
    after(async () => {
      for (const server of servers ?? []) await server.remove()
      await postgres?.stop()
      rmSync(data, { recursive: true, force: true })
    })

    test('started at once on an empty database, they tell the token of the operator once', async () => {
      for (const server of servers)
        for (let n = 0; !/API: /.test(server.said); n++) {
          assert.ok(n < 100, server.said)
          await pause(20)
        }
      const told = () => servers.flatMap(server => tokensIn(server.said))
      for (let n = 0; told().length === 0 && n < 100; n++) await pause(20)
      assert.equal(told().length, 1)
      operatorToken = String(told()[0])
      for (const server of servers) {
        server.operatorToken = operatorToken
        assert.deepEqual((await server.call(200, 'GET', '/api/v1/me', operatorToken)).roles, ['operator'])
      }
    })

    test('an access token from one is good at the other', async () => {
      const [first, second] = servers
      const tenantId = await first.tenant('Contoso')
      const admin = await first.person(tenantId, ['tenant-admin'])
      const applications = `/api/v1/organizations/${tenantId}/applications`
      const wanted = { name: 'stock system', roles: ['device-reader'] }
      const application = await second.call(201, 'POST', applications, admin, wanted)
      const answer = await fetch(`${first.url}/${tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${application.id}:${application.secret}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      })
      assert.equal(answer.status, 200)
      const { access_token } = (await answer.json()) as { access_token: string }
      assert.equal((await second.call(200, 'GET', '/api/v1/me', access_token)).id, application.id)
    })

    test('who is over the limit at one soon is at the other', async () => {
      /** Requests that a server admits before it says no. */
      const admitted = async ({ url }: Service, pauseMs: number) => {
        for (let count = 0; ; count++) {
          const { status, headers } = await fetch(`${url}/common/oauth2/v2.0/token`, { method: 'POST' })
          if (status === 429) {
            const seconds = Number(headers.get('retry-after'))
            assert.ok(seconds > 0 && seconds <= 60, `${seconds}`)
            return count
          }
          assert.equal(status, 400)
          await pause(pauseMs)
        }
      }
      const atFirst = await admitted(servers[0], 0)
      assert.ok(atFirst <= tokenRate, `${atFirst}`)
      // By itself it would admit as many.
      const atSecond = await admitted(servers[1], 100)
      assert.ok(atSecond < tokenRate / 2, `${atSecond}`)
    })

    test('one killed while it works off a batch: the other finishes it, every row once', async () => {
      const [first, second] = servers
      const tenantId = await first.tenant('Fabrikam')
      const admin = await first.person(tenantId, ['tenant-admin'])
      const path = `/api/v1/tenants/${tenantId}/batches`
      // Holds the second back until the first has the lease, whatever the machine does.
      process.kill(second.pid, 'SIGSTOP')
      const factory = simulateFactory({ seed: `two servers on ${engine}`, count: devices })
      const { id } = await first.upload(path, admin, ndjsonReport(factory), 'order-1')
      for (;;) {
        const { counts, state } = await first.call(200, 'GET', `${path}/${id}`, admin)
        assert.notEqual(state, 'finished', 'the batch was finished before the server was killed')
        if (counts.registered > 0) break
        await pause(5)
      }
      await first.kill()
      process.kill(second.pid, 'SIGCONT')
      const finished = async () => (await second.call(200, 'GET', `${path}/${id}`, admin)).state === 'finished'
      for (const end = Date.now() + 120_000; !(await finished()); await pause(200))
        assert.ok(Date.now() < end, `the batch is not finished: ${second.log}`)

      const { counts } = await second.call(200, 'GET', `${path}/${id}`, admin)
      assert.deepEqual(counts, { total: devices, registered: devices, alreadyRegistered: 0, held: 0, rejected: 0 })
      const results = await second.list(`${path}/${id}/results`, admin)
      assert.deepEqual(
        results.map(result => result.position),
        Array.from({ length: devices }, (_, n) => n),
      )
      const ids = new Set<string>(results.map(result => result.deviceId))
      assert.equal(ids.size, devices)
      const listed = await second.list(`/api/v1/tenants/${tenantId}/devices`, admin)
      assert.equal(listed.length, devices)
      assert.deepEqual(listed.filter(device => !ids.has(device.id)).slice(0, 3), [])
      const entries = await second.list(`/api/v1/organizations/${tenantId}/journal?action=device.registered`, admin)
      assert.equal(entries.length, devices)
      assert.deepEqual(new Set(entries.map(entry => entry.subject.id)), ids)
    })
  })

describe('serve --workers 2', () => {
  let service: Service
  before(async () => {
    service = await Service.start({ args: ['--workers', '2', '--log-level', 'info'] })
  })
  after(() => service.remove())

  /** A request over a connection of its own, as connections are what the workers share out. */
  const ready = () =>
    new Promise<number | undefined>((resolve, reject) => {
      get(`${service.url}/readyz`, { agent: false }, answer => resolve(answer.resume().statusCode)).on('error', reject)
    })
  const lines = (message: string) =>
    service.log
      .split('\n')
      .filter(line => line.includes(`"msg":"${message}"`) && line.endsWith('}'))
      .map(line => JSON.parse(line.slice(line.indexOf('{'))))
  const serving = () => lines('worker serves').map(line => line.workerPid as number)
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }

  test('two processes serve, and say once who the operator is', async () => {
    assert.equal(tokensIn(service.said).length, 1)
    for (let n = 0; n < 4; n++) assert.equal(await ready(), 200)
    const answered = () => new Set(lines('request').map(line => line.pid))
    for (let n = 0; answered().size < 2; n++) {
      assert.ok(n < 100, service.log)
      await pause(20)
    }
    assert.deepEqual([...answered()].sort(), serving().sort())
    assert.ok(!serving().includes(service.pid))
  })

  test('one that dies is replaced, and the other serves meanwhile', async () => {
    const [victim, other] = serving() as [number, number]
    process.kill(victim, 'SIGKILL')
    for (let n = 0; lines('worker ended').length === 0; n++) {
      assert.ok(n < 500, service.log)
      await pause(20)
    }
    assert.equal(await ready(), 200)
    for (let n = 0; serving().length < 3; n++) {
      assert.ok(n < 1500, service.log)
      await pause(20)
    }
    assert.ok(isAlive(other))
    // The replaced one was the first, which works off jobs.
    const tenantId = await service.tenant('Fabrikam')
    const admin = await service.person(tenantId, ['tenant-admin'])
    const path = `/api/v1/tenants/${tenantId}/batches`
    const { id } = await service.upload(path, admin, ndjsonReport(simulateFactory({ seed: 'workers', count: 10 })))
    const finished = async () => (await service.call(200, 'GET', `${path}/${id}`, admin)).state === 'finished'
    for (let n = 0; !(await finished()); n++) {
      assert.ok(n < 300, service.log)
      await pause(100)
    }
  })

  test('stops with all its processes', async () => {
    const pids = serving()
    await service.stop()
    assert.deepEqual(pids.filter(isAlive), [])
  })
})
