import { generateKeyPairSync } from 'node:crypto'
import { hashTextOf, simulateFactory } from '@hailport/device'
import { makePdf } from '@hailport/registry/testing/pdf'
import type { ConsoleWorld } from './console-world.ts'

/** What a maker has to look at. */
export interface MakerWork {
  /** What it built and nobody has registered. */
  readonly built: readonly string[]
  readonly reportId: string
  /** The first of what it built, in its records. */
  readonly recordId: string
  readonly stationId: string
  /** A request of the customer of the world that waits for a decision. */
  readonly requestId: string
}

/** What a station prints that was made without a token. */
export const newStation = (name: string) => {
  const { kty, crv, x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
  return { name, publicKey: { kty, crv, x } }
}

/** The document that customers send. */
export const invoice = makePdf()

async function send(
  world: ConsoleWorld,
  method: string,
  path: string,
  token: string,
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type }
  const answer = await fetch(`${world.service.url}${path}`, { method, headers, body })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as { id: string }
}

async function openRequest(world: ConsoleWorld, serialNumbers: readonly string[]): Promise<string> {
  const { service, tenantId, admin, makerId } = world
  const requests = `/api/v1/tenants/${tenantId}/desk-requests`
  const { id } = await service.call(201, 'POST', requests, admin, {
    makerId,
    kind: 'register',
    domain: 'contoso.example',
    serialNumbers,
    groupTag: 'Berlin',
    note: 'Invoice 2026-0815, bought in March.',
  })
  await send(world, 'PUT', `${requests}/${id}/proof`, admin, 'application/pdf', new Uint8Array(invoice))
  await service.call(200, 'POST', `${requests}/${id}/submit`, admin)
  const agent = await service.person(makerId, ['support-agent'])
  const question = { text: 'The third number is not on the invoice. Whose is it?', question: true }
  await service.call(201, 'POST', `/api/v1/partners/${makerId}/desk-requests/${id}/messages`, agent, question)
  return id
}

/** Gives the maker of the world a build report, a desk, and a request at it. */
export async function startMakerWork(world: ConsoleWorld): Promise<MakerWork> {
  const { service, makerId, maker } = world
  const policy = `/api/v1/organizations/${makerId}/sign-in-policy`
  await service.call(200, 'PUT', policy, maker, { secondFactor: 'optional' })
  const factory = [...simulateFactory({ seed: 'desk', count: 6, noTpmRate: 0, vmRate: 0, placeholderRate: 0 })]
  const rows = [...factory.map(device => ({ hardwareHash: hashTextOf(device) })), { hardwareHash: 'T0FP' }]
  const report = await send(
    world,
    'POST',
    `/api/v1/partners/${makerId}/build-reports?name=Week%2046`,
    maker,
    'application/x-ndjson',
    rows.map(row => JSON.stringify(row)).join('\n'),
  )
  const entry = { services: ['later', 'hashes', 'deregister'], regions: ['world'], desk: true }
  const written = await service.call(200, 'PUT', `/api/v1/partners/${makerId}/directory-entry`, maker, entry)
  await service.call(200, 'POST', `/api/v1/directory-entries/${makerId}/publish`, service.operatorToken, {
    writtenAt: written.writtenAt,
  })
  const built = factory.map(device => String(device.fields.SmbiosSystemSerialNumber))
  const requestId = await openRequest(world, [String(built[4]), String(built[5]), 'NW-UNKNOWN-1'])
  const records = `/api/v1/partners/${makerId}/factory-records?serialNumber=${built[0]}`
  const [record] = await service.list(records, maker)
  const stations = `/api/v1/partners/${makerId}/line-stations`
  const station = await service.call(201, 'POST', stations, maker, { ...newStation('Hall 1, end'), line: 'L3' })
  return { built, reportId: report.id, recordId: record.id, stationId: station.id, requestId }
}

/** Every page of a maker that other partners do not have. */
export const makerPages = ({ requestId, reportId, recordId, stationId }: MakerWork): Record<string, string> => ({
  desk: '/desk',
  'desk-request': `/desk/${requestId}`,
  'build-reports': '/build-reports',
  'build-report': `/build-reports/${reportId}`,
  'factory-records': '/factory-records',
  'factory-record': `/factory-records/${recordId}`,
  'line-stations': '/line-stations',
  'line-station': `/line-stations/${stationId}`,
})

/** The same requests as the customer sees them. */
export const supportPages = ({ tenantId }: ConsoleWorld, { requestId }: MakerWork): Record<string, string> => ({
  'support-requests': '/support-requests',
  'support-request-new': '/support-requests/new',
  'support-request': `/support-requests/${tenantId}/${requestId}`,
})
