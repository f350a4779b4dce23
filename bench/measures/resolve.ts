import { hashTextOf, simulateFactory } from '@hailport/device'
import { call } from '../client.ts'
import { sampleSeed } from '../databases.ts'
import { vmRate } from '../device-file.ts'
import type { BootDevices, LoadQuestion } from '../load.child.ts'
import type { ClosedResult, OpenOptions, OpenResult } from '../load.ts'
import { median } from '../percentile.ts'
import type { Service } from '../service.ts'
import type { Tools } from './tools.ts'

export const connections = 50

/** Devices of the sample: their clones lie between them, so they lie all over the tables. */
export const knownDevices = ({ plan }: Tools): BootDevices => ({ seed: sampleSeed, count: plan.sample, take: 20_000 })
const strangers: BootDevices = { seed: 'strangers', count: 2_000, take: 2_000 }

/** Boots devices over a fixed number of connections. */
export function boot(
  { load }: Tools,
  url: string,
  devices: BootDevices,
  closed: { connections: number; seconds: number },
): Promise<ClosedResult> {
  return load.ask<ClosedResult>({ url, devices, closed } satisfies LoadQuestion)
}

/** Boots devices at a fixed rate. */
export function bootAtRate({ load }: Tools, url: string, devices: BootDevices, open: OpenOptions): Promise<OpenResult> {
  return load.ask<OpenResult>({ url, devices, open } satisfies LoadQuestion)
}

/** Medians over the rounds; ratios are of runs that follow each other. */
export interface Resolve {
  readonly known: ClosedResult
  readonly unknown: ClosedResult
  readonly constant: ClosedResult
  readonly knownToConstant: number
  readonly unknownToKnown: number
}

/** @throws Error when a device is not told what it should be: then nothing that follows would mean anything. */
async function requireAnswers({ plan }: Tools, service: Service): Promise<void> {
  const ask = async (seed: string, count: number) => {
    const hardwareHash = hashTextOf(simulateFactory({ seed, count, vmRate }).at(count >> 1))
    return (await call<{ status: string }>(`${service.url}/device/v1/resolve`, '', 'POST', { hardwareHash })).status
  }
  const answers = `${await ask(sampleSeed, plan.sample)}, ${await ask(strangers.seed, strangers.count)}`
  if (answers !== 'registered, not_registered') throw new Error(`Two devices were told: ${answers}.`)
}

/** First boots of known and unknown devices, and the same requests to the server that answers a constant, by turns. */
export async function measureResolve(tools: Tools, service: Service): Promise<Resolve> {
  const { plan, floorUrl, say } = tools
  say(`first boots at ${connections} connections`)
  const known = knownDevices(tools)
  const run = (url: string, devices: BootDevices, seconds = plan.seconds) =>
    boot(tools, url, devices, { connections, seconds })
  await requireAnswers(tools, service)
  for (const devices of [known, strangers]) await run(service.url, devices, plan.seconds / 2)
  await run(floorUrl, known, plan.seconds / 2)
  const runs: Record<'known' | 'unknown' | 'constant', ClosedResult[]> = { known: [], unknown: [], constant: [] }
  for (let round = 0; round < plan.rounds; round++) {
    runs.constant.push(await run(floorUrl, known))
    runs.known.push(await run(service.url, known))
    runs.unknown.push(await run(service.url, strangers))
  }
  const middle = (of: readonly ClosedResult[]): ClosedResult => ({
    rate: median(of.map(one => one.rate)),
    p50: median(of.map(one => one.p50)),
    p99: median(of.map(one => one.p99)),
  })
  const ratio = (of: readonly ClosedResult[], to: readonly ClosedResult[]) =>
    median(of.map((one, round) => one.rate / (to[round] as ClosedResult).rate))
  return {
    known: middle(runs.known),
    unknown: middle(runs.unknown),
    constant: middle(runs.constant),
    knownToConstant: ratio(runs.known, runs.constant),
    unknownToKnown: ratio(runs.unknown, runs.known),
  }
}
