import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Json = any

/** An answer that is no success, in the form of the contract. */
export class PartnerCenterError extends Error {
  override readonly name = 'PartnerCenterError'
  readonly status: number
  readonly code: string

  constructor(status: number, body: { code?: string; description?: string; message?: string } | undefined) {
    super(body?.description ?? body?.message ?? `The service answered ${status}.`)
    this.status = status
    this.code = String(body?.code ?? status)
  }
}

export interface DeviceInput {
  readonly hardwareHash?: string
  readonly productKey?: string
  readonly serialNumber?: string
  readonly oemManufacturerName?: string
  readonly modelName?: string
  readonly policies?: readonly { readonly key: string; readonly value: string | null }[]
}

/** A small client of Partner Center's device deployment contract: every call of it, by the names of the documents. */
export class PartnerCenterClient {
  readonly #root: string
  readonly #token: string

  /** @param root origin of the service, such as https://api.partnercenter.microsoft.com. */
  constructor(root: string, token: string) {
    this.#root = root
    this.#token = token
  }

  async #send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const answer = await fetch(`${this.#root}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: 'application/json',
        'ms-requestid': randomUUID(),
        'ms-correlationid': randomUUID(),
        ...(body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (answer.ok || (method === 'HEAD' && answer.status === 404)) return answer
    const text = await answer.text()
    throw new PartnerCenterError(answer.status, text === '' ? undefined : JSON.parse(text))
  }

  async #json(method: string, path: string, body?: unknown): Promise<Json> {
    return (await this.#send(method, path, body)).json()
  }

  /** Sends what starts a job, and waits until it has ended. */
  async #job(method: string, path: string, body: unknown): Promise<Json> {
    const answer = await this.#send(method, path, body)
    const [, , customer = '', , trackingId = ''] = (answer.headers.get('location') ?? '').split('/')
    for (;;) {
      const status = await this.getBatchUploadStatus(customer, trackingId)
      if (status.status !== 'queued' && status.status !== 'processing') return status
      await pause(50)
    }
  }

  /** Every item of a list, page by page as its links say. */
  async *#pages(path: string): AsyncGenerator<Json> {
    let page = await this.#json('GET', path)
    for (;;) {
      yield* page.items
      const next = page.links?.next
      if (next === undefined) return
      const headers = Object.fromEntries(next.headers.map((header: Json) => [header.key, header.value]))
      page = await (await this.#send(next.method, next.uri, undefined, headers)).json()
    }
  }

  async #all(path: string): Promise<Json[]> {
    const items: Json[] = []
    for await (const item of this.#pages(path)) items.push(item)
    return items
  }

  createDeviceBatch = (customer: string, batchId: string, devices: readonly DeviceInput[]) =>
    this.#job('POST', `/customers/${customer}/deviceBatches`, { batchId, devices })
  getDeviceBatches = (customer: string) => this.#all(`/customers/${customer}/deviceBatches`)
  addDevicesToDeviceBatch = (customer: string, batchId: string, devices: readonly DeviceInput[]) =>
    this.#job('POST', `/customers/${customer}/deviceBatches/${encodeURIComponent(batchId)}/devices`, devices)
  getDevices = (customer: string, batchId: string) =>
    this.#all(`/customers/${customer}/deviceBatches/${encodeURIComponent(batchId)}/devices`)
  updateDevice = (customer: string, batchId: string, id: string, device: object) =>
    this.#json('PUT', `/customers/${customer}/deviceBatches/${encodeURIComponent(batchId)}/devices/${id}`, device)
  deleteDevice = (customer: string, batchId: string, id: string) =>
    this.#send('DELETE', `/customers/${customer}/deviceBatches/${encodeURIComponent(batchId)}/devices/${id}`)
  getBatchUploadStatus = (customer: string, trackingId: string) =>
    this.#json('GET', `/customers/${customer}/batchJobStatus/${trackingId}`)
  updateDevicesWithPolicies = (customer: string, devices: readonly object[]) =>
    this.#job('PATCH', `/customers/${customer}/DevicePolicyUpdates`, { devices })
  getConfigurationPolicies = (customer: string) => this.#all(`/customers/${customer}/policies`)
  createConfigurationPolicy = (customer: string, policy: object) =>
    this.#json('POST', `/customers/${customer}/policies`, policy)
  getConfigurationPolicy = (customer: string, id: string) => this.#json('GET', `/customers/${customer}/policies/${id}`)
  updateConfigurationPolicy = (customer: string, policy: { readonly id: string }) =>
    this.#json('PUT', `/customers/${customer}/policies/${policy.id}`, policy)
  deleteConfigurationPolicy = (customer: string, id: string) =>
    this.#send('DELETE', `/customers/${customer}/policies/${id}`)
  getCustomers = (filter?: { readonly field: string; readonly value: string }) => {
    const wanted = filter && { Field: filter.field, Value: filter.value, Operator: 'starts_with' }
    return this.#all(`/customers?size=40${wanted ? `&filter=${encodeURIComponent(JSON.stringify(wanted))}` : ''}`)
  }
  getCustomer = (customer: string) => this.#json('GET', `/customers/${customer}`)
  removeCustomerRelationship = (customer: string) =>
    this.#json('PATCH', `/customers/${customer}`, { relationshipToPartner: 'none' })
  getCustomerRelationshipRequest = () => this.#json('GET', '/customers/relationshiprequests')
  getPartnerRelationshipsForCustomer = (customer: string) => this.#all(`/customers/${customer}/relationships`)
  getPartnerRelationships = (type: string) => this.#all(`/relationships?relationship_type=${type}`)
  getAgreementSignatureStatus = (tenantId: string) =>
    this.#json('GET', `/compliance/csp/agreementstatus?tenantId=${tenantId}`)
  checkDomainAvailability = async (domain: string) => (await this.#send('HEAD', `/domains/${domain}`)).status === 404
  getCompanyProfile = (customer: string) => this.#json('GET', `/customers/${customer}/profiles/company`)
  getBillingProfile = (customer: string) => this.#json('GET', `/customers/${customer}/profiles/billing`)
}
