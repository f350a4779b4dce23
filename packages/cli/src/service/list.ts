import { InvalidArgumentError } from 'commander'
import { print, printable, styled, table } from '../terminal.ts'
import type { ServiceClient } from './client.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor?: string
}

/** The beginning of a list. */
export interface Listed<T> {
  readonly items: readonly T[]
  /** Whether others follow. */
  readonly more: boolean
}

type Query = Readonly<Record<string, string | undefined>>

const pageSize = 1000

/** Reads a list up to a number of items; pages may be short while others follow. */
export async function readSome<T>(client: ServiceClient, path: string, query: Query, most: number): Promise<Listed<T>> {
  const items: T[] = []
  for (let cursor: string | undefined; ; ) {
    const limit = String(Math.min(pageSize, most - items.length))
    const page: Page<T> = await client.json({ path, query: { ...query, limit, cursor } })
    items.push(...page.items)
    if (page.nextCursor === undefined) return { items, more: false }
    if (items.length >= most) return { items, more: true }
    cursor = page.nextCursor
  }
}

/** Prints a list: as JSON, or as a table with a line that says when there is more. */
export function printList<T>(
  { items, more }: Listed<T>,
  json: true | undefined,
  heads: readonly string[],
  cells: (item: T) => readonly (string | undefined)[],
  none: string,
): void {
  if (json) {
    print(JSON.stringify({ items, more }, null, 2))
    return
  }
  const rows = items.map(item => cells(item).map(cell => printable(cell ?? '')))
  print(...(items.length === 0 ? [none] : table([heads.map(head => styled('bold', head)), ...rows], '')))
  if (more) print(styled('dim', `There are more: --limit ${items.length * 10} shows them.`))
}

/** A time, as short as it can be without being wrong. */
export const shortTime = (time: string | undefined): string =>
  (time ?? '').replace('T', ' ').replace(/(:\d\d)?(\.\d+)?Z$/, 'Z')

export const defaultLimit = 100

/** Parses the value of --limit. */
export function toLimit(value: string): number {
  if (/^[1-9]\d{0,6}$/.test(value)) return Number(value)
  throw new InvalidArgumentError('It must be a number from 1.')
}
