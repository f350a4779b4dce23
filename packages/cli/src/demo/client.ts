/** A batch, as far as the demo looks at it. */
export interface Batch {
  readonly id: string
  readonly state: string
  readonly counts: Readonly<Record<'total' | 'registered' | 'alreadyRegistered' | 'held' | 'rejected', number>>
}

/** What became of one device of a submission. */
export interface DeviceResult {
  readonly status: string
  readonly code?: string
  readonly deviceId?: string
  readonly serialNumber?: string
  readonly autopilot?: { readonly name: string; readonly number?: number }
}

/** A registered device, as far as the demo looks at it. */
export interface Device {
  readonly id: string
  readonly serialNumber?: string
  readonly groupTag?: string
  readonly quality: string
  readonly flags: readonly string[]
  readonly registrar: { readonly kind: string }
  readonly lastContactAt?: string
}

/** A consent, as far as the demo looks at it. */
export interface Consent {
  readonly id: string
  readonly state: string
  readonly partner: { readonly name: string }
  readonly devicesUsed: number
}

/** An answer: its status, and for an error the code of the catalogue. */
export interface Answer {
  readonly status: number
  readonly code: string
  readonly body: unknown
}

/** A registration of devices whose results are waited for. */
export interface Registration {
  readonly devices: readonly object[]
  readonly dryRun?: boolean
  readonly onMissingConsent?: 'hold' | 'refuse'
}

/** One caller of the service: its address and a bearer token. */
export class Client {
  readonly url: string
  readonly token: string

  constructor(url: string, token: string) {
    this.url = url
    this.token = token
  }

  /** Sends a request; an object as body goes as JSON, a stream or text as `contentType`. Never throws for an error status. */
  async send(method: string, path: string, body?: object | string, contentType = 'application/json'): Promise<Answer> {
    const streamed = body !== undefined && Symbol.asyncIterator in Object(body)
    const payload = typeof body === 'object' && !streamed ? JSON.stringify(body) : body
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': contentType }),
      },
      ...(payload !== undefined && { body: payload as string, duplex: 'half' }),
    })
    const text = await response.text()
    const parsed = text === '' ? undefined : (JSON.parse(text) as { code?: string })
    return { status: response.status, code: response.ok ? '' : (parsed?.code ?? ''), body: parsed }
  }

  /** Sends a request that has to succeed. @throws Error with the problem that the service reports. */
  async ask<T>(method: string, path: string, body?: object | string, contentType?: string): Promise<T> {
    const answer = await this.send(method, path, body, contentType)
    if (answer.status < 400) return answer.body as T
    const { detail = '' } = Object(answer.body) as { detail?: string }
    throw new Error(`${method} ${path} was answered with ${answer.status} ${answer.code}: ${detail}`)
  }

  get<T>(path: string): Promise<T> {
    return this.ask('GET', path)
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.ask('POST', path, body)
  }

  /** All items of a list, page by page. */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = []
    for (let cursor: string | undefined; ; ) {
      const query = cursor === undefined ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`
      const page = await this.get<{ items: T[]; nextCursor?: string }>(`${path}${query}`)
      items.push(...page.items)
      cursor = page.nextCursor
      if (cursor === undefined) return items
    }
  }

  /** Registers devices for a tenant and waits for the results. */
  async register(tenantId: string, registration: Registration): Promise<DeviceResult[]> {
    const { results } = await this.post<{ results: DeviceResult[] }>(
      `/api/v1/tenants/${tenantId}/registrations`,
      registration,
    )
    return results
  }
}

/** Asks again until the answer is there. @throws Error after ten seconds. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = performance.now() + 10_000; performance.now() < deadline; ) {
    const found = await ask()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error(`${what} did not happen within ten seconds`)
}
