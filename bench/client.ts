import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

/** A call to the registry API that must succeed; it waits when the service is too busy to answer. */
export async function call<T>(url: string, token: string, method: string, body?: unknown): Promise<T> {
  for (;;) {
    const response = await fetch(url, {
      method,
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const answer = await response.text()
    if (response.ok) return (answer === '' ? undefined : JSON.parse(answer)) as T
    if (response.status !== 503) throw new Error(`${method} ${url}: ${response.status} ${answer.slice(0, 300)}`)
    await new Promise(resolve => setTimeout(resolve, 500))
  }
}

/** The organization that owns the devices, and its administrator's token. */
export interface Tenant {
  readonly id: string
  readonly token: string
  /** Token of the registry's operator. */
  readonly operator: string
}

/** A tenant with an administrator and a profile for every device. */
export async function makeTenant(base: string, operator: string, name: string): Promise<Tenant> {
  const api = `${base}/api/v1`
  const tenant = await call<{ id: string }>(`${api}/tenants`, operator, 'POST', { name, domain: `${name}.example` })
  const token = await makePerson(api, operator, tenant.id, `admin@${name}.example`, ['tenant-admin'])
  await call(`${api}/tenants/${tenant.id}/profiles`, token, 'POST', {
    displayName: 'Standard',
    isDefault: true,
  })
  return { id: tenant.id, token, operator }
}

/** Adds a person to an organization. @returns a token of that person. */
export async function makePerson(
  api: string,
  operator: string,
  organizationId: string,
  email: string,
  roles: readonly string[],
): Promise<string> {
  const people = `${api}/organizations/${organizationId}/people`
  const person = await call<{ id: string }>(people, operator, 'POST', { email, name: email, roles })
  const token = await call<{ secret: string }>(`${people}/${person.id}/tokens`, operator, 'POST', { name: 'bench' })
  return token.secret
}

/** A bulk registration from the first byte sent to the last row decided. Seconds. */
export interface ImportResult {
  readonly accepted: number
  readonly finished: number
}

interface BatchView {
  id: string
  state: string
  counts: { total: number; registered: number }
}

const pollMs = 50

/** Uploads a file of NDJSON rows as one batch and waits until every one of its `count` devices is registered. */
export async function importFile(base: string, tenant: Tenant, file: string, count: number): Promise<ImportResult> {
  const url = `${base}/api/v1/tenants/${tenant.id}/batches`
  const start = performance.now()
  const upload = request(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.token}`, 'content-type': 'application/x-ndjson' },
  })
  const answered = once(upload, 'response') as Promise<[IncomingMessage]>
  // An early refusal breaks the upload off; what it says is in the answer.
  const sent = pipeline(createReadStream(file, { highWaterMark: 262_144 }), upload).catch(error => error)
  const [response] = await answered
  const body = await text(response)
  if (response.statusCode !== 202) throw new Error(`upload: ${response.statusCode} ${body.slice(0, 300)}`)
  await sent
  const accepted = (performance.now() - start) / 1000
  const batch = JSON.parse(body) as BatchView
  for (;;) {
    const now = await call<BatchView>(`${url}/${batch.id}`, tenant.token, 'GET')
    if (now.state === 'finished') {
      if (now.counts.registered !== count)
        throw new Error(`${now.counts.registered} of ${count} devices were registered.`)
      return { accepted, finished: (performance.now() - start) / 1000 }
    }
    await new Promise(resolve => setTimeout(resolve, pollMs))
  }
}
