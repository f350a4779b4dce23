import type { Permission } from './permissions.ts'

/** The organization id of the registry itself: its operators, and whatever belongs to nobody else. */
export const registryId = '00000000-0000-0000-0000-000000000000'

export type OrganizationKind = 'tenant' | 'partner' | 'registry'

/** Makers and resellers. Kinds as Partner Center knows them. */
export const partnerKinds = ['oem', 'csp-direct', 'csp-indirect-provider', 'csp-indirect-reseller'] as const
export type PartnerKind = (typeof partnerKinds)[number]

/** Permissions that come from one role, and how far they reach. */
export interface Grant {
  readonly permissions: ReadonlySet<Permission>
  /** Only devices that have one of these group tags; absent: all devices. */
  readonly groupTags?: readonly string[]
  /** Only these customers of a partner; absent: all of them. */
  readonly tenants?: readonly string[]
}

/** Who acts: one request, one principal. Made by `principalReader`, or by hand with `builtInGrants`. */
export interface Principal {
  readonly kind: 'person' | 'application' | 'system'
  readonly id: string
  /** Where it acts. */
  readonly organization: { readonly kind: OrganizationKind; readonly id: string }
  /** Names of its roles, to be shown; what counts is in `grants`. */
  readonly roles: readonly string[]
  readonly grants: readonly Grant[]
  /** The partner whose person acts in a customer's tenant by delegation. */
  readonly onBehalfOf?: string
  /** Id of the request that carries the act, for the journal. */
  readonly requestId?: string
}
