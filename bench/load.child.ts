/** The client of first boot: makes its devices itself, then sends what it is told. */
import { hashTextOf, recapture, simulateFactory } from '@hailport/device'
import { serveParent } from './child.ts'
import { postRequest } from './connection.ts'
import { vmRate } from './device-file.ts'
import { closedLoop, type OpenOptions, openLoop } from './load.ts'

/** Devices of a simulated factory: `take` of `count`, evenly spread. */
export interface BootDevices {
  readonly seed: string
  readonly count: number
  readonly take: number
}

export type LoadQuestion = { readonly url: string; readonly devices: BootDevices } & (
  | { readonly closed: { connections: number; seconds: number } }
  | { readonly open: OpenOptions }
)

const bodies = new Map<string, string[]>()

/** First boots come from captures that were taken after the registration: the same devices, other hashes. */
function bodiesOf({ seed, count, take }: BootDevices): string[] {
  const key = JSON.stringify([seed, count, take])
  const known = bodies.get(key)
  if (known) return known
  const factory = simulateFactory({ seed, count, vmRate })
  const later = new Date('2026-06-01T08:00:00Z')
  const made = Array.from({ length: Math.min(take, count) }, (_, n) => {
    const device = factory.at(Math.floor((n * count) / Math.min(take, count)))
    return JSON.stringify({ hardwareHash: hashTextOf(recapture(device, { at: later })) })
  })
  // In no order of age, as devices boot.
  made.sort((a, b) => (a.slice(1000, 1300) < b.slice(1000, 1300) ? -1 : 1))
  bodies.set(key, made)
  return made
}

serveParent({}, async (question: LoadQuestion) => {
  const url = new URL('/device/v1/resolve', question.url)
  const requests = bodiesOf(question.devices).map(body => postRequest(url, body))
  return 'closed' in question ? closedLoop(url, requests, question.closed) : openLoop(url, requests, question.open)
})
