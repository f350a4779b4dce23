import type { Principal, Registry } from '@hailport/registry'
import type { Address } from './address.ts'
import type { Version } from './model.ts'
import type { QueryOptions } from './odata/options.ts'

/** One operation being called: what handlers work with. */
export interface GraphCall {
  readonly registry: Registry
  readonly principal: Principal
  /** The tenant that is acted in. */
  readonly tenantId: string
  readonly version: Version
  /** `https://host/v1.0`: what addresses in answers begin with. */
  readonly base: string
  readonly address: Address
  /** The path as the contract spells it. */
  readonly canonicalPath: string
  /** Keys of the path, by the names that the route gives them. */
  readonly keys: Readonly<Record<string, string>>
  /** Type of the entities that the route is about. */
  readonly type: string | undefined
  readonly options: QueryOptions
  /** The body, read as JSON; undefined when there is none. @throws unreadable_body. */
  body(): unknown
}
