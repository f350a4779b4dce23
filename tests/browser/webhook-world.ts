import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConsoleWorld } from './console-world.ts'

/** Takes what comes, on this machine, until the process ends; below `/busy` it refuses. @returns its address. */
export async function startReceiver(answer: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    const busy = request.url?.startsWith('/busy') ?? false
    response.writeHead(busy ? 503 : 200).end(busy ? 'try later' : answer)
  })
  server.listen(0, '127.0.0.1')
  server.unref()
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Gives the customer of the world a webhook whose receiver takes its messages, and one whose receiver does not. @returns their ids. */
export async function startWebhookWork({ service, tenantId, admin }: ConsoleWorld, name: string, answer: string) {
  const organization = `/api/v1/organizations/${tenantId}`
  const url = await startReceiver(answer)
  const add = async (body: { name: string; url: string; events?: string[] }): Promise<string> =>
    (await service.call(201, 'POST', `${organization}/webhooks`, admin, body)).id
  const webhookId = await add({ name, url: `${url}/inventory` })
  const busyId = await add({ name: 'Ticket desk', url: `${url}/busy`, events: ['token.created', 'token.revoked'] })
  await service.person(tenantId, ['device-reader'])
  const hasTried = async (id: string) =>
    (await service.list(`${organization}/webhooks/${id}/deliveries`, admin)).some(({ attempts }) => attempts > 0)
  for (const id of [webhookId, busyId]) while (!(await hasTried(id))) await pause(50)
  return { webhookId, busyId }
}
