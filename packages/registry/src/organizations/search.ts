import { type RawBuilder, sql } from 'kysely'
import type { PageRequest } from '../page.ts'

/** How organizations are looked for. */
export interface OrganizationSearch extends PageRequest {
  /** A part of the name, in capitals or not. */
  readonly name?: string
  /** By age; asc when absent. */
  readonly order?: 'asc' | 'desc'
}

/** The condition that the name has this part. */
export function named(part: string): RawBuilder<boolean> {
  const pattern = `%${part.toLowerCase().replaceAll(/[!%_]/g, sign => `!${sign}`)}%`
  return sql<boolean>`lower(name) like ${pattern} escape '!'`
}
