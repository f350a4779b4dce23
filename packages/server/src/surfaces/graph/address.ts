import { badRequest } from './errors.ts'
import type { Version } from './model.ts'

/** One step of a path. */
export interface Segment {
  readonly text: string
  /** It stood in parentheses: a key for certain. */
  readonly isKey?: boolean
}

/** An address of this API, taken apart. */
export interface Address {
  /** undefined when the path begins without one. */
  readonly version: Version | undefined
  readonly segments: readonly Segment[]
  /** The path below the version, as it was written. */
  readonly path: string
  /** As it was written, without the question mark. */
  readonly query: string
}

const prefix = /^\/+(v1\.0|beta)(?=[/?]|$)/i
const unversioned = /^\/+devicemanagement(?=[/?(]|$)/i

/** Whether an address belongs to this API. */
export const isGraphUrl = (url: string): boolean => prefix.test(url) || unversioned.test(url)

/**
 * The route of the HTTP server for an address of this API, which has a table of routes of its own: one for everything, and those that
 * need no credential. Any other address stays as it is.
 */
export function toServerUrl(url: string): string {
  if (!isGraphUrl(url)) return url
  const version = prefix.exec(url)?.[1]?.toLowerCase() ?? 'v1.0'
  const path = url.replace(prefix, '').replace(/\?.*$/s, '').replaceAll(/\/+/g, '/').replace(/\/$/, '')
  if (path === '') return `/${version}`
  return /^\/(\$|%24)metadata$/i.test(path) ? `/${version}/$metadata` : `/${version}/resources`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw badRequest('The path is not a valid URL path.')
  }
}

/** `x('a')`, `x(id='a')` and `x(a)` are two steps, `x()` is one. */
function split(text: string): Segment[] {
  const found = /^([^(]+)\((.*)\)$/s.exec(text)
  if (found === null) return [{ text }]
  const [, name = '', inside = ''] = found
  if (inside === '') return [{ text: name }]
  const value = inside.replace(/^[A-Za-z]\w*=/, '')
  const quoted = /^'(.*)'$/s.exec(value)?.[1]
  return [{ text: name }, { text: quoted === undefined ? value : quoted.replaceAll("''", "'"), isKey: true }]
}

/** Longest path that is looked at. */
const maxPath = 2_048

/** @param url path and query, as sent. @throws GraphError for a path that cannot be read. */
export function readAddress(url: string): Address {
  const [path = '', ...rest] = url.split('?')
  if (path.length > maxPath) throw badRequest(`The path is longer than ${maxPath} characters.`)
  const version = prefix.exec(path)?.[1]?.toLowerCase() as Version | undefined
  const below = path.replace(prefix, '')
  const segments = below
    .split('/')
    .filter(text => text !== '')
    .flatMap(text => split(decode(text)))
  return { version, segments, path: below, query: rest.join('?') }
}
