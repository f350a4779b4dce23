import assert from 'node:assert/strict'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Harness, startHarness } from './harness.ts'
import { addPartner, addTenant, type Member } from './people.ts'

/** An answer as it came over the wire. */
export interface Wire {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any
}

export interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string
}

/** A customer that has consented to a reseller, and a way to send exactly what a client sends: no library touches path or headers. */
export interface Contract {
  readonly h: Harness
  readonly tenant: Member
  readonly partner: Member
  /** `/customers/{tenant}`. */
  readonly customer: string
  send(method: string, path: string, sent?: Sent): Promise<Wire>
  /** Sends devices in and waits until the job has ended. @returns the status. */
  upload(batchId: string, devices: readonly object[]): Promise<Wire['json']>
  ended(location: string): Promise<Wire['json']>
  close(): Promise<void>
}

function send(port: number, token: string, method: string, path: string, sent: Sent): Promise<Wire> {
  const payload = sent.body === undefined || typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body)
  const headers = {
    authorization: `Bearer ${sent.token ?? token}`,
    ...(payload !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(payload)),
    }),
    ...sent.headers,
  }
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ port, method, path, headers }, answer => {
      const pieces: Buffer[] = []
      answer.on('data', piece => pieces.push(piece))
      answer.on('end', () => {
        const text = Buffer.concat(pieces).toString()
        const isJson = /json/.test(answer.headers['content-type'] ?? '') && text !== ''
        const json = isJson ? JSON.parse(text) : undefined
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, json })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(payload)
  })
}

/** Grants consent to the partner, with limits. */
export async function grantConsent(h: Harness, tenant: Member, partner: Member, limits = {}): Promise<string> {
  const asked = await h.call('POST', '/api/v1/consents', partner.token, { tenantId: tenant.id })
  const granted = await h.call('POST', `/api/v1/consents/${asked.body.id}/grant`, tenant.token, { limits })
  assert.equal(granted.body.state, 'granted', granted.payload)
  return asked.body.id
}

export async function startContract(options: Parameters<typeof startHarness>[0] = {}): Promise<Contract> {
  const h = await startHarness(options)
  await h.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = h.app.server.address() as AddressInfo
  const tenant = await addTenant(h, 'contoso.example')
  const partner = await addPartner(h, 'fabrikam')
  await grantConsent(h, tenant, partner, { mayGiveProfiles: true })
  const customer = `/customers/${tenant.id}`
  const call: Contract['send'] = (method, path, sent = {}) => send(port, partner.token, method, path, sent)
  const ended: Contract['ended'] = async location => {
    for (let n = 0; n < 600; n++) {
      const { json, text } = await call('GET', `/v1${location}`)
      assert.match(json.status, /^(queued|processing|finished)$/, text)
      if (json.status === 'finished') return json
      assert.equal(json.devicesStatus, undefined)
      assert.equal(json.completedTime, undefined)
      await pause(20)
    }
    throw new Error('the job did not end')
  }
  return {
    h,
    tenant,
    partner,
    customer,
    send: call,
    ended,
    async upload(batchId, devices) {
      const answer = await call('POST', `/v1${customer}/deviceBatches`, { body: { batchId, devices } })
      assert.equal(answer.status, 202, answer.text)
      return ended(String(answer.headers.location))
    },
    close: () => h.close(),
  }
}
