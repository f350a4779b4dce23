import type { Group, Profile } from '../api/generated/operations.ts'
import { useRead } from '../api/use-api.ts'
import { useSession, useTenantId } from '../session/session.ts'

/** Most profiles and groups that are fetched for names and choices; a tenant has no more. */
const most = 1000

/** The profiles of the tenant, oldest first; empty while they are fetched, and for whoever may not see them. */
export function useProfiles(): readonly Profile[] {
  const { may } = useSession()
  const input = { path: { tenantId: useTenantId() }, query: { limit: most } }
  const { data } = useRead('GET /api/v1/tenants/{tenantId}/profiles', input, { enabled: may('profile.read') })
  return data?.items ?? []
}

/** The groups of the tenant by name; empty while they are fetched, and for whoever may not see them. */
export function useGroups(): readonly Group[] {
  const { may } = useSession()
  const input = { path: { tenantId: useTenantId() }, query: { limit: most, sort: 'displayName' as const } }
  const { data } = useRead('GET /api/v1/tenants/{tenantId}/groups', input, { enabled: may('group.read') })
  return data?.items ?? []
}
