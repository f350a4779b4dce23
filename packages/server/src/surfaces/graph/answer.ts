import type { GraphCall } from './call.ts'
import { project } from './project.ts'

/** An answer before it is on the wire. */
export interface GraphAnswer {
  readonly status: number
  /** An object goes out as JSON, a text as it is. */
  readonly body?: object | string
  readonly headers?: Readonly<Record<string, string>>
}

export const contentTypes = {
  json: 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
  text: 'text/plain',
} as const

type Item = Readonly<Record<string, unknown>>

function contextOf(call: GraphCall, path: string, suffix: string): string {
  const { select } = call.options
  return `${call.base}/$metadata#${path}${select === undefined ? '' : `(${select.join(',')})`}${suffix}`
}

/** No body: what actions answer that return nothing. */
export const noContent = (): GraphAnswer => ({ status: 204 })

/** What `$count` answers. */
export const countText = (count: number): GraphAnswer => ({ status: 200, body: String(count) })

/** One entity: read, changed (200), or made (201), then with its address. */
export function entity(call: GraphCall, value: Item, status: 200 | 201 = 200): GraphAnswer {
  const path = call.canonicalPath.replace(/\('[^/]*'\)$/, '')
  const location = `${call.base}/${path}('${encodeURIComponent(String(value['id']))}')`
  return {
    status,
    ...(status === 201 && { headers: { location } }),
    body: { '@odata.context': contextOf(call, path, '/$entity'), ...project(call, value) },
  }
}

/** One page of a list. */
export interface ListPage {
  readonly items: readonly Item[]
  /** Where the next page begins: what `call.options.skiptoken` will be. Absent on the last page. */
  readonly nextToken?: string | undefined
  /** All that the filter lets through. Sent when the caller asked for it, or when `alwaysCount` is set. */
  readonly count?: number | undefined
  readonly alwaysCount?: boolean
}

/** A list of entities. The link to the next page is absolute, keeps what was asked, and is left out on the last page. */
export function collection(call: GraphCall, { items, nextToken, count, alwaysCount }: ListPage): GraphAnswer {
  const body = {
    '@odata.context': contextOf(call, call.canonicalPath, ''),
    ...(count !== undefined && (call.options.count || alwaysCount) && { '@odata.count': count }),
    ...(nextToken !== undefined && { '@odata.nextLink': nextLink(call, nextToken) }),
    value: items.map(item => project(call, item)),
  }
  return { status: 200, body }
}

/** What an action returns that returns a list. */
export function actionResult(call: GraphCall, type: string, items: readonly object[]): GraphAnswer {
  const context = `${call.base}/$metadata#Collection(microsoft.graph.${type})`
  return { status: 200, body: { '@odata.context': context, value: items } }
}

function nextLink({ base, options, address }: GraphCall, token: string): string {
  const kept = options.given
    .filter(([name]) => name !== '$skip' && name !== '$skiptoken')
    .concat([['$skiptoken', token]])
    .map(([name, value]) => `${name.startsWith('$') ? name : encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  return `${base}${address.path}?${kept.join('&')}`
}
