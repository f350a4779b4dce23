import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { isId } from '../ids.ts'
import { type Permission, type Principal, type Reach, requireReach } from '../organizations/index.ts'
import type { ConsentsTable } from '../store/index.ts'
import { effectiveConsent } from './effective.ts'
import { consentState, consentVerdict } from './state.ts'

export interface Relationship {
  readonly partnerId: string
  readonly consent: ConsentsTable
  /** Devices that the principal's permission reaches. */
  readonly reach: Reach
}

/**
 * The consent by which a partner deals with a customer. One that is used up still counts: the partner looks after what it registered.
 * @throws forbidden for anybody but a partner; not_found for a customer that the principal's role does not name; the error of the consent, which is the same for a tenant that does not exist.
 */
export async function requireRelationship(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  permission: Permission,
): Promise<Relationship> {
  const { organization } = principal
  if (organization.kind !== 'partner') throw new RegistryError('forbidden', 'This is for partners.')
  const reach = requireReach(principal, permission, tenantId)
  const now = registry.now()
  const consent = isId(tenantId) ? await effectiveConsent(registry.store.db, tenantId, organization.id, now) : undefined
  const state = consent && consentState(consent, now)
  if (consent && (state === 'granted' || state === 'exhausted')) return { partnerId: organization.id, consent, reach }
  const verdict = consentVerdict(consent, now)
  throw new RegistryError(verdict.live ? 'consent_missing' : verdict.code)
}
