import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashTextOf, recapture, simulateFactory } from '@hailport/device'
import { startChild } from './child.ts'
import { call, makeTenant } from './client.ts'
import { type LoadResult, load, postRequest } from './load.ts'
import type { Result } from './result.ts'

const connections = 50
const seconds = 4
const rounds = 3

const bodyOf = (hardwareHash: string) => JSON.stringify({ hardwareHash })

function measure(base: string, bodies: readonly string[]): Promise<LoadResult> {
  const url = new URL('/device/v1/resolve', base)
  const requests = bodies.map(body => postRequest(url, body))
  return load(url, requests, connections, seconds)
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** First boots per second over HTTP, known and unknown devices, against a route that parses the same body and answers a constant. */
export async function benchResolve(count: number): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hailport-bench-'))
  const service = await startChild<{ url: string; token: string }>('./service.child.ts', [folder])
  const floor = await startChild<{ url: string }>('./floor.child.ts', [])
  try {
    const tenant = await makeTenant(service.ready.url, service.ready.token, 'fabrikam')
    const api = `${service.ready.url}/api/v1/tenants/${tenant.id}`
    await call(`${api}/profiles`, tenant.token, 'POST', { name: 'Standard' })
    const factory = simulateFactory({ seed: 'bench', count, vmRate: 0 })
    const devices = [...factory]
    for (let at = 0; at < count; at += 1000)
      await call(`${api}/registrations`, tenant.token, 'POST', {
        devices: devices.slice(at, at + 1000).map(device => ({ hardwareHash: hashTextOf(device) })),
      })
    const later = new Date()
    const known = devices
      .filter((_, index) => index % 5 === 0)
      .map(device => bodyOf(hashTextOf(recapture(device, { at: later }))))
    const unknown = [...simulateFactory({ seed: 'strangers', count: 1000, vmRate: 0 })].map(device =>
      bodyOf(hashTextOf(device)),
    )
    const runs: Record<'known' | 'unknown' | 'floor', LoadResult[]> = { known: [], unknown: [], floor: [] }
    await measure(service.ready.url, known)
    await measure(floor.ready.url, known)
    for (let round = 0; round < rounds; round++) {
      runs.floor.push(await measure(floor.ready.url, known))
      runs.known.push(await measure(service.ready.url, known))
      runs.unknown.push(await measure(service.ready.url, unknown))
    }
    const floorRate = median(runs.floor.map(run => run.rate))
    const line = (name: string, of: readonly LoadResult[], target?: number): Result => ({
      name,
      rate: median(of.map(run => run.rate)),
      unit: 'first boots/s',
      floor: 'Fastify route with the same body and a constant answer',
      floorRate,
      ratio: median(of.map((run, round) => run.rate / (runs.floor[round]?.rate ?? floorRate))),
      ...(target !== undefined && { target }),
      notes: `${connections} connections, p50 ${median(of.map(run => run.p50)).toFixed(1)} ms, p99 ${median(of.map(run => run.p99)).toFixed(1)} ms`,
    })
    return [
      line(`resolve over HTTP, ${count.toLocaleString('en')} devices present`, runs.known, 0.4),
      line('resolve of a device that nobody registered', runs.unknown),
    ]
  } finally {
    await service.stop()
    await floor.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
