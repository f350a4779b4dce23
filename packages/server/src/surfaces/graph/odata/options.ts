import type { Filter } from '@hailport/registry'
import { badRequest } from '../errors.ts'
import { parseFilter } from './filter.ts'

export interface Order {
  readonly property: string
  readonly descending: boolean
}

export interface Expansion {
  readonly name: string
  readonly select?: readonly string[]
}

/** What the query of a request asks for. */
export interface QueryOptions {
  readonly filter?: Filter
  readonly select?: readonly string[]
  readonly expand: readonly Expansion[]
  readonly orderby: readonly Order[]
  /** Items wanted on a page. */
  readonly top?: number
  readonly skip?: number
  readonly count: boolean
  /** Where the page begins: `nextToken` of the one before. */
  readonly skiptoken?: string
  /** All options as they were given, system ones with their `$`; for the link to the next page. */
  readonly given: readonly (readonly [string, string])[]
}

/** Items on a page at most, and when nothing was asked. */
export const maxPage = 1_000

const maxNames = 100
const maxToken = 2_000
const maxQuery = 12_288

const system: ReadonlySet<string> = new Set(
  'filter select expand orderby top skip count search skiptoken format'.split(' '),
)

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw badRequest('The query is not valid.')
  }
}

/** Pairs of a query. System options are known with and without `$`, in any capitals. */
function readPairs(query: string): [string, string][] {
  if (query.length > maxQuery) throw badRequest(`The query is longer than ${maxQuery} characters.`)
  const pairs = query
    .split('&')
    .filter(part => part !== '')
    .map((part): [string, string] => {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? []
      const decoded = decode(name).trim()
      const bare = decoded.replace(/^\$/, '').toLowerCase()
      if (system.has(bare)) return [`$${bare}`, decode(value).trim()]
      if (decoded.startsWith('$')) throw badRequest(`The query parameter '${decoded.slice(0, 50)}' is not supported.`)
      return [decoded, decode(value)]
    })
  const names = pairs.map(([name]) => name).filter(name => name.startsWith('$'))
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw badRequest(`Query option '${twice}' was specified more than once, but it must be specified at most once.`)
  return pairs
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max))
    throw badRequest(`Invalid value '${text.slice(0, 50)}' for ${name}: it must be from ${min} to ${max}.`)
  return value
}

const name = /^[A-Za-z_][\w.]*(\/[A-Za-z_][\w.]*)*$/

function names(option: string, text: string): string[] {
  const parts = text.split(',').map(part => part.trim())
  const wrong = parts.find(part => !name.test(part))
  if (wrong !== undefined || parts.length > maxNames)
    throw badRequest(`Invalid ${option} clause: '${(wrong ?? text).slice(0, 100)}'.`)
  return parts
}

function readOrder(text: string): Order[] {
  return text.split(',').map(part => {
    const [, property = '', direction = ''] = /^\s*(\S+)(?:\s+(asc|desc))?\s*$/i.exec(part) ?? []
    if (!name.test(property)) throw badRequest(`Invalid $orderby clause: '${part.trim().slice(0, 100)}'.`)
    return { property, descending: direction.toLowerCase() === 'desc' }
  })
}

/** `a,b($select=c,d)`. */
function readExpand(text: string): Expansion[] {
  const parts = text.match(/[^,()]+(\([^()]*\))?/g) ?? []
  if (parts.join(',') !== text || parts.length > maxNames)
    throw badRequest(`Invalid $expand clause: '${text.slice(0, 100)}'.`)
  return parts.map(part => {
    const [, property = '', inner] = /^\s*([^\s(]+)\s*(?:\((.*)\))?\s*$/s.exec(part) ?? []
    if (!name.test(property)) throw badRequest(`Invalid $expand clause: '${part.slice(0, 100)}'.`)
    if (inner === undefined) return { name: property }
    const select = /^\$?select=(.*)$/is.exec(inner.trim())?.[1]
    if (select === undefined)
      throw badRequest(`Inside $expand only $select is supported, not '${inner.slice(0, 100)}'.`)
    return { name: property, select: names('$select', select) }
  })
}

function readCount(text: string): boolean {
  if (!/^(true|false)$/i.test(text)) throw badRequest(`Invalid value '${text.slice(0, 50)}' for $count.`)
  return text.toLowerCase() === 'true'
}

/** Reads a query. `+` is a blank. @throws GraphError that names the option at fault. */
export function parseOptions(query: string): QueryOptions {
  const given = readPairs(query)
  const values = new Map(given)
  if (values.has('$search')) throw badRequest("Query option '$search' is not supported here.")
  const { $filter, $select, $top, $skip, $skiptoken } = Object.fromEntries(values) as Record<string, string | undefined>
  if ($skiptoken !== undefined && ($skiptoken.length > maxToken || $skiptoken === ''))
    throw badRequest('The $skiptoken is not one that this list returned.')
  return {
    ...($filter !== undefined && { filter: parseFilter($filter) }),
    ...($select !== undefined && $select !== '*' && { select: names('$select', $select) }),
    expand: values.has('$expand') ? readExpand(values.get('$expand') as string) : [],
    orderby: values.has('$orderby') ? readOrder(values.get('$orderby') as string) : [],
    ...($top !== undefined && { top: whole('$top', $top, 1, maxPage) }),
    ...($skip !== undefined && { skip: whole('$skip', $skip, 0, 2 ** 31 - 1) }),
    count: values.has('$count') && readCount(values.get('$count') as string),
    ...($skiptoken !== undefined && { skiptoken: $skiptoken }),
    given,
  }
}
