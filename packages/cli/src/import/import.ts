import type { ServiceClient } from '../service/client.ts'

/** Counts of rows by what became of them, or would. */
export interface Counts {
  readonly total: number
  readonly registered: number
  readonly alreadyRegistered: number
  readonly held: number
  readonly rejected: number
}

/** An import as the service tells it, as far as it is shown. */
export interface Import {
  readonly id: string
  readonly kind: 'devices' | 'build-report'
  readonly fileName: string
  readonly state: string
  readonly sameAs?: string
  readonly file?: {
    readonly format: string
    readonly encoding?: string
    readonly delimiter?: string
    readonly sheet?: string
    readonly columnSet: string
    readonly columns: readonly { readonly name: string; readonly field?: string }[]
  }
  readonly problem?: { readonly code: string; readonly message: string }
  readonly counts: Counts & { readonly noted: number; readonly customers: number }
  readonly progress?: {
    readonly unit: 'bytes' | 'rows'
    readonly done: number
    readonly total: number
    readonly perSecond?: number
    readonly secondsLeft?: number
  }
  readonly expiresAt: string
}

/** A row of the file with what became of it, or would. */
export interface ImportRow {
  readonly row: number
  readonly status: string
  readonly code?: string
  readonly message?: string
  readonly remedy?: string
}

/** The imports of one organization. */
export class Imports {
  readonly #client: ServiceClient
  readonly #path: string

  constructor(client: ServiceClient, organizationId: string) {
    this.#client = client
    this.#path = `organizations/${encodeURIComponent(organizationId)}/imports`
  }

  send(body: AsyncIterable<Uint8Array>, query: Record<string, string | undefined>): Promise<Import> {
    const contentType = 'application/octet-stream'
    return this.#client.json({ method: 'POST', path: this.#path, query, body, contentType })
  }

  read(id: string): Promise<Import> {
    return this.#client.json({ path: this.#one(id) })
  }

  act(id: string, action: 'start' | 'cancel'): Promise<Import> {
    return this.#client.json({ method: 'POST', path: `${this.#one(id)}/${action}` })
  }

  /** The first rejected rows. */
  async rejected(id: string, limit: number): Promise<readonly ImportRow[]> {
    const rows: ImportRow[] = []
    // Where they are rare, a page has none while others follow.
    for (let cursor: string | undefined; rows.length < limit; ) {
      const query = { status: 'rejected', limit: String(limit - rows.length), cursor }
      const page = await this.#client.json<{ items: ImportRow[]; nextCursor?: string }>({
        path: `${this.#one(id)}/rows`,
        query,
      })
      rows.push(...page.items)
      cursor = page.nextCursor
      if (cursor === undefined) break
    }
    return rows
  }

  /** The file with what became of each row. */
  result(id: string, errorsOnly: boolean): Promise<Response> {
    return this.#client.send({ path: `${this.#one(id)}/result`, query: { rows: errorsOnly ? 'errors' : 'all' } })
  }

  #one(id: string): string {
    return `${this.#path}/${encodeURIComponent(id)}`
  }
}
